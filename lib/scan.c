/* SPDX-License-Identifier: MIT */
#include "scan.h"

#include <stdlib.h>

#define MAX_DEPTH 16            /* of what is checked here */
#define MAX_REAL_DIGITS 200     /* before the point: no overflow possible */

/* True when four hexadecimal digits stand at p. */
static bool
is_hex4(struct scan *sc, size_t p)
{
	if (sc->n - p < 4)
		return false;
	for (size_t i = p; i < p + 4; i++) {
		unsigned char c = (unsigned char)sc->s[i];

		if ((c < '0' || c > '9') &&
		    ((c | 0x20) < 'a' || (c | 0x20) > 'f'))
			return false;
	}
	return true;
}

/* Surrogates are D8.. to DB.. (first halves) and DC.. to DF.. (second). */
static bool
is_surrogate(const char *hex, const char *seconds)
{
	return (hex[0] | 0x20) == 'd' && strchr(seconds, hex[1] | 0x20) != NULL;
}

/* p: offset after "\u"; gives the offset after the escape, 0 on a fault. */
static size_t
check_unicode(struct scan *sc, size_t p)
{
	const char *hex = sc->s + p;
	bool pair;

	if (!is_hex4(sc, p))
		return SCAN_FAULT(sc, p - 2, "\\u is not followed by four "
		    "hexadecimal digits").p;
	if (memcmp(hex, "0000", 4) == 0)
		return SCAN_FAULT(sc, p - 2, "\\u0000 is not allowed").p;
	if (!is_surrogate(hex, "89ab")) {
		if (is_surrogate(hex, "cdef"))
			return SCAN_FAULT(sc, p - 2, "second half of a "
			    "surrogate pair without the first").p;
		return p + 4;
	}
	pair = sc->n - p >= 10 && hex[4] == '\\' && hex[5] == 'u' &&
	    is_hex4(sc, p + 6) && is_surrogate(hex + 6, "cdef");
	if (!pair)
		return SCAN_FAULT(sc, p - 2, "first half of a surrogate pair "
		    "without the second").p;
	return p + 10;
}

/* p: of the backslash; gives the offset after the escape, 0 on a fault. */
static size_t
check_escape(struct scan *sc, size_t p)
{
	char c = p + 1 < sc->n ? sc->s[p + 1] : '\0';

	if (c == 'u')
		return check_unicode(sc, p + 2);
	if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
		return SCAN_FAULT(sc, p, "unknown escape in a string; write a "
		    "backslash as \\\\").p;
	return p + 2;
}

struct scan_spot
scan_escaped(struct scan *sc, struct scan_spot at)
{
	const uint32_t *mark = at.mark + 1;

	for (;;) {
		size_t p = *mark;
		unsigned char c;

		if (p >= sc->n)
			return SCAN_FAULT(sc, at.p, "string is not closed");
		c = (unsigned char)sc->s[p];
		if (c == '"')
			return (struct scan_spot){p + 1, mark + 1};
		if (c != '\\')
			return SCAN_FAULT(sc, p, "control byte in a string; "
			    "write it as \\u%04x", c);
		p = check_escape(sc, p);
		if (p == 0)
			return SCAN_STOP;
		while (*mark < p)
			mark++;
	}
}

size_t
scan_blanks_slow(const struct scan *sc, size_t p)
{
	while (p < sc->n && (sc->s[p] == ' ' || sc->s[p] == '\t' ||
	    sc->s[p] == '\r' || sc->s[p] == '\n'))
		p++;
	return p;
}

static size_t
pass_digits(const struct scan *sc, size_t p)
{
	while (p < sc->n && sc->s[p] >= '0' && sc->s[p] <= '9')
		p++;
	return p;
}

/* After the whole part of a number that began at `from`. */
static struct scan_spot
pass_real(struct scan *sc, struct scan_spot at, size_t from)
{
	bool huge = at.p - from > MAX_REAL_DIGITS;
	size_t digits;

	if (scan_is(sc, at.p, '.')) {
		digits = at.p + 1;
		at.p = pass_digits(sc, digits);
		if (at.p == digits)
			return SCAN_FAULT(sc, from, "number without digits "
			    "after the point");
	}
	if (scan_is(sc, at.p, 'e') || scan_is(sc, at.p, 'E')) {
		at.p++;
		if (scan_is(sc, at.p, '+') || scan_is(sc, at.p, '-'))
			at.p++;
		digits = at.p;
		at.p = pass_digits(sc, digits);
		if (at.p == digits)
			return SCAN_FAULT(sc, from, "number without digits "
			    "in its exponent");
		/* Two digits cannot overflow. */
		huge = huge || at.p - digits > 2;
	}
	return huge && !sc->trusted ? scan_unusual(sc) : at;
}

/* Identifiers written as numbers lose zeros and digits in other programs: the
 * two faults that show it say what to do. */
static struct scan_spot
pass_number(struct scan *sc, struct scan_spot at, bool *real)
{
	size_t from = at.p, digits = at.p + scan_is(sc, at.p, '-');
	int64_t value;

	at.p = pass_digits(sc, digits);
	if (at.p == digits)
		return SCAN_FAULT(sc, from, "not a number");
	if (sc->s[digits] == '0' && at.p > digits + 1)
		return SCAN_FAULT(sc, from, "number with a zero in front; "
		    "write identifiers as strings");
	*real = scan_is(sc, at.p, '.') || scan_is(sc, at.p, 'e') ||
	    scan_is(sc, at.p, 'E');
	if (*real)
		return pass_real(sc, at, from);
	if (at.p - digits >= 19 &&
	    !sv_int((struct sv){sc->s + from, at.p - from}, &value))
		return SCAN_FAULT(sc, from, "integer beyond 64 bits; write "
		    "identifiers as strings");
	return at;
}

static bool
has_word(const struct scan *sc, size_t p, struct sv word)
{
	return sv_starts((struct sv){sc->s + p, sc->n - p}, word);
}

struct scan_spot
scan_plain(struct scan *sc, struct scan_spot at, bool *real)
{
	char c = at.p < sc->n ? sc->s[at.p] : '\0';

	*real = false;
	if (c == '-' || (c >= '0' && c <= '9'))
		return pass_number(sc, at, real);
	if (has_word(sc, at.p, SV("true")) || has_word(sc, at.p, SV("null")))
		return (struct scan_spot){at.p + 4, at.mark};
	if (has_word(sc, at.p, SV("false")))
		return (struct scan_spot){at.p + 5, at.mark};
	return SCAN_FAULT(sc, at.p, "a value is missing or misspelled");
}

/* A value of an array or a nested object. */
static inline struct scan_spot
pass_value(struct scan *sc, struct scan_spot at, unsigned depth)
{
	bool real, escaped;

	if (likely(scan_is(sc, at.p, '"')))
		return scan_string(sc, at, &escaped);
	if (scan_is(sc, at.p, '[') || scan_is(sc, at.p, '{'))
		return scan_nested(sc, at, depth);
	return scan_plain(sc, at, &real);
}

static struct scan_spot
pass_array(struct scan *sc, struct scan_spot at, unsigned depth)
{
	at.p = scan_blanks(sc, at.p + 1);
	if (scan_is(sc, at.p, ']'))
		return (struct scan_spot){at.p + 1, at.mark};
	for (;;) {
		at = pass_value(sc, at, depth);
		if (at.mark == NULL)
			return at;
		at.p = scan_blanks(sc, at.p);
		if (scan_is(sc, at.p, ']'))
			return (struct scan_spot){at.p + 1, at.mark};
		if (!scan_is(sc, at.p, ','))
			return SCAN_FAULT(sc, at.p, "',' or ']' expected");
		at.p = scan_blanks(sc, at.p + 1);
	}
}

/* A bit for the key: keys with different bits are different. */
static uint64_t
filter_bit(struct sv key)
{
	unsigned first = key.len > 0 ? (unsigned char)key.p[0] : 0;
	unsigned last = key.len > 0 ? (unsigned char)key.p[key.len - 1] : 0;

	return 1ull << (first * 7 + last * 5 + key.len) % 64;
}

/* Notes a key of an object, the keys of which begin at seen[base]; *filter
 * has their bits. */
static struct scan_spot
note_key(struct scan *sc, struct scan_spot at, struct sv key, size_t base,
    uint64_t *filter)
{
	uint64_t bit = filter_bit(key);

	for (size_t i = base; (*filter & bit) != 0 && i < sc->nseen; i++)
		if (sv_eq(sc->seen[i], key))
			return SCAN_FAULT(sc, (size_t)(key.p - sc->s) - 1,
			    "the same key twice");
	*filter |= bit;
	if (sc->nseen == sc->seen_cap) {
		sc->seen_cap = sc->seen_cap * 2 + 64;
		sc->seen = mem_realloc(sc->seen,
		    sc->seen_cap * sizeof(*sc->seen));
	}
	sc->seen[sc->nseen++] = key;
	return sc->nseen - base > SCAN_MAX_KEYS ? scan_unusual(sc) : at;
}

static struct scan_spot
pass_object(struct scan *sc, struct scan_spot at, unsigned depth)
{
	size_t base = sc->nseen;
	uint64_t filter = 0;
	struct sv key;
	bool escaped;

	at.p = scan_blanks(sc, at.p + 1);
	while (!scan_is(sc, at.p, '}')) {
		at = scan_key(sc, at, &key, &escaped);
		if (at.mark != NULL && escaped)
			return scan_unusual(sc);
		if (at.mark != NULL)
			at = note_key(sc, at, key, base, &filter);
		if (at.mark != NULL)
			at = pass_value(sc, at, depth);
		if (at.mark == NULL)
			return at;
		at.p = scan_blanks(sc, at.p);
		if (scan_is(sc, at.p, '}'))
			break;
		if (!scan_is(sc, at.p, ','))
			return SCAN_FAULT(sc, at.p, "',' or '}' expected");
		at.p = scan_blanks(sc, at.p + 1);
		if (scan_is(sc, at.p, '}'))
			return SCAN_FAULT(sc, at.p, "a key after ',' expected");
	}
	sc->nseen = base;
	return (struct scan_spot){at.p + 1, at.mark};
}

/* Valid for certain: only the end is looked for. */
static struct scan_spot
pass_trusted(struct scan *sc, struct scan_spot at)
{
	size_t depth = 0;
	bool escaped;

	do {
		char c = sc->s[at.p];

		if (c == '"') {
			at = scan_string(sc, at, &escaped);
			if (at.mark == NULL)
				return at;
			continue;
		}
		if (c == '[' || c == '{')
			depth++;
		else if (c == ']' || c == '}')
			depth--;
		at.p++;
	} while (depth > 0);
	return at;
}

struct scan_spot
scan_nested(struct scan *sc, struct scan_spot at, unsigned depth)
{
	if (sc->trusted)
		return pass_trusted(sc, at);
	if (depth == MAX_DEPTH)
		return scan_unusual(sc);
	return sc->s[at.p] == '[' ? pass_array(sc, at, depth + 1)
				  : pass_object(sc, at, depth + 1);
}


void
scan_free(struct scan *sc)
{
	marks_free(&sc->marks);
	free(sc->seen);
	*sc = (struct scan){0};
}
