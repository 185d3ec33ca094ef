/* SPDX-License-Identifier: MIT */
#include "department.h"

/* --- reading --------------------------------------------------------------- */

static int
need_departments(struct departments *d, const struct json *v,
    struct texts *list, struct fault *f)
{
	if (texts_read(d->doc, v, "departments", &d->arena, list, f) != 0)
		return -1;
	if (list->count == 0)
		return json_fault(d->doc, v, f, "no \"departments\" here");
	return 0;
}

static int
read_category(struct departments *d, const struct json *v,
    struct department_category *c, struct fault *f)
{
	static const char *const known[] = {"category", "name", "name_en",
	    "departments", "agency", "why", NULL};
	struct sv why;

	if (json_only(d->doc, v, known, f) != 0 ||
	    texts_need(d->doc, v, "category", &c->category, f) != 0 ||
	    texts_need(d->doc, v, "name", &c->name, f) != 0 ||
	    texts_need(d->doc, v, "name_en", &c->name_en, f) != 0 ||
	    texts_need(d->doc, v, "why", &why, f) != 0 ||
	    texts_may(d->doc, v, "agency", &c->agency, f) != 0 ||
	    need_departments(d, v, &c->departments, f) != 0)
		return -1;
	for (size_t i = 0; i < d->ncategories; i++)
		if (sv_eq(d->categories[i].category, c->category))
			return json_fault(d->doc, json_get(v, "category"), f,
			    "category '%s' is there twice", c->category.p);
	return 0;
}

static int
read_tiers(struct departments *d, const struct json *v, unsigned *tiers,
    struct fault *f)
{
	const struct json *list;

	*tiers = 0;
	if (json_want(d->doc, v, "tiers", JSON_LIST, &list, f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(list); i++) {
		enum tier tier;

		if (tier_read_value(d->doc, json_at(list, i), &tier, f) != 0)
			return -1;
		*tiers |= 1U << tier;
	}
	if (*tiers == 0)
		return json_fault(d->doc, v, f, "no \"tiers\" here");
	return 0;
}

static int
read_extra(struct departments *d, const struct json *v,
    struct department_extra *x, struct condition_terms *terms,
    struct fault *f)
{
	static const char *const known[] = {"id", "tiers", "departments",
	    "when", "why", NULL};
	struct sv why;

	if (json_only(d->doc, v, known, f) != 0 ||
	    texts_need(d->doc, v, "id", &x->id, f) != 0 ||
	    texts_need(d->doc, v, "why", &why, f) != 0 ||
	    read_tiers(d, v, &x->tiers, f) != 0 ||
	    need_departments(d, v, &x->departments, f) != 0)
		return -1;
	x->conditional = json_get(v, "when") != NULL;
	return x->conditional
	    ? condition_read(d->doc, v, terms, &x->when, f) : 0;
}

int
departments_read(struct departments *d, struct json_doc *doc,
    struct condition_terms *terms, struct fault *f)
{
	static const char *const known[] = {"format", "version",
	    "categories", "extras", NULL};
	const struct json *root = json_root(doc), *categories, *extras;

	*d = (struct departments){.doc = doc};
	if (texts_format(doc, known, f) != 0 ||
	    texts_objects(doc, root, "categories", DEPARTMENT_MAX,
	    &categories, f) != 0 ||
	    texts_objects(doc, root, "extras", DEPARTMENT_MAX, &extras,
	    f) != 0)
		return -1;
	d->categories = arena_alloc(&d->arena,
	    (json_count(categories) + 1) * sizeof(*d->categories));
	for (; d->ncategories < json_count(categories); d->ncategories++)
		if (read_category(d, json_at(categories, d->ncategories),
		    &d->categories[d->ncategories], f) != 0)
			return -1;
	d->extras = arena_alloc(&d->arena,
	    (json_count(extras) + 1) * sizeof(*d->extras));
	for (; d->nextras < json_count(extras); d->nextras++)
		if (read_extra(d, json_at(extras, d->nextras),
		    &d->extras[d->nextras], terms, f) != 0)
			return -1;
	return 0;
}

void
departments_free(struct departments *d)
{
	arena_free(&d->arena);
	json_free(d->doc);
	*d = (struct departments){0};
}

/* --- use ------------------------------------------------------------------- */

int
departments_find(const struct departments *d, struct sv category)
{
	int best = -1;

	for (size_t i = 0; i < d->ncategories; i++) {
		struct sv name = d->categories[i].category;

		if (texts_covers(name, category) &&
		    (best < 0 ||
		    name.len > d->categories[best].category.len))
			best = (int)i;
	}
	return best;
}

bool
departments_know(const struct departments *d, struct sv category)
{
	for (size_t i = 0; i < d->ncategories; i++)
		if (texts_covers(d->categories[i].category, category) ||
		    texts_covers(category, d->categories[i].category))
			return true;
	return false;
}

void
departments_look(const struct departments *d, const struct record *r,
    struct department_facts *facts, struct str *scratch)
{
	struct sv text;
	size_t at = 0;

	*facts = (struct department_facts){.primary = departments_find(d,
	    record_text(record_get(r, REC_CATEGORY), scratch))};
	if (facts->primary >= 0)
		facts->all = (uint64_t)1 << facts->primary;
	while (record_next_text(record_get(r, REC_LABELS), &at, &text,
	    scratch)) {
		int i = departments_find(d, text);

		if (i >= 0)
			facts->all |= (uint64_t)1 << i;
	}
}

static void
add_all(const struct texts *list, void (*add)(void *, struct sv),
    void *context)
{
	for (size_t i = 0; i < list->count; i++)
		add(context, list->items[i]);
}

void
departments_each(const struct departments *d,
    const struct department_facts *facts, enum tier tier,
    const struct condition_facts *conditions,
    void (*add)(void *, struct sv), void *context)
{
	if (tier == TIER_JOINT && facts->primary >= 0)
		add_all(&d->categories[facts->primary].departments, add,
		    context);
	for (size_t i = 0; tier == TIER_JOINT && i < d->ncategories; i++)
		if ((facts->all >> i & 1) != 0)
			add_all(&d->categories[i].departments, add, context);
	for (size_t i = 0; i < d->nextras; i++)
		if ((d->extras[i].tiers >> tier & 1) != 0 &&
		    (!d->extras[i].conditional ||
		    condition_holds(&d->extras[i].when, conditions)))
			add_all(&d->extras[i].departments, add, context);
}
