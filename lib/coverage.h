/* SPDX-License-Identifier: MIT */
/*
 * coverage: patrols beside incidents of the same days: by place and by hour ×
 * weekday, so that one sees where incidents happen and nobody walks; and, for
 * places that are newly patrolled, incidents before and after.
 *
 * An area of the log may name several places (学源路、地铁站): its time is
 * divided among them. An incident belongs to the area of the longest name that
 * its place is, or begins with, or whose community it is: 地铁站B口 to 地铁站.
 * Only incidents that a patrol in the street can meet are counted, by category.
 *
 * None of it shows what patrols brought about: they go where incidents are,
 * and record some that nobody else would.
 */
#ifndef PRECINCT_COVERAGE_H
#define PRECINCT_COVERAGE_H

#include "incidents.h"
#include "patrol.h"

/* Categories of incidents in the street: theft, fights, damage, robbery and
 * disorder; no fraud, no family disputes. */
#define COVERAGE_CATEGORIES                                                   \
	"crime.theft,crime.robbery,crime.assault,crime.damage,safety.public"
#define COVERAGE_BEFORE 28      /* days of log before a place is called new */
#define COVERAGE_LEAST 14       /* days on each side, to compare at all */
#define COVERAGE_MOST 56
#define COVERAGE_FEW 5          /* incidents; fewer make no share */

struct coverage_place {
	struct sv name;
	bool area;              /* of the log; else only of incidents */
	int64_t patrols, minutes;       /* in the period */
	int64_t incidents;
};

struct coverage_new {
	size_t place;
	int64_t since;          /* day of its first patrol */
	int64_t days;           /* compared on each side */
	int64_t before, after;
	int64_t others_before, others_after;    /* everywhere else */
	bool has_year;          /* the data have the same days last year */
	int64_t year_before, year_after;
	double p;               /* of so large a difference, both ways */
};

struct coverage {
	int64_t from, to;       /* days compared, [from, to) */
	struct coverage_place *places;  /* most incidents first, then hours */
	size_t nplaces;
	int64_t nowhere;        /* incidents without a place */
	int64_t no_area;        /* minutes of patrols without an area */
	int64_t incidents, minutes;     /* in all */
	int64_t clock_incidents[7 * 24], clock_minutes[7 * 24];
	struct coverage_new *fresh;
	size_t nfresh;
	struct arena arena;
};

/* l and t are settled; categories separated by commas, "all": every one. */
void coverage_make(struct coverage *c, const struct patrol_log *l,
    const struct incidents *t, const char *categories, int64_t from,
    int64_t to);
void coverage_free(struct coverage *c);

/* Share of incidents less share of hours, in tenths of a percentage point;
 * false with fewer than COVERAGE_FEW incidents in all or no hours. */
bool coverage_gap(int64_t incidents, int64_t all_incidents, int64_t minutes,
    int64_t all_minutes, int64_t *tenths);

#endif
