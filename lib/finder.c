/* SPDX-License-Identifier: MIT */
#include "finder.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

#define PLACES 4        /* bytes of a spelling that are looked up */
#define FEW 2           /* bytes of a place that are compared one by one */
#define REACH 16        /* only the first bytes of it are chosen from */
#define BUCKETS 7       /* of words; the eighth bit is for escapes */
#define ESCAPE 0x80u
/* As many places are looked at as make it rarer than this, in 10^-8. */
#define RARE 100000

struct spelling {
	struct sv bytes;
	uint32_t word, from, chars; /* the stretch of which word */
};

struct finder {
	const struct need_clause *clause;
	const struct forms *forms;
	struct spelling *words; /* sorted; bucket b: [first[b], first[b+1]) */
	size_t nwords, first[BUCKETS + 1];
	size_t nplaces, place[PLACES];
	size_t shortest;
	/* Bit b: a spelling of bucket b has this low, high half of the byte,
	 * or the byte itself, at the place. */
	uint8_t low[PLACES][16], high[PLACES][16], whole[PLACES][256];
	/* Where no place has more than FEW bytes: they, the last repeated. */
	uint8_t byte[PLACES][FEW];
	size_t few;             /* the most a place has; 0: more than FEW */
	struct str bytes;
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
		unsigned char c = (unsigned char)f->words[i].bytes.p[place];

		sum += seen[c] ? 0 : commonness(c);
		seen[c] = true;
	}
	return sum;
}

/* The rarest places: as many as make a finding by chance rare. */
static void
choose_places(struct finder *f)
{
	size_t reach = f->shortest < REACH ? f->shortest : REACH;
	bool taken[REACH] = {false};
	uint64_t chance = UINT64_C(100000000);

	while (f->nplaces < PLACES && f->nplaces < reach &&
	    (f->nplaces < 2 || chance > RARE)) {
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
		chance = chance / 10000 * (least < 10000 ? least : 10000);
	}
}

static void
fill_tables(struct finder *f)
{
	for (size_t b = 0; b < BUCKETS; b++)
		for (size_t i = f->first[b]; i < f->first[b + 1]; i++)
			for (size_t k = 0; k < f->nplaces; k++) {
				unsigned char c = (unsigned char)
				    f->words[i].bytes.p[f->place[k]];
				uint8_t bit = (uint8_t)(1u << b);

				f->low[k][c & 15] |= bit;
				f->high[k][c >> 4] |= bit;
				f->whole[k][c] |= bit;
			}
}

/* A word of one or two spellings: comparing is cheaper than looking up. */
static void
fill_few(struct finder *f)
{
	f->few = f->nplaces > 1 ? 1 : 0;
	for (size_t k = 0; k < f->nplaces; k++) {
		size_t n = 0;

		for (size_t c = 0; c < 256; c++) {
			if (f->whole[k][c] == 0)
				continue;
			for (size_t i = n; i < FEW; i++)
				f->byte[k][i] = (uint8_t)c;
			n++;
		}
		if (n > FEW)
			f->few = 0;
		else if (f->few != 0 && n > f->few)
			f->few = n;
	}
}

/* A backslash at the first place, whatever is at the others. */
static void
add_escape(struct finder *f)
{
	f->low[0]['\\' & 15] |= ESCAPE;
	f->high[0]['\\' >> 4] |= ESCAPE;
	f->whole[0]['\\'] |= ESCAPE;
	for (size_t k = 1; k < f->nplaces; k++) {
		for (size_t i = 0; i < 16; i++) {
			f->low[k][i] |= ESCAPE;
			f->high[k][i] |= ESCAPE;
		}
		for (size_t i = 0; i < 256; i++)
			f->whole[k][i] |= ESCAPE;
	}
}

static int
compare(const void *a, const void *b)
{
	return sv_cmp(((const struct spelling *)a)->bytes,
	    ((const struct spelling *)b)->bytes);
}

/* All spellings of all words, in order. */
static bool
spell_words(struct finder *f)
{
	struct spelling s = {{NULL, 0}, 0, 0, 0};
	size_t count = 0, at = 0;
	bool good = true;

	f->words = mem_alloc(FINDER_SPELLINGS * sizeof(*f->words));
	for (uint32_t i = 0; good && i < f->clause->n; i++) {
		s.word = i;
		good = needs_spellings(&f->clause->words[i], f->forms,
		    &f->bytes, &s.from, &s.chars);
		for (; good && at < f->bytes.len; at += strlen(f->bytes.p +
		    at) + 1) {
			good = count < FINDER_SPELLINGS;
			/* Bytes move yet: their offset for now. */
			s.bytes.len = at;
			if (good)
				f->words[count++] = s;
		}
	}
	f->nwords = count;
	for (size_t i = 0; i < count; i++) {
		f->words[i].bytes = sv_z(f->bytes.p + f->words[i].bytes.len);
		at = f->words[i].bytes.len;
		f->shortest = i == 0 || at < f->shortest ? at : f->shortest;
	}
	return good && count > 0 && f->shortest > 0;
}

struct finder *
finder_new(const struct need_clause *clause, const struct forms *forms)
{
	struct finder *f = mem_zalloc(1, sizeof(*f));

	f->clause = clause;
	f->forms = forms;
	if (!spell_words(f)) {
		finder_free(f);
		return NULL;
	}
	qsort(f->words, f->nwords, sizeof(*f->words), compare);
	for (size_t b = 0; b <= BUCKETS; b++)
		f->first[b] = f->nwords * b / BUCKETS;
	choose_places(f);
	fill_tables(f);
	fill_few(f);
	add_escape(f);
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
	str_free(&f->bytes);
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

		for (size_t i = f->first[b]; i < f->first[b + 1]; i++) {
			const struct spelling *s = &f->words[i];

			if (sv_starts(rest, s->bytes) && needs_stands(
			    &f->clause->words[s->word], f->forms, s->from,
			    s->chars, text, at, s->bytes.len))
				return true;
		}
	}
	return false;
}

static bool
word_at(const struct finder *f, struct sv text, size_t at)
{
	unsigned buckets = 0xff & ~ESCAPE;

	if (text.len - at < f->shortest)
		return false;
	for (size_t k = 0; k < f->nplaces; k++)
		buckets &= f->whole[k][(unsigned char)
		    text.p[at + f->place[k]]];
	return buckets != 0 && is_word(f, text, at, buckets);
}

/* Whether something is found by the place at: a word there, or an escape at
 * its first place (then words up to there come before it). *found: where. */
static bool
is_finding(const struct finder *f, struct sv text, size_t at, size_t *found)
{
	size_t escape = at + f->place[0];

	*found = at;
	if (word_at(f, text, at))
		return true;
	if (escape >= text.len || text.p[escape] != '\\' ||
	    !is_hidden(text, escape))
		return false;
	while (*found < escape && !word_at(f, text, *found))
		++*found;
	return true;
}

/* Escapes that lie before the first place of `from` belong to what follows. */
static size_t
begin_at(const struct finder *f, size_t from)
{
	return from > f->place[0] ? from - f->place[0] : 0;
}

/* From the place `at` on; findings before `from` are none. */
static size_t
scan_simple(const struct finder *f, struct sv text, size_t at, size_t from)
{
	size_t found;

	for (; at < text.len; at++)
		if (is_finding(f, text, at, &found) && found >= from)
			return found;
	return text.len;
}

/* An escape in front of the first place of the text's beginning. */
static size_t
escape_before(const struct finder *f, struct sv text, size_t from)
{
	for (size_t i = from; i < f->place[0] && i < text.len; i++)
		if (is_hidden(text, i))
			return i;
	return SIZE_MAX;
}

size_t
finder_next_simple(const struct finder *f, struct sv text, size_t from)
{
	size_t first = escape_before(f, text, from);
	size_t found = scan_simple(f, text, begin_at(f, from), from);

	return first < found ? first : found;
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

	/* n is known where this is inlined; without loops the tables stay in
	 * registers. */
	if (n > 1)
		found = _mm256_and_si256(found, look_up(&t[1], p + place[1]));
	if (n > 2)
		found = _mm256_and_si256(found, look_up(&t[2], p + place[2]));
	if (n > 3)
		found = _mm256_and_si256(found, look_up(&t[3], p + place[3]));
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found,
	    _mm256_setzero_si256()));
}

AVX2 static inline __attribute__((always_inline)) size_t
scan(const struct finder *f, size_t n, struct sv text, size_t from)
{
	/* Of places not used, what is there is not looked at. */
	const struct tables t[PLACES] = {
	    {twice(f->low[0]), twice(f->high[0])},
	    {twice(f->low[1]), twice(f->high[1])},
	    {twice(f->low[2]), twice(f->high[2])},
	    {twice(f->low[3]), twice(f->high[3])}};
	const size_t place[PLACES] = {f->place[0], f->place[1], f->place[2],
	    f->place[3]};
	size_t last = 1, i = begin_at(f, from), at;

	for (size_t k = 0; k < n; k++)
		last = place[k] > last ? place[k] : last;
	for (; text.len >= last + 32 && i <= text.len - last - 32; i += 32) {
		uint32_t found = candidates(t, place, n, text.p + i);

		for (; found != 0; found &= found - 1)
			if (is_finding(f, text, i + (size_t)__builtin_ctz(
			    found), &at) && at >= from)
				return at;
	}
	return scan_simple(f, text, i, from);
}

/* Bytes of v that are one of the place's. */
AVX2 static inline __m256i
equal(const struct finder *f, size_t few, size_t k, __m256i v)
{
	__m256i is = _mm256_cmpeq_epi8(v, _mm256_set1_epi8(
	    (char)f->byte[k][0]));

	return few < 2 ? is : _mm256_or_si256(is, _mm256_cmpeq_epi8(v,
	    _mm256_set1_epi8((char)f->byte[k][1])));
}

AVX2 static inline __m256i
compare32(const struct finder *f, size_t n, size_t few, const char *p)
{
	__m256i first = load(p + f->place[0]);
	__m256i is = _mm256_and_si256(equal(f, few, 0, first),
	    equal(f, few, 1, load(p + f->place[1])));

	if (n > 2)
		is = _mm256_and_si256(is, equal(f, few, 2, load(p +
		    f->place[2])));
	if (n > 3)
		is = _mm256_and_si256(is, equal(f, few, 3, load(p +
		    f->place[3])));
	return _mm256_or_si256(is, _mm256_cmpeq_epi8(first,
	    _mm256_set1_epi8('\\')));
}

/* As scan, 64 places at a time. */
AVX2 static inline __attribute__((always_inline)) size_t
scan_few(const struct finder *f, size_t n, size_t few, struct sv text,
    size_t from)
{
	size_t last = 1, i = begin_at(f, from), at;

	for (size_t k = 0; k < n; k++)
		last = f->place[k] > last ? f->place[k] : last;
	for (; text.len >= last + 64 && i <= text.len - last - 64; i += 64) {
		__m256i low = compare32(f, n, few, text.p + i);
		__m256i high = compare32(f, n, few, text.p + i + 32);
		__m256i any = _mm256_or_si256(low, high);
		uint64_t found;

		if (_mm256_testz_si256(any, any))
			continue;
		found = (uint32_t)_mm256_movemask_epi8(low) |
		    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
		for (; found != 0; found &= found - 1)
			if (is_finding(f, text, i + (size_t)__builtin_ctzll(
			    found), &at) && at >= from)
				return at;
	}
	return scan_simple(f, text, i, from);
}

AVX2 static size_t
next_few(const struct finder *f, struct sv text, size_t from)
{
	if (f->few > 1)
		return f->nplaces == 2 ? scan_few(f, 2, 2, text, from)
		    : f->nplaces == 3 ? scan_few(f, 3, 2, text, from)
		    : scan_few(f, 4, 2, text, from);
	return f->nplaces == 2 ? scan_few(f, 2, 1, text, from)
	    : f->nplaces == 3 ? scan_few(f, 3, 1, text, from)
	    : scan_few(f, 4, 1, text, from);
}

/* The number of places known to the compiler: no inner loop is left. */
AVX2 static size_t
next_vector(const struct finder *f, struct sv text, size_t from)
{
	size_t first = escape_before(f, text, from), found;

	if (f->few != 0) {
		found = next_few(f, text, from);
		return first < found ? first : found;
	}
	switch (f->nplaces) {
	case 1:
		found = scan(f, 1, text, from);
		break;
	case 2:
		found = scan(f, 2, text, from);
		break;
	case 3:
		found = scan(f, 3, text, from);
		break;
	default:
		found = scan(f, 4, text, from);
		break;
	}
	return first < found ? first : found;
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
