/* SPDX-License-Identifier: MIT */
/*
 * ruleindex: the tables by which a rule set is applied: from literals to the
 * rules that use them, and from categories to the rules that are for them.
 */
#ifndef PRECINCT_RULEINDEX_H
#define PRECINCT_RULEINDEX_H

#include "ruleset.h"

/* Fills the index of a set whose rules and labels are complete. Once. */
void ruleindex_make(struct ruleset *rs);

#endif
