/* SPDX-License-Identifier: MIT */
/* caseindex_build: making the indexes of caseindex.h. */
#ifndef PRECINCT_CASEINDEX_BUILD_H
#define PRECINCT_CASEINDEX_BUILD_H

#include "caseindex.h"

enum caseindex_done {
	CASEINDEX_MADE,         /* written */
	CASEINDEX_KEPT,         /* was valid */
	CASEINDEX_LONG,         /* a line is too long to be indexed */
	CASEINDEX_CHANGED,      /* the file changed meanwhile */
	CASEINDEX_TROUBLE       /* the fault is set */
};

struct caseindex_work {
	const struct forms *forms;
	unsigned jobs;
	bool anew;              /* even if a valid one is there */
	/* what was done, added up */
	uint64_t blocks, kept_blocks, read_bytes, file_bytes, index_bytes;
};

/* Writes the index beside the file, whole or not at all; blocks that an older
 * one describes are not read again. */
enum caseindex_done caseindex_make(const char *path,
    struct caseindex_work *work, struct fault *f);

/* Whether one is there that grep-cases would use; the fault is set when the
 * file itself cannot be opened. */
bool caseindex_is_valid(const char *path, struct fault *f);

#endif
