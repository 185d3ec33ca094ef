/* SPDX-License-Identifier: MIT */
/*
 * query: conditions on the fields of a record: the language of --where
 * (precinct-query(5)), compiled to a tree whose cheap questions are asked
 * first. Queries can be joined, so that the short options of a command
 * (--since, --category) are conditions like any other.
 */
#ifndef PRECINCT_QUERY_H
#define PRECINCT_QUERY_H

#include "needs.h"
#include "record.h"
#include "textre.h"

enum query_kind {
	QUERY_ALL,      /* every child holds; none: true */
	QUERY_ANY,      /* one child holds; none: false */
	QUERY_NOT,      /* its only child does not hold */
	QUERY_NUMBER,   /* a number of the field lies in one of the ranges */
	QUERY_TEXT,     /* the field is, or begins with, one of the texts */
	QUERY_ORDER,    /* the field's text lies in [low, high] by bytes */
	QUERY_REGEX,
	QUERY_TRUE,     /* the field is true */
	QUERY_THERE,    /* the field is there */
	QUERY_OWN       /* a question of the caller's */
};

/* Which number of the field is meant. */
enum query_part {
	QUERY_VALUE,    /* an integer */
	QUERY_INSTANT,  /* seconds since 1970-01-01T00:00Z */
	QUERY_CLOCK,    /* seconds since midnight */
	QUERY_WEEKDAY,  /* 1 Monday to 7 */
	QUERY_DAY,      /* of the month */
	QUERY_HOUR, QUERY_MONTH, QUERY_YEAR
};

struct query_range {
	int64_t from, to;       /* both included */
};

/* What a thread needs to ask; the zero value is ready. */
struct query_scratch {
	struct str text;
	struct textre_scratch *re;
	struct record extra;
	bool limit;             /* set when a regular expression gave up */
	const char *hit;        /* where in the line a word was found, or NULL */
	void *own;              /* of a QUERY_OWN node's function */
	void (*own_free)(void *own);
	double score;           /* that it may have given the record */
};

struct query_node {
	enum query_kind kind;
	unsigned cost;
	struct query_node **children;
	size_t nchildren;
	enum record_key key;
	struct sv column;       /* of extra, when key is REC_EXTRA */
	enum query_part part;
	struct query_range *ranges;
	size_t nranges;
	struct sv *texts;       /* QUERY_ORDER: low, high; p NULL: no bound */
	bool *flags;            /* prefix; QUERY_ORDER: the bound excluded */
	size_t ntexts;
	struct textre *re;
	struct sv pattern;      /* of re, as written */
	unsigned how;           /* of re: enum needs_case */
	bool (*own)(void *context, const struct record *r,
	    struct query_scratch *s);
	void *context;
};

struct query {
	struct arena arena;
	struct query_node *root;        /* a QUERY_ALL */
	const struct forms *forms;      /* NULL: exact */
	struct textre **regexes;        /* freed with the query */
	size_t nregexes;
};

/* forms: words of regular expressions match in all their forms; NULL: as
 * written. Must outlive the query. */
void query_init(struct query *q, const struct forms *forms);
void query_free(struct query *q);
void query_scratch_free(struct query_scratch *s);

/* Adds the expression as a condition. -1 with the fault, whose column is a
 * byte offset in text + 1. today: for dates such as `today`, days since 1970. */
int query_parse(struct query *q, struct sv text, int64_t today,
    struct fault *f);
/* Adds a condition made by hand. */
void query_add(struct query *q, struct query_node *node);
struct query_node *query_node(struct query *q, enum query_kind kind);
/* After the last condition: puts the cheap ones first. */
void query_finish(struct query *q);
/* The fault of an expression for people: the text and a caret under it. */
void query_show_fault(struct str *out, struct sv text, uint64_t column);

/* The value of a node's field; of a column of extra, it lives in s->extra. */
const struct record_value *query_value(const struct query_node *n,
    const struct record *r, struct query_scratch *s);
/* The node's part of a value as a number; false: it has none. */
bool query_number(const struct query_node *n, const struct record_value *v,
    struct query_scratch *s, int64_t *number);
bool query_holds(const struct query *q, const struct record *r,
    struct query_scratch *s);
/* What the line must hold (needs.h). */
void query_needs(const struct query *q, struct needs *n);
/* The instants that the field of every answer lies in; false: any. */
bool query_span(const struct query *q, enum record_key key,
    enum query_part part, struct query_range *span);

#endif
