/* SPDX-License-Identifier: MIT */
/*
 * corpus: labelled texts as rows of features, for training: what stands in
 * fewer than two texts is no feature. A text's n-grams are counted as
 * model_find counts them: where it repeats itself, once.
 */
#ifndef PRECINCT_CORPUS_H
#define PRECINCT_CORPUS_H

#include "map.h"
#include "model.h"

#define CORPUS_FEATURES ((size_t)1 << 21)       /* most of them */
#define CORPUS_NONE UINT32_MAX  /* no feature */
#define CORPUS_DF 2             /* texts that an n-gram must stand in */

struct corpus_token {
	uint32_t feature;       /* the hash, before corpus_index */
	uint32_t count;
};

struct corpus_row {
	size_t first, n;        /* into tokens */
	uint32_t ngrams;        /* features or not */
	uint32_t class;         /* into classes */
	uint64_t group;         /* rows of one group stay together */
};

/* An n-gram that some text holds. */
struct corpus_entry {
	uint32_t hash;          /* 0: free */
	uint32_t df;            /* texts; once indexed the feature's number */
	uint32_t suffix;        /* hash of what is a unit shorter, or 0 */
	uint32_t len;
};

struct corpus_vocabulary {
	struct corpus_entry *at;
	size_t mask, used;
};

struct corpus {
	struct ngram_options ngrams;
	unsigned parts;
	struct fold *fold;
	struct map classes;     /* name -> number of its texts (uint64_t) */
	struct corpus_row *rows;
	size_t nrows, rows_cap;
	struct corpus_token *tokens;
	size_t ntokens, tokens_cap;
	uint32_t *hashes;       /* of the features, ascending */
	/* Of each feature the longest other one that it ends with, or
	 * CORPUS_NONE. */
	uint32_t *suffixes;
	size_t nfeatures;
	struct corpus_vocabulary words;
	/* scratch */
	struct ngrams all, counted;
	struct ngram_seen seen;
	uint32_t *units;        /* that stand for the first time */
	bool *repeats;          /* by unit */
	size_t units_cap;
	struct folded folded[MODEL_NPARTS];
	struct ngram_vector vector;
};

/* Looks at those parts (a set) of each text. */
struct corpus *corpus_new(unsigned parts);
void corpus_free(struct corpus *c);
/* A text by its parts (those absent are empty) and what it is. group: texts of
 * one document; empty: texts that read the same are one group. */
void corpus_add(struct corpus *c, const struct sv texts[MODEL_NPARTS],
    struct sv label, struct sv group);
/* After the last text: numbers the features and orders the classes by name. */
void corpus_index(struct corpus *c);
struct sv corpus_class(const struct corpus *c, size_t i);
/* How many texts have the class. */
uint64_t corpus_count(const struct corpus *c, size_t i);

#endif
