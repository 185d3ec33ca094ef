/* SPDX-License-Identifier: MIT */
/*
 * pattern: a regular expression of a rule, folded as the texts are that it is
 * matched on, compiled, with its required literals.
 */
#ifndef PRECINCT_PATTERN_H
#define PRECINCT_PATTERN_H

#include "fold.h"
#include "map.h"
#include "prefilter.h"
#include "regex.h"

#define PATTERN_MAX 2000        /* characters of a pattern */

struct pattern {
	struct regex *regex;
	struct prefilter need;
	uint16_t *units;        /* as folded */
	size_t n;
	uint32_t number;        /* in its pool */
};

/* Each pattern once, however often rules write it. */
struct pattern_pool {           /* the zero value is empty */
	struct map numbers;     /* text -> number */
	struct pattern **at;
};

/* 0, or -1 with what is wrong in *why (place included: "at character 5"). */
int pattern_make(struct pattern *p, const struct fold *fold, struct sv text,
    struct str *why);
void pattern_free(struct pattern *p);
/* The pattern of the text, which lives as long as the pool; NULL with what is
 * wrong in *why. */
const struct pattern *pattern_get(struct pattern_pool *pool,
    const struct fold *fold, struct sv text, struct str *why);
void pattern_pool_free(struct pattern_pool *pool);

#endif
