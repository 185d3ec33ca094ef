/* SPDX-License-Identifier: MIT */
#include "book.h"

#include "grid.h"
#include "xlsx.h"

#include <stdlib.h>

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

static const struct reader readers[] = {
    [BOOK_XLSX] = {"a workbook", open_xlsx, more_xlsx, close_xlsx},
};

enum book_kind
book_sniff(struct sv head)
{
	if (sv_starts(head, SV("PK\x03\x04")))
		return BOOK_XLSX;
	return BOOK_NONE;
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
