/* SPDX-License-Identifier: MIT */
/*
 * event: one line of the ledger, precinct-ledger(5): what happened to a case.
 * The same struct is what record-outcome makes of a report and what a reader
 * gets of a line. Texts are views; who keeps an event copies them.
 */
#ifndef PRECINCT_EVENT_H
#define PRECINCT_EVENT_H

#include "datetime.h"
#include "gate.h"
#include "record.h"

enum event_kind {
	EVENT_OPENED,           /* by route-dispute: a case begins */
	EVENT_REPEATED,         /* another incident of an open case */
	EVENT_ASSIGNED,         /* somebody else has it */
	EVENT_MEDIATED,         /* a round of mediation took place */
	EVENT_AGREEMENT,        /* the parties agreed */
	EVENT_REFUSED,          /* a party declines mediation */
	EVENT_WITHDRAWN,        /* the request was taken back */
	EVENT_HANDED_UP, EVENT_HANDED_DOWN,     /* to another tier */
	EVENT_DUE,              /* the date was set anew */
	EVENT_OVERRIDDEN,       /* a person decides otherwise than a rule */
	EVENT_CLOSED, EVENT_FOLLOWED_UP, EVENT_REOPENED,
	EVENT_TURNED_CRIMINAL,
	EVENT_NKINDS
};

enum event_result {
	EVENT_NO_RESULT,
	EVENT_SETTLED,          /* closed: the dispute is over */
	EVENT_UNSETTLED,        /* closed: not settled, told to go to court */
	EVENT_ENDED,            /* closed: withdrawn by the parties */
	EVENT_PASSED_UP,        /* closed here, passed to a higher authority */
	EVENT_TRANSFERRED,      /* closed here, another agency's matter */
	EVENT_KEPT, EVENT_BROKEN, EVENT_UNREACHED,      /* of a visit */
	EVENT_NRESULTS
};

enum event_risk { EVENT_NO_RISK, EVENT_LOW, EVENT_MEDIUM, EVENT_HIGH };

#define EVENT_VISITS 8          /* follow-up dates of one closing */

struct event {
	enum event_kind kind;
	struct sv case_id;
	struct sv id;           /* of the incident */
	struct sv at_text;      /* RFC 3339 or a date */
	struct datetime at;
	int64_t day;            /* of `at`, at +08:00 */
	int64_t epoch;          /* seconds; of a date its first */
	struct sv by;           /* who reports it */
	enum tier tier;         /* TIER_NONE: not told; so with the rest */
	enum event_risk risk;
	struct sv category, community, assignee;
	bool has_due;
	int64_t due_on;
	bool until_closed;      /* due_on is met by closing alone */
	enum event_result result;
	struct sv number;       /* of an agreement */
	struct sv repeat_of;    /* a case closed before, the same dispute */
	int64_t repeats;        /* earlier reports of the dispute; 0: none */
	struct sv note;
	struct sv text;         /* digest of the narrative */
	struct sv ref;          /* digest of what was reported: told twice, it
	                         * is one event */
	/* JSON arrays as they stand, or empty: rule ids, linking keys,
	 * follow-up dates. */
	struct sv rules, keys, visits;
	struct sv link;         /* why it is the same dispute: array */
};

const char *event_name(enum event_kind kind);
/* EVENT_NKINDS: no such event. */
enum event_kind event_find(struct sv name);
/* What a report may call its event: a name, or one with a result behind it,
 * "closed:settled". False when it is neither, or an event that no person
 * reports. */
bool event_split(struct sv text, struct sv *name, struct sv *result);
const char *event_result_name(enum event_result r);
/* EVENT_NRESULTS: no such result; EVENT_NO_RESULT for an empty name. */
enum event_result event_result_find(struct sv name);
/* "low", "medium", "high"; NULL for EVENT_NO_RISK. */
const char *event_risk_name(enum event_risk r);
/* -1: no such risk. */
int event_risk_find(struct sv name);
/* TIER_NONE: no such tier. */
enum tier event_tier_find(struct sv name);

/* Sets at_text and what follows from it; false when it is neither RFC 3339
 * nor a date. */
bool event_set_at(struct event *e, struct sv text);

/* Reads the fields of a scanned line or record, of which other keys may be
 * there; escaped text is copied to `arena`. -1 with the fault's text. The
 * event's name may be absent (kind is then EVENT_NKINDS). */
int event_read(struct event *e, const struct record *r, struct arena *arena,
    struct fault *f);
/* Appends the fields as json_put makes them, in a fixed order: what two equal
 * events have in common. */
void event_put(struct str *out, const struct event *e);

#endif
