/* SPDX-License-Identifier: MIT */
#include "review.h"

#include <stdlib.h>

/* Places of equal rank are different: the order is total. */
static int
compare(const struct review_item *a, const struct review_item *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->sequence != b->sequence)
		return a->sequence < b->sequence ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static void
swap(struct review *r, size_t i, size_t k)
{
	struct review_item held = r->items[i];

	r->items[i] = r->items[k];
	r->items[k] = held;
}

static void
sift_up(struct review *r, size_t i)
{
	while (i > 0 && compare(&r->items[(i - 1) / 2], &r->items[i]) < 0) {
		swap(r, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void
sift_down(struct review *r)
{
	for (size_t i = 0, k; (k = 2 * i + 1) < r->n; i = k) {
		if (k + 1 < r->n &&
		    compare(&r->items[k], &r->items[k + 1]) < 0)
			k++;
		if (compare(&r->items[i], &r->items[k]) >= 0)
			return;
		swap(r, i, k);
	}
}

bool
review_wants(const struct review *r, double rank, uint64_t sequence,
    uint64_t line)
{
	struct review_item item = {rank, sequence, line, {0}};

	return r->n < r->most || (r->most > 0 &&
	    compare(&item, &r->items[0]) < 0);
}

void
review_add(struct review *r, double rank, uint64_t sequence, uint64_t line,
    struct sv record)
{
	struct review_item *item;
	bool full = r->n == r->most;

	if (r->items == NULL)
		r->items = mem_zalloc(r->most, sizeof(*r->items));
	item = full ? &r->items[0] : &r->items[r->n++];
	item->rank = rank;
	item->sequence = sequence;
	item->line = line;
	str_clear(&item->record);
	str_addsv(&item->record, record);
	if (full)
		sift_down(r);
	else
		sift_up(r, r->n - 1);
}

void
review_merge(struct review *r, struct review *from)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct review_item *x = &from->items[i];

		if (review_wants(r, x->rank, x->sequence, x->line))
			review_add(r, x->rank, x->sequence, x->line,
			    str_sv(&x->record));
	}
	review_free(from);
}

static int
by_place(const void *a, const void *b)
{
	return compare(a, b);
}

void
review_sort(struct review *r)
{
	if (r->n > 0)
		qsort(r->items, r->n, sizeof(*r->items), by_place);
}

void
review_free(struct review *r)
{
	for (size_t i = 0; i < r->n; i++)
		str_free(&r->items[i].record);
	free(r->items);
	r->items = NULL;
	r->n = 0;
}
