/* SPDX-License-Identifier: MIT */
/*
 * grid: the cells of a sheet, row after row, as the CSV (UTF-8, comma, LF)
 * that the sheet would be saved as, for the readers of workbooks.
 *
 * Rows left out and rows without text are empty lines, but for those at the
 * end; the others are filled up to the width of the first hundred. A merge over several rows gives its value to each of them in
 * its first column, where a person sees it; a row with nothing of its own gets
 * none, and a merge within one row (a title, a group of columns) stays in its
 * first cell, as in CSV.
 */
#ifndef PRECINCT_GRID_H
#define PRECINCT_GRID_H

#include "fault.h"

#define GRID_COLUMNS 16384
#define GRID_ROWS 1048576
#define GRID_ROW_MOST ((size_t)64 << 20)  /* bytes of one row */

struct grid;

struct grid *grid_new(void);
void grid_free(struct grid *g);

/* Cells of `column` from row on (both from 0) are one; rows > 1. Told before
 * grid_end of that row. */
void grid_merge(struct grid *g, size_t row, size_t column, size_t rows);
/* The same of the row in the making, `columns` right of the next cell. */
void grid_merge_here(struct grid *g, size_t columns, size_t rows);
/* No merge goes on. */
void grid_unmerge(struct grid *g);
/* The next row is that one, when it is not behind us; else the one after the
 * last. Rows beyond GRID_ROWS are refused by grid_end. */
void grid_begin(struct grid *g, size_t row);
/* Where the next cell of the row goes, if it is not behind us. */
void grid_column(struct grid *g, size_t column);
/* The next cell's text, copied; and one column to the right. A merge of an
 * earlier row has taken the column: see grid_skip. */
void grid_cell(struct grid *g, struct sv text);
/* HTML: cells of a row go where no merge of an earlier row lies. */
void grid_skip(struct grid *g);
/* -1 with the fault: more rows, columns or bytes in a row than a sheet has. */
int grid_end(struct grid *g, struct fault *f);
/* Rows made and begun so far, the one in the making included: its number for
 * people. */
size_t grid_row(const struct grid *g);

/* Bytes of whole rows that are ready. */
size_t grid_ready(const struct grid *g);
size_t grid_take(struct grid *g, char *buf, size_t cap);

#endif
