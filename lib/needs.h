/* SPDX-License-Identifier: MIT */
/*
 * needs: what a record must hold to be an answer, as clauses of words: of each
 * clause at least one word stands in the line. They are searched for in the
 * raw bytes before a line is split (finder.h), and asked of an index before a
 * block is read (caseindex.h). Less than the truth is never asked: what cannot
 * be told makes no clause.
 */
#ifndef PRECINCT_NEEDS_H
#define PRECINCT_NEEDS_H

#include "arena.h"
#include "forms.h"

#define NEEDS_CHARS 24          /* longer words are cut */
#define NEEDS_WORDS 512         /* of a clause */

/* How a pattern looks at its characters. */
enum needs_case {
	NEEDS_WIDE = 1 << 0,    /* all forms (widen.h) */
	NEEDS_CASELESS = 1 << 1 /* (?i) */
};

struct need_word {
	uint32_t *chars;
	uint32_t n;
	uint8_t how;            /* enum needs_case */
	bool opens, closes;     /* a JSON string begins, ends here */
};

struct need_clause {
	struct need_word *words;
	size_t n;
	bool of_pattern;        /* it stands in a field that is searched */
};

struct needs {
	struct arena arena;
	struct need_clause *clauses;
	size_t n, cap;
};

void needs_free(struct needs *n);
/* Adds the clauses of a pattern, which has passed PCRE2. */
void needs_pattern(struct needs *n, const struct forms *forms,
    struct sv pattern, unsigned how);
/* The same when a record need match but one of several patterns. */
void needs_patterns(struct needs *n, const struct forms *forms,
    const struct sv *patterns, size_t count, unsigned how);
/* One of these texts is a whole string of the record; with prefix[i] its
 * beginning. */
void needs_texts(struct needs *n, const struct sv *texts, const bool *prefix,
    size_t count);
/* Takes over what all of `from` needs; with several, one of them holds: their
 * best clauses together (nothing when one of them has none). */
void needs_either(struct needs *n, const struct needs *const *from,
    size_t count);

/* How rare the clause is thought to be; larger is rarer. */
unsigned needs_rarity(const struct need_clause *c);
/* The clause of the greatest rarity, or NULL. */
const struct need_clause *needs_best(const struct needs *n);
/* Appends the spellings of the word's rarest stretch as they may stand in a
 * line, one after another, each ended by NUL, and tells which of its
 * characters the stretch is. False when there are too many spellings, or none
 * that says anything. */
bool needs_spellings(const struct need_word *w, const struct forms *forms,
    struct str *out, uint32_t *from, uint32_t *chars);
/* Whether the whole word stands around its stretch, which is at `at` and has
 * `len` bytes. */
bool needs_stands(const struct need_word *w, const struct forms *forms,
    uint32_t from, uint32_t chars, struct sv text, size_t at, size_t len);

#endif
