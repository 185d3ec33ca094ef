/* SPDX-License-Identifier: MIT */
/*
 * repeat: what of an incident tells that another is of the same dispute, as
 * numbers (a sketch), and how much two sketches have in common, in points.
 *
 * It is incidents that are compared. A sketch holds hashes of numbers and
 * places and, of names, only what is needed to see that two are the same; no
 * table of people comes of it. What speaks for a link, and what against:
 *
 *	the same card or telephone              3, of callers of two names 2
 *	a number one digit off, the same name   2
 *	the same room, unit, building or name   3, 2, 1, 1
 *	the same house number                   2, of a busy house 1
 *	both parties' names agree               3, one name 1
 *	nearly the same words                   3, alike 1
 *	the same odd sum                        2, a round one 1
 *	minutes apart at the same place         2
 *	within three days                       1
 *	the later one says that it is not new   1
 *	the same category                       1, a foreign one -1
 *	another place                           -1
 *
 * REPEAT_LINKS points make a link: a name alone (1, with the category 2) never
 * does, nor a street or a school.
 */
#ifndef PRECINCT_REPEAT_H
#define PRECINCT_REPEAT_H

#include "fold.h"
#include "minhash.h"
#include "place.h"
#include "record.h"
#include "repeat_names.h"

#define REPEAT_LINKS 4
#define REPEAT_PHONES 4
#define REPEAT_NAMES 12
#define REPEAT_SUMS 2
#define REPEAT_NO_TIME INT64_MIN

struct repeat_sketch {
	int64_t time;           /* of the report; or REPEAT_NO_TIME */
	uint64_t card;          /* hash; 0: none */
	uint64_t phones[REPEAT_PHONES]; /* digits; the caller's first */
	uint64_t digits;        /* of the caller's first, for near_phone */
	uint64_t names[REPEAT_NAMES];   /* up to four units each; the caller's
	                                 * (if whole) and the parties' first */
	struct place place;
	struct minhash text;
	uint32_t sums[REPEAT_SUMS];     /* yuan, that the text names */
	uint32_t category;      /* hash */
	uint16_t surname;       /* the caller's first unit; 0: not known */
	uint16_t kin;           /* bits: the kinds of matter it may be */
	uint8_t nphones, ncalled;       /* ncalled: that are the caller's */
	uint8_t nsums;
	uint8_t nnames, nsure;          /* nsure: no guesses from the text */
	bool has_caller;        /* names[0] is the caller's */
	bool has_text;
	bool again;             /* says that it is not the first time */
	bool dispute;
	/* set by the linker: numbers and places that many incidents share */
	uint8_t shared_phones;  /* bit i: of phones[i] */
	uint16_t common_names;  /* bit i: of names[i], a mere word perhaps */
	uint8_t common_sums;
	bool public_name, public_room;
	bool common_text;       /* many are nearly the same */
	bool busy;              /* the place sees several incidents */
};

/* What a worker needs to make sketches. */
struct repeat_looker {
	const struct fold *fold;
	const struct repeat_namer *namer;
	struct folded folded;
	struct address address;
	struct str scratch, community, town;
};

void repeat_looker_free(struct repeat_looker *l);
/* Whether an incident of the category may be a report of a dispute although it
 * is none: blows, damage, noise, a complaint, what no rule knew. */
bool repeat_may_belong(struct sv category);
/* What of every incident must be counted, so that switchboards and public
 * places are known: fewer parts, much quicker. */
void repeat_glance(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s);
/* All of it. */
void repeat_look(struct repeat_looker *l, const struct record *r,
    bool dispute, struct repeat_sketch *s);

struct repeat_evidence {
	int8_t points;
	uint8_t place;          /* depth to which they agree, 0: they don't */
	uint8_t text;           /* percent, 0: below what counts */
	uint8_t names;          /* that agree; 2: a pair */
	bool parent;            /* the export says so */
	bool card, phone, near_phone, category, minutes, soon, again;
	uint8_t sum;            /* 2: an odd one */
};

struct repeat_limits {
	double similar;         /* texts that are nearly the same */
	int64_t minutes;        /* seconds, within which calls are of one
	                         * event */
};

/* a: the later one. */
void repeat_weigh(const struct repeat_sketch *a,
    const struct repeat_sketch *b, const struct repeat_limits *limits,
    struct repeat_evidence *e);
/* Appends ["phone","address:5","text:0.83","points:7"]. */
void repeat_put_why(struct str *out, const struct repeat_evidence *e);

/* Keys under which sketches are found that may have enough in common. */
#define REPEAT_KEYS 72
size_t repeat_keys(const struct repeat_sketch *s, uint64_t *keys);

#endif
