/* SPDX-License-Identifier: MIT */
/*
 * matcher: all places of all literals in one pass over a folded text. The
 * hash of two neighbouring units, and of the one behind them, is looked up in
 * a small bitmap; where it says yes, which is rare, the literals that begin so
 * are compared.
 */
#ifndef PRECINCT_MATCHER_H
#define PRECINCT_MATCHER_H

#include "fold.h"

struct matcher;                 /* read-only once built: shared by threads */

struct matcher_hit {
	uint32_t at;            /* first unit */
	uint32_t literal;
	uint32_t len;           /* units of it */
};

struct matcher_hits {           /* the zero value is empty */
	struct matcher_hit *at;
	size_t n, cap;
};

struct matcher *matcher_new(void);
void matcher_free(struct matcher *m);
/* The number of the literal, the same for equal ones, counted from 0. It has
 * at least one unit and no zero unit. Before matcher_build only. */
uint32_t matcher_add(struct matcher *m, const uint16_t *units, size_t n);
void matcher_build(struct matcher *m);
size_t matcher_count(const struct matcher *m);
/* Units of a literal. */
size_t matcher_length(const struct matcher *m, uint32_t literal);

/* Replaces *hits by those in text, by place, then longest first. The text is
 * a folded one: FOLD_PAD zero units follow it. */
void matcher_scan(const struct matcher *m, const uint16_t *text, size_t n,
    struct matcher_hits *hits);
/* The same in one of the ways that there are for different machines, or in one
 * before it that this one can do: for tests. */
enum matcher_way { MATCHER_PLAINLY, MATCHER_WIDE, MATCHER_WIDEST };
void matcher_scan_as(enum matcher_way way, const struct matcher *m,
    const uint16_t *text, size_t n, struct matcher_hits *hits);
void matcher_hits_free(struct matcher_hits *hits);

#endif
