/* SPDX-License-Identifier: MIT */
/*
 * outcome: what is reported of cases becomes events of the ledger, if it can
 * have happened. The run of record-outcome.
 */
#ifndef PRECINCT_OUTCOME_H
#define PRECINCT_OUTCOME_H

#include "casebook.h"
#include "routing.h"

struct outcomes {
	struct casebook *book;
	const struct routing *routing;  /* limits and visits */
	int64_t now;            /* what is later is refused */
	struct str lines;       /* events added, as in the ledger */
	uint64_t added, twice;  /* twice: told before, no event */
	uint64_t uncovered;     /* dates beyond the calendar */
	bool failed;            /* the ledger cannot be read or written */
	struct arena arena;
	struct record record;
};

void outcomes_init(struct outcomes *o, struct casebook *book,
    const struct routing *routing, int64_t now);
void outcomes_free(struct outcomes *o);
/* A record of kind "outcome" (or of none). -1 with the fault's text and a code
 * when it is refused. */
int outcomes_take(struct outcomes *o, const struct record *r,
    const char **code, struct fault *f);
/* The same for its line. */
int outcomes_take_line(struct outcomes *o, struct sv line, const char **code,
    struct fault *f);
/* Brings what was added to the disk; its lines are in o->lines then. -1 with
 * the fault, and o->failed is set. */
int outcomes_commit(struct outcomes *o, struct fault *f);

#endif
