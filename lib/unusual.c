/* SPDX-License-Identifier: MIT */
#include "unusual.h"

#include "category.h"
#include "signif.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Below one case a day the moments of a cell are mostly those of its zeros. */
#define OWN_LEAST 1.0
#define BAND_HOURS 6

const char *const unusual_corrections[] = {"holm", "bh", "bonferroni", NULL};

static const char *const family_keys[UNUSUAL_NFAMILIES] = {"all", "class",
    "category", "community", "place_type", "band", "category_community"};

const char *
unusual_family_key(enum unusual_family family)
{
	return family_keys[family];
}

bool
unusual_family_name(enum unusual_family family, enum incidents_name *which)
{
	switch (family) {
	case UNUSUAL_CLASS:
		*which = INCIDENTS_CLASS;
		return true;
	case UNUSUAL_CATEGORY:
	case UNUSUAL_CROSS:
		*which = INCIDENTS_CATEGORY;
		return true;
	case UNUSUAL_COMMUNITY:
		*which = INCIDENTS_COMMUNITY;
		return true;
	case UNUSUAL_PLACE_TYPE:
		*which = INCIDENTS_PLACE_TYPE;
		return true;
	default:
		return false;
	}
}

/* --- counting ------------------------------------------------------------ */

struct cell_key {
	uint32_t family, name, other;
};

struct counting {
	struct map cells;       /* cell_key -> uint32_t a day, today first */
	size_t weeks;
};

static void
add(struct counting *c, enum unusual_family family, uint32_t name,
    uint32_t other, size_t back, int64_t n)
{
	struct cell_key key = {(uint32_t)family, name, other};
	unsigned char *days = map_put(&c->cells,
	    (struct sv){(const char *)&key, sizeof(key)}, NULL);
	uint32_t value;

	memcpy(&value, days + back * sizeof(value), sizeof(value));
	value += (uint32_t)n;
	memcpy(days + back * sizeof(value), &value, sizeof(value));
}

static void
add_fact(struct counting *c, const struct incidents_fact *f, int64_t today,
    bool cross)
{
	size_t back = (size_t)(today - f->day);
	uint32_t category = f->names[INCIDENTS_CATEGORY];
	uint32_t community = f->names[INCIDENTS_COMMUNITY];
	enum incidents_name which;

	add(c, UNUSUAL_ALL, 0, 0, back, f->count);
	for (int i = UNUSUAL_CLASS; i <= UNUSUAL_PLACE_TYPE; i++)
		if (unusual_family_name((enum unusual_family)i, &which) &&
		    f->names[which] != 0)
			add(c, (enum unusual_family)i, f->names[which], 0,
			    back, f->count);
	if (f->hour >= 0)
		add(c, UNUSUAL_BAND, (uint32_t)(f->hour / BAND_HOURS), 0, back,
		    f->count);
	if (cross && category != 0 && community != 0)
		add(c, UNUSUAL_CROSS, category, community, back, f->count);
}

static void
count_days(struct counting *c, const struct incidents *t, int64_t day,
    bool cross)
{
	size_t n;
	const struct incidents_fact *facts = incidents_days(t,
	    day - 7 * (int64_t)c->weeks, day + 1, &n);

	c->cells.size = (7 * c->weeks + 1) * sizeof(uint32_t);
	/* Also on the best of days this one is looked at. */
	add(c, UNUSUAL_ALL, 0, 0, 0, 0);
	for (size_t i = 0; i < n; i++)
		add_fact(c, &facts[i], day, cross);
}

static double
on_day(const struct counting *c, size_t cell, size_t back)
{
	uint32_t value;

	memcpy(&value, (unsigned char *)map_at(&c->cells, cell) +
	    back * sizeof(value), sizeof(value));
	return value;
}

/* --- dispersion ---------------------------------------------------------- */

/* var - mean and mean^2, each without bias, summed over weekdays: their ratio
 * is the dispersion. */
struct moments {
	double extra, square, mean;
};

static struct moments
moments_of(const struct counting *c, size_t cell)
{
	double n = (double)c->weeks;
	struct moments m = {0};

	for (size_t weekday = 1; weekday <= 7; weekday++) {
		double sum = 0, squares = 0, mean, var;

		for (size_t back = weekday; back <= 7 * c->weeks; back += 7)
			sum += on_day(c, cell, back);
		mean = sum / n;
		for (size_t back = weekday; back <= 7 * c->weeks; back += 7) {
			double d = on_day(c, cell, back) - mean;

			squares += d * d;
		}
		var = squares / (n - 1);
		m.extra += var - mean;
		m.square += mean * mean - var / n;
		m.mean += mean / 7;
	}
	return m;
}

static double
dispersion_of(const struct moments *m)
{
	return m->square > 0 && m->extra > 0 ? m->extra / m->square : 0;
}

static void
set_dispersions(struct unusual *u, const struct counting *c)
{
	struct moments family[UNUSUAL_NFAMILIES] = {{0}};

	for (size_t i = 0; i < u->ncells; i++) {
		struct moments m = moments_of(c, i);
		struct moments *sum = &family[u->cells[i].family];

		sum->extra += m.extra;
		sum->square += m.square;
		if (m.mean >= OWN_LEAST)
			u->cells[i].dispersion = dispersion_of(&m);
	}
	for (size_t i = 0; i < u->ncells; i++) {
		struct unusual_cell *cell = &u->cells[i];

		cell->dispersion = fmax(cell->dispersion,
		    dispersion_of(&family[cell->family]));
	}
}

/* --- the test ------------------------------------------------------------ */

static void
correct(struct unusual *u, const struct unusual_options *o)
{
	double *p = mem_zalloc(u->ncells + 1, sizeof(*p));

	for (size_t i = 0; i < u->ncells; i++)
		p[i] = u->cells[i].p;
	switch (o->correction) {
	case UNUSUAL_HOLM:
		signif_holm(p, u->ncells);
		break;
	case UNUSUAL_BH:
		signif_bh(p, u->ncells);
		break;
	case UNUSUAL_BONFERRONI:
		signif_bonferroni(p, u->ncells);
		break;
	}
	for (size_t i = 0; i < u->ncells; i++) {
		u->cells[i].adjusted = p[i];
		u->cells[i].high = p[i] <= o->level;
		u->nhigh += u->cells[i].high;
	}
	free(p);
}

static int
compare_cells(const void *a, const void *b)
{
	const struct unusual_cell *x = a, *y = b;

	if (x->p < y->p || x->p > y->p)
		return x->p < y->p ? -1 : 1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return (x->other > y->other) - (x->other < y->other);
}

static void
set_cells(struct unusual *u, const struct counting *c)
{
	u->ncells = c->cells.count;
	u->cells = mem_zalloc(u->ncells + 1, sizeof(*u->cells));
	for (size_t i = 0; i < u->ncells; i++) {
		struct unusual_cell *cell = &u->cells[i];
		struct cell_key key;

		memcpy(&key, c->cells.keys[i].p, sizeof(key));
		cell->family = (enum unusual_family)key.family;
		cell->name = key.name;
		cell->other = key.other;
		cell->count = (int64_t)on_day(c, i, 0);
		for (size_t back = 7; back <= 7 * c->weeks; back += 7)
			cell->sum += (int64_t)on_day(c, i, back);
		if (c->weeks > 0)
			cell->expected = (double)cell->sum / (double)c->weeks;
		cell->p = cell->adjusted = 1;
	}
}

void
unusual_find(struct unusual *u, const struct incidents *t, int64_t day,
    const struct unusual_options *o)
{
	struct counting c = {0};

	*u = (struct unusual){.day = day};
	while ((int64_t)c.weeks < o->weeks &&
	    day - 7 * ((int64_t)c.weeks + 1) >= t->tally.first)
		c.weeks++;
	count_days(&c, t, day, o->cross);
	set_cells(u, &c);
	u->weeks = (unsigned)c.weeks;
	u->tested = c.weeks >= UNUSUAL_LEAST_WEEKS;
	if (u->tested) {
		set_dispersions(u, &c);
		for (size_t i = 0; i < u->ncells; i++)
			u->cells[i].p = signif_above(u->cells[i].count,
			    u->cells[i].sum, (double)c.weeks,
			    u->cells[i].dispersion);
		correct(u, o);
	}
	if (u->ncells > 0)
		qsort(u->cells, u->ncells, sizeof(*u->cells), compare_cells);
	map_free(&c.cells);
}

void
unusual_free(struct unusual *u)
{
	free(u->cells);
	*u = (struct unusual){0};
}

const struct unusual_cell *
unusual_cell(const struct unusual *u, enum unusual_family family,
    uint32_t name)
{
	for (size_t i = 0; i < u->ncells; i++)
		if (u->cells[i].family == family && u->cells[i].name == name)
			return &u->cells[i];
	return NULL;
}

/* --- words --------------------------------------------------------------- */

void
unusual_title(struct str *out, const struct incidents *t,
    const struct unusual_cell *c, bool english)
{
	long long hour = c->name * BAND_HOURS;
	enum incidents_name which;
	struct sv name = {NULL, 0};

	if (unusual_family_name(c->family, &which))
		name = incidents_text(t, which, c->name);
	if (c->family == UNUSUAL_CROSS)
		str_addf(out, english ? "%s, " : "%s·",
		    incidents_text(t, INCIDENTS_COMMUNITY, c->other).p);
	if (c->family == UNUSUAL_ALL)
		str_addz(out, english ? "all incidents" : "全部警情");
	else if (c->family == UNUSUAL_BAND)
		str_addf(out, english ? "%lld to %lld h" : "%lld-%lld时", hour,
		    hour + BAND_HOURS);
	else if (c->family == UNUSUAL_COMMUNITY ||
	    c->family == UNUSUAL_PLACE_TYPE)
		str_addsv(out, name);
	else
		str_addsv(out, category_title(name, english));
}

bool
unusual_read_level(const char *text, double *level)
{
	char *end;

	*level = strtod(text, &end);
	return end != text && *end == '\0' && *level > 0 && *level < 1;
}

void
unusual_add_p(struct str *out, double p)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3g", p);
	str_addz(out, text);
}
