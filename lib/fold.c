/* SPDX-License-Identifier: MIT */
#include "fold.h"

#include "fold_table.h"
#include "utf8.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define UNIT_DROP 1
#define UNIT_BLANK 0x20
#define PINYIN_MAX 8            /* letters in brackets: zhuàng and a tone */

struct fold {
	uint16_t map[0x10000];
};

static void
map_range(struct fold *f, unsigned from, unsigned to, uint16_t unit)
{
	for (unsigned c = from; c <= to; c++)
		f->map[c] = unit;
}

/* 128 KiB, of which a Chinese text touches the few thousand units in use. */
struct fold *
fold_new(void)
{
	struct fold *f = mem_alloc(sizeof(*f));

	for (unsigned c = 0; c < 0x10000; c++)
		f->map[c] = (uint16_t)c;
	for (size_t i = 0; i < fold_table_rows; i++)
		for (size_t k = 0; k < FOLD_TABLE_ROW; k += 2)
			f->map[fold_table[i][k]] = fold_table[i][k + 1];
	/* 薴 gives 苧, which itself gives 苎. */
	for (unsigned c = 0; c < 0x10000; c++)
		f->map[c] = f->map[f->map[c]];
	for (unsigned c = 0xff01; c <= 0xff5e; c++)
		f->map[c] = (uint16_t)(c - 0xfee0);
	for (unsigned c = 'A'; c <= 'Z'; c++)
		f->map[c] = f->map[c + 0xfee0] = (uint16_t)(c + 32);
	f->map['\r'] = f->map[0x85] = '\n';
	map_range(f, 0x2028, 0x2029, '\n');
	f->map['\t'] = f->map[0xa0] = UNIT_BLANK;
	map_range(f, 0x2000, 0x200a, UNIT_BLANK);
	f->map[0x202f] = f->map[0x205f] = f->map[0x3000] = UNIT_BLANK;
	f->map[0xad] = f->map[0x2060] = f->map[0xfeff] = UNIT_DROP;
	map_range(f, 0x200b, 0x200f, UNIT_DROP);
	map_range(f, 0xfe00, 0xfe0f, UNIT_DROP);
	f->map[0xff61] = 0x3002;        /* half-width full stop */
	f->map[0xffe5] = 0xa5;          /* yen sign */
	return f;
}

void
fold_free(struct fold *fold)
{
	free(fold);
}

uint16_t
fold_unit(const struct fold *fold, uint32_t c)
{
	return c < 0x10000 ? fold->map[c] : FOLD_ASTRAL;
}

static inline unsigned
three(const unsigned char *p)
{
	return (p[0] & 0x0fU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))

#define EIGHT_BYTES 28          /* read of eight characters */

/* Eight characters of three bytes each, which begin at p: their code points.
 * *n is how many of them, from the first one on, are such characters indeed. */
WIDE static inline __m128i
eight_of_three(const unsigned char *p, unsigned *n)
{
	const __m256i apart = _mm256_setr_epi8(2, 1, 0, -1, 5, 4, 3, -1, 8, 7,
	    6, -1, 11, 10, 9, -1, 2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11,
	    10, 9, -1);
	__m256i v = _mm256_inserti128_si256(_mm256_castsi128_si256(
	    _mm_loadu_si128((const void *)p)), _mm_loadu_si128(
	    (const void *)(p + 12)), 1), heads;

	/* In valid UTF-8 their first bytes alone tell. */
	v = _mm256_shuffle_epi8(v, apart);
	heads = _mm256_cmpeq_epi32(_mm256_and_si256(v,
	    _mm256_set1_epi32(0xf00000)), _mm256_set1_epi32(0xe00000));
	*n = (unsigned)__builtin_ctz(~(unsigned)_mm256_movemask_ps(
	    _mm256_castsi256_ps(heads)));
	/* From the last byte up: 6 bits, 6 bits, 4 bits. */
	v = _mm256_and_si256(v, _mm256_set1_epi32(0x0f3f3f));
	v = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01014001));
	v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x10000001));
	return _mm_packus_epi32(_mm256_castsi256_si128(v),
	    _mm256_extracti128_si256(v, 1));
}

#define MAP_ONE(k)                                                            \
	units = _mm_insert_epi16(units, (short)map[_mm_extract_epi16(c, k)], k)

/* A gather would take longer than eight reads. */
WIDE static inline __m128i
map_eight(const uint16_t *map, __m128i c)
{
	__m128i units = _mm_setzero_si128();

	MAP_ONE(0);
	MAP_ONE(1);
	MAP_ONE(2);
	MAP_ONE(3);
	MAP_ONE(4);
	MAP_ONE(5);
	MAP_ONE(6);
	MAP_ONE(7);
	return units;
}

/* Gives how many of the n bytes are done: as long as characters of three bytes
 * follow one another, up to the last few. The step is a constant, so that the
 * next one begins before this one is done. */
WIDE static size_t
decode_han(const uint16_t *map, const unsigned char *p, size_t n,
    uint16_t **out)
{
	uint16_t *o = *out;
	unsigned of_three = 8;
	size_t at = 0;

	while (n - at >= EIGHT_BYTES) {
		__m128i c = eight_of_three(p + at, &of_three);

		_mm_storeu_si128((void *)o, map_eight(map, c));
		if (of_three != 8) {
			o += of_three;
			at += (size_t)3 * of_three;
			break;
		}
		o += 8;
		at += 24;
	}
	*out = o;
	return at;
}

#define WIDEST __attribute__((target(                                         \
	"avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi2")))
#define BYTES ((size_t)64)      /* looked at together */

WIDEST static inline __m512i
bytes_at(const unsigned char *p, size_t n)
{
	return n >= BYTES ? _mm512_loadu_si512(p) : _mm512_maskz_loadu_epi8(
	    _bzhi_u64(UINT64_MAX, (unsigned)n), p);
}

/* Up to 32 characters, of which a are the first bytes, b and c the further ones
 * or what follows instead. */
WIDEST static inline __m512i
join_bytes(__m256i a, __m256i b, __m256i c)
{
	__m512i first = _mm512_cvtepu8_epi16(a);
	__m512i last = _mm512_cvtepu8_epi16(_mm256_and_si256(b,
	    _mm256_set1_epi8(0x3f)));
	__m512i two = _mm512_or_si512(_mm512_slli_epi16(_mm512_and_si512(first,
	    _mm512_set1_epi16(0x1f)), 6), last);
	__m512i three = _mm512_or_si512(_mm512_slli_epi16(first, 12),
	    _mm512_or_si512(_mm512_slli_epi16(last, 6), _mm512_cvtepu8_epi16(
	    _mm256_and_si256(c, _mm256_set1_epi8(0x3f)))));

	two = _mm512_mask_mov_epi16(first, _mm512_cmpge_epu16_mask(first,
	    _mm512_set1_epi16(0xc0)), two);
	return _mm512_mask_mov_epi16(two, _mm512_cmpge_epu16_mask(first,
	    _mm512_set1_epi16(0xe0)), three);
}

/* The characters of up to three bytes that begin in the first BYTES of n, as
 * code points; false when there is a longer one, or what is not UTF-8. *rest
 * has bits of the first bytes that go on with one. */
WIDEST static inline bool
decode_bytes(const unsigned char *p, size_t n, uint64_t *rest, uint16_t **out)
{
	__m512i a = bytes_at(p, n);
	uint64_t all = _bzhi_u64(UINT64_MAX, n < BYTES ? (unsigned)n : 64);
	uint64_t begins = all & ~_mm512_cmplt_epi8_mask(a, _mm512_set1_epi8(
	    -64));
	uint64_t of_two = _mm512_cmpge_epu8_mask(a, _mm512_set1_epi8(
	    (char)0xc0));
	uint64_t of_three = _mm512_cmpge_epu8_mask(a, _mm512_set1_epi8(
	    (char)0xe0));
	uint64_t go_on = *rest | of_two << 1 | of_three << 2;
	__m512i b, c;

	if (_mm512_cmpge_epu8_mask(a, _mm512_set1_epi8((char)0xf0)) != 0 ||
	    ((go_on ^ ~begins) & all) != 0)
		return false;
	*rest = of_two >> 63 | of_three >> 62;
	b = _mm512_maskz_compress_epi8(begins, bytes_at(p + 1, n - 1));
	c = _mm512_maskz_compress_epi8(begins, bytes_at(p + 2, n > 2 ? n - 2 :
	    0));
	a = _mm512_maskz_compress_epi8(begins, a);
	_mm512_storeu_si512(*out, join_bytes(_mm512_castsi512_si256(a),
	    _mm512_castsi512_si256(b), _mm512_castsi512_si256(c)));
	if (__builtin_popcountll(begins) > 32)
		_mm512_storeu_si512(*out + 32, join_bytes(
		    _mm512_extracti64x4_epi64(a, 1),
		    _mm512_extracti64x4_epi64(b, 1),
		    _mm512_extracti64x4_epi64(c, 1)));
	*out += __builtin_popcountll(begins);
	return true;
}

/* In place; eight at a time, into the padding. */
static void
map_units(const uint16_t *map, uint16_t *u, const uint16_t *end)
{
	for (; u < end; u += 8) {
		u[0] = map[u[0]];
		u[1] = map[u[1]];
		u[2] = map[u[2]];
		u[3] = map[u[3]];
		u[4] = map[u[4]];
		u[5] = map[u[5]];
		u[6] = map[u[6]];
		u[7] = map[u[7]];
	}
}

/* Bytes up to a character that the end cuts. */
static size_t
whole_of(const unsigned char *p, size_t n)
{
	if (n > 0 && p[n - 1] >= 0xc0)
		return n - 1;
	return n > 1 && p[n - 2] >= 0xe0 ? n - 2 : n;
}

/* Characters of any length up to three, to the end or to one that is longer.
 * What is written stays within FOLD_PAD units behind the last. */
WIDEST static size_t
decode_widest(const uint16_t *map, const unsigned char *p, size_t n,
    uint16_t **out)
{
	uint16_t *first = *out, *o = first;
	uint64_t rest = 0;
	size_t at = 0;

	n = whole_of(p, n);
	while (at < n && decode_bytes(p + at, n - at, &rest, &o))
		at += BYTES;
	map_units(map, first, o);
	*out = o;
	/* The last character may go on in the next bytes. */
	return at < n ? at + (size_t)__builtin_popcountll(rest) : n;
}

static size_t
decode_wide(const uint16_t *map, const unsigned char *p, size_t n,
    uint16_t **out)
{
	if (__builtin_cpu_supports("avx512vbmi2") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("bmi2"))
		return decode_widest(map, p, n, out);
	return decode_han(map, p, n, out);
}

static bool
is_wide(void)
{
	return __builtin_cpu_supports("avx2");
}
#else
static bool
is_wide(void)
{
	return false;
}

static size_t
decode_wide(const uint16_t *map, const unsigned char *p, size_t n,
    uint16_t **out)
{
	(void)map;
	(void)p;
	(void)n;
	(void)out;
	return 0;
}
#endif

/* One unit a character. Runs of Han go eight or four at a time: in valid UTF-8
 * the first bytes alone tell that all of them have three bytes. */
static size_t
decode(const uint16_t *map, struct sv text, uint16_t *out)
{
	const unsigned char *p = (const unsigned char *)text.p;
	const unsigned char *end = p + text.len;
	bool wide = is_wide();
	uint16_t *o = out;

	while (p < end) {
		uint32_t c;
		size_t n;

		if (wide)
			p += decode_wide(map, p, (size_t)(end - p), &o);
		while (end - p >= 12 &&
		    ((p[0] ^ 0xe0) | (p[3] ^ 0xe0) | (p[6] ^ 0xe0) |
		    (p[9] ^ 0xe0)) < 0x10) {
			o[0] = map[three(p)];
			o[1] = map[three(p + 3)];
			o[2] = map[three(p + 6)];
			o[3] = map[three(p + 9)];
			o += 4;
			p += 12;
		}
		while (end - p >= 3 && (p[0] ^ 0xe0) < 0x10) {
			*o++ = map[three(p)];
			p += 3;
		}
		while (p < end && *p < 0x80)
			*o++ = map[*p++];
		if (p == end || (end - p >= 3 && (p[0] ^ 0xe0) < 0x10))
			continue;
		n = utf8_decode((struct sv){(const char *)p,
		    (size_t)(end - p)}, &c);
		*o++ = n == 0 ? 0xfffd : c < 0x10000 ? map[c] : FOLD_ASTRAL;
		p += n == 0 ? 1 : n;
	}
	return (size_t)(o - out);
}

static bool
is_special(uint16_t u)
{
	return u == UNIT_BLANK || u == '(' || u == UNIT_DROP;
}

#if defined(__x86_64__)
/* As next_special; reads whole groups, into the padding. */
WIDE static size_t
next_special_wide(const uint16_t *u, size_t i, size_t n)
{
	const __m256i blank = _mm256_set1_epi16(UNIT_BLANK);
	const __m256i bracket = _mm256_set1_epi16('(');
	const __m256i drop = _mm256_set1_epi16(UNIT_DROP);

	for (; i < n; i += 16) {
		__m256i v = _mm256_loadu_si256((const void *)(u + i));
		__m256i any = _mm256_or_si256(_mm256_cmpeq_epi16(v, blank),
		    _mm256_or_si256(_mm256_cmpeq_epi16(v, bracket),
		    _mm256_cmpeq_epi16(v, drop)));
		unsigned bytes = (unsigned)_mm256_movemask_epi8(any);

		if (bytes != 0) {
			i += (size_t)__builtin_ctz(bytes) / 2;
			return i < n ? i : n;
		}
	}
	return n;
}
#else
static size_t next_special(const uint16_t *, size_t, size_t);
#define next_special_wide next_special
#endif

/* Where the first unit at or behind i stands that may have to be dropped, or
 * before which something may; n: nowhere. */
static size_t
next_special(const uint16_t *u, size_t i, size_t n)
{
	if (is_wide())
		return next_special_wide(u, i, n);
	while (i < n && !is_special(u[i]))
		i++;
	return i;
}

/* Vowels with one of the four tones, as letters of their own or with a
 * combining mark; ü, ê and the ɑ of schoolbooks. */
static bool
is_tone_letter(uint16_t u)
{
	return (u >= 0xe0 && u <= 0xfc && u != 0xf7) ||
	    (u >= 0x100 && u <= 0x17f) || (u >= 0x1cd && u <= 0x1dc) ||
	    (u >= 0x300 && u <= 0x30c) || u == 0x251;
}

/* Units of "(hàn)" or "(han4)" at i; 0 when it is none. Without a tone it may
 * be a word: 微信(wechat). */
static size_t
pinyin_at(const uint16_t *u, size_t n, size_t i)
{
	size_t at = i + 1, letters = 0;
	bool tone = false;

	while (at < n && letters <= PINYIN_MAX &&
	    ((u[at] >= 'a' && u[at] <= 'z') || is_tone_letter(u[at]))) {
		tone |= u[at] >= 0x80;
		letters++;
		at++;
	}
	if (at < n && !tone && letters > 0 && u[at] >= '1' && u[at] <= '5') {
		tone = true;
		at++;
	}
	return tone && letters > 0 && letters <= PINYIN_MAX && at < n &&
	    u[at] == ')' ? at + 1 - i : 0;
}

/* How many units at i are dropped, given the last unit kept. */
static size_t
drop_at(const uint16_t *u, size_t n, size_t i, uint16_t kept)
{
	size_t at = i;

	if (u[i] == UNIT_DROP)
		return 1;
	if (!fold_is_han(kept))
		return 0;
	if (u[i] == '(')
		return pinyin_at(u, n, i);
	while (at < n && (u[at] == UNIT_BLANK || u[at] == UNIT_DROP))
		at++;
	return at < n && fold_is_han(u[at]) ? at - i : 0;
}

static void
begin_dropping(struct folded *f, size_t kept)
{
	if (f->origin == NULL)
		f->origin = mem_alloc(f->cap * sizeof(*f->origin));
	f->dropped = true;
	for (size_t i = 0; i < kept; i++)
		f->origin[i] = (uint32_t)i;
}

/* Keeps the units from i to `end` behind those kept so far. */
static size_t
keep(struct folded *f, size_t kept, size_t i, size_t end)
{
	if (!f->dropped)
		return kept + (end - i);
	for (; i < end; i++) {
		f->units[kept] = f->units[i];
		f->origin[kept++] = (uint32_t)i;
	}
	return kept;
}

/* Closes the gaps in place. Nothing is written, and origin not made, before
 * the first thing to drop: most brackets and blanks stay. `at` is the first
 * special unit. */
static void
drop(struct folded *f, size_t at)
{
	const uint16_t *u = f->units;
	size_t kept = at, i = at, n = f->n;

	while (i < n) {
		size_t end = i + 1, skip = drop_at(u, n, i, kept > 0 ?
		    u[kept - 1] : 0);

		if (skip > 0) {
			if (!f->dropped)
				begin_dropping(f, kept);
			i += skip;
			end = i;
		} else if (u[i] == UNIT_BLANK) {
			/* A run of blanks that stays is looked at once. */
			while (end < n && u[end] == UNIT_BLANK)
				end++;
		}
		end = next_special(u, end, n);
		kept = keep(f, kept, i, end);
		i = end;
	}
	f->n = kept;
}

void
fold_text(const struct fold *fold, struct folded *to, struct sv utf8)
{
	size_t at;

	if (utf8.len > FOLD_MAX)
		utf8.len = FOLD_MAX;
	if (to->cap < utf8.len + FOLD_PAD) {
		to->cap = utf8.len + utf8.len / 2 + FOLD_PAD;
		free(to->units);
		to->units = mem_alloc(to->cap * sizeof(*to->units));
		free(to->origin);
		to->origin = NULL;
	}
	to->dropped = false;
	to->n = decode(fold->map, utf8, to->units);
	memset(to->units + to->n, 0, FOLD_PAD * sizeof(*to->units));
	at = next_special(to->units, 0, to->n);
	if (at == to->n)
		return;
	drop(to, at);
	memset(to->units + to->n, 0, FOLD_PAD * sizeof(*to->units));
}

void
folded_free(struct folded *f)
{
	free(f->units);
	free(f->origin);
	*f = (struct folded){0};
}

void
fold_to_utf8(struct str *out, const uint16_t *units, size_t n)
{
	for (size_t i = 0; i < n; i++)
		utf8_add(out, units[i] == FOLD_ASTRAL ||
		    (units[i] >= 0xd800 && units[i] < 0xe000) ? 0xfffd :
		    units[i]);
}
