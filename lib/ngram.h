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

#define NGRAM_PARTS 4   /* of a text, at most */
#define NGRAM_RUNS (2 * NGRAM_LONGEST)  /* of a part, at most */

/* N-grams of one length, each ending a unit behind the one before. */
struct ngram_run {
	size_t first;           /* index of its first n-gram */
	uint32_t at;            /* unit that this one ends with */
	uint32_t n;             /* units of the part */
	uint32_t count;         /* n-grams */
	unsigned part, len;     /* len: marks of the ends counted */
	bool opening;
};

/* The n-grams of a text, repeated ones too: part by part, those of one length
 * together, shortest first, then those of the opening. The zero value is
 * empty. */
struct ngrams {
	uint32_t *hashes;
	size_t n, cap;
	unsigned parts;
	struct ngram_run runs[NGRAM_PARTS * NGRAM_RUNS];
	size_t nruns;
	uint16_t *units;        /* scratch */
	size_t units_cap;
};

/* Where an n-gram stands: the part (0: added first), the unit, and how many
 * units it has there, the ends left out. */
struct ngram_place {
	unsigned part;
	uint32_t start, len;
};

struct ngram_place ngrams_place(const struct ngrams *g, size_t i);
/* Whether b's n-grams are those of a, a unit shorter. */
bool ngram_run_follows(const struct ngram_run *a, const struct ngram_run *b);
/* Empties g. */
void ngrams_begin(struct ngrams *g);
/* Adds the n-grams of a further part of the text (a field of a record); none
 * spans two parts. Of n units at most NGRAM_UNITS are looked at; of parts
 * NGRAM_PARTS. */
void ngrams_add(struct ngrams *g, const struct ngram_options *o,
    const uint16_t *units, size_t n);
void ngrams_free(struct ngrams *g);
/* The hash of one n-gram of n units, as ngrams_add gives it. */
uint32_t ngram_hash(const struct ngram_options *o, const uint16_t *units,
    unsigned n);

/* Scratch; the zero value is empty. */
struct ngram_seen {
	uint32_t *hashes;
	size_t cap;
};

/* The units with which n-grams of the run end that did not stand in it before,
 * ascending; there must be room for run->count. Gives how many. */
size_t ngrams_once(struct ngram_seen *seen, const struct ngrams *g,
    const struct ngram_run *run, uint32_t *units);
void ngram_seen_free(struct ngram_seen *seen);

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
