/* SPDX-License-Identifier: MIT */
/* query_lex: the tokens of query.h's language. */
#ifndef PRECINCT_QUERY_LEX_H
#define PRECINCT_QUERY_LEX_H

#include "arena.h"
#include "fault.h"

enum query_token_kind {
	QTOK_END, QTOK_WORD, QTOK_QUOTED, QTOK_REGEX,
	QTOK_OPEN, QTOK_CLOSE,          /* ( ) */
	QTOK_SET, QTOK_END_SET,         /* { } and [ ] */
	QTOK_COMMA, QTOK_TO,            /* , .. */
	QTOK_EQ, QTOK_NE, QTOK_LT, QTOK_LE, QTOK_GT, QTOK_GE,
	QTOK_LIKE, QTOK_UNLIKE,         /* ~ !~ */
	QTOK_AND, QTOK_OR, QTOK_NOT, QTOK_IN, QTOK_HAS
};

struct query_token {
	enum query_token_kind kind;
	struct sv text;         /* of words, quoted text, expressions */
	struct sv flags;        /* of an expression */
	size_t at;              /* byte offset of its first character */
};

struct query_lexer {
	struct sv text;
	size_t at;
	struct arena *arena;    /* of text without its escapes */
};

/* 0, or -1 with the fault. */
int query_lex(struct query_lexer *l, struct query_token *t, struct fault *f);

#endif
