/* SPDX-License-Identifier: MIT */
/*
 * fraud_report: a tally of fraud as a report: for people a headline, a table
 * and the definitions of every figure; for programs the same rows.
 */
#ifndef PRECINCT_FRAUD_REPORT_H
#define PRECINCT_FRAUD_REPORT_H

#include "chart.h"
#include "count_rows.h"
#include "population.h"
#include "table.h"

#define FRAUD_SMALL 3   /* below, a count is hidden from the public */

struct fraud_report {
	enum table_format format;
	bool english, small_cells;
	size_t top;             /* 0: all */
	const struct chart_style *chart;        /* draw, no table; or NULL */
	const struct population *population;    /* or NULL */
	bool rises;             /* tell what rises by more than chance */
};

/* Appends the report to out, and for CSV, which has no place for it, the
 * definition as a line of text to note. *cases: how many were counted in the
 * period shown. -1 with the fault. */
int fraud_report_make(const struct fraud_report *o,
    const struct count_tally *t, struct str *out, struct str *note,
    int64_t *cases, struct fault *f);

/* count_words.c: the sentences above and below the table, the object at the
 * end of JSON Lines, the note of CSV. hidden: a small count of a row was, so
 * that no sum may be told from which it could be had back. */
void fraud_headline(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const int64_t *rises, bool hidden);
void fraud_foot(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, bool hidden);
void fraud_definition(struct str *out, const struct count_rows *r,
    bool hidden);
/*
 * fraud_rise.c: for each row the p value of so many cases or more after the
 * complete periods before it (3 to 12), adjusted by Benjamini and Hochberg
 * over the groups of that period; in millionths, rounded up; -1: not tested.
 */
#define FRAUD_RISE_LEAST 3
#define FRAUD_RISE_LEVEL 50000  /* 0.05 */
void fraud_rises(const struct count_rows *r, int64_t *p);
/* The sentence on the newest complete period; nothing when nothing rises. */
void fraud_rise_words(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const int64_t *p);
/* fraud_chart.c */
void fraud_chart(struct str *out, const struct fraud_report *o,
    const struct count_rows *r);
void fraud_note(struct str *out, const struct count_rows *r);

#endif
