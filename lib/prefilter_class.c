/* SPDX-License-Identifier: MIT */
/* Escapes and classes of characters, as prefilter's parser reads them. */
#include "prefilter_parts.h"

#define CLASS_MAX 40            /* members of a class worth spelling out */

static int
hex(uint16_t u)
{
	return u >= '0' && u <= '9' ? u - '0' :
	    (u | 32) >= 'a' && (u | 32) <= 'f' ? (u | 32) - 'a' + 10 : -1;
}

/* After \x: the unit, or -1. */
static int
hex_unit(struct prefilter_parser *s)
{
	bool braces = s->p < s->end && *s->p == '{';
	int v = 0, digits = 0;

	if (braces)
		s->p++;
	while (s->p < s->end && hex(*s->p) >= 0 && digits < (braces ? 4 : 2)) {
		v = v * 16 + hex(*s->p++);
		digits++;
	}
	if (braces && (s->p == s->end || *s->p++ != '}'))
		return -1;
	return digits > 0 ? v : -1;
}

bool
prefilter_skip_name(struct prefilter_parser *s, uint16_t close)
{
	while (s->p < s->end && *s->p != close)
		s->p++;
	return s->p < s->end && *s->p++ == close;
}

/* \p{Han} and \pL: past the name. */
static bool
skip_property(struct prefilter_parser *s)
{
	return s->p < s->end && (*s->p++ != '{' || prefilter_skip_name(s, '}'));
}

/* One table of letters: long, flat. */
enum prefilter_escape
prefilter_escape(struct prefilter_parser *s, uint16_t *unit)
{
	uint16_t c;
	int v;

	if (s->p == s->end)
		return PREFILTER_LOST;
	c = *s->p++;
	switch (c) {
	case 'd': case 'D': case 'w': case 'W': case 's': case 'S':
	case 'h': case 'H': case 'v': case 'V': case 'N':
		return PREFILTER_ANY;
	case 'p': case 'P':
		return skip_property(s) ? PREFILTER_ANY : PREFILTER_LOST;
	case 'b': case 'B': case 'A': case 'z': case 'Z': case 'G':
		return PREFILTER_NOTHING;
	case 'n': c = '\n'; break;
	case 't': c = '\t'; break;
	case 'r': c = '\r'; break;
	case 'f': c = '\f'; break;
	case 'x':
		v = hex_unit(s);
		if (v < 0)
			return PREFILTER_LOST;
		c = (uint16_t)v;
		break;
	default:
		if (c < 0x80 && ((c >= '0' && c <= '9') ||
		    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			return PREFILTER_LOST;
	}
	*unit = c;
	return PREFILTER_UNIT;
}

/* One member of a class, which stands at s->p: -1 when it is more than one
 * character or not understood (s->lost then). */
static int
class_member(struct prefilter_parser *s)
{
	uint16_t u = *s->p++;
	enum prefilter_escape e;

	if (u == '[' && s->p < s->end && (*s->p == ':' || *s->p == '.' ||
	    *s->p == '=')) {
		while (s->p + 1 < s->end && !(s->p[0] == ':' &&
		    s->p[1] == ']'))
			s->p++;
		s->p = s->p + 2 < s->end ? s->p + 2 : s->end;
		return -1;
	}
	if (u != '\\')
		return u;
	/* \b is a backspace here. */
	if (s->p < s->end && (*s->p == 'b' || *s->p == 'B')) {
		s->p++;
		return -1;
	}
	e = prefilter_escape(s, &u);
	if (e == PREFILTER_LOST)
		s->lost = true;
	return e == PREFILTER_UNIT ? u : -1;
}

/* The marks among the members of a class; of what is not known here, all or,
 * if the class is of what they are `negated`, none. */
static unsigned
marks_of(int from, int to, bool negated)
{
	static const uint16_t marks[] = {',', ';', 0x3002};
	unsigned found = 0;

	if (from < 0 || to < from)
		return negated ? 0 : STOPS_ALL;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (from <= marks[i] && marks[i] <= to)
			found |= stops_mark(marks[i]);
	return found;
}

struct prefilter_part
prefilter_class(struct prefilter_parser *s)
{
	uint16_t units[CLASS_MAX];
	size_t n = 0;
	unsigned marks = 0;
	bool spelt = true, first = true, negated = false;
	struct prefilter_part p;

	if (s->p < s->end && *s->p == '^') {
		s->p++;
		spelt = false;
		negated = true;
	}
	while (s->p < s->end && (*s->p != ']' || first)) {
		int from = class_member(s), to = from;

		first = false;
		if (s->end - s->p >= 2 && s->p[0] == '-' && s->p[1] != ']') {
			s->p++;
			to = class_member(s);
		}
		if (from < 0 || to < from ||
		    to - from >= (int)(CLASS_MAX - n))
			spelt = false;
		marks |= marks_of(from, to, negated);
		for (int u = from; spelt && u <= to; u++)
			units[n++] = (uint16_t)u;
	}
	if (s->p == s->end || s->lost)
		return prefilter_lost(s);
	s->p++;
	p = spelt && n > 0 ?
	    prefilter_exact(litset_of(&s->arena, units, n), 1) : prefilter_any();
	p.takes = negated ? STOPS_ALL & ~marks : marks;
	return p;
}
