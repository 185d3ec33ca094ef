/* SPDX-License-Identifier: MIT */
/*
 * webtable: the tables of a web page that calls itself a workbook, for
 * lib/book: the rows of all of them, one after another, of nested ones those of
 * the inner; headings and captions are rows of one cell. Cells are the text
 * that is seen.
 */
#ifndef PRECINCT_WEBTABLE_H
#define PRECINCT_WEBTABLE_H

#include "grid.h"

struct webtable;

/* encoding: see textin. Rows go to g, what a person should know to notes. NULL
 * with the fault. */
struct webtable *webtable_open(const char *path, const char *encoding,
    struct grid *g, struct str *notes, struct fault *f);
/* Some more rows into the grid: 1; 0 at the end, -1 with the fault. */
int webtable_more(struct webtable *w, struct fault *f);
void webtable_close(struct webtable *w);

#endif
