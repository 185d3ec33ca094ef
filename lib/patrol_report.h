/* SPDX-License-Identifier: MIT */
/*
 * patrol_report: the volunteers' figures of a period as a report. For people a
 * sentence, tables and notes; for programs one row a group (all, before,
 * last_year, team, area, kind, hours) and, in JSON Lines, one object a figure
 * with its change and one of definitions.
 */
#ifndef PRECINCT_PATROL_REPORT_H
#define PRECINCT_PATROL_REPORT_H

#include "chart.h"
#include "coverage.h"
#include "patrol_plan.h"
#include "table.h"
#include "volunteers.h"

/* What is printed: all of it, or one table. For CSV all is the groups. */
enum patrol_table {
	PATROL_ALL_TABLES, PATROL_GROUPS, PATROL_FIGURES, PATROL_TARGETS,
	PATROL_MEMBERS, PATROL_PLACES, PATROL_CLOCK, PATROL_NEW_PLACES
};
/* "all", "groups" …, NULL: for PROG_CHOICE. */
extern const char *const patrol_tables[];

struct patrol_report {
	enum table_format format;
	bool english;
	enum patrol_table table;
	const struct patrol_plan *plan;         /* or NULL, these four */
	const struct volunteers *volunteers;    /* counted */
	const struct coverage *coverage;
	const char *categories;         /* that coverage counts */
	struct chart_style style;
};

/* l was settled. -1 with the fault. For CSV the definition goes to note. */
int patrol_report_make(const struct patrol_report *o,
    const struct patrol_log *l, struct str *out, struct str *note,
    struct fault *f);

/* The days shown, [*from, *to): those asked for, else those of the data;
 * false when there is neither. */
bool patrol_range(const struct patrol_log *l, int64_t *from, int64_t *to);

/* Prints a table, in JSON Lines as objects of that kind, and frees it. */
int patrol_put_table(const struct patrol_report *o, struct table *t,
    const char *kind, struct str *out, struct fault *f);
/* patrol_tables.c: a table each; nothing when what it is made of is not
 * there. -1 with the fault. */
int patrol_put_targets(const struct patrol_report *o,
    const struct patrol_log *l, struct str *out, struct fault *f);
int patrol_put_members(const struct patrol_report *o, struct str *out,
    struct fault *f);
/* patrol_coverage.c */
int patrol_put_places(const struct patrol_report *o, struct str *out,
    struct fault *f);
int patrol_put_clock(const struct patrol_report *o, struct str *out,
    struct fault *f);
int patrol_put_new(const struct patrol_report *o, struct str *out,
    struct fault *f);
/* For people: the places without patrols, the grids, the caveats. */
int patrol_coverage_page(const struct patrol_report *o, struct str *out,
    struct fault *f);
void patrol_heading(struct str *out, const struct patrol_report *o,
    const char *chinese, const char *english);

/* patrol_words.c */
void patrol_headline(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l);
void patrol_foot(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l);
void patrol_definition(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l);
void patrol_note(struct str *out, const struct patrol_log *l);

#endif
