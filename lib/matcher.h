/* SPDX-License-Identifier: MIT */
/*
 * matcher: all places of all literals in one pass over a folded text. The
 * hash of two neighbouring units is looked up in a small bitmap; where it
 * says yes, which is rare, the literals that begin so are compared.
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

struct matcher_start;
struct matcher_run;
struct matcher_place;

struct matcher_hits {           /* the zero value is empty */
	struct matcher_hit *at;
	size_t n, cap;
	struct matcher_start *starts; /* on the way to them */
	struct matcher_run *runs;
	struct matcher_place *places;
	size_t starts_cap, places_cap;
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
/* The same on any machine: for tests. */
void matcher_scan_plainly(const struct matcher *m, const uint16_t *text,
    size_t n, struct matcher_hits *hits);
void matcher_hits_free(struct matcher_hits *hits);

#endif
