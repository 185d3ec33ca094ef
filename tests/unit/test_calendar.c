/* SPDX-License-Identifier: MIT */
/* calendar: the file that is shipped against the notices, working days over
 * holidays, and files with slips in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "calendar.h"

static int64_t
day(const char *text)
{
	int64_t d = 0;

	assert_true(date_read(sv_z(text), &d));
	return d;
}

static struct calendar *
shipped(void)
{
	struct fault f = {0};
	struct calendar *c = calendar_read("share/calendar.json", &f);

	if (c == NULL)
		fail_msg("%s", str_z(&f.text));
	fault_free(&f);
	return c;
}

static void
test_shipped(void **state)
{
	static const struct {
		const char *day;
		bool work;
	} days[] = {
		{"2024-01-01", false}, {"2024-02-04", true},
		{"2024-02-09", true}, {"2024-02-16", false},
		{"2024-02-18", true}, {"2024-05-11", true},
		{"2024-09-17", false}, {"2024-09-14", true},
		{"2024-10-12", true}, {"2024-08-31", false},
		{"2024-08-30", true}, {"2025-01-26", true},
		{"2025-01-28", false}, {"2025-02-04", false},
		{"2025-10-08", false}, {"2025-10-11", true},
		{"2026-01-02", false}, {"2026-01-04", true},
		{"2026-02-23", false}, {"2026-02-28", true},
		{"2026-09-20", true}, {"2026-10-10", true},
		/* years without a notice: Monday to Friday */
		{"2023-10-02", true}, {"2027-01-01", true},
		{"2027-01-02", false}
	};
	/* working days of each year: weekdays less holidays on them, and the
	 * weekends that are worked */
	static const unsigned totals[] = {251, 248, 248};
	struct calendar *c = shipped();

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		if (calendar_is_workday(c, day(days[i].day)) != days[i].work)
			fail_msg("%s", days[i].day);
	for (int32_t y = 2024; y <= 2026; y++) {
		unsigned n = 0;

		for (int64_t d = date_days(y, 1, 1); d < date_days(y + 1, 1, 1);
		    d++)
			n += calendar_is_workday(c, d);
		assert_int_equal(n, totals[y - 2024]);
	}
	calendar_free(c);
}

static void
test_add(void **state)
{
	static const struct {
		const char *day;
		unsigned n;
		const char *wanted;
		bool covered;
	} cases[] = {
		{"2024-08-30", 1, "2024-09-02", true},
		{"2024-08-30", 3, "2024-09-04", true},
		{"2024-08-31", 0, "2024-09-02", true},
		{"2024-08-30", 0, "2024-08-30", true},
		/* over the National Day: 29 September is worked */
		{"2024-09-27", 3, "2024-10-08", true},
		{"2024-09-30", 1, "2024-10-08", true},
		{"2024-10-11", 1, "2024-10-12", true},
		/* the Spring Festival of 2026: 14 and 28 February worked */
		{"2026-02-13", 1, "2026-02-14", true},
		{"2026-02-14", 1, "2026-02-24", true},
		{"2026-02-13", 7, "2026-03-02", true},
		/* into a year that nobody has published */
		{"2026-12-30", 3, "2027-01-04", false},
		{"2023-08-30", 1, "2023-08-31", false}
	};
	struct calendar *c = shipped(), *plain = calendar_read(NULL, NULL);
	bool covered;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t d = calendar_add_workdays(c, day(cases[i].day),
		    cases[i].n, &covered);
		struct str s = {0};

		date_add(&s, d);
		assert_string_equal(s.p, cases[i].wanted);
		assert_int_equal(covered, cases[i].covered);
		str_free(&s);
	}
	assert_int_equal(calendar_add_workdays(plain, day("2024-09-30"), 1,
	    &covered), day("2024-10-01"));
	assert_false(covered);
	calendar_free(plain);
	calendar_free(c);
}

static void
test_slips(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"[]", "map"}, {"{", ""}, {"{}", "format"},
		{"{\"format\":2,\"years\":{}}", "format"},
		{"{\"format\":1}", "years"},
		{"{\"format\":1,\"year\":{}}", "year"},
		{"{\"format\":1,\"years\":[]}", "years"},
		{"{\"format\":1,\"years\":{\"24\":{}}}", "not a year"},
		{"{\"format\":1,\"years\":{\"2024\":[]}}", ""},
		{"{\"format\":1,\"years\":{\"2024\":{\"holiday\":[]}}}",
		    "holiday"},
		{"{\"format\":1,\"years\":{\"2024\":{\"holidays\":"
		    "[\"2024-02-30\"]}}}", "not a date"},
		{"{\"format\":1,\"years\":{\"2024\":{\"holidays\":[1]}}}",
		    "not a date"},
		{"{\"format\":1,\"years\":{\"2024\":{\"holidays\":"
		    "[\"2025-01-01\"]}}}", "another year"},
		{"{\"format\":1,\"years\":{\"2024\":{\"workdays\":"
		    "[\"2024-09-02\"]}}}", "working day anyway"},
		{"{\"format\":1,\"years\":{\"2024\":{\"holidays\":"
		    "[\"2024-09-14\"],\"workdays\":[\"2024-09-14\"]}}}",
		    "both"}
	};
	char path[] = "/tmp/precinct-calendar-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault f = {0};
		size_t n = strlen(cases[i].text);

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, cases[i].text, n, 0), n);
		assert_null(calendar_read(path, &f));
		if (strstr(str_z(&f.text), cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].text, str_z(&f.text));
		fault_free(&f);
	}
	close(fd);
	unlink(path);
	assert_null(calendar_read("/nonexistent/calendar.json", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_slips)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
