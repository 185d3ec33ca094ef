/* SPDX-License-Identifier: MIT */
#include "fraud_load.h"

#include <stdlib.h>

static char *
data_path(const char *name, struct fault *f)
{
	char *path = prog_data_path(name);

	if (path == NULL)
		fault_set(f, NULL, 0, 0, "no directory %s in the shared data; "
		    "set PRECINCT_DATADIR", name);
	return path;
}

int
fraud_load_facets(struct fraud_load *l, const struct prog_list *more,
    struct fault *f)
{
	char *path = data_path("facets", f);
	int status = path != NULL ? 0 : -1;

	l->facets = facets_new();
	if (status == 0)
		status = facets_read(l->facets, path, f);
	free(path);
	for (size_t i = 0; status == 0 && i < more->count; i++)
		status = facets_read(l->facets, more->items[i], f);
	if (status == 0)
		facets_build(l->facets);
	return status;
}

int
fraud_load_check(struct fraud_load *l, const struct prog_list *more,
    struct str *report, size_t *bad, struct fault *f)
{
	if (fraud_load_facets(l, more, f) != 0)
		return -1;
	*bad = facets_check(l->facets, report);
	return 0;
}

int
fraud_load_terms(struct fraud_load *l, struct fault *f)
{
	char *path = data_path("terms", f);

	if (path != NULL)
		l->extractor = extractor_new(path, f);
	free(path);
	return l->extractor != NULL ? 0 : -1;
}

int
fraud_load_query(struct fraud_load *l, struct count_query *q,
    const struct prog_list *more, unsigned wanted, struct fault *f)
{
	bool texts = (wanted & FRAUD_LOAD_TEXTS) != 0;
	bool victims = (wanted & FRAUD_LOAD_VICTIMS) != 0;

	if (l->population.key != NULL &&
	    !count_query_is_by(q, l->population.key))
		return fault_set(f, NULL, 0, 0, "--population has people by "
		    "\"%s\": group by it with --by", l->population.key);
	if ((victims || count_query_has_facets(q)) &&
	    fraud_load_facets(l, more, f) != 0)
		return -1;
	if ((texts || count_query_has_ways(q)) && fraud_load_terms(l, f) != 0)
		return -1;
	if (texts)
		l->fold = fold_new();
	if (count_query_facets(q, l->facets, l->extractor, f) != 0)
		return -1;
	if (victims && count_query_want(q, COUNT_VICTIM, f) != 0)
		return -1;
	if (wanted != FRAUD_LOAD_ALL)
		return 0;
	q->ways = true;
	return count_query_want(q, COUNT_SUBTYPE, f);
}

void
fraud_load_free(struct fraud_load *l)
{
	facets_free(l->facets);
	extractor_free(l->extractor);
	fold_free(l->fold);
	population_free(&l->population);
	*l = (struct fraud_load){0};
}
