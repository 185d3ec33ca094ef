/* SPDX-License-Identifier: MIT */
/* station_parts: the sections of station_write, and what they share. */
#ifndef PRECINCT_STATION_PARTS_H
#define PRECINCT_STATION_PARTS_H

#include "change.h"
#include "station.h"

/* What every section is written with. */
struct station_page {
	struct station *s;
	struct report *r;
	bool en;                /* s->english */
	int64_t total;          /* incidents of the period */
	struct str text;        /* of the sentence in hand */
};

/* The sums of a name (of a category, a community) in three periods. */
struct station_row {
	uint32_t name;
	int64_t now, before, last_year;
};

/* Counts of days [from, to) by name; n entries for each of the names. */
struct station_row *station_rows(const struct station *s,
    enum incidents_name which, const char *prefix, size_t *n);
int64_t station_sum(const struct station *s, struct period p,
    const char *prefix);
/* The three periods compared, by what the data reach back to. */
struct change station_change(const struct station_page *p, int64_t now,
    int64_t before, bool last_year);
/* "（环比上升3.1%，同比下降2.0%）" or nothing; without the brackets when
 * bare. */
void station_add_changes(struct station_page *p, struct str *out, int64_t now,
    int64_t before, int64_t last_year, bool bare);
/* Columns 上期 环比 同期 同比, and their cells. */
size_t station_change_columns(const struct station_page *p,
    struct table *t);
void station_change_set(const struct station_page *p, struct table *t,
    size_t first, int64_t now, int64_t before, int64_t last_year);
/* The sentence in hand becomes a paragraph, and is empty again. */
void station_end_paragraph(struct station_page *p);
/* 本周, 本月; "this week". */
const char *station_this(const struct station_page *p);
void station_figure(struct station_page *p, const char *key,
    const char *label, enum table_kind kind, int64_t value, const char *unit,
    struct sv change);

/* False: there is nothing for the section to say, it is left out. */
bool station_has(const struct station *s, enum station_part part);

void station_overview(struct station_page *p);
void station_types(struct station_page *p);
void station_disputes(struct station_page *p);
void station_cases(struct station_page *p);
void station_fraud(struct station_page *p);
void station_patrols(struct station_page *p);
void station_places(struct station_page *p);
void station_hours(struct station_page *p);
void station_unusual(struct station_page *p);
void station_serious(struct station_page *p);
void station_quality(struct station_page *p);
void station_foot(struct station_page *p);

#endif
