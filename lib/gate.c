/* SPDX-License-Identifier: MIT */
#include "gate.h"

static const char *const tier_names[] = {"mediator", "officer", "joint",
    "case", NULL};

const char *
tier_name(enum tier t)
{
	return t != TIER_NONE ? tier_names[t - TIER_MEDIATOR] : NULL;
}

int
tier_read_value(const struct json_doc *doc, const struct json *v,
    enum tier *t, struct fault *f)
{
	unsigned index;

	if (texts_choice(doc, v, tier_names, &index, f) != 0)
		return -1;
	*t = (enum tier)(TIER_MEDIATOR + index);
	return 0;
}

int
tier_read(const struct json_doc *doc, const struct json *map,
    const char *key, enum tier *t, struct fault *f)
{
	struct sv text;

	if (texts_need(doc, map, key, &text, f) != 0)
		return -1;
	return tier_read_value(doc, json_get(map, key), t, f);
}

static int
read_gate(struct gates *g, const struct json *v, struct gate *gate,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"id", "at_least", "when", "law",
	    "law_en", "check_law", "agency", "checks", "checks_en", "why",
	    "why_en", NULL};

	*gate = (struct gate){0};
	if (json_only(g->doc, v, known, f) != 0 ||
	    texts_need(g->doc, v, "id", &gate->id, f) != 0 ||
	    texts_need(g->doc, v, "law", &gate->law, f) != 0 ||
	    texts_need(g->doc, v, "law_en", &gate->law_en, f) != 0 ||
	    texts_need(g->doc, v, "why", &gate->why, f) != 0 ||
	    texts_need(g->doc, v, "why_en", &gate->why_en, f) != 0 ||
	    json_want_flag(g->doc, v, "check_law", &gate->check_law, f) != 0 ||
	    json_want_flag(g->doc, v, "agency", &gate->agency, f) != 0 ||
	    texts_read(g->doc, v, "checks", &g->arena, &gate->checks,
	    f) != 0 ||
	    texts_read(g->doc, v, "checks_en", &g->arena, &gate->checks_en,
	    f) != 0 ||
	    tier_read(g->doc, v, "at_least", &gate->at_least, f) != 0)
		return -1;
	if (gate->checks_en.count != 0 &&
	    gate->checks_en.count != gate->checks.count)
		return json_fault(g->doc, json_get(v, "checks_en"), f,
		    "%zu members of \"checks_en\" for %zu of \"checks\"",
		    gate->checks_en.count, gate->checks.count);
	return condition_read(g->doc, v, terms, &gate->when, f);
}

int
gates_read(struct gates *g, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"format", "version", "gates",
	    NULL};
	const struct json *list;

	*g = (struct gates){.doc = doc};
	if (texts_format(doc, known, f) != 0 ||
	    texts_objects(doc, json_root(doc), "gates", GATE_MAX, &list,
	    f) != 0)
		return -1;
	g->items = arena_alloc(&g->arena,
	    (json_count(list) + 1) * sizeof(*g->items));
	for (; g->count < json_count(list); g->count++)
		if (read_gate(g, json_at(list, g->count),
		    &g->items[g->count], terms, f) != 0)
			return -1;
	return 0;
}

void
gates_free(struct gates *g)
{
	arena_free(&g->arena);
	json_free(g->doc);
	*g = (struct gates){0};
}

uint64_t
gates_hit(const struct gates *g, const struct condition_facts *facts)
{
	uint64_t hit = 0;

	for (size_t i = 0; i < g->count; i++)
		if (condition_holds(&g->items[i].when, facts))
			hit |= (uint64_t)1 << i;
	return hit;
}

enum tier
gates_least(const struct gates *g, uint64_t hit)
{
	enum tier least = TIER_MEDIATOR;

	for (size_t i = 0; i < g->count; i++)
		if ((hit >> i & 1) != 0 && g->items[i].at_least > least)
			least = g->items[i].at_least;
	return least;
}

bool
gates_agency(const struct gates *g, uint64_t hit)
{
	for (size_t i = 0; i < g->count; i++)
		if ((hit >> i & 1) != 0 && g->items[i].agency)
			return true;
	return false;
}
