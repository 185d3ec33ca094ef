/* SPDX-License-Identifier: MIT */
/*
 * table: rows of figures, written for people (aligned columns, Markdown) and
 * for programs (CSV, JSON Lines) out of one model.
 *
 * A value is stored once, as a number in its unit, and shown by the kind of
 * its column; a column says in which forms it appears, so that 万元 may stand
 * in a table where a program gets fen. Widths count East Asian wide characters
 * as two columns in every locale.
 */
#ifndef PRECINCT_TABLE_H
#define PRECINCT_TABLE_H

#include "arena.h"
#include "fault.h"

#define TABLE_COLUMNS 48

enum table_kind {
	TABLE_TEXT,
	TABLE_COUNT,      /* an integer */
	TABLE_SIGNED,     /* an integer, with its sign where positive */
	TABLE_FEN,        /* fen: 35000.00 yuan; JSON: whole fen */
	TABLE_WAN,        /* fen: 3.50 (ten thousand yuan) */
	TABLE_TENTHS,     /* 125: 12.5 */
	TABLE_PERCENT,    /* 125: 12.5, for people 12.5% */
	TABLE_HUNDREDTHS, /* 185: 1.85 */
	TABLE_MILLIONTHS, /* 185: 0.000185 */
	TABLE_FLAG        /* 0, 1: false, true; CSV 0, 1 */
};

enum table_where {
	TABLE_PEOPLE = 1, /* aligned and Markdown */
	TABLE_CSV = 2,
	TABLE_JSON = 4,
	TABLE_DATA = TABLE_CSV | TABLE_JSON,
	TABLE_ALL = 7
};

enum table_format {
	TABLE_AS_TEXT, TABLE_AS_CSV, TABLE_AS_JSONL, TABLE_AS_MD,
	TABLE_AS_EXCEL          /* CSV for Excel, see table_excel */
};
static inline bool
table_is_csv(enum table_format format)
{
	return format == TABLE_AS_CSV || format == TABLE_AS_EXCEL;
}
/* "table", "csv", "jsonl", "md", "excel", NULL: for PROG_CHOICE. */
extern const char *const table_formats[];

struct table_column {
	const char *key;   /* of JSON Lines */
	const char *title; /* header elsewhere */
	enum table_kind kind;
	unsigned where;
};

struct table {
	struct table_column columns[TABLE_COLUMNS];
	size_t ncolumns, nrows, cap;
	struct table_cell *cells; /* nrows * ncolumns */
	struct arena arena;
};

/* key and title must outlive the table. Columns come before rows. Gives the
 * column's number. */
size_t table_column(struct table *t, const char *key, const char *title,
    enum table_kind kind, unsigned where);
/* Begins a row; cells not set are absent (JSON: no key; else empty). */
void table_row(struct table *t);
/* Cells of the last row. Text is copied. */
void table_set(struct table *t, size_t column, int64_t value);
/* A number of another kind than the column's: tenths among counts. */
void table_set_as(struct table *t, size_t column, enum table_kind kind,
    int64_t value);
void table_text(struct table *t, size_t column, struct sv text);
/* A number that is none of an integer, as JSON writes it: 4.5e-09. */
void table_number(struct table *t, size_t column, struct sv text);
/* What people see in that cell instead (the cell stays as it is in data). */
void table_shown(struct table *t, size_t column, struct sv text);
/* Text instead of the number in every form: "<3". */
void table_instead(struct table *t, size_t column, struct sv text);

/* The cell as people or a program read it, appended; nothing when absent. */
void table_cell_text(const struct table *t, size_t row, size_t column,
    unsigned where, struct str *out);
/* False when the cell is absent or shows text instead of its number. */
bool table_cell_number(const struct table *t, size_t row, size_t column,
    enum table_kind *kind, int64_t *number);

/*
 * Appends the whole table. `lead` begins each object of JSON Lines: fields as
 * json_put makes them (,"kind":"x"), may be empty. Aligned tables need the
 * locale C.UTF-8: -1 with the fault where the system lacks it.
 */
int table_print(const struct table *t, enum table_format format, struct sv lead,
    struct str *out, struct fault *f);
/* CSV for Excel, made of CSV: with a byte order mark and CR LF, and an
 * apostrophe before text that Excel would take for a formula (= + - @, a tab
 * or CR in front) unless it is a number. */
void table_excel(struct str *csv);
void table_free(struct table *t);

#endif
