/* SPDX-License-Identifier: MIT */
/* money: cells, headers, narratives (all invented), figures for people. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "money.h"

#define ABOUT MONEY_APPROXIMATE
#define LEAST (MONEY_APPROXIMATE | MONEY_AT_LEAST)
#define MOST (MONEY_APPROXIMATE | MONEY_AT_MOST)
#define RANGE (MONEY_APPROXIMATE | MONEY_RANGE)
#define BARE MONEY_NO_UNIT

struct cell {
	const char *text;
	int64_t fen;            /* -1: none, -2: bad, -3: beyond */
	unsigned flags;
	int64_t fen_max;        /* 0: fen */
};

static const struct cell cells[] = {
	{"35000", 3500000, BARE, 0}, {"35,000.00", 3500000, BARE, 0},
	{"¥35000", 3500000, 0, 0}, {"￥35,000", 3500000, 0, 0},
	{"¥ 35000.50", 3500050, 0, 0}, {"3.5万", 3500000, 0, 0},
	{"3.5万元", 3500000, 0, 0}, {"3.5 万元", 3500000, 0, 0},
	{"3万5", 3500000, 0, 0}, {"3万5千", 3500000, 0, 0},
	{"3万5000", 3500000, 0, 0}, {"3万零500元", 3050000, 0, 0},
	{"3万2百", 3020000, 0, 0},
	{"三万五千元", 3500000, 0, 0}, {"三万五", 3500000, 0, 0},
	{"叁万伍仟元整", 3500000, 0, 0}, {"人民币叁万伍仟圆整", 3500000, 0, 0},
	{"壹万贰仟叁佰元整", 1230000, 0, 0},
	{"壹佰贰拾叁元肆角伍分", 12345, 0, 0},
	{"壹佰元零伍分", 10005, 0, 0},
	{"5千", 500000, 0, 0}, {"5千8", 580000, 0, 0}, {"1千2", 120000, 0, 0},
	{"一百二", 12000, 0, 0}, {"一百二十块", 12000, 0, 0},
	{"一百零二元", 10200, 0, 0}, {"二百五十", 25000, 0, 0},
	{"1万元零5百", 1050000, 0, 0}, {"十五万", 15000000, 0, 0},
	{"1.2亿", INT64_C(12000000000), 0, 0},
	{"一亿二千万元", INT64_C(12000000000), 0, 0},
	{"2.3万", 2300000, 0, 0}, {"12,345.67元", 1234567, 0, 0},
	{"3w", 3000000, 0, 0}, {"3.5W", 3500000, 0, 0}, {"5k", 500000, 0, 0},
	{"500块", 50000, 0, 0}, {"500块5", 50050, 0, 0},
	{"500块钱", 50000, 0, 0}, {"5块5毛", 550, 0, 0}, {"5角", 50, 0, 0},
	{"3元5角2分", 352, 0, 0}, {"两百", 20000, 0, 0},
	{"两万三千", 2300000, 0, 0}, {"十万", 10000000, 0, 0},
	{"1百23", 12300, 0, 0},
	{"３５０００元", 3500000, 0, 0}, {"３．５万元", 3500000, 0, 0},
	{"0", 0, BARE, 0}, {"0元", 0, 0, 0}, {"0.00", 0, BARE, 0},
	{"零元", 0, 0, 0}, {"5000人民币", 500000, 0, 0},
	{"损失3万元", 3000000, 0, 0}, {"共计：3.5万元", 3500000, 0, 0},
	{"35000元。", 3500000, 0, 0}, {"'35000", 3500000, BARE, 0},
	{"二〇二五", -2, 0, 0}, {"二〇二五年", -2, 0, 0},
	/* to the nearest fen, half up */
	{"0.005", 1, BARE, 0}, {"0.0049999", 0, BARE, 0},
	{"1.005", 101, BARE, 0}, {"3.1415926535万", 3141593, 0, 0},
	{"0.1", 10, BARE, 0}, {"1234567.89", 123456789, BARE, 0},
	/* more or less */
	{"近4万", 4000000, MOST, 0}, {"将近4万元", 4000000, MOST, 0},
	{"不到5000元", 500000, MOST, 0}, {"20余万", 20000000, LEAST, 0},
	{"20余万元", 20000000, LEAST, 0}, {"两万余元", 2000000, LEAST, 0},
	{"3万多", 3000000, LEAST, 0}, {"3万多块", 3000000, LEAST, 0},
	{"三千多元", 300000, LEAST, 0}, {"十几万", 10000000, LEAST, 0},
	{"约3万元", 3000000, ABOUT, 0}, {"3万元左右", 3000000, ABOUT, 0},
	{"大约5000", 500000, ABOUT | BARE, 0},
	{"至少5万", 5000000, LEAST, 0}, {"超过5万元", 5000000, LEAST, 0},
	{"5万元以上", 5000000, LEAST, 0}, {"5000元以内", 500000, MOST, 0},
	{"3-5万", 3000000, RANGE, 5000000}, {"3至5万元", 3000000, RANGE, 5000000},
	{"3万-5万", 3000000, RANGE, 5000000},
	{"3000-5000", 300000, RANGE | BARE, 500000},
	{"3000～5000元", 300000, RANGE, 500000},
	{"三五千元", 300000, RANGE, 500000}, {"三四万", 3000000, RANGE, 4000000},
	{"三四十万", 30000000, RANGE, 40000000},
	/* no sum is told */
	{"", -1, 0, 0}, {"  ", -1, 0, 0}, {"无", -1, 0, 0}, {"—", -1, 0, 0},
	{"不详", -1, 0, 0}, {"万元", -1, 0, 0}, {"元", -1, 0, 0},
	{"数万", -1, 0, 0}, {"数万元", -1, 0, 0}, {"几千元", -1, 0, 0},
	{"上万元", -1, 0, 0}, {"若干", -1, 0, 0}, {"几十万", -1, 0, 0},
	/* not understood */
	{"-3000", -2, 0, 0}, {"负3000元", -2, 0, 0}, {"(3000)", -2, 0, 0},
	{"3,5", -2, 0, 0}, {"35.000,00", -2, 0, 0}, {"3.5.5", -2, 0, 0},
	{"35 000", -2, 0, 0}, {"3000美元", -2, 0, 0}, {"5万港币", -2, 0, 0},
	{"手机一部", -2, 0, 0}, {"3000元和5000元", -2, 0, 0},
	{"35000x", -2, 0, 0}, {"2024-08-31", -2, 0, 0}, {"1e5", -2, 0, 0},
	{"35000.", -2, 0, 0}, {".5", -2, 0, 0}, {"三百二千", -2, 0, 0},
	{"3块地", -2, 0, 0}, {"百分之五", -2, 0, 0},
	/* what does not fit is refused, never wrapped */
	{"92233720368547758.07", INT64_MAX, BARE, 0},
	{"92233720368547758.08", -3, 0, 0}, {"9999999999亿", -3, 0, 0},
	{"99999999999999999999", -3, 0, 0}, {"一万亿亿", -2, 0, 0}
};

static void
test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		const struct cell *c = &cells[i];
		struct money m;
		enum money_status s = money_parse(sv_z(c->text), MONEY_YUAN,
		    &m);
		int64_t fen = s == MONEY_OK ? m.fen : s == MONEY_NONE ? -1 :
		    s == MONEY_BAD ? -2 : -3;
		int64_t max = c->fen_max != 0 ? c->fen_max : c->fen;

		if (fen != c->fen || m.flags != c->flags ||
		    (s == MONEY_OK && m.fen_max != max))
			print_error("\"%s\" is %" PRId64 " to %" PRId64
			    ", flags %u\n", c->text, fen, m.fen_max, m.flags);
	}
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		const struct cell *c = &cells[i];
		struct money m;
		enum money_status s = money_parse(sv_z(c->text), MONEY_YUAN,
		    &m);

		assert_int_equal(s == MONEY_OK ? m.fen : s == MONEY_NONE ?
		    -1 : s == MONEY_BAD ? -2 : -3, c->fen);
		assert_int_equal(m.flags, c->flags);
	}
}

static void
test_units(void **state)
{
	static const struct {
		const char *header;
		int64_t unit;
	} headers[] = {
		{"损失金额(万元)", MONEY_WAN}, {"损失金额（万元）", MONEY_WAN},
		{"损失金额（元）", MONEY_YUAN}, {"涉案金额/元", MONEY_YUAN},
		{"损失(千元)", MONEY_YUAN * 1000}, {"损失金额", 0},
		{"单元", 0}, {"金额(分)", 1}, {"", 0}
	};
	struct money m;

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		assert_int_equal(money_header_unit(sv_z(headers[i].header)),
		    headers[i].unit);
	assert_int_equal(money_parse(SV("3.5"), MONEY_WAN, &m), MONEY_OK);
	assert_int_equal(m.fen, 3500000);
	assert_int_equal(m.flags, MONEY_NO_UNIT);
	/* a unit of its own is stronger than the header's */
	assert_int_equal(money_parse(SV("35000元"), MONEY_WAN, &m), MONEY_OK);
	assert_int_equal(m.fen, 3500000);
	assert_int_equal(money_parse(SV("3.5万"), MONEY_WAN, &m), MONEY_OK);
	assert_int_equal(m.fen, 3500000);
	assert_int_equal(money_parse(SV("三十五"), MONEY_WAN, &m), MONEY_OK);
	assert_int_equal(m.fen, 35000000);
	assert_int_equal(money_parse(SV("3-5"), MONEY_WAN, &m), MONEY_OK);
	assert_int_equal(m.fen_max, 5000000);
	assert_int_equal(money_parse(SV("99999999999999"), MONEY_WAN, &m),
	    MONEY_BEYOND);
}

static void
test_output(void **state)
{
	static const struct {
		int64_t fen;
		const char *plain, *chinese, *english;
	} cases[] = {
		{3500000, "35000.00", "3.5万元", "35,000 yuan"},
		{0, "0.00", "0元", "0 yuan"},
		{7, "0.07", "0.07元", "0.07 yuan"},
		{86000, "860.00", "860元", "860 yuan"},
		{86050, "860.50", "860.50元", "860.50 yuan"},
		{999999, "9999.99", "9999.99元", "9,999.99 yuan"},
		{1000000, "10000.00", "1万元", "10,000 yuan"},
		{1234567, "12345.67", "1.23万元", "12,345.67 yuan"},
		{1235000, "12350.00", "1.24万元", "12,350 yuan"},
		{INT64_C(9999994999), "99999949.99", "9999.99万元",
		    "99,999,949.99 yuan"},
		{INT64_C(9999995000), "99999950.00", "1亿元",
		    "99,999,950 yuan"},
		{INT64_C(12800000000), "128000000.00", "1.28亿元",
		    "128,000,000 yuan"},
		{-3500000, "-35000.00", "-3.5万元", "-35,000 yuan"},
		{INT64_MIN, "-92233720368547758.08", "-922337203.69亿元",
		    "-92,233,720,368,547,758.08 yuan"}
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str s = {0};

		money_add(&s, cases[i].fen);
		assert_string_equal(s.p, cases[i].plain);
		str_clear(&s);
		money_title(&s, cases[i].fen, false);
		assert_string_equal(s.p, cases[i].chinese);
		str_clear(&s);
		money_title(&s, cases[i].fen, true);
		assert_string_equal(s.p, cases[i].english);
		str_free(&s);
	}
}

struct story {
	const char *text;
	const char *amount;     /* the bytes of the span; NULL: none told */
	int64_t yuan;
	enum money_cue cue;
	unsigned flags;
};

#define TRANSFER MONEY_CUE_TRANSFER
#define CHEATED MONEY_CUE_CHEATED
#define LOSS MONEY_CUE_LOSS
#define TOTAL MONEY_CUE_TOTAL
#define SUMMED (MONEY_SUMMED | MONEY_APPROXIMATE)

static const struct story stories[] = {
	{"报警人称被骗35000元。", "35000元", 35000, CHEATED, 0},
	{"报警人称被骗35000", "35000", 35000, CHEATED, 0},
	{"张某被骗3.5万。", "3.5万", 35000, CHEATED, 0},
	{"被骗三万五千元", "三万五千元", 35000, CHEATED, 0},
	{"被骗3万5，请求处理", "3万5", 35000, CHEATED, 0},
	{"被骗走现金人民币两万余元", "两万余元", 20000, CHEATED, LEAST},
	{"损失约3万元左右", "3万元左右", 30000, LOSS, ABOUT},
	{"造成经济损失１２，３４５元", "１２，３４５元", 12345, LOSS, 0},
	{"造成经济损失12,345.67元。", "12,345.67元", 12345, LOSS, 0},
	{"损失金额：5000", "5000", 5000, LOSS, 0},
	{"被骗３５０００元", "３５０００元", 35000, CHEATED, 0},
	{"被骗五千", "五千", 5000, CHEATED, 0},
	{"损失近4万元", "4万元", 40000, LOSS, MOST},
	{"骗走3-5万元", "3-5万元", 30000, CHEATED, RANGE},
	{"家中被盗，丢失现金8000元及首饰", "8000元", 8000, LOSS, 0},
	{"被盗手机一部，价值3000元", "3000元", 3000, LOSS, 0},
	/* the stronger cue wins, wherever it stands */
	{"先后转账5000元、1.2万元、3000元，共计2万元", "2万元", 20000, TOTAL, 0},
	{"共转账3笔合计23456元，其中最大一笔1万元", "23456元", 23456, TOTAL, 0},
	{"转账5000元后又转账8000元，损失1.3万元", "1.3万元", 13000, LOSS, 0},
	{"累计转账4.8万元，返利300元，被骗", "4.8万元", 48000, TOTAL, 0},
	{"共被骗23456元", "23456元", 23456, TOTAL, 0},
	{"共计2万元（5000元、15000元）被骗", "2万元", 20000, TOTAL, 0},
	{"先后转账共5万元，返还1万元，实际损失4万元", "4万元", 40000, TOTAL, 0},
	{"被骗5000元。民警核实，报警人被骗5800元。", "5800元", 5800, CHEATED, 0},
	/* transfers without a total are added, and flagged */
	{"通过微信向对方转账5000元", "5000元", 5000, TRANSFER, 0},
	{"转账5000到对方账户", "5000", 5000, TRANSFER, 0},
	{"分三次转账5000元、1.2万元和3000元", "5000元", 20000, TRANSFER, SUMMED},
	{"转账5000元，后又支付保证金8000元", "5000元", 13000, TRANSFER, SUMMED},
	{"转账5000元。经了解，报警人转账5000元属实。", "5000元", 5000,
	    TRANSFER, 0},
	{"转账5000元。后又转账5000元。", "5000元", 10000, TRANSFER, SUMMED},
	{"将3万元转给对方", "3万元", 30000, TRANSFER, 0},
	{"银行卡里2万元被骗走", "2万元", 20000, CHEATED, 0},
	{"无故被转走5000元", "5000元", 5000, TRANSFER, 0},
	{"按照对方要求转账6000元", "6000元", 6000, TRANSFER, 0},
	{"开启屏幕共享后转账5000元", "5000元", 5000, TRANSFER, 0},
	{"充值3w到平台无法提现", "3w", 30000, TRANSFER, 0},
	{"通过支付宝汇款五百块", "五百块", 500, TRANSFER, 0},
	{"丢了钱包，损失500块5。", "500块5", 500, LOSS, 0},
	{"对方要求缴纳保证金3000元，其转账后被拉黑", "3000元", 3000, TRANSFER,
	    ABOUT},
	{"称需转账3000元解冻，后发现被骗，共转账5000元", "5000元", 5000, TOTAL, 0},
	/* told of, but not lost */
	{"称需缴纳3000元手续费，报警人被民警劝阻，未被骗", NULL, 0, 0, 0},
	{"对方要求再转账3万元，报警人发现有诈未转", NULL, 0, 0, 0},
	{"未被骗5000元", NULL, 0, 0, 0},
	{"准备转账5万元时被民警劝阻", NULL, 0, 0, 0},
	{"刷单返利300元后未再操作", NULL, 0, 0, 0},
	{"已返还2000元", NULL, 0, 0, 0},
	{"拖欠工资共计3万元", NULL, 0, 0, 0},
	{"邻里因3000元借款起纠纷", NULL, 0, 0, 0},
	{"房租1500元未付", NULL, 0, 0, 0},
	{"购买手机共计5000元", NULL, 0, 0, 0},
	{"被骗3000美元", NULL, 0, 0, 0},
	{"被骗数万元", NULL, 0, 0, 0}, {"损失万元", NULL, 0, 0, 0},
	/* numbers that are no sums */
	{"2024年8月31日14时05分被骗，电话13800138000", NULL, 0, 0, 0},
	{"柳河苑3栋2单元501室被盗", NULL, 0, 0, 0},
	{"被骗后拨打96110", NULL, 0, 0, 0}, {"已转96110。", NULL, 0, 0, 0},
	{"转账至6222021234567890123账户", NULL, 0, 0, 0},
	{"受骗者35岁", NULL, 0, 0, 0}, {"转账3次", NULL, 0, 0, 0},
	{"被骗2万人", NULL, 0, 0, 0}, {"诈骗团伙共12人", NULL, 0, 0, 0},
	{"二〇二五年被骗", NULL, 0, 0, 0}, {"被骗后一块来报警", NULL, 0, 0, 0},
	{"转2单元501", NULL, 0, 0, 0}, {"损失3块地", NULL, 0, 0, 0},
	{"两人发生口角互相推搡，均未受伤，请速处警", NULL, 0, 0, 0},
	{"", NULL, 0, 0, 0}
};

static void
test_stories(void **state)
{
	bool all = true;

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		const struct story *y = &stories[i];
		struct money_found f;
		struct sv text = sv_z(y->text), span;
		bool ok = money_find(text, &f);

		span = ok ? (struct sv){text.p + f.start, f.len} : SV("");
		if (ok == (y->amount != NULL) && (!ok ||
		    (sv_eq(span, sv_z(y->amount)) &&
		    f.money.fen / 100 == y->yuan && f.cue == y->cue &&
		    f.money.flags == y->flags)))
			continue;
		all = false;
		print_error("%s: %" PRId64 " \"%.*s\" cue %u flags %u\n",
		    y->text, f.money.fen, (int)span.len, span.p, f.cue,
		    f.money.flags);
	}
	assert_true(all);
}

/* The same at every place of the vectors. */
static void
test_alignment(void **state)
{
	struct str s = {0};
	struct money_found f;

	(void)state;
	for (size_t before = 0; before < 40; before++)
		for (size_t after = 0; after < 20; after++) {
			str_clear(&s);
			for (size_t i = 0; i < before; i++)
				str_addc(&s, 'a');
			str_addz(&s, "。被骗三万元");
			for (size_t i = 0; i < after; i++)
				str_addc(&s, ' ');
			assert_true(money_find(str_sv(&s), &f));
			assert_int_equal(f.money.fen, 3000000);
			assert_int_equal(f.start, before + 9);
		}
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_alignment)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
