/* SPDX-License-Identifier: MIT */
/*
 * wordset: many plain words looked for at once in UTF-8: a hash of the first
 * two characters says at nearly every place that no word begins there.
 */
#ifndef PRECINCT_WORDSET_H
#define PRECINCT_WORDSET_H

#include "forms.h"

struct wordset;                 /* read-only once finished */

/* forms: words match in all forms of their characters; NULL: as written. Must
 * outlive the set. */
struct wordset *wordset_new(const struct forms *forms);
void wordset_free(struct wordset *s);
/* A word of at least one character, which is copied. */
void wordset_add(struct wordset *s, const uint32_t *chars, size_t n);
void wordset_finish(struct wordset *s);
/* The first place at or after `from` (of valid UTF-8) where a word stands; of
 * several there the longest. */
bool wordset_find(const struct wordset *s, struct sv text, size_t from,
    size_t *start, size_t *end);

#endif
