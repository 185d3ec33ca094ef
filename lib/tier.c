/* SPDX-License-Identifier: MIT */
#include "tier.h"

#define DUE_LONGEST 3660        /* days: ten years, a typing error above */

/* --- tiers ----------------------------------------------------------------- */

static int
read_tier(struct tiers *t, const struct json *v, struct tier_rule *rule,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"id", "tier", "when", "why",
	    "why_en", NULL};

	if (json_only(t->doc, v, known, f) != 0 ||
	    texts_need(t->doc, v, "id", &rule->id, f) != 0 ||
	    texts_need(t->doc, v, "why", &rule->why, f) != 0 ||
	    texts_need(t->doc, v, "why_en", &rule->why_en, f) != 0 ||
	    tier_read(t->doc, v, "tier", &rule->tier, f) != 0)
		return -1;
	/* What takes a dispute out of mediation is law, not a threshold. */
	if (rule->tier == TIER_CASE)
		return json_fault(t->doc, json_get(v, "tier"), f,
		    "only a gate may propose \"case\"; put it into gate.json");
	return condition_read(t->doc, v, terms, &rule->when, f);
}

int
tiers_read(struct tiers *t, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"format", "version", "rules",
	    "simple_why", "simple_why_en", NULL};
	const struct json *root = json_root(doc), *list;

	*t = (struct tiers){.doc = doc};
	if (texts_format(doc, known, f) != 0 ||
	    texts_need(doc, root, "simple_why", &t->simple_why, f) != 0 ||
	    texts_need(doc, root, "simple_why_en", &t->simple_why_en,
	    f) != 0 ||
	    texts_objects(doc, root, "rules", TIER_RULES, &list, f) != 0)
		return -1;
	t->rules = arena_alloc(&t->arena,
	    (json_count(list) + 1) * sizeof(*t->rules));
	for (; t->count < json_count(list); t->count++)
		if (read_tier(t, json_at(list, t->count),
		    &t->rules[t->count], terms, f) != 0)
			return -1;
	return 0;
}

void
tiers_free(struct tiers *t)
{
	arena_free(&t->arena);
	json_free(t->doc);
	*t = (struct tiers){0};
}

enum tier
tiers_decide(const struct tiers *t, const struct condition_facts *facts,
    uint64_t *hit)
{
	enum tier most = TIER_MEDIATOR;

	*hit = 0;
	for (size_t i = 0; i < t->count; i++) {
		enum tier tier = t->rules[i].tier;

		if (tier < most || !condition_holds(&t->rules[i].when, facts))
			continue;
		if (tier > most)
			*hit = 0;
		most = tier;
		*hit |= (uint64_t)1 << i;
	}
	return most;
}

/* --- limits ---------------------------------------------------------------- */

/* "until": what meets the limit; a first step when it is not told. */
static int
read_until(const struct json_doc *doc, const struct json *map, bool *closed,
    struct fault *f)
{
	static const char *const names[] = {"first_step", "closed", NULL};
	const struct json *v = json_get(map, "until");
	unsigned which = 0;

	if (v != NULL && texts_choice(doc, v, names, &which, f) != 0)
		return -1;
	*closed = which == 1;
	return 0;
}

static int
read_due(struct due *d, const struct json *v, struct due_rule *rule,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"id", "tier", "days", "workdays",
	    "until", "when", "law", "law_en", "why", "why_en", NULL};

	*rule = (struct due_rule){0};
	if (json_only(d->doc, v, known, f) != 0 ||
	    texts_need(d->doc, v, "id", &rule->id, f) != 0 ||
	    texts_need(d->doc, v, "law", &rule->law, f) != 0 ||
	    texts_need(d->doc, v, "law_en", &rule->law_en, f) != 0 ||
	    texts_need(d->doc, v, "why", &rule->why, f) != 0 ||
	    texts_need(d->doc, v, "why_en", &rule->why_en, f) != 0 ||
	    tier_read(d->doc, v, "tier", &rule->tier, f) != 0 ||
	    json_want_int(d->doc, v, "days", 1, DUE_LONGEST,
	    &rule->days, f) != 0 ||
	    json_want_int(d->doc, v, "workdays", 1, DUE_LONGEST,
	    &rule->workdays, f) != 0)
		return -1;
	if (rule->days != 0 && rule->workdays != 0)
		return json_fault(d->doc, json_get(v, "workdays"), f,
		    "both \"days\" and \"workdays\"; keep one");
	if (read_until(d->doc, v, &rule->until_closed, f) != 0)
		return -1;
	rule->conditional = json_get(v, "when") != NULL;
	return rule->conditional
	    ? condition_read(d->doc, v, terms, &rule->when, f) : 0;
}

int
due_read(struct due *d, struct json_doc *doc, struct condition_terms *terms,
    struct fault *f)
{
	static const char *const known[] = {"format", "version", "rules",
	    "steps", NULL};
	const struct json *list;

	*d = (struct due){.doc = doc};
	if (texts_format(doc, known, f) != 0 ||
	    texts_objects(doc, json_root(doc), "rules", TIER_RULES, &list,
	    f) != 0)
		return -1;
	d->rules = arena_alloc(&d->arena,
	    (json_count(list) + 1) * sizeof(*d->rules));
	for (; d->count < json_count(list); d->count++)
		if (read_due(d, json_at(list, d->count),
		    &d->rules[d->count], terms, f) != 0)
			return -1;
	return steps_read(&d->steps, doc, &d->arena, f);
}

void
due_free(struct due *d)
{
	arena_free(&d->arena);
	json_free(d->doc);
	*d = (struct due){0};
}

uint64_t
due_hit(const struct due *d, enum tier tier,
    const struct condition_facts *facts)
{
	uint64_t hit = 0;
	bool limited = false;

	for (size_t i = 0; i < d->count; i++) {
		const struct due_rule *rule = &d->rules[i];
		bool limits = rule->days != 0 || rule->workdays != 0;

		if (rule->tier != tier || (limits && limited) ||
		    (rule->conditional &&
		    !condition_holds(&rule->when, facts)))
			continue;
		hit |= (uint64_t)1 << i;
		limited = limited || limits;
	}
	return hit;
}

bool
due_day(const struct due *d, uint64_t hit, int64_t day,
    const struct calendar *calendar, int64_t *due, bool *covered)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct due_rule *rule = &d->rules[i];

		if ((hit >> i & 1) == 0)
			continue;
		if (rule->workdays != 0) {
			*due = calendar_add_workdays(calendar, day,
			    (unsigned)rule->workdays, covered);
			return true;
		}
		if (rule->days != 0) {
			*due = calendar_add_workdays(calendar,
			    day + rule->days, 0, covered);
			return true;
		}
	}
	return false;
}
