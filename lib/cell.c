/* SPDX-License-Identifier: MIT */
#include "cell.h"

#include "narrow.h"
#include "utf8.h"

#include <stdlib.h>

#define LONGEST_WORD 32         /* of cell_words' own table */
#define MOST_WORDS 255

/* --- what must be looked at ------------------------------------------------ */

static inline unsigned
byte_at(const char *p, size_t i)
{
	return (unsigned char)p[i];
}

/*
 * Lead bytes alone say little (E3 80 begins 。 and 　), so that two or three
 * bytes are compared: C2 (no-break space, soft hyphen; nothing common), E2 80
 * 8x, Ax from A8 and E2 81 (invisible marks), E3 80 80 (ideographic space),
 * E3 84 (bopomofo), EE, EF 80-A3 and F3 up (private use), EF BB (BOM), EF BF
 * (U+FFFD), "?;", "_x".
 */
static bool
suspicious(unsigned a, unsigned b, unsigned c)
{
	switch (a) {
	case 0xc2:
	case 0xee:
		return true;
	case 0xe2:
		return b == 0x81 || (b == 0x80 &&
		    ((c & 0xf0) == 0x80 || (c & 0xf8) == 0xa8));
	case 0xe3:
		return b == 0x84 || (b == 0x80 && c == 0x80);
	case 0xef:
		return b < 0xa4 || b == 0xbb || b == 0xbf;
	case '?':
		return b == ';';
	case '_':
		return b == 'x';
	default:
		return a >= 0xf3;
	}
}

bool
cell_is_plain_simple(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned b = i + 1 < s.len ? byte_at(s.p, i + 1) : 0xff;
		unsigned c = i + 2 < s.len ? byte_at(s.p, i + 2) : 0xff;

		if (suspicious(byte_at(s.p, i), b, c))
			return false;
	}
	return true;
}

/* Sixteen bytes at once; the compiler makes SSE2 or NEON of it. */
typedef uint8_t vec __attribute__((vector_size(16)));

static inline vec
load(const char *p)
{
	vec v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline bool
any(vec v)
{
	uint64_t w[2];

	memcpy(w, &v, sizeof(w));
	return (w[0] | w[1]) != 0;
}

/* suspicious() at sixteen places; b and c are the bytes that follow. */
static inline bool
suspicious16(vec a, vec b, vec c)
{
	vec b80 = (vec)(b == 0x80);
	vec lead = (vec)(a == 0xc2) | (vec)(a == 0xee) | (vec)(a >= 0xf3);
	vec e2 = (vec)(a == 0xe2) & ((vec)(b == 0x81) | (b80 &
	    ((vec)((c & 0xf0) == 0x80) | (vec)((c & 0xf8) == 0xa8))));
	vec e3 = (vec)(a == 0xe3) & ((vec)(b == 0x84) | (b80 &
	    (vec)(c == 0x80)));
	vec ef = (vec)(a == 0xef) & ((vec)(b < 0xa4) | (vec)(b == 0xbb) |
	    (vec)(b == 0xbf));
	vec ascii = ((vec)(a == '?') & (vec)(b == ';')) |
	    ((vec)(a == '_') & (vec)(b == 'x'));

	return any(lead | e2 | e3 | ef | ascii);
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline __m256i
is(__m256i v, unsigned byte)
{
	return _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)byte));
}

/* The same at thirty-two. */
__attribute__((target("avx2"))) static inline bool
suspicious32(const char *p)
{
	__m256i a = _mm256_loadu_si256((const void *)p);
	__m256i b = _mm256_loadu_si256((const void *)(p + 1));
	__m256i c = _mm256_loadu_si256((const void *)(p + 2));
	__m256i b80 = is(b, 0x80);
	__m256i mark = _mm256_or_si256(
	    is(_mm256_and_si256(c, _mm256_set1_epi8((char)0xf0)), 0x80),
	    is(_mm256_and_si256(c, _mm256_set1_epi8((char)0xf8)), 0xa8));
	__m256i lead = _mm256_or_si256(_mm256_or_si256(is(a, 0xc2),
	    is(a, 0xee)), _mm256_cmpeq_epi8(_mm256_max_epu8(a,
	    _mm256_set1_epi8((char)0xf3)), a));
	__m256i e2 = _mm256_and_si256(is(a, 0xe2), _mm256_or_si256(
	    is(b, 0x81), _mm256_and_si256(b80, mark)));
	__m256i e3 = _mm256_and_si256(is(a, 0xe3), _mm256_or_si256(
	    is(b, 0x84), _mm256_and_si256(b80, is(c, 0x80))));
	/* continuation bytes are negative: 80-A3 is below A4 */
	__m256i ef = _mm256_and_si256(is(a, 0xef), _mm256_or_si256(
	    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)0xa4), b),
	    _mm256_or_si256(is(b, 0xbb), is(b, 0xbf))));
	__m256i ascii = _mm256_or_si256(
	    _mm256_and_si256(is(a, '?'), is(b, ';')),
	    _mm256_and_si256(is(a, '_'), is(b, 'x')));
	__m256i found = _mm256_or_si256(_mm256_or_si256(lead, e2),
	    _mm256_or_si256(_mm256_or_si256(e3, ef), ascii));

	return !_mm256_testz_si256(found, found);
}

/* Bytes at the beginning that were looked at, or s.len + 1: suspicious. */
__attribute__((target("avx2"))) static size_t
plain_wide(struct sv s)
{
	size_t at = 0;

	for (; s.len - at >= 34; at += 32)
		if (suspicious32(s.p + at))
			return s.len + 1;
	return at;
}
#endif

bool
cell_is_plain(struct sv s)
{
	size_t at = 0;
	vec b, c = {0};

#if defined(__x86_64__) && defined(__GNUC__)
	if (s.len >= 34 && __builtin_cpu_supports("avx2"))
		at = plain_wide(s);
	if (at > s.len)
		return false;
#endif
	for (; s.len - at >= 18; at += 16)
		if (suspicious16(load(s.p + at), load(s.p + at + 1),
		    load(s.p + at + 2)))
			return false;
	if (s.len < 17)
		return cell_is_plain_simple(s);
	/* Valid UTF-8 ends no sooner than its last character does: the third
	 * byte that is missing at the very end decides nothing. */
	b = load(s.p + s.len - 16);
	memcpy(&c, s.p + s.len - 15, 15);
	return !suspicious16(load(s.p + s.len - 17), b, c);
}

/* --- text ------------------------------------------------------------------ */

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline struct sv
trim(struct sv s)
{
	while (s.len > 0 && is_blank((unsigned char)s.p[0]))
		s = sv_from(s, 1);
	while (s.len > 0 && is_blank((unsigned char)s.p[s.len - 1]))
		s.len--;
	return s;
}

/* ="510…" and '510…, with which exports keep Excel from meddling. */
static struct sv
strip_guard(struct sv s)
{
	if (s.len >= 3 && s.p[0] == '=' && s.p[1] == '"' &&
	    s.p[s.len - 1] == '"')
		return trim((struct sv){s.p + 2, s.len - 3});
	if (s.len >= 2 && s.p[0] == '\'' &&
	    strchr("0123456789=+-@", s.p[1]) != NULL && s.p[1] != '\0')
		return trim(sv_from(s, 1));
	return s;
}

static bool
is_space(uint32_t c)
{
	return c == 0xa0 || c == 0x3000 || c == 0x2003 || c == 0x2002;
}

/* Shows nothing: BOM, zero-width and direction marks, soft hyphen. */
static bool
is_invisible(uint32_t c)
{
	return c == 0xfeff || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064);
}

/* Without what shows nothing; a no-break space becomes a space, and blanks of
 * any width go from the ends. */
static struct sv
clean(struct sv s, struct str *to)
{
	size_t end = 0;         /* after the last that is no blank */

	str_clear(to);
	str_reserve(to, s.len + 1);
	while (s.len > 0) {
		uint32_t c = 0;
		size_t n = utf8_decode(s, &c);
		struct sv left = s;

		n = n == 0 ? 1 : n;
		s = sv_from(s, n);
		if (is_invisible(c))
			continue;
		if (sv_starts(left, SV("_x000D_"))) {
			s = sv_from(left, 7);
			continue;
		}
		if (to->len == 0 && (is_space(c) ||
		    (n == 1 && is_blank((unsigned char)c))))
			continue;
		if (c == 0xa0)
			str_addc(to, ' ');
		else
			str_add(to, left.p, n);
		if (!is_space(c) && !(n == 1 && is_blank((unsigned char)c)))
			end = to->len;
	}
	return (struct sv){to->p, end};
}

struct sv
cell_clean(struct sv raw, bool plain, struct str *scratch)
{
	struct sv s = trim(raw);

	if (!plain && !cell_is_plain(s))
		s = clean(s, scratch);
	return s.len > 0 && (s.p[0] == '=' || s.p[0] == '\'') ?
	    strip_guard(s) : s;
}

static bool
is_han(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) ||
	    (c >= 0x20000 && c <= 0x3ffff);
}

static bool
is_never_text(uint32_t c)
{
	return c == 0xfffd || (c >= 0xe000 && c <= 0xf8ff) ||
	    (c >= 0xf0000 && c <= 0x10ffff);
}

bool
cell_damaged(struct sv s)
{
	uint32_t before[3] = {0, 0, 0}; /* the last characters, newest first */

	while (s.len > 0) {
		uint32_t c = 0;
		size_t n = utf8_decode(s, &c);
		/* A letter of bopomofo stands beside Han only in a dictionary. */
		bool bopomofo = (before[0] >= 0x3105 && before[0] <= 0x312f &&
		    is_han(c)) || (c >= 0x3105 && c <= 0x312f &&
		    is_han(before[0]));

		if (is_never_text(c) || bopomofo ||
		    (before[1] == '?' && before[0] == ';' && is_han(before[2]) &&
		    (is_han(c) || (c >= 0x3105 && c <= 0x312f))))
			return true;
		before[2] = before[1];
		before[1] = before[0];
		before[0] = c;
		s = sv_from(s, n == 0 ? 1 : n);
	}
	return false;
}

/* --- numbers --------------------------------------------------------------- */

struct sv
cell_number(struct sv raw, char *buf, size_t cap)
{
	struct sv s = trim(raw);
	size_t n = 0;

	while (n < s.len && (unsigned char)s.p[n] < 0x80)
		n++;
	if (n < s.len) {
		s = narrow_to(buf, cap, s);
		if (s.p == NULL)
			return s;
		s = trim(s);
	}
	s = strip_guard(s);
	n = sv_digits(s);
	if (n > 0 && n + 2 == s.len && s.p[n] == '.' && s.p[n + 1] == '0')
		s.len = n;
	return s;
}

bool
cell_is_scientific(struct sv s)
{
	size_t n = sv_digits(s), e;

	if (n != 1 || s.len < 4)
		return false;
	if (s.p[n] == '.')
		n += 1 + sv_digits(sv_from(s, n + 1));
	if (n + 2 > s.len || (s.p[n] | 0x20) != 'e' || s.p[n + 1] != '+')
		return false;
	s = sv_from(s, n + 2);
	e = sv_digits(s);
	return e >= 1 && e <= 3 && e == s.len;
}

/* --- words ----------------------------------------------------------------- */

void
cell_words_add(struct cell_words *w, struct sv word, struct sv value)
{
	if (word.len > LONGEST_WORD || w->n == MOST_WORDS) {
		if (w->long_or_many == NULL) {
			w->long_or_many = mem_zalloc(1, sizeof(struct map));
			w->long_or_many->size = sizeof(struct sv);
		}
		memcpy(map_put(w->long_or_many, word, NULL), &value,
		    sizeof(value));
		return;
	}
	if (w->n == w->cap) {
		w->cap = w->cap == 0 ? 16 : w->cap * 2;
		w->heads = mem_realloc(w->heads, w->cap * sizeof(uint32_t));
		w->words = mem_realloc(w->words, w->cap * sizeof(struct sv));
		w->values = mem_realloc(w->values, w->cap * sizeof(struct sv));
	}
	w->words[w->n] = word;
	w->values[w->n++] = value;
}

/* The first four bytes, or all of a shorter word. */
static inline uint32_t
head_of(struct sv word)
{
	uint32_t head = 0;

	if (word.len >= 4)
		memcpy(&head, word.p, 4);
	else
		for (size_t i = 0; i < word.len; i++)
			head = head << 8 | (unsigned char)word.p[i];
	return head;
}

/* By insertion: at most 255, once a file. Of equal words the first stays
 * first. */
void
cell_words_sort(struct cell_words *w)
{
	for (size_t i = 1; i < w->n; i++)
		for (size_t k = i; k > 0 &&
		    w->words[k - 1].len > w->words[k].len; k--) {
			struct sv word = w->words[k], value = w->values[k];

			w->words[k] = w->words[k - 1];
			w->values[k] = w->values[k - 1];
			w->words[k - 1] = word;
			w->values[k - 1] = value;
		}
	for (size_t i = 0; i < w->n; i++)
		w->heads[i] = head_of(w->words[i]);
	for (size_t len = 0, i = 0; len < sizeof(w->from); len++) {
		while (i < w->n && w->words[i].len < len)
			i++;
		w->from[len] = (uint8_t)i;
	}
}

bool
cell_words_find(const struct cell_words *w, struct sv word, struct sv *value)
{
	const struct sv *found;
	uint32_t head;

	if (word.len <= LONGEST_WORD &&
	    w->from[word.len] < w->from[word.len + 1]) {
		head = head_of(word);
		for (size_t i = w->from[word.len]; i < w->from[word.len + 1];
		    i++)
			if (w->heads[i] == head && (word.len <= 4 ||
			    memcmp(w->words[i].p, word.p, word.len) == 0)) {
				*value = w->values[i];
				return true;
			}
	}
	if (w->long_or_many == NULL)
		return false;
	found = map_get(w->long_or_many, word);
	if (found != NULL)
		*value = *found;
	return found != NULL;
}

void
cell_words_free(struct cell_words *w)
{
	if (w->long_or_many != NULL)
		map_free(w->long_or_many);
	free(w->long_or_many);
	free(w->heads);
	free(w->words);
	free(w->values);
	*w = (struct cell_words){0};
}
