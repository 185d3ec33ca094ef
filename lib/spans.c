/* SPDX-License-Identifier: MIT */
#include "spans.h"

#include <stdlib.h>

void
spans_add(struct spans *s, size_t start, size_t end)
{
	if (s->n == s->cap) {
		s->cap = s->cap * 2 + 32;
		s->at = mem_realloc(s->at, s->cap * sizeof(*s->at));
	}
	s->at[s->n++] = (struct span){(uint32_t)start, (uint32_t)end};
}

/* By start, then the longer one. */
static int
compare(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

void
spans_sort(struct spans *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (compare(&s->at[i - 1], &s->at[i]) > 0) {
			qsort(s->at, s->n, sizeof(*s->at), compare);
			return;
		}
}

void
spans_join(struct spans *s)
{
	size_t kept = 0;

	spans_sort(s);
	for (size_t i = 0; i < s->n; i++) {
		struct span *last = &s->at[kept > 0 ? kept - 1 : 0];

		if (kept > 0 && s->at[i].start < last->end) {
			if (s->at[i].end > last->end)
				last->end = s->at[i].end;
		} else {
			s->at[kept++] = s->at[i];
		}
	}
	s->n = kept;
}

/* The first span that ends behind `at`. */
static size_t
first_behind(const struct spans *s, size_t at)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->at[middle].end > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

bool
spans_overlap(const struct spans *joined, struct span with)
{
	size_t i = first_behind(joined, with.start);

	return i < joined->n && joined->at[i].start < with.end;
}

/* Joined spans lie apart and in order: only the neighbours can be near. */
bool
spans_near(const struct spans *joined, struct span from, size_t within)
{
	size_t i = first_behind(joined, from.start);

	if (i < joined->n && (joined->at[i].start <= from.end ||
	    joined->at[i].start - from.end <= within))
		return true;
	return i > 0 && from.start - joined->at[i - 1].end <= within;
}

void
spans_free(struct spans *s)
{
	free(s->at);
	*s = (struct spans){0};
}
