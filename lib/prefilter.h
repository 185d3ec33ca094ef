/* SPDX-License-Identifier: MIT */
/*
 * prefilter: literals of which at least one stands in every match of a
 * pattern, so that the pattern is run only where one of them occurs. What the
 * small parser does not understand (back references, options, recursion, \Q)
 * has no such literals: then the pattern is run on every text.
 */
#ifndef PRECINCT_PREFILTER_H
#define PRECINCT_PREFILTER_H

#include "str.h"

#define PREFILTER_UNITS 16      /* longest literal */
#define PREFILTER_COUNT 512      /* most literals of a pattern */
#define PREFILTER_FAR SIZE_MAX

/* What a unit with this lower byte may be. */
enum { PREFILTER_FIRST = 1, PREFILTER_SECOND = 2 };

struct prefilter_literal {
	uint16_t units[PREFILTER_UNITS];
	uint8_t n;
};

struct prefilter {
	struct prefilter_literal *literals; /* in order of the pattern */
	size_t count;           /* 0: none is required */
	/* Most units from where the match begins to where such a literal
	 * does; PREFILTER_FAR: no bound. */
	size_t before;
	struct prefilter_other *other; /* or NULL */
};

/* Every match has at most `reach` units, and in another place of it two units
 * that these bytes of theirs allow. */
struct prefilter_other {
	size_t reach;
	uint8_t allows[256];    /* PREFILTER_FIRST, PREFILTER_SECOND */
};

/* pattern is one that PCRE2 accepts (anything else is answered too, without
 * meaning). The caller frees with prefilter_free. */
void prefilter_make(struct prefilter *p, const uint16_t *pattern, size_t n);
/* False when no match begins in [from, last], last <= n, of the text, which
 * one readable unit follows. */
bool prefilter_may_match(const struct prefilter *p, const uint16_t *text,
    size_t n, size_t from, size_t last);
void prefilter_free(struct prefilter *p);

#endif
