/* SPDX-License-Identifier: MIT */
#include "rulecheck.h"

#include "judge.h"

struct checker {
	const struct ruleset *rs;
	struct judge *judge;
	struct ruleset_complaints *c;
	struct rulecheck totals;
};

/* Examples are texts of the first field that the rule looks at. */
static enum rule_field
first_field(const struct rule *r)
{
	unsigned f = 0;

	while (f < RULE_NFIELDS && !(r->fields >> f & 1))
		f++;
	return (enum rule_field)f;
}

static void
fail(struct checker *k, const struct rule *r, const struct json *at,
    const char *what)
{
	struct str text = {0};

	fault_quote(&text, json_sv(at), 200);
	json_fault(r->doc, at, ruleset_complain(k->c, RULESET_WRONG),
	    "rule %s: %s: '%s'", r->id.p, what, str_z(&text));
	str_free(&text);
	k->totals.failures++;
}

static void
try(struct checker *k, uint32_t rule, const char *key, bool want)
{
	const struct rule *r = &k->rs->rules[rule];
	const struct json *examples = json_get(r->source, "examples");
	const struct json *list = json_get(examples, key);

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *v = json_at(list, i);

		judge_begin(k->judge, r->has_min_loss, r->min_loss_fen);
		judge_text(k->judge, first_field(r), json_sv(v));
		judge_end(k->judge);
		k->totals.examples++;
		if (k->judge->limits[rule].records > 0)
			fail(k, r, v, "a pattern needs too many steps on "
			    "this example; make it simpler");
		else if (judge_hit_by(k->judge, rule) != want)
			fail(k, r, v, want ? "this example is not hit" :
			    "this example is hit and should not be");
	}
	if (json_count(list) >= RULECHECK_LEAST)
		return;
	json_fault(r->doc, examples != NULL ? examples : r->source,
	    ruleset_complain(k->c, RULESET_WRONG), "rule %s: it has fewer "
	    "than %d examples of %s", r->id.p, RULECHECK_LEAST, key);
	k->totals.failures++;
}

static void
look_for_slow(struct checker *k, const struct rule *r)
{
	for (size_t t = 0; t < r->nterms; t++) {
		const struct pattern *p = r->terms[t].pattern;
		struct str text = {0};

		if (p == NULL)
			continue;
		k->totals.patterns++;
		if (p->need.count > 0)
			continue;
		k->totals.slow++;
		fold_to_utf8(&text, p->units, p->n);
		json_fault(r->doc, r->source, ruleset_complain(k->c,
		    RULESET_WARNING), "rule %s: slow: '%s' has no literal "
		    "that every match must hold, so that it is run on every "
		    "text", r->id.p, text.p);
		str_free(&text);
	}
}

struct rulecheck
rulecheck_run(const struct ruleset *rs, struct ruleset_complaints *c)
{
	struct checker k = {.rs = rs, .c = c};

	k.judge = judge_new(rs);
	k.totals.rules = rs->nrules;
	for (uint32_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];

		look_for_slow(&k, r);
		/* A class or a sum needs no sentence to show what is meant. */
		if (!rule_has_text(r))
			continue;
		try(&k, i, "match", true);
		try(&k, i, "no_match", false);
	}
	judge_free(k.judge);
	return k.totals;
}
