/* SPDX-License-Identifier: MIT */
/*
 * pack: zstd files of independent frames, each a run of whole lines. Before
 * every frame stands a skippable frame (RFC 8878) that tells its sizes, so
 * that one frame can be read without the others; to zstd -dc the whole is an
 * ordinary file.
 */
#ifndef PRECINCT_PACK_H
#define PRECINCT_PACK_H

#include "fault.h"

#define PACK_MARK 28            /* bytes of the skippable frame */
#define PACK_RAW ((size_t)1 << 20) /* bytes of lines in a frame, about */
/* A frame that says it holds more is not one of ours. */
#define PACK_RAW_MAX ((size_t)64 << 20)

struct pack_mark {
	uint64_t packed, raw;   /* bytes of the frame and of its lines */
	uint32_t lines;
};

/* Whether the bytes at p (at least PACK_MARK) are a mark. */
bool pack_mark_read(const char *p, struct pack_mark *m);
/* Appends the mark and the frame of these whole lines. */
void pack_add(struct str *out, struct sv lines, int level);
/* Unpacks one frame into out (replacing what was there); -1 when it is damaged
 * or not of this size. */
int pack_open(struct str *out, struct sv frame, size_t raw);
/* The size that a single frame says it unpacks to; SIZE_MAX: not told. */
size_t pack_told_size(struct sv head);

#endif
