/* SPDX-License-Identifier: MIT */
/*
 * terms: the words of share/terms: platforms, means of payment and ways of
 * contact, each a stable id with names for people and the words that tell it;
 * and the words by which extract knows names and numbers.
 */
#ifndef PRECINCT_TERMS_H
#define PRECINCT_TERMS_H

#include "texts.h"

enum term_kind {
	TERM_PLATFORM,
	TERM_PAYMENT,
	TERM_CONTACT,
	TERM_NKINDS
};

struct term {
	enum term_kind kind;
	struct sv id;           /* "wechat": stable, [a-z0-9_] */
	struct sv zh, en;       /* for people */
	struct texts words;     /* that tell it, whatever stands around */
	struct texts nouns;     /* contact: that tell it with a verb near */
};

enum term_list {
	/* names.json */
	TERM_SURNAMES,          /* rows of single characters: 王李张 */
	TERM_COMPOUND,          /* 欧阳 */
	TERM_COMMON,            /* rows of surnames that need no word near */
	TERM_GIVEN,             /* rows of characters common in given names */
	TERM_NEVER_GIVEN,       /* rows of those in no given name: 打店号 */
	TERM_STOPS,             /* rows of characters before which names end */
	TERM_LABELS,            /* 姓名, 户名: a name follows for certain */
	TERM_ROLES,             /* 报警人, 丈夫: a name often follows */
	TERM_LINKS,             /* 与, 被: a name may follow */
	TERM_AFTER,             /* 先生, (男: a name stands before */
	TERM_NOT_NAMES,         /* 高速, 白色: words that begin as names do */
	/* words.json */
	TERM_WORDS,             /* rows of common words of two characters */
	/* numbers.json: words before a number */
	TERM_PHONE_CUES, TERM_ID_CUES, TERM_CARD_CUES, TERM_PLATE_CUES,
	TERM_ACCOUNT_CUES,
	TERM_REFERENCE_CUES,    /* 编号, 单号: no number of a person */
	/* contacts.json */
	TERM_CONTACT_VERBS,     /* 添加, 认识: make a noun a contact */
	TERM_CONTACT_NOT,       /* 报警, 转账: and what makes it none */
	TERM_NLISTS
};

struct terms;

/* NULL with the fault. */
struct terms *terms_read(const char *dir, struct fault *f);
void terms_free(struct terms *t);

size_t terms_count(const struct terms *t);
/* By kind, then as in the file. */
const struct term *terms_at(const struct terms *t, size_t i);
/* Index of a term by kind and id; -1 when there is none. */
int terms_find(const struct terms *t, enum term_kind kind, struct sv id);
const struct texts *terms_list(const struct terms *t, enum term_list list);

#endif
