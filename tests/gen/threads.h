/* SPDX-License-Identifier: MIT */
/*
 * threads: a synthetic year in which disputes come back. Of the rows some are
 * later reports of a dispute reported before (repeats), some further calls
 * about an event minutes old; the others have nothing to do with one another,
 * however alike they look: switchboards, telephones that several people use,
 * the same streets, buildings and shops, the same names, the same callers with
 * another matter, the same words.
 */
#ifndef PRECINCT_THREADS_H
#define PRECINCT_THREADS_H

#include "incident.h"

struct threads;

/* `repeats` later reports and a quarter as many calls among `rows`. */
struct threads *threads_new(int64_t rows, int64_t repeats, int64_t days,
    uint64_t seed);
void threads_free(struct threads *t);

/* What the row is: its thread (from 1; 0: none) and whether it is the first
 * report, a repeat or a call about the same event. */
enum thread_part { THREAD_NONE, THREAD_FIRST, THREAD_REPEAT, THREAD_EVENT };

struct thread_row {
	uint32_t thread;
	enum thread_part part;
};

/* Makes incident, cast and the memory that the cast points into. */
struct thread_row threads_row(struct threads *t, int64_t row,
    struct incident *i, struct cast *c, struct dice *d);

#endif
