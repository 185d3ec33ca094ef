/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include <sodium.h>

/* crypto_generichash needs no sodium_init: nothing random is in it. */
void
digest_bytes(struct sv data, unsigned char digest[DIGEST_BYTES])
{
	(void)crypto_generichash_blake2b(digest, DIGEST_BYTES,
	    (const unsigned char *)(data.p != NULL ? data.p : ""), data.len,
	    NULL, 0);
}

void
digest_keyed(const unsigned char key[DIGEST_BYTES], struct sv data,
    unsigned char digest[DIGEST_BYTES])
{
	(void)crypto_generichash_blake2b(digest, DIGEST_BYTES,
	    (const unsigned char *)(data.p != NULL ? data.p : ""), data.len,
	    key, DIGEST_BYTES);
}

bool
digest_random(void *p, size_t n)
{
	if (sodium_init() < 0)
		return false;
	randombytes_buf(p, n);
	return true;
}

void
digest_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void
digest_hex(const unsigned char digest[DIGEST_BYTES], char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
}
