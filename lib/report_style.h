/* SPDX-License-Identifier: MIT */
/* report_style: the style sheet of report_html. */
#ifndef PRECINCT_REPORT_STYLE_H
#define PRECINCT_REPORT_STYLE_H

extern const char report_style[];

#endif
