/* SPDX-License-Identifier: MIT */
#include "finder.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

#define PLACES 4        /* bytes of a word that are looked up */
#define REACH 16        /* only the first bytes of a word are chosen from */
#define BUCKETS 8

struct finder {
	struct sv *words;       /* sorted; bucket b has [first[b], first[b+1]) */
	size_t nwords, first[BUCKETS + 1];
	size_t nplaces, place[PLACES];
	size_t shortest;
	/* Bit b: a word of bucket b has this low, high half of the byte, or
	 * the byte itself, at the place. */
	uint8_t low[PLACES][16], high[PLACES][16], whole[PLACES][256];
	char *bytes;
	bool vector;
};

/* How common a byte is in JSON Lines of Chinese text, in ten-thousandths; from
 * a count over synthetic records. */
static unsigned
commonness(unsigned char c)
{
	if (c >= 0xe4 && c <= 0xe9)
		return 450;
	if (c >= 0x80 && c < 0xc0)
		return 90;
	if (c == '"')
		return 400;
	if ((c >= '0' && c <= '9') || c == 'e' || c == 'a' || c == 'i')
		return 120;
	return c == 0xef || c == 0xe3 ? 200 : 30;
}

static unsigned
place_cost(const struct finder *f, size_t place)
{
	bool seen[256] = {false};
	unsigned sum = 0;

	for (size_t i = 0; i < f->nwords; i++) {
		unsigned char c = (unsigned char)f->words[i].p[place];

		sum += seen[c] ? 0 : commonness(c);
		seen[c] = true;
	}
	return sum;
}

/* The rarest places, in order of the word. One byte that is found seldom makes
 * two or three enough. */
static void
choose_places(struct finder *f)
{
	size_t reach = f->shortest < REACH ? f->shortest : REACH;
	size_t want = f->nwords > 12 ? PLACES : PLACES - 1;
	bool taken[REACH] = {false};

	while (f->nplaces < want && f->nplaces < reach) {
		size_t best = 0;
		unsigned least = UINT32_MAX;

		for (size_t i = 0; i < reach; i++) {
			unsigned cost = taken[i] ? UINT32_MAX
						 : place_cost(f, i);

			if (cost < least) {
				least = cost;
				best = i;
			}
		}
		taken[best] = true;
		f->place[f->nplaces++] = best;
	}
}

static void
fill_tables(struct finder *f)
{
	for (size_t b = 0; b < BUCKETS; b++)
		for (size_t i = f->first[b]; i < f->first[b + 1]; i++)
			for (size_t k = 0; k < f->nplaces; k++) {
				unsigned char c = (unsigned char)
				    f->words[i].p[f->place[k]];
				uint8_t bit = (uint8_t)(1u << b);

				f->low[k][c & 15] |= bit;
				f->high[k][c >> 4] |= bit;
				f->whole[k][c] |= bit;
			}
}

static int
compare(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static bool
cut_words(struct finder *f, struct sv words)
{
	size_t count = 0, n;

	for (size_t i = 0; i < words.len; i++)
		count += words.p[i] == '\0';
	if (count == 0 || count > FINDER_WORDS)
		return false;
	f->bytes = mem_alloc(words.len);
	memcpy(f->bytes, words.p, words.len);
	f->words = mem_alloc(count * sizeof(*f->words));
	for (const char *p = f->bytes; f->nwords < count; p += n + 1) {
		n = strlen(p);
		if (n == 0)
			return false;
		f->words[f->nwords++] = (struct sv){p, n};
		if (f->shortest == 0 || n < f->shortest)
			f->shortest = n;
	}
	qsort(f->words, f->nwords, sizeof(*f->words), compare);
	return true;
}

struct finder *
finder_new(struct sv words)
{
	struct finder *f = mem_zalloc(1, sizeof(*f));

	if (!cut_words(f, words)) {
		finder_free(f);
		return NULL;
	}
	for (size_t b = 0; b <= BUCKETS; b++)
		f->first[b] = f->nwords * b / BUCKETS;
	choose_places(f);
	fill_tables(f);
#ifdef HAVE_AVX2
	f->vector = __builtin_cpu_supports("avx2");
#endif
	return f;
}

void
finder_free(struct finder *f)
{
	if (f == NULL)
		return;
	free(f->bytes);
	free(f->words);
	free(f);
}

/* \uXXXX that may stand for a character of a word. */
static bool
is_hidden(struct sv text, size_t at)
{
	const char *p = text.p + at;

	if (text.len - at < 2 || p[0] != '\\' || p[1] != 'u')
		return false;
	return text.len - at < 6 || p[2] != '0' || p[3] != '0' ||
	    (p[4] != '0' && p[4] != '1');
}

static bool
is_word(const struct finder *f, struct sv text, size_t at, unsigned buckets)
{
	struct sv rest = sv_from(text, at);

	for (; buckets != 0; buckets &= buckets - 1) {
		unsigned b = (unsigned)__builtin_ctz(buckets);

		for (size_t i = f->first[b]; i < f->first[b + 1]; i++)
			if (sv_starts(rest, f->words[i]))
				return true;
	}
	return false;
}

static unsigned
buckets_at(const struct finder *f, const char *p)
{
	unsigned buckets = 0xff;

	for (size_t k = 0; k < f->nplaces; k++)
		buckets &= f->whole[k][(unsigned char)p[f->place[k]]];
	return buckets;
}

size_t
finder_next_simple(const struct finder *f, struct sv text, size_t from)
{
	for (size_t i = from; i < text.len; i++) {
		if (text.p[i] == '\\' && is_hidden(text, i))
			return i;
		if (text.len - i >= f->shortest &&
		    is_word(f, text, i, buckets_at(f, text.p + i)))
			return i;
	}
	return text.len;
}

#ifdef HAVE_AVX2
#define AVX2 __attribute__((target("avx2")))

struct tables {
	__m256i low, high;
};

AVX2 static inline __m256i
load(const char *p)
{
	__m256i v;

	memcpy(&v, p, sizeof(v));
	return v;
}

AVX2 static inline __m256i
twice(const uint8_t *table)
{
	__m128i v;

	memcpy(&v, table, sizeof(v));
	return _mm256_broadcastsi128_si256(v);
}

/* The buckets of 32 places by one byte of each. */
AVX2 static inline __m256i
look_up(const struct tables *t, const char *p)
{
	__m256i v = load(p), half = _mm256_set1_epi8(15);
	__m256i low = _mm256_shuffle_epi8(t->low, _mm256_and_si256(v, half));
	__m256i high = _mm256_shuffle_epi8(t->high,
	    _mm256_and_si256(_mm256_srli_epi16(v, 4), half));

	return _mm256_and_si256(low, high);
}

/* Bits of the 32 places at p where something may begin. */
AVX2 static inline uint32_t
candidates(const struct tables *t, const size_t *place, size_t n,
    const char *p)
{
	__m256i found = look_up(&t[0], p + place[0]);
	__m256i escape = _mm256_and_si256(
	    _mm256_cmpeq_epi8(load(p), _mm256_set1_epi8('\\')),
	    _mm256_cmpeq_epi8(load(p + 1), _mm256_set1_epi8('u')));
	__m256i none;

	for (size_t k = 1; k < n; k++)
		found = _mm256_and_si256(found,
		    look_up(&t[k], p + place[k]));
	none = _mm256_andnot_si256(escape,
	    _mm256_cmpeq_epi8(found, _mm256_setzero_si256()));
	return ~(uint32_t)_mm256_movemask_epi8(none);
}

AVX2 static inline size_t
scan(const struct finder *f, size_t n, struct sv text, size_t from)
{
	struct tables t[PLACES];
	size_t place[PLACES], last = 1, i = from;

	for (size_t k = 0; k < n; k++) {
		t[k].low = twice(f->low[k]);
		t[k].high = twice(f->high[k]);
		place[k] = f->place[k];
		last = place[k] > last ? place[k] : last;
	}
	for (; text.len >= last + 32 && i <= text.len - last - 32; i += 32) {
		uint32_t found = candidates(t, place, n, text.p + i);

		for (; found != 0; found &= found - 1) {
			size_t at = i + (size_t)__builtin_ctz(found);

			if (is_hidden(text, at) || (text.len - at >=
			    f->shortest && is_word(f, text, at,
			    buckets_at(f, text.p + at))))
				return at;
		}
	}
	return finder_next_simple(f, text, i);
}

/* The number of places known to the compiler: no inner loop is left. */
AVX2 static size_t
next_vector(const struct finder *f, struct sv text, size_t from)
{
	switch (f->nplaces) {
	case 1:
		return scan(f, 1, text, from);
	case 2:
		return scan(f, 2, text, from);
	case 3:
		return scan(f, 3, text, from);
	default:
		return scan(f, 4, text, from);
	}
}
#endif

size_t
finder_next(const struct finder *f, struct sv text, size_t from)
{
#ifdef HAVE_AVX2
	if (f->vector)
		return next_vector(f, text, from);
#endif
	return finder_next_simple(f, text, from);
}
