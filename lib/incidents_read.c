/* SPDX-License-Identifier: MIT */
#include "incidents.h"

#include "diag.h"
#include "filter.h"

#include <stdlib.h>

static int
take(void *worker, const struct record *r, uint64_t line, struct block *b,
    struct fault *f)
{
	(void)line;
	(void)b;
	return incidents_record(worker, r, f);
}

/* A question of our own: it has no faults. */
static void
ask(struct count_query *q)
{
	struct fault f = {0};

	if (count_query_set(q, &count_incidents, "day", NULL, NULL, NULL, 1,
	    &f) != 0)
		abort();
	fault_free(&f);
}

/* A filter that writes nothing, before the one that does. */
int
incidents_read(struct incidents *t, struct count_query *q,
    struct prog_list files, const struct filter_options *like)
{
	struct filter_options o = {.output = "/dev/null", .max_rejects = -1,
	    .jobs = like->jobs, .max_record = like->max_record,
	    .quiet = like->quiet};
	struct filter f = {.options = &o, .files = files, .record = take};
	unsigned jobs = filter_jobs(&o);
	struct incidents *workers = mem_zalloc(jobs, sizeof(*workers));
	void **pointers = mem_zalloc(jobs, sizeof(*pointers));

	ask(q);
	for (unsigned i = 0; i < jobs; i++) {
		incidents_init(&workers[i], q);
		pointers[i] = &workers[i];
	}
	f.workers = pointers;
	filter_run(&f);
	for (unsigned i = 1; i < jobs; i++) {
		incidents_merge(&workers[0], &workers[i]);
		incidents_free(&workers[i]);
	}
	*t = workers[0];
	incidents_settle(t);
	free(workers);
	free(pointers);
	return diag_status() == DIAG_TROUBLE ? -1 : 0;
}
