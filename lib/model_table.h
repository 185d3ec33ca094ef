/* SPDX-License-Identifier: MIT */
/* model_table: the inside of a model in memory, for model*.c alone. */
#ifndef PRECINCT_MODEL_TABLE_H
#define PRECINCT_MODEL_TABLE_H

#include "model.h"

#define MODEL_HEAD 8    /* bytes of a slot before its weights */
#define MODEL_LANES 8   /* weights added at a time */
static inline size_t
model_bucket(const struct model *m, uint32_t hash)
{
	return hash >> m->bucket_shift;
}
/* The slot to which a bucket's number sends a hash. */
static inline size_t
model_place(const struct model *m, uint32_t hash, uint32_t number)
{
	uint32_t mixed = (hash ^ number * 0x9e3779b9U) * 0x85ebca6bU;

	mixed = (mixed ^ mixed >> 15) * 0xc2b2ae35U;
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
