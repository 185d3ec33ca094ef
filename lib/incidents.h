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

/* What a day has besides its incidents. */
enum incidents_aside { INCIDENTS_LINKED, INCIDENTS_INVALID, INCIDENTS_NASIDE };

struct incidents {
	struct count_tally tally;       /* by day */
	struct tally aside;     /* by day: calls that are no incidents */
	struct map names[INCIDENTS_NNAMES];     /* in order, once settled */
	struct incidents_fact *facts;   /* by day, hour, names: once settled */
	size_t nfacts, cap;
	int64_t places_from, places_to; /* days whose addresses are looked at:
	                         * all of them, unless set after init */
	int64_t expected;       /* facts of a partial still to come */
	bool headed;            /* a partial's head of facts was read */
	struct mask *mask;      /* takes persons out of addresses; or NULL */
	struct mask *numbers;   /* the same without names */
	struct map parts;       /* names of places -> what mask made of them */
	struct address address;
	struct str key, scratch, told;
};

/* q: by day (count_query_set). */
void incidents_init(struct incidents *t, const struct count_query *q);
void incidents_free(struct incidents *t);
/* From now on persons are taken out of the names of places: phones and other
 * numbers, names that the record itself tells, and whose home it is (张伟家:
 * 张**家). Else a name stays: 马家寺 and 龙泉驿 are places. x must last until t is
 * settled. */
struct extractor;
void incidents_mask(struct incidents *t, const struct extractor *x);
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
/* Calls of the day that are no new incidents: repeated and the like, invalid
 * ones. */
int64_t incidents_aside(const struct incidents *t, int64_t day,
    enum incidents_aside which);
/* How many incidents they are. */
int64_t incidents_sum(const struct incidents_fact *facts, size_t n);

/* incidents_read.c: as many as there are threads. -1 with the fault: the words
 * that masking needs cannot be read. */
struct incidents_crew {
	struct incidents *workers;
	void **pointers;        /* the same, as a filter takes them */
	unsigned jobs;
	struct extractor *extractor;
};
int incidents_crew_make(struct incidents_crew *c, const struct count_query *q,
    unsigned jobs, bool masked, struct fault *f);
/* All of them in one, settled; it is the crew's. */
struct incidents *incidents_crew_join(struct incidents_crew *c);
void incidents_crew_free(struct incidents_crew *c);
/*
 * Reads files of records into t, which is made and settled;
 * q is set and must outlive it. Persons are masked. Jobs, max_record and quiet are taken from
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
