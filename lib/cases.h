/* SPDX-License-Identifier: MIT */
/*
 * cases: the state of every case, out of the events of a ledger in their
 * order. Nothing here knows of files: casebook.h reads and writes them.
 */
#ifndef PRECINCT_CASES_H
#define PRECINCT_CASES_H

#include "event.h"
#include "map.h"

#define CASES_NONE UINT32_MAX   /* no such case */

enum case_state { CASE_OPEN, CASE_CLOSED, CASE_CRIMINAL };

struct case_state_of {
	struct sv id, repeat_of;
	struct sv category, community, assignee;        /* as of now */
	struct sv first_category, first_assignee;       /* when opened */
	struct sv rules;        /* JSON array, with CASES_FLOWS */
	enum tier tier, first_tier;
	enum event_risk risk, first_risk;
	enum case_state state;
	enum event_result result;       /* of the closing */
	/* since it was opened or reopened */
	bool agreed, refused, withdrawn;
	bool has_due, until_closed;
	int64_t due_on;
	int64_t reported, reported_day; /* the first report: epoch, day */
	int64_t closed, closed_day;
	int64_t criminal_day, last_day;
	int64_t mediated_day;           /* the last round */
	uint32_t rounds, reports, reopened, done_visits, nvisits;
	int32_t visits[EVENT_VISITS];   /* days on which one is due */
	bool hidden;            /* closed long ago; see casebook.c */
};

/* An incident that belongs to a case. */
struct case_report {
	uint32_t cas;
	struct sv id;
	int64_t epoch, day;
	int64_t repeats;        /* earlier reports, told when it came */
	struct sv keys;         /* JSON array as it was handed in, or empty */
	struct sv text;         /* digest of the narrative */
	struct sv at_text;
};

/* What happened when, for statistics (CASES_FLOWS). Missed: a date went by
 * unmet; the day is the one after it. */
enum { CASE_MISSED_DUE = EVENT_NKINDS, CASE_MISSED_VISIT };

struct case_flow {
	uint32_t cas;
	uint16_t kind;          /* enum event_kind or CASE_MISSED_* */
	uint8_t tier;           /* of the event */
	uint8_t result;         /* enum event_result, of the event */
	uint8_t what;           /* of an override: 1 tier, 2 category, 4 risk */
	int32_t day;
};

struct case_place {             /* of every event: where it stands */
	uint64_t offset;
	uint32_t cas;
};

enum cases_keep { CASES_FLOWS = 1, CASES_PLACES = 2 };

struct cases {
	unsigned keep;
	struct case_state_of *items;
	struct case_report *reports;
	struct case_flow *flows;
	struct case_place *places;
	size_t count, nreports, nflows, nplaces;
	size_t cap, reports_cap, flows_cap, places_cap;
	int64_t newest;         /* the latest day of an event */
	uint64_t strange;       /* events that no writer would have made */
	struct map by_id, by_incident;  /* to uint32_t */
	struct map words;       /* texts kept once */
	uint64_t *refs;         /* of what was reported: a set */
	size_t nrefs, refs_cap;
	struct arena arena;
};

void cases_init(struct cases *c, unsigned keep);
void cases_free(struct cases *c);

/* Index, or CASES_NONE. */
uint32_t cases_find(const struct cases *c, struct sv case_id);
/* Index into reports, or CASES_NONE. */
uint32_t cases_find_incident(const struct cases *c, struct sv incident_id);
bool cases_has_ref(const struct cases *c, struct sv ref);

/* Whether the event may happen to the case as it is: 0, or -1 with the fault's
 * text and a short word for the reason. `at` must be set. */
int cases_judge(const struct cases *c, const struct event *e,
    const char **code, struct fault *f);
/* Makes it so. An event of a case that is not known is counted as strange. */
void cases_apply(struct cases *c, const struct event *e, uint64_t offset);

/* The next day on which a visit is due, or INT64_MAX. */
int64_t cases_next_visit(const struct case_state_of *s);

#endif
