/* SPDX-License-Identifier: MIT */
/*
 * prefilter: literals of which at least one stands in every match of a
 * pattern, so that the pattern is run only where one of them occurs. What the
 * small parser does not understand (back references, options, recursion, \Q)
 * has no such literals: then the pattern is run on every text.
 */
#ifndef PRECINCT_PREFILTER_H
#define PRECINCT_PREFILTER_H

#include "stops.h"

#define PREFILTER_UNITS 16      /* longest literal */
#define PREFILTER_COUNT 512      /* most literals of a pattern */
#define PREFILTER_FAR SIZE_MAX

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
	/* Most units from where a match begins to the end of the text. */
	size_t after;
	bool starts;            /* a match begins where the text does */
	enum stops_kind stops;  /* that no match holds */
	struct prefilter_other *other; /* or NULL */
};

/* In another place of every match, or right behind it, at most `reach` units
 * from where it begins, there is a literal of others: by the lower byte of a
 * unit, bits by three bits of the upper one, of what it may be. */
#define PREFILTER_FIRST UINT32_C(1) /* the first of two units */
#define PREFILTER_SECOND UINT32_C(0x100)
#define PREFILTER_ONLY UINT32_C(0x10000) /* a literal of its own */

struct prefilter_other {
	size_t reach;
	uint32_t allows[256];
};

/* Shifted so that these bits tell of this unit. */
static inline uint32_t
prefilter_allows(const struct prefilter_other *o, uint16_t unit)
{
	return o->allows[unit & 0xff] >> (unit >> 8 & 7);
}

/* pattern is one that PCRE2 accepts (anything else is answered too, without
 * meaning). The caller frees with prefilter_free. */
void prefilter_make(struct prefilter *p, const uint16_t *pattern, size_t n);
/* False when no match begins in [from, last] of a text, end <= n units of
 * which it may need. */
bool prefilter_may_match(const struct prefilter *p, const uint16_t *text,
    size_t end, size_t from, size_t last);
void prefilter_free(struct prefilter *p);

#endif
