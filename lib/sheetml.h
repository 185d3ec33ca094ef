/* SPDX-License-Identifier: MIT */
/*
 * sheetml: a sheet of an Excel 2003 XML workbook (SpreadsheetML), in any
 * encoding, for lib/book. Cells come out as those of lib/xlsx.
 */
#ifndef PRECINCT_SHEETML_H
#define PRECINCT_SHEETML_H

#include "grid.h"

struct sheetml;

/* sheet: its name, NULL: the first that is not hidden; encoding: see textin.
 * Rows go to g, what a person should know to notes. NULL with the fault. */
struct sheetml *sheetml_open(const char *path, const char *sheet,
    const char *encoding, struct grid *g, struct str *notes,
    struct fault *f);
/* Some more rows into the grid: 1; 0 at the end, -1 with the fault. */
int sheetml_more(struct sheetml *s, struct fault *f);
void sheetml_close(struct sheetml *s);

#endif
