/* SPDX-License-Identifier: MIT */
/* extract: values in the forms people write them, and what is none. All
 * persons and numbers are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "extract.h"

static struct extractor *x;

static int
set_up(void **state)
{
	struct fault f = {0};

	(void)state;
	x = extractor_new("share/terms", &f);
	if (x == NULL)
		fprintf(stderr, "%s\n", str_z(&f.text));
	fault_free(&f);
	return x != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	extractor_free(x);
	return 0;
}

/* What stands in a text: "class=norm" for each value, by a blank. */
static const char *
found_in(const char *text, unsigned classes, struct str *out)
{
	struct extract e = {0};

	str_clear(out);
	extract_text(x, &e, sv_z(text), classes);
	for (size_t i = 0; i < e.n; i++)
		str_addf(out, "%s%s=%.*s", i > 0 ? " " : "",
		    extract_class_name(e.at[i].class),
		    (int)e.at[i].norm_len, e.norms.p + e.at[i].norm);
	extract_free(&e);
	return str_z(out);
}

struct example {
	const char *text, *found;
};

static void
check(const struct example *list, size_t n, unsigned classes)
{
	struct str out = {0};

	for (size_t i = 0; i < n; i++) {
		const char *got = found_in(list[i].text, classes, &out);

		if (strcmp(got, list[i].found) != 0)
			fail_msg("%s: '%s', not '%s'", list[i].text, got,
			    list[i].found);
	}
	str_free(&out);
}

#define CHECK(list, classes)                                                  \
	check(list, sizeof(list) / sizeof(list[0]), classes)

static void
test_numbers(void **state)
{
	static const struct example list[] = {
		{"电话13800138000。", "phone=13800138000"},
		{"手机号13800138000后加字", "phone=13800138000"},
		{"138 0013 8000", "phone=13800138000"},
		{"138-0013-8000", "phone=13800138000"},
		{"138.0013.8000", "phone=13800138000"},
		{"(138)0013-8000", "phone=13800138000"},
		{"+86 138 0013 8000", "phone=13800138000"},
		{"１３８００１３８０００", "phone=13800138000"},
		{"１３８－００１３－８０００", "phone=13800138000"},
		{"一三八零零一三八零零零", "phone=13800138000"},
		{"幺三八洞洞", ""},
		{"幺三八零零幺三八零零零", "phone=13800138000"},
		{"138零零138零零零", "phone=13800138000"},
		{"1 3 8 0 0 1 3 8 0 0 0", "phone=13800138000"},
		{"1、3、8、0、0、1、3、8、0、0、0", "phone=13800138000"},
		{"1380013\n8000", "phone=13800138000"},
		{"1380013-\r\n  8000", "phone=13800138000"},
		{"138\xe2\x80\x8b" "00138000", "phone=13800138000"},
		{"13800138000、13900139000",
		    "phone=13800138000 phone=13900139000"},
		{"1380013800013900139000",
		    "phone=13800138000 phone=13900139000"},
		{"13800138000\n13900139000",
		    "phone=13800138000 phone=13900139000"},
		{"138 0000 2233一直关机", "phone=13800002233"},
		{"028-87654321转801", "phone=02887654321"},
		{"（028）8765-4321", "phone=02887654321"},
		{"来电0085267891234", "phone=0085267891234"},
		{"拨打87654321", "phone=87654321"},
		{"519999198503121236", "id=519999198503121236"},
		{"519999 19850312 1236", "id=519999198503121236"},
		{"51999919850312123\n6", "id=519999198503121236"},
		{"51011219900307715x", "id=51011219900307715X"},
		{"５１９９９９１９８５０３１２１２３６", "id=519999198503121236"},
		{"身份证519999198503121237", "id=519999198503121237"},
		{"6222 0200 0000 0000 000", "card=6222020000000000000"},
		{"卡号6222020000000000001", "card=6222020000000000001"},
		{"拨打96110或400-800-1234",
		    "service=96110 service=4008001234"},
	};

	(void)state;
	CHECK(list, EXTRACT_PERSONAL | EXTRACT_BIT(EXTRACT_SERVICE));
}

static void
test_no_numbers(void **state)
{
	static const struct example list[] = {
		{"2024-08-31 14:05:00", ""},
		{"2024年8月31日14时05分", ""},
		{"金额13800138000元", ""},
		{"¥13800138000", ""},
		{"13800138000.00", ""},
		{"接警编号5101182024083100012", ""},
		{"警情编号J5101182024083100012", ""},
		{"快递单号SF1402938475610", ""},
		{"订单号240815123456789012", ""},
		{"IMEI号867530912345678", ""},
		{"损失12,450元", ""},
		{"8月8号", ""},
		{"地铁3号线", ""},
		{"第88号决定", ""},
		{"3楼", ""},
		{"192.168.10.123", ""},
		{"12345678", ""},
		{"二〇二四年", ""},
	};

	(void)state;
	CHECK(list, EXTRACT_PERSONAL);
}

static void
test_tokens(void **state)
{
	static const struct example list[] = {
		{"川A12345", "plate=川A12345"},
		{"川A·12345", "plate=川A12345"},
		{"川 A 12345", "plate=川A12345"},
		{"川ａＤ12345", "plate=川AD12345"},
		{"川A1234警", "plate=川A1234"},
		{"云A股", ""},
		{"川A123456", "plate=川A123456"},
		{"邮箱Abc.def@163.com。", "email=abc.def@163.com"},
		{"13800138000@139.com", "email=13800138000@139.com"},
		{"QQ号123456789", "account=123456789"},
		{"微信号：lover_520", "account=lover_520"},
		{"昵称“清风徐来”", "account=清风徐来"},
		{"微信13800138000", "phone=13800138000"},
		{"微信转账5000元", ""},
		{"支付宝2000元", ""},
		{"学源路88号附3号", "house=88号附3号"},
		{"3栋2单元501室", "house=3栋2单元501室"},
		{"柳河苑3-2-501", "house=3-2-501"},
	};

	(void)state;
	CHECK(list, EXTRACT_PERSONAL);
}

static void
test_names(void **state)
{
	static const struct example list[] = {
		{"报警人张某某称", "name=张某某"},
		{"嫌疑人:李四", "name=李四"},
		{"其丈夫王五", "name=王五"},
		{"姓名: 赵建国", "name=赵建国"},
		{"姓名：阿依古丽", "name=阿依古丽"},
		{"与邻居陈明明发生口角", "name=陈明明"},
		{"报警人（男，35岁）周海涛", "name=周海涛"},
		{"司马丽华（女，30岁）", "name=司马丽华"},
		{"张三、李四和王五", "name=张三 name=李四 name=王五"},
		{"艾力·买买提（男）", "name=艾力·买买提"},
		{"李晓东先生", "name=李晓东"},
		{"报警人李晓东称被打，李晓东腿部受伤", "name=李晓东 name=李晓东"},
		{"王XX将刘甲打伤", "name=刘甲"},
		{"报警人称其在高速路口", ""},
		{"报警人金额较大", ""},
		{"嫌疑人白色衣服", ""},
		{"对方全责", ""},
		{"于某日到某公司", ""},
		{"在柳河社区某茶楼", ""},
		{"张**称", ""},
		{"花源大道2段18号", ""},
		{"武阳大道", ""},
	};

	(void)state;
	CHECK(list, EXTRACT_BIT(EXTRACT_NAME));
}

static void
test_facts(void **state)
{
	static const struct example list[] = {
		{"下午3点半", "time=15:30"},
		{"14时05分", "time=14:05"},
		{"22:15左右", "time=22:15"},
		{"转账3.5万元", "amount=3500000"},
		{"三万五千元", "amount=3500000"},
		{"见www.example.com/a?b=1。", "url=www.example.com/a?b=1"},
	};

	(void)state;
	CHECK(list, EXTRACT_BIT(EXTRACT_TIME) | EXTRACT_BIT(EXTRACT_AMOUNT) |
	    EXTRACT_BIT(EXTRACT_URL));
}

static void
check_ways(const char *text, const char *contact, const char *platform,
    const char *payment)
{
	const char *want[3] = {contact, platform, payment};
	struct extract e = {0};
	struct extract_ways w;
	int got[3];

	extract_ways(x, &e, sv_z(text), &w);
	got[0] = w.contact;
	got[1] = w.platform;
	got[2] = w.payment;
	for (int i = 0; i < 3; i++)
		assert_string_equal(got[i] < 0 ? "" : terms_at(
		    extractor_terms(x), (size_t)got[i])->id.p, want[i]);
	extract_free(&e);
}

static void
test_ways(void **state)
{
	(void)state;
	check_ways("报警人在抖音上看到广告，添加微信后下载App，通过支付宝转账2000元",
	    "douyin", "small_app", "alipay");
	check_ways("接到陌生电话，对方自称京东客服，要求在腾讯会议共享屏幕，银行卡被"
	    "转走5万元", "phone", "jd", "bank_transfer");
	check_ways("被拉入QQ群刷单", "qq_group", "qq", "");
	check_ways("微信报警：邻居吵架", "", "", "");
	check_ways("报警人来电称车被刮", "", "", "");
}

/* Places are bytes and characters of the text as it was given. */
static void
test_places(void **state)
{
	struct extract e = {0};
	struct sv text = SV("漢(hàn)字\xff，电话138\xff" "0013 8000。");

	(void)state;
	extract_text(x, &e, text, EXTRACT_PERSONAL);
	assert_int_equal(e.n, 1);
	assert_int_equal(e.at[0].start, sv_find(text, SV("138")));
	assert_int_equal(e.at[0].len, 13);
	assert_int_equal(e.at[0].first, 11);
	assert_int_equal(e.at[0].chars, 13);
	extract_free(&e);
}

/* A megabyte of anything ends soon. */
static void
test_hostile(void **state)
{
	static const char *const units[] = {"1", "一", "1 ", "a", "a@", ".",
	    "张", "某", "栋", "13800138000", "http://", "\xff", "报警人", "川A",
	    "微信号", "1-", "·", "报警人张", "姓名:"};
	struct extract e = {0};
	struct str text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		clock_t start = clock();

		str_clear(&text);
		while (text.len < 1 << 20)
			str_addz(&text, units[i]);
		extract_text(x, &e, str_sv(&text), EXTRACT_ALL);
		for (size_t k = 0; k < e.n; k++)
			assert_true(e.at[k].start + e.at[k].len <= text.len);
		if (clock() - start > 20 * CLOCKS_PER_SEC)
			fail_msg("'%s' takes too long", units[i]);
	}
	str_free(&text);
	extract_free(&e);
}

static void
test_terms(void **state)
{
	struct fault f = {0};

	(void)state;
	assert_null(extractor_new("tests", &f));
	assert_true(f.text.len > 0);
	assert_true(terms_find(extractor_terms(x), TERM_PLATFORM,
	    SV("wechat")) >= 0);
	assert_int_equal(terms_find(extractor_terms(x), TERM_CONTACT,
	    SV("none")), -1);
	assert_int_equal(extract_class_find(SV("phone")), EXTRACT_PHONE);
	assert_int_equal(extract_class_find(SV("phones")), EXTRACT_NCLASSES);
	assert_int_equal(extractor_surname(x, SV("欧阳明")), 6);
	assert_int_equal(extractor_surname(x, SV("王明")), 3);
	assert_int_equal(extractor_surname(x, SV("abc")), 0);
	fault_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_no_numbers),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_terms),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
