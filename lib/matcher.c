/* SPDX-License-Identifier: MIT */
#include "matcher_table.h"

#include <stdlib.h>

/* Words of the bitmap for each literal: at 4 one place in a hundred is looked
 * at in vain, and 2,000 literals stay within the first cache. */
#define WORDS_EACH 2
#define WORDS_LEAST ((uint32_t)1 << 12)
#define WORDS_MOST ((uint32_t)1 << 15)

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
	free(m->entries);
	free(m->others);
	free(m->words);
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

/* The buckets are in the order of what this gives. */
static uint32_t
bit_of(const struct matcher *m, uint32_t literal)
{
	const uint16_t *u = matcher_units(m, literal);
	size_t n = matcher_length(m, literal);
	uint32_t pair;

	if (n == 1)
		return matcher_one(u[0], MATCHER_MIX_UNIT);
	pair = matcher_pair(u[0], u[1], m->shift);
	return MATCHER_ONES + (n == 2 ? pair : matcher_triple(pair, u[2]));
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

static void
put_one(struct matcher *m, uint16_t unit)
{
	unsigned a = matcher_one(unit, MATCHER_MIX_UNIT);
	unsigned b = matcher_one(unit, MATCHER_MIX_OTHER);

	m->ones[0][a / 16] |= (uint16_t)(1U << a % 16);
	m->ones[1][b / 16] |= (uint16_t)(1U << b % 16);
}

static struct matcher_entry
entry_of(const struct matcher *m, const struct placed *p)
{
	uint32_t head = p->n < MATCHER_HEAD ? p->n : MATCHER_HEAD;
	uint32_t more = p->n - head < MATCHER_HEAD ? p->n - head :
	    MATCHER_HEAD;

	return (struct matcher_entry){.head = p->head, .more = four_of(m,
	    p->literal, MATCHER_HEAD), .literal = p->literal, .n = p->n,
	    .in_head = (uint8_t)head, .in_more = (uint8_t)more};
}

/* Sets bits, and counts them: a bucket each. */
static void
make_words(struct matcher *m, const struct placed *placed, size_t n)
{
	uint32_t bucket = m->has_ones ? MATCHER_ONES : 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t bit = placed[i].bit - MATCHER_ONES;

		if (placed[i].n == 1)
			put_one(m, (uint16_t)placed[i].head);
		else
			m->words[bit / 32].bits |= UINT32_C(1) << bit % 32;
	}
	for (size_t i = 0; i < m->nwords; i++) {
		m->words[i].rank = bucket;
		bucket += (uint32_t)__builtin_popcount(m->words[i].bits);
	}
	m->nbuckets = bucket;
}

static uint32_t
bucket_of(const struct matcher *m, uint32_t bit)
{
	const struct matcher_word *w;

	if (bit < MATCHER_ONES)
		return bit;
	w = &m->words[(bit - MATCHER_ONES) / 32];
	return w->rank + (uint32_t)__builtin_popcount(w->bits &
	    ((UINT32_C(1) << bit % 32) - 1));
}

/* The first of each bucket, then the others. */
static void
make_entries(struct matcher *m, const struct placed *placed, size_t n)
{
	uint32_t next = m->nbuckets, done = 0;

	m->entries = mem_zalloc(m->nbuckets + n + 1, sizeof(*m->entries));
	m->others = mem_alloc((m->nbuckets + 1) * sizeof(*m->others));
	for (size_t i = 0, k; i < n; i = k) {
		uint32_t bucket = bucket_of(m, placed[i].bit);

		while (done <= bucket)
			m->others[done++] = next;
		m->entries[bucket] = entry_of(m, &placed[i]);
		for (k = i + 1; k < n && placed[k].bit == placed[i].bit; k++)
			m->entries[next++] = entry_of(m, &placed[k]);
		m->entries[bucket].others = k > i + 1;
		if (m->largest < k - i)
			m->largest = (uint32_t)(k - i);
	}
	while (done <= m->nbuckets)
		m->others[done++] = next;
}

static void
make_masks(struct matcher *m)
{
	uint64_t all = UINT64_MAX;

	for (size_t n = 1; n <= MATCHER_HEAD; n++)
		memcpy(&m->masks[n], &all, n * sizeof(uint16_t));
}

void
matcher_build(struct matcher *m)
{
	size_t n = m->literals.count;
	struct placed *placed = mem_alloc((n + 1) * sizeof(*placed));

	m->nwords = WORDS_LEAST;
	while (m->nwords < n * WORDS_EACH && m->nwords < WORDS_MOST)
		m->nwords *= 2;
	m->shift = 32 - 4;
	for (uint32_t w = m->nwords; w > 1; w /= 2)
		m->shift--;
	m->words = mem_zalloc(m->nwords, sizeof(*m->words));
	for (uint32_t i = 0; i < n; i++) {
		placed[i] = (struct placed){four_of(m, i, 0), i,
		    (uint32_t)matcher_length(m, i), bit_of(m, i)};
		m->has_ones = m->has_ones || placed[i].n == 1;
	}
	qsort(placed, n, sizeof(*placed), by_bucket);
	make_words(m, placed, n);
	make_entries(m, placed, n);
	make_masks(m);
	free(placed);
}

void
matcher_hits_free(struct matcher_hits *hits)
{
	free(hits->at);
	*hits = (struct matcher_hits){0};
}
