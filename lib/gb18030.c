/* SPDX-License-Identifier: MIT */
/*
 * Two-byte codes: lead 0x81 to 0xFE, trail 0x40 to 0xFE without 0x7F. Four-
 * byte codes: 0x81 to 0xFE and 0x30 to 0x39 in turn; up to 0x84 31 A4 39 they
 * are the rest of the BMP by table, from 0x90 30 81 30 on the supplementary
 * planes in order (GB 18030-2005).
 */
#include "gb18030.h"

#include "enc.h"
#include "utf8.h"

#include <iconv.h>
#include <pthread.h>

#define LEADS 126
#define TRAILS 192
#define FOURS 39420     /* four-byte codes of the BMP */
#define PLANES 0x100000 /* characters of the supplementary planes */

/* UTF-8 of each two-byte code, first byte lowest; 0: not assigned. (A few, as
 * FE 51, are characters of the supplementary planes.) */
static uint32_t two[LEADS * TRAILS];
static uint16_t four[FOURS];
static pthread_once_t built = PTHREAD_ONCE_INIT;

static uint32_t
ask(iconv_t cd, const unsigned char *code, size_t n)
{
	char in[4], utf[8], *from = in, *to = utf;
	size_t left = n, room = sizeof(utf);
	uint32_t c = 0;

	memcpy(in, code, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left != 0)
		return 0;
	if (utf8_decode((struct sv){utf, (size_t)(to - utf)}, &c) !=
	    (size_t)(to - utf))
		return 0;
	return c;
}

static uint32_t
packed(uint32_t c)
{
	char utf[4] = {0};

	if (c == 0)
		return 0;
	utf8_put(c, utf);
	return (uint32_t)(unsigned char)utf[3] << 24 |
	    (uint32_t)(unsigned char)utf[2] << 16 |
	    (uint32_t)(unsigned char)utf[1] << 8 |
	    (uint32_t)(unsigned char)utf[0];
}

static void
build(void)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");

	if (cd == (iconv_t)-1)
		return; /* no converter on this system: nothing is valid */
	for (unsigned i = 0; i < LEADS * TRAILS; i++) {
		unsigned trail = 0x40 + i % TRAILS;
		unsigned char code[2] = {(unsigned char)(0x81 + i / TRAILS),
		    (unsigned char)trail};

		if (trail != 0x7f && trail < 0xff)
			two[i] = packed(ask(cd, code, 2));
	}
	for (unsigned i = 0; i < FOURS; i++) {
		unsigned char code[4] = {(unsigned char)(0x81 + i / 12600),
		    (unsigned char)(0x30 + i / 1260 % 10),
		    (unsigned char)(0x81 + i / 10 % 126),
		    (unsigned char)(0x30 + i % 10)};

		four[i] = (uint16_t)ask(cd, code, 4);
	}
	iconv_close(cd);
}

/* Length of a packed character: no two-byte code is ASCII. */
static inline unsigned
packed_length(uint32_t v)
{
	return 2u + ((v & 0xff) >= 0xe0) + ((v & 0xff) >= 0xf0);
}

static uint32_t
two_packed(const unsigned char *p)
{
	if (p[1] < 0x40 || p[0] < 0x81 || p[0] == 0xff)
		return 0;
	return two[(unsigned)(p[0] - 0x81) * TRAILS + (unsigned)(p[1] - 0x40)];
}

static uint32_t
four_character(const unsigned char *p)
{
	uint32_t i;

	if (p[0] < 0x81 || p[0] == 0xff || p[1] < 0x30 || p[1] > 0x39 ||
	    p[2] < 0x81 || p[2] == 0xff || p[3] < 0x30 || p[3] > 0x39)
		return 0;
	i = (((uint32_t)(p[0] - 0x81) * 10 + (uint32_t)(p[1] - 0x30)) * 126 +
	    (uint32_t)(p[2] - 0x81)) * 10 + (uint32_t)(p[3] - 0x30);
	if (i < FOURS)
		return four[i];
	/* 0x90 30 81 30 */
	i -= (uint32_t)(0x90 - 0x81) * 12600;
	return i < PLANES && p[0] >= 0x90 ? 0x10000 + i : 0;
}

uint32_t
gb18030_two(unsigned char lead, unsigned char trail)
{
	unsigned char code[2] = {lead, trail};
	char utf[4];
	uint32_t v, c = 0;

	pthread_once(&built, build);
	v = two_packed(code);
	utf[0] = (char)v;
	utf[1] = (char)(v >> 8);
	utf[2] = (char)(v >> 16);
	utf[3] = (char)(v >> 24);
	if (v != 0)
		utf8_decode((struct sv){utf, packed_length(v)}, &c);
	return c;
}

uint32_t
gb18030_four(const unsigned char code[4])
{
	pthread_once(&built, build);
	return four_character(code);
}

/* Copies the ASCII at p to `to` (or only skips it when to is NULL). */
static size_t
ascii_run(const unsigned char *p, const unsigned char *end, char *to)
{
	size_t n = 0;

	while ((size_t)(end - p) - n >= 8) {
		uint64_t w;

		memcpy(&w, p + n, 8);
		if ((w & 0x8080808080808080ull) != 0)
			break;
		if (to != NULL)
			memcpy(to + n, &w, 8);
		n += 8;
	}
	for (; p + n < end && p[n] < 0x80; n++)
		if (to != NULL)
			to[n] = (char)p[n];
	return n;
}

/* Decodes s to `to` (NULL: only checks); gives how many bytes of s were
 * valid, and in *written how many were written. `to` has room for twice
 * s.len and 4 more. */
static size_t
decode(struct sv s, char *to, size_t *written)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.len;
	char *out = to;

	pthread_once(&built, build);
	while (p < end) {
		uint32_t v;

		if (*p < 0x80) {
			size_t n = ascii_run(p, end, out);

			p += n;
			out = out != NULL ? out + n : NULL;
			continue;
		}
		if (end - p < 2)
			break;
		v = two_packed(p);
		if (v != 0) {
			if (out != NULL) {
				out[0] = (char)v;
				out[1] = (char)(v >> 8);
				out[2] = (char)(v >> 16);
				out[3] = (char)(v >> 24);
				out += packed_length(v);
			}
			p += 2;
			continue;
		}
		v = end - p >= 4 ? four_character(p) : 0;
		if (v == 0)
			break;
		if (out != NULL)
			out += utf8_put(v, out);
		p += 4;
	}
	*written = out != NULL ? (size_t)(out - to) : 0;
	return (size_t)((const char *)p - s.p);
}

size_t
enc_gb18030_valid(struct sv s)
{
	size_t written;

	return decode(s, NULL, &written);
}

bool
enc_gb18030_add(struct str *out, struct sv s, size_t *bad)
{
	size_t written, valid;

	/* Two bytes become at most three, four at most four. */
	str_reserve(out, s.len * 2 + 8);
	valid = decode(s, out->p + out->len, &written);
	if (valid != s.len) {
		*bad = valid;
		out->p[out->len] = '\0';
		return false;
	}
	out->len += written;
	out->p[out->len] = '\0';
	return true;
}
