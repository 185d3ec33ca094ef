/* SPDX-License-Identifier: MIT */
/*
 * utf8: strict UTF-8 (RFC 3629: no surrogates, no overlong forms, at most
 * U+10FFFF). "Characters" are Unicode scalar values throughout precinct.
 */
#ifndef PRECINCT_UTF8_H
#define PRECINCT_UTF8_H

#include "str.h"

/* Decodes the first character of s: gives its length in bytes, 0 when s is
 * empty or does not begin with a valid character (*c is then unchanged). */
size_t utf8_decode(struct sv s, uint32_t *c);
/* Writes c (a scalar value) to out, which has room for 4; gives the length. */
size_t utf8_put(uint32_t c, char *out);
void utf8_add(struct str *s, uint32_t c);
/* Length of the longest valid beginning; s.len when all is valid. */
size_t utf8_valid_prefix(struct sv s);
bool utf8_is_valid(struct sv s);
/* The same by the plain loop over utf8_decode: the oracle of the fast one. */
size_t utf8_valid_prefix_simple(struct sv s);
/* Number of characters in valid UTF-8. */
size_t utf8_count(struct sv s);
/* Byte offset of the n-th character (0-based) in valid UTF-8; s.len when
 * there are not so many. */
size_t utf8_offset(struct sv s, size_t n);
/* Columns on a terminal: 2 for East Asian wide and full-width characters, 0
 * for combining marks, independent of the locale (UAX #11). */
unsigned utf8_width_of(uint32_t c);
size_t utf8_width(struct sv s);

#endif
