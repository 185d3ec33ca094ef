/* SPDX-License-Identifier: MIT */
/*
 * review: the few records of many that a person should look at first. Which
 * they are does not depend on the order in which they are offered.
 */
#ifndef PRECINCT_REVIEW_H
#define PRECINCT_REVIEW_H

#include "str.h"

struct review_item {
	double rank;            /* the lowest first */
	uint64_t sequence, line; /* where it stood: earlier first */
	struct str record;      /* the whole line */
};

struct review {
	size_t most;            /* kept; set by the caller */
	struct review_item *items; /* a heap, the last one on top */
	size_t n;
};

/* Whether a record of that rank would be kept. */
bool review_wants(const struct review *r, double rank, uint64_t sequence,
    uint64_t line);
/* Keeps a copy of a record that is wanted. */
void review_add(struct review *r, double rank, uint64_t sequence,
    uint64_t line, struct sv record);
/* Takes over what another one keeps. */
void review_merge(struct review *r, struct review *from);
/* The first to look at first; no more is to be added then. */
void review_sort(struct review *r);
void review_free(struct review *r);

#endif
