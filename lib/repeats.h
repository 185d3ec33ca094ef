/* SPDX-License-Identifier: MIT */
/*
 * repeats: incidents of one dispute put together. All that is to be linked is
 * added first, in any order; then everything is gone through by time, so that
 * the result does not depend on the order in which it came.
 *
 * An incident joins the dispute of the one incident before it that it has most
 * in common with (repeat.h), within the window; disputes are never merged for
 * it, so that no chain of chances grows. Numbers and places that many
 * incidents share don't count. What the export itself links (parent_id) is
 * together whatever else is the case.
 */
#ifndef PRECINCT_REPEATS_H
#define PRECINCT_REPEATS_H

#include "repeat.h"

struct repeats_options {
	int64_t window;         /* seconds between two reports, at most */
	struct repeat_limits limits;
	unsigned shared;        /* a number or place of more incidents within
	                         * the window is everybody's */
	unsigned bound;         /* incidents that a dispute grows to */
};
#define REPEATS_DAY 86400
#define REPEATS_DEFAULTS                                                      \
	{.window = 180 * (int64_t)REPEATS_DAY,                                \
	    .limits = {.similar = 0.8, .minutes = 3600}, .shared = 50,        \
	    .bound = 30}

struct repeats;

#define REPEATS_NONE UINT32_MAX

struct repeats *repeats_new(const struct repeats_options *o);
void repeats_free(struct repeats *r);

/* Counts an incident of any kind, of which a glance was taken. */
void repeats_see(struct repeats *r, const struct repeat_sketch *glance);
/* Adds an incident that may belong to a dispute; the index is how many were
 * added before. Those with a time should have been seen too. id and parent
 * may be empty. */
uint32_t repeats_add(struct repeats *r, const struct repeat_sketch *s,
    struct sv id, struct sv parent);
/* Says that i belongs with the incident of the id, as parent does, but may be
 * another call about the same event. */
void repeats_join(struct repeats *r, uint32_t i, struct sv id);
/* The sketch of i as the linker has it. */
const struct repeat_sketch *repeats_sketch(const struct repeats *r,
    uint32_t i);
/* Links all that was added. Once. */
void repeats_link(struct repeats *r);

#define REPEATS_AGES 16

struct repeats_result {
	uint32_t of;            /* which it joined, or REPEATS_NONE */
	uint32_t first;         /* the first dispute of its group by time, or
	                         * REPEATS_NONE */
	uint32_t before;        /* the dispute of its group last before it, or
	                         * REPEATS_NONE */
	unsigned earlier;       /* earlier events of the dispute */
	unsigned nages;         /* of those, the times known: days before, */
	uint16_t ages[REPEATS_AGES];    /* latest first */
	bool same_event;        /* it is another call about that of `of` */
	bool full;              /* it would have joined one that is full */
	struct repeat_evidence why;
};

void repeats_result(const struct repeats *r, uint32_t i,
    struct repeats_result *result);
/* All that were added, by time (those without one first); *n of them. */
const uint32_t *repeats_order(const struct repeats *r, size_t *n);

#endif
