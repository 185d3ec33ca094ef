/* SPDX-License-Identifier: MIT */
#include "matcher.h"

#include "map.h"

#include <stdlib.h>

/* Bits of the bitmap for each literal: at 8 one text place in ten is looked at
 * in vain, and 10,000 literals stay within 16 KiB, which the first cache
 * holds. */
#define BITS_EACH 8
#define BITS_LEAST ((size_t)1 << 15)
#define BITS_MOST ((size_t)1 << 21)

/* A literal as it is compared: its first four units at once, as far as it has
 * them. */
struct entry {
	uint64_t head, mask;
	uint32_t literal, n;
};

/* The entries of a bit: those of four units and more, by their third and
 * fourth, then the others, longest first; they end where the next one's begin.
 * What the text goes on with tells where to begin to compare. */
struct bucket {
	uint32_t first;         /* entry */
	uint32_t three;         /* the first of three units or less */
	uint32_t two;           /* the first of two units or one */
	uint32_t thirds;        /* bit_of_third of those before `two` */
};

/* A literal may begin at this unit: first its bit is known, then the entries
 * to compare. */
struct matcher_start {
	uint32_t at;
	uint32_t from;          /* the bit; then the first entry */
	uint32_t three, end;
};

/*
 * Each bit of the bitmap that is set has a bucket of entries. Its number is
 * how many bits are set before it: there is no table to search. Behind the
 * bits by the hash of two units come 65,536 by the unit that is a literal of
 * its own.
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
	bool has_ones;          /* literals of one unit */
};

/* The upper bits of a product are well mixed (Knuth, TAOCP 3, 6.4). */
#define MIX UINT32_C(0x9e3779b1)

static inline uint32_t
bit_of_pair(uint32_t first, uint32_t second, unsigned shift)
{
	return (first << 16 | second) * MIX >> shift;
}

static inline uint32_t
bit_of_third(uint32_t third)
{
	return UINT32_C(1) << (third * MIX >> 27);
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

/* The third and fourth of four units or more, to be compared. */
static inline uint32_t
key_of(const uint64_t *head)
{
	uint32_t key;

	memcpy(&key, (const char *)head + 2 * sizeof(uint16_t), sizeof(key));
	return key;
}

/* An entry with its bit, to be sorted. */
struct placed {
	struct entry entry;
	uint32_t bit;
};

/* By bucket, see there; longest first, so that hits at one place come so. */
static int
by_bucket(const void *a, const void *b)
{
	const struct placed *px = a, *py = b;
	const struct entry *x = &px->entry, *y = &py->entry;

	if (px->bit != py->bit)
		return px->bit < py->bit ? -1 : 1;
	if (x->n > 3 && y->n > 3 && key_of(&x->head) != key_of(&y->head))
		return key_of(&x->head) < key_of(&y->head) ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* The entries come in order. */
static void
put_entry(struct matcher *m, uint32_t i, const struct placed *placed)
{
	const struct entry *e = &m->entries[i];
	const uint16_t *u = units_of(m, placed->entry.literal);
	uint32_t bit = placed->bit;
	struct bucket *b;

	m->entries[i] = placed->entry;
	m->has_ones = m->has_ones || e->n == 1;
	if ((m->bits[bit >> 5] >> (bit & 31) & 1) == 0)
		m->buckets[m->nbuckets++] = (struct bucket){i, i, i, 0};
	m->bits[bit >> 5] |= UINT32_C(1) << (bit & 31);
	b = &m->buckets[m->nbuckets - 1];
	if (e->n > 2) {
		b->two = i + 1;
		b->thirds |= bit_of_third(u[2]);
	}
	if (e->n > 3)
		b->three = i + 1;
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
	m->entries = mem_alloc((n + 1) * sizeof(*m->entries));
	for (uint32_t i = 0; i < n; i++)
		placed[i] = (struct placed){entry_of(m, i), bit_of(m, i)};
	qsort(placed, n, sizeof(*placed), by_bucket);
	for (uint32_t i = 0; i < n; i++)
		put_entry(m, i, &placed[i]);
	free(placed);
	m->buckets[m->nbuckets].first = (uint32_t)n;
	for (size_t i = 1; i < words; i++)
		m->rank[i] = m->rank[i - 1] +
		    (uint32_t)__builtin_popcount(m->bits[i - 1]);
}

/* --- scanning -------------------------------------------------------------- */

/* What follows is compiled twice on machines that may have AVX2: what is asked
 * of every unit of a text is then asked of 32 at once. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static inline bool
has_rest(const struct matcher *m, const struct entry *e, const uint16_t *text,
    size_t n)
{
	return e->n <= 4 || (e->n <= n && memcmp(text + 4,
	    units_of(m, e->literal) + 4, (e->n - 4) * sizeof(*text)) == 0);
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

		starts[found].at = (uint32_t)i;
		starts[found].from = pair;
		found += bits[pair >> 5] >> (pair & 31) & 1;
		starts[found].at = (uint32_t)i;
		starts[found].from = one;
		found += bits[one >> 5] >> (one & 31) & 1;
	}
	return found;
}

/* All bits or none. */
static inline uint32_t
all_if(bool b)
{
	return -(uint32_t)b;
}

/* From bits to entries; keeps the starts that have any. */
static ALWAYS_INLINE size_t
find_entries(const struct matcher *m, const uint16_t *text,
    struct matcher_start *starts, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t at = starts[i].at, bit = starts[i].from;
		uint32_t before = m->bits[bit >> 5] &
		    ((UINT32_C(1) << (bit & 31)) - 1);
		const struct bucket *b = &m->buckets[m->rank[bit >> 5] +
		    (uint32_t)__builtin_popcount(before)];
		uint32_t third = all_if((b->thirds &
		    bit_of_third(text[at + 2])) != 0);
		uint32_t from = b->two ^ ((b->two ^ b->first) & third);

		starts[kept].at = at;
		starts[kept].from = from;
		starts[kept].three = b[0].three;
		starts[kept].end = b[1].first;
		kept += from < b[1].first;
	}
	return kept;
}

/* The first of many entries of four units and more that goes on as the text
 * does. */
static uint32_t
first_long(const struct entry *entries, uint32_t from, uint32_t end,
    uint32_t key)
{
	while (from < end) {
		uint32_t middle = from + (end - from) / 2;

		if (key_of(&entries[middle].head) < key)
			from = middle + 1;
		else
			end = middle;
	}
	return from;
}

/* Takes the literals of four units and more. */
static inline struct matcher_hit *
take_long(const struct matcher *m, const uint16_t *text, size_t n,
    const struct matcher_start *s, uint64_t head, struct matcher_hit *to)
{
	const struct entry *entries = m->entries;
	uint32_t e = s->from;

	if (s->three - e > 16)
		e = first_long(entries, e, s->three, key_of(&head));
	for (; e < s->three && key_of(&entries[e].head) <= key_of(&head); e++)
		if (head == entries[e].head &&
		    has_rest(m, &entries[e], text + s->at, n - s->at))
			*to++ = (struct matcher_hit){s->at,
			    entries[e].literal, entries[e].n};
	return to;
}

/* Compares the entries of a start, mostly one: each is written, and counted if
 * it is there. The head reads into the padding at the end of the text, where
 * no literal can match. */
static ALWAYS_INLINE void
take_entries(const struct matcher *m, const uint16_t *text, size_t n,
    size_t nstarts, struct matcher_hits *hits)
{
	const struct matcher_start *s = hits->starts;
	struct matcher_hit *to = hits->at, *full = hits->at + hits->cap;

	for (size_t i = 0; i < nstarts; i++, s++) {
		const struct entry *e = m->entries + s->from;
		const struct entry *end = m->entries + s->end;
		uint64_t head;

		if (full - to <= (ptrdiff_t)(s->end - s->from)) {
			hits->n = (size_t)(to - hits->at);
			grow(hits, s->end - s->from);
			to = hits->at + hits->n;
			full = hits->at + hits->cap;
		}
		memcpy(&head, text + s->at, sizeof(head));
		if (s->from < s->three) {
			to = take_long(m, text, n, s, head, to);
			e = m->entries + s->three;
		}
		for (; e < end; e++) {
			to->at = s->at;
			to->literal = e->literal;
			to->len = e->n;
			to += ((head ^ e->head) & e->mask) == 0;
		}
	}
	hits->n = (size_t)(to - hits->at);
}

static void
scan_plainly(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found = find_starts(m, text, n, hits->starts);

	found = find_entries(m, text, hits->starts, found);
	take_entries(m, text, n, found, hits);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,popcnt,bmi,bmi2")))
#define CHUNK ((size_t)512)     /* units; FOLD_PAD can be read behind n */

/* What is asked of a chunk before anything of it is looked at: the answers
 * come while more is being asked. */
struct chunk {
	uint32_t pairs[CHUNK];  /* their bits */
	uint64_t is_pair[CHUNK / 64], is_one[CHUNK / 64]; /* by unit */
};

/* Whether the bits are set, as a mask of eight. */
WIDE static inline uint8_t
look_up(const uint32_t *bits, __m256i which)
{
	__m256i w = _mm256_i32gather_epi32((const int *)(const void *)bits,
	    _mm256_srli_epi32(which, 5), sizeof(*bits));
	__m256i up = _mm256_andnot_si256(which, _mm256_set1_epi32(31));

	return (uint8_t)_mm256_movemask_ps(_mm256_castsi256_ps(
	    _mm256_sllv_epi32(w, up)));
}

WIDE static ALWAYS_INLINE void
read_chunk(const struct matcher *m, const uint16_t *text, size_t n,
    struct chunk *c, bool ones)
{
	__m128i shift = _mm_cvtsi32_si128((int)m->shift);
	uint8_t *is_pair = (uint8_t *)c->is_pair;
	uint8_t *is_one = (uint8_t *)c->is_one;

	for (size_t k = 0; k < n; k += 8) {
		__m256i first = _mm256_cvtepu16_epi32(_mm_loadu_si128(
		    (const void *)(text + k)));
		__m256i second = _mm256_cvtepu16_epi32(_mm_loadu_si128(
		    (const void *)(text + k + 1)));
		__m256i pair = _mm256_or_si256(_mm256_slli_epi32(first, 16),
		    second);

		pair = _mm256_srl_epi32(_mm256_mullo_epi32(pair,
		    _mm256_set1_epi32((int)MIX)), shift);
		_mm256_storeu_si256((void *)(c->pairs + k), pair);
		is_pair[k / 8] = look_up(m->bits, pair);
		if (ones)
			is_one[k / 8] = look_up(m->bits + m->pairs / 32,
			    first);
	}
}

/* `ones` is known when this is compiled. */
WIDE static ALWAYS_INLINE size_t
take_chunk(const struct matcher *m, const uint16_t *text, size_t n,
    const struct chunk *c, struct matcher_start *start, size_t at, bool ones)
{
	struct matcher_start *to = start;

	for (size_t i = 0; i < n; i += 64) {
		uint64_t pair = c->is_pair[i / 64];
		uint64_t one = ones ? c->is_one[i / 64] : 0;

		for (uint64_t any = pair | one; any != 0; any &= any - 1) {
			size_t k = (size_t)__builtin_ctzll(any);

			to->at = (uint32_t)(at + i + k);
			to->from = c->pairs[i + k];
			to += ones ? pair >> k & 1 : 1;
			if (!ones)
				continue;
			to->at = (uint32_t)(at + i + k);
			to->from = m->pairs + text[i + k];
			to += one >> k & 1;
		}
	}
	return (size_t)(to - start);
}

WIDE static ALWAYS_INLINE size_t
find_starts_wide(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_start *starts, bool ones)
{
	struct chunk c;
	size_t found = 0;

	for (size_t at = 0; at < n; at += CHUNK) {
		size_t part = n - at < CHUNK ? n - at : CHUNK;

		/* The last word is read whole. */
		c.is_pair[(part - 1) / 64] = c.is_one[(part - 1) / 64] = 0;
		read_chunk(m, text + at, part, &c, ones);
		found += take_chunk(m, text + at, part, &c, starts + found, at,
		    ones);
	}
	return found;
}

WIDE static void
scan_widely(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found = m->has_ones ?
	    find_starts_wide(m, text, n, hits->starts, true) :
	    find_starts_wide(m, text, n, hits->starts, false);

	found = find_entries(m, text, hits->starts, found);
	take_entries(m, text, n, found, hits);
}

static bool
is_wide(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("popcnt") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#else
static bool
is_wide(void)
{
	return false;
}

#define scan_widely scan_plainly
#endif

static void
make_room(struct matcher_hits *hits, size_t n)
{
	/* A place may begin a literal of one unit and longer ones; the block
	 * that is read behind the end, too. */
	size_t most = 2 * (n + FOLD_PAD) + 2;

	if (hits->starts_cap < most) {
		hits->starts_cap = most + most / 2;
		free(hits->starts);
		hits->starts = mem_alloc(hits->starts_cap *
		    sizeof(*hits->starts));
	}
	if (hits->at == NULL)
		grow(hits, 0);
}

void
matcher_scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	make_room(hits, n);
	if (is_wide())
		scan_widely(m, text, n, hits);
	else
		scan_plainly(m, text, n, hits);
}

void
matcher_scan_plainly(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	make_room(hits, n);
	scan_plainly(m, text, n, hits);
}

void
matcher_hits_free(struct matcher_hits *hits)
{
	free(hits->at);
	free(hits->starts);
	*hits = (struct matcher_hits){0};
}
