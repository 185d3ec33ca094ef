/* SPDX-License-Identifier: MIT */
/*
 * src: bytes from a file or standard input ("-"), decompressed when they
 * begin as gzip (RFC 1952, concatenated members too) or zstd (RFC 8878).
 * Truncated compressed data is a fault, never a silent end.
 */
#ifndef PRECINCT_SRC_H
#define PRECINCT_SRC_H

#include "fault.h"

#include <sys/types.h>

struct src;

/* NULL with the fault when path cannot be opened or is a directory. */
struct src *src_open(const char *path, struct fault *f);
/* The same from a byte offset of the file on, which is seen as its start. */
struct src *src_open_at(const char *path, off_t offset, struct fault *f);
/* Up to cap bytes; 0 at the end, -1 with the fault. */
ptrdiff_t src_read(struct src *s, char *buf, size_t cap, struct fault *f);
/* What is read of s is input, for progress (and not a table or a key). */
void src_count(struct src *s);
/* The path, or "<stdin>". Lives as long as s. */
const char *src_name(const struct src *s);
void src_close(struct src *s);

/* The whole contents, at most max bytes; -1 with the fault. Appends. */
int src_slurp(const char *path, size_t max, struct str *to, struct fault *f);

#endif
