/* SPDX-License-Identifier: MIT */
/*
 * litset: small sets of literals, of which prefilter chooses those to look
 * for. All live in the caller's arena.
 */
#ifndef PRECINCT_LITSET_H
#define PRECINCT_LITSET_H

#include "arena.h"
#include "prefilter.h"

struct litset {
	struct prefilter_literal *at;
	size_t n;
};

/* Each of the units as a literal of its own. */
const struct litset *litset_of(struct arena *arena, const uint16_t *units,
    size_t n);
/* Of the literal without units alone. */
const struct litset *litset_empty(struct arena *arena);
/* NULL when it grows out of bounds, or one of them is NULL. */
const struct litset *litset_union(struct arena *arena, const struct litset *a,
    const struct litset *b);
/* Each of a before each of b; NULL likewise. */
const struct litset *litset_cross(struct arena *arena, const struct litset *a,
    const struct litset *b);
/* The last units of the literals, so that the set can grow on. *most is by
 * how much further on they may begin. */
const struct litset *litset_ends(struct arena *arena, const struct litset *set,
    size_t *most);
/* How often a text is thought to hold one of the set, in thousandths: of any
 * that end in the same character not more than that character's own. SIZE_MAX
 * of a set that is NULL or holds the literal without units. */
size_t litset_cost(const struct litset *set, size_t before);
/* Marks what the first units, and the second ones, of the literals are. */
void litset_begin(const struct litset *set, struct prefilter_other *o);

#endif
