/* SPDX-License-Identifier: MIT */
#include "utf8.h"

size_t
utf8_decode(struct sv s, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t v;

	if (s.len == 0)
		return 0;
	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	if (s.len < 2 || (p[1] & 0xc0) != 0x80)
		return 0;
	if (p[0] < 0xe0) {
		*c = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return 2;
	}
	if (s.len < 3 || (p[2] & 0xc0) != 0x80)
		return 0;
	if (p[0] < 0xf0) {
		v = (uint32_t)(p[0] & 0x0f) << 12 |
		    (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		if (v < 0x800 || (v >= 0xd800 && v < 0xe000))
			return 0;
		*c = v;
		return 3;
	}
	if (s.len < 4 || (p[3] & 0xc0) != 0x80)
		return 0;
	v = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
	    (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	if (v < 0x10000 || v > 0x10ffff)
		return 0;
	*c = v;
	return 4;
}

size_t
utf8_put(uint32_t c, char *out)
{
	unsigned char *p = (unsigned char *)out;

	if (c < 0x80) {
		p[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (unsigned char)(0xc0 | c >> 6);
		p[1] = (unsigned char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (unsigned char)(0xe0 | c >> 12);
		p[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (unsigned char)(0x80 | (c & 0x3f));
		return 3;
	}
	p[0] = (unsigned char)(0xf0 | c >> 18);
	p[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
	p[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
	p[3] = (unsigned char)(0x80 | (c & 0x3f));
	return 4;
}

void
utf8_add(struct str *s, uint32_t c)
{
	str_reserve(s, 4);
	s->len += utf8_put(c, s->p + s->len);
	s->p[s->len] = '\0';
}

size_t
utf8_valid_prefix_simple(struct sv s)
{
	size_t at = 0, n;
	uint32_t c;

	while (at < s.len && (n = utf8_decode(sv_from(s, at), &c)) != 0)
		at += n;
	return at;
}

bool
utf8_is_valid(struct sv s)
{
	return utf8_valid_prefix(s) == s.len;
}

size_t
utf8_count(struct sv s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

size_t
utf8_offset(struct sv s, size_t n)
{
	size_t i = 0;

	while (i < s.len && n > 0) {
		i++;
		while (i < s.len && ((unsigned char)s.p[i] & 0xc0) == 0x80)
			i++;
		n--;
	}
	return i;
}

/* Wide blocks of UAX #11 that appear in our texts; sorted. */
static const struct {
	uint32_t from, to;
} wide[] = {
    {0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec},
    {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
    {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
    {0xfe10, 0xfe19}, {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6},
    {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static bool
is_combining(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    c == 0xfeff;
}

unsigned
utf8_width_of(uint32_t c)
{
	size_t lo = 0, hi = sizeof(wide) / sizeof(wide[0]);

	if (c < 0x300)
		return c >= 0x20 && !(c >= 0x7f && c < 0xa0);
	if (is_combining(c))
		return 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (c > wide[mid].to)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < sizeof(wide) / sizeof(wide[0]) && c >= wide[lo].from ? 2
									 : 1;
}

size_t
utf8_width(struct sv s)
{
	size_t at = 0, columns = 0, n;
	uint32_t c;

	while ((n = utf8_decode(sv_from(s, at), &c)) != 0) {
		columns += utf8_width_of(c);
		at += n;
	}
	return columns;
}
