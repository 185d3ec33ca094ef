/* SPDX-License-Identifier: MIT */
/*
 * assign: who of the roster takes the next case. Whoever knows the community
 * and the kind of dispute comes before whoever knows the community, the kind,
 * or neither; among equals the least loaded (open cases by capacity), then
 * the first in the roster. Cases given in this run count as open. The same
 * sequence of calls gives the same sequence of people.
 */
#ifndef PRECINCT_ASSIGN_H
#define PRECINCT_ASSIGN_H

#include "roster.h"

struct assign;

struct assign_choice {
	const struct roster_person *person;
	bool community, speciality;     /* why this one */
	int64_t open;           /* cases in hand before this one */
};

struct assign *assign_new(const struct roster *roster);
void assign_free(struct assign *a);
/* What a ledger knows to be open, instead of what the roster says; then one
 * case more or less for the person of that id, who may be nobody. */
void assign_clear(struct assign *a);
void assign_count(struct assign *a, struct sv id, int64_t cases);

/* Gives the case to somebody of the list and counts it; false when nobody is
 * free: all full, or on leave on that day. Without has_day leave cannot be
 * looked at. community and category may be empty. */
bool assign_next(struct assign *a, enum roster_list list,
    struct sv community, struct sv category, bool has_day, int64_t day,
    struct assign_choice *choice);

#endif
