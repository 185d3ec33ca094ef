/* SPDX-License-Identifier: MIT */
/*
 * dispute_report: a tally of disputes as a report: for people the station's
 * line, a table and the definitions of every figure; for programs the same
 * rows. And how often each rule was overruled.
 */
#ifndef PRECINCT_DISPUTE_REPORT_H
#define PRECINCT_DISPUTE_REPORT_H

#include "dispute.h"
#include "table.h"

#define DISPUTE_SMALL 3 /* below, a count is hidden from the public */

struct dispute_report {
	enum table_format format;
	bool english, small_cells;
};

/* Appends the report to out, and for CSV, which has no place for it, the
 * definition to note. *cases: how many were opened or closed in the time
 * shown. -1 with the fault. */
int dispute_report_make(const struct dispute_report *o,
    const struct dispute_tally *t, struct str *out, struct str *note,
    int64_t *cases, struct fault *f);

/* The rules that decided cases opened in the query's time, and in how many of
 * them a person decided otherwise. *overruled: the sum. */
int dispute_overrides_make(const struct dispute_report *o,
    const struct dispute_query *q, const struct cases *const *books,
    size_t nbooks, struct str *out, struct str *note, int64_t *overruled,
    struct fault *f);

/* dispute_words.c. hidden: a small count of a row was, so that no sum may be
 * told from which it could be had back. */
void dispute_add_range(struct str *out, int64_t from, int64_t to,
    bool english);
void dispute_headline(struct str *out, const struct dispute_report *o,
    const struct dispute_rows *r, bool hidden);
void dispute_foot(struct str *out, const struct dispute_report *o,
    const struct dispute_rows *r);
void dispute_summary(struct str *out, const struct dispute_rows *r,
    bool hidden);
void dispute_note(struct str *out, const struct dispute_rows *r);

#endif
