/* SPDX-License-Identifier: MIT */
/*
 * facet: what an incident is of besides its category: the group of people that
 * the victim is of, how he was first approached, on which platform, how he
 * paid, the finer kind. Each such facet is a file of precinct-facets(5): a list
 * of groups, each with its evidence (words of a field, ages) and examples.
 *
 * An incident is of at most one group of a facet, so that figures add up, and
 * the evidence that decided is told. Words are looked for in folded text.
 */
#ifndef PRECINCT_FACET_H
#define PRECINCT_FACET_H

#include "matcher.h"
#include "record.h"

#define FACET_MOST 8    /* facets at once */

enum facet_field {
	FACET_JOB, FACET_AGE, FACET_ADDRESS, FACET_PLACE, FACET_TYPE,
	FACET_NARRATIVE, FACET_FEEDBACK, FACET_NFIELDS
};

/* The group of a facet that an incident is of, and why. */
struct facet_found {
	size_t group;           /* index in the facet; FACET_NONE */
	enum facet_field field;
	uint32_t start, length; /* characters of the field; 0, 0 of an age */
};
#define FACET_NONE ((size_t)-1)

struct facets;                  /* read-only once built: shared by threads */

struct facets *facets_new(void);
void facets_free(struct facets *fs);
/* Adds a file, or each *.json of a directory in byte order; a facet of the
 * same name replaces the one before. -1 with the fault and its place. */
int facets_read(struct facets *fs, const char *path, struct fault *f);
int facets_parse(struct facets *fs, struct sv text, const char *name,
    struct fault *f);
/* After the last file; before anything below. */
void facets_build(struct facets *fs);
/* Tries the examples; appends a line to report for each that fails, and gives
 * how many did. */
size_t facets_check(const struct facets *fs, struct str *report);

/* The facet of that name; FACET_NONE. */
size_t facets_find(const struct facets *fs, struct sv name);
size_t facets_count(const struct facets *fs);
struct sv facet_name(const struct facets *fs, size_t facet);
struct sv facet_title(const struct facets *fs, size_t facet, bool english);
size_t facet_groups(const struct facets *fs, size_t facet);
/* "student", and what people call it. */
struct sv facet_group_id(const struct facets *fs, size_t facet, size_t group);
struct sv facet_group_title(const struct facets *fs, size_t facet,
    size_t group, bool english);
size_t facet_group_find(const struct facets *fs, size_t facet, struct sv id);

struct facet_work;              /* a thread's memory */

struct facet_work *facet_work_new(const struct facets *fs);
void facet_work_free(struct facet_work *w);
/* Which group of each facet the record is of, into found[facet] for those
 * whose bit is in `wanted`. */
void facets_assign(struct facet_work *w, unsigned wanted,
    const struct record *r, struct facet_found *found);
/* Whether the record is of this group, whatever others it is of as well. */
bool facet_is_of(struct facet_work *w, const struct record *r, size_t facet,
    size_t group);
/* "victim.student@caller_job:0+2", "victim.minor@caller_age". */
void facet_why(struct str *out, const struct facets *fs, size_t facet,
    const struct facet_found *found);

#endif
