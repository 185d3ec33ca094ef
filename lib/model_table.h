/* SPDX-License-Identifier: MIT */
/* model_table: the inside of a model in memory, for model*.c alone. */
#ifndef PRECINCT_MODEL_TABLE_H
#define PRECINCT_MODEL_TABLE_H

#include "model.h"

#define MODEL_LANES 8   /* weights added at a time */
#define MODEL_SUMS ((MODEL_CLASSES + MODEL_LANES - 1) / MODEL_LANES * \
	MODEL_LANES)
/* The multipliers of model_place: of Fibonacci hashing and MurmurHash3. */
#define MODEL_MIX_1 0x9e3779b9U
#define MODEL_MIX_2 0x85ebca6bU
#define MODEL_MIX_3 0xc2b2ae35U

/* A place of the text, by the longest feature that ends there. */
struct model_found {
	uint32_t slot;
	uint32_t ngram;
};

struct model_scratch {
	struct ngrams ngrams;
	struct ngram_seen seen;
	uint32_t *units;        /* that are not done */
	struct model_found *found;
	float *says;            /* what they say */
	size_t n, cap;
	int64_t sums[MODEL_SUMS];       /* by class */
	double length;
};

/* The features of the text's n-grams, and the length. Where the text repeats
 * itself, which is where the longest n-gram stands in the part before, nothing
 * is counted. */
void model_find(const struct model *m, struct model_scratch *x);
/* Of those: the sums by class. */
void model_add_up(const struct model *m, struct model_scratch *x);
/* The first of the greatest of n; those behind them, up to seven, are 0. */
size_t model_heaviest(const float *says, size_t n);

static inline size_t
model_bucket(const struct model *m, uint32_t hash)
{
	return hash >> m->bucket_shift;
}
/* The slot to which a bucket's number sends a hash. */
static inline size_t
model_place(const struct model *m, uint32_t hash, uint32_t number)
{
	uint32_t mixed = (hash ^ number * MODEL_MIX_1) * MODEL_MIX_2;

	mixed = (mixed ^ mixed >> 15) * MODEL_MIX_3;
	return (size_t)((uint64_t)mixed * m->nslots >> 32);
}
static inline size_t
model_slot(const struct model *m, uint32_t hash)
{
	return model_place(m, hash, m->numbers[model_bucket(m, hash)]);
}
/* The slot of the n-gram's feature; false: it is none. */
static inline bool
model_look(const struct model *m, uint32_t ngram_hash, size_t *slot)
{
	uint32_t hash = model_hash(ngram_hash);

	*slot = model_slot(m, hash);
	return m->keys[*slot] == hash;
}
/* Makes the table of these hashes, nfeatures of them, ascending; false: they
 * are not spread as hashes are. */
bool model_table(struct model *m, const uint32_t *hashes);

#endif
