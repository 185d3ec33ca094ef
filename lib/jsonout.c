/* SPDX-License-Identifier: MIT */
/*
 * Text is copied and looked at in the same pass: sixteen bytes at a time with
 * SSE2, eight in a word elsewhere and for what is left, byte by byte only
 * where a byte must be escaped.
 */
#include "jsonout.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull
#define LONGEST_ESCAPE 6

static bool
must_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* True when a byte of the word must be escaped, and only then: a borrow out
 * of such a byte may mark its neighbour, never one in a clean word. */
static bool
word_must_escape(uint64_t w)
{
	uint64_t quote = w ^ ONES * '"', backslash = w ^ ONES * '\\';
	uint64_t found = (w - ONES * 0x20) | (quote - ONES) |
	    (backslash - ONES);

	/* The two xor leave the high bits as they are in w. */
	return (found & ~w & HIGHS) != 0;
}

/* Copies 1 to 15 bytes; false when one of them must be escaped. */
static bool
copy_tail(char *to, const char *from, size_t n)
{
	uint64_t first = 0, last = 0;
	uint32_t half;

	if (n >= 8) {
		memcpy(&first, from, 8);
		memcpy(&last, from + n - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + n - 8, &last, 8);
		return !word_must_escape(first) && !word_must_escape(last);
	}
	if (n >= 4) {
		memcpy(&half, from, 4);
		memcpy(to, &half, 4);
		first = half;
		memcpy(&half, from + n - 4, 4);
		memcpy(to + n - 4, &half, 4);
		return !word_must_escape(first << 32 | half);
	}
	for (size_t i = 0; i < n; i++) {
		if (must_escape((unsigned char)from[i]))
			return false;
		to[i] = from[i];
	}
	return true;
}

/* Copies bytes from `from` until one must be escaped or all n are copied, and
 * gives their number. May write up to 15 bytes more than that. */
static size_t
copy_plain(char *to, const char *from, size_t n)
{
	size_t at = 0;

#if defined(__SSE2__)
	for (; n - at >= 16; at += 16) {
		__m128i v = _mm_loadu_si128((const void *)(from + at));
		/* min(c, 0x1f) == c: c is a control byte. */
		__m128i bad = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(v,
		    _mm_set1_epi8(0x1f)), v),
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))));
		int mask = _mm_movemask_epi8(bad);

		_mm_storeu_si128((void *)(to + at), v);
		if (mask != 0)
			return at + (size_t)__builtin_ctz((unsigned)mask);
	}
#else
	for (; n - at >= 16; at += 8) {
		uint64_t w;

		memcpy(&w, from + at, 8);
		memcpy(to + at, &w, 8);
		if (word_must_escape(w))
			break;
	}
#endif
	if (n - at < 16 && copy_tail(to + at, from + at, n - at))
		return n;
	for (; at < n && !must_escape((unsigned char)from[at]); at++)
		to[at] = from[at];
	return at;
}

/* Writes the escape of c and gives its length. */
static size_t
escape(char *to, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char names[0x20] = {['\b'] = 'b', ['\t'] = 't',
	    ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	char name = c < 0x20 ? names[c] : (char)c;

	to[0] = '\\';
	if (name != '\0') {
		to[1] = name;
		return 2;
	}
	memcpy(to + 1, "u00", 3);
	to[4] = digits[c >> 4];
	to[5] = digits[c & 0x0f];
	return LONGEST_ESCAPE;
}

void
json_text(struct str *out, struct sv text)
{
	size_t at = 0;

	str_reserve(out, text.len + 2 + 16);
	out->p[out->len++] = '"';
	while (at < text.len) {
		size_t n = copy_plain(out->p + out->len, text.p + at,
		    text.len - at);

		at += n;
		out->len += n;
		if (at == text.len)
			break;
		out->len += escape(out->p + out->len,
		    (unsigned char)text.p[at++]);
		str_reserve(out, text.len - at + LONGEST_ESCAPE + 2 + 16);
	}
	out->p[out->len++] = '"';
	out->p[out->len] = '\0';
}

static void
put_key(struct str *out, struct sv key)
{
	str_reserve(out, key.len + 4);
	out->p[out->len++] = ',';
	out->p[out->len++] = '"';
	memcpy(out->p + out->len, key.p, key.len);
	out->len += key.len;
	out->p[out->len++] = '"';
	out->p[out->len++] = ':';
	out->p[out->len] = '\0';
}

void
json_put_text(struct str *out, struct sv key, struct sv text)
{
	put_key(out, key);
	json_text(out, text);
}

void
json_put_int(struct str *out, struct sv key, int64_t value)
{
	put_key(out, key);
	str_addi(out, value);
}

void
json_put_bool(struct str *out, struct sv key, bool value)
{
	put_key(out, key);
	str_addsv(out, value ? SV("true") : SV("false"));
}

void
json_put_raw(struct str *out, struct sv key, struct sv raw)
{
	put_key(out, key);
	str_addsv(out, raw);
}

void
json_put_texts(struct str *out, struct sv key, const struct sv *texts,
    size_t n)
{
	put_key(out, key);
	str_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(out, ',');
		json_text(out, texts[i]);
	}
	str_addc(out, ']');
}

void
json_enclose(struct str *out, size_t start)
{
	if (out->len == start) {
		str_addsv(out, SV("{}"));
		return;
	}
	out->p[start] = '{';
	str_addc(out, '}');
}
