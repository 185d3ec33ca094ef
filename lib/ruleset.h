/* SPDX-License-Identifier: MIT */
/*
 * ruleset: the rules of all rule files, precinct-rules(5), made ready to
 * judge by. Read-only once finished: shared by threads.
 */
#ifndef PRECINCT_RULESET_H
#define PRECINCT_RULESET_H

#include "map.h"
#include "ruleindex.h"

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

struct ruleset {
	struct fold *fold;
	struct matcher *matcher;
	struct rule *rules;
	size_t nrules, cap;
	struct ruleset_label *labels;
	size_t nlabels;
	struct map label_index; /* name -> index in labels */
	struct ruleindex_literal *literals; /* by number, and one past the last */
	struct ruleindex_sign *signs;
	struct ruleindex_use *uses;
	uint16_t *users;        /* the rules of the uses alone */
	size_t words, planes;   /* of 64 rules each; of cells */
	uint64_t *looks;        /* by field, then word: look at it by text */
	uint64_t *holds;        /* by cell: rules that need no sign there */
	bool has_bare;          /* rules that may hit without any */
	struct ruleindex_quick *quick; /* by rule */
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
