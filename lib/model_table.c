/* SPDX-License-Identifier: MIT */
/*
 * Where a model's features lie in memory: a perfect hash (Belazzougui, Botelho
 * and Dietzfelbinger, "Hash, displace, and compress", 2009). A bucket of a few
 * features has a number that sends each of them to a slot of its own, so that
 * one look tells whether an n-gram is a feature: there is no chain to follow,
 * which the processor would guess wrong.
 */
#include "model_table.h"

#include <stdlib.h>

#define EACH 4          /* features of a bucket, on average at most */
#define BUCKET_MOST 64  /* hashes never lie so close together */
#define TRIES 65535     /* numbers of a bucket */
#define GROWTHS 6       /* larger tables that are tried */

struct build {
	struct model *m;
	const uint32_t *hashes; /* by bucket */
	uint32_t *first;        /* of each bucket, and one past the last */
	uint32_t *order;        /* of buckets: largest first */
	uint8_t *used;          /* slots */
};

static void
group_buckets(struct build *b)
{
	const struct model *m = b->m;
	size_t at[BUCKET_MOST + 2] = {0}, n = m->nbuckets;

	for (size_t i = 0; i < m->nfeatures; i++)
		b->first[model_bucket(m, b->hashes[i]) + 1]++;
	for (size_t i = 0; i < n; i++)
		if (b->first[i + 1] <= BUCKET_MOST)
			at[BUCKET_MOST - b->first[i + 1] + 1]++;
	for (size_t i = 1; i < BUCKET_MOST + 2; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < n; i++)
		if (b->first[i + 1] <= BUCKET_MOST)
			b->order[at[BUCKET_MOST - b->first[i + 1]]++] =
			    (uint32_t)i;
	for (size_t i = 0; i < n; i++)
		b->first[i + 1] += b->first[i];
}

/* Whether the number sends all n to free slots; they are then used. */
static bool
place(struct build *b, const uint32_t *hashes, size_t n, uint32_t number)
{
	size_t slots[BUCKET_MOST], k = 0;

	for (; k < n; k++) {
		slots[k] = model_place(b->m, hashes[k], number);
		if (b->used[slots[k]])
			break;
		b->used[slots[k]] = 1;
	}
	if (k == n)
		return true;
	while (k > 0)
		b->used[slots[--k]] = 0;
	return false;
}

static bool
place_all(struct build *b)
{
	struct model *m = b->m;

	memset(b->used, 0, m->nslots);
	for (size_t i = 0; i < m->nbuckets; i++) {
		uint32_t bucket = b->order[i], number = 0;
		size_t n = b->first[bucket + 1] - b->first[bucket];

		while (number < TRIES && !place(b, b->hashes +
		    b->first[bucket], n, number))
			number++;
		if (number == TRIES)
			return false;
		m->numbers[bucket] = (uint16_t)number;
	}
	return true;
}

static bool
is_spread(const struct build *b)
{
	for (size_t i = 0; i < b->m->nbuckets; i++)
		if (b->first[i + 1] - b->first[i] > BUCKET_MOST)
			return false;
	return true;
}

/* Numbers for all buckets, in a table as small as can be. */
static bool
find_numbers(struct build *b)
{
	struct model *m = b->m;

	group_buckets(b);
	if (!is_spread(b))
		return false;
	m->nslots = m->nfeatures + m->nfeatures / 8 + 16;
	for (unsigned i = 0; i < GROWTHS; i++) {
		b->used = mem_realloc(b->used, m->nslots);
		if (place_all(b))
			return true;
		m->nslots += m->nslots / 2;
	}
	return false;
}

/* Hashes that ascend lie by bucket, which is their upper bits. */
bool
model_table(struct model *m, const uint32_t *hashes)
{
	struct build b = {.m = m, .hashes = hashes};
	bool found;

	m->bucket_shift = 31;
	m->nbuckets = 2;
	while (m->nbuckets * EACH < m->nfeatures) {
		m->nbuckets *= 2;
		m->bucket_shift--;
	}
	/* One more: numbers are read by twos. */
	m->numbers = mem_zalloc(m->nbuckets + 1, sizeof(*m->numbers));
	b.first = mem_zalloc(m->nbuckets + 1, sizeof(*b.first));
	b.order = mem_zalloc(m->nbuckets, sizeof(*b.order));
	found = find_numbers(&b);
	free(b.first);
	free(b.order);
	free(b.used);
	return found;
}
