/* SPDX-License-Identifier: MIT */
/*
 * explain: a judgement for a person to read: the texts with the words that
 * decided marked, what was decided, and each rule's sentence; also what was
 * found and did not count, and why not.
 */
#ifndef PRECINCT_EXPLAIN_H
#define PRECINCT_EXPLAIN_H

#include "judge.h"

struct explain {
	bool english;
	bool bold;              /* mark by a terminal's bold, not by 【】 */
	struct sv category;     /* of the record; p NULL: what j says */
	struct str text;        /* scratch */
};

/* Appends the explanation of the record that j has just judged. */
void explain_add(struct explain *e, const struct judge *j,
    const struct record *r, struct str *out);

#endif
