/* SPDX-License-Identifier: MIT */
/*
 * grep_ask: the short options of grep-cases as conditions of its query: times,
 * categories, places, likeness to an incident.
 */
#ifndef PRECINCT_GREP_ASK_H
#define PRECINCT_GREP_ASK_H

#include "grep.h"

struct grep_ask {
	struct prog_list where;
	const char *since, *until, *last;
	const char *category, *community, *risk, *near;
	int64_t today;          /* days since 1970 */
	bool invert;
	const struct grep_pattern *pattern;
};

/* Adds all conditions. -1 with the fault; *shown (appended to) then holds the
 * lines that show an expression and where it is wrong. */
int grep_ask_add(struct query *q, const struct grep_ask *ask, struct fault *f,
    struct str *shown);
/* What the pattern needs, besides the query's own needs. */
void grep_ask_needs(const struct grep_ask *ask, const struct forms *forms,
    struct needs *n);

/* Likeness by the n-grams of the narrative. */
struct grep_like;
/* record: the incident to be like, which itself is no answer. NULL: it has no
 * narrative. */
struct grep_like *grep_like_new(const struct record *record, double least);
void grep_like_free(struct grep_like *like);
void grep_like_add(struct query *q, struct grep_like *like);

#endif
