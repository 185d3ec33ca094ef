/* SPDX-License-Identifier: MIT */
/*
 * fraud_load: the shared data that questions about fraud need: facets, the
 * terms of the extractor, folding.
 */
#ifndef PRECINCT_FRAUD_LOAD_H
#define PRECINCT_FRAUD_LOAD_H

#include "count.h"
#include "prog.h"

struct fraud_load {             /* the zero value is empty */
	struct facets *facets;
	struct extractor *extractor;
	struct fold *fold;
};

/* The shipped facets, then those of files or directories. */
int fraud_load_facets(struct fraud_load *l, const struct prog_list *more,
    struct fault *f);
int fraud_load_terms(struct fraud_load *l, struct fault *f);
/* What the query asks for, given to it; texts: what narratives need as well;
 * victims: the group of each victim is wanted beside the keys. */
int fraud_load_query(struct fraud_load *l, struct count_query *q,
    const struct prog_list *more, bool texts, bool victims, struct fault *f);
void fraud_load_free(struct fraud_load *l);

#endif
