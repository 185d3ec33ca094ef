/* SPDX-License-Identifier: MIT */
/*
 * ruleindex: the tables by which a rule set is applied: from literals to the
 * rules that use them, and from categories to the rules that are for them.
 */
#ifndef PRECINCT_RULEINDEX_H
#define PRECINCT_RULEINDEX_H

#include "rule.h"

struct ruleset;

/*
 * Rules are looked at 64 at a time, a bit each. What a text says of them is a
 * table of cells: by word of 64 rules, then by plane.
 */
#define RULEINDEX_SAYS 4
#define RULEINDEX_FURTHER 4     /* and so many at a time, see signs */
#define RULEINDEX_SPARE 32        /* cells behind the others, for signs of
				 * nothing: one for all would be waited for */

enum ruleindex_plane {
	RULEINDEX_MAY_HIT,        /* what makes them hit was found */
	RULEINDEX_SPOILT,         /* a word of unless_text was */
	RULEINDEX_WITH            /* and further: something of group 0, 1, ... */
};

/* What a literal says by being found. */
struct ruleindex_sign {
	uint64_t rules;
	uint32_t cell;
};

/* Where a literal is used and its place matters: term `term` of a rule. They
 * come RULEINDEX_USES at a time; the last ones may be of rule number nrules,
 * which there is not. */
#define RULEINDEX_USES 4
#define RULEINDEX_MORE 32       /* can be read behind the last user */

struct ruleindex_use {
	uint16_t rule;          /* RULESET_RULES fits */
	uint16_t term;
	uint16_t tag;           /* see ruleindex_tag */
};

/* What is asked of a rule all the time, close together. */
struct ruleindex_quick {
	const struct rule_term *terms;
	uint32_t within;
	uint8_t groups;         /* of `with`, as far as places matter */
	uint8_t bare;           /* roles with a pattern that needs no literal */
	bool negation, drop_hearsay;
	bool by_first;          /* hits by words alone, and nothing cancels
				 * it: the first hit in a text decides */
};

/* All that is asked of a literal found, mostly: a cache line. */
struct ruleindex_literal {
	_Alignas(64) uint64_t rules; /* of its uses: bit rule % 64 */
	uint64_t says[RULEINDEX_SAYS]; /* its first signs; those that it does */
	uint16_t cells[RULEINDEX_SAYS]; /* not have say nothing */
	uint32_t signs, uses;   /* the first further ones, of all; they end
				 * where the next literal's begin */
};

/* What a term is, in one byte to compare: its role, its group, and whether it
 * is a pattern (of which the literal is a required one) or a word. */
static inline uint8_t
ruleindex_tag(enum rule_role role, unsigned group, bool pattern)
{
	return (uint8_t)((unsigned)role << 5 | group << 1 | pattern);
}

static inline bool
ruleindex_has(const uint64_t *words, uint32_t rule)
{
	return words[rule / 64] >> rule % 64 & 1;
}

/* Fills the index of a set whose rules and labels are complete. Once. */
void ruleindex_make(struct ruleset *rs);

#endif
