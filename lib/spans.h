/* SPDX-License-Identifier: MIT */
/*
 * spans: places [start, end) in a text. The zero value is an empty list.
 */
#ifndef PRECINCT_SPANS_H
#define PRECINCT_SPANS_H

#include "str.h"

struct span {
	uint32_t start, end;
};

struct spans {
	struct span *at;
	size_t n, cap;
};

void spans_add(struct spans *s, size_t start, size_t end);
/* By start, longest first. */
void spans_sort(struct spans *s);
/* Sorts, and joins those that overlap: what covers and what is near stays the
 * same. */
void spans_join(struct spans *s);
/* Whether one of joined spans overlaps `with`. */
bool spans_overlap(const struct spans *joined, struct span with);
/* Whether one of joined spans has at most `within` units between itself and
 * `from`. */
bool spans_near(const struct spans *joined, struct span from, size_t within);
void spans_free(struct spans *s);

#endif
