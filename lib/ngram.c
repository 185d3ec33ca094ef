/* SPDX-License-Identifier: MIT */
#include "ngram.h"

#include <math.h>
#include <stdlib.h>

#define RADIX 256

/* --- counting -------------------------------------------------------------- */

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
ngrams_begin(struct ngrams *g, size_t units)
{
	size_t most = (units < NGRAM_UNITS ? units : NGRAM_UNITS) *
	    NGRAM_LONGEST, slots = 64;

	/* At most half full. */
	while (slots < most * 2)
		slots *= 2;
	if (slots > g->nslots) {
		free(g->slots);
		g->slots = mem_alloc(slots * sizeof(*g->slots));
		g->nslots = slots;
	}
	memset(g->slots, 0, slots * sizeof(*g->slots));
	g->mask = slots - 1;
	if (most > g->cap) {
		free(g->at);
		free(g->keys);
		g->cap = most;
		g->at = mem_alloc(most * sizeof(*g->at));
		g->keys = mem_alloc(most * sizeof(*g->keys));
	}
	g->n = 0;
	g->parts = 0;
}

/* Different n-grams never have the same key: no text holds the unit 0, so the
 * key tells the length too. */
static inline void
count(struct ngrams *g, uint64_t key, size_t start, unsigned len)
{
	uint32_t hash = hash_key(key);
	size_t slot = hash & g->mask;

	while (g->slots[slot] != 0) {
		size_t i = g->slots[slot] - 1;

		if (g->keys[i] == key) {
			g->at[i].count++;
			return;
		}
		slot = (slot + 1) & g->mask;
	}
	if (g->n == g->cap)
		return; /* more units than were announced */
	g->keys[g->n] = key;
	g->at[g->n++] = (struct ngram){hash, 1, (uint32_t)start, g->parts,
	    (uint8_t)len};
	g->slots[slot] = (uint32_t)g->n;
}

void
ngrams_add(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n)
{
	uint64_t last = 0;

	if (n > NGRAM_UNITS)
		n = NGRAM_UNITS;
	for (size_t i = 0; i < n; i++) {
		last = last << 16 | unit_of(o, units[i]);
		for (unsigned len = o->min; len <= o->max && len <= i + 1;
		    len++)
			count(g, last << (64 - 16 * len) >> (64 - 16 * len),
			    i + 1 - len, len);
	}
	g->parts++;
}

void
ngrams_free(struct ngrams *g)
{
	free(g->at);
	free(g->keys);
	free(g->slots);
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
ngram_vector_set(struct ngram_vector *v, const struct ngrams *g)
{
	double sum = 0;

	if (v->cap < g->n * 2) {
		v->cap = g->n * 2;
		free(v->at);
		v->at = mem_alloc(v->cap * sizeof(*v->at));
	}
	for (size_t i = 0; i < g->n; i++)
		v->at[i] = (struct ngram_pair){g->at[i].hash,
		    g->at[i].count == 1 ? 1.0F :
		    (float)(1 + log(g->at[i].count))};
	if (g->n > 0)
		sort_pairs(v->at, g->n);
	v->n = join_equal(v->at, g->n);
	for (size_t i = 0; i < v->n; i++)
		sum += (double)v->at[i].weight * (double)v->at[i].weight;
	for (size_t i = 0; i < v->n; i++)
		v->at[i].weight = (float)((double)v->at[i].weight / sqrt(sum));
}

void
ngram_vector_of(struct ngram_vector *v, struct ngrams *g,
    const struct ngram_options *o, const struct folded *text)
{
	ngrams_begin(g, text->n);
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
