/* SPDX-License-Identifier: MIT */
/*
 * filter: the frame of every command that reads records: files in, lines cut
 * into blocks, records scanned by -j workers, results written in order, bad
 * lines refused or kept aside.
 */
#ifndef PRECINCT_FILTER_H
#define PRECINCT_FILTER_H

#include "lines.h"
#include "out.h"
#include "progress.h"
#include "record.h"

struct filter_options {
	const char *output;     /* NULL: standard output */
	const char *reject;     /* NULL: the first bad line ends the run */
	int64_t max_rejects;    /* with reject: more end it; -1: no bound */
	int64_t jobs;           /* 0: as many as processors, at most 8 */
	int64_t max_record;     /* bytes of a line */
	bool quiet;
	int progress;           /* prog_parse takes it from here */
};

/* Rows for every command's option table. */
#define FILTER_OPTIONS(o)                                                     \
	{"output", 'o', "FILE", "write to FILE, which appears whole or not",  \
	    PROG_TEXT, &(o).output, 0, 0, NULL},                              \
	{"reject", 0, "FILE", "keep bad lines in FILE and go on", PROG_TEXT,  \
	    &(o).reject, 0, 0, NULL},                                         \
	{"max-rejects", 0, "N", "with --reject: stop at more than N",      \
	    PROG_NUMBER, &(o).max_rejects, 0, INT64_MAX, NULL},               \
	{"max-record", 0, "SIZE", "longest line accepted (default 16M)",      \
	    PROG_SIZE, &(o).max_record, 1024, INT32_MAX, NULL},           \
	{"jobs", 'j', "N", "threads (default 1; 0: one a processor)",         \
	    PROG_NUMBER, &(o).jobs, 0, 256, NULL},                            \
	PROGRESS_OPTION((o).progress),                                        \
	{"quiet", 'q', NULL, "print no notes", PROG_FLAG, &(o).quiet, 0, 0,   \
	    NULL}
#define FILTER_DEFAULTS                                                       \
	{.max_rejects = -1, .jobs = 1,                                        \
	    .max_record = (int64_t)LINES_MAX_DEFAULT}

struct filter {
	const struct filter_options *options;
	struct prog_list files;
	/* One record. Appends whole lines to b->out (or nothing), may append
	 * to b->messages and use b->counts and b->more. -1 with the fault (file
	 * and line are filled in by the filter, a column may be set): the
	 * record is refused as a bad line is, and what was appended for it is
	 * taken back. */
	int (*record)(void *worker, const struct record *r, uint64_t line,
	    struct block *b, struct fault *f);
	/* Called in order for each block before its output is written; may
	 * rewrite b->out; may be NULL. -1 stops the run quietly after this
	 * block. */
	int (*block)(void *context, struct block *b);
	/* Called once after the last block, in the main thread, to append
	 * what is known only then (sums) to the output; may be NULL. Not
	 * called when a bad line ended the run. -1, with the reason
	 * reported: the output is given up. */
	int (*end)(void *context, struct str *out);
	/* Called once before `end`, also when a bad line ended the run, to
	 * write what was kept back of the blocks before; may be NULL. -1 as
	 * with `end`. */
	int (*drain)(void *context, struct out *out);
	void *context;
	void **workers;         /* as many as filter_jobs(options), or NULL */
	/* Totals, filled by filter_run: lines that are or should be records,
	 * those of them refused, lines of messages printed. */
	uint64_t records, rejects, reported;
};

unsigned filter_jobs(const struct filter_options *o);
/*
 * Runs to the end; reports every fault through diag; output is finished. Blank
 * lines, a byte order mark and the markers of a reject file are skipped. A bad
 * line without `reject` ends the run: what comes before it is written. With
 * it, bad lines are kept there, at most max_rejects. A file named by `output`
 * is left as it was when there was trouble.
 */
void filter_run(struct filter *f);

#endif
