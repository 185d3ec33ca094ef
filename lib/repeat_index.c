/* SPDX-License-Identifier: MIT */
#include "repeat_index.h"

#include <stdlib.h>

/* The slot of the key, or the free one where it belongs. */
static size_t
slot_of(const struct repeat_index *x, uint64_t key)
{
	size_t i = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 16) &
	    (x->nslots - 1);

	while (x->slots[i] != 0 && x->entries[x->slots[i] - 1].key != key)
		i = (i + 1) & (x->nslots - 1);
	return i;
}

static void
grow_slots(struct repeat_index *x)
{
	uint32_t *old = x->slots;
	size_t nold = x->nslots;

	if (x->used < x->nslots / 8 * 5)
		return;
	x->nslots = nold == 0 ? 1024 : nold * 2;
	x->slots = mem_zalloc(x->nslots, sizeof(*x->slots));
	for (size_t i = 0; i < nold; i++)
		if (old[i] != 0)
			x->slots[slot_of(x, x->entries[old[i] - 1].key)] =
			    old[i];
	free(old);
}

void
repeat_index_add(struct repeat_index *x, uint64_t key, uint32_t node)
{
	size_t slot;

	if (x->n == x->cap) {
		x->cap = x->cap + x->cap / 2 + 1024;
		x->entries = mem_realloc(x->entries,
		    x->cap * sizeof(*x->entries));
	}
	grow_slots(x);
	slot = slot_of(x, key);
	x->used += x->slots[slot] == 0;
	x->entries[x->n++] = (struct repeat_entry){key, node,
	    x->slots[slot]};
	x->slots[slot] = (uint32_t)x->n;
}

const struct repeat_entry *
repeat_index_first(const struct repeat_index *x, uint64_t key)
{
	size_t slot;

	if (x->nslots == 0)
		return NULL;
	slot = slot_of(x, key);
	return x->slots[slot] != 0 ? &x->entries[x->slots[slot] - 1] : NULL;
}

void
repeat_index_sweep(struct repeat_index *x,
    bool (*keep)(const void *context, uint32_t node), const void *context)
{
	struct repeat_index old = *x;

	*x = (struct repeat_index){0};
	for (size_t i = 0; i < old.n; i++)
		if (keep(context, old.entries[i].node))
			repeat_index_add(x, old.entries[i].key,
			    old.entries[i].node);
	repeat_index_free(&old);
}

void
repeat_index_free(struct repeat_index *x)
{
	free(x->entries);
	free(x->slots);
	*x = (struct repeat_index){0};
}
