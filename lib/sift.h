/* SPDX-License-Identifier: MIT */
/*
 * sift: which rules a text may hit at all. Every literal found says of some
 * rules that they may hit, that company of theirs is there, or that the text
 * is spoilt for them; all of it is put together 64 rules at a time. Only of
 * the few that are left are the places of their literals kept.
 */
#ifndef PRECINCT_SIFT_H
#define PRECINCT_SIFT_H

#include "ruleset.h"

#define SIFT_END UINT32_MAX
#define SIFT_ROLES 4
#define SIFT_ROOM 4             /* rules taken at once */
#define SIFT_SET 1024           /* fewer rules than this are kept as a set */

/* A word, or a required literal of a pattern, stands at unit `at`. */
struct sift_event {
	uint32_t at, len;
	uint16_t term;
	uint8_t tag;            /* see ruleindex_tag */
};

struct sift {
	const struct ruleset *rules;
	struct matcher_hits found;
	uint64_t *cells;        /* what the text says */
	uint16_t *taken;        /* rules that may hit */
	size_t ntaken;
	uint16_t *slot;         /* by rule: its place in them */
	uint8_t *marked;        /* by rule: it is one of them */
	uint64_t set[SIFT_SET / 64]; /* the same, if there are few rules */
	uint64_t *raw;          /* events to be: number of a use, of a hit */
	struct sift_event *events; /* by place */
	uint32_t *next;         /* chains by taken rule and role: first a head
	                         * for each, then a link for each event */
	uint32_t *last;         /* by head: the link at the end */
	uint32_t *few;          /* hits, see find_few */
	size_t events_cap, few_cap;
};

void sift_init(struct sift *s, const struct ruleset *rules);
void sift_free(struct sift *s);
/* Looks through a folded text: `taken` are the rules that may hit by it, in
 * their order. */
void sift_find(struct sift *s, enum rule_field field, const uint16_t *text,
    size_t n);

/* The events of a role of the i-th rule taken, by place, until SIFT_END. */
static inline uint32_t
sift_first(const struct sift *s, size_t i, enum rule_role role)
{
	return s->next[i * SIFT_ROLES + role];
}

static inline uint32_t
sift_next(const struct sift *s, uint32_t event)
{
	return s->next[s->ntaken * SIFT_ROLES + event];
}

#endif
