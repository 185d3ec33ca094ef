/* SPDX-License-Identifier: MIT */
/*
 * subject: what no rule may test. Incidents are judged, never persons: words
 * for illness, household registration, ethnicity, religion, criminal record
 * and "key person" marks are refused when rules are read (Personal
 * Information Protection Law, arts. 5, 6 and 28).
 */
#ifndef PRECINCT_SUBJECT_H
#define PRECINCT_SUBJECT_H

#include "pattern.h"

enum subject_except {           /* where the word may stand all the same */
	SUBJECT_NOTE = 1 << 0,  /* in a factor of weight 0: a note for help */
	SUBJECT_HELP = 1 << 1   /* in a category of help.: a call for help */
};

struct subject {
	const char *term;
	const char *what;       /* "illness" */
	unsigned except;        /* enum subject_except */
};

/* By which most words and patterns are told to hold no such term. */
struct subject_filter {
	uint32_t heads[128];    /* bits by the first six bytes of a term */
	uint32_t parts[256];    /* by its units, and by each two of them */
};

void subject_filter_make(struct subject_filter *filter,
    const struct fold *fold);
/* The first forbidden term that stands in folded text and that `allowed` (bits
 * of enum subject_except that hold for the rule) does not excuse; NULL. */
const struct subject *subject_in(const struct subject_filter *filter,
    struct sv folded, unsigned allowed);
/* The same for a pattern that takes just such a term: 精神.{0,2}病. */
const struct subject *subject_matched(const struct subject_filter *filter,
    const struct pattern *p, const struct fold *fold,
    struct regex_scratch *scratch, unsigned allowed);

#endif
