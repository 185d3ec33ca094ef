/* SPDX-License-Identifier: MIT */
#include "matcher.h"

#include "map.h"

#include <stdlib.h>

/* Bits of the bitmap for each literal: at 32 one text place in 32 or fewer
 * is looked at in vain, and 1,000 literals stay within 4 KiB. */
#define BITS_EACH 32
#define BITS_LEAST ((size_t)1 << 15)
#define BITS_MOST ((size_t)1 << 21)

/* A literal as it is compared: its first four units at once, as far as it has
 * them. */
struct entry {
	uint64_t head, mask;
	uint32_t literal, n;
};

/* Ends where the next one begins. */
struct bucket {
	uint32_t first;         /* entry, longest first */
	uint32_t two;           /* the first of two units or one */
	uint32_t thirds;        /* bit_of_third of the longer ones */
};

/*
 * Each bit of the bitmap that is set has a bucket of entries. Its number is how many bits are set before it: there is no table to search.
 * Behind the bits by the hash of two units come 65,536 by the unit that is a
 * literal of its own.
 */
struct matcher {
	struct map literals;    /* units -> nothing; the index is the number */
	struct entry *entries;
	struct bucket *buckets; /* and one past the last */
	uint32_t *bits;
	uint32_t *rank;         /* by word of bits: those set before it */
	uint32_t pairs;         /* bits of two units */
	uint32_t nbuckets;
	unsigned shift;
};

/* The upper bits of a product are well mixed (Knuth, TAOCP 3, 6.4). */
static inline uint32_t
bit_of_pair(uint32_t first, uint32_t second, unsigned shift)
{
	return (first << 16 | second) * UINT32_C(0x9e3779b1) >> shift;
}

static inline uint32_t
bit_of_third(uint32_t third)
{
	return UINT32_C(1) << (third * UINT32_C(0x9e3779b1) >> 27);
}

static inline uint32_t
bits_set(uint32_t word)
{
	word -= word >> 1 & 0x55555555;
	word = (word & 0x33333333) + (word >> 2 & 0x33333333);
	word = (word + (word >> 4)) & 0x0f0f0f0f;
	return word * 0x01010101 >> 24;
}

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

/* The map's arena aligns its keys. */
static const uint16_t *
units_of(const struct matcher *m, uint32_t literal)
{
	return (const uint16_t *)(const void *)m->literals.keys[literal].p;
}

static uint32_t
bit_of(const struct matcher *m, uint32_t literal)
{
	const uint16_t *u = units_of(m, literal);

	return matcher_length(m, literal) == 1 ? m->pairs + u[0] :
	    bit_of_pair(u[0], u[1], m->shift);
}

static struct entry
entry_of(const struct matcher *m, uint32_t literal)
{
	size_t n = matcher_length(m, literal);
	struct entry e = {.literal = literal, .n = (uint32_t)n};
	size_t head = (n < 4 ? n : 4) * sizeof(uint16_t);
	uint64_t all = UINT64_MAX;

	memcpy(&e.head, units_of(m, literal), head);
	memcpy(&e.mask, &all, head);
	return e;
}

/* By bucket; longest first, so that hits at one place come so. */
static int
by_bucket(const void *a, const void *b, void *context)
{
	const struct entry *x = a, *y = b;
	uint32_t bx = bit_of(context, x->literal);
	uint32_t by = bit_of(context, y->literal);

	if (bx != by)
		return bx < by ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* The entries come in order. */
static void
put_entry(struct matcher *m, uint32_t i)
{
	const struct entry *e = &m->entries[i];
	uint32_t bit = bit_of(m, e->literal);
	struct bucket *b;

	if ((m->bits[bit >> 5] >> (bit & 31) & 1) == 0)
		m->buckets[m->nbuckets++] = (struct bucket){i, i, 0};
	m->bits[bit >> 5] |= UINT32_C(1) << (bit & 31);
	b = &m->buckets[m->nbuckets - 1];
	if (e->n > 2) {
		b->two = i + 1;
		b->thirds |= bit_of_third(units_of(m, e->literal)[2]);
	}
}

void
matcher_build(struct matcher *m)
{
	size_t n = m->literals.count, words;

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
	m->entries = mem_alloc((n + 1) * sizeof(*m->entries));
	for (uint32_t i = 0; i < n; i++)
		m->entries[i] = entry_of(m, i);
	qsort_r(m->entries, n, sizeof(*m->entries), by_bucket, m);
	for (uint32_t i = 0; i < n; i++)
		put_entry(m, i);
	m->buckets[m->nbuckets].first = (uint32_t)n;
	for (size_t i = 1; i < words; i++)
		m->rank[i] = m->rank[i - 1] + bits_set(m->bits[i - 1]);
}

static bool
has_rest(const struct matcher *m, const struct entry *e, const uint16_t *text,
    size_t n)
{
	return e->n <= n && memcmp(text + 4, units_of(m, e->literal) + 4,
	    (e->n - 4) * sizeof(*text)) == 0;
}

static void
grow(struct matcher_hits *hits, size_t n)
{
	hits->cap = hits->cap * 2 + n + 64;
	hits->at = mem_realloc(hits->at, hits->cap * sizeof(*hits->at));
}

/* Writes every place and keeps those that may begin a literal: no branch to
 * mispredict. */
static size_t
find_starts(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_start *starts)
{
	const uint32_t *bits = m->bits;
	uint32_t pairs = m->pairs;
	unsigned shift = m->shift;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t u = text[i], one = pairs + u;
		uint32_t pair = bit_of_pair(u, text[i + 1], shift);

		starts[found] = (struct matcher_start){(uint32_t)i, pair};
		found += bits[pair >> 5] >> (pair & 31) & 1;
		starts[found] = (struct matcher_start){(uint32_t)i, one};
		found += bits[one >> 5] >> (one & 31) & 1;
	}
	return found;
}

/* From bits to buckets: a loop of its own, so that look-ups of many places are
 * under way at once. */
static void
find_buckets(const struct matcher *m, struct matcher_start *starts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bit = starts[i].bucket, word = m->bits[bit >> 5];
		uint32_t before = word & ((UINT32_C(1) << (bit & 31)) - 1);

		starts[i].bucket = m->rank[bit >> 5] + bits_set(before);
	}
}

/* Compares the entries of a bucket, mostly only those of two units: each is
 * written, and counted if it is there. The head reads into the padding at the
 * end of the text, where no literal can match. */
static inline struct matcher_hit *
take_bucket(const struct matcher *m, const struct entry *e,
    const struct entry *end, const uint16_t *text, uint32_t at, size_t n,
    struct matcher_hit *to)
{
	uint64_t head;

	memcpy(&head, text + at, sizeof(head));
	for (; e < end; e++) {
		bool same = ((head ^ e->head) & e->mask) == 0;

		*to = (struct matcher_hit){at, e->literal, e->n};
		if (e->n > 4)
			to += same && has_rest(m, e, text + at, n - at);
		else
			to += same;
	}
	return to;
}

static void
take_buckets(const struct matcher *m, const uint16_t *text, size_t n,
    size_t found, struct matcher_hits *hits)
{
	const struct bucket *buckets = m->buckets;
	const struct entry *entries = m->entries;
	const struct matcher_start *start = hits->starts;
	struct matcher_hit *to = hits->at, *full = hits->at + hits->cap;

	for (size_t i = 0; i < found; i++, start++) {
		const struct bucket *b = &buckets[start->bucket];
		uint32_t third = bit_of_third(text[start->at + 2]);
		uint32_t first = b->thirds & third ? b->first : b->two;
		uint32_t end = b[1].first;

		if ((size_t)(full - to) < end - first) {
			hits->n = (size_t)(to - hits->at);
			grow(hits, end - first);
			to = hits->at + hits->n;
			full = hits->at + hits->cap;
		}
		to = take_bucket(m, entries + first, entries + end, text,
		    start->at, n, to);
	}
	hits->n = (size_t)(to - hits->at);
}

void
matcher_scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found;

	if (hits->starts_cap < 2 * n + 2) {
		hits->starts_cap = 3 * n + 2;
		free(hits->starts);
		hits->starts = mem_alloc(hits->starts_cap *
		    sizeof(*hits->starts));
	}
	if (hits->at == NULL)
		grow(hits, 0);
	found = find_starts(m, text, n, hits->starts);
	find_buckets(m, hits->starts, found);
	take_buckets(m, text, n, found, hits);
}

void
matcher_hits_free(struct matcher_hits *hits)
{
	free(hits->at);
	free(hits->starts);
	*hits = (struct matcher_hits){0};
}
