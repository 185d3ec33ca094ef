/* SPDX-License-Identifier: MIT */
/*
 * ngram: the character n-grams (1 to 4) of folded text, counted, and sparse
 * vectors made of them, for telling how alike texts are and for the model.
 *
 * An n-gram of at most four 16-bit units is one 64-bit number, which is hashed
 * to 32 bits: nothing is kept of its characters but where it first stood.
 * Nothing is allocated once the buffers have grown. Hashes are the same on
 * every machine and in every version that reads the same model format.
 */
#ifndef PRECINCT_NGRAM_H
#define PRECINCT_NGRAM_H

#include "fold.h"

#define NGRAM_LONGEST 4
#define NGRAM_UNITS 65536       /* of a text that are looked at */

struct ngram_options {
	unsigned min, max;      /* 1 <= min <= max <= NGRAM_LONGEST */
	bool digits;            /* every digit counts as 0: numbers differ,
	                         * what they stand beside does not */
};

struct ngram {
	uint32_t hash;
	uint32_t count;
	uint32_t start;         /* unit where it first stood */
	uint8_t part;           /* of the text added first (0), second... */
	uint8_t len;            /* units */
};

/* The distinct n-grams of a text, in the order in which they first stood. The
 * zero value is empty. */
struct ngrams {
	struct ngram *at;
	size_t n, cap;
	uint64_t *keys;         /* of each */
	uint32_t *slots;        /* index + 1; as many as mask + 1 */
	size_t mask, nslots;
	uint8_t parts;
};

/* Empties g; `units` is how many units will be added in all. */
void ngrams_begin(struct ngrams *g, size_t units);
/* Counts the n-grams of a further part of the text (a field of a record); none
 * spans two parts. Of n units at most NGRAM_UNITS are looked at. */
void ngrams_add(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n);
void ngrams_free(struct ngrams *g);
/* The hash of one n-gram of n units, as ngrams_add gives it. */
uint32_t ngram_hash(const struct ngram_options *o, const uint16_t *units,
    unsigned n);

struct ngram_pair {
	uint32_t hash;
	float weight;
};

/* By hash, each once, of length 1 (or empty). The zero value is empty. */
struct ngram_vector {
	struct ngram_pair *at;
	size_t n, cap;
};

/* The counts as weights, 1 + ln(count), divided by the length of the vector;
 * hashes that are equal by chance are one. Reuses v's memory. */
void ngram_vector_set(struct ngram_vector *v, const struct ngrams *g);
/* The same of one folded text, with g as its scratch. */
void ngram_vector_of(struct ngram_vector *v, struct ngrams *g,
    const struct ngram_options *o, const struct folded *text);
/* 0: nothing in common, 1: the same n-grams in the same proportions. */
double ngram_cosine(const struct ngram_vector *a,
    const struct ngram_vector *b);
void ngram_vector_free(struct ngram_vector *v);

#endif
