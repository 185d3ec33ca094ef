/* SPDX-License-Identifier: MIT */
/*
 * scan: passing over JSON text by the list of its marks, so that the bytes of
 * strings are looked at once. What is passed over is checked, as jansson would
 * check it; what is out of the ordinary is left to jansson (SCAN_UNUSUAL), and
 * what jansson has accepted (trusted) is only passed over. Used by record.
 */
#ifndef PRECINCT_SCAN_H
#define PRECINCT_SCAN_H

#include "fault.h"
#include "marks.h"

#define SCAN_UNUSUAL 1
#define SCAN_MAX_KEYS 256       /* compared with one another in one object */

#define likely(x) __builtin_expect((x), 1)
#define unlikely(x) __builtin_expect((x), 0)

/* Where the scanner is: the next byte, and the first mark not before it. No
 * mark: stopped, with status saying why. */
struct scan_spot {
	size_t p;
	const uint32_t *mark;
};

struct scan {
	const char *s;          /* the text, its marks found */
	size_t n;
	struct fault *f;
	int status;             /* 0, -1 (fault is set) or SCAN_UNUSUAL */
	bool trusted;           /* jansson has accepted the text */
	struct marks marks;
	struct sv *seen;        /* keys of the objects being passed over */
	size_t nseen, seen_cap;
};

#define SCAN_STOP ((struct scan_spot){0, NULL})
/* Sets the fault at offset p; to be returned. */
#define SCAN_FAULT(sc, p, ...)                                                \
	((sc)->status = fault_set((sc)->f, NULL, 0, (p) + 1, __VA_ARGS__),    \
	    SCAN_STOP)

static inline struct scan_spot
scan_unusual(struct scan *sc)
{
	sc->status = SCAN_UNUSUAL;
	return SCAN_STOP;
}

/* The rest of scan_blanks and scan_string, below. */
size_t scan_blanks_slow(const struct scan *sc, size_t p);
struct scan_spot scan_escaped(struct scan *sc, struct scan_spot at);
/* A number, true, false or null; *real: a number that is no integer. */
struct scan_spot scan_plain(struct scan *sc, struct scan_spot at, bool *real);
/* The array or object at `at`; depth is that of the value that holds it. */
struct scan_spot scan_nested(struct scan *sc, struct scan_spot at,
    unsigned depth);
void scan_free(struct scan *sc);

/* The offset of the first byte from p on that is no blank. */
static inline size_t
scan_blanks(const struct scan *sc, size_t p)
{
	if (likely(p < sc->n && (unsigned char)sc->s[p] > ' '))
		return p;
	return scan_blanks_slow(sc, p);
}

static inline bool
scan_is(const struct scan *sc, size_t p, char c)
{
	return p < sc->n && sc->s[p] == c;
}

/* at: of the opening quote; gives the spot after the closing one. */
static inline struct scan_spot
scan_string(struct scan *sc, struct scan_spot at, bool *escaped)
{
	size_t end;

	/* Blanks outside strings may be control bytes. */
	while (unlikely(*at.mark < at.p))
		at.mark++;
	end = at.mark[1];
	*escaped = false;
	if (likely(end < sc->n && sc->s[end] == '"'))
		return (struct scan_spot){end + 1, at.mark + 2};
	*escaped = true;
	return scan_escaped(sc, at);
}

/* "key" and the colon; gives the spot of the value. */
static inline struct scan_spot
scan_key(struct scan *sc, struct scan_spot at, struct sv *key, bool *escaped)
{
	size_t from = at.p + 1;

	if (unlikely(!scan_is(sc, at.p, '"')))
		return SCAN_FAULT(sc, at.p, "a key in double quotes expected");
	at = scan_string(sc, at, escaped);
	if (unlikely(at.mark == NULL))
		return at;
	*key = (struct sv){sc->s + from, at.p - from - 1};
	at.p = scan_blanks(sc, at.p);
	if (unlikely(!scan_is(sc, at.p, ':')))
		return SCAN_FAULT(sc, at.p, "':' expected after the key");
	at.p = scan_blanks(sc, at.p + 1);
	return at;
}

#endif
