/* SPDX-License-Identifier: MIT */
/*
 * rule: one rule of precinct-rules(5), read from JSON and checked.
 */
#ifndef PRECINCT_RULE_H
#define PRECINCT_RULE_H

#include "json.h"
#include "matcher.h"
#include "pattern.h"
#include "subject.h"

enum rule_kind { RULE_CATEGORY, RULE_FACTOR, RULE_GATE, RULE_CANCEL };
enum rule_level { RULE_LOW, RULE_MEDIUM, RULE_HIGH };

/* Where text is looked for; a hit may also come from the class or the loss
 * of the record. */
enum rule_field {
	RULE_NARRATIVE, RULE_FEEDBACK, RULE_OUTCOME, RULE_ADDRESS,
	RULE_CALLER_JOB, RULE_PLACE_TYPE, RULE_CHANNEL,
	RULE_NFIELDS,
	RULE_TYPE = RULE_NFIELDS,
	RULE_LOSS
};

enum rule_role {
	RULE_HIT,               /* words, patterns */
	RULE_WITH,              /* must be near as well */
	RULE_UNLESS,            /* what overlaps it is no hit */
	RULE_TEXT               /* unless_text: spoils the whole field */
};

#define RULE_ANYWHERE UINT32_MAX
#define RULE_GROUPS 16          /* most groups of `with` */
#define RULE_TERMS 4096         /* most words and patterns of a rule */

/* A literal or, when `pattern` is set, a pattern. */
struct rule_term {
	const struct pattern *pattern;
	uint32_t literal;       /* the matcher's number */
	enum rule_role role;
	unsigned group;         /* of RULE_WITH */
};

struct rule {
	const struct json_doc *doc;     /* where it stands, for messages */
	const struct json *source;
	struct sv id, gives, why, why_en; /* live as long as the document */
	enum rule_kind kind;
	int weight;
	enum rule_level level;  /* RULE_LOW: no trigger */
	bool final, negation, drop_hearsay;
	unsigned fields;        /* bit 1 << rule_field */
	unsigned groups;        /* of RULE_WITH */
	unsigned roles;         /* bit 1 << rule_role of what there is */
	uint32_t within;
	bool has_min_loss, has_min_number;
	int64_t min_loss_fen, min_number;
	struct rule_term *terms;
	size_t nterms;
	const struct json *types, *only; /* lists of texts, or NULL */
	uint32_t label;         /* ruleset's number of `gives` */
};

/* What rules are read with. */
struct rule_tools {
	const struct fold *fold;
	struct matcher *matcher;        /* literals are added to it */
	struct regex_scratch *scratch;
	struct pattern_pool patterns;
	struct subject_filter subjects;
	struct folded folded;           /* scratch */
};

/* Reads a rule. -1 with the fault, and nothing to free. */
int rule_read(struct rule *r, const struct json_doc *doc,
    const struct json *source, struct rule_tools *tools, struct fault *f);
void rule_free(struct rule *r);

/* Whether it hits by words or patterns at all. */
bool rule_has_text(const struct rule *r);
const char *rule_field_name(enum rule_field field);
const char *rule_kind_name(enum rule_kind kind);
const char *rule_level_name(enum rule_level level);

#endif
