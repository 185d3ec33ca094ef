/* SPDX-License-Identifier: MIT */
/*
 * lockfile: one writer at a time of a file that is replaced whole. A lock on
 * the file itself would be one on what it was before, so a file beside it
 * (NAME.lock, empty, left there) is locked instead (flock(2)).
 */
#ifndef PRECINCT_LOCKFILE_H
#define PRECINCT_LOCKFILE_H

#include "fault.h"

struct lockfile {
	int fd;                 /* -1: none */
	char *path;
};

/* Waits for whoever has it, with a note; 0, or -1 with the fault. */
int lockfile_take(struct lockfile *l, const char *of, struct fault *f);
/* Also after a failure, and without one that was taken. */
void lockfile_free(struct lockfile *l);

#endif
