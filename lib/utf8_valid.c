/* SPDX-License-Identifier: MIT */
/*
 * utf8_valid_prefix, fast. On x86-64 with SSSE3 (checked at run time) sixteen
 * bytes at a time by the three table look-ups of Keiser and Lemire,
 * "Validating UTF-8 In Less Than One Instruction Per Byte" (2021); elsewhere
 * the plain loop with ASCII skipped in words. Whoever finds a fault re-reads
 * the last few bytes with the plain loop, so the place is always exact.
 */
#include "utf8.h"

static size_t
skip_ascii(struct sv s, size_t at)
{
	while (s.len - at >= 8) {
		uint64_t w;

		memcpy(&w, s.p + at, 8);
		if ((w & 0x8080808080808080ull) != 0)
			break;
		at += 8;
	}
	while (at < s.len && (unsigned char)s.p[at] < 0x80)
		at++;
	return at;
}

static size_t
valid_from(struct sv s, size_t at)
{
	for (;;) {
		uint32_t c;
		size_t n;

		at = skip_ascii(s, at);
		n = utf8_decode(sv_from(s, at), &c);
		if (n == 0)
			return at;
		at += n;
	}
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* Error bits of a pair of bytes; a pair is wrong when all three look-ups
 * (high half and low half of the first, high half of the second) agree. */
enum {
	TOO_SHORT = 1 << 0,     /* lead byte, then no continuation */
	TOO_LONG = 1 << 1,      /* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2,
	TOO_LARGE = 1 << 3,
	SURROGATE = 1 << 4,
	OVERLONG_2 = 1 << 5,
	TOO_LARGE_1000 = 1 << 6,
	OVERLONG_4 = 1 << 6,
	TWO_CONTS = 1 << 7,
	CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define T(...) _mm_setr_epi8(__VA_ARGS__)
#define LARGE ((char)(CARRY | TOO_LARGE | TOO_LARGE_1000))
#define CONT ((char)(TOO_LONG | OVERLONG_2 | TWO_CONTS))
#define TABLE __attribute__((target("ssse3"), always_inline)) static inline

/* By the high half of the first byte. */
TABLE __m128i
first_high(void)
{
	return T(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	    TOO_LONG, TOO_LONG, (char)TWO_CONTS, (char)TWO_CONTS,
	    (char)TWO_CONTS, (char)TWO_CONTS, TOO_SHORT | OVERLONG_2,
	    TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
	    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
}

TABLE __m128i
first_low(void)
{
	const char c = (char)CARRY;

	return T((char)(c | OVERLONG_3 | OVERLONG_2 | OVERLONG_4),
	    (char)(c | OVERLONG_2), c, c, (char)(c | TOO_LARGE), LARGE, LARGE,
	    LARGE, LARGE, LARGE, LARGE, LARGE, LARGE,
	    (char)(LARGE | SURROGATE), LARGE, LARGE);
}

TABLE __m128i
second_high(void)
{
	return T(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	    TOO_SHORT, TOO_SHORT, TOO_SHORT,
	    (char)(CONT | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
	    (char)(CONT | OVERLONG_3 | TOO_LARGE),
	    (char)(CONT | SURROGATE | TOO_LARGE),
	    (char)(CONT | SURROGATE | TOO_LARGE),
	    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
}

__attribute__((target("ssse3"))) static __m128i
pair_errors(__m128i now, __m128i before)
{
	const __m128i low_nibble = _mm_set1_epi8(0x0f);
	__m128i back1 = _mm_alignr_epi8(now, before, 15);
	__m128i back2 = _mm_alignr_epi8(now, before, 14);
	__m128i back3 = _mm_alignr_epi8(now, before, 13);
	__m128i special = _mm_and_si128(
	    _mm_and_si128(
		_mm_shuffle_epi8(first_high(),
		    _mm_and_si128(_mm_srli_epi16(back1, 4), low_nibble)),
		_mm_shuffle_epi8(first_low(), _mm_and_si128(back1, low_nibble))),
	    _mm_shuffle_epi8(second_high(),
		_mm_and_si128(_mm_srli_epi16(now, 4), low_nibble)));
	/* Third bytes of E0.. and F0.., fourth of F0..: must be continuations,
	 * which the pair look-up reported as TWO_CONTS. */
	__m128i third = _mm_subs_epu8(back2, _mm_set1_epi8((char)(0xe0 - 0x80)));
	__m128i fourth = _mm_subs_epu8(back3, _mm_set1_epi8((char)(0xf0 - 0x80)));
	__m128i must = _mm_and_si128(_mm_or_si128(third, fourth),
	    _mm_set1_epi8((char)0x80));

	return _mm_xor_si128(must, special);
}

/* Offset up to which whole vectors hold no fault seen so far; a character
 * that begins in the last three bytes of them may still be incomplete. */
__attribute__((target("ssse3"))) static size_t
valid_vectors(struct sv s)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i before = zero;
	size_t at = 0;

	for (; s.len - at >= 16; at += 16) {
		__m128i now = _mm_loadu_si128((const void *)(s.p + at));
		__m128i both = _mm_or_si128(now, before);

		if (_mm_movemask_epi8(both) != 0) {
			__m128i bad = pair_errors(now, before);

			if (_mm_movemask_epi8(_mm_cmpeq_epi8(bad, zero)) !=
			    0xffff)
				break;
		}
		before = now;
	}
	return at;
}

__attribute__((target("avx2"))) static __m256i
wide_pair_errors(__m256i now, __m256i before)
{
	const __m256i low_nibble = _mm256_set1_epi8(0x0f);
	__m256i lane = _mm256_permute2x128_si256(before, now, 0x21);
	__m256i back1 = _mm256_alignr_epi8(now, lane, 15);
	__m256i back2 = _mm256_alignr_epi8(now, lane, 14);
	__m256i back3 = _mm256_alignr_epi8(now, lane, 13);
	__m256i special = _mm256_and_si256(
	    _mm256_and_si256(
		_mm256_shuffle_epi8(
		    _mm256_broadcastsi128_si256(first_high()),
		    _mm256_and_si256(_mm256_srli_epi16(back1, 4), low_nibble)),
		_mm256_shuffle_epi8(
		    _mm256_broadcastsi128_si256(first_low()),
		    _mm256_and_si256(back1, low_nibble))),
	    _mm256_shuffle_epi8(
		    _mm256_broadcastsi128_si256(second_high()),
		_mm256_and_si256(_mm256_srli_epi16(now, 4), low_nibble)));
	__m256i third = _mm256_subs_epu8(back2,
	    _mm256_set1_epi8((char)(0xe0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(back3,
	    _mm256_set1_epi8((char)(0xf0 - 0x80)));
	__m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth),
	    _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(must, special);
}

__attribute__((target("avx2"))) static size_t
valid_wide_vectors(struct sv s)
{
	__m256i before = _mm256_setzero_si256();
	size_t at = 0;

	for (; s.len - at >= 32; at += 32) {
		__m256i now = _mm256_loadu_si256((const void *)(s.p + at));

		if (_mm256_movemask_epi8(_mm256_or_si256(now, before)) != 0) {
			__m256i bad = wide_pair_errors(now, before);

			if (!_mm256_testz_si256(bad, bad))
				break;
		}
		before = now;
	}
	return at;
}

#define WIDE __attribute__((target("avx512f,avx512bw")))

WIDE static inline __m512i
look_up(__m128i table, __m512i halves)
{
	return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), halves);
}

WIDE static inline __m512i
high_half(__m512i v)
{
	return _mm512_and_si512(_mm512_srli_epi16(v, 4),
	    _mm512_set1_epi8(0x0f));
}

WIDE static inline __m512i
widest_pair_errors(__m512i now, __m512i before)
{
	/* The lanes of 16 bytes, each with the one before it. */
	__m512i lane = _mm512_alignr_epi32(now, before, 12);
	__m512i back1 = _mm512_alignr_epi8(now, lane, 15);
	__m512i back2 = _mm512_alignr_epi8(now, lane, 14);
	__m512i back3 = _mm512_alignr_epi8(now, lane, 13);
	__m512i special = _mm512_and_si512(
	    _mm512_and_si512(look_up(first_high(), high_half(back1)),
		look_up(first_low(), _mm512_and_si512(back1,
		    _mm512_set1_epi8(0x0f)))),
	    look_up(second_high(), high_half(now)));
	__m512i third = _mm512_subs_epu8(back2,
	    _mm512_set1_epi8((char)(0xe0 - 0x80)));
	__m512i fourth = _mm512_subs_epu8(back3,
	    _mm512_set1_epi8((char)(0xf0 - 0x80)));
	__m512i must = _mm512_and_si512(_mm512_or_si512(third, fourth),
	    _mm512_set1_epi8((char)0x80));

	return _mm512_xor_si512(must, special);
}

WIDE static inline bool
is_bad(__m512i now, __m512i before)
{
	__m512i bad = widest_pair_errors(now, before);

	return _mm512_test_epi8_mask(bad, bad) != 0;
}

/* s.len when all is valid. */
WIDE static size_t
valid_widest_vectors(struct sv s)
{
	__m512i before = _mm512_setzero_si512(), now;
	size_t at = 0;

	for (; s.len - at >= 64; at += 64) {
		now = _mm512_loadu_si512(s.p + at);
		if (_mm512_movepi8_mask(_mm512_or_si512(now, before)) != 0 &&
		    is_bad(now, before))
			return at;
		before = now;
	}
	/* The rest is followed by zero bytes: what is cut is bad. */
	now = _mm512_maskz_loadu_epi8((1ull << (s.len - at)) - 1, s.p + at);
	return is_bad(now, before) ? at : s.len;
}

size_t
utf8_valid_prefix(struct sv s)
{
	size_t at = 0;

	if (s.len >= 64 && __builtin_cpu_supports("avx512bw"))
		at = valid_widest_vectors(s);
	else if (s.len >= 32 && __builtin_cpu_supports("avx2"))
		at = valid_wide_vectors(s);
	else if (s.len >= 16 && __builtin_cpu_supports("ssse3"))
		at = valid_vectors(s);
	/* Back to the start of the character that may be cut by the vector. */
	for (int back = 0; at > 0 && back < 4; back++) {
		at--;
		if (((unsigned char)s.p[at] & 0xc0) != 0x80)
			break;
	}
	return valid_from(s, at);
}
#else
size_t
utf8_valid_prefix(struct sv s)
{
	return valid_from(s, 0);
}
#endif
