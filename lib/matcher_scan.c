/* SPDX-License-Identifier: MIT */
/* The pass over a text; its contract is in matcher.h. */
#include "matcher_table.h"

#include <stdlib.h>

/* What is asked of every unit is asked of many at once where the machine can.
 * Whether something is found is as good as random: candidates and hits are
 * therefore written, and counted only if they are wanted; no branch is there
 * to be mispredicted. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

#define CHUNK ((size_t)256)     /* units; a multiple of 64 */

/* At one place the longest comes first. */
enum kind { TRIPLE, PAIR, ONE, KINDS };

/* What is known of a chunk of the text. */
struct chunk {
	uint32_t buckets[KINDS][CHUNK]; /* of each unit; if it has one */
	uint32_t pairs[CHUNK];
	struct matcher_word words[CHUNK]; /* of the pairs */
	/* Candidates, by unit, then by kind: the places of their buckets. What
	 * is written together goes beyond the last. */
	uint16_t found[KINDS * CHUNK + 32];
	size_t n;
};

/* --- candidates ------------------------------------------------------------ */

/* Finds the candidates of up to CHUNK units; what is behind them can be read
 * up to FOLD_PAD. One function for each sort of machine. */
typedef void find_fn(const struct matcher *, const uint16_t *, size_t,
    struct chunk *);

static inline uint32_t
bucket_of(struct matcher_word w, uint32_t bit)
{
	return w.rank + (uint32_t)__builtin_popcount(w.bits &
	    ((UINT32_C(1) << (bit & 31)) - 1));
}

static inline bool
is_one(const struct matcher *m, uint16_t unit)
{
	unsigned a = matcher_one(unit, MATCHER_MIX_UNIT);
	unsigned b = matcher_one(unit, MATCHER_MIX_OTHER);

	return m->ones[0][a / 16] >> a % 16 & m->ones[1][b / 16] >> b % 16 & 1;
}

static void
find_plainly(const struct matcher *m, const uint16_t *text, size_t n,
    struct chunk *c)
{
	uint16_t *to = c->found;

	for (size_t i = 0; i < n; i++) {
		uint32_t pair = matcher_pair(text[i], text[i + 1], m->shift);
		uint32_t triple = matcher_triple(pair, text[i + 2]);
		struct matcher_word word = m->words[pair >> 5];

		if (word.bits >> (triple & 31) & 1) {
			c->buckets[TRIPLE][i] = bucket_of(word, triple);
			*to++ = (uint16_t)(TRIPLE * CHUNK + i);
		}
		if (word.bits >> (pair & 31) & 1) {
			c->buckets[PAIR][i] = bucket_of(word, pair);
			*to++ = (uint16_t)(PAIR * CHUNK + i);
		}
		if (m->has_ones && is_one(m, text[i])) {
			c->buckets[ONE][i] = matcher_one(text[i],
			    MATCHER_MIX_UNIT);
			*to++ = (uint16_t)(ONE * CHUNK + i);
		}
	}
	c->n = (size_t)(to - c->found);
}

/* --- hits ------------------------------------------------------------------ */

/* Whether the literal stands at the unit. What is read behind the text is
 * zero, which no literal has. */
static ALWAYS_INLINE bool
stands(const struct matcher *m, const struct matcher_entry *e,
    const uint16_t *text, size_t left)
{
	uint64_t head, more;

	memcpy(&head, text, sizeof(head));
	memcpy(&more, text + MATCHER_HEAD, sizeof(more));
	head = (head ^ e->head) & m->masks[e->in_head];
	more = (more ^ e->more) & m->masks[e->in_more];
	if (e->n > 2 * MATCHER_HEAD)
		return (head | more) == 0 && e->n <= left && memcmp(text,
		    matcher_units(m, e->literal), e->n * sizeof(*text)) == 0;
	return (head | more) == 0;
}

/* The first of many entries of four units and more that goes on as the text
 * does; they may be followed by shorter ones. */
static uint32_t
first_long(const struct matcher_entry *entries, uint32_t from, uint32_t end,
    uint64_t key)
{
	while (from < end) {
		uint32_t middle = from + (end - from) / 2;

		if (entries[middle].in_head == MATCHER_HEAD &&
		    matcher_key(entries[middle].head) < key)
			from = middle + 1;
		else
			end = middle;
	}
	return from;
}

/* Where entries are compared; so much of the text is left there. */
struct spot {
	const uint16_t *text;
	size_t left;
	uint32_t at;
};

/* Adds the hits of entries to the n so far. */
static inline size_t
add_run(const struct matcher *m, const struct spot *s, uint32_t from,
    uint32_t end, struct matcher_hit *to, size_t n)
{
	for (; from < end; from++) {
		const struct matcher_entry *e = &m->entries[from];

		to[n] = (struct matcher_hit){s->at, e->literal, e->n};
		n += stands(m, e, s->text, s->left);
	}
	return n;
}

/* Those of all entries of a bucket but the first. */
static size_t
add_others(const struct matcher *m, const struct spot *s, uint32_t bucket,
    struct matcher_hit *to, size_t n)
{
	uint32_t from = m->others[bucket], end = m->others[bucket + 1], shorter;
	uint64_t head, key;

	if (end - from > MATCHER_MANY) {
		memcpy(&head, s->text, sizeof(head));
		key = matcher_key(head);
		shorter = first_long(m->entries, from, end, UINT64_MAX);
		n = add_run(m, s, first_long(m->entries, from, shorter, key),
		    first_long(m->entries, from, shorter, key + 1), to, n);
		from = shorter;
	}
	return add_run(m, s, from, end, to, n);
}

static void
grow(struct matcher_hits *hits, size_t n)
{
	hits->cap = hits->cap * 2 + n;
	hits->at = mem_realloc(hits->at, hits->cap * sizeof(*hits->at));
}

/* Appends the hits of a chunk, which begins at unit `base`. */
static ALWAYS_INLINE void
take_found(const struct matcher *m, const uint16_t *text, size_t size,
    uint32_t base, const struct chunk *c, struct matcher_hits *hits)
{
	const struct matcher_entry *entries = m->entries;
	const uint32_t *buckets = &c->buckets[0][0];
	size_t most = m->largest + 1, found = c->n, n = hits->n;

	for (size_t i = 0; i < found; i++) {
		uint32_t at = base + c->found[i] % CHUNK;
		uint32_t bucket = buckets[c->found[i]];
		const struct matcher_entry *e = &entries[bucket];

		if (n + most > hits->cap)
			grow(hits, most);
		hits->at[n] = (struct matcher_hit){at, e->literal, e->n};
		n += stands(m, e, text + at, size - at);
		if (e->others)
			n = add_others(m, &(struct spot){text + at, size - at,
			    at}, bucket, hits->at, n);
	}
	hits->n = n;
}

static ALWAYS_INLINE void
scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits, find_fn *find)
{
	struct chunk c;

	hits->n = 0;
	for (size_t at = 0; at < n; at += CHUNK) {
		find(m, text + at, n - at < CHUNK ? n - at : CHUNK, &c);
		take_found(m, text, n, (uint32_t)at, &c, hits);
	}
}

/* --- many at once ---------------------------------------------------------- */

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,popcnt")))
#define WIDEST __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw," \
	"avx512vl,avx512vbmi2,avx512vpopcntdq")))

#define LOOK_UP(i) to[i] = words[pairs[i] >> 5]

/* Reads are quicker than a gather; n is a multiple of eight. */
static ALWAYS_INLINE void
look_up(const struct matcher_word *words, const uint32_t *pairs,
    struct matcher_word *to, size_t n)
{
	for (const uint32_t *end = pairs + n; pairs < end; pairs += 8) {
		LOOK_UP(0);
		LOOK_UP(1);
		LOOK_UP(2);
		LOOK_UP(3);
		LOOK_UP(4);
		LOOK_UP(5);
		LOOK_UP(6);
		LOOK_UP(7);
		to += 8;
	}
}

/* --- eight at once --------------------------------------------------------- */

/* As matcher_pair. */
WIDE static inline __m256i
eight_pairs(const uint16_t *text, __m128i shift)
{
	__m256i first = _mm256_cvtepu16_epi32(_mm_loadu_si128(
	    (const void *)text));
	__m256i both = _mm256_or_si256(_mm256_slli_epi32(first, 16),
	    _mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)(text + 1))));
	__m256i hash = _mm256_srl_epi32(_mm256_mullo_epi32(both,
	    _mm256_set1_epi32((int)MATCHER_MIX)), shift);

	/* Opens a gap of a bit above the lower four. */
	return _mm256_add_epi32(hash, _mm256_andnot_si256(_mm256_set1_epi32(
	    15), hash));
}

/* As matcher_triple. */
WIDE static inline __m256i
eight_triples(const uint16_t *text, __m256i pairs)
{
	__m128i third = _mm_loadu_si128((const void *)(text + 2));
	__m128i hash = _mm_srli_epi16(_mm_mullo_epi16(third, _mm_set1_epi16(
	    (short)MATCHER_MIX_UNIT)), 12);

	return _mm256_sub_epi32(_mm256_or_si256(pairs, _mm256_set1_epi32(31)),
	    _mm256_cvtepu16_epi32(hash));
}

/* Of which the bit is set in its word. */
WIDE static inline uint8_t
test_eight(__m256i words, __m256i bits)
{
	__m256i up = _mm256_andnot_si256(bits, _mm256_set1_epi32(31));

	return (uint8_t)_mm256_movemask_ps(_mm256_castsi256_ps(
	    _mm256_sllv_epi32(words, up)));
}

WIDE static inline __m256i
eight_words(const struct matcher_word *w)
{
	__m256 a = _mm256_loadu_ps((const void *)w);
	__m256 b = _mm256_loadu_ps((const void *)(w + 4));

	return _mm256_permute4x64_epi64(_mm256_castps_si256(
	    _mm256_shuffle_ps(a, b, 0x88)), 0xd8);
}

/* Of which the bit is set in a bitmap of ones. */
WIDE static inline uint8_t
eight_ones(const uint16_t *ones, const uint16_t *text, unsigned mix)
{
	__m256i hash = _mm256_cvtepu16_epi32(_mm_srli_epi16(_mm_mullo_epi16(
	    _mm_loadu_si128((const void *)text), _mm_set1_epi16((short)mix)),
	    16 - MATCHER_ONE_BITS));
	__m256i words = _mm256_i32gather_epi32((const void *)ones,
	    _mm256_srli_epi32(hash, 5), 4);

	return test_eight(words, hash);
}

/* Whether the bits are set, by kind and unit. */
struct answers {
	uint64_t is[KINDS][CHUNK / 64];
};

WIDE static ALWAYS_INLINE void
ask_eight(const struct matcher *m, const uint16_t *text, size_t k,
    const struct chunk *c, struct answers *a)
{
	__m256i pairs = _mm256_loadu_si256((const void *)(c->pairs + k));
	__m256i words = eight_words(c->words + k);

	((uint8_t *)a->is[TRIPLE])[k / 8] = test_eight(words, eight_triples(
	    text + k, pairs));
	((uint8_t *)a->is[PAIR])[k / 8] = test_eight(words, pairs);
	if (m->has_ones)
		((uint8_t *)a->is[ONE])[k / 8] = eight_ones(m->ones[0],
		    text + k, MATCHER_MIX_UNIT) & eight_ones(m->ones[1],
		    text + k, MATCHER_MIX_OTHER);
}

WIDE static inline uint16_t *
add_found(const uint16_t *text, size_t k, struct chunk *c, enum kind kind,
    uint64_t wanted, uint16_t *to)
{
	uint32_t pair = c->pairs[k];

	c->buckets[kind][k] = kind == ONE ? matcher_one(text[k],
	    MATCHER_MIX_UNIT) : bucket_of(c->words[k], kind == PAIR ? pair :
	    matcher_triple(pair, text[k + 2]));
	*to = (uint16_t)(kind * CHUNK + k);
	return to + wanted;
}

WIDE static void
find_wide(const struct matcher *m, const uint16_t *text, size_t n,
    struct chunk *c)
{
	__m128i shift = _mm_cvtsi32_si128((int)m->shift);
	struct answers a = {0};
	uint16_t *to = c->found;

	n = (n + 7) & ~(size_t)7;
	for (size_t k = 0; k < n; k += 8)
		_mm256_storeu_si256((void *)(c->pairs + k), eight_pairs(text +
		    k, shift));
	look_up(m->words, c->pairs, c->words, n);
	for (size_t k = 0; k < n; k += 8)
		ask_eight(m, text, k, c, &a);
	for (size_t i = 0; i < n; i += 64) {
		uint64_t t = a.is[TRIPLE][i / 64], p = a.is[PAIR][i / 64];
		uint64_t o = a.is[ONE][i / 64];

		for (uint64_t any = t | p | o; any != 0; any &= any - 1) {
			size_t k = (size_t)__builtin_ctzll(any);

			to = add_found(text, i + k, c, TRIPLE, t >> k & 1, to);
			to = add_found(text, i + k, c, PAIR, p >> k & 1, to);
			if (m->has_ones)
				to = add_found(text, i + k, c, ONE, o >> k & 1,
				    to);
		}
	}
	c->n = (size_t)(to - c->found);
}

WIDE static void
scan_wide(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	scan(m, text, n, hits, find_wide);
}

/* --- sixteen and more at once ---------------------------------------------- */

/* As eight_pairs. */
WIDEST static inline __m512i
pairs_at(const uint16_t *text, __m128i shift)
{
	__m512i first = _mm512_cvtepu16_epi32(_mm256_loadu_si256(
	    (const void *)text));
	__m512i both = _mm512_or_si512(_mm512_slli_epi32(first, 16),
	    _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(text +
	    1))));
	__m512i hash = _mm512_srl_epi32(_mm512_mullo_epi32(both,
	    _mm512_set1_epi32((int)MATCHER_MIX)), shift);

	return _mm512_add_epi32(hash, _mm512_andnot_si512(_mm512_set1_epi32(
	    15), hash));
}

WIDEST static inline __m512i
triples_at(const uint16_t *text, __m512i pairs)
{
	__m256i third = _mm256_loadu_si256((const void *)(text + 2));
	__m256i hash = _mm256_srli_epi16(_mm256_mullo_epi16(third,
	    _mm256_set1_epi16((short)MATCHER_MIX_UNIT)), 12);

	return _mm512_sub_epi32(_mm512_or_si512(pairs, _mm512_set1_epi32(31)),
	    _mm512_cvtepu16_epi32(hash));
}

/* Of which units the bit is set. Their buckets go to `to`. */
WIDEST static inline __mmask16
take_bits(__m512i words, __m512i ranks, __m512i bits, uint32_t *to)
{
	__m512i bit = _mm512_sllv_epi32(_mm512_set1_epi32(1),
	    _mm512_and_si512(bits, _mm512_set1_epi32(31)));
	__m512i before = _mm512_and_si512(words, _mm512_sub_epi32(bit,
	    _mm512_set1_epi32(1)));

	_mm512_storeu_si512(to, _mm512_add_epi32(ranks,
	    _mm512_popcnt_epi32(before)));
	return _mm512_test_epi32_mask(words, bit);
}

/* Of which of 32 units the bit is set in a bitmap of ones. */
WIDEST static inline __mmask32
look_up_ones(const uint16_t *ones, __m512i hash)
{
	__m512i word = _mm512_permutex2var_epi16(_mm512_loadu_si512(ones),
	    _mm512_srli_epi16(hash, 4), _mm512_loadu_si512(ones + 32));
	__m512i bit = _mm512_sllv_epi16(_mm512_set1_epi16(1),
	    _mm512_and_si512(hash, _mm512_set1_epi16(15)));

	return _mm512_test_epi16_mask(word, bit);
}

/* Which of 32 units may be literals. Their buckets go to `to`. */
WIDEST static inline uint32_t
take_ones(const struct matcher *m, const uint16_t *text, uint32_t *to)
{
	__m512i units = _mm512_loadu_si512(text);
	__m512i hash = _mm512_srli_epi16(_mm512_mullo_epi16(units,
	    _mm512_set1_epi16((short)MATCHER_MIX_UNIT)), 16 -
	    MATCHER_ONE_BITS);
	__m512i other = _mm512_srli_epi16(_mm512_mullo_epi16(units,
	    _mm512_set1_epi16((short)MATCHER_MIX_OTHER)), 16 -
	    MATCHER_ONE_BITS);

	_mm512_storeu_si512(to, _mm512_cvtepu16_epi32(
	    _mm512_castsi512_si256(hash)));
	_mm512_storeu_si512(to + 16, _mm512_cvtepu16_epi32(
	    _mm512_extracti64x4_epi64(hash, 1)));
	return look_up_ones(m->ones[0], hash) & look_up_ones(m->ones[1],
	    other);
}

/* The candidates of a unit; the last one never is. */
#define LANES(i) TRIPLE * CHUNK + (i), PAIR * CHUNK + (i), ONE * CHUNK + (i), 0

static const uint16_t lanes[32] = {LANES(0), LANES(1), LANES(2), LANES(3),
    LANES(4), LANES(5), LANES(6), LANES(7)};

/* The candidates of sixteen units at k; ones: which may be one. */
WIDEST static ALWAYS_INLINE uint16_t *
take_sixteen(const uint16_t *text, size_t k, struct chunk *c, uint32_t ones,
    uint16_t *to)
{
	const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16,
	    18, 20, 22, 24, 26, 28, 30);
	__m512i a = _mm512_loadu_si512(c->words + k);
	__m512i b = _mm512_loadu_si512(c->words + k + 8);
	__m512i words = _mm512_permutex2var_epi32(a, even, b);
	__m512i ranks = _mm512_permutex2var_epi32(a, _mm512_add_epi32(even,
	    _mm512_set1_epi32(1)), b);
	__m512i pairs = _mm512_loadu_si512(c->pairs + k);
	__m512i at = _mm512_add_epi16(_mm512_loadu_si512(lanes),
	    _mm512_set1_epi16((short)k));
	uint64_t any = _pdep_u64(take_bits(words, ranks, triples_at(text + k,
	    pairs), &c->buckets[TRIPLE][k]), UINT64_C(0x1111111111111111));

	any |= _pdep_u64(take_bits(words, ranks, pairs, &c->buckets[PAIR][k]),
	    UINT64_C(0x2222222222222222));
	any |= _pdep_u64(ones, UINT64_C(0x4444444444444444));
	_mm512_storeu_si512(to, _mm512_maskz_compress_epi16((__mmask32)any,
	    at));
	to += __builtin_popcount((uint32_t)any);
	any >>= 32;
	_mm512_storeu_si512(to, _mm512_maskz_compress_epi16((__mmask32)any,
	    _mm512_add_epi16(at, _mm512_set1_epi16(8))));
	return to + __builtin_popcount((uint32_t)any);
}

/* What is read behind the n units is zero: no literal begins there. */
WIDEST static void
find_widest(const struct matcher *m, const uint16_t *text, size_t n,
    struct chunk *c)
{
	__m128i shift = _mm_cvtsi32_si128((int)m->shift);
	bool has_ones = m->has_ones;
	uint16_t *to = c->found;

	n = (n + 15) & ~(size_t)15;
	for (size_t k = 0; k < n; k += 16)
		_mm512_storeu_si512(c->pairs + k, pairs_at(text + k, shift));
	look_up(m->words, c->pairs, c->words, n);
	for (size_t k = 0; k < n; k += 32) {
		uint32_t ones = has_ones ? take_ones(m, text + k,
		    c->buckets[ONE] + k) : 0;

		to = take_sixteen(text, k, c, ones & 0xffff, to);
		if (k + 16 < n)
			to = take_sixteen(text, k + 16, c, ones >> 16, to);
	}
	c->n = (size_t)(to - c->found);
}

WIDEST static void
scan_widest(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	scan(m, text, n, hits, find_widest);
}

static bool
is_wide(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}

static bool
is_widest(void)
{
	return __builtin_cpu_supports("avx512vbmi2") &&
	    __builtin_cpu_supports("avx512vpopcntdq") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("bmi2");
}
#endif

static void
scan_plainly(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	scan(m, text, n, hits, find_plainly);
}

void
matcher_scan_as(enum matcher_way way, const struct matcher *m,
    const uint16_t *text, size_t n, struct matcher_hits *hits)
{
#if defined(__x86_64__)
	if (way == MATCHER_WIDEST && is_widest()) {
		scan_widest(m, text, n, hits);
		return;
	}
	if (way >= MATCHER_WIDE && is_wide()) {
		scan_wide(m, text, n, hits);
		return;
	}
#endif
	(void)way;
	scan_plainly(m, text, n, hits);
}

void
matcher_scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits)
{
	matcher_scan_as(MATCHER_WIDEST, m, text, n, hits);
}
