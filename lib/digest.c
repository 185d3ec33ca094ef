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
digest_hex(const unsigned char digest[DIGEST_BYTES], char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
}
