/* SPDX-License-Identifier: MIT */
/*
 * judge: the rules applied to one incident: its category, labels, risk and
 * the reasons. One judge a thread; nothing is allocated for a record once the
 * buffers have grown.
 */
#ifndef PRECINCT_JUDGE_H
#define PRECINCT_JUDGE_H

#include "record.h"
#include "ruleset.h"

enum judge_standing {
	JUDGE_COUNTED,          /* its label is among `labels` */
	JUDGE_CANCELLED,        /* a stronger hit cancelled the label */
	JUDGE_WEAK,             /* its category's score is too low */
	JUDGE_ELSEWHERE,        /* it is for other categories only */
	JUDGE_IDLE              /* it found nothing to cancel */
};

struct judge_hit {
	uint32_t rule;
	enum rule_field field;
	uint32_t start, len;    /* characters of the field; 0 of a class */
	enum judge_standing standing;
	bool first;             /* of this rule in this field */
};

struct judge_limit {            /* a rule that hit a limit of regex.h */
	uint64_t records;       /* to which it was not applied in full */
	char *file;             /* the first of them */
	uint64_t sequence, line;
};

/* A name as it is written, with room to be copied whole. */
struct judge_name {
	char text[76];
	uint32_t len;
};

struct judge_scratch;

struct judge {
	const struct ruleset *rules;
	struct judge_name *names; /* of rules, then of labels */
	/* Set by the caller: rules that are not for the record's category are
	 * not looked for, nor hits that change nothing. The judgement is the
	 * same, but hits do not tell of them, and nothing is summed up. */
	bool brief;
	/* Set by the caller, or NULL: asked for the category, a label or
	 * RULESET_NONE, once the rules have said theirs (category, final);
	 * what the rules say of risk and gates follows the answer. */
	uint32_t (*choose)(void *context, const struct judge *j);
	void *choose_context;
	/* The result, until the next judge_begin. */
	bool final;             /* a final rule decided */
	uint32_t category;      /* label, or RULESET_NONE: "other" */
	int64_t score;
	enum rule_level risk;
	uint32_t *labels;       /* category first, then the others that */
	size_t nlabels;         /* apply, factors, gates */
	struct judge_hit *hits; /* by rule, field, start */
	size_t nhits;
	/* Sums over all records. */
	uint64_t *counted;      /* by rule: records in which it counted */
	uint64_t *struck;       /* by rule: hits, but its label did not apply */
	struct judge_limit *limits; /* by rule */
	struct judge_scratch *scratch;
};

struct judge *judge_new(const struct ruleset *rules);
void judge_free(struct judge *j);
/* What judge_put writes of rules and labels. */
struct judge_name *judge_names(const struct ruleset *rules);

/* An incident by its parts, in this order: begin, texts by order of fields,
 * class, end. */
void judge_begin(struct judge *j, bool has_loss, int64_t loss_fen);
void judge_text(struct judge *j, enum rule_field field, struct sv text);
void judge_type(struct judge *j, struct sv type);
void judge_end(struct judge *j);

/* Where the records come from, for judge_limit. */
void judge_place(struct judge *j, const char *file, uint64_t sequence,
    uint64_t line);
/* False when the record is no incident: nothing is judged. */
bool judge_record(struct judge *j, const struct record *r);
/* Appends the keys of classify-risk, for record_splice. */
void judge_put(const struct judge *j, struct str *out);
/* Appends the value of the key `why` alone, a list. */
void judge_put_why(const struct judge *j, struct str *out);
/* "other" when no category applies. */
struct sv judge_category(const struct judge *j);
/* The record's key of a text field. */
enum record_key judge_key(enum rule_field field);
/* Whether the rule hit, counted or not. */
bool judge_hit_by(const struct judge *j, uint32_t rule);

/* The keys that judge_put writes, for record_splice. */
extern const enum record_key judge_keys[];

#endif
