/* SPDX-License-Identifier: MIT */
/*
 * prefilter_parts: what prefilter's parser passes along; of no use to others.
 */
#ifndef PRECINCT_PREFILTER_PARTS_H
#define PRECINCT_PREFILTER_PARTS_H

#include "litset.h"

/* What is known of a part of the pattern. */
struct prefilter_part {
	const struct litset *exact; /* every text it can take, or NULL */
	const struct litset *tail; /* it ends with one of these, or NULL; of an
	                         * exact part the same as exact */
	const struct litset *best; /* one of these stands in what it takes */
	size_t best_before;     /* at most so far from its beginning */
	const struct litset *other; /* one of these stands elsewhere in it */
	size_t max;             /* most units it takes */
	size_t ahead;           /* most units behind it that it looks at */
	unsigned takes;         /* marks that may be in it, see stops.h */
	bool starts, ends;      /* where the text does */
};

struct prefilter_parser {
	const uint16_t *p, *end;
	struct arena arena;
	unsigned depth;
	bool lost;              /* something was not understood */
};

enum prefilter_escape {
	PREFILTER_LOST,
	PREFILTER_ANY,
	PREFILTER_NOTHING,
	PREFILTER_UNIT
};

static inline struct prefilter_part
prefilter_exact(const struct litset *set, size_t max)
{
	return (struct prefilter_part){.exact = set, .tail = set, .max = max};
}

static inline struct prefilter_part
prefilter_any(void)
{
	return (struct prefilter_part){.max = 1, .takes = STOPS_ALL};
}

static inline struct prefilter_part
prefilter_lost(struct prefilter_parser *s)
{
	s->lost = true;
	s->p = s->end;
	return prefilter_any();
}

/* Past a name and what closes it; false when that is missing. */
bool prefilter_skip_name(struct prefilter_parser *s, uint16_t close);
/* After the backslash. */
enum prefilter_escape prefilter_escape(struct prefilter_parser *s,
    uint16_t *unit);
/* After '['. */
struct prefilter_part prefilter_class(struct prefilter_parser *s);

#endif
