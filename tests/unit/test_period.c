/* SPDX-License-Identifier: MIT */
/* period: weeks over the year's end, the one before, last year's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "period.h"

static int64_t
day(const char *text)
{
	int64_t d = 0;

	assert_true(date_read(sv_z(text), &d));
	return d;
}

/* Appends name, [from, to). */
static void
show(struct str *s, struct period p)
{
	str_clear(s);
	period_add(s, p);
	str_addc(s, ' ');
	date_add(s, p.from);
	str_addc(s, ' ');
	date_add(s, p.to);
}

static void
test_of(void **state)
{
	static const struct {
		enum period_unit unit;
		const char *day;
		unsigned first;
		const char *wanted, *previous, *next, *last_year;
	} cases[] = {
		{PERIOD_DAY, "2024-03-01", 1, "2024-03-01 2024-03-01 2024-03-02",
		    "2024-02-29 2024-02-29 2024-03-01",
		    "2024-03-02 2024-03-02 2024-03-03",
		    "2023-03-01 2023-03-01 2023-03-02"},
		{PERIOD_DAY, "2024-02-29", 1, "2024-02-29 2024-02-29 2024-03-01",
		    "2024-02-28 2024-02-28 2024-02-29",
		    "2024-03-01 2024-03-01 2024-03-02",
		    "2023-02-28 2023-02-28 2023-03-01"},
		{PERIOD_WEEK, "2024-09-01", 1, "2024-W35 2024-08-26 2024-09-02",
		    "2024-W34 2024-08-19 2024-08-26",
		    "2024-W36 2024-09-02 2024-09-09",
		    "2023-W35 2023-08-28 2023-09-04"},
		/* 30 December 2024 belongs to 2025; 1 January 2021 to 2020 */
		{PERIOD_WEEK, "2024-12-30", 1, "2025-W01 2024-12-30 2025-01-06",
		    "2024-W52 2024-12-23 2024-12-30",
		    "2025-W02 2025-01-06 2025-01-13",
		    "2024-W01 2024-01-01 2024-01-08"},
		{PERIOD_WEEK, "2021-01-01", 1, "2020-W53 2020-12-28 2021-01-04",
		    "2020-W52 2020-12-21 2020-12-28",
		    "2021-W01 2021-01-04 2021-01-11",
		    "2019-W52 2019-12-23 2019-12-30"},
		/* a station's week, Friday to Thursday */
		{PERIOD_WEEK, "2024-08-31", 5,
		    "2024-08-30 2024-08-30 2024-09-06",
		    "2024-08-23 2024-08-23 2024-08-30",
		    "2024-09-06 2024-09-06 2024-09-13",
		    "2023-09-01 2023-09-01 2023-09-08"},
		{PERIOD_WEEK, "2025-01-02", 5,
		    "2024-12-27 2024-12-27 2025-01-03",
		    "2024-12-20 2024-12-20 2024-12-27",
		    "2025-01-03 2025-01-03 2025-01-10",
		    "2023-12-29 2023-12-29 2024-01-05"},
		{PERIOD_MONTH, "2024-03-31", 1, "2024-03 2024-03-01 2024-04-01",
		    "2024-02 2024-02-01 2024-03-01",
		    "2024-04 2024-04-01 2024-05-01",
		    "2023-03 2023-03-01 2023-04-01"},
		{PERIOD_MONTH, "2025-01-15", 1, "2025-01 2025-01-01 2025-02-01",
		    "2024-12 2024-12-01 2025-01-01",
		    "2025-02 2025-02-01 2025-03-01",
		    "2024-01 2024-01-01 2024-02-01"},
		{PERIOD_QUARTER, "2024-12-31", 1,
		    "2024-Q4 2024-10-01 2025-01-01",
		    "2024-Q3 2024-07-01 2024-10-01",
		    "2025-Q1 2025-01-01 2025-04-01",
		    "2023-Q4 2023-10-01 2024-01-01"},
		{PERIOD_YEAR, "2024-08-31", 1, "2024 2024-01-01 2025-01-01",
		    "2023 2023-01-01 2024-01-01",
		    "2025 2025-01-01 2026-01-01",
		    "2023 2023-01-01 2024-01-01"}
	};
	struct str s = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct period p = period_of(cases[i].unit, day(cases[i].day),
		    cases[i].first);

		show(&s, p);
		assert_string_equal(s.p, cases[i].wanted);
		show(&s, period_previous(p));
		assert_string_equal(s.p, cases[i].previous);
		show(&s, period_next(p));
		assert_string_equal(s.p, cases[i].next);
		show(&s, period_last_year(p));
		assert_string_equal(s.p, cases[i].last_year);
	}
	str_free(&s);
}

/* Over 60 years: periods join without a gap, hold their days, and their
 * spelling reads back. */
static void
test_whole(void **state)
{
	struct str s = {0};

	(void)state;
	for (int unit = PERIOD_DAY; unit <= PERIOD_YEAR; unit++)
		for (int64_t d = day("1990-01-01"); d < day("2050-01-01"); d++)
			for (unsigned first = 1; first <= 7; first += 4) {
				struct period p = period_of(
				    (enum period_unit)unit, d, first), q;

				assert_true(p.from <= d && d < p.to);
				q = period_next(p);
				assert_int_equal(q.from, p.to);
				assert_int_equal(period_previous(q).from,
				    p.from);
				q = period_last_year(p);
				assert_true(p.from - q.from >= 357 &&
				    p.from - q.from <= 371);
				if (unit == PERIOD_WEEK && first != 1)
					continue;
				str_clear(&s);
				period_add(&s, p);
				assert_true(period_parse(str_sv(&s), first,
				    &q));
				assert_true(q.from == p.from && q.to == p.to);
			}
	str_free(&s);
}

static void
test_parse(void **state)
{
	static const char *const bad[] = {"2024-W00", "2024-W53", "2024-W54",
	    "2024-13", "2024-00", "2024-Q5", "2024-Q0", "2024-8", "24", "",
	    "2024-02-30", "2024-08-30/2024-09-06", "2024W35", "2024-w35",
	    "0000", "20240", "2024年"};
	enum period_unit unit;
	struct period p;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(period_parse(sv_z(bad[i]), 1, &p));
	assert_true(period_parse(SV("2020-W53"), 1, &p));
	assert_true(period_unit_find(SV("quarter"), &unit));
	assert_int_equal(unit, PERIOD_QUARTER);
	assert_false(period_unit_find(SV("weeks"), &unit));
}

static void
test_title(void **state)
{
	static const struct {
		enum period_unit unit;
		const char *day;
		unsigned first;
		const char *chinese, *english;
	} cases[] = {
		{PERIOD_DAY, "2024-08-31", 1, "2024年8月31日", "31 Aug 2024"},
		{PERIOD_WEEK, "2024-08-31", 1,
		    "2024年第35周(8月26日至9月1日)",
		    "2024 week 35 (26 Aug to 1 Sep)"},
		{PERIOD_WEEK, "2025-01-01", 1,
		    "2025年第1周(2024年12月30日至1月5日)",
		    "2025 week 1 (30 Dec 2024 to 5 Jan)"},
		{PERIOD_WEEK, "2024-08-31", 5, "2024年8月30日至9月5日",
		    "30 Aug to 5 Sep 2024"},
		{PERIOD_WEEK, "2025-01-01", 5, "2024年12月27日至2025年1月2日",
		    "27 Dec 2024 to 2 Jan 2025"},
		{PERIOD_MONTH, "2024-08-31", 1, "2024年8月", "August 2024"},
		{PERIOD_QUARTER, "2024-08-31", 1, "2024年第3季度", "2024 Q3"},
		{PERIOD_YEAR, "2024-08-31", 1, "2024年", "2024"}
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct period p = period_of(cases[i].unit, day(cases[i].day),
		    cases[i].first);
		struct str s = {0};

		period_title(&s, p, false);
		assert_string_equal(s.p, cases[i].chinese);
		str_clear(&s);
		period_title(&s, p, true);
		assert_string_equal(s.p, cases[i].english);
		str_free(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_title)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
