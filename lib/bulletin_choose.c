/* SPDX-License-Identifier: MIT */
#include "bulletin_choose.h"

#include "rise.h"

#include <math.h>
#include <stdlib.h>

/* --- collecting ---------------------------------------------------------- */

void
bulletin_work_init(struct bulletin_work *w, const struct bulletin_groups *g,
    const struct count_query *q)
{
	*w = (struct bulletin_work){.groups = g};
	count_init(&w->tally, q);
	w->publish = publish_new(q->extractor, false);
	w->facets = facet_work_new(q->facets);
}

void
bulletin_work_free(struct bulletin_work *w)
{
	count_free(&w->tally);
	publish_free(w->publish);
	facet_work_free(w->facets);
	extract_free(&w->extract);
	case_texts_free(&w->cases);
	str_free(&w->text);
	str_free(&w->scratch);
}

static bool
is_listed(const struct texts *list, struct sv value)
{
	for (size_t i = 0; i < list->count; i++)
		if (sv_eq(list->items[i], value))
			return true;
	return false;
}

static bool
names_any(const struct texts *list, struct sv text)
{
	for (size_t i = 0; i < list->count; i++)
		if (sv_find(text, list->items[i]) != SIZE_MAX)
			return true;
	return false;
}

/* A community by its key, a campus by its name in the address, the place or
 * the unit; neither given: everywhere. */
static bool
is_here(struct bulletin_work *w, const struct bulletin_group *g,
    const struct record *r)
{
	static const enum record_key keys[] = {REC_ADDRESS, REC_PLACE_TYPE,
	    REC_COMMUNITY, REC_UNIT};

	if (g->communities.count == 0 && g->campus.count == 0)
		return true;
	if (is_listed(&g->communities, record_text(record_get(r,
	    REC_COMMUNITY), &w->scratch)))
		return true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (names_any(&g->campus, record_text(record_get(r, keys[i]),
		    &w->scratch)))
			return true;
	return false;
}

static bool
is_theirs(struct bulletin_work *w, const struct bulletin_group *g,
    const struct record *r, size_t facet)
{
	for (size_t i = 0; i < g->naudience; i++)
		if (facet_is_of(w->facets, r, facet, g->audience[i]))
			return true;
	return g->naudience == 0;
}

static unsigned
course_of(struct bulletin_work *w, const struct record *r, int64_t loss)
{
	struct extract_ways ways;

	extract_ways(w->tally.query->extractor, &w->extract, record_text(
	    record_get(r, REC_NARRATIVE), &w->scratch), &ways);
	return (unsigned)(loss > 0) + (unsigned)(ways.contact >= 0) +
	    (unsigned)(ways.payment >= 0 || ways.platform >= 0);
}

static void
keep_case(struct bulletin_work *w, const struct record *r, uint64_t mask)
{
	const struct count_query *q = w->tally.query;
	size_t facet = q->facet[COUNT_VICTIM - COUNT_SUBTYPE];
	struct case_text c = {.day = w->tally.when.day, .loss = -1,
	    .mask = mask};

	if (!record_int(record_get(r, REC_LOSS_FEN), &c.loss))
		c.loss = -1;
	str_clear(&w->text);
	publish_record(w->publish, r, &w->text);
	c.text = str_sv(&w->text);
	c.course = course_of(w, r, c.loss);
	if (w->tally.found[facet].group != FACET_NONE)
		c.victim = facet_group_id(q->facets, facet,
		    w->tally.found[facet].group);
	c.category = record_text(record_get(r, REC_CATEGORY), &w->scratch);
	case_texts_add(&w->cases, &c);
}

int
bulletin_take(struct bulletin_work *w, const struct record *r,
    struct fault *f)
{
	const struct count_query *q = w->tally.query;
	size_t facet = q->facet[COUNT_VICTIM - COUNT_SUBTYPE];
	uint64_t mask = 0;

	if (count_record(&w->tally, r, f) != 0)
		return -1;
	if (w->tally.fate != COUNT_COUNTED)
		return 0;
	for (size_t i = 0; i < w->groups->n; i++)
		if (is_here(w, &w->groups->at[i], r) &&
		    is_theirs(w, &w->groups->at[i], r, facet))
			mask |= UINT64_C(1) << i;
	if (mask != 0)
		keep_case(w, r, mask);
	return 0;
}

void
bulletin_join(struct bulletin_work *into, struct bulletin_work *from)
{
	count_merge(&into->tally, &from->tally);
	case_texts_join(&into->cases, &from->cases);
}

/* --- choosing ------------------------------------------------------------ */

struct windows {
	const struct bulletin_work *w;
	size_t group;
	int64_t on, days;
	int64_t n;              /* with data, this one and those before */
};

/* 0: this one; 1: the one before; -1: later than all. */
static int64_t
window_of(const struct windows *x, int64_t day)
{
	return day >= x->on ? -1 : (x->on - 1 - day) / x->days;
}

static void
add_type(struct bulletin_choice *c, const struct windows *x,
    const struct case_text *cases, size_t n)
{
	int64_t counts[BULLETIN_PAST + 1] = {0};
	struct bulletin_theme *t = &c->themes[c->nthemes];
	int64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t at = window_of(x, cases[i].day);

		if ((cases[i].mask >> x->group & 1) == 0 || at < 0 ||
		    at >= x->n)
			continue;
		counts[at]++;
		all++;
		if (at == 0 && cases[i].loss > 0) {
			c->loss += cases[i].loss;
			c->with_loss++;
		}
	}
	*t = (struct bulletin_theme){.type = cases[0].category,
	    .now = counts[0], .before = x->n > 1 ? counts[1] : -1, .p = -1};
	for (int64_t i = 1; i < x->n; i++)
		t->past_sum += counts[i];
	t->past_n = x->n > 0 ? x->n - 1 : 0;
	c->cases += counts[0];
	c->before = x->n > 1 ? c->before + counts[1] : -1;
	c->nthemes += all > 0;
}

static void
add_types(struct bulletin_choice *c, const struct windows *x,
    const struct case_texts *all)
{
	size_t end, types = 0;

	for (size_t i = 0; i < all->n; i++)
		types += i == 0 || !sv_eq(all->at[i].category,
		    all->at[i - 1].category);
	c->themes = mem_zalloc(types + 1, sizeof(*c->themes));
	for (size_t i = 0; i < all->n; i = end) {
		for (end = i + 1; end < all->n && sv_eq(all->at[end].category,
		     all->at[i].category);)
			end++;
		add_type(c, x, all->at + i, end - i);
	}
}

/* Poisson counts: windows of a chat are few and small, and their spread over
 * types says little of each. */
static void
test_rises(struct bulletin_choice *c)
{
	struct rise *rises = mem_zalloc(c->nthemes + 1, sizeof(*rises));
	double *p = mem_zalloc(c->nthemes + 1, sizeof(*p));

	for (size_t i = 0; i < c->nthemes; i++)
		rises[i] = (struct rise){c->themes[i].now,
		    c->themes[i].past_n, c->themes[i].past_sum, 0};
	rise_test(rises, c->nthemes, 2, p);
	for (size_t i = 0; i < c->nthemes; i++) {
		c->themes[i].p = p[i];
		c->themes[i].surging = p[i] >= 0 && p[i] <= BULLETIN_LEVEL &&
		    c->themes[i].now >= BULLETIN_SMALL;
	}
	free(rises);
	free(p);
}

/* Cases, and twice by how much they are above their mean on the scale where
 * Poisson counts spread alike: what grows comes before what is common. */
static double
worth(const struct bulletin_theme *t)
{
	double mean = t->past_n > 0 ? (double)t->past_sum / (double)t->past_n
				    : (double)t->now;
	double above = 2 * (sqrt((double)t->now) - sqrt(mean));

	return (double)t->now + (above > 0 ? 2 * above : 0);
}

static int
compare_themes(const void *a, const void *b)
{
	const struct bulletin_theme *x = a, *y = b;
	double wx = worth(x), wy = worth(y);

	if (x->surging != y->surging)
		return x->surging ? -1 : 1;
	if (x->surging && x->p != y->p)
		return x->p < y->p ? -1 : 1;
	if (wx != wy)
		return wx > wy ? -1 : 1;
	return sv_cmp(x->type, y->type);
}

static bool
is_theme(const struct bulletin_groups *all, const struct bulletin_group *g,
    const struct bulletin_theme *t)
{
	return (t->now >= all->least || t->surging) &&
	    !is_listed(&g->exclude, t->type);
}

static void
pick(struct bulletin_choice *c, const struct bulletin_groups *all,
    const struct bulletin_group *g)
{
	bool any = false;

	for (size_t i = 0; i < c->nthemes; i++) {
		const struct bulletin_theme *t = &c->themes[i];

		if (!is_theme(all, g, t))
			continue;
		any = true;
		if ((!t->had || t->surging) && c->nchosen < BULLETIN_THEMES)
			c->chosen[c->nchosen++] = i;
	}
	if (c->nchosen == 0)
		c->silence = any ? BULLETIN_ALL_HAD : c->cases == 0
		    ? BULLETIN_NO_CASES : BULLETIN_TOO_FEW;
}

void
bulletin_choose(const struct bulletin_work *w, size_t group, int64_t on,
    struct bulletin_choice *c)
{
	const struct bulletin_groups *all = w->groups;
	const struct bulletin_group *g = &all->at[group];
	struct windows x = {w, group, on, all->days, 0};

	*c = (struct bulletin_choice){.silence = BULLETIN_SPEAKS};
	if (w->tally.first <= w->tally.last && w->tally.first < on)
		x.n = (on - w->tally.first) / all->days;
	if (x.n == 0 && w->tally.first < on)
		x.n = 1;        /* less than a window: what there is */
	if (x.n > BULLETIN_PAST + 1)
		x.n = BULLETIN_PAST + 1;
	add_types(c, &x, &w->cases);
	test_rises(c);
	for (size_t i = 0; i < c->nthemes; i++)
		c->themes[i].had = bulletin_had(g, c->themes[i].type, on,
		    all->repeat_days);
	if (c->nthemes > 0)
		qsort(c->themes, c->nthemes, sizeof(*c->themes),
		    compare_themes);
	if (bulletin_week(g, on) >= g->max_per_week)
		c->silence = BULLETIN_FULL_WEEK;
	else
		pick(c, all, g);
}

void
bulletin_choice_free(struct bulletin_choice *c)
{
	free(c->themes);
	*c = (struct bulletin_choice){0};
}
