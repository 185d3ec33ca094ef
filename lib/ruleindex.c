/* SPDX-License-Identifier: MIT */
#include "ruleset.h"

#include <stdlib.h>

/* A use of a literal, on its way to the tables. */
struct found_use {
	uint32_t literal;
	struct ruleindex_use use;
};

struct collector {
	struct found_use *at;
	size_t n, cap;
};

/* Whether signs say all about its company. */
static bool
is_settled(const struct rule *r)
{
	for (size_t t = 0; t < r->nterms; t++)
		if (r->terms[t].role == RULE_WITH &&
		    r->terms[t].pattern != NULL)
			return false;
	return r->within == RULE_ANYWHERE;
}

/* See by_first. */
static bool
goes_by_first(const struct ruleset *rs, const struct rule *r)
{
	for (size_t t = 0; t < r->nterms; t++)
		if (r->terms[t].role == RULE_HIT &&
		    r->terms[t].pattern != NULL)
			return false;
	return r->kind != RULE_CANCEL && r->label != RULESET_NONE &&
	    !rs->labels[r->label].cancels;
}

static struct ruleindex_quick
quick_of(const struct ruleset *rs, const struct rule *r)
{
	struct ruleindex_quick q = {.terms = r->terms, .within = r->within,
	    .groups = is_settled(r) ? 0 : (uint8_t)r->groups,
	    .negation = r->negation, .drop_hearsay = r->drop_hearsay,
	    .by_first = goes_by_first(rs, r)};

	for (size_t k = 0; k < r->nterms; k++)
		if (r->terms[k].pattern != NULL &&
		    r->terms[k].pattern->need.count == 0)
			q.bare |= (uint8_t)(1U << r->terms[k].role);
	return q;
}

static void
add_use(struct collector *c, uint32_t literal, struct ruleindex_use use)
{
	if (c->n == c->cap) {
		c->cap = c->cap * 2 + 1024;
		c->at = mem_realloc(c->at, c->cap * sizeof(*c->at));
	}
	c->at[c->n++] = (struct found_use){literal, use};
}

/* The uses of all literals, by rule, then by term. */
static void
collect_uses(struct ruleset *rs, struct collector *c)
{
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		for (size_t t = 0; t < r->nterms; t++) {
			const struct rule_term *term = &r->terms[t];
			const struct prefilter *need;
			struct ruleindex_use use = {(uint16_t)i, (uint16_t)t,
			    ruleindex_tag(term->role, term->group,
			    term->pattern != NULL)};

			if (term->pattern == NULL) {
				add_use(c, term->literal, use);
				continue;
			}
			need = &term->pattern->need;
			for (size_t k = 0; k < need->count; k++)
				add_use(c, matcher_add(rs->matcher,
				    need->literals[k].units,
				    need->literals[k].n), use);
		}
	}
}

/* By literal; the order of rules stays. */
static void
sort_uses(struct collector *c, size_t nliterals)
{
	uint32_t *next = mem_zalloc(nliterals + 1, sizeof(*next));
	struct found_use *sorted = mem_alloc((c->n + 1) * sizeof(*sorted));

	for (size_t i = 0; i < c->n; i++)
		next[c->at[i].literal + 1]++;
	for (size_t i = 1; i <= nliterals; i++)
		next[i] += next[i - 1];
	for (size_t i = 0; i < c->n; i++)
		sorted[next[c->at[i].literal]++] = c->at[i];
	free(next);
	free(c->at);
	c->at = sorted;
}

/* The plane of a use, or -1 when it says nothing before it is looked at. */
static int
plane_of(uint16_t tag)
{
	switch ((enum rule_role)(tag >> 5)) {
	case RULE_HIT:
		return RULEINDEX_MAY_HIT;
	case RULE_WITH:
		return RULEINDEX_WITH + (tag >> 1 & 15);
	case RULE_TEXT:
		return (tag & 1) == 0 ? RULEINDEX_SPOILT : -1;
	case RULE_UNLESS:
		break;
	}
	return -1;
}

/* What is being said by a literal. */
struct saying {
	struct ruleindex_sign *at;
	size_t n, cap;
};

static void
add_sign(const struct ruleset *rs, struct saying *s,
    const struct ruleindex_use *use)
{
	int plane = plane_of(use->tag);
	uint32_t cell;
	size_t i = 0;

	if (plane < 0)
		return;
	cell = (uint32_t)(use->rule / 64 * rs->planes + (size_t)plane);
	while (i < s->n && s->at[i].cell != cell)
		i++;
	if (i == s->n && s->n == s->cap) {
		s->cap = s->cap * 2 + 16;
		s->at = mem_realloc(s->at, s->cap * sizeof(*s->at));
	}
	if (i == s->n)
		s->at[s->n++] = (struct ruleindex_sign){0, cell};
	s->at[i].rules |= UINT64_C(1) << use->rule % 64;
}

/* Whether the place of the use matters: words of unless_text say all by being
 * there, and so does company that may stand anywhere. */
static bool
has_place(const struct ruleset *rs, const struct ruleindex_use *use)
{
	enum rule_role role = (enum rule_role)(use->tag >> 5);

	return role == RULE_WITH ? rs->quick[use->rule].groups > 0 :
	    role != RULE_TEXT || (use->tag & 1) != 0;
}

/* A cell for what says nothing. */
static uint32_t
spare_cell(const struct ruleset *rs, size_t number)
{
	return (uint32_t)(rs->words * rs->planes + number % RULEINDEX_SPARE);
}

/* Puts the uses of the literal, which are the n at found, into the tables,
 * which hold *nsigns and *nuses so far. */
static void
put_literal(struct ruleset *rs, uint32_t literal,
    const struct found_use *found, size_t n, struct saying *s,
    size_t *nsigns, size_t *nuses)
{
	struct ruleindex_literal *l = &rs->literals[literal];

	*l = (struct ruleindex_literal){.signs = (uint32_t)*nsigns,
	    .uses = (uint32_t)*nuses};
	for (uint32_t k = 0; k < RULEINDEX_SAYS; k++)
		l->cells[k] = (uint16_t)spare_cell(rs, literal *
		    RULEINDEX_SAYS + k);
	s->n = 0;
	for (size_t i = 0; i < n; i++) {
		add_sign(rs, s, &found[i].use);
		if (!has_place(rs, &found[i].use))
			continue;
		rs->uses[(*nuses)++] = found[i].use;
		l->rules |= UINT64_C(1) << found[i].use.rule % 64;
	}
	while (*nuses % RULEINDEX_USES != 0)
		rs->uses[(*nuses)++] = (struct ruleindex_use){
		    .rule = (uint16_t)rs->nrules};
	for (size_t i = 0; i < s->n; i++) {
		if (i >= RULEINDEX_SAYS) {
			rs->signs[(*nsigns)++] = s->at[i];
			continue;
		}
		l->says[i] = s->at[i].rules;
		l->cells[i] = (uint16_t)s->at[i].cell;
	}
	for (; *nsigns % RULEINDEX_FURTHER != 0; (*nsigns)++)
		rs->signs[*nsigns] = (struct ruleindex_sign){0,
		    spare_cell(rs, *nsigns)};
}

static void
make_uses(struct ruleset *rs)
{
	struct collector c = {0};
	struct saying s = {0};
	size_t n, nsigns = 0, nuses = 0, at = 0;

	collect_uses(rs, &c);
	n = matcher_count(rs->matcher);
	sort_uses(&c, n);
	rs->literals = aligned_alloc(sizeof(*rs->literals), (n + 1) *
	    sizeof(*rs->literals));
	if (rs->literals == NULL)
		mem_die((n + 1) * sizeof(*rs->literals));
	rs->signs = mem_alloc((c.n + n * RULEINDEX_FURTHER) *
	    sizeof(*rs->signs));
	rs->uses = mem_alloc((c.n + n) * RULEINDEX_USES * sizeof(*rs->uses));
	for (uint32_t i = 0; i < n; i++) {
		size_t first = at;

		while (at < c.n && c.at[at].literal == i)
			at++;
		put_literal(rs, i, c.at + first, at - first, &s, &nsigns,
		    &nuses);
	}
	rs->literals[n] = (struct ruleindex_literal){.signs = (uint32_t)nsigns,
	    .uses = (uint32_t)nuses};
	rs->users = mem_zalloc(nuses + RULEINDEX_MORE, sizeof(*rs->users));
	for (size_t i = 0; i < nuses; i++)
		rs->users[i] = rs->uses[i].rule;
	free(c.at);
	free(s.at);
	matcher_build(rs->matcher);
}

/* Of a term that needs no literal nothing is found: its rule holds in that
 * plane whatever the text says. */
static void
make_holds(struct ruleset *rs)
{
	rs->planes = RULEINDEX_WITH;
	for (size_t i = 0; i < rs->nrules; i++)
		if (rs->planes < RULEINDEX_WITH + rs->rules[i].groups)
			rs->planes = RULEINDEX_WITH + rs->rules[i].groups;
	rs->words = (rs->nrules + 63) / 64;
	rs->holds = mem_zalloc(rs->words * rs->planes + 1,
	    sizeof(*rs->holds));
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];
		uint64_t *cells = rs->holds + i / 64 * rs->planes;
		uint64_t bit = UINT64_C(1) << i % 64;

		for (size_t k = RULEINDEX_WITH + r->groups; k < rs->planes; k++)
			cells[k] |= bit;
		for (size_t t = 0; t < r->nterms; t++) {
			const struct rule_term *term = &r->terms[t];

			if (term->pattern == NULL ||
			    term->pattern->need.count > 0)
				continue;
			if (term->role == RULE_HIT) {
				cells[RULEINDEX_MAY_HIT] |= bit;
				rs->has_bare = true;
			}
			if (term->role == RULE_WITH)
				cells[RULEINDEX_WITH + term->group] |= bit;
		}
	}
}

static void
add_type(struct ruleset *rs, uint32_t rule, struct sv type,
    struct folded *folded)
{
	uint32_t *head;

	fold_text(rs->fold, folded, type);
	head = map_put(&rs->types, (struct sv){(const char *)folded->units,
	    folded->n * sizeof(*folded->units)}, NULL);
	rs->typed = mem_realloc(rs->typed, (rs->ntyped + 1) *
	    sizeof(*rs->typed));
	rs->typed[rs->ntyped] = (struct ruleset_typed){rule, *head};
	*head = (uint32_t)++rs->ntyped;
}

static void
make_lists(struct ruleset *rs)
{
	struct folded folded = {0};

	rs->by_loss = mem_alloc((rs->nrules + 1) * sizeof(*rs->by_loss));
	rs->looks = mem_zalloc(RULE_NFIELDS * rs->words + 1,
	    sizeof(*rs->looks));
	rs->quick = mem_alloc((rs->nrules + 1) * sizeof(*rs->quick));
	for (uint32_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		rs->quick[i] = quick_of(rs, r);
		if (rule_has_text(r))
			rs->fields |= r->fields;
		else if (r->types == NULL)
			rs->by_loss[rs->nby_loss++] = i;
		for (unsigned f = 0; f < RULE_NFIELDS; f++)
			if (rule_has_text(r) && (r->fields >> f & 1) != 0)
				rs->looks[f * rs->words + i / 64] |=
				    UINT64_C(1) << i % 64;
		for (size_t t = 0; t < json_count(r->types); t++)
			add_type(rs, i, json_sv(json_at(r->types, t)),
			    &folded);
	}
	folded_free(&folded);
}

/* Whether a factor or gate is for this category. */
static bool
is_for(const struct rule *r, struct sv category)
{
	for (size_t i = 0; i < json_count(r->only); i++)
		if (sv_starts(category, json_sv(json_at(r->only, i))))
			return true;
	return r->only == NULL;
}

static bool
is_of_categories(const struct ruleset *rs, const struct rule *r)
{
	return r->kind == RULE_CATEGORY || (r->kind == RULE_CANCEL &&
	    r->label != RULESET_NONE &&
	    rs->labels[r->label].kind == RULE_CATEGORY);
}

/* The category is decided by some rules; the others are then needed only as
 * far as they are for it. The row behind the labels is that of "other". */
static void
make_phases(struct ruleset *rs)
{
	size_t rows = rs->nlabels + 1;

	rs->decides = mem_zalloc(rs->words + 1, sizeof(*rs->decides));
	rs->fits = mem_zalloc(rows * rs->words + 1, sizeof(*rs->fits));
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];
		uint64_t bit = UINT64_C(1) << i % 64;

		if (is_of_categories(rs, r))
			rs->decides[i / 64] |= bit;
		for (size_t row = 0; row < rows; row++)
			if (r->only == NULL || is_for(r, row < rs->nlabels ?
			    rs->labels[row].name : SV("other")))
				rs->fits[row * rs->words + i / 64] |= bit;
	}
}

void
ruleindex_make(struct ruleset *rs)
{
	make_holds(rs);
	make_lists(rs);
	make_uses(rs);
	make_phases(rs);
}
