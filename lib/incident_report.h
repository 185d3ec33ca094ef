/* SPDX-License-Identifier: MIT */
/*
 * incident_report: the analysis of a day (每日警情研判): how many incidents,
 * of what, where and when; what is unusually high against the same weekdays of
 * the weeks before; where they gather, which doors repeat. For people a page
 * or, as a brief, a screen; for programs rows by section and one object of
 * definitions.
 */
#ifndef PRECINCT_INCIDENT_REPORT_H
#define PRECINCT_INCIDENT_REPORT_H

#include "chart.h"
#include "hotspot.h"
#include "table.h"
#include "unusual.h"

enum incident_what {
	INCIDENT_DAY,           /* the page or the rows of a day */
	INCIDENT_BRIEF,         /* the day on a screen: 24 lines of 80 columns */
	INCIDENT_UNUSUAL        /* every unusual count of a span of days */
};

struct incident_report {
	enum incident_what what;
	int64_t day;            /* INT64_MAX: the last of the data */
	int64_t from, to;       /* INCIDENT_UNUSUAL: [from, to), cut to the
	                         * days of the data */
	enum table_format format;
	bool english;
	bool unmasked;          /* doors in full */
	size_t top;             /* rows of a table of places */
	int64_t hot;            /* concentration: the top so many percent */
	struct unusual_options unusual;
	struct chart_style style;
};

/* All that a report of a day is made of. */
struct incident_view {
	const struct incident_report *o;
	const struct incidents *t;      /* settled */
	int64_t day, from;      /* the weeks are of days [from, day] */
	struct unusual u;
	struct hotspots h;
	int64_t count, before, last_year;
	bool has_before, has_last_year; /* the data reach so far */
};

/* A row of a section; name 0: what is not told. */
struct incident_row {
	uint32_t name;
	int64_t count, before;
	double expected;
	const struct unusual_cell *cell;        /* NULL: not tested */
};

/* Before the first record, where it is known what will be asked: addresses are
 * most of the work, and only those of the weeks shown are looked at. */
void incident_look_at(struct incidents *t, const struct incident_report *o);
/* Appends the report; for CSV the definition goes to note. *found: there is
 * something in it. -1 with the fault. */
int incident_report_make(const struct incident_report *o,
    const struct incidents *t, struct str *out, struct str *note, bool *found,
    struct fault *f);

void incident_view_make(struct incident_view *v,
    const struct incident_report *o, const struct incidents *t);
void incident_view_free(struct incident_view *v);
/* The rows of a family but UNUSUAL_ALL and UNUSUAL_CROSS, most incidents first
 * (bands in order); the caller frees. */
struct incident_row *incident_rows(const struct incident_view *v,
    enum unusual_family family, size_t *n);
void incident_row_title(struct str *out, const struct incident_view *v,
    enum unusual_family family, uint32_t name);
/* cells[24 * (weekday - 1) + hour] of the weeks. */
void incident_hours(const struct incident_view *v, int64_t cells[7 * 24]);

/* incident_brief.c */
void incident_brief(const struct incident_view *v, struct str *out);
/* incident_unusual.c */
int incident_unusual(const struct incident_report *o,
    const struct incidents *t, struct str *out, struct str *note, bool *found,
    struct fault *f);

/* incident_words.c. No data of that day: there is nothing more to say. */
bool incident_no_data(const struct incident_view *v);
void incident_headline(struct str *out, const struct incident_view *v);
void incident_summary(struct str *out, const struct incident_view *v);
void incident_unusual_words(struct str *out, const struct incident_view *v);
void incident_places_words(struct str *out, const struct incident_view *v);
void incident_foot(struct str *out, const struct incident_view *v);
void incident_definition(struct str *out, const struct incident_view *v);
void incident_note(struct str *out, const struct incident_view *v);
/* The columns of a test, the same in every table of ours: adds them, fills
 * them. */
size_t incident_test_columns(struct table *t,
    const struct incident_report *o);
void incident_test_set(struct table *t, size_t first,
    const struct unusual_cell *cell, bool english);

#endif
