/* SPDX-License-Identifier: MIT */
/* csvhead: the first rows of a file and what they say of its dialect. */
#ifndef PRECINCT_CSVHEAD_H
#define PRECINCT_CSVHEAD_H

#include "arena.h"
#include "csvblocks.h"
#include "sniff.h"

struct csvhead_rows {
	struct csvhead v[CSVBLOCKS_HEAD_ROWS];
	struct {
		size_t offset;  /* behind the row (and markers after it) */
		uint64_t line;
	} after[CSVBLOCKS_HEAD_ROWS];
	size_t n;
	struct arena arena;
};

/* Line end and delimiter of a file whose encoding is decided; held: its
 * beginning. */
void csvhead_dialect(struct csvfile *file, const struct csvblocks_options *o,
    struct sv held, bool whole);
void csvhead_read(struct csvhead_rows *rows, struct sv held, bool whole,
    const struct csvfile *file);
void csvhead_free(struct csvhead_rows *rows);

#endif
