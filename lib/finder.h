/* SPDX-License-Identifier: MIT */
/*
 * finder: where in raw JSON bytes one of the words of a clause (needs.h) may
 * stand. Words are compared as they are written; a \u escape may hide any of
 * them, so it is a finding too (but for those of control characters, \u0000 to
 * \u001f, which our own writers make). Two to four bytes of each place are
 * looked up in tables, 32 places at a time where the machine has AVX2.
 */
#ifndef PRECINCT_FINDER_H
#define PRECINCT_FINDER_H

#include "needs.h"

#define FINDER_SPELLINGS 256

struct finder;                  /* read-only once made */

/* The clause and the forms must outlive it. NULL when the clause has no words,
 * too many spellings, or a word that cannot be looked for. */
struct finder *finder_new(const struct need_clause *clause,
    const struct forms *forms);
void finder_free(struct finder *f);
/* Offset of the first finding (a byte of it) at or after `from`; text.len when
 * there is none. */
size_t finder_next(const struct finder *f, struct sv text, size_t from);
/* The same by the plain loop: for tests, and where AVX2 is not. */
size_t finder_next_simple(const struct finder *f, struct sv text, size_t from);

#endif
