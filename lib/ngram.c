/* SPDX-License-Identifier: MIT */
#include "ngram.h"

#include <math.h>
#include <stdlib.h>

#define RADIX 256

/* Units that stand before an n-gram of the opening and at the two ends. No
 * text of people holds these characters. */
enum { OPENING = 1, BEGINNING = 2, ENDING = 3 };

/* --- n-grams --------------------------------------------------------------- */

/* The finaliser of MurmurHash3 (public domain): each bit of the key changes
 * half of the hash's. */
static inline uint32_t
hash_key(uint64_t key)
{
	key ^= key >> 33;
	key *= 0xff51afd7ed558ccdULL;
	key ^= key >> 33;
	key *= 0xc4ceb9fe1a85ec53ULL;
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

void
ngrams_begin(struct ngrams *g)
{
	g->n = 0;
	g->parts = 0;
}

/* Room for all n-grams of n units: of each unit those that end there, those of
 * the opening, and those of the end. */
static void
reserve(struct ngrams *g, size_t n)
{
	size_t most = g->n + n * (2 * NGRAM_LONGEST) + NGRAM_LONGEST;

	if (most <= g->cap)
		return;
	g->cap = most + most / 2;
	g->hashes = mem_realloc(g->hashes, g->cap * sizeof(*g->hashes));
	g->places = mem_realloc(g->places, g->cap * sizeof(*g->places));
}

static inline void
add(struct ngrams *g, uint64_t key, size_t start, unsigned len)
{
	g->hashes[g->n] = hash_key(key);
	g->places[g->n++] = g->parts << 20 | (uint32_t)start << 3 | len;
}

/* The last `len` units of `last`. Different n-grams never have the same key:
 * no text holds the unit 0, so the key tells the length too. */
static inline uint64_t
cut(uint64_t last, unsigned len)
{
	return last << (64 - 16 * len) >> (64 - 16 * len);
}

/* The n-grams that end at unit `at`, of which `last` holds the last four;
 * those longer than at + 1 begin with the mark of the beginning. */
static inline void
add_ending_at(struct ngrams *g, const struct ngram_options *o, uint64_t last,
    size_t at)
{
	size_t room = at + 1 + o->ends;

	for (unsigned len = o->min; len <= o->max && len <= room; len++) {
		bool marked = len > at + 1;

		add(g, cut(last, len), marked ? 0 : at + 1 - len,
		    len - marked);
	}
}

/* The same of the opening: the mark and up to three units. */
static void
add_opening(struct ngrams *g, const struct ngram_options *o, uint64_t last,
    size_t at)
{
	for (unsigned len = 1; len < o->max && len <= at + 1; len++)
		add(g, cut(last, len) | (uint64_t)OPENING << 16 * len,
		    at + 1 - len, len);
}

/* The n-grams, longer than one unit, that the end is a part of. */
static void
add_end(struct ngrams *g, const struct ngram_options *o, uint64_t last,
    size_t n)
{
	last = last << 16 | ENDING;
	for (unsigned len = o->min > 2 ? o->min : 2; len <= o->max &&
	    len <= n + 2; len++) {
		bool marked = len == n + 2;

		add(g, cut(last, len), marked ? 0 : n + 1 - len,
		    len - 1 - marked);
	}
}

/* Most units are neither near the beginning nor of the opening. */
static inline void
add_middle(struct ngrams *g, const struct ngram_options *o, uint64_t last,
    const uint16_t *units, size_t from, size_t n, unsigned min, unsigned max)
{
	for (size_t i = from; i < n; i++) {
		last = last << 16 | unit_of(o, units[i]);
		for (unsigned len = min; len <= max; len++)
			add(g, cut(last, len), i + 1 - len, len);
	}
}

void
ngrams_add(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n)
{
	uint64_t last = o->ends ? BEGINNING : 0;
	size_t head = o->opening > NGRAM_LONGEST ? o->opening :
	    NGRAM_LONGEST;

	if (n > NGRAM_UNITS)
		n = NGRAM_UNITS;
	reserve(g, n);
	if (head > n)
		head = n;
	for (size_t i = 0; i < head; i++) {
		last = last << 16 | unit_of(o, units[i]);
		add_ending_at(g, o, last, i);
		if (i < o->opening)
			add_opening(g, o, last, i);
	}
	/* Known bounds make the loop straight. */
	if (o->min == 1 && o->max == NGRAM_LONGEST)
		add_middle(g, o, last, units, head, n, 1, NGRAM_LONGEST);
	else
		add_middle(g, o, last, units, head, n, o->min, o->max);
	if (o->ends && n > 0) {
		last = 0;
		for (size_t i = n < 3 ? 0 : n - 3; i < n; i++)
			last = last << 16 | unit_of(o, units[i]);
		if (n < 3)
			last |= (uint64_t)BEGINNING << 16 * n;
		add_end(g, o, last, n);
	}
	g->parts++;
}

void
ngrams_free(struct ngrams *g)
{
	free(g->hashes);
	free(g->places);
	*g = (struct ngrams){0};
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
