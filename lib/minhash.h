/* SPDX-License-Identifier: MIT */
/*
 * minhash: a text as a few bytes whose share in common with those of another
 * text estimates how many of their character trigrams are the same (Broder,
 * On the resemblance and containment of documents, 1997). The estimate of a
 * resemblance r has the standard error sqrt(r (1 - r) / MINHASH_LANES): 0.04
 * at 0.8.
 */
#ifndef PRECINCT_MINHASH_H
#define PRECINCT_MINHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MINHASH_LANES 96
#define MINHASH_BANDS 16        /* of six lanes each */
#define MINHASH_LEAST 24        /* units of a text that says something */

struct minhash {
	uint8_t lanes[MINHASH_LANES];
};

/* Of folded units (fold.h). False, and all zeros, when the text is shorter
 * than MINHASH_LEAST. */
bool minhash_set(struct minhash *m, const uint16_t *units, size_t n);
/* 0 to 1. */
double minhash_alike(const struct minhash *a, const struct minhash *b);
/* A hash of some of the lanes: texts that resemble one another by 0.8 share
 * one of the bands 99 times in 100, by 0.5 one time in five. */
uint64_t minhash_band(const struct minhash *m, unsigned band);

#endif
