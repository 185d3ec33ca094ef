/* SPDX-License-Identifier: MIT */
/*
 * regex: PCRE2 on 16-bit units without UTF (a unit a character), JIT where
 * the machine has one, match and depth limits always set. A pattern cannot
 * loosen them: "(*...)" at its start is refused.
 */
#ifndef PRECINCT_REGEX_H
#define PRECINCT_REGEX_H

#include "str.h"

/* What a pattern may try on one text, about a millisecond of work. */
#define REGEX_MATCH_LIMIT 100000
#define REGEX_DEPTH_LIMIT 10000
/* A match sees so many units beyond where it may begin, so that a pattern
 * with .* takes no quadratic time on a text of megabytes. */
#define REGEX_REACH 4096

enum regex_flag {
	REGEX_CASELESS = 1 << 0,
	REGEX_NO_JIT = 1 << 1   /* the interpreter: for tests */
};

enum regex_status {
	REGEX_LIMIT = -1,       /* a limit was hit: no answer */
	REGEX_NO = 0,
	REGEX_YES = 1
};

struct regex;                   /* may be shared by threads */
struct regex_scratch;           /* one a thread */

struct regex_match {
	size_t start, end;      /* of the whole */
	size_t group_start, group_end; /* of group 1; equal when unset */
};

/* NULL with what is wrong appended to *why and its place in *at. */
struct regex *regex_compile(const uint16_t *pattern, size_t n, unsigned flags,
    size_t *at, struct str *why);
void regex_free(struct regex *re);
/* Number of capturing groups. */
unsigned regex_groups(const struct regex *re);

struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *s);

/* The first match that begins in [from, last]. Anchors and lookaround see the
 * whole text, apart from what lies beyond REGEX_REACH. */
enum regex_status regex_find(struct regex *re, struct regex_scratch *s,
    const uint16_t *text, size_t n, size_t from, size_t last,
    struct regex_match *m);

#endif
