/* SPDX-License-Identifier: MIT */
/*
 * ngram: the character n-grams (1 to 4) of folded text, and sparse
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
	bool ends;              /* the two ends of a part count as a unit each
	                         * in the n-grams that touch them */
	unsigned opening;       /* n-grams (up to 3 units) that end within so
	                         * many units from the beginning of a part
	                         * count once more, as n-grams of the opening:
	                         * who speaks is said first */
};

/* The n-grams of a text, one after another, repeated ones too. The zero value
 * is empty. */
struct ngrams {
	uint32_t *hashes;
	uint32_t *places;       /* see the functions below */
	size_t n, cap;
	unsigned parts;
};

/* Where an n-gram stands: the part (0: added first), the unit, and how many
 * units it has there, the ends left out. */
static inline unsigned
ngram_part(uint32_t place)
{
	return place >> 20;
}
static inline uint32_t
ngram_start(uint32_t place)
{
	return place >> 3 & 0x1ffff;
}
static inline uint32_t
ngram_len(uint32_t place)
{
	return place & 7;
}

/* Empties g. */
void ngrams_begin(struct ngrams *g);
/* Adds the n-grams of a further part of the text (a field of a record); none
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

/* The counts as weights, by hash; hashes that are equal by chance are one.
 * Reuses v's memory. */
void ngram_vector_count(struct ngram_vector *v, const struct ngrams *g);
/* The counts as weights, 1 + ln(count), divided by the length of the
 * vector. */
void ngram_vector_set(struct ngram_vector *v, const struct ngrams *g);
/* The same of one folded text, with g as its scratch. */
void ngram_vector_of(struct ngram_vector *v, struct ngrams *g,
    const struct ngram_options *o, const struct folded *text);
/* 0: nothing in common, 1: the same n-grams in the same proportions. */
double ngram_cosine(const struct ngram_vector *a,
    const struct ngram_vector *b);
void ngram_vector_free(struct ngram_vector *v);

#endif
