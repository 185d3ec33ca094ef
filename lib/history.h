/* SPDX-License-Identifier: MIT */
/*
 * history: files and folders of records as they lie, cut into blocks of whole
 * lines for blocks_run: plain, gzip and zstd; UTF-8, GB18030 and UTF-16; with
 * an index (caseindex.h) only the blocks that may hold an answer.
 *
 * Of a folder the files *.jsonl and *.ndjson, also with .gz or .zst behind, are
 * taken, in order of name; a file or folder named by a date (2024-08-31,
 * 20240831, 2024-08, 2024-W35, 2024) holds that time and no other. What cannot
 * be read is complained of, and the rest goes on.
 */
#ifndef PRECINCT_HISTORY_H
#define PRECINCT_HISTORY_H

#include "blocks.h"
#include "enc.h"
#include "prog.h"

#define HISTORY_BLOCK ((size_t)1 << 20)

struct caseindex_block;
struct src;

enum history_state {
	HISTORY_WAITING, HISTORY_READ, HISTORY_SKIPPED, HISTORY_FAILED
};

struct history_file {
	char *path;
	_Atomic int state;      /* enum history_state */
	_Atomic bool enough;    /* nothing more of it is wanted */
};

/* What a block is, in block.counts. */
enum history_count {
	HISTORY_KIND,
	HISTORY_FILE,           /* which file */
	HISTORY_SIZE,           /* bytes to unpack to */
	HISTORY_LINE,           /* number of its first line; 0: after the
	                         * block before */
	HISTORY_LINES,          /* how many it has: the worker's to fill */
	HISTORY_ENC,            /* enum enc of its lines */
	HISTORY_PLAIN,          /* 1: `in` is bytes of the file, at offset */
	HISTORY_AGAIN           /* 1: lines before it can be counted later */
};

enum history_kind {
	HISTORY_TEXT,           /* in: lines */
	HISTORY_FRAME,          /* in: a frame of pack.h */
	HISTORY_WHOLE,          /* in: a small compressed file's path */
	HISTORY_LONG,           /* in: empty, for a line that was too long */
	HISTORY_PIECE,          /* in: empty; lines of history_piece.h */
	HISTORY_PIECE_LONG      /* the same, then a line that is too long */
};

struct history_stats {
	uint64_t files, files_by_name, files_by_index, files_indexed,
	    files_stale;
	uint64_t blocks, by_time, by_value, by_words;
};

struct history {
	struct history_file *files;
	size_t nfiles, cap;
	size_t max_line;
	size_t block;           /* bytes of a block of lines, about; 0:
	                         * HISTORY_BLOCK */
	const char *encoding;   /* NULL: each file's own */
	bool has_span;          /* only files of these days, by name */
	int64_t first_day, last_day;
	bool use_index;
	bool pieces;            /* large plain files are read by the workers */
	uint64_t start;         /* byte of each file to begin at */
	/* Whether a block may hold an answer; adds to the statistics. */
	bool (*may)(void *context, const struct caseindex_block *b,
	    struct history_stats *s);
	void *context;
	struct history_stats stats;
	struct str complaints;  /* not yet in a block */
	/* of the file being read */
	size_t at;              /* which is next */
	size_t foreseen;        /* files whose indexes are on their way */
	struct history_open *open;
};

void history_free(struct history *h);
/* Adds a file, "-", or the files of a folder. */
void history_add(struct history *h, const char *path);
/* progress_begin of these files. */
void history_progress(const struct history *h);
/* For struct blocks: context begins with, or is, a struct history. */
int history_next(void *history, struct block *b, struct fault *f);
/* Makes b->in lines of UTF-8 (bad ones as they are). -1 with the fault when
 * the block cannot be unpacked. scratch is the thread's. */
int history_unpack(struct block *b, const struct history *h,
    struct str *scratch, struct fault *f);

/* Line feeds in the file's first bytes, for a message about what comes after
 * them. */
uint64_t history_count_lines(const char *path, uint64_t bytes);

/* Days [from, to) that a name tells of; false: none. */
bool history_name_days(const char *name, int64_t *from, int64_t *to);

#endif
