/* SPDX-License-Identifier: MIT */
/*
 * extract_parts: what the modules of extract.h share. Positions are units of
 * the folded text until extract.c turns them into characters and bytes.
 */
#ifndef PRECINCT_EXTRACT_PARTS_H
#define PRECINCT_EXTRACT_PARTS_H

#include "extract.h"
#include "map.h"
#include "matcher.h"

enum {                          /* bits of a unit, see unit_is */
	UNIT_DIGIT = 1 << 0,    /* 0 to 9 */
	UNIT_NUMERAL = 1 << 1,  /* 〇零一 … 九幺, ① … ⑨ */
	UNIT_LETTER = 1 << 2,   /* a to z */
	UNIT_HAN = 1 << 3,
	UNIT_PROVINCE = 1 << 4, /* 京 … 琼 of plates */
	UNIT_SURNAME = 1 << 5,
	UNIT_GIVEN = 1 << 6,
	UNIT_NEVER = 1 << 7,    /* in no given name */
	UNIT_HOUSE = 1 << 8,    /* 号栋幢座室单 */
	UNIT_MARK = 1 << 9,     /* 某 and · of names */
	UNIT_CLAUSE = 1 << 11,  /* a clause ends here */
	UNIT_STOP = 1 << 12,    /* a name ends before it */
	UNIT_COMMON = 1 << 13,  /* a surname that needs no word near */
	UNIT_DOUBLE = 1 << 14,  /* begins a surname of two: 欧 */
	UNIT_ROAD = 1 << 10     /* 路街巷 … 苑: a number after it is a house's */
};

#define LIST_BIT(list) (1U << (list))

struct word {                   /* what a literal of the matcher means */
	uint32_t lists;         /* LIST_BITs */
	int term[TERM_NKINDS];  /* told by it, -1: none */
	int noun;               /* contact told with a verb near, -1: none */
};

struct extractor {
	struct terms *terms;
	struct fold *fold;
	struct matcher *matcher;
	struct word *words;     /* by literal */
	size_t nwords;
	struct map compound;    /* surnames of two units, as bytes */
	uint32_t *pairs;        /* common words of two units, hashed */
	uint16_t units[0x10000];
};

struct extract_scratch {
	struct folded folded;
	struct matcher_hits hits;
	struct str clean;       /* the text without bytes that are not UTF-8 */
	uint8_t *taken;         /* by unit: belongs to a value of a person */
	size_t taken_cap;
};

struct scan {                   /* a text being looked at */
	const struct extractor *x;
	struct extract *e;
	struct sv text;
	const struct folded *folded;
	const uint16_t *u;      /* units; zeros after the last */
	size_t n;
	const struct matcher_hit *hits;
	size_t nhits;
	size_t *cursor;         /* the hit that was asked for last */
	uint8_t *taken;
	unsigned classes;
	/* a byte position that was asked for, to count on from */
	size_t known_char, known_byte;
};

static inline bool
unit_is(const struct scan *s, size_t i, unsigned bits)
{
	return i < s->n && (s->x->units[s->u[i]] & bits) != 0;
}

/* 0 to 9 of a digit or numeral; -1. */
int unit_digit(uint16_t u);

/* Keeps a value of units [from, to) with its normal form, unless its class is
 * not wanted, or it is a person's and overlaps one that is there. */
bool scan_put(struct scan *s, enum extract_class class, size_t from, size_t to,
    struct sv norm, int64_t number);
/* Character of unit i (of the end: s->n), and byte of a character. Bytes are
 * cheap when asked for in order. */
size_t scan_char(const struct scan *s, size_t i);
size_t scan_byte(struct scan *s, size_t character);
/* The lists of all words that begin at unit i, and the length of the longest
 * of those in `lists`; */
uint32_t scan_words_at(const struct scan *s, size_t i, uint32_t lists,
    size_t *longest);
/* A word of the lists ends at most `reach` units before i, in the same
 * clause. */
bool scan_word_before(const struct scan *s, size_t i, uint32_t lists,
    size_t reach);
/* A word of the lists begins at most `reach` units after i. */
bool scan_word_after(const struct scan *s, size_t i, uint32_t lists,
    size_t reach);
/* The units at i and i + 1 are a common word. */
bool scan_pair(const struct scan *s, size_t i);
bool scan_units(const struct scan *s, size_t i, const char *ascii);

/* Each looks at unit i, where a run of its kind begins, puts what it finds,
 * and gives where to go on (above i). */
size_t scan_number(struct scan *s, size_t i);
/* An address whose first unit is i, if it is one. */
void scan_email(struct scan *s, size_t i);
size_t scan_token(struct scan *s, size_t i);
size_t scan_house(struct scan *s, size_t i);
size_t scan_name_mark(struct scan *s, size_t i);
/* A name that begins at unit i, by itself alone. */
void scan_name(struct scan *s, size_t i);
/* 3-2-501 after the name of a place: i is a digit. 0 when it is none. */
size_t scan_house_dashes(struct scan *s, size_t i);
/* Those that begin at words. */
void scan_account(struct scan *s, const struct matcher_hit *h,
    bool in_quotes);
void scan_names(struct scan *s);
/* Other places of the names found. */
void scan_names_again(struct scan *s);
void scan_ways(struct scan *s);
void scan_amounts(struct scan *s);
void scan_times(struct scan *s);

#endif
