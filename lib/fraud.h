/* SPDX-License-Identifier: MIT */
/*
 * fraud: counts cases of fraud out of classified incidents by the keys asked
 * for. A case is one incident whose category is fraud.*; calls linked to an
 * earlier one (repeat, urge, feedback, harassment) are no new case and are
 * counted apart. The time axis is reported_at, in local days of +08:00.
 *
 * Tallies merge in any order to the same figures. A partial is the same tally
 * as JSON Lines: one head, then one line a group.
 */
#ifndef PRECINCT_FRAUD_H
#define PRECINCT_FRAUD_H

#include "period.h"
#include "record.h"
#include "tally.h"

enum fraud_key {
	FRAUD_DAY, FRAUD_WEEK, FRAUD_MONTH, FRAUD_QUARTER, FRAUD_YEAR,
	FRAUD_TYPE, FRAUD_COMMUNITY, FRAUD_UNIT, FRAUD_CHANNEL, FRAUD_SEX,
	FRAUD_AGE, FRAUD_HOUR, FRAUD_WEEKDAY, FRAUD_PLACE_TYPE, FRAUD_JOB,
	FRAUD_NKEYS
};
#define FRAUD_MAX_KEYS 4
#define FRAUD_NO_KEY ((size_t)-1)

struct fraud_query {
	enum fraud_key by[FRAUD_MAX_KEYS];
	size_t nby;
	size_t period;          /* which of by is a period; FRAUD_NO_KEY */
	enum period_unit unit;
	unsigned week_start;
	bool has_since, has_until;
	int64_t since, until;   /* days, [since, until) */
	struct str type;        /* beginning of the category, dots whole */
};

enum fraud_sum {
	FRAUD_CASES, FRAUD_WITH_LOSS, FRAUD_NO_LOSS, FRAUD_LOSS,
	FRAUD_STOPPED, FRAUD_NSUMS,
	FRAUD_LARGEST = FRAUD_NSUMS     /* the one maximum */
};

/* What became of a record. */
enum fraud_fate {
	FRAUD_COUNTED,
	FRAUD_BASE,             /* before `since`: only compared with */
	FRAUD_NOT_INCIDENT, FRAUD_UNCLASSIFIED, FRAUD_OTHER_CATEGORY,
	FRAUD_LINKED, FRAUD_OTHER_TYPE, FRAUD_NO_TIME, FRAUD_FUTURE,
	FRAUD_EARLIER, FRAUD_LATER,
	FRAUD_NFATES
};

struct fraud_tally {
	const struct fraud_query *query;
	struct tally groups;            /* keys in the order of query->by */
	int64_t fates[FRAUD_NFATES];
	int64_t first, last;    /* days of the incidents read, fraud or not;
	                         * last < first: there were none */
	struct str key, scratch;
	struct period memo;     /* the last record's: logs are in order */
	int64_t expected;       /* groups of a partial still to come */
	bool headed;            /* a partial's head was read */
};

/* "month,type"; since and until: a date or a period's name, whole at both
 * ends, NULL: open. type may leave out "fraud."; NULL: all. -1 with the
 * fault's text. */
int fraud_query_set(struct fraud_query *q, const char *by, const char *since,
    const char *until, const char *type, unsigned week_start,
    struct fault *f);
void fraud_query_free(struct fraud_query *q);
/* "month", "type" … */
const char *fraud_key_name(enum fraud_key key);
bool fraud_key_is_text(enum fraud_key key);

void fraud_init(struct fraud_tally *t, const struct fraud_query *q);
void fraud_free(struct fraud_tally *t);
/* -1 with the fault: a value that no count can take (a time or sum that is
 * none). */
int fraud_record(struct fraud_tally *t, const struct record *r,
    struct fault *f);
void fraud_merge(struct fraud_tally *into, const struct fraud_tally *from);

/* Bands of age: index to "0-17" and back; -1: not told. */
#define FRAUD_NBANDS 6
int64_t fraud_age_band(int64_t age);
const char *fraud_band_name(int64_t band);

/* fraud_partial.c */
void fraud_put_partial(struct str *out, const struct fraud_tally *t);
/* One line of a partial, into t; the first head fills q, which t->query points
 * to; others must be equal. */
int fraud_read_partial(struct fraud_tally *t, struct fraud_query *q,
    const struct record *r, struct fault *f);
/* After the last line: -1 when groups are missing. */
int fraud_partial_end(const struct fraud_tally *t, struct fault *f);

#endif
