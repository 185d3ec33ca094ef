/* SPDX-License-Identifier: MIT */
/*
 * ruleset: the rules of all rule files, precinct-rules(5), made ready to
 * judge by. Read-only once finished: shared by threads.
 */
#ifndef PRECINCT_RULESET_H
#define PRECINCT_RULESET_H

#include "map.h"
#include "rule.h"

#define RULESET_RULES 20000     /* most rules */
#define RULESET_PRIORITIES 1000 /* most names in `priority` */
#define RULESET_SCORE 2         /* least score of a category that applies */
#define RULESET_NONE UINT32_MAX

enum ruleset_severity {
	RULESET_WARNING,
	RULESET_WRONG,          /* a file that says what it must not */
	RULESET_UNREADABLE      /* no file, or not JSON */
};

struct ruleset_complaint {
	enum ruleset_severity severity;
	struct fault fault;
};

struct ruleset_complaints {     /* the zero value is empty */
	struct ruleset_complaint *at;
	size_t n, cap;
};

struct ruleset_label {
	struct sv name;
	enum rule_kind kind;    /* never RULE_CANCEL */
	uint32_t rank;          /* order where scores are equal; by name */
	bool cancels;           /* some rule of kind cancel names it */
};

/*
 * Rules are looked at 64 at a time, a bit each. What a text says of them is a
 * table of cells: by word of 64 rules, then by plane.
 */
#define RULESET_SAYS 3
#define RULESET_SPARE 32        /* cells behind the others, for signs of
				 * nothing: one for all would be waited for */

enum ruleset_plane {
	RULESET_MAY_HIT,        /* what makes them hit was found */
	RULESET_SPOILT,         /* a word of unless_text was */
	RULESET_WITH            /* and further: something of group 0, 1, ... */
};

/* What a literal says by being found. */
struct ruleset_sign {
	uint64_t rules;
	uint32_t cell;
};

/* Where a literal is used and its place matters: term `term` of a rule. They
 * come RULESET_USES at a time; the last ones may be of rule number nrules,
 * which there is not. */
#define RULESET_USES 4

struct ruleset_use {
	uint16_t rule;          /* RULESET_RULES fits */
	uint16_t term;
	uint16_t tag;           /* see ruleset_tag */
};

/* What is asked of a rule all the time, close together. */
struct ruleset_quick {
	const struct rule_term *terms;
	uint32_t within;
	uint8_t groups;         /* of `with`, as far as places matter */
	uint8_t bare;           /* roles with a pattern that needs no literal */
	bool negation, drop_hearsay;
};

/* All that is asked of a literal found, mostly: a cache line. */
struct ruleset_literal {
	uint64_t rules;         /* of its uses: bit rule % 64 */
	uint64_t says[RULESET_SAYS]; /* its first signs; those that it does */
	uint32_t cells[RULESET_SAYS]; /* not have say nothing */
	uint32_t signs, uses;   /* the first further ones; they end where the */
	uint32_t len;           /* next literal's begin. In units */
};

struct ruleset {
	struct fold *fold;
	struct matcher *matcher;
	struct rule *rules;
	size_t nrules, cap;
	struct ruleset_label *labels;
	size_t nlabels;
	struct map label_index; /* name -> index in labels */
	struct ruleset_literal *literals; /* by number, and one past the last */
	struct ruleset_sign *signs;
	struct ruleset_use *uses;
	size_t words, planes;   /* of 64 rules each; of cells */
	uint64_t *looks;        /* by field, then word: look at it by text */
	uint64_t *holds;        /* by cell: rules that need no sign there */
	struct ruleset_quick *quick; /* by rule */
	uint32_t *by_loss;      /* rules that hit by the loss alone */
	size_t nby_loss;
	unsigned fields;        /* that any rule looks at */
	struct map types;       /* folded level -> first index + 1 in typed */
	struct ruleset_typed *typed;
	size_t ntyped;
	uint64_t *decides;      /* by word: the category depends on them */
	uint64_t *fits;         /* by category label ("other": nlabels), then
	                         * word: factors and gates that are for it */
	int64_t medium, high, cap_score;
	struct str classifier;  /* "rules 2026.11", as JSON */
	/* while reading */
	struct rule_tools tools;
	struct json_doc **docs;
	size_t ndocs;
	struct map by_id;       /* id -> index + 1 in rules, 0: disabled */
	const struct json_doc *priority_doc;
	const struct json *priority;
	struct map versions;
	bool finished;
};

/* What a term is, in one byte to compare: its role, its group, and whether it
 * is a pattern (of which the literal is a required one) or a word. */
static inline uint8_t
ruleset_tag(enum rule_role role, unsigned group, bool pattern)
{
	return (uint8_t)((unsigned)role << 5 | group << 1 | pattern);
}

static inline bool
ruleset_has(const uint64_t *words, uint32_t rule)
{
	return words[rule / 64] >> rule % 64 & 1;
}

struct ruleset_typed {          /* a chain of rules of one class */
	uint32_t rule, next;    /* index + 1; 0: the end */
};

struct ruleset *ruleset_new(void);
void ruleset_free(struct ruleset *rs);
/* Reads a file, or every *.json of a directory in byte order of the names; a
 * rule replaces an earlier one with the same id. Complaints are added to c. */
void ruleset_read(struct ruleset *rs, const char *path,
    struct ruleset_complaints *c);
/* The same from memory. */
void ruleset_read_text(struct ruleset *rs, struct sv text, const char *name,
    struct ruleset_complaints *c);
/* After the last file: makes ready. Once. */
void ruleset_finish(struct ruleset *rs, struct ruleset_complaints *c);
/* The label's number, or RULESET_NONE. */
uint32_t ruleset_label(const struct ruleset *rs, struct sv name);

/* Adds a complaint and gives its fault to fill in. */
struct fault *ruleset_complain(struct ruleset_complaints *c,
    enum ruleset_severity severity);
void ruleset_complaints_free(struct ruleset_complaints *c);

#endif
