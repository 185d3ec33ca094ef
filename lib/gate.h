/* SPDX-License-Identifier: MIT */
/*
 * gate: the legal gate (share/departments/gate.json), which comes before any
 * tier: what may not be mediated, what may not go to a volunteer mediator,
 * whose matter it is. It proposes and names its law; a person decides.
 */
#ifndef PRECINCT_GATE_H
#define PRECINCT_GATE_H

#include "condition.h"

#define GATE_MAX 64

/* In order of weight. TIER_CASE: case handling, no mediation. */
enum tier { TIER_NONE, TIER_MEDIATOR, TIER_OFFICER, TIER_JOINT, TIER_CASE };

/* "mediator", "officer", "joint", "case"; NULL for TIER_NONE. */
const char *tier_name(enum tier t);
/* The tier that a value names. */
int tier_read_value(const struct json_doc *doc, const struct json *v,
    enum tier *t, struct fault *f);
/* Reads map[key], which must be there and name a tier. */
int tier_read(const struct json_doc *doc, const struct json *map,
    const char *key, enum tier *t, struct fault *f);

struct gate {
	struct sv id, why, why_en;
	struct sv law, law_en;
	bool check_law;         /* the article's number is to be looked up */
	enum tier at_least;
	bool agency;            /* name the agency whose matter it is */
	struct texts checks;    /* what is to be seen to before anything */
	struct texts checks_en; /* the same number, or none */
	struct condition when;
};

struct gates {
	struct gate *items;
	size_t count;           /* at most GATE_MAX */
	struct json_doc *doc;
	struct arena arena;
};

/* Takes the document. -1 with the fault; *g is then to be freed too. */
int gates_read(struct gates *g, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f);
void gates_free(struct gates *g);

/* Bit i: gate i holds. */
uint64_t gates_hit(const struct gates *g,
    const struct condition_facts *facts);
/* The least tier that the gates of the bits allow; TIER_MEDIATOR when they
 * ask for none. */
enum tier gates_least(const struct gates *g, uint64_t hit);
bool gates_agency(const struct gates *g, uint64_t hit);

#endif
