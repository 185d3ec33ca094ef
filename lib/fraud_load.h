/* SPDX-License-Identifier: MIT */
/*
 * fraud_load: the shared data that questions about fraud need: facets, the
 * terms of the extractor, folding.
 */
#ifndef PRECINCT_FRAUD_LOAD_H
#define PRECINCT_FRAUD_LOAD_H

#include "count.h"
#include "population.h"
#include "prog.h"

struct fraud_load {             /* the zero value is empty */
	struct facets *facets;
	struct extractor *extractor;
	struct fold *fold;
	struct population population;   /* key NULL: not asked for */
};

/* The shipped facets, then those of files or directories. */
int fraud_load_facets(struct fraud_load *l, const struct prog_list *more,
    struct fault *f);
/* Loads them and tries their examples: facets_check. */
int fraud_load_check(struct fraud_load *l, const struct prog_list *more,
    struct str *report, size_t *bad, struct fault *f);
int fraud_load_terms(struct fraud_load *l, struct fault *f);
/* What is wanted beside the keys of the query: what narratives need; the group
 * of each victim; all that can be found. */
#define FRAUD_LOAD_TEXTS 1
#define FRAUD_LOAD_VICTIMS 2
#define FRAUD_LOAD_ALL 7
/* What the query asks for, given to it. */
int fraud_load_query(struct fraud_load *l, struct count_query *q,
    const struct prog_list *more, unsigned wanted, struct fault *f);
void fraud_load_free(struct fraud_load *l);

#endif
