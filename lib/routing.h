/* SPDX-License-Identifier: MIT */
/*
 * routing: a classified incident to its proposed way: gate, tier, departments,
 * due date. Reading the facts of a record and deciding on them are pure, so
 * that workers may do both; who is assigned is not decided here (assign.h).
 */
#ifndef PRECINCT_ROUTING_H
#define PRECINCT_ROUTING_H

#include "department.h"
#include "tier.h"

struct routing {
	struct condition_terms terms;
	struct gates gates;
	struct tiers tiers;
	struct due due;
	struct departments departments;
	struct calendar *calendar;
	bool no_calendar;       /* none was given or found */
};

/* Reads gate.json, tiers.json, due.json and departments.json of the
 * directory; one that is not there is taken from `fallback` (may be NULL).
 * Other *.json files in the directory are a fault: a misspelt name must not
 * go unnoticed. calendar: path or NULL (Monday to Friday). */
int routing_read(struct routing *r, const char *directory,
    const char *fallback, const char *calendar, struct fault *f);
/* The same with the installed files where NULL is given. */
int routing_read_shared(struct routing *r, const char *directory,
    const char *calendar, struct fault *f);
void routing_free(struct routing *r);

enum routing_kind {
	ROUTING_NO_CASE,        /* no dispute, no incident, or a linked call */
	ROUTING_UNCLASSIFIED,   /* an incident without category */
	ROUTING_UNSURE,         /* rules and model left it to a person */
	ROUTING_DISPUTE
};

/* Of kind "incident", or of none. */
bool routing_is_incident(const struct record *r, struct str *scratch);
enum routing_kind routing_kind(const struct record *r, struct str *scratch);

struct routing_facts {
	struct condition_facts conditions;
	struct department_facts departments;
	int64_t day;            /* reported; valid when has_day */
	bool has_day;
};

struct routing_decision {
	enum tier tier;
	uint64_t gates, tiers, due;     /* bits of the rules that hold */
	int64_t due_on;
	bool has_due;
	bool covered;           /* the calendar covers what due_on needed */
};

/* -1 with the fault when reported_at is no time. */
int routing_look(const struct routing *routing, const struct record *r,
    struct routing_facts *facts, struct str *scratch, struct fault *f);
void routing_decide(const struct routing *routing,
    const struct routing_facts *facts, struct routing_decision *d);

#define ROUTING_DEPARTMENTS 64

struct routing_names {
	struct sv items[ROUTING_DEPARTMENTS];
	size_t count;
};

/* The departments, each once; those beyond ROUTING_DEPARTMENTS are left. */
void routing_departments(const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d,
    struct routing_names *names);

/* Whose matter it is by a gate; empty when it is the police's. */
struct sv routing_agency(const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d);

/* Appends the members of route_why, each as ,"text": gates with their law,
 * checks, agency, tier rules, limits. */
void routing_why(struct str *out, const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d);

#endif
