/* SPDX-License-Identifier: MIT */
/*
 * sniff: what a file really is, from its first bytes: names lie (.xls is often
 * a web page, .csv a workbook).
 */
#ifndef PRECINCT_SNIFF_H
#define PRECINCT_SNIFF_H

#include "csvin.h"

/* A sentence "is an Excel workbook (.xlsx), not CSV; …" for content that is no
 * delimited text, NULL for what may be. head: raw bytes of the beginning. */
const char *sniff_container(struct sv head);

/* The delimiter among comma, tab, semicolon and bar by which the header and a
 * hundred records of text (UTF-8, line ends as in d) agree best; comma when
 * none splits anything. */
char sniff_delimiter(struct sv text, bool whole, const struct csv_dialect *d);

/* '\n', or '\r' for text that has CR and no LF outside quotes. */
char sniff_line_end(struct sv text);

#endif
