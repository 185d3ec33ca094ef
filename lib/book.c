/* SPDX-License-Identifier: MIT */
#include "book.h"

#include "grid.h"
#include "ole.h"
#include "sheetml.h"
#include "webtable.h"
#include "xls.h"
#include "xlsx.h"

#include <ctype.h>
#include <stdlib.h>

#define SNIFFED 8192            /* of a file's beginning */

/* A reader makes rows of the grid, some at a time. */
struct reader {
	const char *name;
	void *(*open)(const char *path, const struct book_options *o,
	    struct grid *g, struct str *notes, struct fault *f);
	int (*more)(void *reader, struct fault *f);
	void (*close)(void *reader);
};

struct book {
	const struct reader *reader;
	void *of;               /* the reader's own */
	struct grid *grid;
	struct str notes;
	size_t noted;           /* bytes of notes that were given */
	bool done;
};

static void *
open_xlsx(const char *path, const struct book_options *o, struct grid *g,
    struct str *notes, struct fault *f)
{
	return xlsx_open(path, o->sheet, g, notes, f);
}

static int
more_xlsx(void *reader, struct fault *f)
{
	return xlsx_more(reader, f);
}

static void
close_xlsx(void *reader)
{
	xlsx_close(reader);
}

static void *
open_xls(const char *path, const struct book_options *o, struct grid *g,
    struct str *notes, struct fault *f)
{
	return xls_open(path, o->sheet, g, notes, f);
}

static int
more_xls(void *reader, struct fault *f)
{
	return xls_more(reader, f);
}

static void
close_xls(void *reader)
{
	xls_close(reader);
}

static void *
open_xml(const char *path, const struct book_options *o, struct grid *g,
    struct str *notes, struct fault *f)
{
	return sheetml_open(path, o->sheet, o->encoding, g, notes, f);
}

static int
more_xml(void *reader, struct fault *f)
{
	return sheetml_more(reader, f);
}

static void
close_xml(void *reader)
{
	sheetml_close(reader);
}

static void *
open_html(const char *path, const struct book_options *o, struct grid *g,
    struct str *notes, struct fault *f)
{
	if (o->sheet == NULL)
		return webtable_open(path, o->encoding, g, notes, f);
	fault_set(f, NULL, 0, 0, "is a web page (HTML), which has no sheets; "
	    "leave --sheet out");
	return NULL;
}

static int
more_html(void *reader, struct fault *f)
{
	return webtable_more(reader, f);
}

static void
close_html(void *reader)
{
	webtable_close(reader);
}

static const struct reader readers[] = {
    [BOOK_XLSX] = {"a workbook", open_xlsx, more_xlsx, close_xlsx},
    [BOOK_XLS] = {"an old workbook (.xls)", open_xls, more_xls, close_xls},
    [BOOK_XML] = {"a workbook (Excel 2003 XML)", open_xml, more_xml,
	close_xml},
    [BOOK_HTML] = {"a web page (HTML)", open_html, more_html, close_html},
};

/* The beginning in one byte a character, blanks in front left out. */
static struct sv
narrow(struct sv head, char *buf, size_t cap)
{
	size_t n = 0;

	if (sv_starts(head, SV("\xef\xbb\xbf")))
		head = sv_from(head, 3);
	else if (sv_starts(head, SV("\xff\xfe")) ||
	    sv_starts(head, SV("\xfe\xff")))
		head = sv_from(head, 2);
	for (size_t i = 0; i < head.len && n < cap; i++)
		if (head.p[i] != '\0')
			buf[n++] = (char)tolower((unsigned char)head.p[i]);
	return sv_trim((struct sv){buf, n});
}

static bool
begins_with_one(struct sv text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (sv_starts(text, sv_z(*words)))
			return true;
	return false;
}

static enum book_kind
sniff_markup(struct sv head)
{
	static const char *const page[] = {"<html", "<!doctype html",
	    "<table", "<meta", "<head", "<body", "<style", "<div", "<center",
	    "<title", NULL};
	static const char *const sheet[] = {"<?xml", "<workbook",
	    "<ss:workbook", "<!--", NULL};
	char buf[SNIFFED];
	struct sv text = narrow(head, buf, sizeof(buf));

	if (begins_with_one(text, page))
		return BOOK_HTML;
	if (!begins_with_one(text, sheet))
		return BOOK_NONE;
	if (sv_find(text, SV("<html")) != SIZE_MAX ||
	    sv_find(text, SV("<table")) < sv_find(text, SV("<workbook")))
		return BOOK_HTML;
	return sv_find(text, SV("urn:schemas-microsoft-com:office:"
	    "spreadsheet")) != SIZE_MAX ? BOOK_XML : BOOK_NONE;
}

enum book_kind
book_sniff(struct sv head)
{
	if (sv_starts(head, SV("PK\x03\x04")))
		return BOOK_XLSX;
	if (sv_starts(head, SV(OLE_MAGIC)))
		return BOOK_XLS;
	return sniff_markup(head);
}

const char *
book_name(enum book_kind kind)
{
	return readers[kind].name;
}

struct book *
book_open(enum book_kind kind, const char *path, const struct book_options *o,
    struct fault *f)
{
	struct book *b = mem_zalloc(1, sizeof(*b));

	b->reader = &readers[kind];
	b->grid = grid_new();
	b->of = b->reader->open(path, o, b->grid, &b->notes, f);
	if (b->of != NULL)
		return b;
	book_close(b);
	return NULL;
}

ptrdiff_t
book_read(struct book *b, char *buf, size_t cap, struct fault *f)
{
	while (!b->done && grid_ready(b->grid) == 0) {
		int status = b->reader->more(b->of, f);

		if (status < 0)
			return -1;
		b->done = status == 0;
	}
	return (ptrdiff_t)grid_take(b->grid, buf, cap);
}

struct sv
book_notes(struct book *b)
{
	struct sv notes = sv_from(str_sv(&b->notes), b->noted);

	b->noted = b->notes.len;
	return notes;
}

void
book_close(struct book *b)
{
	if (b == NULL)
		return;
	if (b->of != NULL)
		b->reader->close(b->of);
	grid_free(b->grid);
	str_free(&b->notes);
	free(b);
}
