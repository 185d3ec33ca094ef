/* SPDX-License-Identifier: MIT */
/*
 * arena: memory that is given back all at once. The zero value is an empty
 * arena. What arena_alloc gives is aligned for any type and lives until
 * arena_reset (which keeps one chunk for reuse) or arena_free.
 */
#ifndef PRECINCT_ARENA_H
#define PRECINCT_ARENA_H

#include "str.h"

struct arena {
	struct arena_chunk *chunks;
	char *next;
	size_t left;
};

void *arena_alloc(struct arena *a, size_t n);
/* A copy of the view in the arena, NUL-terminated after its length. */
struct sv arena_dup(struct arena *a, struct sv s);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
