/* SPDX-License-Identifier: MIT */
/* datetime: the calendar against a naive count, every form of a cell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "datetime.h"
#include "numeral.h"
#include "narrow.h"

static void
test_calendar(void **state)
{
	int64_t day = date_days(1582, 1, 1);
	unsigned weekday = date_weekday(day);

	(void)state;
	assert_int_equal(date_days(1970, 1, 1), 0);
	assert_int_equal(date_weekday(0), 4);
	assert_int_equal(date_days(2000, 3, 1), 11017);
	assert_int_equal(date_days(0, 3, 1), -719468);
	for (int32_t y = 1582; y <= 2401; y++)
		for (unsigned m = 1; m <= 12; m++)
			for (unsigned d = 1; d <= 31; d++) {
				int32_t cy;
				unsigned cm, cd;

				if (!date_exists(y, m, d))
					continue;
				assert_int_equal(date_days(y, m, d), day);
				date_civil(day, &cy, &cm, &cd);
				assert_true(cy == y && cm == m && cd == d);
				assert_int_equal(date_weekday(day), weekday);
				weekday = weekday % 7 + 1;
				day++;
			}
	assert_false(date_exists(1900, 2, 29));
	assert_true(date_exists(2000, 2, 29));
	assert_false(date_exists(2024, 4, 31));
	assert_false(date_exists(2024, 0, 1));
	assert_false(date_exists(2024, 13, 1));
	assert_false(date_exists(2024, 1, 0));
}

struct form {
	const char *text;
	const char *wanted;     /* NULL: refused */
	unsigned doubts;
};

#define D31 "2024-08-31T14:05:00+08:00"
#define DAY "2024-08-31T00:00:00+08:00"

static const struct form forms[] = {
	{"2024-08-31 14:05:00", D31, 0},
	{"2024-08-31T14:05:00", D31, 0},
	{"2024-8-31 14:05", D31, 0},
	{"2024/8/31 14:05", D31, 0},
	{"2024/08/31 14:05:07", "2024-08-31T14:05:07+08:00", 0},
	{"2024/8/3 8:05", "2024-08-03T08:05:00+08:00", 0},
	{"2024.8.31", DAY, DATETIME_NO_TIME},
	{"2024-08-31", DAY, DATETIME_NO_TIME},
	{"20240831", DAY, DATETIME_NO_TIME},
	{"2024.8.31 14:05", D31, 0},
	{"20240831140500", D31, 0},
	{"202408311405", D31, 0},
	{"20240831 14:05:00", D31, 0},
	{"20240831 140500", D31, 0},
	{"20240831T140500Z", "2024-08-31T14:05:00+00:00", 0},
	{"2024年8月31日14时05分", D31, 0},
	{"2024年8月31日14时05分03秒", "2024-08-31T14:05:03+08:00", 0},
	{"2025年12月1日8时5分", "2025-12-01T08:05:00+08:00", 0},
	{"2024年8月31日", DAY, DATETIME_NO_TIME},
	{"2024年08月31日 14:05:00", D31, 0},
	{"2024年8月31日 星期六", DAY, DATETIME_NO_TIME},
	{"2024年8月31日(星期六)14时5分", D31, 0},
	{"2024-08-31 周六 14:05", D31, 0},
	{"2024年8月31日14时许", "2024-08-31T14:00:00+08:00", 0},
	{"2024年8月31日14时05分许", D31, 0},
	{"24年8月31日", DAY, DATETIME_NO_TIME | DATETIME_NO_YEAR},
	{"二〇二四年八月三十一日", DAY, DATETIME_NO_TIME},
	{"二〇二四年八月三十一日下午两点五分", D31, 0},
	{"8月31日", "2023-08-31T00:00:00+08:00",
	    DATETIME_NO_TIME | DATETIME_NO_YEAR},
	{"8月31日14时05分", "2023-08-31T14:05:00+08:00", DATETIME_NO_YEAR},
	{"08月31号 14:05", "2023-08-31T14:05:00+08:00", DATETIME_NO_YEAR},
	{"2024-08-31 下午2:05", D31, 0},
	{"2024/8/31 下午 2:05:00", D31, 0},
	{"2024年8月31日下午2点05分", D31, 0},
	{"2024年8月31日下午2点半", "2024-08-31T14:30:00+08:00", 0},
	{"2024年8月31日下午三点一刻", "2024-08-31T15:15:00+08:00", 0},
	{"2024-08-31 上午9:05", "2024-08-31T09:05:00+08:00", 0},
	{"2024-08-31 上午12:05", "2024-08-31T00:05:00+08:00", 0},
	{"2024-08-31 下午12:05", "2024-08-31T12:05:00+08:00", 0},
	{"2024-08-31 中午12:05", "2024-08-31T12:05:00+08:00", 0},
	{"2024-08-31 中午1点", "2024-08-31T13:00:00+08:00", 0},
	{"2024-08-31 晚上8:05", "2024-08-31T20:05:00+08:00", 0},
	{"2024-08-31 晚上20:05", "2024-08-31T20:05:00+08:00", 0},
	{"2024-08-31 晚上12点", "2024-09-01T00:00:00+08:00", DATETIME_24H},
	{"2024-08-31 凌晨2:05", "2024-08-31T02:05:00+08:00", 0},
	{"2024-08-31 凌晨12:05", "2024-08-31T00:05:00+08:00", 0},
	{"2024-08-31 下午14:05", D31, 0},
	{"2024-08-31T14:05:00+08:00", D31, 0},
	{"2024-08-31T14:05:00.123+08:00", D31, 0},
	{"2024-08-31 14:05:00 +0800", D31, 0},
	{"2024-08-31T06:05:00Z", "2024-08-31T06:05:00+00:00", 0},
	{"2024-08-31T01:05:00-05:30", "2024-08-31T01:05:00-05:30", 0},
	{"45535.5868", D31, DATETIME_SERIAL},
	{"45535.586805555554", D31, DATETIME_SERIAL},
	{"45535", DAY, DATETIME_SERIAL | DATETIME_NO_TIME},
	{"45535.0", DAY, DATETIME_SERIAL | DATETIME_NO_TIME},
	{"45535.999999", "2024-09-01T00:00:00+08:00",
	    DATETIME_SERIAL | DATETIME_NO_TIME},
	{"2024-08-31 24:00", "2024-09-01T00:00:00+08:00", DATETIME_24H},
	{"2024-12-31 24:00:00", "2025-01-01T00:00:00+08:00", DATETIME_24H},
	{"20240831240000", "2024-09-01T00:00:00+08:00", DATETIME_24H},
	{"2024年8月31日24时", "2024-09-01T00:00:00+08:00", DATETIME_24H},
	{"２０２４－０８－３１　１４：０５", D31, 0},
	{"２０２４年８月３１日１４时０５分", D31, 0},
	{" \t2024-08-31 14:05:00\r\n", D31, 0},
	{"2024-08-31\xc2\xa0" "14:05", D31, 0},
	{"\xef\xbb\xbf" "2024-08-31 14:05", D31, 0},
	{"2024-02-29", "2024-02-29T00:00:00+08:00", DATETIME_NO_TIME},
	/* refused */
	{"2024-02-30", NULL, 0}, {"2023-02-29 10:00", NULL, 0},
	{"2024-13-01", NULL, 0}, {"2024-00-10", NULL, 0},
	{"2024-08-31 25:00", NULL, 0}, {"2024-08-31 14:60", NULL, 0},
	{"2024-08-31 24:01", NULL, 0}, {"2024-08-31 14:05:60", NULL, 0},
	{"2024-08/31", NULL, 0}, {"2024-08-31x", NULL, 0},
	{"2024-08-31 14", NULL, 0}, {"2024-08-31 14:5", NULL, 0},
	{"2024-08-31 上午14:05", NULL, 0}, {"2024-08-31 晚上3点", NULL, 0},
	{"2024-08-31 14:05 下午 3", NULL, 0}, {"0204-08-31", NULL, 0},
	{"2024", NULL, 0}, {"2024.8", NULL, 0}, {"8.31", NULL, 0},
	{"60", NULL, 0}, {"202408", NULL, 0}, {"2024年8月", NULL, 0},
	{"8月32日", NULL, 0}, {"", NULL, 0}, {"   ", NULL, 0},
	{"无", NULL, 0}, {"下午2:05", NULL, 0}, {"14:05", NULL, 0},
	{"8/31/2024", NULL, 0}, {"31/8/2024", NULL, 0},
	{"13800138000", NULL, 0}, {"-45535", NULL, 0}, {"45535.", NULL, 0},
	{"45535.5x", NULL, 0}, {"2024-08-31T14:05:00+25:00", NULL, 0},
	{"2024-08-31 14:05至15:00", NULL, 0}, {"2024-08-31 +08:00", NULL, 0},
	{"20240831140560", NULL, 0}, {"2024083114050", NULL, 0}
};

static void
check(const struct form *f, const struct datetime_context *context)
{
	struct datetime t;
	struct str got = {0};
	unsigned doubts = 0;
	bool ok = datetime_parse(sv_z(f->text), context, &t, &doubts);

	if (ok != (f->wanted != NULL))
		fail_msg("\"%s\" is %s", f->text, ok ? "taken" : "refused");
	if (!ok)
		return;
	datetime_add(&got, &t);
	if (strcmp(got.p, f->wanted) != 0 || doubts != f->doubts)
		fail_msg("\"%s\" is %s, doubts %u", f->text, got.p, doubts);
	assert_int_equal(t.has_time, (doubts & DATETIME_NO_TIME) == 0);
	str_free(&got);
}

static void
test_forms(void **state)
{
	static const struct datetime_context context = {.year = 2023};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		check(&forms[i], &context);
}

static void
test_contexts(void **state)
{
	static const struct datetime_context none = {0},
	    base1904 = {.base1904 = true}, us = {.month_first = true},
	    eu = {.day_first = true};
	static const struct form us_forms[] = {
		{"8/31/2024", DAY, DATETIME_NO_TIME},
		{"08-31-2024", DAY, DATETIME_NO_TIME},
		{"8/31/24", DAY, DATETIME_NO_TIME},
		{"8/31/2024 14:05", D31, 0},
		{"8/31/2024 2:05 PM", D31, 0},
		{"8/31/2024 2:05:00 pm", D31, 0},
		{"8/31/2024 2:05PM", D31, 0},
		{"8/31/2024 2:05 p.m.", D31, 0},
		{"8/31/2024 12:05 AM", "2024-08-31T00:05:00+08:00", 0},
		{"8/31/2024 12:05 PM", "2024-08-31T12:05:00+08:00", 0},
		{"2024-08-31 2:05 PM", D31, 0},
		{"8/31/2024 13:05 AM", NULL, 0},
		{"8/31/2024 0:05 PM", NULL, 0},
		{"31/8/2024", NULL, 0}, {"8/31-2024", NULL, 0},
		{"8/31/024", NULL, 0}
	};
	static const struct form eu_form = {"31/8/2024", DAY,
	    DATETIME_NO_TIME};
	static const struct form no_year = {"8月31日", NULL, 0};
	static const struct form mac = {"44073.5868", D31, DATETIME_SERIAL};

	(void)state;
	for (size_t i = 0; i < sizeof(us_forms) / sizeof(us_forms[0]); i++)
		check(&us_forms[i], &us);
	check(&eu_form, &eu);
	check(&no_year, &none);
	check(&mac, &base1904);
}

static void
test_serial(void **state)
{
	static const struct {
		const char *text;
		bool base1904;
		const char *wanted;
	} cases[] = {
		{"1", false, "1900-01-01"}, {"59", false, "1900-02-28"},
		{"60", false, NULL}, {"61", false, "1900-03-01"},
		{"45535", false, "2024-08-31"}, {"0", false, NULL},
		{"0.5", false, NULL}, {"", false, NULL}, {"1e5", false, NULL},
		{"1", true, "1904-01-02"}, {"60", true, "1904-03-01"},
		{"44073", true, "2024-08-31"}, {"999999", false, NULL}
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct datetime t;
		struct str s = {0};
		bool ok = datetime_serial(sv_z(cases[i].text),
		    cases[i].base1904, &t);

		assert_int_equal(ok, cases[i].wanted != NULL);
		if (!ok)
			continue;
		date_add(&s, datetime_day(&t));
		assert_string_equal(s.p, cases[i].wanted);
		str_free(&s);
	}
}

static void
test_read(void **state)
{
	static const char *const good[] = {
		"2024-08-31T14:05:09+08:00", "0001-01-01T00:00:00-23:59",
		"9999-12-31T23:59:59+00:00"
	};
	static const char *const bad[] = {
		"2024-08-31 14:05:09+08:00", "2024-08-31T14:05:09",
		"2024-08-31T24:00:00Z", "2024-08-31T14:05:09+0800",
		"2024-08-31T14:05:09 08:00", "2024-02-30T14:05:09Z",
		"2024-08-31T14:60:09Z", "2024-08-31T14:05:60Z",
		"2024-08-3", "2024/08/31", "2024-08-31T14:05:09z",
		"2024-08-31T14:05:09+24:00", "2024-08-31T14:05:0:+08:00",
		" 2024-08-31", ""
	};
	struct datetime t;
	struct str s = {0};
	int64_t day;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		str_clear(&s);
		assert_true(datetime_read(sv_z(good[i]), &t));
		datetime_add(&s, &t);
		assert_string_equal(s.p, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(datetime_read(sv_z(bad[i]), &t));
	assert_true(datetime_read(SV("2024-08-31"), &t) && !t.has_time);
	assert_true(date_read(SV("2024-08-31"), &day));
	assert_int_equal(day, date_days(2024, 8, 31));
	assert_false(date_read(SV("2024-08-31T"), &day));
	assert_false(date_read(SV("2024-06-31"), &day));
	str_free(&s);
}

static void
test_instant(void **state)
{
	struct datetime t;
	struct str s = {0};

	(void)state;
	assert_true(datetime_read(SV("1970-01-01T08:00:00+08:00"), &t));
	assert_int_equal(datetime_epoch(&t), 0);
	assert_true(datetime_read(SV("2024-12-31T18:30:00Z"), &t));
	assert_int_equal(datetime_epoch(&t), 1735669800);
	datetime_move(&t, DATETIME_CHINA);
	datetime_add(&s, &t);
	assert_string_equal(s.p, "2025-01-01T02:30:00+08:00");
	assert_int_equal(datetime_epoch(&t), 1735669800);
	assert_int_equal(datetime_day(&t), date_days(2025, 1, 1));
	datetime_move(&t, -300);
	str_clear(&s);
	datetime_add(&s, &t);
	assert_string_equal(s.p, "2024-12-31T13:30:00-05:00");
	str_free(&s);
}

static void
test_numeral(void **state)
{
	static const struct {
		const char *text;
		size_t len;     /* of the number, in characters of 3 bytes */
		int64_t value;
	} cases[] = {
		{"三十二人", 3, 32}, {"十", 1, 10}, {"十五", 2, 15},
		{"两百", 2, 200}, {"一百二", 3, 120}, {"一百零二", 4, 102},
		{"一百二十", 4, 120}, {"三万五", 3, 35000},
		{"三万五千", 4, 35000}, {"一万零五", 4, 10005},
		{"一万零五百", 5, 10500}, {"二〇二四年", 4, 2024},
		{"五零一室", 3, 501}, {"廿三", 2, 23}, {"叁仟伍佰", 4, 3500},
		{"一亿二千万", 5, 120000000}, {"一亿", 2, 100000000},
		{"三万亿", 3, 30000 * INT64_C(100000000)},
		{"五六个人", 2, 5}, {"三四百", 3, 300}, {"十二三", 3, 12},
		{"一百", 2, 100}, {"一一", 2, 11}, {"万元", 0, 0},
		{"百", 0, 0}, {"人", 0, 0}, {"", 0, 0}, {"三百二千", 3, 320},
		{"一千一百一十一", 7, 1111}, {"零", 1, 0}
	};
	int64_t v;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		v = 0;
		if (numeral_read(sv_z(cases[i].text), &v) !=
		    cases[i].len * 3 || v != cases[i].value)
			fail_msg("%s is %lld", cases[i].text, (long long)v);
	}
	assert_int_equal(numeral_read(SV("3500余"), &v), 4);
	assert_int_equal(v, 3500);
	assert_int_equal(numeral_read(SV("99999999999999999999"), &v), 0);
}

static void
test_narrow(void **state)
{
	struct str s = {0};
	char buf[16];

	(void)state;
	narrow_add(&s, SV("１３８－Ａ　x\xe2\x80\x8by\xef\xbf\xa5。\xff"));
	assert_string_equal(s.p, "138-A xy\xc2\xa5。\xff");
	assert_null(narrow_to(buf, sizeof(buf), SV("12345678901234567")).p);
	assert_true(sv_eq(narrow_to(buf, sizeof(buf), SV("１２")), SV("12")));
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_contexts),
		cmocka_unit_test(test_serial),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_instant),
		cmocka_unit_test(test_numeral),
		cmocka_unit_test(test_narrow)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
