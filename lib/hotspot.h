/* SPDX-License-Identifier: MIT */
/*
 * hotspot: where the incidents of some weeks were: places by their number,
 * how far they are concentrated, and doors from which there were several.
 *
 * Concentration is the share of the incidents that is in the top x percent of
 * the places that had any. With few incidents a place some of it is chance, and
 * places without incidents are not known here: it describes and ranks nothing
 * but places.
 */
#ifndef PRECINCT_HOTSPOT_H
#define PRECINCT_HOTSPOT_H

#include "incidents.h"

struct hotspot {
	uint32_t name;          /* INCIDENTS_PLACE or INCIDENTS_DOOR */
	uint32_t category;      /* the most frequent one */
	int64_t count, today;
	int64_t last;           /* day */
};

struct hotspots {
	struct hotspot *places; /* most incidents first, then by name */
	size_t nplaces;
	struct hotspot *doors;  /* those with two incidents or more */
	size_t ndoors;
	int64_t located, not_located;   /* incidents with a place, without */
	int64_t at_doors;       /* incidents at the repeated doors */
	size_t top;             /* the top percent, rounded up */
	int64_t in_top;
};

/* Of days [from, to), `today` being one of them; t is settled. */
void hotspot_find(struct hotspots *h, const struct incidents *t, int64_t from,
    int64_t to, int64_t today, int64_t percent);
void hotspot_free(struct hotspots *h);

#endif
