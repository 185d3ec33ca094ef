/* SPDX-License-Identifier: MIT */
#include "evidence.h"

/*
 * A text costs one pass for all literals of all rules (matcher). Each literal
 * found leaves an event with every rule that uses it, as a word, as company,
 * as an exception, or because a pattern cannot match without it. Only rules
 * with an event that can lead to a hit are then evaluated; patterns are run
 * from where their literal allows a match to begin.
 */

#include "numeral.h"
#include "scope.h"
#include "spans.h"
#include "utf8.h"

#include <stdlib.h>

#define NONE UINT32_MAX
#define NUMBER_UNITS 64         /* of a group that holds a number */

/* A word, or a required literal of a pattern, stands at unit `at`. Those of
 * one rule are a chain, by place. */
struct event {
	uint32_t at;
	uint32_t len;
	uint16_t term;
	uint8_t tag;            /* of the term: most are passed over by it */
};

struct state {                  /* of a rule in this text, when touched */
	uint32_t last;          /* in evidence.chain */
	uint16_t groups;        /* of `with` that have events */
	uint8_t seen;           /* bit 1 << role: has events of words, and of
	                         * patterns from SEEN_PATTERN on */
	bool looked;            /* evaluated */
};

#define SEEN_PATTERN 4

/* What is asked of a rule all the time, close together. */
struct quick {
	uint32_t within;
	uint16_t wanted;        /* groups of `with` that nothing fits without
	                         * an event */
	uint8_t groups;
	uint8_t bare;           /* roles with a pattern that needs no literal */
	bool negation, drop_hearsay;
};

struct evidence {
	const struct ruleset *rules;
	struct regex_scratch *regex;
	struct folded folded;
	struct matcher_hits found;
	struct state *states;           /* by rule */
	struct quick *quick;            /* by rule */
	uint8_t *listed;                /* by rule: in the list of those */
	uint16_t *touched;              /* that may hit */
	size_t ntouched;
	uint64_t rules_touched;         /* the same: bit rule % 64 */
	uint32_t *few;                  /* hits that matter, see find_few */
	size_t few_cap;
	struct event *events;
	uint32_t *chain;                /* by rule: its first event; behind
	                                 * these by event: the rule's next */
	size_t cap;                     /* of events */
	struct spans hits, block, near[RULE_GROUPS];
	struct evidence_hit *out;
	size_t nout, out_cap, next;
	/* of the rule looked at */
	uint32_t rule;
	enum { UNKNOWN, PREPARED, HOPELESS } state; /* see accepts */
	bool limit;                     /* a pattern of it gave up */
};

static struct quick
quick_of(const struct rule *r)
{
	struct quick q = {.within = r->within, .groups = (uint8_t)r->groups,
	    .wanted = (uint16_t)((1U << r->groups) - 1),
	    .negation = r->negation, .drop_hearsay = r->drop_hearsay};

	for (size_t k = 0; k < r->nterms; k++) {
		const struct rule_term *t = &r->terms[k];

		if (t->pattern.regex == NULL || t->pattern.need.count > 0)
			continue;
		q.bare |= (uint8_t)(1U << t->role);
		if (t->role == RULE_WITH)
			q.wanted &= (uint16_t)~(1U << t->group);
	}
	return q;
}

static void
grow_events(struct evidence *e, size_t n)
{
	e->cap = e->cap + e->cap / 2 + n;
	e->events = mem_realloc(e->events, e->cap * sizeof(*e->events));
	e->chain = mem_realloc(e->chain, (e->rules->nrules + e->cap) *
	    sizeof(*e->chain));
}

struct evidence *
evidence_new(const struct ruleset *rules)
{
	struct evidence *e = mem_zalloc(1, sizeof(*e));

	e->rules = rules;
	e->regex = regex_scratch_new();
	e->states = mem_zalloc(rules->nrules + 1, sizeof(*e->states));
	e->quick = mem_zalloc(rules->nrules + 1, sizeof(*e->quick));
	for (size_t i = 0; i < rules->nrules; i++)
		e->quick[i] = quick_of(&rules->rules[i]);
	e->listed = mem_zalloc(rules->nrules + 1, sizeof(*e->listed));
	grow_events(e, 256);
	e->touched = mem_alloc((rules->nrules + 1) * sizeof(*e->touched));
	return e;
}

void
evidence_free(struct evidence *e)
{
	if (e == NULL)
		return;
	regex_scratch_free(e->regex);
	folded_free(&e->folded);
	matcher_hits_free(&e->found);
	free(e->states);
	free(e->quick);
	free(e->listed);
	free(e->touched);
	free(e->few);
	free(e->events);
	free(e->chain);
	spans_free(&e->hits);
	spans_free(&e->block);
	for (size_t g = 0; g < RULE_GROUPS; g++)
		spans_free(&e->near[g]);
	free(e->out);
	free(e);
}

/* --- events ---------------------------------------------------------------- */

/*
 * Whether a literal matters is as good as random: what follows writes each
 * candidate and counts it only if it does, so that no branch is mispredicted.
 */

/* Puts the rules that may hit by the uses in the list. */
static inline void
touch(struct evidence *e, const struct ruleset_use *use, size_t n,
    enum rule_field field)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t *listed = &e->listed[use[i].rule];
		uint8_t looks = use[i].fields >> field & 1;

		e->touched[e->ntouched] = use[i].rule;
		e->ntouched += looks & ~*listed;
		*listed |= looks;
	}
}

/* Rules that look at this field and may hit: something of what makes them hit
 * was found. Most literals are of company and exceptions, and most of these of
 * rules that have no part in the text. */
static void
find_rules(struct evidence *e, enum rule_field field)
{
	const struct ruleset *rs = e->rules;
	size_t n = 0;

	for (size_t i = 0; i < e->found.n; i++) {
		const struct ruleset_literal *l =
		    &rs->literals[e->found.at[i].literal];

		e->few[n] = e->found.at[i].literal;
		n += l->first != l->other;
	}
	for (size_t i = 0; i < n; i++) {
		const struct ruleset_literal *l = &rs->literals[e->few[i]];

		touch(e, &rs->uses[l->first], l->other - l->first, field);
	}
	for (size_t i = 0; i < rs->nalways; i++) {
		struct ruleset_use use = {.rule = (uint16_t)rs->always[i],
		    .fields = (uint8_t)rs->rules[rs->always[i]].fields};

		touch(e, &use, 1, field);
	}
	e->rules_touched = 0;
	for (size_t i = 0; i < e->ntouched; i++) {
		uint16_t rule = e->touched[i];

		e->states[rule] = (struct state){.last = rule};
		e->chain[rule] = NONE;
		e->rules_touched |= UINT64_C(1) << rule % 64;
	}
}

/* The hits by literals that a rule of the list may use go to `few`. */
static size_t
find_few(struct evidence *e)
{
	const struct ruleset_literal *literals = e->rules->literals;
	size_t n = 0;

	for (size_t i = 0; i < e->found.n; i++) {
		e->few[n] = (uint32_t)i;
		n += (literals[e->found.at[i].literal].rules &
		    e->rules_touched) != 0;
	}
	return n;
}

/* The uses by rules of the list, all of which look at this field. Events that
 * so far say only which hit (at) and which use (len) they come from. */
static size_t
find_events(struct evidence *e)
{
	const struct ruleset *rs = e->rules;
	const uint8_t *listed = e->listed;
	size_t few = find_few(e), n = 0;

	for (size_t i = 0; i < few; i++) {
		const struct ruleset_literal *l =
		    &rs->literals[e->found.at[e->few[i]].literal];
		uint32_t u = l->first, end = l[1].first;

		if (e->cap - n <= end - u)
			grow_events(e, end - u);
		for (; u < end; u++) {
			e->events[n].at = e->few[i];
			e->events[n].len = u;
			n += listed[rs->uses[u].rule];
		}
	}
	return n;
}

static void
add_event(struct evidence *e, uint32_t i)
{
	struct event *v = &e->events[i];
	const struct matcher_hit *h = &e->found.at[v->at];
	const struct ruleset_use *u = &e->rules->uses[v->len];
	struct state *s = &e->states[u->rule];
	unsigned role = u->tag >> 5;
	uint32_t at = (uint32_t)e->rules->nrules + i;

	*v = (struct event){h->at, h->len, u->term, u->tag};
	e->chain[at] = NONE;
	e->chain[s->last] = i;
	s->last = at;
	s->seen |= (uint8_t)(1U << role << (u->tag & 1) * SEEN_PATTERN);
	s->groups |= (uint16_t)((role == RULE_WITH) << (u->tag >> 1 & 15));
}

/* From literals found to events of the rules in the list. */
static void
collect(struct evidence *e)
{
	size_t n = find_events(e);

	for (uint32_t i = 0; i < n; i++)
		add_event(e, i);
}

static inline uint32_t
first_event(const struct evidence *e)
{
	return e->chain[e->rule];
}

static inline uint32_t
next_event(const struct evidence *e, uint32_t i)
{
	return e->chain[e->rules->nrules + i];
}

/* --- patterns -------------------------------------------------------------- */

/* The first number of group 1. 几十, 数百 are at least two of them, which
 * numeral_read does not know. */
static bool
number_suffices(const struct evidence *e, const struct rule *r,
    const struct regex_match *m)
{
	struct str text = {0}, least = {0};
	int64_t value = 0;
	size_t n = m->group_end - m->group_start, at = 0;

	fold_to_utf8(&text, e->folded.units + m->group_start,
	    n < NUMBER_UNITS ? n : NUMBER_UNITS);
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

	if (from <= last && !prefilter_may_match(&t->pattern.need,
	    e->folded.units, e->folded.n, from, last))
		return last + 1;
	while (from <= last && e->state != HOPELESS) {
		enum regex_status status = regex_find(t->pattern.regex,
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

/* Runs a pattern around its required literals, or over the whole text when it
 * has none. */
static void
run_pattern(struct evidence *e, uint16_t term, struct spans *out)
{
	const struct rule_term *t = &e->rules->rules[e->rule].terms[term];
	size_t before = t->pattern.need.before, done = 0;

	if (t->pattern.need.count == 0) {
		run_window(e, t, 0, e->folded.n, out);
		return;
	}
	for (uint32_t i = first_event(e); i != NONE && !e->limit;
	    i = next_event(e, i)) {
		size_t at = e->events[i].at, from;

		if (e->events[i].term != term)
			continue;
		from = at > before ? at - before : 0;
		done = run_window(e, t, from > done ? from : done, at, out);
	}
}

/* The places of the words of a role (and group). */
static void
gather_words(struct evidence *e, enum rule_role role, unsigned group,
    struct spans *out)
{
	uint8_t tag = ruleset_tag(role, group, false);

	for (uint32_t i = first_event(e); i != NONE;
	    i = next_event(e, i)) {
		const struct event *v = &e->events[i];
		struct span s = {v->at, v->at + v->len};

		if (v->tag == tag && (role != RULE_HIT || accepts(e, s)))
			spans_add(out, s.start, s.end);
	}
}

/* Runs the patterns of which a literal was found, in order. */
static void
gather_found(struct evidence *e, uint8_t tag, struct spans *out)
{
	for (uint32_t from = 0, term; from < RULE_TERMS; from = term + 1) {
		term = RULE_TERMS;
		for (uint32_t i = first_event(e); i != NONE;
		    i = next_event(e, i)) {
			const struct event *v = &e->events[i];

			if (v->tag == tag && v->term >= from &&
			    v->term < term)
				term = v->term;
		}
		if (term < RULE_TERMS)
			run_pattern(e, (uint16_t)term, out);
	}
}

/* The places of all terms of a role (and group): words in order, then those of
 * each pattern in order. */
static void
gather(struct evidence *e, enum rule_role role, unsigned group,
    struct spans *out)
{
	const struct rule *r = &e->rules->rules[e->rule];
	const struct state *s = &e->states[e->rule];

	out->n = 0;
	if (s->seen >> role & 1)
		gather_words(e, role, group, out);
	if (!(e->quick[e->rule].bare >> role & 1)) {
		if (s->seen >> SEEN_PATTERN >> role & 1)
			gather_found(e, ruleset_tag(role, group, true), out);
		return;
	}
	for (size_t k = 0; k < r->nterms; k++)
		if (r->terms[k].role == role && r->terms[k].group == group &&
		    r->terms[k].pattern.regex != NULL)
			run_pattern(e, (uint16_t)k, out);
}

/* --- rules ----------------------------------------------------------------- */

/* False when the text as a whole keeps the rule from hitting. */
static bool
prepare(struct evidence *e)
{
	gather(e, RULE_TEXT, 0, &e->block);
	if (e->block.n > 0)
		return false;
	for (unsigned g = 0; g < e->quick[e->rule].groups; g++) {
		gather(e, RULE_WITH, g, &e->near[g]);
		if (e->near[g].n == 0)
			return false;
		spans_join(&e->near[g]);
	}
	gather(e, RULE_UNLESS, 0, &e->block);
	spans_join(&e->block);
	return true;
}

/* Whether every group of `with` has something near enough. */
static bool
has_company(const struct evidence *e, const struct quick *q, struct span s)
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
	const struct quick *q = &e->quick[e->rule];
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
evaluate(struct evidence *e, uint32_t rule)
{
	e->rule = rule;
	e->state = UNKNOWN;
	e->limit = false;
	gather(e, RULE_HIT, 0, &e->hits);
	/* Half an answer is none: the rule is not applied to this text. */
	if (e->limit) {
		*add_out(e) = (struct evidence_hit){rule, 0, 0, true};
		return;
	}
	spans_sort(&e->hits);
	for (size_t i = 0; i < e->hits.n; i++)
		if (i < EVIDENCE_HITS - 1 || i == e->hits.n - 1)
			add_hit(e, e->hits.at[i]);
}

void
evidence_find(struct evidence *e, enum rule_field field, struct sv text)
{
	const struct ruleset *rs = e->rules;

	while (e->ntouched > 0)
		e->listed[e->touched[--e->ntouched]] = 0;
	e->nout = e->next = 0;
	fold_text(rs->fold, &e->folded, text);
	matcher_scan(rs->matcher, e->folded.units, e->folded.n, &e->found);
	if (e->few_cap < e->found.n + 1) {
		e->few_cap = e->found.n + e->found.n / 2 + 64;
		free(e->few);
		e->few = mem_alloc(e->few_cap * sizeof(*e->few));
	}
	find_rules(e, field);
	if (e->ntouched > 0)
		collect(e);
}

void
evidence_look(struct evidence *e, const uint8_t *which)
{
	e->nout = e->next = 0;
	for (size_t i = 0; i < e->ntouched; i++) {
		uint32_t rule = e->touched[i];
		struct state *s = &e->states[rule];

		if (s->looked || (which != NULL && !which[rule]))
			continue;
		s->looked = true;
		if ((e->quick[rule].wanted & ~s->groups) == 0)
			evaluate(e, rule);
	}
}

void
evidence_read(struct evidence *e, enum rule_field field, struct sv text)
{
	evidence_find(e, field, text);
	evidence_look(e, NULL);
}

const struct evidence_hit *
evidence_next(struct evidence *e)
{
	return e->next < e->nout ? &e->out[e->next++] : NULL;
}
