/* SPDX-License-Identifier: MIT */
#include "ngram.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <math.h>
#include <stdlib.h>

#define RADIX 256
#define SEEN_LEAST 512

/* Units that stand before an n-gram of the opening and at the two ends. No
 * text of people holds these characters. */
enum { OPENING = 1, BEGINNING = 2, ENDING = 3 };

#define BEFORE NGRAM_LONGEST    /* units of scratch before the text */
#define BEHIND 16               /* and behind it: vectors read on */
#define EIGHT 8                 /* hashes at a time; room behind the last */

/* --- hashes ---------------------------------------------------------------- */

#define MIX_1 0xff51afd7ed558ccdULL
#define MIX_2 0xc4ceb9fe1a85ec53ULL

/* The finaliser of MurmurHash3 (public domain): each bit of the key changes
 * half of the hash's. */
static inline uint32_t
hash_key(uint64_t key)
{
	key ^= key >> 33;
	key *= MIX_1;
	key ^= key >> 33;
	key *= MIX_2;
	return (uint32_t)(key >> 32);
}

static inline uint16_t
unit_of(const struct ngram_options *o, uint16_t u)
{
	return o->digits && u >= '0' && u <= '9' ? '0' : u;
}

uint32_t
ngram_hash(const struct ngram_options *o, const uint16_t *units, unsigned n)
{
	uint64_t key = 0;

	for (unsigned i = 0; i < n; i++)
		key = key << 16 | unit_of(o, units[i]);
	return hash_key(key);
}

/* The n-grams of len units that end with u[0] to u[n - 1], with a mark before
 * them. Different ones never have the same key: no text holds the unit 0, so
 * the key tells the length too. */
static void
hash_plain(const uint16_t *u, size_t n, unsigned len, uint64_t mark,
    uint32_t *to)
{
	uint64_t key = 0;

	for (unsigned i = 1; i < len; i++)
		key = key << 16 | u[(ptrdiff_t)i - (ptrdiff_t)len];
	for (size_t i = 0; i < n; i++) {
		key = key << 16 | u[i];
		key = key << (64 - 16 * len) >> (64 - 16 * len);
		to[i] = hash_key(key | mark);
	}
}

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2")))
#define WIDE_INLINE static inline __attribute__((always_inline)) WIDE

/* The upper halves of the products of 32-bit numbers. */
WIDE_INLINE __m256i
multiply_high(__m256i a, __m256i b)
{
	__m256i even = _mm256_mul_epu32(a, b);
	__m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), b);

	return _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
}

/* hash_key of eight keys by their halves: the upper half of a product is the
 * sum of three products, of which two matter only in their lower halves. */
WIDE_INLINE __m256i
hash_eight(__m256i high, __m256i low)
{
	__m256i one_low = _mm256_set1_epi32((int)(uint32_t)MIX_1);
	__m256i one_high = _mm256_set1_epi32((int)(uint32_t)(MIX_1 >> 32));
	__m256i two_low = _mm256_set1_epi32((int)(uint32_t)MIX_2);
	__m256i two_high = _mm256_set1_epi32((int)(uint32_t)(MIX_2 >> 32));
	__m256i next;

	low = _mm256_xor_si256(low, _mm256_srli_epi32(high, 1));
	next = _mm256_add_epi32(multiply_high(low, one_low),
	    _mm256_add_epi32(_mm256_mullo_epi32(high, one_low),
	    _mm256_mullo_epi32(low, one_high)));
	low = _mm256_mullo_epi32(low, one_low);
	low = _mm256_xor_si256(low, _mm256_srli_epi32(next, 1));
	return _mm256_add_epi32(multiply_high(low, two_low),
	    _mm256_add_epi32(_mm256_mullo_epi32(next, two_low),
	    _mm256_mullo_epi32(low, two_high)));
}

WIDE_INLINE __m256i
eight_units(const uint16_t *u)
{
	return _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)u));
}

WIDE_INLINE void
hash_len(const uint16_t *u, size_t n, unsigned len, uint64_t mark,
    uint32_t *to)
{
	__m256i above = _mm256_set1_epi32((int)(uint32_t)(mark >> 32));
	__m256i below = _mm256_set1_epi32((int)(uint32_t)mark);

	for (size_t i = 0; i < n; i += EIGHT, u += EIGHT) {
		__m256i low = _mm256_or_si256(below, eight_units(u));
		__m256i high = above;

		if (len > 1)
			low = _mm256_or_si256(low, _mm256_slli_epi32(
			    eight_units(u - 1), 16));
		if (len > 2)
			high = _mm256_or_si256(high, eight_units(u - 2));
		if (len > 3)
			high = _mm256_or_si256(high, _mm256_slli_epi32(
			    eight_units(u - 3), 16));
		_mm256_storeu_si256((void *)(to + i), hash_eight(high, low));
	}
}

/* As hash_plain; up to EIGHT - 1 units and hashes behind are touched. */
WIDE static void
hash_wide(const uint16_t *u, size_t n, unsigned len, uint64_t mark,
    uint32_t *to)
{
	switch (len) {
	case 1:
		hash_len(u, n, 1, mark, to);
		break;
	case 2:
		hash_len(u, n, 2, mark, to);
		break;
	case 3:
		hash_len(u, n, 3, mark, to);
		break;
	default:
		hash_len(u, n, NGRAM_LONGEST, mark, to);
		break;
	}
}
#endif

/* --- n-grams --------------------------------------------------------------- */

void
ngrams_begin(struct ngrams *g)
{
	g->n = 0;
	g->parts = 0;
	g->nruns = 0;
}

/* Room for all n-grams of n units: of each unit those that end there, those of
 * the opening, and those of the end. */
static void
reserve(struct ngrams *g, size_t n)
{
	size_t most = g->n + n * (2 * NGRAM_LONGEST) + NGRAM_LONGEST + EIGHT;

	if (n + BEFORE + BEHIND > g->units_cap) {
		g->units_cap = (n + BEFORE + BEHIND) * 2;
		g->units = mem_realloc(g->units,
		    g->units_cap * sizeof(*g->units));
	}
	if (most <= g->cap)
		return;
	g->cap = most + most / 2;
	g->hashes = mem_realloc(g->hashes, g->cap * sizeof(*g->hashes));
}

/* The units between the marks of the ends. */
static const uint16_t *
prepare(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n)
{
	uint16_t *u = g->units + BEFORE;

	memset(g->units, 0, BEFORE * sizeof(*u));
	memset(u + n, 0, BEHIND * sizeof(*u));
	if (o->ends) {
		u[-1] = BEGINNING;
		u[n] = ENDING;
	}
	memcpy(u, units, n * sizeof(*u));
	/* By eights, which a compiler makes one: behind the text is room. */
	for (size_t i = 0; o->digits && i < n; i += EIGHT)
		for (size_t k = 0; k < EIGHT; k++)
			u[i + k] = (uint16_t)(u[i + k] - '0') < 10 ? '0' :
			    u[i + k];
	return u;
}

/* Those that end with the units [at, end). */
static void
add_run(struct ngrams *g, const uint16_t *u, struct ngram_run run, size_t end,
    uint64_t mark)
{
	size_t n = end > run.at ? end - run.at : 0;

	if (n == 0)
		return;
	run.first = g->n;
	run.count = (uint32_t)n;
	run.part = g->parts;
	g->runs[g->nruns++] = run;
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		hash_wide(u + run.at, n, run.len, mark, g->hashes + g->n);
	else
#endif
		hash_plain(u + run.at, n, run.len, mark, g->hashes + g->n);
	g->n += n;
}

/* An n-gram may begin with the mark of the beginning and end with the other,
 * but be none alone. */
void
ngrams_add(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n)
{
	size_t opening = n < o->opening ? n : o->opening;
	const uint16_t *u;

	if (g->parts == NGRAM_PARTS)
		return;
	if (n > NGRAM_UNITS)
		n = NGRAM_UNITS;
	reserve(g, n);
	u = prepare(g, o, units, n);
	for (unsigned len = o->min; n > 0 && len <= o->max; len++) {
		bool ends = o->ends && len > 1;

		add_run(g, u, (struct ngram_run){.at = len - 1 - ends,
		    .n = (uint32_t)n, .len = len}, n + ends, 0);
	}
	for (unsigned len = 1; len < o->max; len++)
		add_run(g, u, (struct ngram_run){.at = len - 1,
		    .n = (uint32_t)n, .len = len, .opening = true}, opening,
		    (uint64_t)OPENING << 16 * len);
	g->parts++;
}

bool
ngram_run_follows(const struct ngram_run *a, const struct ngram_run *b)
{
	return a->part == b->part && a->opening == b->opening &&
	    a->len == b->len + 1;
}

struct ngram_place
ngrams_place(const struct ngrams *g, size_t i)
{
	const struct ngram_run *r = g->runs + g->nruns - 1;
	size_t start, end;

	while (r->first > i)
		r--;
	end = r->at + (i - r->first) + 1;
	start = end > r->len ? end - r->len : 0;
	if (end > r->n)
		end = r->n;
	return (struct ngram_place){r->part, (uint32_t)start,
	    (uint32_t)(end - start)};
}

void
ngrams_free(struct ngrams *g)
{
	free(g->hashes);
	free(g->units);
	*g = (struct ngrams){0};
}

/* --- what stands in a text twice ------------------------------------------- */

/* Open addressing; 0 is free, so a hash 0 is taken for 1. */
size_t
ngrams_once(struct ngram_seen *seen, const struct ngrams *g,
    const struct ngram_run *run, uint32_t *units)
{
	const uint32_t *hashes = g->hashes + run->first;
	size_t slots = SEEN_LEAST, n = 0;

	while (slots < (size_t)run->count * 4)
		slots *= 2;
	if (slots > seen->cap) {
		free(seen->hashes);
		seen->hashes = mem_alloc(slots * sizeof(*seen->hashes));
		seen->cap = slots;
	}
	memset(seen->hashes, 0, slots * sizeof(*seen->hashes));
	for (uint32_t i = 0; i < run->count; i++) {
		uint32_t hash = hashes[i] + (hashes[i] == 0);
		size_t at = hash & (slots - 1);

		while (seen->hashes[at] != 0 && seen->hashes[at] != hash)
			at = (at + 1) & (slots - 1);
		units[n] = run->at + i;
		n += seen->hashes[at] == 0;
		seen->hashes[at] = hash;
	}
	return n;
}

void
ngram_seen_free(struct ngram_seen *seen)
{
	free(seen->hashes);
	*seen = (struct ngram_seen){0};
}

/* --- vectors --------------------------------------------------------------- */

static void
sort_byte(const struct ngram_pair *from, struct ngram_pair *to, size_t n,
    unsigned shift)
{
	size_t at[RADIX + 1] = {0};

	for (size_t i = 0; i < n; i++)
		at[(from[i].hash >> shift & (RADIX - 1)) + 1]++;
	for (size_t i = 1; i < RADIX; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < n; i++)
		to[at[from[i].hash >> shift & (RADIX - 1)]++] = from[i];
}

/* Of n pairs, with as much room behind them. */
static void
sort_pairs(struct ngram_pair *p, size_t n)
{
	for (unsigned shift = 0; shift < 32; shift += 16) {
		sort_byte(p, p + n, n, shift);
		sort_byte(p + n, p, n, shift + 8);
	}
}

/* Makes those of equal hash one. */
static size_t
join_equal(struct ngram_pair *p, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && p[kept - 1].hash == p[i].hash)
			p[kept - 1].weight += p[i].weight;
		else
			p[kept++] = p[i];
	}
	return kept;
}

void
ngram_vector_count(struct ngram_vector *v, const struct ngrams *g)
{
	if (v->cap < g->n * 2) {
		v->cap = g->n * 2;
		free(v->at);
		v->at = mem_alloc(v->cap * sizeof(*v->at));
	}
	for (size_t i = 0; i < g->n; i++)
		v->at[i] = (struct ngram_pair){g->hashes[i], 1};
	if (g->n > 0)
		sort_pairs(v->at, g->n);
	v->n = join_equal(v->at, g->n);
}

void
ngram_vector_set(struct ngram_vector *v, const struct ngrams *g)
{
	double sum = 0;

	ngram_vector_count(v, g);
	for (size_t i = 0; i < v->n; i++) {
		struct ngram_pair *p = &v->at[i];

		if (p->weight > 1)
			p->weight = (float)(1 + log((double)p->weight));
		sum += (double)p->weight * (double)p->weight;
	}
	for (size_t i = 0; i < v->n; i++)
		v->at[i].weight = (float)((double)v->at[i].weight / sqrt(sum));
}

void
ngram_vector_of(struct ngram_vector *v, struct ngrams *g,
    const struct ngram_options *o, const struct folded *text)
{
	ngrams_begin(g);
	ngrams_add(g, o, text->units, text->n);
	ngram_vector_set(v, g);
}

double
ngram_cosine(const struct ngram_vector *a, const struct ngram_vector *b)
{
	double sum = 0;
	size_t i = 0, k = 0;

	while (i < a->n && k < b->n) {
		uint32_t x = a->at[i].hash, y = b->at[k].hash;

		if (x == y)
			sum += (double)a->at[i].weight *
			    (double)b->at[k].weight;
		i += x <= y;
		k += y <= x;
	}
	return sum < 1 ? sum : 1;
}

void
ngram_vector_free(struct ngram_vector *v)
{
	free(v->at);
	*v = (struct ngram_vector){0};
}
