/* SPDX-License-Identifier: MIT */
/*
 * report_html: a report as one HTML file that needs nothing else: style and
 * charts are in it, it has no script and asks nobody for anything (its content
 * security policy forbids it). Light and dark, on a phone and on A4 paper.
 */
#ifndef PRECINCT_REPORT_HTML_H
#define PRECINCT_REPORT_HTML_H

#include "report.h"

void report_write_html(const struct report *r, struct str *out);

#endif
