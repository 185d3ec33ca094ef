/* SPDX-License-Identifier: MIT */
/*
 * tallies: how often keys (64-bit hashes) were met: exactly, with the values
 * met beside them in a few bits (struct tallies), or at least so often in a
 * fixed room (struct estimate, a count-min sketch: never too low).
 */
#ifndef PRECINCT_TALLIES_H
#define PRECINCT_TALLIES_H

#include "str.h"

/* So many different values are enough to know. */
#define TALLIES_VALUES 4

struct tallies_entry {
	uint64_t key;           /* 0: free */
	uint32_t count;
	uint16_t values[TALLIES_VALUES];        /* the first different ones */
	uint8_t nvalues;
};

struct tallies {
	struct tallies_entry *slots;
	size_t cap, n;
};

/* Counts the key; value 0 is none. */
void tallies_add(struct tallies *t, uint64_t key, uint16_t value);
/* NULL: never met. */
const struct tallies_entry *tallies_get(const struct tallies *t,
    uint64_t key);
void tallies_free(struct tallies *t);

struct estimate {
	uint16_t *rows[2];
	unsigned bits;
};

/* For about so many different keys. What is counted may be sealed with a key of
 * chance, and two keys that share their cells must then not change what is
 * found: there are always cells enough for a day's export. */
void estimate_init(struct estimate *e, size_t keys);
void estimate_add(struct estimate *e, uint64_t key);
unsigned estimate_get(const struct estimate *e, uint64_t key);
void estimate_free(struct estimate *e);

#endif
