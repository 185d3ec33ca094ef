/* SPDX-License-Identifier: MIT */
#include "fraud_worker.h"

#include <stdlib.h>

void
fraud_workers_make(struct fraud_workers *w, unsigned n,
    const struct count_query *q, const struct fraud_ask *ask,
    const struct fraud_load *load, bool texts)
{
	w->n = n;
	w->at = mem_zalloc(n, sizeof(*w->at));
	w->pointers = mem_zalloc(n, sizeof(*w->pointers));
	for (unsigned i = 0; i < n; i++) {
		count_init(&w->at[i].tally, q);
		if (texts)
			w->at[i].texts = fraud_texts_new(ask, load->fold,
			    load->extractor);
		w->pointers[i] = &w->at[i];
	}
}

void
fraud_workers_free(struct fraud_workers *w)
{
	for (unsigned i = 0; i < w->n; i++) {
		count_free(&w->at[i].tally);
		fraud_texts_free(w->at[i].texts);
	}
	free(w->at);
	free(w->pointers);
	*w = (struct fraud_workers){0};
}

int
fraud_worker_record(struct fraud_worker *w, const struct record *r,
    struct fault *f)
{
	if (count_record(&w->tally, r, f) != 0)
		return -1;
	if (w->texts != NULL)
		fraud_texts_take(w->texts, &w->tally, r);
	return 0;
}

int
fraud_worker_partial(struct fraud_worker *w, struct count_query *q,
    const struct record *r, struct fault *f)
{
	int status = fraud_texts_read_partial(w->texts, r, f);

	if (status != 0)
		return status < 0 ? -1 : 0;
	return count_read_partial(&w->tally, q, r, f);
}

struct fraud_worker *
fraud_workers_join(struct fraud_workers *w)
{
	for (unsigned i = 1; i < w->n; i++) {
		count_merge(&w->at[0].tally, &w->at[i].tally);
		if (w->at[0].texts != NULL)
			fraud_texts_merge(w->at[0].texts, w->at[i].texts);
	}
	return &w->at[0];
}

int
fraud_worker_end(const struct fraud_worker *w, bool texts, struct fault *f)
{
	if (count_partial_end(&w->tally, f) != 0 ||
	    fraud_texts_end(w->texts, f) != 0)
		return -1;
	if (texts && !w->texts->headed)
		return fault_set(f, NULL, 0, 0, "partials without texts; make "
		    "them with --variants or --cases");
	return 0;
}

void
fraud_worker_put_partial(struct str *out, struct fraud_worker *w, bool texts)
{
	count_put_partial(out, &w->tally);
	if (texts || (w->texts != NULL && w->texts->headed))
		fraud_texts_put_partial(out, w->texts);
}
