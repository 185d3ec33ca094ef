/* SPDX-License-Identifier: MIT */
/*
 * grep_tell: what is told of an answer: its fields as cells, its matches, a
 * block for people. With an order or cells asked for, what is appended for an
 * answer is a frame: the key it is sorted by, then the text.
 */
#ifndef PRECINCT_GREP_TELL_H
#define PRECINCT_GREP_TELL_H

#include "grep.h"
#include "map.h"
#include "mask.h"
#include "period.h"
#include "query_field.h"
#include "table.h"

struct grep_column {
	char *name;
	struct query_node node; /* which value */
	enum query_type type;
	bool is_period, descending;
	enum period_unit unit;
};

struct grep_columns {
	struct grep_column *at;
	size_t n;
};

/* "category,month,-loss": fields, parts of times (weekday, occurred.hour) and
 * periods (day, week, month, quarter, year). -1 with the fault; option stands
 * in it. */
int grep_columns_parse(struct grep_columns *c, const char *list,
    const char *option, struct fault *f);
void grep_columns_free(struct grep_columns *c);

/* What all threads tell by; read-only. */
struct grep_view {
	struct grep_columns cells;      /* --fields, --count-by */
	struct grep_columns order;      /* --sort */
	const struct grep_pattern *pattern;
	enum table_format format;       /* of cells */
	bool as_cells;                  /* raw cells, for a table or groups */
	bool colour, english, invert;
	bool by_score;                  /* --like: the most alike first */
	const struct extractor *extractor; /* NULL: persons are shown */
};

/* A worker's teller. */
struct grep_teller {
	const struct grep_view *view;
	struct mask *mask;
	struct str text, cell, masked;
	size_t *spans, nspans, spans_cap; /* starts and lengths, characters */
	struct block *block;            /* told into */
	struct query_scratch *query;
};

struct grep_teller *grep_teller_new(const struct grep_view *view);
void grep_teller_free(struct grep_teller *t);

/* For grep.tell; worker.teller is a struct grep_teller. */
void grep_tell_line(struct grep_worker *w, const struct record *r,
    struct block *b);
void grep_tell_cells(struct grep_worker *w, const struct record *r,
    struct block *b);
void grep_tell_matches(struct grep_worker *w, const struct record *r,
    struct block *b);
void grep_tell_pretty(struct grep_worker *w, const struct record *r,
    struct block *b);

void grep_tell_unframe(struct sv frame, struct sv *key, struct sv *text);
/* The next of raw cells; false: none is left. An absent one has p NULL. */
bool grep_tell_next(struct sv *cells, struct sv *cell);
/* Adds cells as a row. */
void grep_tell_row(struct table *t, struct sv cells);
/* The header of CSV. */
void grep_tell_header(struct str *out, const struct grep_columns *c);
/* Makes the table of groups, most first, or as the order says. */
void grep_tell_groups(struct table *t, const struct grep_view *view,
    const struct map *groups, int64_t head);

#endif
