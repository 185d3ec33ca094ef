/* SPDX-License-Identifier: MIT */
#include "map.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <stdlib.h>

uint64_t
hash_bytes(const void *p, size_t n, uint64_t seed)
{
	return XXH3_64bits_withSeed(p, n, seed);
}

uint64_t
hash_wide(const void *p, size_t n, uint64_t *high)
{
	XXH128_hash_t hash = XXH3_128bits(p, n);

	*high = hash.high64;
	return hash.low64;
}

static size_t
find_slot(const struct map *m, struct sv key, uint64_t hash)
{
	size_t mask = m->nslots - 1, at = hash & mask;

	while (m->slots[at] != 0) {
		size_t i = m->slots[at] - 1;

		if (m->hashes[i] == hash && sv_eq(m->keys[i], key))
			break;
		at = (at + 1) & mask;
	}
	return at;
}

static void
grow(struct map *m)
{
	size_t cap = m->cap != 0 ? m->cap * 2 : 16;

	if (cap >= UINT32_MAX)
		mem_die(cap);
	m->keys = mem_realloc(m->keys, cap * sizeof(*m->keys));
	m->hashes = mem_realloc(m->hashes, cap * sizeof(*m->hashes));
	m->values = mem_realloc(m->values, cap * m->size);
	m->cap = cap;
	free(m->slots);
	m->nslots = cap * 2;
	m->slots = mem_zalloc(m->nslots, sizeof(*m->slots));
	for (size_t i = 0; i < m->count; i++)
		m->slots[find_slot(m, m->keys[i], m->hashes[i])] =
		    (uint32_t)i + 1;
}

void *
map_get(const struct map *m, struct sv key)
{
	uint32_t slot;

	if (m->count == 0)
		return NULL;
	slot = m->slots[find_slot(m, key, hash_bytes(key.p, key.len, 0))];
	return slot != 0 ? map_at(m, slot - 1) : NULL;
}

void *
map_put(struct map *m, struct sv key, bool *is_new)
{
	uint64_t hash = hash_bytes(key.p, key.len, 0);
	size_t at;

	if (m->count == m->cap)
		grow(m);
	at = find_slot(m, key, hash);
	if (is_new != NULL)
		*is_new = m->slots[at] == 0;
	if (m->slots[at] == 0) {
		m->keys[m->count] = arena_dup(&m->arena, key);
		m->hashes[m->count] = hash;
		memset(map_at(m, m->count), 0, m->size);
		m->slots[at] = (uint32_t)++m->count;
	}
	return map_at(m, m->slots[at] - 1);
}

void
map_free(struct map *m)
{
	free(m->keys);
	free(m->values);
	free(m->hashes);
	free(m->slots);
	arena_free(&m->arena);
	*m = (struct map){.size = m->size};
}
