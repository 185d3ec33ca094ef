/* SPDX-License-Identifier: MIT */
/*
 * mapping: one row of an export becomes one line of precinct-record(5). The
 * header and its profile are compiled once a file into a plan; each thread
 * has scratch of its own, so that a row costs no allocation.
 *
 * Nothing is lost: a cell that no key takes (unknown column, value not
 * understood, second column of the same meaning) is kept in `extra`.
 */
#ifndef PRECINCT_MAPPING_H
#define PRECINCT_MAPPING_H

#include "header.h"

struct mapping;                 /* the plan: shared, never changed */
struct mapper;                  /* scratch of one thread */

struct mapping_context {
	const char *file;       /* in `src`: base name of the file */
	int32_t year;           /* of dates without one; 0: refused */
	int64_t now;            /* seconds of the epoch: later is the future */
};

/* Keeps h and its profile, which must live as long. */
struct mapping *mapping_new(const struct header *h,
    const struct mapping_context *context);
void mapping_free(struct mapping *p);
/* Whether a row depends on those before it (fill_down): one thread only. */
bool mapping_is_serial(const struct mapping *p);

/* hashes: mapping_info's are wanted. */
struct mapper *mapper_new(bool hashes);
void mapper_free(struct mapper *m);

struct mapping_row {
	const struct sv *cells;
	size_t n;
	uint64_t line;          /* where it begins */
	bool plain;             /* cell_is_plain holds for all of it */
	bool recoded;           /* decoded otherwise than the file's head */
};

enum mapping_result {
	MAPPING_RECORD,         /* a line was appended */
	MAPPING_BLANK, MAPPING_TOTAL, MAPPING_HEADER, MAPPING_TITLE,
	MAPPING_BAD,            /* the row is refused: *f, info->code */
	MAPPING_END             /* what follows has other columns: *f */
};

struct mapping_info {
	uint64_t id, content;   /* hashes: of the id; of all but src, quality */
	size_t quality;         /* offset in the line, of `,"quality"` or of
	                         * where it would stand */
	bool doubtful;          /* there is a quality */
	const char *code;       /* of a refusal: "row.columns" */
	size_t column;          /* of a refusal: 0-based cell */
};

/* Fault text only; its place is the caller's. */
enum mapping_result mapping_row(struct mapper *m, const struct mapping *p,
    const struct mapping_row *row, struct str *out, struct mapping_info *info,
    struct fault *f);

/* Doubts of the record made last: "reported_at.no_time", with the cell's
 * 0-based column or SIZE_MAX. False beyond the last. */
bool mapper_doubt(const struct mapper *m, size_t i, struct str *word,
    size_t *column);

#endif
