/* SPDX-License-Identifier: MIT */
/*
 * grep: the questions of grep-cases put to a history: which records are
 * answers, and what is told of them.
 *
 * A block is searched for words that every answer holds (needs, finder) before
 * its lines are looked at; a line is scanned only when it holds them all.
 */
#ifndef PRECINCT_GREP_H
#define PRECINCT_GREP_H

#include "caseindex.h"
#include "finder.h"
#include "out.h"

#define GREP_FINDERS 4

/* Patterns of the command line, asked of some fields. */
struct grep_pattern {
	struct textre **res;    /* NULL: a plain word, in words */
	size_t n;
	struct wordset *words;  /* of many plain words; or NULL */
	bool everything;        /* one of them is empty: all match */
	bool literal;           /* one word and nothing else: found as such it
	                         * need not be asked of PCRE2 */
	bool all_fields;
	bool field[REC_NKEYS];
	struct str *sources;    /* n, as given, with synonyms; for needs */
	unsigned how;           /* enum needs_case */
};

struct grep_pattern_options {
	struct prog_list patterns;
	const struct forms *forms;      /* NULL: as written */
	const struct synonyms *synonyms;
	bool fixed, caseless, word, whole;
	const char *fields;     /* "narrative,outcome" or "all"; NULL: default */
};

/* -1 with the fault (its file is "pattern" or "--in"). */
int grep_pattern_make(struct grep_pattern *p,
    const struct grep_pattern_options *o, struct fault *f);
void grep_pattern_free(struct grep_pattern *p);
void grep_pattern_needs(const struct grep_pattern *p,
    const struct forms *forms, struct needs *n);
/* Whether a field chosen matches. */
bool grep_pattern_holds(const struct grep_pattern *p,
    const struct record *r, struct query_scratch *s);
/* The next match in a text from *at on; moves *at behind it. */
bool grep_pattern_next(const struct grep_pattern *p, struct sv text,
    struct query_scratch *s, size_t *at, size_t *start, size_t *end);
/* Calls `each` for every string of the fields chosen. */
void grep_pattern_texts(const struct grep_pattern *p,
    const struct record *r, struct str *scratch,
    void (*each)(void *context, enum record_key key, struct sv text),
    void *context);

struct grep_hit {
	size_t out_end;         /* its output ends there in block.out */
	uint64_t line;          /* in the block, from 0 */
	size_t at, len;         /* its line in block.in */
};

struct grep_trouble {
	uint64_t line, column;
	size_t at, len;         /* in worker.reasons */
};

struct grep;

/* What a thread works with and has found in the block at hand. */
struct grep_worker {
	const struct grep *grep;
	struct record record;
	struct query_scratch query;
	struct fault fault;
	struct str scratch;
	struct grep_hit *hits;
	size_t nhits, hits_cap;
	struct grep_trouble *troubles;
	size_t ntroubles, troubles_cap;
	struct str reasons;
	void *teller;           /* the output's own */
	uint64_t lines_scanned;
};

struct grep {
	const struct history *history;
	const struct query *query;
	struct finder *finders[GREP_FINDERS];
	size_t nfinders;
	/* What the first finder finds must stand in one of its fields, for the
	 * line to be an answer; NULL: anywhere. */
	const struct grep_pattern *where;
	uint64_t max_record;
	bool first_only;        /* one hit a block is enough */
	bool count_lines;       /* numbers of lines are wanted in any case */
	/* Appends what is told of an answer to b->out; NULL: its line. */
	void (*tell)(struct grep_worker *w, const struct record *r,
	    struct block *b);
	bool silent;            /* answers are only counted */
};

/* Makes the finders of what is needed. */
void grep_prepare(struct grep *c, const struct needs *needs,
    const struct forms *forms, const struct grep_pattern *pattern);
void grep_free(struct grep *c);
void grep_worker_free(struct grep_worker *w);
/* For struct blocks; worker is a struct grep_worker. b->more is then it. */
void grep_work(void *worker, struct block *b);

#endif
