/* SPDX-License-Identifier: MIT */
/*
 * sorter: any number of texts brought into the order of their keys (bytes),
 * equal ones as they came, in bounded memory: sorted runs go to a temporary
 * file and are merged at the end.
 */
#ifndef PRECINCT_SORTER_H
#define PRECINCT_SORTER_H

#include "fault.h"

struct sorter;

/* memory: bytes held before a run is written. */
struct sorter *sorter_new(size_t memory);
void sorter_free(struct sorter *s);
/* -1 with the fault when a run cannot be written. */
int sorter_add(struct sorter *s, struct sv key, struct sv text,
    struct fault *f);
/* Gives all in order to `give`, which stops it by answering -1 (no fault). */
int sorter_give(struct sorter *s, int (*give)(void *context, struct sv text),
    void *context, struct fault *f);

#endif
