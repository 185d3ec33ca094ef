/* SPDX-License-Identifier: MIT */
/*
 * textre: PCRE2 on UTF-8, as people ask for words in texts (rules match folded
 * units: regex.h). JIT where the machine has one; limits on what one text may
 * take are always set and cannot be loosened by the pattern.
 */
#ifndef PRECINCT_TEXTRE_H
#define PRECINCT_TEXTRE_H

#include "str.h"

enum textre_flag {
	TEXTRE_CASELESS = 1 << 0,
	TEXTRE_WORD = 1 << 1,   /* whole words only */
	TEXTRE_WHOLE = 1 << 2,  /* the whole text only */
	TEXTRE_NO_JIT = 1 << 3
};

enum textre_status { TEXTRE_LIMIT = -1, TEXTRE_NO = 0, TEXTRE_YES = 1 };

struct textre;                  /* read-only once made: shared by threads */
struct textre_scratch;          /* one a thread */

/* NULL with what is wrong appended to *why, and the byte where in *at. */
struct textre *textre_compile(struct sv pattern, unsigned flags, size_t *at,
    struct str *why);
void textre_free(struct textre *re);
struct textre_scratch *textre_scratch_new(void);
void textre_scratch_free(struct textre_scratch *s);

/* The first match in text (valid UTF-8) at or after `from`. */
enum textre_status textre_find(const struct textre *re,
    struct textre_scratch *s, struct sv text, size_t from, size_t *start,
    size_t *end);

#endif
