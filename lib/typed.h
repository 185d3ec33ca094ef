/* SPDX-License-Identifier: MIT */
/*
 * typed: the rules that hit by a record's class. A station knows a few hundred
 * classes, so that what was found for one is kept.
 */
#ifndef PRECINCT_TYPED_H
#define PRECINCT_TYPED_H

#include "ruleset.h"

struct typed;                   /* one a thread */

struct typed_rules {
	const uint32_t *rules;
	size_t n;
};

struct typed *typed_new(const struct ruleset *rules);
void typed_free(struct typed *t);
/* Until the next call: the rules of each level of the class, in order. */
struct typed_rules typed_find(struct typed *t, struct sv type);

#endif
