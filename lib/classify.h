/* SPDX-License-Identifier: MIT */
/*
 * classify: classify-risk's work on each record: rules, model, what is written
 * and what is kept for the end (counts of rules, the score, what a person
 * should look at). Filled in by the caller, then classify_begin.
 */
#ifndef PRECINCT_CLASSIFY_H
#define PRECINCT_CLASSIFY_H

#include "filter.h"
#include "found.h"
#include "labelled.h"
#include "opinion.h"
#include "review.h"
#include "score.h"

struct classify {
	const struct ruleset *rules;
	const struct model *model;      /* NULL: rules alone */
	const struct extractor *extractor; /* NULL: no found_ keys */
	const char *only;               /* prefix of the category, or NULL */
	bool explain;                   /* text instead of records */
	bool english, bold;             /* of that text */
	bool stats;                     /* no records, all hits counted */
	const struct labelled_key *evaluate;    /* no records, a score; or
	                                         * NULL */
	bool as_is;                     /* of the category that is there */
	size_t review;                  /* records kept for a person */
	unsigned jobs;
	void **workers;                 /* for struct filter */
};

void classify_begin(struct classify *c);
/* For struct filter. */
int classify_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f);
/* The counts of all rules, tab-separated. */
void classify_put_stats(const struct classify *c, struct str *out);
/* Warns of each rule whose pattern gave up. */
void classify_warn(const struct classify *c);
/* Adds the workers' counts. */
void classify_score(const struct classify *c, struct score *sum);
/* Takes over what the workers keep, and sorts it. */
void classify_review(struct classify *c, struct review *all);
void classify_end(struct classify *c);

#endif
