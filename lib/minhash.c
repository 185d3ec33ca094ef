/* SPDX-License-Identifier: MIT */
#include "minhash.h"

#include "map.h"

#include <string.h>

#define SHINGLE 3
#define LANES_A_BAND (MINHASH_LANES / MINHASH_BANDS)

_Static_assert(MINHASH_LANES % MINHASH_BANDS == 0, "bands of equal size");

/* All bits of a trigram stirred (the finalizer of MurmurHash3, public domain),
 * so that the lanes may get by with one multiplication. */
static uint32_t
stir(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return (uint32_t)(x ^ x >> 33);
}

/* The factor and the sum of each lane: numbers that follow from its place, the
 * factors odd. */
static void
make_lanes(uint32_t *factors, uint32_t *sums)
{
	for (uint32_t i = 0; i < MINHASH_LANES; i++) {
		factors[i] = stir(2 * (uint64_t)i + 1) | 1;
		sums[i] = stir(2 * (uint64_t)i + 2);
	}
}

bool
minhash_set(struct minhash *m, const uint16_t *units, size_t n)
{
	uint32_t factors[MINHASH_LANES], sums[MINHASH_LANES];
	uint32_t least[MINHASH_LANES];

	memset(m, 0, sizeof(*m));
	if (n < MINHASH_LEAST)
		return false;
	make_lanes(factors, sums);
	memset(least, 0xff, sizeof(least));
	for (size_t at = 0; at + SHINGLE <= n; at++) {
		uint32_t h = stir((uint64_t)units[at] |
		    (uint64_t)units[at + 1] << 16 |
		    (uint64_t)units[at + 2] << 32);

		for (size_t i = 0; i < MINHASH_LANES; i++) {
			uint32_t v = h * factors[i] + sums[i];

			least[i] = v < least[i] ? v : least[i];
		}
	}
	/* the low byte of the least is as good as any, its high byte is not */
	for (size_t i = 0; i < MINHASH_LANES; i++)
		m->lanes[i] = (uint8_t)(least[i] ^ least[i] >> 8);
	return true;
}

double
minhash_alike(const struct minhash *a, const struct minhash *b)
{
	unsigned same = 0;
	double share;

	for (size_t i = 0; i < MINHASH_LANES; i++)
		same += a->lanes[i] == b->lanes[i];
	/* of bytes that differ by nature one in 256 is the same by chance */
	share = ((double)same / MINHASH_LANES - 1.0 / 256) / (255.0 / 256);
	return share > 0 ? share : 0;
}

uint64_t
minhash_band(const struct minhash *m, unsigned band)
{
	return hash_bytes(m->lanes + (size_t)band * LANES_A_BAND,
	    LANES_A_BAND, band + 1);
}
