/* SPDX-License-Identifier: MIT */
/* A hostile web page. */
#include "book_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	book_fuzz(BOOK_HTML, data, size);
	return 0;
}
