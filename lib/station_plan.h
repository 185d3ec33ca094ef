/* SPDX-License-Identifier: MIT */
/*
 * station_plan: the small JSON file that says what a station's report holds:
 * title, unit, issue, sections in order, who signs. See station-report(1).
 */
#ifndef PRECINCT_STATION_PLAN_H
#define PRECINCT_STATION_PLAN_H

#include "texts.h"

enum station_part {
	STATION_OVERVIEW, STATION_TYPES, STATION_DISPUTES, STATION_CASES,
	STATION_FRAUD, STATION_PATROLS, STATION_PLACES, STATION_HOURS,
	STATION_UNUSUAL, STATION_SERIOUS, STATION_QUALITY, STATION_ADVICE,
	STATION_NPARTS
};

struct station_plan {
	struct sv unit, issue;
	struct sv title, title_en;      /* may hold {period} */
	enum station_part parts[STATION_NPARTS];
	size_t nparts;
	struct sv headings[STATION_NPARTS];     /* empty: the usual one */
	struct texts signs, signs_en;
	size_t advice_lines;
	struct json_doc *doc;
	struct arena arena;
};

/* "overview", "types" … */
const char *station_part_name(enum station_part part);
/* Reads the file. -1 with the fault; *p is then to be freed too. */
int station_plan_read(struct station_plan *p, const char *path,
    struct fault *f);
void station_plan_free(struct station_plan *p);

#endif
