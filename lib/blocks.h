/* SPDX-License-Identifier: MIT */
/*
 * blocks: work on pieces of a stream with several threads, results in order.
 *
 * Every worker repeats: take the next piece (`next`, one worker at a time),
 * turn it into output (`work`, all at once), hand the output on when its turn
 * has come (`emit`, one worker at a time, in the order of `next`). Output is
 * therefore the same bytes for any number of workers. With one worker no
 * thread is started. At most one block per worker is in memory.
 */
#ifndef PRECINCT_BLOCKS_H
#define PRECINCT_BLOCKS_H

#include "fault.h"

struct block {
	struct str in;          /* input bytes, filled by next */
	struct str out;         /* output bytes, filled by work */
	struct str messages;    /* diag_format lines, filled by work */
	struct str rejects;     /* reject records, filled by work */
	uint64_t sequence;
	const char *file;       /* what `in` came from; outlives the run */
	uint64_t line;          /* 1-based number of the first line of `in` */
	uint64_t offset;        /* of the first byte of `in` in the stream */
	bool incomplete;        /* messages tell of a file not read */
	void *source;           /* csvblocks: the struct csvfile */
	size_t whole;           /* csvblocks: bytes of `in` that are the
	                         * block's own; behind them is look-ahead */
	bool last;              /* csvblocks: the file ends with `in` */
	bool midline;           /* csvblocks: `in` begins within a line that is
	                         * too long */
	void *more;             /* a command's own results of this block */
	void *frame;            /* the same of the filter around a command */
	uint64_t counts[8];     /* a command's own counters of this block */
};

struct blocks {
	/* 1: block filled, 0: no more, -1: *fault set, stop after what came
	 * before. str members arrive empty. */
	int (*next)(void *context, struct block *b, struct fault *f);
	void (*work)(void *worker, struct block *b);
	/* 0, or -1 to stop without error (output closed, limit reached). */
	int (*emit)(void *context, struct block *b);
	void *context;          /* of next and emit */
	void **workers;         /* `jobs` of them, one for each thread */
	unsigned jobs;          /* at least 1 */
};

/* 0 when all was emitted or emit stopped; -1 with the fault of next, after
 * everything before it was emitted. */
int blocks_run(const struct blocks *b, struct fault *f);

#endif
