/* SPDX-License-Identifier: MIT */
/*
 * widen: patterns made to match the other forms of their words: 转账 also
 * 轉賬, wechat also WeChat and ＷｅＣｈａｔ, \d also the full-width digits;
 * and, by a list of synonyms, 打架 also 斗殴 and 互殴.
 */
#ifndef PRECINCT_WIDEN_H
#define PRECINCT_WIDEN_H

#include "fault.h"
#include "forms.h"

/* Appends the pattern with every character, and every class, holding all its
 * forms. */
void widen_pattern(struct str *out, const struct forms *forms,
    struct sv pattern);

/* Groups of words that mean the same. */
struct synonyms;
/* A file of lines 打架=斗殴=互殴; blank lines and lines with # are left out.
 * NULL with the fault. */
struct synonyms *synonyms_read(const char *path, struct fault *f);
void synonyms_free(struct synonyms *s);
/* Appends the pattern with each of the words, where it stands as text, made
 * (?:打架|斗殴|互殴). The longest word wins. A word whose last character has a
 * quantifier stays as it is. */
void synonyms_apply(struct str *out, const struct synonyms *s,
    struct sv pattern);

#endif
