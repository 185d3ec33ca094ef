/* SPDX-License-Identifier: MIT */
/*
 * fraud_texts: what fraud-stats tells of narratives beside its counts: new
 * variants, and representative cases. Collects beside a tally, which decides
 * what is counted; merges and partials as the tally does.
 */
#ifndef PRECINCT_FRAUD_TEXTS_H
#define PRECINCT_FRAUD_TEXTS_H

#include "casetext.h"
#include "count.h"
#include "fraud_report.h"
#include "publish.h"
#include "variant.h"

struct fraud_ask {
	bool variants;
	size_t cases;           /* of each type; 0: none */
	bool ids;               /* case numbers are told */
};

struct fraud_texts {            /* of one thread */
	const struct fraud_ask *ask;
	const struct fold *fold;
	struct publish *publish;
	struct extract extract;
	struct variants runs;
	struct case_texts texts;
	struct folded folded;
	struct str text, why, scratch, id;
	bool headed;            /* a partial had texts */
	bool has_runs;          /* what is collected or read has them */
	int64_t expected;       /* lines of a partial still to come */
};

/* fold and extractor are borrowed; extractor NULL: only merges. */
struct fraud_texts *fraud_texts_new(const struct fraud_ask *ask,
    const struct fold *fold, const struct extractor *extractor);
void fraud_texts_free(struct fraud_texts *x);
/* The record that the tally has just counted or left out. */
void fraud_texts_take(struct fraud_texts *x, const struct count_tally *t,
    const struct record *r);
/* `from` must live as long as `into`. */
void fraud_texts_merge(struct fraud_texts *into, struct fraud_texts *from);

void fraud_texts_put_partial(struct str *out, struct fraud_texts *x);
/* 1: a line of these, taken; 0: none of them; -1: a fault. */
int fraud_texts_read_partial(struct fraud_texts *x, const struct record *r,
    struct fault *f);
int fraud_texts_end(const struct fraud_texts *x, struct fault *f);

/* Appends what was asked for: for people, or as JSON Lines. */
void fraud_texts_report(struct str *out, const struct fraud_report *o,
    struct fraud_texts *x, const struct count_query *q);

#endif
