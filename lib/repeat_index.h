/* SPDX-License-Identifier: MIT */
/*
 * repeat_index: which incidents had a key, latest first. Entries older than
 * the window are dropped from time to time, so that memory follows what the
 * window holds.
 */
#ifndef PRECINCT_REPEAT_INDEX_H
#define PRECINCT_REPEAT_INDEX_H

#include "str.h"

struct repeat_entry {
	uint64_t key;
	uint32_t node;
	uint32_t before;        /* entry of the same key, + 1; 0: none */
};

struct repeat_index {
	struct repeat_entry *entries;
	uint32_t *slots;        /* entry + 1 */
	size_t n, cap, nslots, used;
};

void repeat_index_add(struct repeat_index *x, uint64_t key, uint32_t node);
/* The latest entry of the key, or NULL. */
const struct repeat_entry *repeat_index_first(const struct repeat_index *x,
    uint64_t key);
static inline const struct repeat_entry *
repeat_index_next(const struct repeat_index *x, const struct repeat_entry *e)
{
	return e->before != 0 ? &x->entries[e->before - 1] : NULL;
}
/* Drops the entries that keep(context, node) refuses. */
void repeat_index_sweep(struct repeat_index *x,
    bool (*keep)(const void *context, uint32_t node), const void *context);
void repeat_index_free(struct repeat_index *x);

#endif
