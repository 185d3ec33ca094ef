/* SPDX-License-Identifier: MIT */
/*
 * place: an address as a few numbers that are quick to compare, and how far
 * two addresses are of one place. Spellings of one place are equal
 * (address.h).
 */
#ifndef PRECINCT_PLACE_H
#define PRECINCT_PLACE_H

#include "address.h"

/* Hashes; 0: not told. */
struct place {
	uint32_t community;
	uint32_t name;          /* estate; road with house number; village
	                         * group with house number */
	uint32_t building, unit, room;
	uint8_t depth;          /* as address_depth */
	bool house;             /* the name ends in a house number */
};

/* Of an address and, when the record tells it, its community. a: memory to
 * reuse. False when nothing was recognised. */
bool place_of(struct place *p, struct address *a, struct sv text,
    struct sv community);
/* To what depth they agree, as address_depth: 5 the room, 4 the unit, 3 the
 * building, 2 the name, 0 not at all or too coarse to say. What one of them
 * does not tell stops it, but for a unit between building and room. Where both
 * tell a community, it must be the same. */
unsigned place_agrees(const struct place *a, const struct place *b);
/* They are of different places, by name, community or building. */
bool place_differs(const struct place *a, const struct place *b);
/* A key for tables of what two places must share to agree to the depth (2 name,
 * 3 building, 5 room; the community is not in it); 0 when p is not so exact. */
uint64_t place_key(const struct place *p, unsigned depth);

#endif
