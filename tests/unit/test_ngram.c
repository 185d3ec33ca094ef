/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ngram.h"

static const struct ngram_options all = {1, 4, false};

static void
add(struct ngrams *g, const struct ngram_options *o, const char *text)
{
	struct fold *fold = fold_new();
	struct folded f = {0};

	fold_text(fold, &f, sv_z(text));
	ngrams_begin(g, f.n);
	ngrams_add(g, o, f.units, f.n);
	folded_free(&f);
	fold_free(fold);
}

static void
vector(struct ngram_vector *v, const char *text)
{
	struct ngrams g = {0};

	add(&g, &all, text);
	ngram_vector_set(v, &g);
	ngrams_free(&g);
}

static double
alike(const char *a, const char *b)
{
	struct ngram_vector v = {0}, w = {0};
	double cosine;

	vector(&v, a);
	vector(&w, b);
	cosine = ngram_cosine(&v, &w);
	assert_true(fabs(cosine - ngram_cosine(&w, &v)) < 1e-12);
	ngram_vector_free(&v);
	ngram_vector_free(&w);
	return cosine;
}

static void
test_counts(void **state)
{
	struct ngrams g = {0};
	struct ngram_options pairs = {2, 2, false};

	(void)state;
	add(&g, &all, "转账转账转");
	/* 转 账, 转账 账转, 转账转 账转账, 转账转账 账转账转 */
	assert_int_equal(g.n, 8);
	assert_int_equal(g.at[0].count, 3);
	assert_int_equal(g.at[0].len, 1);
	assert_int_equal(g.at[1].count, 2);
	assert_int_equal(g.at[2].start, 0);
	assert_int_equal(g.at[2].len, 2);
	add(&g, &pairs, "转账转账转");
	assert_int_equal(g.n, 2);
	assert_int_equal(g.at[0].count, 2);
	assert_int_equal(g.at[1].start, 1);
	add(&g, &pairs, "转");
	assert_int_equal(g.n, 0);
	add(&g, &pairs, "");
	assert_int_equal(g.n, 0);
	ngrams_free(&g);
}

/* Models on disk hold hashes: they must never change. */
static void
test_hashes_are_fixed(void **state)
{
	const uint16_t text[] = {0x8f6c, 0x8d26, 'a', '7'}, nul[] = {0x8f6c,
	    0x8d26, 'a', '0'};
	struct ngram_options digits = {1, 4, true};

	(void)state;
	assert_int_equal(ngram_hash(&all, text, 1), 0x4c5038e8);
	assert_int_equal(ngram_hash(&all, text, 2), 0x826b9907);
	assert_int_equal(ngram_hash(&all, text, 4), 0xad85c435);
	assert_int_equal(ngram_hash(&digits, text, 4),
	    ngram_hash(&all, nul, 4));
	assert_int_not_equal(ngram_hash(&all, text, 4),
	    ngram_hash(&all, nul, 4));
}

static void
test_parts_are_apart(void **state)
{
	const uint16_t a[] = {'a', 'b'}, b[] = {'c', 'b'};
	struct ngrams g = {0};

	(void)state;
	ngrams_begin(&g, 4);
	ngrams_add(&g, &all, a, 2);
	ngrams_add(&g, &all, b, 2);
	/* a b ab, c cb; no bc */
	assert_int_equal(g.n, 5);
	assert_int_equal(g.at[1].count, 2);
	assert_int_equal(g.at[3].part, 1);
	assert_int_equal(g.at[4].start, 0);
	ngrams_free(&g);
}

static void
test_long_text(void **state)
{
	size_t n = NGRAM_UNITS * 3;
	uint16_t *units = malloc(n * sizeof(*units));
	struct ngrams g = {0};
	struct ngram_vector v = {0};

	(void)state;
	for (size_t i = 0; i < n; i++)
		units[i] = (uint16_t)(0x4e00 + i * 7919 % 20000);
	ngrams_begin(&g, n);
	ngrams_add(&g, &all, units, n);
	for (size_t i = 0; i < g.n; i++)
		assert_true(g.at[i].start + g.at[i].len <= NGRAM_UNITS);
	assert_int_equal(g.n, 80000);
	ngram_vector_set(&v, &g);
	assert_true(v.n <= g.n && v.n > g.n - 10);
	for (size_t i = 1; i < v.n; i++)
		assert_true(v.at[i - 1].hash < v.at[i].hash);
	ngram_vector_free(&v);
	ngrams_free(&g);
	free(units);
}

/* The merge of sorted pairs against the plain double loop. */
static void
test_cosine(void **state)
{
	struct ngram_vector v = {0}, w = {0};
	double sum = 0;

	(void)state;
	vector(&v, "冒充客服退款, 让他把钱转到安全账户");
	vector(&w, "自称客服, 要求转账到安全账户");
	for (size_t i = 0; i < v.n; i++)
		for (size_t k = 0; k < w.n; k++)
			if (v.at[i].hash == w.at[k].hash)
				sum += (double)v.at[i].weight *
				    (double)w.at[k].weight;
	assert_true(fabs(sum - ngram_cosine(&v, &w)) < 1e-12);
	assert_true(sum > 0.2 && sum < 0.8);
	ngram_vector_free(&v);
	ngram_vector_free(&w);
	assert_true(fabs(alike("噪音扰民", "噪音扰民") - 1) < 1e-6);
	assert_true(fabs(alike("噪音擾民", "噪 音扰民") - 1) < 1e-6);
	assert_true(alike("噪音扰民", "电动车充电") < 1e-9);
	assert_true(alike("", "噪音") < 1e-9);
	assert_true(alike("", "") < 1e-9);
	assert_true(alike("楼上装修噪音扰民", "楼下装修噪音扰民") >
	    alike("楼上装修噪音扰民", "物业不修电梯"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_hashes_are_fixed),
	    cmocka_unit_test(test_parts_are_apart),
	    cmocka_unit_test(test_long_text),
	    cmocka_unit_test(test_cosine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
