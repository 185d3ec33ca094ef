/* SPDX-License-Identifier: MIT */
/*
 * dedupe: the same record in several exports once, and the same id over
 * different contents marked. Which ids conflict is known only at the end, so
 * that records wait in a file without a name in $TMPDIR; in memory are 16
 * bytes a record (18 to 37 with the room of the tables).
 *
 * Records are told apart by 64-bit hashes of id and contents: two of ten
 * million records fall together by chance once in 370,000 runs.
 */
#ifndef PRECINCT_DEDUPE_H
#define PRECINCT_DEDUPE_H

#include "fault.h"

struct dedupe;

struct dedupe_record {
	struct sv line;         /* with its line feed */
	uint64_t id, content;   /* hashes */
	size_t quality;         /* offset of `,"quality":[` or of its place */
	bool has_quality;
};

/* NULL with the fault when there is no room for temporary files. */
struct dedupe *dedupe_new(struct fault *f);
/* 1: kept, 0: seen before, -1: the fault. */
int dedupe_add(struct dedupe *d, const struct dedupe_record *r,
    struct fault *f);
/* Hands on every record kept, in order, in pieces of whole lines, with
 * "id.conflict" where another has the same id; *conflicts of them. 0, also
 * when emit stopped (answered -1); -1 with the fault. */
int dedupe_finish(struct dedupe *d,
    int (*emit)(void *context, struct sv lines), void *context,
    uint64_t *conflicts, struct fault *f);
void dedupe_free(struct dedupe *d);

#endif
