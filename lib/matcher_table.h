/* SPDX-License-Identifier: MIT */
/*
 * matcher_table: what matcher builds and matcher_scan looks up; of no use to
 * others.
 */
#ifndef PRECINCT_MATCHER_TABLE_H
#define PRECINCT_MATCHER_TABLE_H

#include "map.h"
#include "matcher.h"

#define MATCHER_HEAD 4          /* units compared at once */
#define MATCHER_MANY 64         /* more entries than this are searched */
#define MATCHER_ONE_BITS 10
#define MATCHER_ONES (1U << MATCHER_ONE_BITS)

/* A literal: its first eight units, in two halves, and how many of each half
 * it has. */
struct matcher_entry {
	uint64_t head, more;
	uint32_t literal, n;
	uint8_t in_head, in_more;
	bool others;            /* there are more of the bucket */
};

struct matcher_word {
	uint32_t bits;
	uint32_t rank;          /* the bucket of the lowest bit that is set */
};

/*
 * The hash of two neighbouring units chooses a word, and one of its lower bits
 * for literals of two units. Those of three and more have an upper bit, by the
 * third. So one word tells of a place whether one of either begins there. Each
 * bit that is set has a bucket of entries; its number is counted by the bits
 * before it: there is no table to search. The buckets of literals of one unit
 * are numbered by its hash.
 *
 * Entries of a bucket come in order: those of four units and more by their
 * third and fourth, then the others; longest first. The first one has the
 * number of the bucket; the others are behind all of these.
 */
struct matcher {
	struct map literals;    /* units -> nothing; the index is the number */
	struct matcher_entry *entries;
	uint32_t *others;       /* by bucket: the first of them; to the next's */
	struct matcher_word *words;
	uint32_t nwords, nbuckets;
	uint32_t largest;       /* most entries of a bucket */
	unsigned shift;         /* of a hash, to the word and four more bits */
	bool has_ones;          /* literals of one unit */
	/* Two bitmaps by a hash of one unit: what has no bit in either is no
	 * literal. Few enough to be held in registers. */
	uint16_t ones[2][MATCHER_ONES / 16];
	uint64_t masks[MATCHER_HEAD + 1]; /* of that many units */
};

/* The upper bits of a product are well mixed (Knuth, TAOCP 3, 6.4). */
#define MATCHER_MIX UINT32_C(0x9e3779b1)
#define MATCHER_MIX_UNIT 0x9e37U
#define MATCHER_MIX_OTHER 0x6a2dU

/* The lower bit of the word. */
static inline uint32_t
matcher_pair(uint32_t first, uint32_t second, unsigned shift)
{
	uint32_t hash = (first << 16 | second) * MATCHER_MIX >> shift;

	return (hash & ~UINT32_C(15)) * 2 + (hash & 15);
}

/* The upper bit of the pair's word. */
static inline uint32_t
matcher_triple(uint32_t pair, uint32_t third)
{
	return (pair | 31) - (third * MATCHER_MIX_UNIT >> 12 & 15);
}

/* The bit of a unit in a bitmap of ones. */
static inline unsigned
matcher_one(uint32_t unit, unsigned mix)
{
	return unit * mix >> (16 - MATCHER_ONE_BITS) & (MATCHER_ONES - 1);
}

/* The map's arena aligns its keys. */
static inline const uint16_t *
matcher_units(const struct matcher *m, uint32_t literal)
{
	return (const uint16_t *)(const void *)m->literals.keys[literal].p;
}

/* The third and fourth of four units, to be put in order. */
static inline uint32_t
matcher_key(uint64_t head)
{
	uint16_t units[MATCHER_HEAD];

	memcpy(units, &head, sizeof(head));
	return (uint32_t)units[2] << 16 | units[3];
}

#endif
