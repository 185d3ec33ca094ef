/* SPDX-License-Identifier: MIT */
/*
 * patrol: adds up the volunteers' patrols of one period, of the one before
 * and of the same last year. A patrol belongs to the day on which it starts,
 * also when it ends after midnight.
 *
 * Figures are of patrols, never of a person: members are told apart only to
 * count how many took part and to find shifts that overlap. Doubtful patrols
 * are counted as they are recorded and named by their line of the log.
 */
#ifndef PRECINCT_PATROL_H
#define PRECINCT_PATROL_H

#include "period.h"
#include "record.h"
#include "tally.h"

enum patrol_sum {
	PATROL_COUNT,           /* patrols */
	PATROL_SHIFTS,          /* members, summed over patrols */
	PATROL_MINUTES, PATROL_PERSON_MINUTES, PATROL_WITH_OFFICER,
	/* outcomes, in the order of the record's keys */
	PATROL_HAZARDS, PATROL_HAZARDS_FIXED, PATROL_SEARCHES,
	PATROL_ESCORTS, PATROL_HELPED, PATROL_TALKS, PATROL_TALK_PEOPLE,
	PATROL_LEADS, PATROL_CASES, PATROL_SUSPECTS, PATROL_DISPUTES,
	PATROL_NSUMS
};

struct patrol_query {
	bool has_period;        /* else [from, to) alone, or all the data */
	bool has_range;
	struct period period;
	int64_t from, to;       /* days */
	int64_t before_from, before_to, year_from, year_to;
};

/* What groups the tally: the first part of its keys. */
enum patrol_group {
	PATROL_OF_TIME,         /* a period's first day; a range: 0, -1, -2 */
	PATROL_OF_TEAM, PATROL_OF_AREA, PATROL_OF_KIND,
	PATROL_OF_HOURS,        /* weekday of the start, band of the day */
	PATROL_OF_CLOCK         /* weekday and hour as the clock had them */
};
#define PATROL_NBANDS 4         /* 0-6, 6-12, 12-18, 18-24 */
#define PATROL_LONGEST (16 * 60)        /* minutes; longer is a slip */

enum patrol_flag {
	PATROL_NO_END, PATROL_ZERO, PATROL_LONG, PATROL_MIDNIGHT,
	PATROL_NOBODY, PATROL_OVERLAP, PATROL_DOUBTFUL,
	PATROL_UNKNOWN, PATROL_NAMESAKE,        /* by the roster */
	PATROL_NFLAGS
};

struct patrol_flagged {
	enum patrol_flag flag;
	int64_t start;
	struct sv src;
};

struct patrol_shift {           /* of one member */
	int64_t start, end;     /* seconds since 1970 */
	uint32_t member;
	struct sv src;
};

struct patrol_log {
	const struct patrol_query *query;
	struct tally groups;
	struct map members;     /* name -> number + 1 (uint32_t) */
	struct map areas;       /* area -> its first day in the log */
	struct patrol_shift *shifts;
	size_t nshifts, shifts_cap;
	struct patrol_flagged *flagged;
	size_t nflagged, flagged_cap;
	int64_t rows, other_kind, no_time, outside, counted;
	int64_t unnamed;        /* patrols without a list of names */
	int64_t first, last;    /* days of the patrols read */
	struct arena arena;
	struct str key, scratch;
};

/* One of: day, week, month, year (a period's name each), or since and until
 * (whole periods at both ends). All NULL: all that is read. -1 with the
 * fault's text. */
int patrol_query_set(struct patrol_query *q, const char *const period[4],
    const char *since, const char *until, unsigned week_start,
    struct fault *f);

void patrol_init(struct patrol_log *l, const struct patrol_query *q);
void patrol_free(struct patrol_log *l);
/* -1 with the fault: a time or count that is none. */
int patrol_record(struct patrol_log *l, const struct record *r,
    struct fault *f);
void patrol_merge(struct patrol_log *into, const struct patrol_log *from);
/* Once, after the last record: finds overlaps, sorts what is flagged. */
void patrol_settle(struct patrol_log *l);
/* How many are flagged so (patrols; PATROL_OVERLAP: shifts of a member). */
size_t patrol_flag_count(const struct patrol_log *l, enum patrol_flag flag);

/* Sums of a time (its key), of a team, area or kind, of a weekday and a band
 * or hour; NULL when nothing was recorded. */
const int64_t *patrol_time(const struct patrol_log *l, int64_t key);
const int64_t *patrol_text_group(const struct patrol_log *l,
    enum patrol_group group, struct sv text);
const int64_t *patrol_hours_group(const struct patrol_log *l,
    enum patrol_group group, int64_t weekday, int64_t at);

#endif
