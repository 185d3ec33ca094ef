/* SPDX-License-Identifier: MIT */
/*
 * report: what a report says, before it has a form: a head, sections of
 * paragraphs, key figures, tables, charts and places left for a person, and a
 * foot of definitions. It knows nothing of incidents or patrols; its writers
 * (report_text, report_html, report_book) know nothing but it.
 *
 * Everything handed in is copied; all of it lives until report_free.
 */
#ifndef PRECINCT_REPORT_H
#define PRECINCT_REPORT_H

#include "chart.h"
#include "table.h"

enum report_kind {
	REPORT_PARAGRAPH,
	REPORT_ITEM,            /* one of a list */
	REPORT_NOTE,            /* small print below what it is about */
	REPORT_FIGURES,         /* key figures side by side */
	REPORT_TABLE,
	REPORT_CHART,
	REPORT_BLANK            /* lines that a person fills in */
};

struct report_figure {
	struct sv key, label;
	enum table_kind kind;   /* of value */
	int64_t value;
	struct sv shown;        /* in words, with its unit */
	struct sv change;       /* in words; may be empty */
};

enum report_chart_kind { REPORT_BARS, REPORT_SERIES, REPORT_HEAT };

struct report_chart {
	enum report_chart_kind kind;
	struct sv title, said;  /* said: the chart in a sentence, for who
	                         * cannot see it */
	struct sv unit;         /* 起, 小时 */
	/* bars, series: n labels and values; heat: n columns by nrows. A
	 * value below 0 is not told. */
	struct sv *labels, *rows;
	int64_t *values;
	bool *pale;             /* bars, series: not to be compared; NULL */
	size_t n, nrows;
	unsigned digits;        /* places of the values: 1 for tenths */
};

struct report_block {
	enum report_kind kind;
	struct sv text;                 /* paragraph, item, note, caption of
	                                 * a table, what a blank is for */
	struct sv key;                  /* of a table */
	struct table table;
	struct report_chart chart;
	struct report_figure *figures;
	size_t nfigures, lines;         /* lines: of a blank */
};

struct report_section {
	struct sv key, heading;
	struct report_block *blocks;
	size_t nblocks, cap;
};

struct report {
	struct sv title, unit, issue, date, span; /* empty: not told */
	struct report_section *sections;
	size_t nsections, cap;
	struct sv *foot, *signs;        /* definitions; who signs */
	size_t nfoot, nsigns;
	bool english;
	struct arena arena;
};

void report_free(struct report *r);
/* A copy that lives as long as the report. */
struct sv report_keep(struct report *r, struct sv text);

/* key: ASCII letters, for programs and anchors. What follows goes into it. */
void report_section(struct report *r, struct sv key, struct sv heading);
void report_paragraph(struct report *r, struct sv text);
void report_item(struct report *r, struct sv text);
void report_note(struct report *r, struct sv text);
/* Figures added one after another stand in one block. */
void report_figure(struct report *r, const struct report_figure *figure);
/* The table to fill, until the next block is added; titles of its columns
 * must outlive it. */
struct table *report_table(struct report *r, struct sv key, struct sv caption);
/* All arrays of the chart are copied. */
void report_chart(struct report *r, const struct report_chart *chart);
void report_blank(struct report *r, struct sv text, size_t lines);
void report_foot(struct report *r, struct sv text);
void report_sign(struct report *r, struct sv who);

/* The value of a chart with its places, without the unit. */
void report_value(struct str *out, int64_t value, unsigned digits);
/* 一、 二、 … of the section's number from 0; English "1. ". */
void report_number(struct str *out, size_t section, bool english);

#endif
