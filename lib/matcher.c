/* SPDX-License-Identifier: MIT */
#include "matcher.h"

#include "map.h"

#include <stdlib.h>

/* Bits of the bitmap for each literal: at 32 one text place in 32 or fewer
 * is looked at in vain, and 1,000 literals stay within 4 KiB. */
#define BITS_EACH 32
#define BITS_LEAST ((size_t)1 << 15)
#define BITS_MOST ((size_t)1 << 21)

/* A literal behind its first two units, which its slot holds: the next two
 * are compared at once. Sixteen bytes: those of one slot mostly share a cache
 * line. */
struct entry {
	uint32_t tail, mask;    /* units 2 and 3, as far as it has them */
	uint32_t literal;
	uint32_t n;
};

/* Literals with the same first two units, next to each other, longest
 * first. The key of a literal of one unit has zero as its second. */
struct slot {
	uint32_t key;           /* 0: free */
	uint32_t first, count;
};

struct matcher {
	struct map literals;    /* units -> nothing; the index is the number */
	struct entry *entries;
	struct slot *slots;
	uint32_t *bits;         /* by hash of two units */
	uint32_t *single;       /* by unit: is itself a literal */
	unsigned bits_shift, slots_shift;
};

static inline uint32_t
key_of(const uint16_t *u, size_t n)
{
	return (uint32_t)u[0] << 16 | (n > 1 ? u[1] : 0);
}

/* The upper bits of a product are well mixed (Knuth, TAOCP 3, 6.4). */
static inline uint32_t
mix(uint32_t key)
{
	return key * UINT32_C(0x9e3779b1);
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
	free(m->slots);
	free(m->bits);
	free(m->single);
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

static struct entry
entry_of(const struct matcher *m, uint32_t literal)
{
	struct entry e = {.literal = literal};
	uint32_t all = UINT32_MAX;
	size_t tail;

	e.n = (uint32_t)matcher_length(m, literal);
	if (e.n > 2) {
		tail = (e.n < 4 ? e.n - 2 : 2) * sizeof(uint16_t);
		memcpy(&e.tail, units_of(m, literal) + 2, tail);
		memcpy(&e.mask, &all, tail);
	}
	return e;
}

/* Longest first, so that hits at one place come so. */
static int
by_key(const void *a, const void *b, void *context)
{
	const struct entry *x = a, *y = b;
	const struct matcher *m = context;
	uint32_t kx = key_of(units_of(m, x->literal), x->n);
	uint32_t ky = key_of(units_of(m, y->literal), y->n);

	if (kx != ky)
		return kx < ky ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* Open addressing: half of the slots are free. */
static struct slot *
slot_of(const struct matcher *m, uint32_t key)
{
	size_t mask = ((size_t)1 << (32 - m->slots_shift)) - 1;
	size_t i = mix(key) >> m->slots_shift;

	while (m->slots[i].key != key && m->slots[i].key != 0)
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void
set_bit(struct matcher *m, uint32_t key)
{
	uint32_t *bits = m->single, h = key >> 16;

	if ((key & 0xffff) != 0) {
		bits = m->bits;
		h = mix(key) >> m->bits_shift;
	}
	bits[h >> 5] |= 1U << (h & 31);
}

void
matcher_build(struct matcher *m)
{
	size_t n = m->literals.count, bits = BITS_LEAST, slots = 64;

	while (bits < n * BITS_EACH && bits < BITS_MOST)
		bits *= 2;
	while (slots < 2 * n)
		slots *= 2;
	m->bits_shift = m->slots_shift = 32;
	for (size_t b = bits; b > 1; b /= 2)
		m->bits_shift--;
	for (size_t b = slots; b > 1; b /= 2)
		m->slots_shift--;
	m->bits = mem_zalloc(bits / 32, sizeof(*m->bits));
	m->single = mem_zalloc(0x10000 / 32, sizeof(*m->single));
	m->slots = mem_zalloc(slots, sizeof(*m->slots));
	m->entries = mem_alloc((n + 1) * sizeof(*m->entries));
	for (uint32_t i = 0; i < n; i++)
		m->entries[i] = entry_of(m, i);
	qsort_r(m->entries, n, sizeof(*m->entries), by_key, m);
	for (uint32_t i = 0; i < n; i++) {
		const struct entry *e = &m->entries[i];
		uint32_t key = key_of(units_of(m, e->literal), e->n);
		struct slot *s = slot_of(m, key);

		if (s->key == 0)
			*s = (struct slot){key, i, 0};
		s->count++;
		set_bit(m, key);
	}
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

/* Compares all literals that begin with the key. Every one is written and
 * those that match are kept: no branch to mispredict. The tail reads into the
 * padding at the end of the text, where no literal can match. */
static inline void
take_slot(const struct matcher *m, uint32_t key, const uint16_t *text,
    size_t at, size_t n, struct matcher_hits *hits)
{
	const struct slot *s = slot_of(m, key);
	const struct entry *e = &m->entries[s->first], *end = e + s->count;
	struct matcher_hit *to;
	uint32_t tail;

	if (hits->cap - hits->n < s->count)
		grow(hits, s->count);
	memcpy(&tail, text + at + 2, sizeof(tail));
	for (to = hits->at + hits->n; e < end; e++) {
		bool same = ((tail ^ e->tail) & e->mask) == 0;

		if (e->n > 4 && same)
			same = has_rest(m, e, text + at, n - at);
		*to = (struct matcher_hit){(uint32_t)at, e->literal, e->n};
		to += same;
	}
	hits->n = (size_t)(to - hits->at);
}

/* Writes every place and keeps those that may begin a literal: no branch to
 * mispredict. The lowest bits say which kind: two units, one, or both. */
static size_t
find_starts(const struct matcher *m, const uint16_t *text, size_t n,
    uint32_t *starts)
{
	const uint32_t *bits = m->bits, *single = m->single;
	unsigned shift = m->bits_shift;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t u = text[i];
		uint32_t h = mix(u << 16 | text[i + 1]) >> shift;
		uint32_t pair = bits[h >> 5] >> (h & 31) & 1;
		uint32_t one = single[u >> 5] >> (u & 31) & 1;

		starts[found] = (uint32_t)i << 2 | one << 1 | pair;
		found += pair | one;
	}
	return found;
}

void
matcher_scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found;

	hits->n = 0;
	if (hits->starts_cap < n + 1) {
		hits->starts_cap = n + n / 2 + 1;
		free(hits->starts);
		hits->starts = mem_alloc(hits->starts_cap *
		    sizeof(*hits->starts));
	}
	found = find_starts(m, text, n, hits->starts);
	for (size_t i = 0; i < found; i++) {
		size_t at = hits->starts[i] >> 2;
		uint32_t u = text[at];

		if ((hits->starts[i] & 1) != 0 && at + 1 < n)
			take_slot(m, u << 16 | text[at + 1], text, at, n,
			    hits);
		if (hits->starts[i] & 2)
			take_slot(m, u << 16, text, at, n, hits);
	}
}

void
matcher_hits_free(struct matcher_hits *hits)
{
	free(hits->at);
	free(hits->starts);
	*hits = (struct matcher_hits){0};
}
