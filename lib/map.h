/* SPDX-License-Identifier: MIT */
/*
 * map: byte strings to small fixed-size values, kept in order of first
 * insertion, so that a walk over it is deterministic. The zero value with
 * `size` set is an empty map; keys are copied, values start as zero bytes and
 * move when the map grows (do not keep pointers over an insertion).
 */
#ifndef PRECINCT_MAP_H
#define PRECINCT_MAP_H

#include "arena.h"

struct map {
	size_t size;            /* bytes of a value, set by the caller */
	size_t count;
	struct sv *keys;        /* count keys, in order of insertion */
	unsigned char *values;  /* count values of `size` bytes */
	uint64_t *hashes;
	uint32_t *slots;        /* index + 1 into keys, 0 is free */
	size_t nslots, cap;
	struct arena arena;
};

/* The value of key, inserted as zeros when new (*is_new may be NULL). */
void *map_put(struct map *m, struct sv key, bool *is_new);
/* The value of key, or NULL. */
void *map_get(const struct map *m, struct sv key);
static inline void *
map_at(const struct map *m, size_t i)
{
	return m->values + i * m->size;
}
void map_free(struct map *m);

/* XXH3, 64 bits: for tables, never for audit. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);
/* XXH3, 128 bits: the lower half, and the higher in *high. */
uint64_t hash_wide(const void *p, size_t n, uint64_t *high);

#endif
