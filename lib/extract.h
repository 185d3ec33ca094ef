/* SPDX-License-Identifier: MIT */
/*
 * extract: values inside a text, with their places: who (names, phones,
 * resident IDs, cards, plates, e-mail, accounts, house numbers), and what
 * (amounts, times of day, platforms, means of payment, ways of contact, web
 * addresses). One pass over the folded text looks at digits, letters and the
 * words of share/terms; what is common in Chinese text costs a table look-up
 * a character.
 *
 * Numbers are found as people write them: 138 0013 8000, 138-0013-8000,
 * full-width, 一三八零零…, 幺三八…, broken over a line, glued to words.
 */
#ifndef PRECINCT_EXTRACT_H
#define PRECINCT_EXTRACT_H

#include "terms.h"

enum extract_class {
	/* of persons: what mask.h takes out */
	EXTRACT_NAME,           /* by the words around it */
	EXTRACT_PHONE,          /* mobile, landline, abroad */
	EXTRACT_ID,             /* resident ID of 18 or 15 */
	EXTRACT_CARD,           /* bank card or account */
	EXTRACT_PLATE,
	EXTRACT_EMAIL,
	EXTRACT_ACCOUNT,        /* QQ, WeChat, Alipay, games, by context */
	EXTRACT_HOUSE,          /* 88号, 3栋2单元501 */
	/* of nobody in particular */
	EXTRACT_SERVICE,        /* 110, 96110, 95588, 400… */
	EXTRACT_URL,
	EXTRACT_AMOUNT,
	EXTRACT_TIME,           /* of day */
	EXTRACT_PLATFORM,       /* app, shop, game, site: a term */
	EXTRACT_PAYMENT,        /* a term */
	EXTRACT_CONTACT,        /* a term: how they came to speak */
	EXTRACT_NCLASSES
};

#define EXTRACT_BIT(class) (1U << (class))
#define EXTRACT_PERSONAL (EXTRACT_BIT(EXTRACT_SERVICE) - 1)
#define EXTRACT_WAYS (EXTRACT_BIT(EXTRACT_PLATFORM) |                         \
	EXTRACT_BIT(EXTRACT_PAYMENT) | EXTRACT_BIT(EXTRACT_CONTACT))
#define EXTRACT_ALL (EXTRACT_BIT(EXTRACT_NCLASSES) - 1)

struct extract_value {
	enum extract_class class;
	size_t start, len;      /* bytes of the text */
	size_t first, chars;    /* the same in characters */
	size_t norm, norm_len;  /* of extract.norms: digits without blanks, X
	                         * in upper case, 14:30, 3500000, wechat */
	int64_t number;         /* fen; minutes; index of the term; else 0 */
};

struct extract_scratch;

struct extract {                /* of one thread; the zero value is empty */
	struct extract_value *at; /* by start */
	size_t n, cap;
	struct str norms;
	struct extract_scratch *scratch;
};

struct extractor;               /* read-only once made: shared by threads */

/* Reads the terms of a directory (share/terms). NULL with the fault. */
struct extractor *extractor_new(const char *dir, struct fault *f);
/* The same of the words that come with precinct. */
struct extractor *extractor_shipped(struct fault *f);
void extractor_free(struct extractor *x);
const struct terms *extractor_terms(const struct extractor *x);
/* Bytes of the surname that a name begins with: 王, 欧阳; 0. */
size_t extractor_surname(const struct extractor *x, struct sv name);

/*
 * Replaces *e by the values of the classes wanted (EXTRACT_BITs). Values of
 * persons do not overlap one another; the others may overlap them. Bytes that
 * are not UTF-8 count as one blank each (and as one character).
 */
void extract_text(const struct extractor *x, struct extract *e, struct sv text,
    unsigned classes);
void extract_free(struct extract *e);

static inline struct sv
extract_norm(const struct extract *e, const struct extract_value *v)
{
	return (struct sv){e->norms.p + v->norm, v->norm_len};
}

/* "phone", and its name for people. */
const char *extract_class_name(enum extract_class class);
const char *extract_class_title(enum extract_class class, bool english);
/* The class of a name; EXTRACT_NCLASSES when there is none. */
enum extract_class extract_class_find(struct sv name);

/* How a fraud went: indexes into extractor_terms, -1 when not told. */
struct extract_ways {
	int contact;            /* the first way of contact */
	int platform;           /* the first platform that is not the contact
	                         * or payment itself, else the first */
	int payment;            /* the first means of payment */
};

/* Of a narrative; what it found stays in *e. */
void extract_ways(const struct extractor *x, struct extract *e,
    struct sv narrative, struct extract_ways *w);

#endif
