/* SPDX-License-Identifier: MIT */
/*
 * inputs: what a partial has counted, by fingerprint, so that merging the
 * same partial twice, or two partials of the same input, is noticed.
 *
 * The fingerprint of records is the sum of the hashes (XXH3, 128 bits) of their
 * lines: the same for any order, number of threads and packing. It tells
 * mistakes apart, not forgeries, and it knows an input as a whole: two inputs
 * that share some of their records have nothing in common here.
 */
#ifndef PRECINCT_INPUTS_H
#define PRECINCT_INPUTS_H

#include "fault.h"
#include "record.h"

#define INPUTS_HEX 32

struct inputs {
	uint64_t low, high; /* sum over the records taken */
	bool took;
	char (*at)[INPUTS_HEX]; /* others, ascending, each once */
	size_t n;
};

void inputs_free(struct inputs *s);
/* One more record of this run's input. */
void inputs_take(struct inputs *s, struct sv line);
/* The records that another thread of this run took. */
void inputs_join(struct inputs *into, const struct inputs *from);
/* A whole input known by a text of its own; false: it is there already. */
bool inputs_add(struct inputs *s, struct sv text);
/* Appends ,"inputs":["32 hex",…], ascending. */
void inputs_put(struct str *out, const struct inputs *s);
/* Adds the value of that key. -1 with the fault's text: one of them is there
 * already, or the value is no such list. */
int inputs_read(
    struct inputs *s, const struct record_value *v, struct fault *f);

#endif
