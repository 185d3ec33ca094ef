/* SPDX-License-Identifier: MIT */
/*
 * stops: where the sentences and clauses of a folded text end. Most patterns
 * do not reach across such a mark.
 */
#ifndef PRECINCT_STOPS_H
#define PRECINCT_STOPS_H

#include "str.h"

#define STOPS_BLOCKS 4          /* of 64 units, that are looked at */

enum stops_kind {
	STOPS_NONE,             /* nothing is a stop */
	STOPS_SENTENCE,         /* a full stop or a semicolon */
	STOPS_CLAUSE,           /* or a comma */
	STOPS_KINDS
};

/* Bits of what a unit is; 0: no such mark. */
enum { STOPS_COMMA = 1, STOPS_SEMICOLON = 2, STOPS_PERIOD = 4, STOPS_ALL = 7 };

struct stops {                  /* the zero value is empty */
	uint64_t *at[STOPS_KINDS]; /* a bit for each unit */
	size_t blocks, cap;
};

static inline unsigned
stops_mark(uint16_t unit)
{
	return unit == ',' ? STOPS_COMMA : unit == ';' ? STOPS_SEMICOLON :
	    unit == 0x3002 ? STOPS_PERIOD : 0;
}

/* The stops that what may hold these marks does not reach across. */
static inline enum stops_kind
stops_of(unsigned marks)
{
	return (marks & (STOPS_SEMICOLON | STOPS_PERIOD)) != 0 ? STOPS_NONE :
	    (marks & STOPS_COMMA) != 0 ? STOPS_SENTENCE : STOPS_CLAUSE;
}

/* Of n units, which FOLD_PAD readable ones follow. */
void stops_find(struct stops *s, const uint16_t *text, size_t n);
void stops_free(struct stops *s);

/* The unit behind the last stop before `at`; 0 when there is none, or none
 * near. */
static inline size_t
stops_before(const struct stops *s, enum stops_kind kind, size_t at)
{
	size_t block = at / 64, least = block > STOPS_BLOCKS ?
	    block - STOPS_BLOCKS : 0;
	uint64_t bits;

	if (kind == STOPS_NONE || s->blocks == 0)
		return 0;
	bits = s->at[kind][block] & ((UINT64_C(1) << at % 64) - 1);
	while (bits == 0 && block > least)
		bits = s->at[kind][--block];
	return bits == 0 ? 0 : block * 64 + 64 -
	    (size_t)__builtin_clzll(bits);
}

/* The first stop at or behind `at`; SIZE_MAX when there is none, or none near. */
static inline size_t
stops_behind(const struct stops *s, enum stops_kind kind, size_t at)
{
	size_t block = at / 64, most = block + STOPS_BLOCKS;
	uint64_t bits;

	if (kind == STOPS_NONE || s->blocks == 0)
		return SIZE_MAX;
	bits = s->at[kind][block] & ~((UINT64_C(1) << at % 64) - 1);
	if (most >= s->blocks)
		most = s->blocks - 1;
	while (bits == 0 && block < most)
		bits = s->at[kind][++block];
	return bits == 0 ? SIZE_MAX : block * 64 +
	    (size_t)__builtin_ctzll(bits);
}

#endif
