/* SPDX-License-Identifier: MIT */
#include "matcher_table.h"

#include <stdlib.h>

/* Bits of the bitmap for each literal: at 8 one text place in ten is looked at
 * in vain, and 10,000 literals stay within 16 KiB, which the first cache
 * holds. */
#define BITS_EACH 8
#define BITS_LEAST ((size_t)1 << 15)
#define BITS_MOST ((size_t)1 << 21)

struct matcher *
matcher_new(void)
{
	return mem_zalloc(1, sizeof(struct matcher));
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	map_free(&m->literals);
	free(m->heads);
	free(m->lacks);
	free(m->entries);
	free(m->buckets);
	free(m->bits);
	free(m->rank);
	free(m);
}

uint32_t
matcher_add(struct matcher *m, const uint16_t *units, size_t n)
{
	struct sv key = {(const char *)units, n * sizeof(*units)};
	unsigned char *base;

	m->literals.size = sizeof(uint32_t);
	base = map_put(&m->literals, key, NULL);
	return (uint32_t)((size_t)(base - m->literals.values) /
	    m->literals.size);
}

size_t
matcher_count(const struct matcher *m)
{
	return m->literals.count;
}

size_t
matcher_length(const struct matcher *m, uint32_t literal)
{
	return m->literals.keys[literal].len / sizeof(uint16_t);
}

static uint32_t
bit_of(const struct matcher *m, uint32_t literal)
{
	const uint16_t *u = matcher_units(m, literal);

	return matcher_length(m, literal) == 1 ? m->pairs + u[0] :
	    matcher_bit(u[0], u[1], m->shift);
}

/* Up to four units of the literal, as they lie in a text. */
static uint64_t
four_of(const struct matcher *m, uint32_t literal, size_t from)
{
	size_t n = matcher_length(m, literal);
	uint64_t four = 0;

	if (n > from)
		memcpy(&four, matcher_units(m, literal) + from, (n - from < MATCHER_HEAD ?
		    n - from : MATCHER_HEAD) * sizeof(uint16_t));
	return four;
}

/* An entry to be sorted. */
struct placed {
	uint64_t head;
	uint32_t literal, n, bit;
};

/* By bucket, see there; longest first, so that hits at one place come so. */
static int
by_bucket(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->bit != y->bit)
		return x->bit < y->bit ? -1 : 1;
	if (x->n >= MATCHER_HEAD && y->n >= MATCHER_HEAD && matcher_key(x->head) !=
	    matcher_key(y->head))
		return matcher_key(x->head) < matcher_key(y->head) ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* The entries come in order. */
static void
put_entry(struct matcher *m, uint32_t i, const struct placed *e)
{
	const uint16_t *u = matcher_units(m, e->literal);
	uint32_t bit = e->bit;
	struct matcher_bucket *b;

	m->heads[i] = e->head;
	m->lacks[i] = (uint8_t)(e->n < MATCHER_HEAD ?
	    16 * (MATCHER_HEAD - e->n) : 0);
	m->entries[i] = (struct matcher_entry){four_of(m, e->literal,
	    MATCHER_HEAD), e->literal, e->n};
	m->has_ones = m->has_ones || e->n == 1;
	if ((m->bits[bit >> 5] >> (bit & 31) & 1) == 0)
		m->buckets[m->nbuckets++] = (struct matcher_bucket){i, i, i, 0};
	m->bits[bit >> 5] |= UINT32_C(1) << (bit & 31);
	b = &m->buckets[m->nbuckets - 1];
	if (e->n > 2) {
		b->two = i + 1;
		b->thirds |= matcher_third(u[2]);
	}
	if (e->n >= MATCHER_HEAD)
		b->three = i + 1;
	if (m->largest <= i - b->first)
		m->largest = i - b->first + 1;
}

static void
make_masks(struct matcher *m)
{
	uint64_t all = UINT64_MAX;

	for (size_t n = 1; n <= MATCHER_HEAD; n++)
		memcpy(&m->masks[n], &all, n * sizeof(uint16_t));
	for (unsigned mask = 0; mask < 1 << MATCHER_LANES; mask++)
		for (unsigned i = MATCHER_LANES; i-- > 0;)
			if ((mask >> i & 1) != 0)
				m->lanes[mask] = m->lanes[mask] << 8 | i;
}

void
matcher_build(struct matcher *m)
{
	size_t n = m->literals.count, words;
	struct placed *placed = mem_alloc((n + 1) * sizeof(*placed));

	m->pairs = BITS_LEAST;
	while (m->pairs < n * BITS_EACH && m->pairs < BITS_MOST)
		m->pairs *= 2;
	m->shift = 32;
	for (uint32_t b = m->pairs; b > 1; b /= 2)
		m->shift--;
	words = (m->pairs + 0x10000) / 32;
	m->bits = mem_zalloc(words, sizeof(*m->bits));
	m->rank = mem_zalloc(words, sizeof(*m->rank));
	m->buckets = mem_alloc((n + 1) * sizeof(*m->buckets));
	m->heads = mem_zalloc(n + MATCHER_LANES, sizeof(*m->heads));
	m->lacks = mem_zalloc(n + MATCHER_LANES, sizeof(*m->lacks));
	m->entries = mem_alloc((n + 1) * sizeof(*m->entries));
	for (uint32_t i = 0; i < n; i++)
		placed[i] = (struct placed){four_of(m, i, 0), i,
		    (uint32_t)matcher_length(m, i), bit_of(m, i)};
	qsort(placed, n, sizeof(*placed), by_bucket);
	for (uint32_t i = 0; i < n; i++)
		put_entry(m, i, &placed[i]);
	free(placed);
	make_masks(m);
	m->buckets[m->nbuckets].first = (uint32_t)n;
	for (size_t i = 1; i < words; i++)
		m->rank[i] = m->rank[i - 1] +
		    (uint32_t)__builtin_popcount(m->bits[i - 1]);
}

void
matcher_hits_free(struct matcher_hits *hits)
{
	free(hits->at);
	free(hits->starts);
	free(hits->runs);
	free(hits->places);
	*hits = (struct matcher_hits){0};
}
