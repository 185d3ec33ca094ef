/* SPDX-License-Identifier: MIT */
/*
 * csvin: records and fields of delimited text (RFC 4180 and its dialects).
 *
 * The meaning is defined from left to right, so it never depends on how the
 * input is cut into pieces. A quote opens a quoted field only where a field
 * begins; inside, two quotes are one; behind the closing quote only a
 * delimiter or the record's end may follow. A record that breaks this, or that
 * is never closed, is malformed: its first physical line alone is the bad
 * record, and reading goes on with the next line. So the rows around a fault
 * come out as they are.
 *
 * LF, CR, comma, quote, tab and semicolon are never part of a longer character
 * in UTF-8 or GB18030: records in either may be cut before they are decoded.
 * The bar (0x7C) can be a trail byte in GB18030: see csv_cut.
 */
#ifndef PRECINCT_CSVIN_H
#define PRECINCT_CSVIN_H

#include "str.h"

struct csv_dialect {
	char delimiter;
	char line_end;          /* '\n' (a CR before it is part of the end),
	                         * or '\r' for files that have no LF */
	bool lenient;           /* a quote inside an unquoted field is data */
	size_t max_field, max_record; /* bytes */
	bool guards;            /* ="510…" is a field without quotes: so do
	                         * exports keep numbers from Excel */
};

#define CSV_DEFAULTS {',', '\n', false, (size_t)1 << 20, (size_t)16 << 20, \
	false}

enum csv_error {
	CSV_FINE,
	CSV_STRAY_QUOTE,        /* a quote inside an unquoted field */
	CSV_AFTER_QUOTE,        /* text behind a closing quote */
	CSV_UNCLOSED,           /* no closing quote, or not within max_field */
	CSV_NUL,                /* a NUL byte: not text */
	CSV_LONG_FIELD,
	CSV_LONG_RECORD,
	CSV_COLUMNS             /* more than CSV_MAX_COLUMNS */
};

/* As many as a worksheet has (ECMA-376, column XFD). */
#define CSV_MAX_COLUMNS 16384
/* In lenient mode a record may have so many line ends inside quotes. A stray
 * quote can turn the sense of all quotes after it; without a bound, every line
 * from there on would be read to the end of the file. */
#define CSV_LENIENT_LINES 1000

struct csv_record {
	struct sv raw;          /* every byte, line end included */
	struct sv body;         /* without the line end */
	uint64_t lines;         /* physical lines it takes; 0 for a piece of a
	                         * line that is longer than max_record, and
	                         * csv_cut_rest goes on from there */
	enum csv_error error;
	size_t error_at;        /* offset in raw of what is wrong */
	bool quoted;            /* holds a quote */
};

/*
 * The record at the beginning of rest (not empty). False when the end of the
 * record is not in rest and at_end is not set: come back with more. With
 * at_end the answer is always true.
 * With delimiter '|' and GB18030, whether a quote stands at a field's begin
 * cannot be told from the byte before it: decode first.
 */
bool csv_cut(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r);
/*
 * What follows a piece (lines 0): the rest of that line, refused as too long,
 * or again a piece. It is no record: reading it as one would make up rows out
 * of the end of a cell.
 */
bool csv_cut_rest(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r);

struct csv_fields {
	struct sv *v;           /* unescaped; views of the body or scratch */
	size_t n, cap;
	struct str scratch;
	uint32_t *at;           /* offsets of delimiters, for the next call */
	size_t at_cap;
};

/* Splits a record without error into fields; the views live until the next
 * call. Checks max_field, the number of columns and NUL: CSV_FINE or the error,
 * with *error_at as an offset in body. */
enum csv_error csv_split(const struct csv_record *r,
    const struct csv_dialect *d, struct csv_fields *f, size_t *error_at);
void csv_fields_free(struct csv_fields *f);

/* "row.stray_quote", and a sentence for people. */
const char *csv_error_code(enum csv_error error);
const char *csv_error_text(enum csv_error error);

#endif
