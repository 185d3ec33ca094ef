/* SPDX-License-Identifier: MIT */
/* The pass over a text; its contract is in matcher.h. */
#include "matcher_table.h"

#include <stdlib.h>

/* What follows is compiled for machines that have AVX2, too: what is asked of
 * every unit of a text is then asked of 8 at once. Whether something is found
 * is as good as random: places and entries are therefore written, and counted
 * only if they are wanted; no branch is there to be mispredicted. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* --- places ---------------------------------------------------------------- */

/* The places where a literal may begin, with their bits. */
static size_t
find_starts(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	const uint32_t *bits = m->bits;
	struct matcher_start *to = hits->starts;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t one = m->pairs + text[i];
		uint32_t pair = matcher_bit(text[i], text[i + 1], m->shift);

		*to = (struct matcher_start){i, pair};
		to += bits[pair >> 5] >> (pair & 31) & 1;
		*to = (struct matcher_start){i, one};
		to += bits[one >> 5] >> (one & 31) & 1;
	}
	return (size_t)(to - hits->starts);
}

/* --- entries --------------------------------------------------------------- */

/* The first of many entries of four units and more that goes on as the text
 * does. */
static uint32_t
first_long(const uint64_t *heads, uint32_t from, uint32_t end, uint64_t key)
{
	while (from < end) {
		uint32_t middle = from + (end - from) / 2;

		if (matcher_key(heads[middle]) < key)
			from = middle + 1;
		else
			end = middle;
	}
	return from;
}

/* Adds those of a run that begin as the text does to the n so far: a way to do
 * so, known when this is compiled. */
typedef size_t compare_fn(const struct matcher *, uint64_t,
    const struct matcher_run *, struct matcher_place *, size_t);

static inline size_t
compare(const struct matcher *m, uint64_t head, const struct matcher_run *r,
    struct matcher_place *to, size_t n)
{
	for (uint32_t e = r->from; e < r->end; e++) {
		to[n] = (struct matcher_place){r->at, e};
		n += ((head ^ m->heads[e]) & m->masks[MATCHER_HEAD -
		    m->lacks[e] / 16]) == 0;
	}
	return n;
}

static void
grow_places(struct matcher_hits *hits, size_t n)
{
	hits->places_cap = hits->places_cap * 2 + n;
	hits->places = mem_realloc(hits->places, hits->places_cap *
	    sizeof(*hits->places));
}

static inline const struct matcher_bucket *
bucket_of(const struct matcher *m, uint32_t bit)
{
	uint32_t before = m->bits[bit >> 5] & ((UINT32_C(1) << (bit & 31)) -
	    1);

	return &m->buckets[m->rank[bit >> 5] +
	    (uint32_t)__builtin_popcount(before)];
}

/* The entries of four units and more that go on as the text does. */
static struct matcher_run
run_of_many(const struct matcher *m, const uint16_t *text, uint32_t at,
    uint32_t from, uint32_t end)
{
	uint64_t head, key;

	memcpy(&head, text + at, sizeof(head));
	key = matcher_key(head);
	from = first_long(m->heads, from, end, key);
	return (struct matcher_run){at, from, first_long(m->heads, from, end,
	    key + 1)};
}

/* Runs of entries to be compared: those of the starts that have any. */
static ALWAYS_INLINE size_t
find_runs(const struct matcher *m, const uint16_t *text, size_t nstarts,
    struct matcher_hits *hits)
{
	struct matcher_run *to = hits->runs;

	for (size_t i = 0; i < nstarts; i++) {
		uint32_t at = hits->starts[i].at, from, none;
		const struct matcher_bucket *b = bucket_of(m,
		    hits->starts[i].bit);

		/* All bits when no entry goes on so. */
		none = ((b->thirds & matcher_third(text[at + 2])) != 0) -
		    UINT32_C(1);
		from = b->first + ((b->two - b->first) & none);
		if (b->three > from + MATCHER_MANY) {
			*to++ = run_of_many(m, text, at, from, b->three);
			from = b->three;
		}
		*to = (struct matcher_run){at, from, b[1].first};
		to += from < b[1].first;
	}
	return (size_t)(to - hits->runs);
}

/* The entries that begin as the text does. The head reads into the padding at
 * the end of the text, where no literal can match. */
static ALWAYS_INLINE size_t
find_entries(const struct matcher *m, const uint16_t *text, size_t nruns,
    struct matcher_hits *hits, compare_fn *compare_run)
{
	size_t n = 0, most = m->largest + MATCHER_LANES;

	for (size_t i = 0; i < nruns; i++) {
		const struct matcher_run *r = &hits->runs[i];
		uint64_t head;

		if (n + most > hits->places_cap)
			grow_places(hits, most);
		memcpy(&head, text + r->at, sizeof(head));
		n = compare_run(m, head, r, hits->places, n);
	}
	return n;
}

/* Whether what is behind the first units is there, too. */
static inline bool
has_rest(const struct matcher *m, const struct matcher_entry *e,
    const uint16_t *text, size_t n)
{
	size_t units = e->n < MATCHER_HEAD ? 0 : e->n - MATCHER_HEAD;
	uint64_t more;

	memcpy(&more, text + MATCHER_HEAD, sizeof(more));
	if (units <= MATCHER_HEAD)
		return ((more ^ e->more) & m->masks[units]) == 0;
	return e->n <= n && memcmp(text + MATCHER_HEAD, matcher_units(m,
	    e->literal) + MATCHER_HEAD, units * sizeof(*text)) == 0;
}

static void
grow(struct matcher_hits *hits, size_t n)
{
	hits->cap = hits->cap * 2 + n + 1;
	hits->at = mem_realloc(hits->at, hits->cap * sizeof(*hits->at));
}

/* From entries to hits. */
static ALWAYS_INLINE void
take_entries(const struct matcher *m, const uint16_t *text, size_t n,
    size_t nentries, struct matcher_hits *hits)
{
	struct matcher_hit *to;

	if (hits->cap <= nentries)
		grow(hits, nentries);
	to = hits->at;
	for (size_t i = 0; i < nentries; i++) {
		struct matcher_place p = hits->places[i];
		const struct matcher_entry *e = &m->entries[p.entry];

		*to = (struct matcher_hit){p.at, e->literal, e->n};
		to += has_rest(m, e, text + p.at, n - p.at);
	}
	hits->n = (size_t)(to - hits->at);
}

static void
scan_plainly(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found = find_starts(m, text, n, hits);

	found = find_runs(m, text, found, hits);
	found = find_entries(m, text, found, hits, compare);
	take_entries(m, text, n, found, hits);
}

/* --- eight at once --------------------------------------------------------- */

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
		    _mm256_set1_epi32((int)MATCHER_MIX)), shift);
		_mm256_storeu_si256((void *)(c->pairs + k), pair);
		is_pair[k / 8] = look_up(m->bits, pair);
		if (ones)
			is_one[k / 8] = look_up(m->bits + m->pairs / 32,
			    first);
	}
}

/* `ones` is known when this is compiled. */
WIDE static ALWAYS_INLINE struct matcher_start *
take_chunk(const struct matcher *m, const uint16_t *text, size_t n,
    const struct chunk *c, struct matcher_start *to, size_t at, bool ones)
{
	for (size_t i = 0; i < n; i += 64) {
		uint64_t pair = c->is_pair[i / 64];
		uint64_t one = ones ? c->is_one[i / 64] : 0;

		for (uint64_t any = pair | one; any != 0; any &= any - 1) {
			size_t k = (size_t)__builtin_ctzll(any);
			uint32_t place = (uint32_t)(at + i + k);

			*to = (struct matcher_start){place, c->pairs[i + k]};
			to += ones ? pair >> k & 1 : 1;
			if (!ones)
				continue;
			*to = (struct matcher_start){place, m->pairs +
			    text[i + k]};
			to += one >> k & 1;
		}
	}
	return to;
}

WIDE static ALWAYS_INLINE size_t
find_starts_wide(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_start *starts, bool ones)
{
	struct matcher_start *to = starts;
	struct chunk c;

	for (size_t at = 0; at < n; at += CHUNK) {
		size_t part = n - at < CHUNK ? n - at : CHUNK;

		/* The last word is read whole. */
		c.is_pair[(part - 1) / 64] = c.is_one[(part - 1) / 64] = 0;
		read_chunk(m, text + at, part, &c, ones);
		to = take_chunk(m, text + at, part, &c, to, at, ones);
	}
	return (size_t)(to - starts);
}

/* As compare, four at a time. */
WIDE static ALWAYS_INLINE size_t
compare_wide(const struct matcher *m, uint64_t head,
    const struct matcher_run *r, struct matcher_place *to, size_t n)
{
	__m256i heads = _mm256_set1_epi64x((long long)head);

	for (uint32_t e = r->from; e < r->end; e += MATCHER_LANES) {
		__m256i differ = _mm256_xor_si256(heads, _mm256_loadu_si256(
		    (const void *)(m->heads + e)));
		__m256i lacks = _mm256_cvtepu8_epi64(_mm_loadu_si32(
		    m->lacks + e));
		unsigned equal = (unsigned)_mm256_movemask_pd(
		    _mm256_castsi256_pd(_mm256_cmpeq_epi64(
		    _mm256_sllv_epi64(differ, lacks),
		    _mm256_setzero_si256())));
		__m256i lanes;

		equal = _bzhi_u32(equal, r->end - e);
		/* The entry is the upper half, the place the lower. */
		lanes = _mm256_slli_epi64(_mm256_cvtepu8_epi64(
		    _mm_loadu_si32(&m->lanes[equal])), 32);
		_mm256_storeu_si256((void *)(to + n), _mm256_add_epi64(lanes,
		    _mm256_set1_epi64x((long long)((uint64_t)e << 32 |
		    r->at))));
		n += (unsigned)__builtin_popcount(equal);
	}
	return n;
}

WIDE static void
scan_widely(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	size_t found = m->has_ones ?
	    find_starts_wide(m, text, n, hits->starts, true) :
	    find_starts_wide(m, text, n, hits->starts, false);

	found = find_runs(m, text, found, hits);
	found = find_entries(m, text, found, hits, compare_wide);
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

	if (hits->starts_cap >= most)
		return;
	hits->starts_cap = most + most / 2;
	free(hits->starts);
	free(hits->runs);
	hits->starts = mem_alloc(hits->starts_cap * sizeof(*hits->starts));
	/* One of them may have two runs. */
	hits->runs = mem_alloc(2 * hits->starts_cap * sizeof(*hits->runs));
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
