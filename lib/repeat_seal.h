/* SPDX-License-Identifier: MIT */
/*
 * repeat_seal: sketches under a key, so that they can be kept. What is sealed
 * is as equal or unequal as it was, but says nothing of numbers, names and
 * places to whoever has not the key, not even by trying all telephone numbers.
 * Only sketches sealed under one key can be compared.
 */
#ifndef PRECINCT_REPEAT_SEAL_H
#define PRECINCT_REPEAT_SEAL_H

#include "mask.h"
#include "repeat.h"

struct repeat_seal {
	const struct mask_key *key;
	uint8_t lanes[MINHASH_LANES];
};

void repeat_seal_init(struct repeat_seal *seal, const struct mask_key *key);
void repeat_seal_apply(const struct repeat_seal *seal,
    struct repeat_sketch *s);
/* Whether there is anything to compare it by. */
bool repeat_seal_tells(const struct repeat_sketch *s);
/* Appends a sealed sketch as an array of short strings, all but the
 * time; numbers that many share are left out. */
void repeat_seal_put(struct str *out, const struct repeat_sketch *s);
/* Reads such an array (raw JSON); strings that are none of ours are passed
 * over. False when nothing was in it to compare by. */
bool repeat_seal_read(struct repeat_sketch *s, struct sv array);

#endif
