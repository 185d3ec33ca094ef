/* SPDX-License-Identifier: MIT */
/*
 * csvin: records and fields of delimited text (RFC 4180 and its dialects).
 *
 * The meaning is sequential and never depends on how input is cut into
 * pieces:
 *  - A quote opens a quoted field only at the start of a field. Inside, ""
 *    is a quote. After the closing quote only a delimiter, a line end or the
 *    end may follow.
 *  - Lines end in LF or CRLF (or CR alone, dialect). CR elsewhere is data; CR
 *    as the file's last byte is a line end.
 *  - A record whose quotes are wrong, or which is too long, is malformed: its
 *    first physical line alone is refused, and reading goes on at the next
 *    physical line, so the rows before and after a fault are not touched. A
 *    NUL does not break the quotes: such a record is refused whole.
 *  - No blanks are trimmed, no empty lines dropped here.
 *
 * libcsv is the oracle of the tests, not a part of the product: one state
 * machine for odd and plain input has one meaning, and libcsv can neither
 * resynchronise nor say where it failed.
 */
#ifndef PRECINCT_CSVIN_H
#define PRECINCT_CSVIN_H

#include "str.h"

#define CSV_MAX_FIELD ((size_t)1 << 20)
#define CSV_MAX_RECORD ((size_t)16 << 20)
/* As many columns as a worksheet can have (ECMA-376: XFD). */
#define CSV_MAX_COLUMNS 16384

struct enc;

struct csv_dialect {
	char delimiter;         /* ASCII, no letter, digit, quote, CR, LF */
	bool cr_lines;          /* lines end in CR (old Mac), or CRLF */
	bool lenient;           /* a quote inside an unquoted field is data */
	size_t max_field;       /* bytes between delimiters or quotes */
	size_t max_record;      /* bytes of all lines of a record */
	const struct enc *enc;  /* of raw input to csv_cut; NULL: UTF-8 */
};

enum csv_error {
	CSV_FINE,
	CSV_QUOTE,              /* quote inside an unquoted field */
	CSV_AFTER_QUOTE,        /* text after a closing quote */
	CSV_UNCLOSED,           /* the end of the file inside quotes */
	CSV_NUL,
	CSV_FIELD_LONG,
	CSV_RECORD_LONG,
	CSV_COLUMNS             /* more than CSV_MAX_COLUMNS */
};

enum csv_got {
	CSV_RECORD,             /* *r is filled */
	CSV_NEED_MORE,          /* cannot be told yet: come back with more */
	CSV_END,                /* rest is empty and at_end */
	CSV_ENDLESS             /* no line end within max_record bytes */
};

struct csv_record {
	struct sv raw;          /* the bytes, with the line end */
	struct sv body;         /* without the line end */
	uint64_t lines;         /* physical lines of raw, at least 1 */
	enum csv_error error;
	size_t error_at;        /* from raw.p; may lie beyond raw's end */
};

/* Finds the record at the start of rest. at_end: nothing follows rest. */
enum csv_got csv_cut(struct sv rest, bool at_end,
    const struct csv_dialect *d, struct csv_record *r);

struct csv_fields {
	struct sv *v;           /* into the body, or into scratch */
	size_t count, cap;
	struct str scratch;     /* fields that had "" in them */
};

/* The fields of a body that csv_cut found fine (after decoding, if any). The
 * views live until the next call or until body goes away. Anything but
 * CSV_FINE: *error_at is the offset in body (only when decoding showed
 * another structure than the raw bytes, or the columns are too many). */
enum csv_error csv_split(struct sv body, const struct csv_dialect *d,
    struct csv_fields *f, size_t *error_at);
void csv_fields_free(struct csv_fields *f);

/* "row.quote", ...: stable words for programs, and a sentence for people. */
const char *csv_error_code(enum csv_error e);
const char *csv_error_text(enum csv_error e);

/* True with the character when text names a usable delimiter: one character,
 * "tab" or "\t"; "auto" gives 0. */
bool csv_delimiter(const char *text, char *delimiter);

#endif
