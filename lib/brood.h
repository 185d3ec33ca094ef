/* SPDX-License-Identifier: MIT */
/*
 * brood: the same work for many parts in processes of their own, for libraries
 * that keep a state of their own (liblinear shuffles by rand()). Each part
 * does what it would do alone, so that the results are the same for any number
 * of processes.
 */
#ifndef PRECINCT_BROOD_H
#define PRECINCT_BROOD_H

#include "fault.h"

/* Zeroed memory that the processes share; results go there. Exits when there
 * is none, as mem_alloc does. */
void *brood_memory(size_t n, size_t size);
void brood_memory_free(void *p, size_t n, size_t size);

struct brood {
	unsigned jobs;          /* processes at once; 1: in this one */
	/* Does part i of n. Of what it writes only brood_memory outlasts it. */
	void (*part)(void *context, size_t i);
	/* Told in this process after each part. May be NULL. */
	void (*done)(void *context);
	void *context;
};

/* Does the parts 0 to n - 1. -1 with the fault when a process could not be
 * made or did not come to its end (it was killed, or memory ran out). */
int brood_run(const struct brood *b, size_t n, struct fault *f);

#endif
