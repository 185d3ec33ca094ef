/* SPDX-License-Identifier: MIT */
/*
 * spot: an address cut down to the place that people know and a patrol walks
 * to: an estate, a market on its road, a road; no number, no building, no door.
 * Keys are "community|name"; the names of one place are equal in all the
 * spellings that lib/address takes for one.
 */
#ifndef PRECINCT_SPOT_H
#define PRECINCT_SPOT_H

#include "address.h"

/* Appends the key of the place of an address (parsed into a, whose memory is
 * reused); community: the record's, may be empty. False, with nothing added,
 * when no place is told: a community alone is none. */
bool spot_add_key(struct str *out, struct address *a, struct sv text,
    struct sv community);
/* Appends the whole key (address.h) where it is exact enough to be one
 * household or one door: a building or a house number. Else false. a was
 * parsed by spot_add_key. */
bool spot_add_door(struct str *out, const struct address *a,
    struct sv community);

/* The parts of a key. */
struct sv spot_community(struct sv key);
struct sv spot_name(struct sv key);
/* Appends a door's key as people write it: 柳河苑3栋2单元501室; masked: the
 * place alone and ** for what is behind it. */
void spot_show_door(struct str *out, struct sv key, bool masked);

/* Whether two places may be one: the same name in the same community, or in
 * one that is not told. */
bool spot_same(struct sv a, struct sv b);

#endif
