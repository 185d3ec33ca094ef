/* SPDX-License-Identifier: MIT */
/*
 * digest: BLAKE2b (RFC 7693) with 256 bits, where a change must show that
 * somebody may want to hide. For tables hash_bytes (map.h) is faster.
 */
#ifndef PRECINCT_DIGEST_H
#define PRECINCT_DIGEST_H

#include "str.h"

#define DIGEST_BYTES 32
#define DIGEST_HEX (2 * DIGEST_BYTES)

void digest_bytes(struct sv data, unsigned char digest[DIGEST_BYTES]);
/* The same under a key of DIGEST_BYTES: nobody without it can tell the data,
 * not even by trying all that are likely. */
void digest_keyed(const unsigned char key[DIGEST_BYTES], struct sv data,
    unsigned char digest[DIGEST_BYTES]);
/* Bytes for a key from the system's generator; false when it has none. */
bool digest_random(void *p, size_t n);
/* Overwrites what nobody shall find in memory. */
void digest_wipe(void *p, size_t n);
/* Writes 64 lower-case hexadecimal digits, no NUL. */
void digest_hex(const unsigned char digest[DIGEST_BYTES], char *hex);

#endif
