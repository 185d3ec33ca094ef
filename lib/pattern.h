/* SPDX-License-Identifier: MIT */
/*
 * pattern: a regular expression of a rule, folded as the texts are that it is
 * matched on, compiled, with its required literals.
 */
#ifndef PRECINCT_PATTERN_H
#define PRECINCT_PATTERN_H

#include "fold.h"
#include "prefilter.h"
#include "regex.h"

#define PATTERN_MAX 2000        /* characters of a pattern */

struct pattern {
	struct regex *regex;
	struct prefilter need;
	uint16_t *units;        /* as folded */
	size_t n;
};

/* 0, or -1 with what is wrong in *why (place included: "at character 5"). */
int pattern_make(struct pattern *p, const struct fold *fold, struct sv text,
    struct str *why);
void pattern_free(struct pattern *p);

#endif
