/* SPDX-License-Identifier: MIT */
/*
 * tier: who should take a dispute on (share/departments/tiers.json), and until
 * when the first step is due (share/departments/due.json).
 */
#ifndef PRECINCT_TIER_H
#define PRECINCT_TIER_H

#include "calendar.h"
#include "gate.h"
#include "step.h"

#define TIER_RULES 64

struct tier_rule {
	struct sv id, why, why_en;
	enum tier tier;
	struct condition when;
};

struct tiers {
	struct tier_rule *rules;
	size_t count;           /* at most TIER_RULES */
	struct sv simple_why, simple_why_en;
	struct json_doc *doc;
	struct arena arena;
};

/* Takes the document. -1 with the fault; *t is then to be freed too. */
int tiers_read(struct tiers *t, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f);
void tiers_free(struct tiers *t);
/* The heaviest tier whose rules hold, TIER_MEDIATOR for none; bit i of *hit:
 * rule i holds and is of that tier. */
enum tier tiers_decide(const struct tiers *t,
    const struct condition_facts *facts, uint64_t *hit);

/* A time limit, or with neither days nor workdays a note on one. */
struct due_rule {
	struct sv id, law, law_en, why, why_en;
	enum tier tier;
	int64_t days, workdays; /* 0: not so counted */
	bool until_closed;      /* met by the end alone, not by a first step */
	bool conditional;
	struct condition when;  /* when conditional */
};

struct due {
	struct due_rule *rules;
	size_t count;           /* at most TIER_RULES */
	struct steps steps;     /* what is due later */
	struct json_doc *doc;
	struct arena arena;
};

int due_read(struct due *d, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f);
void due_free(struct due *d);
/* The rules of the tier that hold: of those with a limit the first only, and
 * every note. */
uint64_t due_hit(const struct due *d, enum tier tier,
    const struct condition_facts *facts);
/* The last day of the limit among the rules of the bits, counted from the day
 * after `day`; one that ends on a day off ends on the next working day (Civil
 * Code, article 203). False when there is no limit. *covered as in
 * calendar_add_workdays. */
bool due_day(const struct due *d, uint64_t hit, int64_t day,
    const struct calendar *calendar, int64_t *due, bool *covered);

#endif
