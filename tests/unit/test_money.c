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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_output)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
