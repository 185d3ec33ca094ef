/* SPDX-License-Identifier: MIT */
/*
 * grep_run: a question put to a whole history: what is printed of the
 * answers, in order, with grep's meanings of count, limit and context.
 */
#ifndef PRECINCT_GREP_RUN_H
#define PRECINCT_GREP_RUN_H

#include "grep.h"
#include "map.h"
#include "sorter.h"
#include "table.h"

enum grep_print {
	GREP_LINES,            /* what is told of each answer */
	GREP_COUNT,            /* -c */
	GREP_FILES_WITH, GREP_FILES_WITHOUT, /* -l, -L */
	GREP_QUIET,            /* -q: only the status */
	GREP_GROUPS            /* told at the end, by the caller */
};

#define GREP_TABLE_ROWS 50000
#define GREP_GROUPS_MAX 1000000

struct grep_run {
	struct history history; /* first: history_next takes the run for it */
	struct grep grep;
	enum grep_print print;
	bool names, numbers;    /* before each line */
	bool framed;            /* tell appends frames (grep_tell.h) */
	int64_t max;            /* answers of a file; -1: all */
	int64_t head;           /* answers of all; -1: all */
	int64_t before, after;  /* context */
	struct sorter *sorter;  /* NULL: as they lie */
	struct table *table;    /* NULL: frames are lines */
	struct map *groups;     /* of GREP_GROUPS: cells -> uint64_t */
	struct grep_worker *context_worker; /* tells of context */
	struct out out;
	/* how it goes */
	size_t file;            /* the one being told of */
	uint64_t next_line, of_file, answers;
	bool trouble, stopped;
	struct str *ring;       /* the last lines before: `before` of them */
	uint64_t *ring_lines;
	size_t ring_at, ring_n;
	int64_t owed;           /* lines of context after an answer */
	char last_time[20];     /* of the record before, as it was written */
	bool disordered;        /* said once */
	struct fault fault;
};

/* Runs with these workers; 0, or -1 with run->fault when it had to stop. The
 * output is not finished. */
int grep_run(struct grep_run *run, struct grep_worker *workers,
    unsigned jobs);
void grep_run_free(struct grep_run *run);

#endif
