/* SPDX-License-Identifier: MIT */
/*
 * book: a sheet of a workbook of any kind as the CSV that it would be saved as
 * (UTF-8, comma, LF), made while it is read: so it goes the way of every CSV,
 * and its records are those of the CSV.
 */
#ifndef PRECINCT_BOOK_H
#define PRECINCT_BOOK_H

#include "fault.h"

enum book_kind {
	BOOK_NONE,
	BOOK_XLSX,              /* a zip archive of XML */
	BOOK_XLS,               /* Excel 5 to 2003: an OLE file */
	BOOK_XML,               /* Excel 2003 XML (SpreadsheetML) */
	BOOK_HTML               /* a web page with a table */
};

struct book_options {
	const char *sheet;      /* NULL: the first that is not hidden */
	const char *encoding;   /* of XML and HTML, NULL or "auto": by their
	                         * bytes */
};

struct book;

/* What a file is by its first bytes. */
enum book_kind book_sniff(struct sv head);
/* "an Excel workbook (.xls)", for messages. */
const char *book_name(enum book_kind kind);
/* NULL with the fault. */
struct book *book_open(enum book_kind kind, const char *path,
    const struct book_options *o, struct fault *f);
/* Up to cap bytes; 0 at the end, -1 with the fault. */
ptrdiff_t book_read(struct book *b, char *buf, size_t cap, struct fault *f);
/* What a person should know by now, and was not given yet: "sheet '名册' is
 * read; ..."; empty: nothing. */
struct sv book_notes(struct book *b);
void book_close(struct book *b);

#endif
