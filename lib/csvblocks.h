/* SPDX-License-Identifier: MIT */
/*
 * csvblocks: blocks of whole records out of a list of CSV files, for
 * blocks_run, and the walk over the records of a block.
 *
 * Each file's head decides its encoding, line end and delimiter; the owner
 * looks at the first rows (titles, header) and says where the data begin. A
 * file that cannot be read, is no CSV, or is refused by the owner is reported
 * in its turn, and the next one goes on.
 *
 * Raw bytes are the file's own, except in files converted as a whole (UTF-16,
 * encodings named with -e, GB18030 with the bar as delimiter): there they are
 * the UTF-8 that the file became.
 */
#ifndef PRECINCT_CSVBLOCKS_H
#define PRECINCT_CSVBLOCKS_H

#include "blocks.h"
#include "csvin.h"
#include "enc.h"
#include "prog.h"

#define CSVBLOCKS_HEAD_ROWS 50

/* A file, from its opening to csvblocks_free: block.file is its name, and
 * csvblocks_file(block) gives this. */
struct csvfile {
	char *name;             /* "<stdin>" for "-" */
	struct csv_dialect dialect;
	bool delimiter_asked;   /* "auto" was: what was found is told */
	enum enc forced;        /* ENC_AUTO, ENC_UTF8 or ENC_GB18030 */
	enum enc head;          /* what the head says: ENC_ASCII, … */
	const char *converted;  /* the bytes were converted as a whole, from
	                         * this encoding; else NULL */
	void *owner;            /* the owner's, set in begin */
};

/* A row of a file's head, decoded. */
struct csvhead {
	struct sv *fields;
	size_t n;
	struct sv raw;          /* with line end; a view of the head */
	uint64_t line;          /* physical, 1-based */
	enum csv_error error;   /* not CSV_FINE: no fields */
};

struct csvblocks_options {
	const char *delimiter;  /* "auto", "tab", one character; NULL: auto,
	                         * and tab for *.tsv */
	const char *encoding;   /* NULL: auto */
	bool lenient;
	size_t max_field, max_record;
	const char *sheet;      /* of a workbook; NULL: the first visible */
	bool quiet;             /* no notes */
};

struct csvblocks {
	struct csvblocks_options options;
	struct prog_list files;
	/* Called when a file was opened, in the thread that reads: rows are up
	 * to CSVBLOCKS_HEAD_ROWS first rows (views that end with the call;
	 * markers of a reject file left out), n may be 0. Gives how many rows
	 * are no data (titles and header), or -1 with the fault: the file is
	 * left out. */
	ptrdiff_t (*begin)(void *owner, struct csvfile *file,
	    const struct csvhead *rows, size_t n, struct fault *f);
	void *owner;
	/* private */
	size_t next_file, opened;
	struct csvfile **all;
	struct src *src;
	struct enc_stream *stream;
	struct book *book;      /* the CSV comes from it, not from src */
	struct str held;
	bool source_end;        /* src gave all it has */
	bool broken;            /* reading src failed: `why` */
	bool midline;           /* held begins within a line too long */
	struct fault why;
	struct str complaints;  /* for the next block's messages */
	bool failed;            /* among them are errors, not notes alone */
	uint64_t line, offset;  /* of held */
};

/* Checks the options: -1 with the fault (unknown encoding or delimiter). */
int csvblocks_init(struct csvblocks *c, const struct csvblocks_options *o,
    const struct prog_list *files, struct fault *f);
/* For struct blocks: context is, or begins with, a struct csvblocks. Files that
 * could not be used are told of in b->messages, and b->incomplete is set: emit
 * prints them and raises the status, so standard error is the same for any
 * number of workers. Notes (which sheet is read) are among them. Never gives
 * -1. */
int csvblocks_next(void *csvblocks, struct block *b, struct fault *f);
/* After blocks_run, unless emit stopped it: tells of files after the last
 * block. True when there were any. */
bool csvblocks_finish(struct csvblocks *c);
void csvblocks_free(struct csvblocks *c);

static inline struct csvfile *
csvblocks_file(const struct block *b)
{
	return b->source;
}

/* --- the walk over a block, in a worker ----------------------------------- */

struct csvrow {
	struct csv_record record;       /* raw bytes and error; views of the
	                                 * block */
	struct sv *fields;              /* decoded; until the next row */
	size_t n;
	uint64_t line;
	char line_end;                  /* of the file */
	enum enc used;                  /* ENC_NAMED: bad encoding */
	enum csv_error error;           /* the record's or a field's */
	size_t error_at;                /* offset in raw, also of bad bytes */
	bool marker;                    /* a line of a reject file: skip it */
};

struct csvwalk {
	const struct block *block;
	const struct csvfile *file;
	size_t at;
	uint64_t line;
	bool midline;           /* `at` is within a line too long */
	bool all_utf8;          /* the whole block is: no check a row */
	struct csv_fields fields;
	struct str decoded;
};

void csvwalk_begin(struct csvwalk *w, const struct block *b);
/* False when the block is through. A row with error or bad encoding has no
 * fields. Of a line longer than max_record, the beginning (one byte more than
 * that) is a row with CSV_LONG_RECORD, and the others are passed over. */
bool csvwalk_next(struct csvwalk *w, struct csvrow *row);
void csvwalk_free(struct csvwalk *w);

/* Column of a place in a row for people: characters from 1 in its physical
 * line, counted as bytes where the text is not UTF-8. */
uint64_t csvrow_column(const struct csvrow *row, uint64_t *line);

#endif
