/* SPDX-License-Identifier: MIT */
#include "ruleindex.h"

#include <stdlib.h>

/* Calls the function for each use of a literal in the rules. */
static void
each_use(struct ruleset *rs, void (*call)(struct ruleset *, uint32_t literal,
    struct ruleset_use))
{
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		for (size_t t = 0; t < r->nterms; t++) {
			const struct rule_term *term = &r->terms[t];
			const struct prefilter *need = &term->pattern.need;
			struct ruleset_use use = {(uint16_t)i, (uint16_t)t,
			    (uint8_t)r->fields, ruleset_tag(term->role,
			    term->group, term->pattern.regex != NULL)};

			if (term->pattern.regex == NULL)
				call(rs, term->literal, use);
			for (size_t k = 0; k < need->count; k++)
				call(rs, matcher_add(rs->matcher,
				    need->literals[k].units,
				    need->literals[k].n), use);
		}
	}
}

static bool
makes_hit(struct ruleset_use use)
{
	return use.tag == ruleset_tag(RULE_HIT, 0, false) ||
	    use.tag == ruleset_tag(RULE_HIT, 0, true);
}

static void
number_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	(void)rs;
	(void)literal;
	(void)use;
}

static void
count_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	struct ruleset_literal *l = &rs->literals[literal];

	l->rules |= UINT64_C(1) << use.rule % 64;
	l[1].first++;
	l->other += makes_hit(use);
}

/* Moves both starts: afterwards the first is where the second began. */
static void
put_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	struct ruleset_literal *l = &rs->literals[literal];

	rs->uses[makes_hit(use) ? l->first++ : l->other++] = use;
}

static void
make_uses(struct ruleset *rs)
{
	struct ruleset_literal *l;
	uint32_t first = 0;
	size_t n;

	each_use(rs, number_use);
	n = matcher_count(rs->matcher);
	l = rs->literals = mem_zalloc(n + 2, sizeof(*rs->literals));
	each_use(rs, count_use);
	for (size_t i = 0; i < n; i++) {
		l[i + 1].first += l[i].first;
		l[i].other += l[i].first;
	}
	rs->uses = mem_zalloc(l[n].first + 1, sizeof(*rs->uses));
	each_use(rs, put_use);
	for (size_t i = 0; i <= n; i++) {
		uint32_t other = l[i].first, end = l[i].other;

		l[i].first = first;
		l[i].other = other;
		first = end;
	}
	matcher_build(rs->matcher);
}

/* Patterns of `with` and `unless` without literals need no list: they are run
 * only when the rule hit. */
static bool
runs_always(const struct rule *r)
{
	for (size_t t = 0; t < r->nterms; t++)
		if (r->terms[t].role == RULE_HIT &&
		    r->terms[t].pattern.regex != NULL &&
		    r->terms[t].pattern.need.count == 0)
			return true;
	return false;
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

	rs->always = mem_alloc((rs->nrules + 1) * sizeof(*rs->always));
	rs->by_loss = mem_alloc((rs->nrules + 1) * sizeof(*rs->by_loss));
	for (uint32_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		if (rule_has_text(r))
			rs->fields |= r->fields;
		else if (r->types == NULL)
			rs->by_loss[rs->nby_loss++] = i;
		if (runs_always(r))
			rs->always[rs->nalways++] = i;
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

	rs->decides = mem_zalloc(rs->nrules + 1, 1);
	rs->fits = mem_zalloc(rows * rs->nrules + 1, 1);
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		rs->decides[i] = is_of_categories(rs, r);
		for (size_t row = 0; row < rows; row++)
			rs->fits[row * rs->nrules + i] = is_for(r,
			    row < rs->nlabels ? rs->labels[row].name :
			    SV("other"));
	}
}

void
ruleindex_make(struct ruleset *rs)
{
	make_uses(rs);
	make_lists(rs);
	make_phases(rs);
}
