/* SPDX-License-Identifier: MIT */
/*
 * evidence: which rules hit in one text, and where. The text is folded and
 * looked through once; then only the rules of which a word or a required
 * literal was found are looked at, when they are asked for.
 */
#ifndef PRECINCT_EVIDENCE_H
#define PRECINCT_EVIDENCE_H

#include "ruleset.h"

/* Kept of the hits of one rule in a text: the first ones and the last. */
#define EVIDENCE_HITS 16

struct evidence;                /* one a thread */

struct evidence_hit {
	uint32_t rule;
	uint32_t start, len;    /* characters of the text as it was given */
	bool limit;             /* no hit: a pattern of the rule gave up */
};

struct evidence *evidence_new(const struct ruleset *rules);
void evidence_free(struct evidence *e);
/* Finds the words of a text; e is about this text from now on. */
void evidence_find(struct evidence *e, enum rule_field field, struct sv text);
/* Looks at the rules in `which` (64 a word; NULL: all) whose words were found
 * and that were not looked at before. evidence_next then gives their hits;
 * with first_only not always more than the first of a rule by_first. */
void evidence_look(struct evidence *e, const uint64_t *which, bool first_only);
/* Both, for all rules. */
void evidence_read(struct evidence *e, enum rule_field field, struct sv text);
/* The next hit, rule by rule and by place within a rule; NULL at the end. A
 * rule has at most EVIDENCE_HITS. */
const struct evidence_hit *evidence_next(struct evidence *e);

#endif
