/* SPDX-License-Identifier: MIT */
/*
 * step: what is due after something happened to a case: "steps" of
 * share/departments/due.json. A second round after the first mediation, visits
 * after the closing.
 *
 *	{"id":"due.second_round", "after":"mediated", "tier":"officer",
 *	 "workdays":7, "law":…, "law_en":…, "why":…, "why_en":…}
 *	{"id":"due.visits_high", "after":"closed", "risk":"high",
 *	 "visits":[3,7,30], …}
 */
#ifndef PRECINCT_STEP_H
#define PRECINCT_STEP_H

#include "calendar.h"
#include "event.h"
#include "texts.h"

#define STEP_RULES 64

struct step {
	struct sv id, law, law_en, why, why_en;
	enum event_kind after;
	enum tier tier;         /* TIER_NONE: any */
	enum event_risk risk;   /* EVENT_NO_RISK: any */
	int64_t days, workdays; /* the next limit; 0: none */
	int64_t visits[EVENT_VISITS];   /* days after the closing, ascending */
	size_t nvisits;
};

struct steps {
	struct step *items;
	size_t count;
};

/* Reads the list "steps" of the document, which may be absent. -1 with the
 * fault. */
int steps_read(struct steps *s, const struct json_doc *doc,
    struct arena *arena, struct fault *f);
/* The first step that fits, or NULL. */
const struct step *steps_find(const struct steps *s, enum event_kind after,
    enum tier tier, enum event_risk risk);
/* The day of a limit or visit so many days after `day`, moved off days off. */
int64_t step_day(const struct step *s, int64_t day, size_t visit,
    const struct calendar *calendar);

#endif
