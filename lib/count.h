/* SPDX-License-Identifier: MIT */
/*
 * count: counts incidents of a subject (all, or the cases of fraud) by the
 * keys asked for. A case is one incident of the subject; calls linked to an
 * earlier one (repeat, urge, feedback, harassment) are no new case and are
 * counted apart. The time axis is reported_at, in local days of +08:00.
 *
 * Tallies merge in any order to the same figures. A partial is the same tally
 * as JSON Lines: one head, then one line a group.
 */
#ifndef PRECINCT_COUNT_H
#define PRECINCT_COUNT_H

#include "count_query.h"
#include "inputs.h"
#include "record.h"
#include "tally.h"

enum count_sum {
	COUNT_CASES, COUNT_WITH_LOSS, COUNT_NO_LOSS, COUNT_LOSS,
	COUNT_STOPPED, COUNT_NSUMS,
	COUNT_LARGEST = COUNT_NSUMS     /* the one maximum */
};

/* The day and hour of the report here; known: there is one. */
struct count_when {
	bool known;
	int64_t day;
	unsigned hour;
};

/* What became of a record. */
enum count_fate {
	COUNT_COUNTED,
	COUNT_BASE,             /* before `since`: only compared with */
	COUNT_NOT_INCIDENT, COUNT_UNCLASSIFIED,
	COUNT_OTHER_CATEGORY,   /* among all incidents: invalid calls */
	COUNT_LINKED, COUNT_OTHER_TYPE, COUNT_NO_TIME, COUNT_FUTURE,
	COUNT_EARLIER, COUNT_LATER,
	COUNT_OTHER_GROUP,      /* by `only` */
	COUNT_NFATES
};

struct count_tally {
	const struct count_query *query;
	struct tally groups;            /* keys in the order of query->by */
	int64_t fates[COUNT_NFATES];
	struct inputs inputs;   /* what was counted */
	int64_t first, last;    /* days of the incidents read, fraud or not;
	                         * last < first: there were none */
	struct str key, scratch;
	struct facet_work *work;        /* NULL: no facet is asked for */
	struct facet_found found[FACET_MOST];   /* of the last record counted */
	struct extract extract;
	struct extract_ways ways;
	struct period memo;     /* the last record's: logs are in order */
	enum count_fate fate;           /* of the last record */
	struct count_when when;
	int64_t expected;       /* groups of a partial still to come */
	bool headed;            /* a partial's head was read */
};

void count_init(struct count_tally *t, const struct count_query *q);
void count_free(struct count_tally *t);
/* -1 with the fault: a value that no count can take (a time or sum that is
 * none). */
int count_record(struct count_tally *t, const struct record *r,
    struct fault *f);
void count_merge(struct count_tally *into, const struct count_tally *from);

int count_read_when(const struct record *r, struct count_when *w,
    struct str *scratch, struct fault *f);
/* loss_fen or stopped_fen. 1: there, 0: absent, -1: no sum. */
int count_read_fen(const struct record *r, enum record_key key, int64_t *fen,
    struct fault *f);
/* Whether `quality` holds the doubt. */
bool count_has_doubt(const struct record *r, struct sv doubt,
    struct str *scratch);

/* A key's text in words, of facets by their titles. */
void count_add_value(struct str *out, const struct count_query *q,
    enum count_key key, struct sv text, bool english);
/* count_words.c: for people. A key's title; its text or number in words;
 * 2024年8月31日0时; how many records were read. */
const char *count_key_title(const struct count_subject *s, enum count_key key,
    bool english);
void count_add_text(struct str *out, enum count_key key, struct sv text,
    bool english);
void count_add_number(struct str *out, enum count_key key, int64_t n,
    bool english);
void count_add_moment(struct str *out, int64_t day, bool english);
int64_t count_rows_in(const struct count_tally *t);

/* count_partial.c */
void count_put_partial(struct str *out, const struct count_tally *t);
/* One line of a partial, into t; the first head fills q, which t->query points
 * to and whose subject is set; others must be equal. */
int count_read_partial(struct count_tally *t, struct count_query *q,
    const struct record *r, struct fault *f);
/* After the last line: -1 when groups are missing. */
int count_partial_end(const struct count_tally *t, struct fault *f);

#endif
