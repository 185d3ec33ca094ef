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
#define MODEL_COUNTS 64 /* counts whose logarithm is kept */

/* A feature that a text has. */
struct model_found {
	const unsigned char *row;
	uint32_t slot;
	int32_t weight;         /* in the text */
};

struct model_scratch {
	struct ngrams ngrams;
	uint32_t *hits, *slots; /* n-grams that are features; their slots */
	size_t nhits;
	struct model_found *found;
	size_t n, cap;
	uint32_t *counts;       /* of a slot in the text; 0 between texts */
	uint32_t *listed;       /* some of `found`, for the reasons */
	float *says;            /* what they say */
	int64_t sums[MODEL_SUMS];       /* by class */
	double length;
	uint32_t by_count[MODEL_COUNTS];        /* 16 * (1 + ln(count)) */
};

/* The text's features, by its n-grams: once each, with their weights in the
 * text, and the length of its vector. */
void model_find(const struct model *m, struct model_scratch *x);
/* Of those: the sums by class. */
void model_add_up(const struct model *m, struct model_scratch *x);

/* The first n-gram of the text that is the feature in this slot. */
uint32_t model_first(const struct model_scratch *x, uint32_t slot);
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
/* Makes the table of these hashes, nfeatures of them, ascending; false: they
 * are not spread as hashes are. */
bool model_table(struct model *m, const uint32_t *hashes);

#endif
