/* SPDX-License-Identifier: MIT */
/* A hostile Excel 2003 XML workbook. */
#include "book_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	book_fuzz(BOOK_XML, data, size);
	return 0;
}
