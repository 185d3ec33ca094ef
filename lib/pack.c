/* SPDX-License-Identifier: MIT */
#include "pack.h"

#include <zstd.h>

#include <stdlib.h>

/* A skippable frame of 20 bytes, and whose it is. */
static const char head[] = "\x5e\x2a\x4d\x18\x14\0\0\0PCL1";
#define HEAD (sizeof(head) - 1)

static void
put(char *p, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (char)(value >> (8 * i));
}

static uint64_t
get(const char *p, unsigned bytes)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return value;
}

bool
pack_mark_read(const char *p, struct pack_mark *m)
{
	if (memcmp(p, head, HEAD) != 0)
		return false;
	m->packed = get(p + HEAD, 6);
	m->raw = get(p + HEAD + 6, 6);
	m->lines = (uint32_t)get(p + HEAD + 12, 4);
	return m->raw <= PACK_RAW_MAX && m->raw > 0 &&
	    m->packed <= ZSTD_compressBound(PACK_RAW_MAX);
}

void
pack_add(struct str *out, struct sv lines, int level)
{
	size_t at = out->len, bound = ZSTD_compressBound(lines.len), n;
	uint32_t count = 0;
	char mark[PACK_MARK];

	for (const char *p = lines.p; (p = memchr(p, '\n',
	    (size_t)(lines.p + lines.len - p))) != NULL; p++)
		count++;
	str_reserve(out, bound + PACK_MARK);
	n = ZSTD_compress(out->p + at + PACK_MARK, bound, lines.p, lines.len,
	    level);
	if (ZSTD_isError(n))
		mem_die(bound);
	memcpy(mark, head, HEAD);
	put(mark + HEAD, n, 6);
	put(mark + HEAD + 6, lines.len, 6);
	put(mark + HEAD + 12, count, 4);
	memcpy(out->p + at, mark, PACK_MARK);
	out->len = at + PACK_MARK + n;
	out->p[out->len] = '\0';
}

int
pack_open(struct str *out, struct sv frame, size_t raw)
{
	size_t n;

	str_clear(out);
	str_reserve(out, raw + 1);
	n = ZSTD_decompress(out->p, raw, frame.p, frame.len);
	if (ZSTD_isError(n) || n != raw)
		return -1;
	out->len = n;
	out->p[n] = '\0';
	return 0;
}

size_t
pack_told_size(struct sv first)
{
	unsigned long long n = ZSTD_getFrameContentSize(first.p, first.len);

	return n == ZSTD_CONTENTSIZE_UNKNOWN || n == ZSTD_CONTENTSIZE_ERROR ||
	    n > SIZE_MAX ? SIZE_MAX : (size_t)n;
}
