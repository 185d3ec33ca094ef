/* SPDX-License-Identifier: MIT */
/*
 * marks: where in a text the bytes stand that decide what JSON strings are:
 * quotes, backslashes and control bytes (below 0x20). With their offsets in a
 * row, the end of a string is the next entry, however long the string is.
 */
#ifndef PRECINCT_MARKS_H
#define PRECINCT_MARKS_H

#include "str.h"

#define MARKS_MAX_TEXT ((size_t)INT32_MAX)

struct marks {
	uint32_t *at;
	size_t cap;
};

/* Fills m->at with the offsets in ascending order, and text.len twice at the
 * end. text.len is at most MARKS_MAX_TEXT. Reuses m's memory. */
void marks_find(struct marks *m, struct sv text);
/* The same. True: the text is UTF-8, of ASCII and the usual characters of three
 * bytes alone; false: it was not found out. */
bool marks_find_checked(struct marks *m, struct sv text);
/* As marks_find, without AVX-512: for tests, and where that is not. */
void marks_find_simple(struct marks *m, struct sv text);
void marks_free(struct marks *m);

#endif
