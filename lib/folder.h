/* SPDX-License-Identifier: MIT */
/*
 * folder: a station's folder, as scripts/intake and its like read and write
 * it: laid out from the templates of share/station, and checked.
 */
#ifndef PRECINCT_FOLDER_H
#define PRECINCT_FOLDER_H

#include "fault.h"

#define FOLDER_CONF "station.conf"
#define FOLDER_CRONTAB "crontab"

struct folder_made {
	struct str made, left;  /* names, ", " between: written; there before */
	struct str steps;       /* the first steps, lines of shell */
};

/* Makes dir (its parent must be there) and whatever of the layout is missing
 * in it; what is there is never touched. -1 with the fault. */
int folder_init(const char *dir, struct folder_made *m, struct fault *f);
void folder_made_free(struct folder_made *m);

struct folder_check {
	const char *dir;
	int64_t today;          /* day by which the calendar is judged */
	/* Called for each finding, as it comes. */
	void (*report)(void *context, const struct fault *finding);
	void *context;
	size_t files, findings; /* out */
};

/* Reads every file of the folder as the commands do, and what they say of one
 * another. -1 with the fault when dir is no such folder. */
int folder_check(struct folder_check *c, struct fault *f);

#endif
