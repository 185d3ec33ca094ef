/* SPDX-License-Identifier: MIT */
/*
 * recall: the hits in short texts. 已调解, 双方自行协商: results are written in a
 * few hundred ways, so that what was found in one is kept.
 */
#ifndef PRECINCT_RECALL_H
#define PRECINCT_RECALL_H

#include "evidence.h"

#define RECALL_LONGEST 120      /* bytes of a text that is kept */

struct recall;                  /* one a thread and field */

struct recall_hits {            /* of all rules, in their order */
	const struct evidence_hit *at;
	size_t n;
};

struct recall *recall_new(void);
void recall_free(struct recall *r);
/* The hits in a short text, until the next call. */
struct recall_hits recall_find(struct recall *r, struct evidence *e,
    enum rule_field field, struct sv text);

#endif
