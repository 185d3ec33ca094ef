/* SPDX-License-Identifier: MIT */
/*
 * xlsx: a sheet of an Excel workbook (ECMA-376, Office Open XML) as the CSV
 * that it would be saved as, made while it is read: so it goes the way of
 * every CSV, and its records are those of the CSV.
 *
 * Cells come out as text that keeps what they hold: dates by their number
 * format (both calendars), whole numbers in full up to 15 digits. A number of
 * 16 digits and more has lost its end in the workbook already and comes out
 * as Excel shows it (5.10132E+17), so that nobody takes it for an ID number.
 */
#ifndef PRECINCT_XLSX_H
#define PRECINCT_XLSX_H

#include "fault.h"

struct xlsx;

/* sheet: its name, NULL: the first that is not hidden. NULL with the fault. */
struct xlsx *xlsx_open(const char *path, const char *sheet, struct fault *f);
/* Up to cap bytes of CSV (UTF-8, comma, LF); 0 at the end, -1 with the
 * fault. */
ptrdiff_t xlsx_read(struct xlsx *x, char *buf, size_t cap, struct fault *f);
/* What a person should know: "sheet '名册' of 3; ..."; empty: nothing. */
struct sv xlsx_notes(const struct xlsx *x);
void xlsx_close(struct xlsx *x);

#endif
