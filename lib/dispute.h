/* SPDX-License-Identifier: MIT */
/*
 * dispute: counts what became of the cases of a ledger, by period, kind,
 * place, tier and person. A case is counted under what it is now: the
 * category, tier and person that it has at the end of the ledger.
 *
 * Tallies of several ledgers merge in any order to the same figures.
 */
#ifndef PRECINCT_DISPUTE_H
#define PRECINCT_DISPUTE_H

#include "cases.h"
#include "inputs.h"
#include "period.h"
#include "tally.h"

enum dispute_key {
	DISPUTE_DAY, DISPUTE_WEEK, DISPUTE_MONTH, DISPUTE_QUARTER,
	DISPUTE_YEAR,
	DISPUTE_CATEGORY, DISPUTE_COMMUNITY, DISPUTE_TIER, DISPUTE_ASSIGNEE,
	DISPUTE_NKEYS
};
#define DISPUTE_MAX_KEYS 3
#define DISPUTE_NO_KEY ((size_t)-1)

struct dispute_query {
	enum dispute_key by[DISPUTE_MAX_KEYS];
	size_t nby;
	size_t period;          /* which of by is a period; DISPUTE_NO_KEY */
	enum period_unit unit;
	unsigned week_start;
	bool has_since, has_until;
	int64_t since, until;   /* days, [since, until) */
	int64_t today;          /* what happens on it and after is not
	                         * counted: that day is not over */
};

/* Each at the day on which it happened. */
enum dispute_sum {
	DISPUTE_OPENED,         /* first report */
	DISPUTE_CLOSED,         /* closings that stand: not reopened, no crime */
	DISPUTE_SETTLED,        /* of these, settled */
	DISPUTE_AGREED,         /* of these, with an agreement */
	DISPUTE_OVERDUE,        /* due dates gone by unmet */
	DISPUTE_UNVISITED,      /* visit dates gone by unmet */
	DISPUTE_HANDED_UP,      /* to a higher tier */
	DISPUTE_PASSED_UP,      /* cases to the joint tier or away upwards */
	DISPUTE_RETURNED,       /* reports after closing, and reopenings */
	DISPUTE_CRIMINAL,
	DISPUTE_NSUMS
};

struct dispute_tally {
	const struct dispute_query *query;
	/* Keys: the first day of the period, then the others of `by` in order
	 * as texts. Samples: days from the first report to the closing. */
	struct tally groups;
	struct inputs inputs;   /* the ledgers, each by its first event */
	int64_t first, last;    /* days of the ledgers; last < first: none */
	int64_t cases;          /* in the ledgers */
	int64_t open, late;     /* open now; of these, past their date */
	int64_t later;          /* events of today and after, not counted */
	struct str key;
	int64_t expected;       /* groups of a partial still to come */
	bool headed;            /* a partial's head was read */
};

/* by: "month,category"; since and until: a date or a period's name, whole at
 * both ends, NULL: open. -1 with the fault's text. */
int dispute_query_set(struct dispute_query *q, const char *by,
    const char *since, const char *until, unsigned week_start, int64_t today,
    struct fault *f);
const char *dispute_key_name(enum dispute_key key);

void dispute_init(struct dispute_tally *t, const struct dispute_query *q);
void dispute_free(struct dispute_tally *t);
/* Cases with their flows (CASES_FLOWS). */
void dispute_add(struct dispute_tally *t, const struct cases *c);

/* Partials (dispute_partial.c): the tally as JSON Lines; a line of one, into
 * t; the first head fills q, which t->query points to, others must be equal;
 * after the last line: -1 when groups are missing. */
void dispute_put_partial(struct str *out, const struct dispute_tally *t);
int dispute_read_partial(struct dispute_tally *t, struct dispute_query *q,
    const struct record *r, struct fault *f);
int dispute_partial_end(const struct dispute_tally *t, struct fault *f);

/* --- laid out in time (dispute_rows.c) ------------------------------------- */

struct dispute_row {
	struct sv group;        /* the key without the period */
	size_t period;
	size_t cell, before, last_year; /* groups of the tally; SIZE_MAX:
	                                 * nothing happened */
	bool has_before, has_last_year; /* the ledger reaches back so far */
	bool before_whole, last_year_whole;
};

struct dispute_rows {
	const struct dispute_tally *tally;
	struct period *periods; /* shown; one of no unit without key */
	bool *whole;
	size_t nperiods;
	int64_t from, to;       /* days shown, [from, to); equal: no data */
	struct dispute_row *rows;
	size_t nrows;
	struct tally total;     /* one group: all that is shown */
	struct arena arena;     /* private */
};

void dispute_rows_make(struct dispute_rows *r,
    const struct dispute_tally *t);
void dispute_rows_free(struct dispute_rows *r);
/* 0 when cell is SIZE_MAX. */
int64_t dispute_value(const struct dispute_tally *t, size_t cell,
    enum dispute_sum sum);

#endif
