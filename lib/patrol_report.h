/* SPDX-License-Identifier: MIT */
/*
 * patrol_report: the volunteers' figures of a period as a report. For people a
 * sentence, tables and notes; for programs one row a group (all, before,
 * last_year, team, area, kind, hours) and, in JSON Lines, one object a figure
 * with its change and one of definitions.
 */
#ifndef PRECINCT_PATROL_REPORT_H
#define PRECINCT_PATROL_REPORT_H

#include "patrol.h"
#include "table.h"

struct patrol_report {
	enum table_format format;
	bool english;
};

/* l was settled. -1 with the fault. For CSV the definition goes to note. */
int patrol_report_make(const struct patrol_report *o,
    const struct patrol_log *l, struct str *out, struct str *note,
    struct fault *f);

/* The days shown, [*from, *to): those asked for, else those of the data;
 * false when there is neither. */
bool patrol_range(const struct patrol_log *l, int64_t *from, int64_t *to);

/* patrol_words.c */
void patrol_headline(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l);
void patrol_foot(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l);
void patrol_definition(struct str *out, const struct patrol_log *l);
void patrol_note(struct str *out, const struct patrol_log *l);

#endif
