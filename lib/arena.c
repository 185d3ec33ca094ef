/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdlib.h>

#define CHUNK ((size_t)64 << 10)
#define ALIGN _Alignof(max_align_t)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

static void
add_chunk(struct arena *a, size_t at_least)
{
	size_t size = at_least > CHUNK ? at_least : CHUNK;
	struct arena_chunk *chunk = mem_alloc(sizeof(*chunk) + size);

	chunk->older = a->chunks;
	chunk->size = size;
	a->chunks = chunk;
	a->next = chunk->bytes;
	a->left = size;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	char *p;

	if (n > SIZE_MAX / 2)
		mem_die(n);
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (a->chunks == NULL || a->left < n)
		add_chunk(a, n);
	p = a->next;
	a->next += n;
	a->left -= n;
	return p;
}

struct sv
arena_dup(struct arena *a, struct sv s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (s.len != 0)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return (struct sv){p, s.len};
}

void
arena_reset(struct arena *a)
{
	while (a->chunks != NULL && a->chunks->older != NULL) {
		struct arena_chunk *older = a->chunks->older;

		free(a->chunks);
		a->chunks = older;
	}
	if (a->chunks != NULL) {
		a->next = a->chunks->bytes;
		a->left = a->chunks->size;
	}
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->chunks);
	*a = (struct arena){0};
}
