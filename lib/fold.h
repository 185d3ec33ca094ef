/* SPDX-License-Identifier: MIT */
/*
 * fold: text as it is compared, never as it is kept. One 16-bit unit a
 * character: full-width to half-width, ASCII to lower case, traditional to
 * simplified; every blank a space, every line end U+000A. Blanks between Han
 * characters, invisible characters and pinyin in brackets after a Han
 * character (漢(hàn)) are dropped; origin leads back.
 *
 * A character beyond the basic plane is the one unit FOLD_ASTRAL, which no
 * rule can hold.
 */
#ifndef PRECINCT_FOLD_H
#define PRECINCT_FOLD_H

#include "str.h"

#define FOLD_ASTRAL 0xfffe
/* Zero units that can be read after the last one. */
#define FOLD_PAD 32
#define FOLD_MAX ((size_t)1 << 30)  /* bytes of a text that are looked at */

struct fold;                    /* the tables; read-only once made */

struct fold *fold_new(void);
void fold_free(struct fold *fold);
/* The unit of a character; 0x20 of any blank, 1 of a dropped character. */
uint16_t fold_unit(const struct fold *fold, uint32_t c);

struct folded {
	uint16_t *units;
	size_t n, cap;
	uint32_t *origin;       /* of each unit; only when `dropped` */
	bool dropped;
};

/* Folds valid UTF-8 into `to`, reusing its memory (zero value: empty). Texts
 * of 4 GiB and more are cut there. */
void fold_text(const struct fold *fold, struct folded *to, struct sv utf8);
void folded_free(struct folded *f);

/* Position in characters of the text that unit i < n came from. */
static inline size_t
folded_origin(const struct folded *f, size_t i)
{
	return f->dropped ? f->origin[i] : i;
}

static inline bool
fold_is_han(uint16_t u)
{
	return (u >= 0x4e00 && u <= 0x9fff) || (u >= 0x3400 && u <= 0x4dbf) ||
	    (u >= 0xf900 && u <= 0xfaff) || u == 0x3007;
}

/* The clause marks after folding (，。；！？、… and a line end; the
 * enumeration comma 、 is none). */
static inline bool
fold_is_clause_mark(uint16_t u)
{
	return u == ',' || u == 0x3002 || u == '.' || u == ';' || u == '!' ||
	    u == '?' || u == '\n' || u == 0x2026;
}

/* Appends units as UTF-8; FOLD_ASTRAL and lone surrogates as U+FFFD. */
void fold_to_utf8(struct str *out, const uint16_t *units, size_t n);

#endif
