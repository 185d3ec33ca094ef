/* SPDX-License-Identifier: MIT */
/* incident: one row of the synthetic police log, and how exports write it. */
#ifndef PRECINCT_INCIDENT_H
#define PRECINCT_INCIDENT_H

#include "scene.h"
#include "datetime.h"

enum field {
	F_ID, F_LINK, F_PARENT, F_REPORTED, F_OCCURRED, F_CHANNEL, F_CALLER,
	F_SEX, F_PHONE, F_CARD, F_ADDRESS, F_COMMUNITY, F_TYPE1, F_TYPE2,
	F_TYPE3, F_FTYPE1, F_FTYPE2, F_FTYPE3, F_NARRATIVE, F_FEEDBACK,
	F_OUTCOME, F_UNIT, F_OFFICER, F_LOSS, F_LOSS_WAN, F_STOPPED, F_NOTE,
	F_NFIELDS
};

struct form {
	const char *name;
	const char *title;      /* line over the header, or NULL */
	const char *top;        /* first line of a two-line header, or NULL */
	const char *header[24];
	enum field fields[24];
	bool total;             /* a line of totals at the end */
	bool linked;            /* repeated and urging calls are in it */
};

extern const struct form forms[];
extern const size_t nforms;

struct incident {
	uint64_t number;        /* of the row, from 1 */
	const struct scene *scene;
	int64_t epoch;          /* local seconds since 1970 */
	unsigned link;          /* 0, 1 repeated, 2 urging */
	uint64_t parent;
};

/* Appends field f of the incident to `out`, raw (not quoted for CSV).
 * dirt: of a thousand cells that can be dirty, how many are. */
void incident_field(struct str *out, const struct incident *i, enum field f,
    const struct cast *c, unsigned dirt, struct dice *d);

#endif
