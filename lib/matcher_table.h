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
#define MATCHER_LANES 4         /* entries compared at once */
#define MATCHER_MANY 64         /* more entries than this are searched */

/* A literal may begin at this unit; the bit tells which. */
struct matcher_start {
	uint32_t at, bit;
};

/* There are entries to be compared at this unit. */
struct matcher_run {
	uint32_t at, from, end;
};

/* The first units of an entry stand at this one. */
struct matcher_place {
	uint32_t at, entry;
};

/* A literal whose first four units, as far as it has them, are those of the
 * text: its next four, and what it is. */
struct matcher_entry {
	uint64_t more;
	uint32_t literal, n;
};

/* The entries of a bit: those of four units and more, by their third and
 * fourth, then the others, longest first; they end where the next one's begin.
 * What the text goes on with tells where to begin to compare. */
struct matcher_bucket {
	uint32_t first;         /* entry */
	uint32_t three;         /* the first of three units or less */
	uint32_t two;           /* the first of two units or one */
	uint32_t thirds;        /* matcher_third of those before `two` */
};

/*
 * Each bit of the bitmap that is set has a bucket of entries. Its number is
 * how many bits are set before it: there is no table to search. Behind the
 * bits by the hash of two units come 65,536 by the unit that is a literal of
 * its own.
 */
struct matcher {
	struct map literals;    /* units -> nothing; the index is the number */
	uint64_t *heads;        /* of the entries: their first units */
	uint8_t *lacks;         /* and how many bits of four they lack */
	struct matcher_entry *entries;
	struct matcher_bucket *buckets; /* and one past the last */
	uint32_t *bits;
	uint32_t *rank;         /* by word of bits: those set before it */
	uint32_t pairs;         /* bits of two units */
	uint32_t nbuckets, largest; /* largest: most entries of one */
	unsigned shift;
	bool has_ones;          /* literals of one unit */
	uint64_t masks[MATCHER_HEAD + 1]; /* of that many units */
	uint32_t lanes[1 << MATCHER_LANES]; /* by bits: the numbers of those set, a
				 * byte each */
};

/* The upper bits of a product are well mixed (Knuth, TAOCP 3, 6.4). */
#define MATCHER_MIX UINT32_C(0x9e3779b1)

static inline uint32_t
matcher_bit(uint32_t first, uint32_t second, unsigned shift)
{
	return (first << 16 | second) * MATCHER_MIX >> shift;
}

static inline uint32_t
matcher_third(uint32_t third)
{
	return UINT32_C(1) << (third * MATCHER_MIX >> 27);
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
