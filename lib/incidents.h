/* SPDX-License-Identifier: MIT */
/*
 * incidents: what the analysis of a day asks of every incident, kept as small
 * facts: day, hour, kind, risk, community, kind of place, place, door. Which
 * incidents count, and why others do not, is lib/count's word.
 *
 * Facts of several readers merge to the same; as a partial they are JSON
 * Lines, with the addresses as keys in them: a partial is not for publication.
 */
#ifndef PRECINCT_INCIDENTS_H
#define PRECINCT_INCIDENTS_H

#include "count.h"
#include "prog.h"
#include "spot.h"

enum incidents_name {
	INCIDENTS_CLASS,        /* of the category: what is before its dot */
	INCIDENTS_CATEGORY, INCIDENTS_COMMUNITY, INCIDENTS_PLACE_TYPE,
	INCIDENTS_RISK, INCIDENTS_PLACE, INCIDENTS_DOOR, INCIDENTS_NNAMES
};

struct incidents_fact {
	int64_t day;
	int64_t hour;           /* -1: not told */
	uint32_t names[INCIDENTS_NNAMES];       /* 0: not told */
	int64_t count;          /* of incidents that are alike in all this */
};

struct incidents {
	struct count_tally tally;       /* by day */
	struct map names[INCIDENTS_NNAMES];     /* in order, once settled */
	struct incidents_fact *facts;   /* by day, hour, names: once settled */
	size_t nfacts, cap;
	int64_t places_from, places_to; /* days whose addresses are looked at:
	                         * all of them, unless set after init */
	int64_t expected;       /* facts of a partial still to come */
	bool headed;            /* a partial's head of facts was read */
	struct address address;
	struct str key, scratch;
};

/* q: by day (count_query_set). */
void incidents_init(struct incidents *t, const struct count_query *q);
void incidents_free(struct incidents *t);
int incidents_record(struct incidents *t, const struct record *r,
    struct fault *f);
void incidents_merge(struct incidents *into, const struct incidents *from);
/* Once, after the last record: the same facts in the same order for any order
 * of input. */
void incidents_settle(struct incidents *t);

struct sv incidents_text(const struct incidents *t, enum incidents_name which,
    uint32_t name);
/* The facts of days [from, to), of those settled. */
const struct incidents_fact *incidents_days(const struct incidents *t,
    int64_t from, int64_t to, size_t *n);
/* How many incidents they are. */
int64_t incidents_sum(const struct incidents_fact *facts, size_t n);

/*
 * incidents_read.c: reads files of records into t, which is made and settled;
 * q is set and must outlive it. Jobs, max_record and quiet are taken from
 * `like`. -1, with everything reported, when there was trouble.
 */
struct filter_options;
int incidents_read(struct incidents *t, struct count_query *q,
    struct prog_list files, const struct filter_options *like);

/* incidents_partial.c: t is settled. A partial is that of lib/count with the
 * facts after it; one without facts is read too. */
void incidents_put_partial(struct str *out, const struct incidents *t);
int incidents_read_partial(struct incidents *t, struct count_query *q,
    const struct record *r, struct fault *f);
int incidents_partial_end(const struct incidents *t, struct fault *f);

/* A fact of a partial; texts in the order of the names. */
void incidents_add(struct incidents *t, int64_t day, int64_t hour,
    const struct sv *texts, int64_t count);

#endif
