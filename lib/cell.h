/* SPDX-License-Identifier: MIT */
/*
 * cell: what a cell of an export says, without what Excel and the web did to
 * it: blanks and invisible characters around and inside, ="510…", '510…,
 * _x000D_. Inner text stays byte for byte; damage is told, not mended.
 */
#ifndef PRECINCT_CELL_H
#define PRECINCT_CELL_H

#include "map.h"

/* True when a stretch of text (a cell, a whole row) holds nothing that
 * cell_clean and cell_damaged look for but ASCII; valid UTF-8. Vectorised. */
bool cell_is_plain(struct sv text);
bool cell_is_plain_simple(struct sv text);      /* its oracle */

/* The text: a view of raw, or of *scratch (overwritten) where something
 * inside had to go. plain: cell_is_plain is known to hold. */
struct sv cell_clean(struct sv raw, bool plain, struct str *scratch);
/* Marks of text decoded wrongly or cut (DOMAIN-DETAIL §1.5): U+FFFD,
 * private-use characters, a bopomofo letter beside Han, "?;" between Han. */
bool cell_damaged(struct sv text);
/* A number or code: narrowed into buf, blanks at the ends off, "123.0" without
 * its zero. A view of buf or of raw. .p is NULL when it does not fit. */
struct sv cell_number(struct sv raw, char *buf, size_t cap);
/* 5.10124E+17: what a number of many digits became; they are lost. */
bool cell_is_scientific(struct sv number);

/* A few short words, each with something it stands for: found by length and
 * bytes, without hashing. */
struct cell_words {
	struct sv *words, *values;      /* by length */
	uint32_t *heads;                /* their first bytes */
	size_t n, cap;
	uint8_t from[34];       /* words of length n: [from[n], from[n+1]) */
	struct map *long_or_many;       /* of those that do not fit */
};

void cell_words_add(struct cell_words *w, struct sv word, struct sv value);
/* To be called once after the last add. */
void cell_words_sort(struct cell_words *w);
bool cell_words_find(const struct cell_words *w, struct sv word,
    struct sv *value);
void cell_words_free(struct cell_words *w);

#endif
