/* SPDX-License-Identifier: MIT */
#include "change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define WHOLE(b, n) (&(struct change){true, true, (b), (n), 0})

static void
cell_is(const struct change *c, bool english, const char *want)
{
	struct str s = {0};

	change_cell(&s, c, english);
	assert_string_equal(s.p, want);
	str_free(&s);
}

static void
words_are(
    const struct change *c, bool last_year, bool english, const char *want)
{
	struct str s = {0};

	change_words(&s, c, last_year, english);
	assert_string_equal(str_z(&s), want);
	str_free(&s);
}

static void
test_percent(void **state)
{
	int64_t t;

	(void)state;
	assert_true(change_percent(WHOLE(654, 728), &t));
	assert_int_equal(t, 113);
	assert_true(change_percent(WHOLE(12, 11), &t));
	assert_int_equal(t, -83);
	assert_true(change_percent(WHOLE(8, 9), &t));
	assert_int_equal(t, 125);
	assert_true(change_percent(WHOLE(400, 401), &t)); /* 0.25 */
	assert_int_equal(t, 3);
	assert_true(change_percent(WHOLE(400, 399), &t));
	assert_int_equal(t, -3);
	assert_true(change_percent(WHOLE(3, 0), &t));
	assert_int_equal(t, -1000);
	assert_false(change_percent(WHOLE(0, 7), &t));
	assert_false(change_percent(WHOLE(0, 0), &t));
	assert_false(change_percent(&(struct change){true, false, 4, 7, 0}, &t));
	assert_true(change_percent(WHOLE(INT64_MAX, INT64_MAX / 2), &t));
	assert_int_equal(t, -500);
}

static void
test_share(void **state)
{
	int64_t t;

	(void)state;
	assert_true(change_share(12, 47, &t));
	assert_int_equal(t, 255);
	assert_true(change_share(9, 47, &t));
	assert_int_equal(t, 191);
	assert_false(change_share(0, 0, &t));
	assert_true(change_share(0, 5, &t));
	assert_int_equal(t, 0);
}

static void
test_z(void **state)
{
	int64_t z;

	(void)state;
	assert_true(change_z(WHOLE(5, 10), &z));
	assert_int_equal(z, 185);
	assert_true(change_z(WHOLE(40, 60), &z));
	assert_int_equal(z, 284);
	assert_true(change_z(WHOLE(100, 120), &z));
	assert_int_equal(z, 191);
	assert_false(change_notable(WHOLE(40, 60)));
	assert_true(change_notable(WHOLE(60, 36)));
	assert_false(change_notable(WHOLE(0, 20))); /* too few to judge */
	assert_false(change_notable(&(struct change){false, true, 60, 6, 0}));
}

static void
test_text(void **state)
{
	(void)state;
	cell_is(WHOLE(15, 12), false, "-3 (-20.0%)");
	cell_is(WHOLE(8, 9), true, "+1 (+12.5%)");
	cell_is(WHOLE(4, 4), false, "0 (持平)");
	cell_is(WHOLE(0, 2), false, "+2 (基数为0)");
	cell_is(&(struct change){true, false, 15, 2, 0}, false, "-");
	cell_is(&(struct change){0}, false, "-");
	cell_is(&(struct change){true, true, 120, 105, 1}, false,
	    "-1.5 (-12.5%)");
	words_are(WHOLE(8, 9), false, false, "上升12.5%");
	words_are(WHOLE(12, 11), false, false, "下降8.3%");
	words_are(WHOLE(12, 12), false, false, "持平");
	words_are(WHOLE(0, 12), false, false, "上期为0");
	words_are(WHOLE(0, 12), true, false, "上年同期为0");
	words_are(WHOLE(0, 0), true, false, "持平");
	words_are(WHOLE(12, 11), false, true, "down 8.3%");
	words_are(&(struct change){0}, false, false, "");
}

static void
test_run(void **state)
{
	static const int64_t falls[] = {26, 22, 18, 15, 12, 9};
	static const int64_t level[] = {26, 22, 18, 18, 12, 9};
	static const int64_t rises[] = {9, 3, 4, 5};

	(void)state;
	assert_int_equal(change_run(falls, 6), -5);
	assert_int_equal(change_run(level, 6), -2);
	assert_int_equal(change_run(level, 4), 0);
	assert_int_equal(change_run(rises, 4), 2);
	assert_int_equal(change_run(rises, 2), -1);
	assert_int_equal(change_run(rises, 1), 0);
	assert_int_equal(change_run(NULL, 0), 0);
}

static void
test_fixed(void **state)
{
	struct str s = {0};

	(void)state;
	change_add_fixed(&s, -5, 1, false);
	str_addc(&s, ' ');
	change_add_fixed(&s, 1234, 2, true);
	str_addc(&s, ' ');
	change_add_fixed(&s, INT64_MIN, 0, false);
	str_addc(&s, ' ');
	change_add_fixed(&s, 0, 1, true);
	assert_string_equal(s.p, "-0.5 +12.34 -9223372036854775808 0.0");
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_percent),
	    cmocka_unit_test(test_share),
	    cmocka_unit_test(test_z),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_run),
	    cmocka_unit_test(test_fixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
