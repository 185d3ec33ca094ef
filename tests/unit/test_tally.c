/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tally.h"

static void
test_keys_keep_order(void **state)
{
	static const int64_t numbers[] = {
	    INT64_MIN, -300, -1, 0, 1, 255, 256, INT64_MAX};
	struct str last = {0}, key = {0};
	struct sv rest;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		str_clear(&key);
		tally_key_int(&key, numbers[i]);
		tally_key_text(&key, SV("柳河苑"));
		tally_key_text(&key, SV(""));
		tally_key_int(&key, 7);
		assert_true(i == 0 || sv_cmp(str_sv(&last), str_sv(&key)) < 0);
		str_clear(&last);
		str_addsv(&last, str_sv(&key));
		rest = str_sv(&key);
		assert_int_equal(tally_next_int(&rest), numbers[i]);
		assert_true(sv_eq(tally_next_text(&rest), SV("柳河苑")));
		assert_true(sv_eq(tally_next_text(&rest), SV("")));
		assert_int_equal(tally_next_int(&rest), 7);
		assert_int_equal(rest.len, 0);
	}
	str_free(&last);
	str_free(&key);
}

static void
add(struct tally *t, const char *key, int64_t loss)
{
	const int64_t v[] = {1, loss, loss};
	size_t g = tally_group(t, sv_z(key));

	tally_add(t, g, v);
	tally_sample(t, g, loss, 1);
}

static void
put_all(struct str *out, const struct tally *t)
{
	struct tally_samples s;
	size_t *order = tally_sorted(t);

	tally_samples(t, &s);
	for (size_t i = 0; i < tally_count(t); i++) {
		str_addsv(out, tally_key(t, order[i]));
		tally_put_group(out, t, &s, order[i]);
		str_addc(out, '\n');
	}
	tally_samples_free(&s);
	free(order);
}

/* Any split over any number of parts, merged in any order, gives the same. */
static void
test_merge(void **state)
{
	static const char *const keys[] = {"a", "b", "c", "dd", "e"};
	struct str want = {0}, got = {0};
	struct tally whole;

	(void)state;
	tally_init(&whole, 2, 1);
	for (unsigned i = 0; i < 5000; i++)
		add(&whole, keys[(i * 7) % 5], (i * 7919) % 613);
	put_all(&want, &whole);
	for (unsigned parts = 1; parts < 9; parts++) {
		struct tally part[8], sum;

		tally_init(&sum, 2, 1);
		for (unsigned p = 0; p < parts; p++)
			tally_init(&part[p], 2, 1);
		for (unsigned i = 0; i < 5000; i++)
			add(&part[(i * i + i / 3) % parts], keys[(i * 7) % 5],
			    (i * 7919) % 613);
		for (unsigned p = parts; p > 0; p--) {
			tally_merge(&sum, &part[p - 1]);
			tally_free(&part[p - 1]);
		}
		str_clear(&got);
		put_all(&got, &sum);
		assert_string_equal(got.p, want.p);
		tally_free(&sum);
	}
	tally_free(&whole);
	str_free(&want);
	str_free(&got);
}

static void
median_is(const int64_t *values, size_t n, int64_t want)
{
	struct tally t;
	struct tally_samples s;
	int64_t got = -1;

	tally_init(&t, 0, 0);
	tally_group(&t, SV("empty"));
	for (size_t i = 0; i < n; i++)
		tally_sample(&t, tally_group(&t, SV("x")), values[i], 1);
	tally_samples(&t, &s);
	assert_false(tally_median(&s, 0, &got));
	assert_true(tally_median(&s, 1, &got));
	assert_int_equal(got, want);
	tally_samples_free(&s);
	tally_free(&t);
}

static void
test_median(void **state)
{
	(void)state;
	median_is((const int64_t[]){5}, 1, 5);
	median_is((const int64_t[]){9, 1, 5}, 3, 5);
	median_is((const int64_t[]){9, 1, 5, 6}, 4, 6); /* 5.5, half up */
	median_is((const int64_t[]){4, 4, 4, 100}, 4, 4);
	median_is((const int64_t[]){INT64_MAX, INT64_MAX}, 2, INT64_MAX);
}

static void
test_saturation(void **state)
{
	struct tally t;
	size_t g;

	(void)state;
	tally_init(&t, 1, 1);
	g = tally_group(&t, SV("x"));
	tally_add(&t, g, (const int64_t[]){INT64_MAX - 1, 3});
	tally_add(&t, g, (const int64_t[]){5, 2});
	assert_true(tally_at(&t, g)[0] == INT64_MAX);
	assert_int_equal(tally_at(&t, g)[1], 3);
	tally_free(&t);
}

static bool
reads(const char *sums, const char *maxima, const char *samples)
{
	struct tally t;
	bool good;

	tally_init(&t, 2, 1);
	good = tally_read_group(
	    &t, SV("k"), sv_z(sums), sv_z(maxima), sv_z(samples));
	tally_free(&t);
	return good;
}

static void
test_read(void **state)
{
	struct tally t;
	struct tally_samples s;
	struct str out = {0};

	(void)state;
	assert_true(reads("[1,2]", "[3]", "[]"));
	assert_true(reads("[1, 2]", "[ 3 ]", "[5,1,7,2]"));
	assert_false(reads("[1]", "[3]", "[]"));
	assert_false(reads("[1,2,3]", "[3]", "[]"));
	assert_false(reads("[1,-2]", "[3]", "[]"));
	assert_false(reads("[1,2]", "[]", "[]"));
	assert_false(reads("[1,2]", "[3]", "[5]"));
	assert_false(reads("[1,2]", "[3]", "[5,0]"));
	assert_false(reads("[1,2]", "[3]", "[5,1.5]"));
	assert_false(reads("1,2", "[3]", "[]"));
	assert_false(reads("", "", ""));
	tally_init(&t, 2, 1);
	assert_true(tally_read_group(
	    &t, SV("k"), SV("[1,2]"), SV("[3]"), SV("[7,2,5,1]")));
	tally_samples(&t, &s);
	tally_put_group(&out, &t, &s, 0);
	assert_string_equal(
	    out.p, ",\"sums\":[1,2],\"maxima\":[3],\"samples\":[5,1,7,2]");
	tally_samples_free(&s);
	tally_free(&t);
	str_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_keys_keep_order),
	    cmocka_unit_test(test_merge),
	    cmocka_unit_test(test_median),
	    cmocka_unit_test(test_saturation),
	    cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
