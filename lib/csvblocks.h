/* SPDX-License-Identifier: MIT */
/*
 * csvblocks: blocks of whole CSV records out of a list of files, for
 * blocks_run. Opens, decompresses, finds encoding, line ends and delimiter
 * on the first MiB, shows the first rows to the owner (who finds the header
 * and skips up to the data), then gives blocks; each worker reads its rows
 * with csvblocks_row. A block never spans two files.
 *
 *	csvblocks_init(&c, &files, &options);
 *	c.open = ...; c.context = ...;
 *	blocks_run({next = csvblocks_next, context = &c or a struct that
 *	    begins with one, work = loop over csvblocks_row,
 *	    emit = csvblocks_emit first, then own})
 *	csvblocks_finish(&c); csvblocks_free(&c);
 *
 * A file that cannot be read or is no delimited text is reported in its turn
 * (in the messages of the next block), and the next one goes on.
 *
 * Files kept by --reject (reject.h) are read back: from a line
 * "#precinct-reject " on, marker lines are rows of kind CSV_ROW_MARKER, and
 * "#reject-header " begins a section with its own header, encoding and
 * delimiter, for which open is called again as for a file.
 */
#ifndef PRECINCT_CSVBLOCKS_H
#define PRECINCT_CSVBLOCKS_H

#include "blocks.h"
#include "csvin.h"
#include "enc.h"
#include "prog.h"

struct csvblocks_options {
	const char *encoding;   /* NULL: auto */
	char delimiter;         /* 0: auto (.tsv: tab) */
	bool lenient;
	bool quiet;             /* no notes */
	size_t max_field, max_record; /* 0: the defaults */
};

enum csv_row_kind {
	CSV_ROW_DATA,           /* fields are filled */
	CSV_ROW_BLANK,          /* an empty line */
	CSV_ROW_MARKER,         /* of a reject file, no data */
	CSV_ROW_BAD             /* code and fault say why; refuse raw */
};

struct csv_row {
	enum csv_row_kind kind;
	struct sv raw;          /* bytes as read, with the line end */
	uint64_t line, lines;   /* first physical line (1-based), how many */
	enum enc_kind enc;      /* ENC_GB18030 and such: how it was read */
	bool other_enc;         /* not as the file's head: doubt row.encoding */
	const struct sv *fields; /* UTF-8; until the next csvblocks_row */
	size_t count;
	const char *code;       /* CSV_ROW_BAD: "row.quote" ... */
	struct fault *fault;    /* CSV_ROW_BAD: file, line, column, text */
};

/* One file, or one section of a reject file. Lives until csvblocks_free. */
struct csv_file {
	const char *name;       /* as for people: path or "<stdin>" */
	uint64_t line;          /* first line of the section */
	struct csv_dialect dialect;
	struct enc enc;
	void *owner;            /* the owner's: header, profile, ... */
	/* Changed by csvblocks_emit only. */
	uint64_t ascii, utf8, gb18030;
	bool mixed;
	struct csv_file *older;
};

/* The first rows of a file, at most 100, valid during the call of open. */
struct csv_head {
	const struct csv_row *rows;
	size_t count;
	bool whole;             /* these are all rows there are */
};

struct csvblocks {
	/* Looks at a new file; sets file->owner and *skip, how many of the
	 * head's rows come before the data. -1 with the fault: the file is
	 * refused. Called by one thread at a time, in the order of files. */
	int (*open)(void *context, struct csv_file *file,
	    const struct csv_head *head, size_t *skip, struct fault *f);
	void *context;
	/* Private from here. */
	struct prog_list names;
	struct csvblocks_options options;
	size_t next_name;
	struct src *src;
	struct enc_stream *stream;
	struct enc_gb *gb;
	struct csv_file *file, *files;
	struct csv_chunk *chunks;
	struct str held, bytes, pending;
	uint64_t line, offset;
	bool at_end, marked, at_section;
};

/* Rows of one block, for one worker. The zero value is ready. */
struct csv_reader {
	struct csv_fields fields;
	struct str decoded;
	struct fault fault;
	size_t at, index, bad;
	uint64_t line;
	const struct block *block;
	uint64_t sequence;
};

void csvblocks_init(struct csvblocks *c, const struct prog_list *names,
    const struct csvblocks_options *o);
int csvblocks_next(void *csvblocks, struct block *b, struct fault *f);
/* The file that a block comes from. */
struct csv_file *csvblocks_file(const struct block *b);
/* The next row of the block; false at its end. */
bool csvblocks_row(struct csv_reader *r, struct block *b,
    struct csv_row *row);
void csv_reader_free(struct csv_reader *r);
/* To be called from emit, before b->messages are printed: adds up what was
 * read how, and appends a note on the first row that differs. */
void csvblocks_emit(struct csvblocks *c, struct block *b);
/* Prints what was still to be said after the last block. */
void csvblocks_finish(struct csvblocks *c);
void csvblocks_free(struct csvblocks *c);

#endif
