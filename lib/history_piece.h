/* SPDX-License-Identifier: MIT */
/*
 * history_piece: a large plain file read in pieces of whole lines, each by the
 * worker that searches it, so that reading is nobody's bottleneck.
 */
#ifndef PRECINCT_HISTORY_PIECE_H
#define PRECINCT_HISTORY_PIECE_H

#include "history.h"

#include <sys/types.h>

struct history_pieces;

/* Up to n bytes of the file at offset; fewer at its end, -1: cannot be
 * read. */
ssize_t history_read_at(int fd, void *to, size_t n, off_t offset);

/* NULL: the file is not to be read so: it is small, or its beginning is not
 * plainly UTF-8. Takes fd when it is. */
struct history_pieces *history_pieces_new(int fd, off_t size);
/* Makes the block the piece from `offset` on, of `size` bytes or some more;
 * where the next one begins, 0: the file ends here, -1: it cannot be read. A
 * line longer than max_line (and size) ends a HISTORY_PIECE_LONG. */
off_t history_pieces_cut(struct history_pieces *p, struct block *b,
    off_t offset, size_t size, size_t max_line);
/* When no more is cut; pieces that are being read keep the file open. */
void history_pieces_free(struct history_pieces *p);

/* The worker's part: fills b->in. -1 with the fault. */
int history_piece_read(struct block *b, struct fault *f);

#endif
