/* SPDX-License-Identifier: MIT */
/*
 * chart: figures drawn for a terminal with Unicode blocks: bars, the line of a
 * series, a grid of hours by weekdays. Everything is told without colour;
 * colour only repeats it. Labels may be Chinese: widths are by East Asian
 * width, in every locale.
 */
#ifndef PRECINCT_CHART_H
#define PRECINCT_CHART_H

#include "str.h"

#define CHART_WIDTH 80  /* columns where there is no terminal to ask */

struct chart_style {
	unsigned width;         /* columns at most; 0: CHART_WIDTH */
	bool colour;
	bool english;
};

/* A style for what is written to fd: as wide as its terminal, in colour on a
 * terminal that can (TERM is not "dumb") unless NO_COLOR is set and not
 * empty (no-color.org). */
struct chart_style chart_style_of(int fd, bool english);

struct chart_point {
	struct sv label;
	int64_t value;          /* 0 or more; negative: not told, no bar */
	struct sv shown;        /* the figure in words; empty: the value */
	bool pale;              /* not to be compared: an incomplete period */
};

/* One line a point: label, bar to the eighth of a column, figure. The longest
 * bar is the largest value's; labels are cut with … where they are long. */
void chart_bars(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n);

/* The points in order of time as columns of blocks over an axis from 0,
 * `rows` lines high (at least 2), with the largest figure and the first and
 * last label. More points than columns: the last ones, which is said. */
void chart_series(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n, unsigned rows);

/* One line of a group: its points as blocks of eight heights on their own
 * scale; nothing else. `·` is a point not told. */
void chart_spark(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n);

/* Several series under one another: label, spark line, largest and last
 * figure. Point i of series s is points[s * n + i]. */
void chart_sparks(struct str *out, const struct chart_style *style,
    const struct sv *labels, size_t nseries, const struct chart_point *points,
    size_t n);

/* A grid of counts in five shades, the figures of the shades below it.
 * cells[row * ncolumns + column]; negative: not told. Column labels stand
 * over every `every`-th column. */
void chart_heat(struct str *out, const struct chart_style *style,
    const int64_t *cells, const struct sv *rows, size_t nrows,
    const struct sv *columns, size_t ncolumns, size_t every);

/* Appends text cut to `width` columns (… at its end where it was), filled up
 * with blanks: the cell of a drawing. */
void chart_label(struct str *out, struct sv text, unsigned width);

#endif
