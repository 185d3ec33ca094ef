/* SPDX-License-Identifier: MIT */
/*
 * count_rows: a tally of fraud laid out in time: each group's cases a period,
 * zero where there were none, with the change and the run of each.
 */
#ifndef PRECINCT_COUNT_ROWS_H
#define PRECINCT_COUNT_ROWS_H

#include "change.h"
#include "count.h"

struct count_row {
	struct sv group;        /* the key without the period */
	size_t period;          /* index into periods */
	size_t cell;            /* of the tally; SIZE_MAX: no cases */
	int64_t cases;
	struct change before, last_year;
	int64_t run;
	/* Of the complete periods right before, at most COUNT_PAST. */
	struct {
		int64_t n, sum, squares;
	} past;
};
#define COUNT_PAST 12

struct count_rows {
	const struct count_tally *tally;
	struct period *periods; /* without gaps; one of no unit without key */
	bool *whole;            /* complete by --since, --until or the data */
	size_t nperiods;
	size_t shown, nshown;   /* periods [shown, shown + nshown) */
	int64_t from, to;       /* days shown, [from, to); equal: no data */
	struct count_row *rows;
	size_t nrows;
	int64_t *totals;        /* cases a period, over all groups */
	int64_t *losses;        /* and losses, in fen */
	struct count_row *total_rows;   /* nshown of them, of the totals */
	size_t left_groups;     /* by --top: groups and cases not listed */
	int64_t left_cases;
	struct tally total;     /* one group: all that is shown */
	struct map groups;      /* private */
};

/* top: at most so many groups, by cases; 0: all. */
void count_rows_make(struct count_rows *r, const struct count_tally *t,
    size_t top);
void count_rows_free(struct count_rows *r);

#endif
