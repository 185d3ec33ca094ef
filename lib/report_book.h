/* SPDX-License-Identifier: MIT */
/*
 * report_book: a report as an Excel workbook (XLSX): a sheet a section, real
 * numbers with formats, native charts over the figures beside them. Text is
 * written as text, whatever it begins with: nothing of a record becomes a
 * formula or a link.
 */
#ifndef PRECINCT_REPORT_BOOK_H
#define PRECINCT_REPORT_BOOK_H

#include "fault.h"
#include "report.h"

#define REPORT_BOOK_CELL 32767  /* characters a cell holds; more are cut */

/* Appends the file's bytes, the same for the same report. -1 with the fault
 * when there is no room for a temporary file. */
int report_write_book(const struct report *r, struct str *out,
    struct fault *f);

#endif
