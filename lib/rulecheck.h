/* SPDX-License-Identifier: MIT */
/*
 * rulecheck: the examples of every rule, tried; what is slow or untried is
 * told.
 */
#ifndef PRECINCT_RULECHECK_H
#define PRECINCT_RULECHECK_H

#include "ruleset.h"

/* Examples of each sort that a rule with words must bring. */
#define RULECHECK_LEAST 2

struct rulecheck {
	size_t rules, patterns, slow, examples, failures;
};

/* Adds a complaint for each example that is judged otherwise than it says
 * (RULESET_WRONG) and for each pattern that every text is searched for
 * (RULESET_WARNING). */
struct rulecheck rulecheck_run(const struct ruleset *rs,
    struct ruleset_complaints *c);

#endif
