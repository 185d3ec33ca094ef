/* SPDX-License-Identifier: MIT */
/*
 * fraud_worker: what one thread of fraud-stats fills: the counts and, where
 * they are asked for, the texts.
 */
#ifndef PRECINCT_FRAUD_WORKER_H
#define PRECINCT_FRAUD_WORKER_H

#include "fraud_load.h"
#include "fraud_texts.h"

struct fraud_worker {
	struct count_tally tally;
	struct fraud_texts *texts;      /* NULL: not asked for */
};

struct fraud_workers {
	struct fraud_worker *at;
	void **pointers;                /* to each, as filter.h wants them */
	unsigned n;
};

/* All is borrowed. */
void fraud_workers_make(struct fraud_workers *w, unsigned n,
    const struct count_query *q, const struct fraud_ask *ask,
    const struct fraud_load *load, bool texts);
void fraud_workers_free(struct fraud_workers *w);
int fraud_worker_record(struct fraud_worker *w, const struct record *r,
    struct fault *f);
int fraud_worker_partial(struct fraud_worker *w, struct count_query *q,
    const struct record *r, struct fault *f);
/* All into the first. */
struct fraud_worker *fraud_workers_join(struct fraud_workers *w);
/* After the last line of partials; texts: they must be in them. */
int fraud_worker_end(const struct fraud_worker *w, bool texts,
    struct fault *f);
/* The record just counted: its groups, and the words that decided each. */
void fraud_worker_explain(struct str *out, const struct fraud_worker *w,
    const struct record *r);
void fraud_worker_put_partial(struct str *out, struct fraud_worker *w,
    bool texts);

#endif
