/* SPDX-License-Identifier: MIT */
#include "evidence.h"

/*
 * A text costs one pass for all literals of all rules, and from these it is
 * known which rules may hit (sift). Only they are then evaluated; patterns are
 * run from where their literal allows a match to begin.
 */

#include "numeral.h"
#include "scope.h"
#include "sift.h"
#include "spans.h"
#include "utf8.h"

#include <stdlib.h>

#define NUMBER_UNITS 64         /* of a group that holds a number */
#define PLAIN_DIGITS 15         /* no more are ever read as a number */

/* What is known of a pattern of unless_text in this text. */
enum { SPOILS_NOT, SPOILS, SPOILS_LIMIT };

struct memo {
	uint32_t text;          /* the number of the text it is about */
	uint8_t answer;
};

struct evidence {
	const struct ruleset *rules;
	struct regex_scratch *regex;
	struct folded folded;
	struct stops stops;             /* of the text, once stops_known */
	bool stops_known;
	struct sift sift;
	const struct ruleindex_quick *quick; /* by rule */
	bool *looked;                   /* by place in sift.taken */
	struct memo *memos;             /* by pattern */
	uint32_t text;                  /* texts so far; see renew_memos */
	bool first_only;                /* see evidence_look */
	struct spans hits, block, near[RULE_GROUPS];
	struct evidence_hit *out;
	size_t nout, out_cap, next;
	/* of the rule looked at */
	uint32_t rule;
	size_t slot;                    /* its place in sift.taken */
	enum { UNKNOWN, PREPARED, HOPELESS } state; /* see accepts */
	bool limit;                     /* a pattern of it gave up */
};

struct evidence *
evidence_new(const struct ruleset *rules)
{
	struct evidence *e = mem_zalloc(1, sizeof(*e));

	e->rules = rules;
	e->regex = regex_scratch_new();
	e->quick = rules->quick;
	e->memos = mem_zalloc(rules->tools.patterns.numbers.count + 1,
	    sizeof(*e->memos));
	e->looked = mem_zalloc(rules->nrules + 1, sizeof(*e->looked));
	sift_init(&e->sift, rules);
	return e;
}

void
evidence_free(struct evidence *e)
{
	if (e == NULL)
		return;
	regex_scratch_free(e->regex);
	folded_free(&e->folded);
	stops_free(&e->stops);
	sift_free(&e->sift);
	free(e->looked);
	free(e->memos);
	spans_free(&e->hits);
	spans_free(&e->block);
	for (size_t g = 0; g < RULE_GROUPS; g++)
		spans_free(&e->near[g]);
	free(e->out);
	free(e);
}

/* --- patterns -------------------------------------------------------------- */

/* Most numbers are written in digits alone. */
static bool
plain_number(const uint16_t *units, size_t n, int64_t *value)
{
	size_t i = 0;

	for (*value = 0; i < n && units[i] >= '0' && units[i] <= '9'; i++)
		*value = *value * 10 + (units[i] - '0');
	return i > 0 && i == n;
}

/* The first number of group 1. 几十, 数百 are at least two of them, which
 * numeral_read does not know. */
static bool
number_suffices(const struct evidence *e, const struct rule *r,
    const struct regex_match *m)
{
	struct str text = {0}, least = {0};
	const uint16_t *units = e->folded.units + m->group_start;
	int64_t value = 0;
	size_t n = m->group_end - m->group_start, at = 0;

	if (n <= PLAIN_DIGITS && plain_number(units, n, &value))
		return value >= r->min_number;
	fold_to_utf8(&text, units, n < NUMBER_UNITS ? n : NUMBER_UNITS);
	while (at < text.len && numeral_read(sv_from(str_sv(&text), at),
	    &value) == 0) {
		struct sv rest = sv_from(str_sv(&text), at);

		if (sv_starts(rest, SV("几")) || sv_starts(rest, SV("数"))) {
			str_addz(&least, "二");
			str_addsv(&least, sv_from(rest, 3));
			numeral_read(str_sv(&least), &value);
			break;
		}
		at += utf8_offset(rest, 1);
	}
	str_free(&text);
	str_free(&least);
	return value >= r->min_number;
}

static bool accepts(struct evidence *e, struct span s);

/* Whether the match is one of the term's places. */
static bool
is_place(struct evidence *e, const struct rule_term *t,
    const struct regex_match *m, size_t *next)
{
	const struct rule *r = &e->rules->rules[e->rule];

	*next = m->end;
	if (t->role != RULE_HIT)
		return true;
	if (r->has_min_number && !number_suffices(e, r, m))
		return false;
	if (accepts(e, (struct span){(uint32_t)m->start, (uint32_t)m->end}))
		return true;
	/* 没有持刀，拿刀: what is denied may hide what is not, for a gap takes
	 * as much as it can. */
	*next = m->start + 1;
	return false;
}

/* All places that begin in [from, last] go to out; gives where to go on. */
static size_t
run_window(struct evidence *e, const struct rule_term *t, size_t from,
    size_t last, struct spans *out)
{
	struct regex_match m;
	size_t next;

	while (from <= last && e->state != HOPELESS) {
		enum regex_status status = regex_find(t->pattern->regex,
		    e->regex, e->folded.units, e->folded.n, from, last, &m);

		if (status == REGEX_LIMIT)
			e->limit = true;
		if (status != REGEX_YES)
			return last + 1;
		if (is_place(e, t, &m, &next))
			spans_add(out, m.start, m.end);
		/* \K can leave an empty match behind its own start. */
		from = next > from ? next : from + 1;
	}
	return from;
}

/* Whether a pattern of the role needs no literal to be found. */
static inline bool
is_bare(const struct evidence *e, enum rule_role role)
{
	return e->quick[e->rule].bare >> role & 1;
}

/* Whether nothing of the role is to be looked at. */
static inline bool
is_empty(const struct evidence *e, enum rule_role role)
{
	return sift_first(&e->sift, e->slot, role) == SIFT_END &&
	    !is_bare(e, role);
}

/* Where a match that holds a required literal at `at` may begin. */
static inline size_t
first_start(struct evidence *e, const struct prefilter *need, size_t at)
{
	size_t from = at > need->before ? at - need->before : 0;
	size_t end = need->after < e->folded.n ? e->folded.n - need->after : 0;
	size_t stop;

	if (!e->stops_known)
		stops_find(&e->stops, e->folded.units, e->folded.n);
	e->stops_known = true;
	stop = stops_before(&e->stops, need->stops, at);
	if (from < stop)
		from = stop;
	return from < end ? end : from;
}

/* Whether such a match may begin in [from, at] at all. */
static inline bool
may_start(const struct evidence *e, const struct prefilter *need, size_t from,
    size_t at)
{
	size_t end = stops_behind(&e->stops, need->stops, at);

	if (end > e->folded.n)
		end = e->folded.n;
	return !(need->starts && from > 0) &&
	    prefilter_may_match(need, e->folded.units, end, from, at);
}

/* Runs a pattern around its required literals, or over the whole text when it
 * has none. */
static void
run_pattern(struct evidence *e, uint16_t term, struct spans *out)
{
	const struct rule_term *t = &e->quick[e->rule].terms[term];
	const struct prefilter *need = &t->pattern->need;
	size_t done = 0;

	if (need->count == 0) {
		run_window(e, t, 0, e->folded.n, out);
		return;
	}
	for (uint32_t i = sift_first(&e->sift, e->slot, t->role);
	    i != SIFT_END && !e->limit; i = sift_next(&e->sift, i)) {
		size_t at = e->sift.events[i].at, from;

		if (e->sift.events[i].term != term)
			continue;
		from = first_start(e, need, at);
		if (from < done)
			from = done;
		done = from > at ? from : !may_start(e, need, from, at) ?
		    at + 1 : run_window(e, t, from, at, out);
	}
}

/* The first term at or behind `from` of which a literal was found among the
 * patterns of the tag; RULE_TERMS: none. */
static uint32_t
next_found(const struct evidence *e, uint8_t tag, uint32_t from)
{
	uint32_t term = RULE_TERMS;

	for (uint32_t i = sift_first(&e->sift, e->slot,
	    (enum rule_role)(tag >> 5)); i != SIFT_END;
	    i = sift_next(&e->sift, i)) {
		const struct sift_event *v = &e->sift.events[i];

		if (v->tag == tag && v->term >= from && v->term < term)
			term = v->term;
	}
	return term;
}

/* Whether one hit of the rule says as much as all: words come by place. */
static inline bool
is_enough(const struct evidence *e)
{
	return e->first_only && e->quick[e->rule].by_first;
}

/* The places of the words of a role (and group). Gives whether a literal of a
 * pattern was found there, too. */
static bool
gather_words(struct evidence *e, enum rule_role role, unsigned group,
    struct spans *out)
{
	uint8_t word = ruleindex_tag(role, group, false);
	bool patterns = false;

	for (uint32_t i = sift_first(&e->sift, e->slot, role); i != SIFT_END;
	    i = sift_next(&e->sift, i)) {
		const struct sift_event *v = &e->sift.events[i];
		struct span s = {v->at, v->at + v->len};

		if (v->tag != word)
			patterns |= v->tag == (word | 1);
		else if (role != RULE_HIT || accepts(e, s))
			spans_add(out, s.start, s.end);
		if (role == RULE_HIT && out->n > 0 && is_enough(e))
			break;
	}
	return patterns;
}

/* The places of all terms of a role (and group): words in order, then those of
 * each pattern in order. */
static void
gather(struct evidence *e, enum rule_role role, unsigned group,
    struct spans *out)
{
	uint8_t tag = ruleindex_tag(role, group, true);
	const struct rule *r;
	bool patterns;

	out->n = 0;
	patterns = gather_words(e, role, group, out);
	if (!is_bare(e, role)) {
		uint32_t term = patterns ? next_found(e, tag, 0) : RULE_TERMS;

		for (; term < RULE_TERMS; term = next_found(e, tag, term + 1))
			run_pattern(e, (uint16_t)term, out);
		return;
	}
	r = &e->rules->rules[e->rule];
	for (size_t k = 0; k < r->nterms; k++)
		if (r->terms[k].role == role && r->terms[k].group == group &&
		    r->terms[k].pattern != NULL)
			run_pattern(e, (uint16_t)k, out);
}

/* Whether the pattern of unless_text stands in the text. Many rules share one,
 * so that the answer is kept. */
static bool
spoils(struct evidence *e, uint16_t term)
{
	const struct pattern *p = e->quick[e->rule].terms[term].pattern;
	struct memo *m = &e->memos[p->number];
	bool before = e->limit;

	if (m->text != e->text) {
		e->block.n = 0;
		e->limit = false;
		run_pattern(e, term, &e->block);
		*m = (struct memo){e->text, e->limit ? SPOILS_LIMIT :
		    e->block.n > 0 ? SPOILS : SPOILS_NOT};
	}
	e->limit = before || m->answer == SPOILS_LIMIT;
	return m->answer == SPOILS;
}

static bool
is_spoilt(struct evidence *e)
{
	const struct rule *r = &e->rules->rules[e->rule];
	uint8_t tag = ruleindex_tag(RULE_TEXT, 0, true);

	if (!is_bare(e, RULE_TEXT)) {
		for (uint32_t term = next_found(e, tag, 0); term < RULE_TERMS;
		    term = next_found(e, tag, term + 1))
			if (spoils(e, (uint16_t)term))
				return true;
		return false;
	}
	for (size_t k = 0; k < r->nterms; k++)
		if (r->terms[k].role == RULE_TEXT &&
		    r->terms[k].pattern != NULL && spoils(e, (uint16_t)k))
			return true;
	return false;
}

/* --- rules ----------------------------------------------------------------- */

/* False when the text as a whole keeps the rule from hitting. */
static bool
prepare(struct evidence *e)
{
	if (!is_empty(e, RULE_TEXT) && is_spoilt(e))
		return false;
	for (unsigned g = 0; g < e->quick[e->rule].groups; g++) {
		gather(e, RULE_WITH, g, &e->near[g]);
		if (e->near[g].n == 0)
			return false;
		spans_join(&e->near[g]);
	}
	e->block.n = 0;
	if (!is_empty(e, RULE_UNLESS)) {
		gather(e, RULE_UNLESS, 0, &e->block);
		spans_join(&e->block);
	}
	return true;
}

/* Whether every group of `with` has something near enough. */
static bool
has_company(const struct evidence *e, const struct ruleindex_quick *q,
    struct span s)
{
	if (q->within == RULE_ANYWHERE)
		return true;
	for (unsigned g = 0; g < q->groups; g++)
		if (!spans_near(&e->near[g], s, q->within))
			return false;
	return true;
}

/* Whether words of the rule, found at s, are a hit. What else must or must
 * not be there is looked for when the first words were found, not before. */
static bool
accepts(struct evidence *e, struct span s)
{
	const struct ruleindex_quick *q = &e->quick[e->rule];
	const struct folded *f = &e->folded;

	if (e->state == UNKNOWN) {
		e->state = PREPARED;
		if (!prepare(e))
			e->state = HOPELESS;
	}
	return e->state == PREPARED &&
	    (e->block.n == 0 || !spans_overlap(&e->block, s)) &&
	    has_company(e, q, s) &&
	    !(q->negation && scope_negated(f->units, f->n, s.start)) &&
	    !(q->drop_hearsay && scope_hearsay(f->units, f->n, s.start));
}

static struct evidence_hit *
add_out(struct evidence *e)
{
	if (e->nout == e->out_cap) {
		e->out_cap = e->out_cap * 2 + 64;
		e->out = mem_realloc(e->out, e->out_cap * sizeof(*e->out));
	}
	return &e->out[e->nout++];
}

/* Back from folded units to characters; what was dropped inside belongs to the
 * hit. */
static void
add_hit(struct evidence *e, struct span s)
{
	size_t start = folded_origin(&e->folded, s.start);
	size_t end = s.end > s.start ?
	    folded_origin(&e->folded, s.end - 1) + 1 : start;

	*add_out(e) = (struct evidence_hit){e->rule, (uint32_t)start,
	    (uint32_t)(end - start), false};
}

static void
evaluate(struct evidence *e, size_t slot)
{
	e->slot = slot;
	e->rule = e->sift.taken[slot];
	e->state = UNKNOWN;
	e->limit = false;
	gather(e, RULE_HIT, 0, &e->hits);
	/* Half an answer is none: the rule is not applied to this text. */
	if (e->limit) {
		*add_out(e) = (struct evidence_hit){e->rule, 0, 0, true};
		return;
	}
	spans_sort(&e->hits);
	for (size_t i = 0; i < e->hits.n; i++)
		if (i < EVIDENCE_HITS - 1 || i == e->hits.n - 1)
			add_hit(e, e->hits.at[i]);
}

/* Texts are numbered from 1; when the numbers run out, what is kept is
 * forgotten. */
static void
renew_memos(struct evidence *e)
{
	if (++e->text != 0)
		return;
	memset(e->memos, 0, (e->rules->tools.patterns.numbers.count + 1) *
	    sizeof(*e->memos));
	e->text = 1;
}

void
evidence_find(struct evidence *e, enum rule_field field, struct sv text)
{
	e->nout = e->next = 0;
	renew_memos(e);
	fold_text(e->rules->fold, &e->folded, text);
	sift_find(&e->sift, field, e->folded.units, e->folded.n);
	e->stops_known = false;
	memset(e->looked, 0, e->sift.ntaken * sizeof(*e->looked));
}

void
evidence_look(struct evidence *e, const uint64_t *which, bool first_only)
{
	e->first_only = first_only;
	e->nout = e->next = 0;
	for (size_t i = 0; i < e->sift.ntaken; i++) {
		if (e->looked[i] || (which != NULL &&
		    !ruleindex_has(which, e->sift.taken[i])))
			continue;
		e->looked[i] = true;
		evaluate(e, i);
	}
}

void
evidence_read(struct evidence *e, enum rule_field field, struct sv text)
{
	evidence_find(e, field, text);
	evidence_look(e, NULL, false);
}

const struct evidence_hit *
evidence_next(struct evidence *e)
{
	return e->next < e->nout ? &e->out[e->next++] : NULL;
}
