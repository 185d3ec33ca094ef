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
	uint32_t next;
	uint32_t at;
	uint32_t len;
	uint16_t term;
	uint8_t role, group;    /* of the term: most are passed over by them */
	bool pattern;
};

struct state {                  /* of a rule in this text */
	uint32_t head, tail;    /* chain of events, or NONE */
	uint16_t groups;        /* of `with` that have events */
	bool touched;           /* may hit, and is in the list */
	bool looked;            /* evaluated */
};

struct evidence {
	const struct ruleset *rules;
	struct regex_scratch *regex;
	struct folded folded;
	struct matcher_hits found;
	struct state *states;           /* by rule */
	uint16_t *wanted;               /* by rule: groups of `with` that
	                                 * nothing fits without an event */
	uint32_t *touched;
	size_t ntouched;
	struct event *events;
	size_t nevents, cap;
	struct spans hits, block, near[RULE_GROUPS];
	struct evidence_hit *out;
	size_t nout, out_cap, next;
	/* of the rule looked at */
	uint32_t rule;
	enum { UNKNOWN, PREPARED, HOPELESS } state; /* see accepts */
	bool limit;                     /* a pattern of it gave up */
};

/* All groups but those with a pattern that needs no literal. */
static uint16_t
wanted_groups(const struct rule *r)
{
	unsigned wanted = (1U << r->groups) - 1;

	for (size_t k = 0; k < r->nterms; k++) {
		const struct rule_term *t = &r->terms[k];

		if (t->role == RULE_WITH && t->pattern.regex != NULL &&
		    t->pattern.need.count == 0)
			wanted &= ~(1U << t->group);
	}
	return (uint16_t)wanted;
}

struct evidence *
evidence_new(const struct ruleset *rules)
{
	struct evidence *e = mem_zalloc(1, sizeof(*e));

	e->rules = rules;
	e->regex = regex_scratch_new();
	e->states = mem_zalloc(rules->nrules + 1, sizeof(*e->states));
	e->wanted = mem_zalloc(rules->nrules + 1, sizeof(*e->wanted));
	for (size_t i = 0; i < rules->nrules; i++) {
		e->states[i].head = NONE;
		e->wanted[i] = wanted_groups(&rules->rules[i]);
	}
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
	free(e->wanted);
	free(e->touched);
	free(e->events);
	spans_free(&e->hits);
	spans_free(&e->block);
	for (size_t g = 0; g < RULE_GROUPS; g++)
		spans_free(&e->near[g]);
	free(e->out);
	free(e);
}

/* --- events ---------------------------------------------------------------- */

static void
touch(struct evidence *e, uint32_t rule)
{
	struct state *s = &e->states[rule];

	if (!s->touched) {
		s->touched = true;
		e->touched[e->ntouched++] = rule;
	}
}

static void
add_event(struct evidence *e, const struct ruleset_use *use, uint32_t at,
    uint32_t len)
{
	struct state *s = &e->states[use->rule];
	uint32_t i = (uint32_t)e->nevents++;

	e->events[i] = (struct event){NONE, at, len, use->term, use->role,
	    use->group, use->pattern};
	if (s->head == NONE)
		s->head = i;
	else
		e->events[s->tail].next = i;
	s->tail = i;
	if (use->role == RULE_WITH)
		s->groups |= (uint16_t)(1U << use->group);
}

/* Rules that look at this field and may hit: something of what makes them hit
 * was found. Most literals are of company and exceptions, and most of these of
 * rules that have no part in the text. */
static void
find_rules(struct evidence *e, enum rule_field field)
{
	const struct ruleset *rs = e->rules;

	for (size_t i = 0; i < e->found.n; i++) {
		uint32_t literal = e->found.at[i].literal;
		uint32_t end = rs->first_other[literal];

		for (uint32_t u = rs->first_use[literal]; u < end; u++)
			if (rs->uses[u].fields >> field & 1)
				touch(e, rs->uses[u].rule);
	}
	for (size_t i = 0; i < rs->nalways; i++)
		if (rs->rules[rs->always[i]].fields >> field & 1)
			touch(e, rs->always[i]);
}

/* From literals found to events of those rules. */
static void
collect(struct evidence *e, enum rule_field field)
{
	const struct ruleset *rs = e->rules;

	e->nevents = 0;
	for (size_t i = 0; i < e->found.n; i++) {
		struct matcher_hit h = e->found.at[i];
		uint32_t first = rs->first_use[h.literal];
		uint32_t last = rs->first_use[h.literal + 1];

		if (e->cap - e->nevents < last - first) {
			e->cap = e->cap * 2 + (last - first) + 256;
			e->events = mem_realloc(e->events,
			    e->cap * sizeof(*e->events));
		}
		for (uint32_t u = first; u < last; u++)
			if (e->states[rs->uses[u].rule].touched &&
			    (rs->uses[u].fields >> field & 1) != 0)
				add_event(e, &rs->uses[u], h.at, h.len);
	}
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
	for (uint32_t i = e->states[e->rule].head; i != NONE && !e->limit;
	    i = e->events[i].next) {
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
	for (uint32_t i = e->states[e->rule].head; i != NONE;
	    i = e->events[i].next) {
		const struct event *v = &e->events[i];
		struct span s = {v->at, v->at + v->len};

		if (v->role == role && v->group == group && !v->pattern &&
		    (role != RULE_HIT || accepts(e, s)))
			spans_add(out, s.start, s.end);
	}
}

/* The places of all terms of a role (and group): words in order, then those of
 * each pattern in order. */
static void
gather(struct evidence *e, enum rule_role role, unsigned group,
    struct spans *out)
{
	const struct rule *r = &e->rules->rules[e->rule];

	out->n = 0;
	gather_words(e, role, group, out);
	if (!(r->pattern_roles >> role & 1))
		return;
	for (size_t k = 0; k < r->nterms; k++)
		if (r->terms[k].role == role && r->terms[k].group == group &&
		    r->terms[k].pattern.regex != NULL)
			run_pattern(e, (uint16_t)k, out);
}

/* --- rules ----------------------------------------------------------------- */

/* False when the text as a whole keeps the rule from hitting. */
static bool
prepare(struct evidence *e, const struct rule *r)
{
	if (r->roles >> RULE_TEXT & 1) {
		gather(e, RULE_TEXT, 0, &e->block);
		if (e->block.n > 0)
			return false;
	}
	for (unsigned g = 0; g < r->groups; g++) {
		gather(e, RULE_WITH, g, &e->near[g]);
		if (e->near[g].n == 0)
			return false;
		spans_join(&e->near[g]);
	}
	e->block.n = 0;
	if (r->roles >> RULE_UNLESS & 1) {
		gather(e, RULE_UNLESS, 0, &e->block);
		spans_join(&e->block);
	}
	return true;
}

/* Whether every group of `with` has something near enough. */
static bool
has_company(const struct evidence *e, const struct rule *r, struct span s)
{
	if (r->within == RULE_ANYWHERE)
		return true;
	for (unsigned g = 0; g < r->groups; g++)
		if (!spans_near(&e->near[g], s, r->within))
			return false;
	return true;
}

/* Whether words of the rule, found at s, are a hit. What else must or must
 * not be there is looked for when the first words were found, not before. */
static bool
accepts(struct evidence *e, struct span s)
{
	const struct rule *r = &e->rules->rules[e->rule];
	const struct folded *f = &e->folded;

	if (e->state == UNKNOWN) {
		e->state = PREPARED;
		if (!prepare(e, r))
			e->state = HOPELESS;
	}
	return e->state == PREPARED && !spans_overlap(&e->block, s) &&
	    has_company(e, r, s) &&
	    !(r->negation && scope_negated(f->units, f->n, s.start)) &&
	    !(r->drop_hearsay && scope_hearsay(f->units, f->n, s.start));
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
		e->states[e->touched[--e->ntouched]] =
		    (struct state){.head = NONE};
	e->nout = e->next = 0;
	fold_text(rs->fold, &e->folded, text);
	matcher_scan(rs->matcher, e->folded.units, e->folded.n, &e->found);
	find_rules(e, field);
	if (e->ntouched > 0)
		collect(e, field);
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
		if ((e->wanted[rule] & ~s->groups) == 0)
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
