/* SPDX-License-Identifier: MIT */
#include "narrow.h"
#include "utf8.h"

/* U+3002 (。) stays: it ends sentences. The rest has an ASCII twin that input
 * methods swap it with. 0 drops the character. */
static uint32_t
narrow_char(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	switch (c) {
	case 0x00a0:            /* no-break space */
	case 0x2002:
	case 0x2003:
	case 0x2009:
	case 0x202f:
	case 0x3000:            /* ideographic space */
		return ' ';
	case 0x00ad:            /* soft hyphen */
	case 0x200b:            /* zero width space, joiners, marks */
	case 0x200c:
	case 0x200d:
	case 0x200e:
	case 0x200f:
	case 0x202a:            /* embedding marks: Excel copies them along */
	case 0x202c:
	case 0x202d:
	case 0x2060:
	case 0xfeff:
		return 0;
	case 0x2010:            /* hyphens and dashes of a phone or a range */
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return '-';
	case 0xffe5:            /* full-width yen */
		return 0x00a5;
	default:
		return c;
	}
}

/* One character of s to out (room for 4); *used bytes of s are done. */
static size_t
narrow_step(struct sv s, char *out, size_t *used)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);

	if (n == 0) {
		out[0] = s.p[0];
		*used = 1;
		return 1;
	}
	*used = n;
	c = narrow_char(c);
	return c == 0 ? 0 : utf8_put(c, out);
}

void
narrow_add(struct str *out, struct sv text)
{
	str_reserve(out, text.len + 4);
	while (text.len > 0) {
		size_t used = 1;

		if ((unsigned char)text.p[0] < 0x80)
			out->p[out->len++] = text.p[0];
		else
			out->len += narrow_step(text, out->p + out->len,
			    &used);
		text = sv_from(text, used);
	}
	out->p[out->len] = '\0';
}

struct sv
narrow_to(char *buf, size_t cap, struct sv text)
{
	size_t n = 0;

	while (text.len > 0) {
		size_t used = 1;

		if (cap - n < 4)
			return (struct sv){NULL, 0};
		if ((unsigned char)text.p[0] < 0x80)
			buf[n++] = text.p[0];
		else
			n += narrow_step(text, buf + n, &used);
		text = sv_from(text, used);
	}
	return (struct sv){buf, n};
}
