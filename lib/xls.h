/* SPDX-License-Identifier: MIT */
/*
 * xls: a sheet of an old Excel workbook (BIFF5 and BIFF8 in an OLE file:
 * Excel 5 to 2003; MS-XLS), for lib/book. Cells come out as those of lib/xlsx.
 */
#ifndef PRECINCT_XLS_H
#define PRECINCT_XLS_H

#include "grid.h"

struct xls;

/* sheet: its name, NULL: the first that is not hidden. Rows go to g, what a
 * person should know to notes. NULL with the fault, also for an encrypted
 * workbook of any kind. */
struct xls *xls_open(const char *path, const char *sheet, struct grid *g,
    struct str *notes, struct fault *f);
/* Some more rows into the grid: 1; 0 at the end, -1 with the fault. */
int xls_more(struct xls *x, struct fault *f);
void xls_close(struct xls *x);

#endif
