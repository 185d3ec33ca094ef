/* SPDX-License-Identifier: MIT */
/*
 * out: where a command's data go: standard output, or a file that appears
 * whole (written beside it, without a name where the system can, named as
 * draft.h says, and renamed) or not at all. Writes are counted on to succeed
 * and checked once, by out_finish.
 */
#ifndef PRECINCT_OUT_H
#define PRECINCT_OUT_H

#include "fault.h"

struct out {
	int fd;
	const char *path;       /* NULL: standard output */
	char *temporary;        /* its name until it is finished */
	bool unnamed;           /* it has none yet */
	int error;              /* errno of the first failed write, or 0 */
	struct str pending;
};

/* path NULL or "-": standard output. A path that exists and is no regular file
 * (/dev/null, a named pipe) is written in place. Raises a pipe's capacity where
 * it may. */
int out_open(struct out *o, const char *path, struct fault *f);
void out_write(struct out *o, struct sv data);
/* Flushes, checks, renames; 0, or -1 with the fault. After a failed write the
 * file named by path is left as it was. */
int out_finish(struct out *o, struct fault *f);
/* Gives up: removes the temporary file, writes nothing more. */
void out_abandon(struct out *o);

#endif
