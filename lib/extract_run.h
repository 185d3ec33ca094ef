/* SPDX-License-Identifier: MIT */
/*
 * extract_run: groups of digits with what may stand between them, and joins of
 * neighbouring groups that may be one number.
 */
#ifndef PRECINCT_EXTRACT_RUN_H
#define PRECINCT_EXTRACT_RUN_H

#include "extract_parts.h"

#define GROUPS_MAX 40
#define DIGITS_MAX 128

enum joint { JOINT_NONE, JOINT_GLUE, JOINT_MARK, JOINT_LINE, JOINT_LIST };

struct group {
	size_t at, end;         /* units */
	size_t first, len;      /* in digits */
	enum joint joint;       /* before it */
	bool plus;              /* '+' before it */
	bool han;               /* numerals */
};

struct run {
	struct scan *s;
	struct group g[GROUPS_MAX];
	size_t n;
	char digits[DIGITS_MAX + 1];
	size_t ndigits;
};

struct join {
	const struct run *r;
	size_t from, to;        /* groups */
	struct sv digits;
	size_t at, end;         /* units */
	bool single;            /* every group is one digit */
	bool list;              /* joined by commas */
	unsigned lines;
};

/* A mark that may stand in a number: blank, dash, dot, bracket. */
bool run_is_mark(uint16_t u);
/* Gathers the groups from unit i on; gives where to go on. */
size_t run_gather(struct run *r, size_t i);
struct join run_join(const struct run *r, size_t from, size_t to);

/* The joints are those of one number: by commas only digit by digit, broken
 * over one line at most. */
bool join_is_one(const struct join *j);
/* Its group lengths are one of the shapes ("344"; '0' + length each, NULL at
 * the end), a broken line and a change of digits taken for no joint; it is one
 * group, or single digits. */
bool join_has_shape(const struct join *j, const char *const *shapes);
/* A word of the list ends at most `reach` units before it. */
bool join_cue(const struct join *j, enum term_list list, size_t reach);
/* Letters right before are part of an order number, unless they are a word
 * for such a number (tel138…). */
bool join_glued_before(const struct join *j);
bool join_letter_after(const struct join *j);
/* ¥138… and 138…元, 138….00: a sum. */
bool join_is_sum(const struct join *j);
/* 编号, 单号 before it. */
bool join_is_reference(const struct join *j);
/* Keeps it, to unit `end`, with the + or bracket before it. Always true. */
bool join_put(const struct join *j, enum extract_class class, size_t end,
    struct sv norm);

#endif
