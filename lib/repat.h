/* SPDX-License-Identifier: MIT */
/*
 * repat: a PCRE2 pattern taken apart into tokens, so that it can be widened
 * (widen.h) and asked for the words that every match holds (needs.h). PCRE2
 * itself decides whether the pattern is right; here what is not understood is
 * passed on as REPAT_OTHER.
 */
#ifndef PRECINCT_REPAT_H
#define PRECINCT_REPAT_H

#include "str.h"

enum repat_kind {
	REPAT_END,
	REPAT_CHAR,     /* one character, `c`, however it is written */
	REPAT_CLASS,    /* [...] */
	REPAT_ANY,      /* . \d \w \p{..} …: one character of many */
	REPAT_ASSERT,   /* ^ $ \b …: no character */
	REPAT_OPEN,     /* ( (?: (?<name> (?> (?| */
	REPAT_LOOK,     /* (?= (?! (?<= (?<!: opens a group */
	REPAT_CLOSE,
	REPAT_OR,
	REPAT_QUANTIFIER, /* at least `c` times */
	REPAT_NOTHING,  /* a comment, \Q, \E */
	REPAT_OPTIONS,  /* (?i) (?i: — `opens` tells them apart */
	REPAT_CONDITION, /* (?(…): opens a group */
	REPAT_OTHER     /* back references, recursion, … */
};

struct repat_token {
	enum repat_kind kind;
	struct sv text;         /* as written */
	uint32_t c;
	bool opens;
};

struct repat {
	struct sv pattern;
	size_t at;
	bool quoting;           /* between \Q and \E */
	bool extended;          /* (?x) was seen: blanks and # are not text */
};

void repat_init(struct repat *r, struct sv pattern);
struct repat_token repat_next(struct repat *r);

/* The members of a class, one after another: start with *at = 0. */
struct repat_item {
	enum { REPAT_ONE, REPAT_RANGE, REPAT_SET } kind;
	uint32_t from, to;
};
bool repat_class_negated(struct sv text);
bool repat_class_next(struct sv text, size_t *at, struct repat_item *item);

/* Appends s with what a pattern takes specially escaped. */
void repat_quote(struct str *out, struct sv s);

#endif
