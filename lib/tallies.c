/* SPDX-License-Identifier: MIT */
#include "tallies.h"

#include <stdlib.h>

static size_t
slot_of(const struct tallies *t, uint64_t key)
{
	size_t i = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) &
	    (t->cap - 1);

	while (t->slots[i].key != 0 && t->slots[i].key != key)
		i = (i + 1) & (t->cap - 1);
	return i;
}

static void
grow(struct tallies *t)
{
	struct tallies old = *t;

	if (t->n < t->cap / 8 * 5)
		return;
	t->cap = old.cap == 0 ? 64 : old.cap * 2;
	t->slots = mem_zalloc(t->cap, sizeof(*t->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key != 0)
			t->slots[slot_of(t, old.slots[i].key)] =
			    old.slots[i];
	free(old.slots);
}

void
tallies_add(struct tallies *t, uint64_t key, uint16_t value)
{
	struct tallies_entry *e;

	grow(t);
	e = &t->slots[slot_of(t, key)];
	t->n += e->key == 0;
	e->key = key;
	e->count += e->count < UINT32_MAX;
	for (size_t i = 0; i < e->nvalues; i++)
		if (e->values[i] == value)
			return;
	if (value != 0 && e->nvalues < TALLIES_VALUES)
		e->values[e->nvalues++] = value;
}

const struct tallies_entry *
tallies_get(const struct tallies *t, uint64_t key)
{
	const struct tallies_entry *e;

	if (t->cap == 0)
		return NULL;
	e = &t->slots[slot_of(t, key)];
	return e->key != 0 ? e : NULL;
}

void
tallies_free(struct tallies *t)
{
	free(t->slots);
	*t = (struct tallies){0};
}

/* --- estimates ------------------------------------------------------------- */

void
estimate_init(struct estimate *e, size_t keys)
{
	e->bits = 18;
	while (e->bits < 28 && (size_t)1 << e->bits < keys)
		e->bits++;
	for (unsigned i = 0; i < 2; i++)
		e->rows[i] = mem_zalloc((size_t)1 << e->bits,
		    sizeof(uint16_t));
}

static uint16_t *
cell(const struct estimate *e, unsigned row, uint64_t key)
{
	static const uint64_t factors[2] = {UINT64_C(0x9e3779b97f4a7c15),
	    UINT64_C(0xc2b2ae3d27d4eb4f)};

	return &e->rows[row][key * factors[row] >> (64 - e->bits)];
}

void
estimate_add(struct estimate *e, uint64_t key)
{
	for (unsigned i = 0; i < 2; i++) {
		uint16_t *c = cell(e, i, key);

		*c = (uint16_t)(*c + (*c < UINT16_MAX));
	}
}

unsigned
estimate_get(const struct estimate *e, uint64_t key)
{
	unsigned a = *cell(e, 0, key), b = *cell(e, 1, key);

	return a < b ? a : b;
}

void
estimate_free(struct estimate *e)
{
	free(e->rows[0]);
	free(e->rows[1]);
	*e = (struct estimate){0};
}
