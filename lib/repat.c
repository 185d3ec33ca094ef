/* SPDX-License-Identifier: MIT */
#include "repat.h"

#include "utf8.h"

void
repat_init(struct repat *r, struct sv pattern)
{
	*r = (struct repat){.pattern = pattern};
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hex digits of s from *i, at most max; stops before another character. */
static uint32_t
hex_digits(struct sv s, size_t *i, size_t max)
{
	uint32_t c = 0;

	for (size_t n = 0; n < max && *i < s.len; n++, (*i)++) {
		int v = hex_value(s.p[*i]);

		if (v < 0)
			break;
		c = c << 4 | (uint32_t)v;
	}
	return c;
}

/* The character of an escape that stands for one; s begins after the
 * backslash. False: another kind of escape. *n is its length. */
static bool
escaped_char(struct sv s, size_t *n, uint32_t *c)
{
	static const char names[] = "aefnrt";
	static const char values[] = "\a\033\f\n\r\t";
	const char *name;

	*n = utf8_decode(s, c);
	if (*n == 0)
		return false;
	if (*n > 1)
		return true;
	name = strchr(names, s.p[0]);
	if (name != NULL && *name != '\0') {
		*c = (unsigned char)values[name - names];
		return true;
	}
	if (s.p[0] == 'x' && s.len > 1 && s.p[1] == '{') {
		const char *end = memchr(s.p, '}', s.len);

		if (end == NULL)
			return false;
		*n = 2;
		*c = hex_digits(s, n, 6);
		*n = (size_t)(end - s.p) + 1;
		return true;
	}
	if (s.p[0] == 'x') {
		*c = hex_digits(s, n, 2);
		return true;
	}
	return !((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
	    (*c >= 'A' && *c <= 'Z'));
}

/* Length of a part in braces, angle brackets or quotes at s, else 0. */
static size_t
bracketed(struct sv s)
{
	static const char open[] = "{<'", close[] = "}>'";
	const char *which = s.len > 0 ? strchr(open, s.p[0]) : NULL;
	const char *end;

	if (which == NULL || *which == '\0')
		return 0;
	end = memchr(s.p + 1, close[which - open], s.len - 1);
	return end != NULL ? (size_t)(end - s.p) + 1 : 0;
}

/* Length of the escape at s (with its backslash), which is no character. */
static size_t
other_escape(struct sv s)
{
	size_t n = 2;

	if (s.len < 2)
		return s.len;
	if (strchr("pPgkoN", s.p[1]) != NULL)
		n += bracketed(sv_from(s, 2));
	if ((s.p[1] == 'p' || s.p[1] == 'P') && n == 2 && s.len > 2)
		n++;
	if (s.p[1] == 'c' && s.len > 2)
		n++;
	while (s.p[1] >= '0' && s.p[1] <= '9' && n < s.len &&
	    s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

static enum repat_kind
escape_kind(char c)
{
	if (strchr("dDwWsShHvVRXNpPC", c) != NULL)
		return REPAT_ANY;
	if (strchr("bBAzZG", c) != NULL)
		return REPAT_ASSERT;
	return c == 'Q' || c == 'E' ? REPAT_NOTHING : REPAT_OTHER;
}

static struct repat_token
take(struct repat *r, enum repat_kind kind, size_t n)
{
	struct repat_token t = {.kind = kind,
	    .text = {sv_from(r->pattern, r->at).p, n}};

	r->at += n;
	return t;
}

static struct repat_token
take_escape(struct repat *r, struct sv s)
{
	struct repat_token t;
	uint32_t c;
	size_t n;

	if (s.len < 2)
		return take(r, REPAT_OTHER, s.len);
	if (escaped_char(sv_from(s, 1), &n, &c)) {
		t = take(r, REPAT_CHAR, n + 1);
		t.c = c;
		return t;
	}
	r->quoting = s.p[1] == 'Q';
	return take(r, escape_kind(s.p[1]), other_escape(s));
}

/* Length of the class at s, which begins with '['. */
static size_t
class_length(struct sv s)
{
	size_t i = 1;
	bool quoting = false;

	if (i < s.len && s.p[i] == '^')
		i++;
	if (i < s.len && s.p[i] == ']')
		i++;
	for (; i < s.len; i++) {
		struct sv rest = sv_from(s, i);
		const char *end;

		if (sv_starts(rest, SV("\\E"))) {
			quoting = false;
			i++;
		} else if (quoting) {
			continue;
		} else if (sv_starts(rest, SV("\\Q"))) {
			quoting = true;
			i++;
		} else if (s.p[i] == '\\') {
			i++;
		} else if (sv_starts(rest, SV("[:")) &&
		    (end = memmem(rest.p, rest.len, ":]", 2)) != NULL &&
		    memchr(rest.p + 1, ']', (size_t)(end - rest.p)) == NULL) {
			i += (size_t)(end - rest.p) + 1;
		} else if (s.p[i] == ']') {
			return i + 1;
		}
	}
	return s.len;
}

/* (?letters) or (?letters:, s after "(?". 0: no such thing. */
static size_t
option_length(struct sv s)
{
	size_t i = 0;

	while (i < s.len && strchr("imsxnJU^-a", s.p[i]) != NULL &&
	    s.p[i] != '\0')
		i++;
	return i > 0 && i < s.len && (s.p[i] == ')' || s.p[i] == ':') ? i : 0;
}

static size_t
to_close(struct sv s)
{
	const char *end = memchr(s.p, ')', s.len);

	return end != NULL ? (size_t)(end - s.p) + 1 : s.len;
}

/* s begins with "(?". */
static struct repat_token
take_special_group(struct repat *r, struct sv s)
{
	struct sv rest = sv_from(s, 2);
	size_t n = option_length(rest), name;
	struct repat_token t;

	if (n > 0) {
		r->extended |= memchr(rest.p, 'x', n) != NULL;
		t = take(r, REPAT_OPTIONS, n + 3);
		t.opens = rest.p[n] == ':';
		return t;
	}
	if (sv_starts(rest, SV("#")))
		return take(r, REPAT_NOTHING, to_close(s));
	if (sv_starts(rest, SV(":")) || sv_starts(rest, SV(">")) ||
	    sv_starts(rest, SV("|")))
		return take(r, REPAT_OPEN, 3);
	if (sv_starts(rest, SV("=")) || sv_starts(rest, SV("!")))
		return take(r, REPAT_LOOK, 3);
	if (sv_starts(rest, SV("<=")) || sv_starts(rest, SV("<!")))
		return take(r, REPAT_LOOK, 4);
	if (sv_starts(rest, SV("(")))
		return take(r, REPAT_CONDITION, sv_starts(rest, SV("(?")) ||
		    sv_starts(rest, SV("(*")) ? 2 : 2 + to_close(rest));
	name = sv_starts(rest, SV("P")) ? 1 : 0;
	n = bracketed(sv_from(rest, name));
	return n > 0 ? take(r, REPAT_OPEN, 2 + name + n)
		     : take(r, REPAT_OTHER, to_close(s));
}

/* {n} {n,} {n,m}, s at the brace: its length, or 0. */
static size_t
brace_length(struct sv s, uint32_t *least)
{
	size_t i = 1, digits = sv_digits(sv_from(s, 1));

	*least = 0;
	for (; i < 1 + digits && i < 6; i++)
		*least = *least * 10 + (uint32_t)(s.p[i] - '0');
	i = 1 + digits;
	if (digits == 0)
		return 0;
	if (i < s.len && s.p[i] == ',') {
		i++;
		i += sv_digits(sv_from(s, i));
	}
	return i < s.len && s.p[i] == '}' ? i + 1 : 0;
}

static struct repat_token
take_quantifier(struct repat *r, struct sv s, size_t n, uint32_t least)
{
	struct repat_token t;

	if (n < s.len && (s.p[n] == '?' || s.p[n] == '+'))
		n++;
	t = take(r, REPAT_QUANTIFIER, n);
	t.c = least;
	return t;
}

static struct repat_token
take_char(struct repat *r, struct sv s)
{
	uint32_t c = 0;
	size_t n = utf8_decode(s, &c);
	struct repat_token t = take(r, n > 0 ? REPAT_CHAR : REPAT_OTHER,
	    n > 0 ? n : 1);

	t.c = c;
	return t;
}

/* In (?x) blanks mean nothing, and # begins a comment up to the line's end. */
static size_t
extended_blank(const struct repat *r, struct sv s)
{
	const char *end;

	if (!r->extended)
		return 0;
	if (strchr(" \t\n\r\f\v", s.p[0]) != NULL && s.p[0] != '\0')
		return 1;
	if (s.p[0] != '#')
		return 0;
	end = memchr(s.p, '\n', s.len);
	return end != NULL ? (size_t)(end - s.p) + 1 : s.len;
}

struct repat_token
repat_next(struct repat *r)
{
	struct sv s = sv_from(r->pattern, r->at);
	uint32_t least;
	size_t n;

	if (s.len == 0)
		return take(r, REPAT_END, 0);
	if (r->quoting) {
		if (!sv_starts(s, SV("\\E")))
			return take_char(r, s);
		r->quoting = false;
		return take(r, REPAT_NOTHING, 2);
	}
	if ((n = extended_blank(r, s)) > 0)
		return take(r, REPAT_NOTHING, n);
	switch (s.p[0]) {
	case '\\':
		return take_escape(r, s);
	case '[':
		return take(r, REPAT_CLASS, class_length(s));
	case '.':
		return take(r, REPAT_ANY, 1);
	case '^':
	case '$':
		return take(r, REPAT_ASSERT, 1);
	case '|':
		return take(r, REPAT_OR, 1);
	case ')':
		return take(r, REPAT_CLOSE, 1);
	case '(':
		if (sv_starts(s, SV("(?")))
			return take_special_group(r, s);
		return take(r, REPAT_OPEN, 1);
	case '*':
	case '?':
		return take_quantifier(r, s, 1, 0);
	case '+':
		return take_quantifier(r, s, 1, 1);
	case '{':
		n = brace_length(s, &least);
		return n > 0 ? take_quantifier(r, s, n, least)
			     : take_char(r, s);
	default:
		return take_char(r, s);
	}
}

bool
repat_class_negated(struct sv text)
{
	return text.len > 1 && text.p[1] == '^';
}

/* One character of a class at s; 0: no character begins here. */
static size_t
class_char(struct sv s, uint32_t *c)
{
	size_t n;

	if (s.len == 0)
		return 0;
	if (s.p[0] != '\\')
		return utf8_decode(s, c);
	if (sv_starts(s, SV("\\b"))) {
		*c = '\b';
		return 2;
	}
	return escaped_char(sv_from(s, 1), &n, c) ? n + 1 : 0;
}

bool
repat_class_next(struct sv text, size_t *at, struct repat_item *item)
{
	struct sv s;
	size_t n, m;

	if (*at == 0)
		*at = repat_class_negated(text) ? 2 : 1;
	if (*at + 1 >= text.len)
		return false;
	s = sv_from((struct sv){text.p, text.len - 1}, *at);
	*item = (struct repat_item){.kind = REPAT_SET};
	if (sv_starts(s, SV("[:")) && memmem(s.p, s.len, ":]", 2) != NULL) {
		*at += (size_t)((const char *)memmem(s.p, s.len, ":]", 2) -
		    s.p) + 2;
		return true;
	}
	n = class_char(s, &item->from);
	if (n == 0) { /* \d and the like; \Q is left to be no range */
		*at += other_escape(s) < s.len ? other_escape(s) : s.len;
		return true;
	}
	item->kind = REPAT_ONE;
	item->to = item->from;
	if (n + 1 < s.len && s.p[n] == '-' &&
	    (m = class_char(sv_from(s, n + 1), &item->to)) > 0) {
		item->kind = REPAT_RANGE;
		n += 1 + m;
	}
	*at += n;
	return true;
}

void
repat_quote(struct str *out, struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("\\^$.[]|()?*+{}#- \t", s.p[i]) != NULL &&
		    s.p[i] != '\0')
			str_addc(out, '\\');
		str_addc(out, s.p[i]);
	}
}
