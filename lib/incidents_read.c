/* SPDX-License-Identifier: MIT */
#include "incidents.h"

#include "diag.h"
#include "extract.h"
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

int
incidents_crew_make(struct incidents_crew *c, const struct count_query *q,
    unsigned jobs, bool masked, struct fault *f)
{
	*c = (struct incidents_crew){.jobs = jobs};
	if (masked && (c->extractor = extractor_shipped(f)) == NULL)
		return -1;
	c->workers = mem_zalloc(jobs, sizeof(*c->workers));
	c->pointers = mem_zalloc(jobs, sizeof(*c->pointers));
	for (unsigned i = 0; i < jobs; i++) {
		incidents_init(&c->workers[i], q);
		if (masked)
			incidents_mask(&c->workers[i], c->extractor);
		c->pointers[i] = &c->workers[i];
	}
	return 0;
}

struct incidents *
incidents_crew_join(struct incidents_crew *c)
{
	for (unsigned i = 1; i < c->jobs; i++)
		incidents_merge(&c->workers[0], &c->workers[i]);
	incidents_settle(&c->workers[0]);
	return &c->workers[0];
}

void
incidents_crew_free(struct incidents_crew *c)
{
	for (unsigned i = 0; c->workers != NULL && i < c->jobs; i++)
		incidents_free(&c->workers[i]);
	free(c->workers);
	free(c->pointers);
	extractor_free(c->extractor);
	*c = (struct incidents_crew){0};
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
	struct incidents_crew crew;
	struct fault fault = {0};

	ask(q);
	if (incidents_crew_make(&crew, q, filter_jobs(&o), true,
	    &fault) != 0) {
		diag_fault(&fault);
		fault_free(&fault);
		incidents_init(t, q);
		return -1;
	}
	f.workers = crew.pointers;
	filter_run(&f);
	*t = *incidents_crew_join(&crew);
	/* it is the caller's now */
	incidents_init(&crew.workers[0], q);
	incidents_crew_free(&crew);
	return diag_status() == DIAG_TROUBLE ? -1 : 0;
}
