/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "prog.h"
#include "publish.h"

static struct extractor *extractor;

static int
set_up(void **state)
{
	char *path = prog_data_path("terms");
	struct fault f = {0};

	(void)state;
	extractor = path != NULL ? extractor_new(path, &f) : NULL;
	free(path);
	fault_free(&f);
	return extractor != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	extractor_free(extractor);
	return 0;
}

static void
publishes(const char *text, const char *want)
{
	struct publish *p = publish_new(extractor, false);
	struct str out = {0};

	publish_text(p, sv_z(text), &out);
	assert_string_equal(str_z(&out), want);
	assert_true(publish_is_clean(str_sv(&out)));
	str_free(&out);
	publish_free(p);
}

static void
texts(void **state)
{
	(void)state;
	publishes("", "");
	publishes("2024年8月3日14时30分许，报警人张三（身份证510132199001011234）"
		  "在学源路88号3栋2单元501接到电话13800138000，转账35000元。",
	    "日前，报警人某某（身份证某证件号）在学源路某处接到电话某号码，"
	    "转账3万余元。");
	publishes("8月3日下午，李女士加QQ123456789后被骗3.5万元。",
	    "日前，某女士加QQ某账号后被骗3万余元。");
	publishes("2024-08-03 14:05:00 王小明被骗，其中800元退回。",
	    "日前，某某被骗，其中800余元退回。");
	publishes("先返利几十元，点开http://a.cn/b?c=1，账户abc12345",
	    "先返利几十元，点开某网址，账户某号码");
	publishes("身份证后四位1234，银行卡尾号为6789的8月3日20人",
	    "身份证后四位某号，银行卡尾号为某号的日前，20人");
	publishes("住柳河苑12-3-501，或三栋二单元五楼", "住柳河苑某处，或某处");
	publishes("电话0086-138-0013-8000", "电话某号码");
	publishes("1990年3月生，2024年8月3日至2024年8月5日14:30:05转账",
	    "某年生，日前至日前，转账");
	publishes("一行\n二行\t三", "一行 二行 三");
	publishes("该女士和一位同学、张同学", "该女士和一位同学、某同学");
}

/* Names told elsewhere in the record are known in the narrative. */
static void
records(void **state)
{
	struct publish *p = publish_new(extractor, false);
	struct record r = {0};
	struct str out = {0};

	(void)state;
	assert_int_equal(record_scan(&r, SV("{\"caller_name\":\"欧阳春晓\","
	    "\"parties\":[\"甲乙丙\"],\"narrative\":\"骗了欧阳春晓和甲乙丙，"
	    "欧阳春晓报警\"}"), NULL), 0);
	publish_record(p, &r, &out);
	assert_string_equal(out.p, "骗了某某和某某，某某报警");
	/* And forgotten with it. */
	str_clear(&out);
	publish_text(p, SV("甲乙丙"), &out);
	assert_string_equal(out.p, "甲乙丙");
	str_free(&out);
	record_free(&r);
	publish_free(p);
}

static void
sums(void **state)
{
	static const struct {
		int64_t fen;
		const char *zh, *en;
	} cases[] = {
	    {5000, "几十元", "under 100 yuan"},
	    {10000, "100余元", "over 100 yuan"},
	    {99999, "900余元", "over 900 yuan"},
	    {812345, "8千余元", "over 8,000 yuan"},
	    {1234500, "1万余元", "over 10,000 yuan"},
	    {12345600, "12万余元", "over 120,000 yuan"},
	    {123456700, "120万余元", "over 1,200,000 yuan"},
	};
	struct str out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str_clear(&out);
		publish_sum(&out, cases[i].fen, false);
		assert_string_equal(out.p, cases[i].zh);
		str_clear(&out);
		publish_sum(&out, cases[i].fen, true);
		assert_string_equal(out.p, cases[i].en);
	}
	str_free(&out);
}

static void
shortens(const char *text, size_t most, unsigned sentences, const char *want)
{
	struct str out = {0};

	assert_int_equal(publish_shorten(&out, sv_z(text), most, sentences),
	    want[0] != '\0');
	assert_string_equal(str_z(&out), want);
	str_free(&out);
}

static void
shortening(void **state)
{
	(void)state;
	shortens("一句。二句！三句？", 100, 2, "一句。二句！");
	shortens("一句。二句！三句？", 5, 9, "一句。");
	shortens("一句。二句", 100, 9, "一句。二句");
	shortens("一二三四五六，七八九十一二三四五六。", 12, 3,
	    "一二三四五六……");
	shortens("一二三四五六七八九十一二三四五六。", 12, 3, "");
	shortens("", 12, 3, "");
	shortens("【微信报警】接110指挥中心指令，被骗。民警到场。钱没了。", 99, 2,
	    "被骗。钱没了。");
}

static void
clean(void **state)
{
	(void)state;
	assert_true(publish_is_clean(SV("拨打96110或110，20起，3万余元")));
	assert_false(publish_is_clean(SV("电话13800138000")));
	assert_false(publish_is_clean(SV("住3栋")));
	assert_false(publish_is_clean(SV("学源路88号")));
	assert_false(publish_is_clean(SV("wxid_ab12cd")));
	assert_false(publish_is_clean(SV("a@b.cn")));
}

static void
tells(const char *text, const char *want)
{
	struct str out = {0};

	publish_tell(&out, sv_z(text), SV("某同学"));
	assert_string_equal(str_z(&out), want);
	str_free(&out);
}

static void
telling(void **state)
{
	(void)state;
	tells("报警人某某称：某某被拉进群。", "某同学被拉进群。");
	tells("报警人称报警人在网上购物，报警人的钱没了",
	    "某同学在网上购物，其钱没了");
	tells("日前，报警人称：其在网上购物", "日前，某同学在网上购物");
	tells("报警人称其儿子被骗", "某同学的儿子被骗");
	tells("日前，某某报警称被骗", "日前，某同学被骗");
	tells("某某来所报警：被骗", "某同学被骗");
	tells("报警人（电话某号码）称被骗", "某同学被骗");
	tells("报警人称网友带其投资", "某同学称网友带其投资");
	tells("报警人称某某的孩子被骗", "某同学称某某的孩子被骗");
	tells("有人被骗", "有人被骗");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts), cmocka_unit_test(records),
	    cmocka_unit_test(sums), cmocka_unit_test(shortening),
	    cmocka_unit_test(clean), cmocka_unit_test(telling),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
