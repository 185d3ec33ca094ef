/* SPDX-License-Identifier: MIT */
/*
 * lines: blocks of whole lines out of a list of files, for blocks_run. A
 * block never spans two files. A last line without line feed gets one. "-" is
 * standard input; an empty list means standard input alone.
 *
 * A file that cannot be read is reported and the next one goes on, as grep
 * does. The message travels in the next block (which is then `incomplete`), so
 * that it stands in its place among the others; whoever emits the block raises
 * the exit status. What is left after the last block is for lines_finish.
 */
#ifndef PRECINCT_LINES_H
#define PRECINCT_LINES_H

#include "blocks.h"
#include "prog.h"

#define LINES_BLOCK ((size_t)1 << 20)
#define LINES_MAX_DEFAULT ((size_t)16 << 20)

struct lines {
	struct prog_list files;
	size_t max_line;        /* longer lines are a fault */
	size_t next_file;
	struct src *src;
	struct str held;        /* what came after the last line feed */
	bool broken;            /* reading src failed: it has no more lines */
	struct str complaints;  /* of files not read, not yet in a block */
	char **names;           /* of files opened, kept for block.file */
	uint64_t line, offset;
};

void lines_init(struct lines *l, const struct prog_list *files,
    size_t max_line);
/* For struct blocks: context begins with, or is, a struct lines. */
int lines_next(void *lines, struct block *b, struct fault *f);
/* After the run: prints what no block carried and raises the exit status;
 * true when something was printed. */
bool lines_finish(struct lines *l);
void lines_free(struct lines *l);

#endif
