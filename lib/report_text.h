/* SPDX-License-Identifier: MIT */
/*
 * report_text: a report as plain text (for a terminal, for mail), Markdown,
 * and its tables alone as CSV and JSON Lines.
 */
#ifndef PRECINCT_REPORT_TEXT_H
#define PRECINCT_REPORT_TEXT_H

#include "fault.h"
#include "report.h"

/* Width and colour by style. -1 with the fault as table_print. */
int report_write_text(const struct report *r, const struct chart_style *style,
    struct str *out, struct fault *f);
int report_write_md(const struct report *r, struct str *out, struct fault *f);
/* Every row of every table as one object: ,"section" and "table" first, then
 * the key figures of each section as table "figures". */
int report_write_jsonl(
    const struct report *r, struct str *out, struct fault *f);
/* The table of that key as CSV, or the fault naming the keys there are. */
int report_write_csv(const struct report *r, struct sv key, struct str *out,
    struct fault *f);

#endif
