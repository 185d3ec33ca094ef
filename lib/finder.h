/* SPDX-License-Identifier: MIT */
/*
 * finder: where in raw JSON bytes one of a set of words may stand. Words are
 * compared as they are written; a \u escape may hide any of them, so it is a
 * finding too (but for those of control characters, \u0000 to \u001f, which
 * our own writers make). Up to four bytes of each place are looked up in
 * tables, 32 places at a time where the machine has AVX2.
 */
#ifndef PRECINCT_FINDER_H
#define PRECINCT_FINDER_H

#include "str.h"

#define FINDER_WORDS 2048

struct finder;                  /* read-only once made */

/* words: one after another, each ended by NUL (needs_spellings). NULL when
 * there is none, an empty one, or more than FINDER_WORDS. */
struct finder *finder_new(struct sv words);
void finder_free(struct finder *f);
/* Offset of the first finding at or after `from`; text.len when there is none. */
size_t finder_next(const struct finder *f, struct sv text, size_t from);
/* The same by the plain loop: for tests, and where AVX2 is not. */
size_t finder_next_simple(const struct finder *f, struct sv text, size_t from);

#endif
