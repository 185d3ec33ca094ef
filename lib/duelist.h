/* SPDX-License-Identifier: MIT */
/*
 * duelist: what is overdue, due today and due this week, by who has it: steps
 * of open cases, and visits after a closing. For route-dispute --due.
 */
#ifndef PRECINCT_DUELIST_H
#define PRECINCT_DUELIST_H

#include "cases.h"
#include "roster.h"
#include "table.h"

/* Visits of a case of which nothing was heard for so long are not listed any
 * more: nobody catches up with them. */
#define DUELIST_LAPSE 365

enum duelist_when { DUELIST_OVERDUE, DUELIST_TODAY, DUELIST_WEEK,
	DUELIST_LATER, DUELIST_NWHENS };

struct duelist {
	const struct cases *cases;
	const struct roster *roster;    /* for names; may be NULL */
	int64_t today;
	enum table_format format;
	bool english;
	uint64_t counts[DUELIST_NWHENS];        /* out */
};

/* Appends the list; for CSV, which has no place for it, the summary goes to
 * note. -1 with the fault. */
int duelist_make(struct duelist *d, struct str *out, struct str *note,
    struct fault *f);

#endif
