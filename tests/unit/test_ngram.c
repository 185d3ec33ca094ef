/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ngram.h"

static const struct ngram_options all = {.min = 1, .max = 4};

static void
add(struct ngrams *g, const struct ngram_options *o, const char *text)
{
	struct fold *fold = fold_new();
	struct folded f = {0};

	fold_text(fold, &f, sv_z(text));
	ngrams_begin(g);
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
test_list(void **state)
{
	struct ngrams g = {0};
	struct ngram_options pairs = {.min = 2, .max = 2};

	(void)state;
	add(&g, &all, "转账转账转");
	assert_int_equal(g.n, 5 + 4 + 3 + 2);
	add(&g, &pairs, "转账转账转");
	assert_int_equal(g.n, 4);
	assert_int_equal(g.hashes[0], g.hashes[2]);
	assert_int_not_equal(g.hashes[0], g.hashes[1]);
	assert_int_equal(ngrams_place(&g, 1).start, 1);
	assert_int_equal(ngrams_place(&g, 1).len, 2);
	add(&g, &pairs, "转");
	assert_int_equal(g.n, 0);
	add(&g, &pairs, "");
	assert_int_equal(g.n, 0);
	ngrams_free(&g);
}

/* Of a text of each length, every n-gram within the text and its ends, and
 * those of the opening, once; by counting. */
static void
test_ends_and_opening(void **state)
{
	struct ngram_options o = {1, 4, false, true, 3};
	uint16_t units[12];
	struct ngrams g = {0};

	(void)state;
	for (size_t n = 0; n <= 12; n++) {
		/* Units, and two ends, which are no n-gram alone. */
		size_t want = n == 0 ? 0 : n + (n + 1) + n + (n - 1);
		size_t opening = n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 3 : 6;

		for (size_t i = 0; i < n; i++)
			units[i] = (uint16_t)(0x4e00 + i);
		ngrams_begin(&g);
		ngrams_add(&g, &o, units, n);
		assert_int_equal(g.n, want + opening);
		for (size_t i = 0; i < g.n; i++) {
			struct ngram_place p = ngrams_place(&g, i);

			assert_in_range(p.len, 1, 4);
			assert_true(p.start + p.len <= n);
			for (size_t k = 0; k < i; k++)
				assert_true(g.hashes[i] != g.hashes[k]);
		}
	}
	ngrams_free(&g);
}

/* Models on disk hold hashes: they must never change. */
static void
test_hashes_are_fixed(void **state)
{
	const uint16_t text[] = {0x8f6c, 0x8d26, 'a', '7'}, nul[] = {0x8f6c,
	    0x8d26, 'a', '0'};
	struct ngram_options digits = {.min = 1, .max = 4, .digits = true};

	(void)state;
	assert_int_equal(ngram_hash(&all, text, 1), 0x4c5038e8);
	assert_int_equal(ngram_hash(&all, text, 2), 0x826b9907);
	assert_int_equal(ngram_hash(&all, text, 4), 0xad85c435);
	assert_int_equal(ngram_hash(&digits, text, 4),
	    ngram_hash(&all, nul, 4));
	assert_int_not_equal(ngram_hash(&all, text, 4),
	    ngram_hash(&all, nul, 4));
}

/* One n-gram of the plain way to list them: with the marks it holds. */
static void
expect(const struct ngrams *g, const struct ngram_options *o,
    const uint16_t *key, unsigned len, struct ngram_place want)
{
	uint32_t hash = ngram_hash(o, key, len);

	for (size_t i = 0; i < g->n; i++) {
		struct ngram_place p = ngrams_place(g, i);

		if (g->hashes[i] == hash && p.part == want.part &&
		    p.start == want.start && p.len == want.len)
			return;
	}
	fail_msg("n-gram of %u at %u is missing", len, want.start);
}

/* Every n-gram by a loop over starts and lengths, against those listed by
 * vectors: the same hashes at the same places, and as many. */
static void
expect_all(const struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n, unsigned part, size_t *count)
{
	uint16_t u[80] = {0}, key[5];
	size_t ends = o->ends && n > 0;

	u[0] = 2;
	memcpy(u + ends, units, n * sizeof(*u));
	u[n + ends] = 3;
	for (size_t i = 0; i < n + 2 * ends; i++)
		for (unsigned len = o->min; len <= o->max &&
		    i + len <= n + 2 * ends; len++) {
			bool first = ends && i == 0;
			bool last = ends && i + len == n + 2;

			if (len == 1 && (first || last))
				continue;
			expect(g, o, u + i, len, (struct ngram_place){part,
			    (uint32_t)(i - ends + first), len - first - last});
			++*count;
		}
	for (size_t i = 0; i < n; i++)
		for (unsigned len = 1; len < o->max && i + len <= n &&
		    i + len <= o->opening; len++) {
			key[0] = 1;
			memcpy(key + 1, units + i, len * sizeof(*key));
			expect(g, o, key, len + 1, (struct ngram_place){part,
			    (uint32_t)i, len});
			++*count;
		}
}

static void
test_all_ways_to_list(void **state)
{
	uint16_t units[70];
	struct ngrams g = {0};

	(void)state;
	for (size_t i = 0; i < 70; i++)
		units[i] = (uint16_t)(i % 3 == 0 ? '0' + i % 10 :
		    0x4e00 + i * i % 61);
	for (unsigned way = 0; way < 64; way++) {
		struct ngram_options o = {1 + way % 4, 4, way & 16, way & 32,
		    way % 23};
		size_t count = 0, n = way * 11 % 70;

		o.max = o.min + way / 4 % (5 - o.min);
		ngrams_begin(&g);
		ngrams_add(&g, &o, units, n);
		ngrams_add(&g, &o, units + way % 9, n / 2);
		expect_all(&g, &o, units, n, 0, &count);
		expect_all(&g, &o, units + way % 9, n / 2, 1, &count);
		assert_int_equal(g.n, count);
	}
	ngrams_free(&g);
}

static void
test_parts_are_apart(void **state)
{
	const uint16_t a[] = {'a', 'b'}, b[] = {'c', 'b'};
	struct ngrams g = {0};

	(void)state;
	ngrams_begin(&g);
	ngrams_add(&g, &all, a, 2);
	ngrams_add(&g, &all, b, 2);
	/* a b ab, c b cb; no bc */
	assert_int_equal(g.n, 6);
	assert_int_equal(g.hashes[1], g.hashes[4]);
	assert_int_equal(ngrams_place(&g, 2).part, 0);
	assert_int_equal(ngrams_place(&g, 5).part, 1);
	assert_int_equal(ngrams_place(&g, 5).start, 0);
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
	ngrams_begin(&g);
	ngrams_add(&g, &all, units, n);
	assert_int_equal(g.n, 4 * NGRAM_UNITS - 6);
	for (size_t i = 0; i < g.n; i++) {
		struct ngram_place p = ngrams_place(&g, i);

		assert_true(p.start + p.len <= NGRAM_UNITS);
	}
	ngram_vector_set(&v, &g);
	assert_in_range(v.n, 80000 - 10, 80000);
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

/* The first of each by a loop over all before; ten characters and fifteen
 * hundred places repeat much. */
static void
test_once(void **state)
{
	struct ngram_options o = {.min = 1, .max = 3, .ends = true};
	struct ngram_seen seen = {0};
	struct ngrams g = {0};
	uint16_t text[1500];
	uint32_t random = 1, units[1502];

	(void)state;
	for (size_t i = 0; i < 1500; i++) {
		random = random * 1664525 + 1013904223;
		text[i] = (uint16_t)(0x4e00 + (random >> 16) % 10);
	}
	ngrams_add(&g, &o, text, 4);
	ngrams_add(&g, &o, text, 1500);
	for (size_t r = 0; r < g.nruns; r++) {
		const struct ngram_run *run = &g.runs[r];
		const uint32_t *hashes = g.hashes + run->first;
		size_t n = ngrams_once(&seen, &g, run, units), want = 0;

		for (uint32_t i = 0; i < run->count; i++) {
			uint32_t k = 0;

			while (hashes[k] != hashes[i])
				k++;
			if (k == i)
				assert_int_equal(units[want++], run->at + i);
		}
		assert_int_equal(n, want);
	}
	assert_int_equal(g.nruns, 6);
	ngram_seen_free(&seen);
	ngrams_free(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_ends_and_opening),
	    cmocka_unit_test(test_hashes_are_fixed),
	    cmocka_unit_test(test_all_ways_to_list),
	    cmocka_unit_test(test_parts_are_apart),
	    cmocka_unit_test(test_long_text),
	    cmocka_unit_test(test_once),
	    cmocka_unit_test(test_cosine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
