/* SPDX-License-Identifier: MIT */
/*
 * score: how well one labelling agrees with the truth: precision, recall and
 * F1 of each class, their mean, the accuracy, and which class is taken for
 * which.
 *
 * What a class's figures are when it occurs on one side only:
 * - true, never said: recall 0, F1 0, no precision; in the mean;
 * - said, never true: precision 0, no recall, no F1; not in the mean (what was
 *   wrongly said costs the recall of the classes that it was taken from).
 * The true label "none" (or "ordinary") means "no dispute and no fraud": when
 * it occurs, everything said that is neither dispute.* nor fraud.* nor a true
 * label of its own counts as "none". "unsure" is no class: what is so called
 * is wrong, and counted apart as not decided.
 */
#ifndef PRECINCT_SCORE_H
#define PRECINCT_SCORE_H

#include "map.h"

#define SCORE_UNSURE "unsure"

struct score {                  /* the zero value is empty */
	struct map pairs;       /* "true\nsaid" -> uint64_t */
	struct map same;        /* name -> the name it counts as, a
	                         * struct sv into arena */
	struct arena arena;
	uint64_t unlabelled;    /* records without a true label */
};

/* a counts as b from now on, on both sides. */
void score_same(struct score *s, struct sv a, struct sv b);
void score_add(struct score *s, struct sv truth, struct sv said);
/* Adds the counts of another. */
void score_merge(struct score *s, const struct score *from);
void score_free(struct score *s);

/* Ten thousandths; -1: there is none. */
struct score_class {
	struct sv name;
	uint64_t truly, said, right;
	int precision, recall, f1;
};

struct score_sums {
	struct score_class *classes;    /* by name; said ones last */
	size_t n, ntrue;        /* the first ntrue occur as true */
	uint64_t *counts;       /* n * n: true, said */
	uint64_t records, right, unsure;
	int macro_f1, accuracy;
	int decided;            /* accuracy among those not unsure */
};

/* Views into s, which must outlive them. */
void score_sum(const struct score *s, struct score_sums *sums);
void score_sums_free(struct score_sums *sums);

#endif
