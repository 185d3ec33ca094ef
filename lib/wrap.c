/* SPDX-License-Identifier: MIT */
#include "wrap.h"

#include "utf8.h"

static bool
is_among(uint32_t c, const char *marks)
{
	struct sv rest = sv_z(marks);
	uint32_t mark;
	size_t n;

	while ((n = utf8_decode(rest, &mark)) > 0) {
		if (mark == c)
			return true;
		rest = sv_from(rest, n);
	}
	return false;
}

static bool
closes(uint32_t c)
{
	return is_among(c, "，。、；：？！）】》〉」』”’…—～%％‰℃·,.;:?!)]}>");
}

static bool
opens(uint32_t c)
{
	return is_among(c, "（【《〈「『“‘([{<￥¥");
}

/* Whether a line may end between the two. */
static bool
may_break(uint32_t before, uint32_t after)
{
	if (after == ' ' || before == ' ')
		return true;
	if (closes(after) || opens(before))
		return false;
	return utf8_width_of(before) == 2 || utf8_width_of(after) == 2;
}

/* Bytes of the next line: what fits in `room` columns and may end there. */
static size_t
line_length(struct sv text, unsigned room)
{
	size_t at = 0, good = 0;
	unsigned used = 0;
	uint32_t before = ' ', c;

	while (at < text.len) {
		size_t n = utf8_decode(sv_from(text, at), &c);

		if (n == 0)
			n = 1, c = 0xfffd;
		if (at > 0 && may_break(before, c))
			good = at;
		if (used + utf8_width_of(c) > room && c != ' ') {
			/* No place to break: cut, but take something. */
			return good > 0 ? good : at > 0 ? at : n;
		}
		used += utf8_width_of(c);
		at += n;
		before = c;
	}
	return at;
}

static void
add_blanks(struct str *out, unsigned n)
{
	while (n-- > 0)
		str_addc(out, ' ');
}

void
wrap_text(struct str *out, struct sv text, unsigned width, unsigned first,
    unsigned rest)
{
	unsigned indent = first;

	text = sv_trim(text);
	do {
		unsigned room = width > indent + 2 ? width - indent : 2;
		size_t n = line_length(text, room);
		struct sv line = sv_trim((struct sv){text.p, n});

		add_blanks(out, line.len > 0 ? indent : 0);
		str_addsv(out, line);
		str_addc(out, '\n');
		text = sv_trim(sv_from(text, n));
		indent = rest;
	} while (text.len > 0);
}

void
wrap_middle(struct str *out, struct sv text, unsigned width)
{
	size_t used = utf8_width(text);
	unsigned left = used < width ? (width - (unsigned)used) / 2 : 0;

	wrap_text(out, text, width, left, 0);
}

/* Marks, embeddings, overrides and isolates of direction: UAX #9, 2. */
static bool
turns(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void
wrap_clean(struct str *out, struct sv text)
{
	uint32_t c;

	while (text.len > 0) {
		size_t n = utf8_decode(text, &c);

		if (n == 0) {
			utf8_add(out, 0xfffd);
			n = 1;
		} else if (c < 0x20 || (c >= 0x7f && c < 0xa0) ||
		    c == 0x2028 || c == 0x2029) {
			str_addc(out, ' ');
		} else if (!turns(c)) {
			str_add(out, text.p, n);
		}
		text = sv_from(text, n);
	}
}
