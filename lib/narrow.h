/* SPDX-License-Identifier: MIT */
/*
 * narrow: what a cell means, without the width it was typed in. Full-width
 * ASCII (U+FF01 to U+FF5E) and the signs that go with it become ASCII,
 * no-break and ideographic blanks become a space, invisible characters (BOM,
 * zero-width, soft hyphen) go. Han stays as it is.
 */
#ifndef PRECINCT_NARROW_H
#define PRECINCT_NARROW_H

#include "str.h"

/* Appends text, narrowed. Bytes that are not UTF-8 are kept. */
void narrow_add(struct str *out, struct sv text);
/* The same into buf of cap bytes, for values that are short by nature: a view
 * of buf; .p is NULL when it does not fit. Not NUL-terminated. */
struct sv narrow_to(char *buf, size_t cap, struct sv text);

#endif
