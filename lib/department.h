/* SPDX-License-Identifier: MIT */
/*
 * department: which departments a dispute concerns, by category, and whose
 * matter it is when it is not the police's (share/departments/
 * departments.json). It also knows the names of the categories for people.
 */
#ifndef PRECINCT_DEPARTMENT_H
#define PRECINCT_DEPARTMENT_H

#include "gate.h"

#define DEPARTMENT_MAX 64

struct department_category {
	struct sv category;     /* covers what lies below it */
	struct sv name, name_en;
	struct texts departments;
	struct sv agency;       /* may be empty */
};

struct department_extra {
	struct sv id;
	unsigned tiers;         /* bit 1 << tier */
	struct texts departments;
	bool conditional;
	struct condition when;  /* when conditional */
};

struct departments {
	struct department_category *categories;
	size_t ncategories;
	struct department_extra *extras;
	size_t nextras;
	struct json_doc *doc;
	struct arena arena;
};

/* Takes the document. -1 with the fault; *d is then to be freed too. */
int departments_read(struct departments *d, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f);
void departments_free(struct departments *d);

/* Index of the entry with the longest name that covers the category, or -1. */
int departments_find(const struct departments *d, struct sv category);
/* Whether some entry is the category, or lies above or below it. */
bool departments_know(const struct departments *d, struct sv category);

struct department_facts {
	int primary;            /* entry of the category, or -1 */
	uint64_t all;           /* bit i: entry i, of category or labels */
};

/* The entries that a record's category and labels fall under. */
void departments_look(const struct departments *d, const struct record *r,
    struct department_facts *facts, struct str *scratch);
/* Calls add for each department that the tier wants, the category's first;
 * one may come twice. */
void departments_each(const struct departments *d,
    const struct department_facts *facts, enum tier tier,
    const struct condition_facts *conditions,
    void (*add)(void *context, struct sv department), void *context);

#endif
