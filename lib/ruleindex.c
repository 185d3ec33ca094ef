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
			struct ruleset_use use = {(uint32_t)i, (uint16_t)t,
			    (uint8_t)r->fields, (uint8_t)term->role,
			    (uint8_t)term->group,
			    term->pattern.regex != NULL};

			if (term->pattern.regex == NULL)
				call(rs, term->literal, use);
			for (size_t k = 0; k < need->count; k++)
				call(rs, matcher_add(rs->matcher,
				    need->literals[k].units,
				    need->literals[k].n), use);
		}
	}
}

static void
count_hit(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	rs->first_other[literal] += use.role == RULE_HIT;
}

static void
count_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	(void)use;
	rs->first_use[literal + 1]++;
}

static void
put_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	uint32_t *at = use.role == RULE_HIT ? &rs->first_use[literal] :
	    &rs->first_other[literal];

	rs->uses[(*at)++] = use;
}

static void
ignore_use(struct ruleset *rs, uint32_t literal, struct ruleset_use use)
{
	(void)rs;
	(void)literal;
	(void)use;
}

/* The uses of literal i are those from first_use[i] to first_use[i + 1], of
 * which those to first_other[i] make rules hit. */
static void
make_uses(struct ruleset *rs)
{
	size_t n;
	uint32_t *hits;

	each_use(rs, ignore_use);       /* numbers the literals */
	n = matcher_count(rs->matcher);
	rs->first_use = mem_zalloc(n + 2, sizeof(*rs->first_use));
	rs->first_other = mem_zalloc(n + 1, sizeof(*rs->first_other));
	each_use(rs, count_use);
	each_use(rs, count_hit);
	for (size_t i = 0; i < n; i++)
		rs->first_use[i + 1] += rs->first_use[i];
	rs->uses = mem_zalloc(rs->first_use[n] + 1, sizeof(*rs->uses));
	hits = mem_alloc((n + 1) * sizeof(*hits));
	for (size_t i = 0; i < n; i++) {
		hits[i] = rs->first_use[i];
		rs->first_other[i] += rs->first_use[i];
	}
	each_use(rs, put_use);          /* moves both starts */
	for (size_t i = 0; i < n; i++) {
		rs->first_other[i] = rs->first_use[i];
		rs->first_use[i] = hits[i];
	}
	free(hits);
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
