/* SPDX-License-Identifier: MIT */
/*
 * volunteers: the roster of those who patrol (JSON,
 * share/examples/volunteers.json), against which the names of a log are
 * checked, and by which certificates of service are made.
 *
 *	{"format":1, "volunteers":[
 *	  {"id":"Y001", "name":"…", "team":"花源义警一队", "aliases":["老张"]}]}
 *
 * Of a member hours are told and nothing else, in the order of the roster: a
 * certificate says how long somebody served, it is no comparison.
 */
#ifndef PRECINCT_VOLUNTEERS_H
#define PRECINCT_VOLUNTEERS_H

#include "json.h"
#include "patrol.h"

#define VOLUNTEERS_MAX 100000

struct volunteer {
	struct sv id, name, team;
	int64_t shifts, days;
	int64_t minutes;        /* overlapping ones once, no doubtful ones */
	int64_t doubtful;       /* minutes recorded besides */
	int64_t first, last;    /* days; first > last: none */
};

struct volunteers {
	struct volunteer *people;
	size_t count;
	struct map names;       /* name, alias -> index + 1; 0: two have it */
	struct json_doc *doc;
	struct arena arena;
};

/* Takes the document (NULL: it could not be read). NULL with the fault. */
struct volunteers *volunteers_read(struct json_doc *doc, struct fault *f);
/* Adds up the shifts of a log that is settled. Shifts of names that the roster
 * has not, or has twice, are flagged in the log and credited to nobody. */
void volunteers_count(struct volunteers *v, struct patrol_log *l);
void volunteers_free(struct volunteers *v);

#endif
