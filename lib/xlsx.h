/* SPDX-License-Identifier: MIT */
/*
 * xlsx: a sheet of an Excel workbook (ECMA-376, Office Open XML), for
 * lib/book.
 *
 * Cells come out as text that keeps what they hold: dates by their number
 * format (both calendars), whole numbers in full up to 15 digits. A number of
 * 16 digits and more has lost its end in the workbook already and comes out
 * as Excel shows it (5.10132E+17), so that nobody takes it for an ID number.
 */
#ifndef PRECINCT_XLSX_H
#define PRECINCT_XLSX_H

#include "grid.h"

struct xlsx;

/* sheet: its name, NULL: the first that is not hidden. Rows go to g, what a
 * person should know to notes. NULL with the fault. */
struct xlsx *xlsx_open(const char *path, const char *sheet, struct grid *g,
    struct str *notes, struct fault *f);
/* Some more rows into the grid: 1; 0 at the end, -1 with the fault. */
int xlsx_more(struct xlsx *x, struct fault *f);
void xlsx_close(struct xlsx *x);

#endif
