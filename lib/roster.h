/* SPDX-License-Identifier: MIT */
/*
 * roster: who can take a dispute on (JSON, share/examples/roster.json).
 *
 *	{"format":1, "station":"花源派出所",
 *	 "mediators":[{"id":"M01", "name":"…", "communities":["柳河苑社区"],
 *	    "specialities":["dispute.family"], "capacity":12, "open":3,
 *	    "leave":[["2024-09-01","2024-09-07"]]}],
 *	 "officers":[{… the same; capacity may be left out: no limit}]}
 *
 * Leave is by whole days, both ends included. open: cases in hand when the
 * roster was written.
 */
#ifndef PRECINCT_ROSTER_H
#define PRECINCT_ROSTER_H

#include "department.h"

#define ROSTER_PEOPLE 10000     /* of one list */
#define ROSTER_CASES 1000000    /* open cases or capacity of one person */

struct roster_leave {
	int64_t first, last;
};

struct roster_person {
	struct sv id, name;
	struct texts communities, specialities;
	struct roster_leave *leave;
	size_t nleave;
	int64_t capacity;       /* -1: no limit */
	int64_t open;
};

enum roster_list { ROSTER_MEDIATORS, ROSTER_OFFICERS, ROSTER_LISTS };

struct roster {
	struct sv station;
	struct {
		struct roster_person *people;
		size_t count;
	} lists[ROSTER_LISTS];
	struct json_doc *doc;
	struct arena arena;
};

/* Takes the document. Calls report for everything that is wrong, in order of
 * the file, and gives NULL when it was called. Specialities must be
 * categories that `known` knows. */
struct roster *roster_read(struct json_doc *doc,
    const struct departments *known,
    void (*report)(void *context, const struct fault *f), void *context);
void roster_free(struct roster *r);

bool roster_on_leave(const struct roster_person *p, int64_t day);

#endif
