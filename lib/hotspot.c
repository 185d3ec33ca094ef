/* SPDX-License-Identifier: MIT */
#include "hotspot.h"

#include <stdlib.h>

/* A category at a place, by how many. */
struct kind {
	uint32_t name, category;
	int64_t count;
};

static int
compare_kinds(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return (x->category > y->category) - (x->category < y->category);
}

static int
compare_spots(const void *a, const void *b)
{
	const struct hotspot *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return (x->name > y->name) - (x->name < y->name);
}

static void
take(struct hotspot *s, const struct incidents_fact *f, uint32_t name,
    int64_t today)
{
	s->name = name;
	s->count += f->count;
	s->today += f->day == today ? f->count : 0;
	s->last = f->day > s->last ? f->day : s->last;
}

/* Sorted by place, the kinds of each are one run; of equals the first. */
static void
set_categories(struct hotspot *spots, struct kind *kinds, size_t n)
{
	int64_t most = 0, run = 0;

	if (n > 0)
		qsort(kinds, n, sizeof(*kinds), compare_kinds);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || kinds[i].name != kinds[i - 1].name)
			most = run = 0;
		else if (kinds[i].category != kinds[i - 1].category)
			run = 0;
		run += kinds[i].count;
		if (run > most) {
			most = run;
			spots[kinds[i].name].category = kinds[i].category;
		}
	}
}

/* Every name's spot, in order of names; how many have `least` or more, these
 * first and sorted. */
static struct hotspot *
collect(const struct incidents *t, const struct incidents_fact *facts,
    size_t n, enum incidents_name which, int64_t today, int64_t least,
    size_t *count)
{
	size_t names = t->names[which].count, kept = 0, nkinds = 0;
	struct hotspot *spots = mem_zalloc(names, sizeof(*spots));
	struct kind *kinds = mem_zalloc(n + 1, sizeof(*kinds));

	for (size_t i = 0; i < n; i++) {
		const struct incidents_fact *f = &facts[i];
		uint32_t name = f->names[which];

		if (name == 0)
			continue;
		take(&spots[name], f, name, today);
		kinds[nkinds++] = (struct kind){name,
		    f->names[INCIDENTS_CATEGORY], f->count};
	}
	set_categories(spots, kinds, nkinds);
	free(kinds);
	for (size_t i = 0; i < names; i++)
		if (spots[i].count >= least)
			spots[kept++] = spots[i];
	if (kept > 0)
		qsort(spots, kept, sizeof(*spots), compare_spots);
	*count = kept;
	return spots;
}

void
hotspot_find(struct hotspots *h, const struct incidents *t, int64_t from,
    int64_t to, int64_t today, int64_t percent)
{
	size_t n;
	const struct incidents_fact *facts = incidents_days(t, from, to, &n);

	*h = (struct hotspots){0};
	h->places = collect(t, facts, n, INCIDENTS_PLACE, today, 1,
	    &h->nplaces);
	h->doors = collect(t, facts, n, INCIDENTS_DOOR, today, 2, &h->ndoors);
	for (size_t i = 0; i < h->nplaces; i++)
		h->located += h->places[i].count;
	for (size_t i = 0; i < h->ndoors; i++)
		h->at_doors += h->doors[i].count;
	h->not_located = incidents_sum(facts, n) - h->located;
	h->top = (size_t)(((int64_t)h->nplaces * percent + 99) / 100);
	for (size_t i = 0; i < h->top; i++)
		h->in_top += h->places[i].count;
}

void
hotspot_free(struct hotspots *h)
{
	free(h->places);
	free(h->doors);
	*h = (struct hotspots){0};
}
