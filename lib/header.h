/* SPDX-License-Identifier: MIT */
/*
 * header: which row of an export names its columns, and what they are. Title
 * lines may stand above it, and its names may fill two rows (接警 over 类别,
 * 类型, 细类).
 */
#ifndef PRECINCT_HEADER_H
#define PRECINCT_HEADER_H

#include "profile.h"

/* Rows from the beginning of a file that are looked at. */
#define HEADER_ROWS 20
/* Columns that must be known, and the most that a header may have. */
#define HEADER_LEAST 3
#define HEADER_MOST 4096

struct header_row {
	struct sv *cells;
	size_t n;
};

struct header_column {
	struct sv name;                 /* trimmed, unique; never empty */
	struct sv shown;                /* as it stands: of two rows joined */
	const struct profile_name *is;  /* NULL: no profile maps it */
};

struct header {
	const struct profile *profile;
	size_t row, rows;       /* where it begins, how many rows: 1 or 2 */
	struct header_row cells[2];
	struct header_column *columns;
	size_t ncolumns;        /* without unnamed ones at the end */
	size_t known;           /* columns that are mapped */
	struct sv *titles;      /* lines above of one cell */
	size_t ntitles;
	struct arena arena;
};

/*
 * Finds the header among the first rows of a file with the profile that knows
 * most of its columns; of equal ones the one that extends no other, then the
 * first. forced: take the only profile as it is, if it knows any column at
 * all. False when there is none; *h then is empty. Everything is copied.
 */
bool header_find(struct header *h, const struct header_row *rows, size_t n,
    struct profile *const *profiles, size_t nprofiles, bool forced);
void header_free(struct header *h);

/* The row that is most likely a header though nothing in it is known: the
 * first with the most filled cells. For messages and sketches. */
size_t header_guess(const struct header_row *rows, size_t n);

enum header_likeness {
	HEADER_NO, HEADER_SAME, HEADER_OTHER, HEADER_TITLE
};

/* Whether a row in the middle is the header once more, another header (a file
 * with other columns was appended) or a title line. tmp is overwritten. */
enum header_likeness header_like(const struct header *h,
    const struct sv *cells, size_t n, struct str *tmp);
/* The year of 2024年8月警情表 in a title; 0 when none is told. */
int32_t header_year(const struct header *h);

#endif
