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

static void
add(struct unusual_counts *c, enum unusual_family family, uint32_t name,
    uint32_t other, int64_t day, int64_t n)
{
	struct cell_key key = {(uint32_t)family, name, other};
	unsigned char *days = map_put(&c->cells,
	    (struct sv){(const char *)&key, sizeof(key)}, NULL);
	size_t at = (size_t)(day - c->from) * sizeof(uint32_t);
	uint32_t value;

	memcpy(&value, days + at, sizeof(value));
	value += (uint32_t)n;
	memcpy(days + at, &value, sizeof(value));
}

static void
add_fact(struct unusual_counts *c, const struct incidents_fact *f, bool cross)
{
	uint32_t category = f->names[INCIDENTS_CATEGORY];
	uint32_t community = f->names[INCIDENTS_COMMUNITY];
	enum incidents_name which;

	add(c, UNUSUAL_ALL, 0, 0, f->day, f->count);
	for (int i = UNUSUAL_CLASS; i <= UNUSUAL_PLACE_TYPE; i++)
		if (unusual_family_name((enum unusual_family)i, &which) &&
		    f->names[which] != 0)
			add(c, (enum unusual_family)i, f->names[which], 0,
			    f->day, f->count);
	if (f->hour >= 0)
		add(c, UNUSUAL_BAND, (uint32_t)(f->hour / BAND_HOURS), 0,
		    f->day, f->count);
	if (cross && category != 0 && community != 0)
		add(c, UNUSUAL_CROSS, category, community, f->day, f->count);
}

static int
compare_keys(const void *a, const void *b, void *cells)
{
	const struct map *m = cells;

	return sv_cmp(m->keys[*(const size_t *)a], m->keys[*(const size_t *)b]);
}

void
unusual_count(struct unusual_counts *c, const struct incidents *t,
    int64_t from, int64_t to, const struct unusual_options *o)
{
	size_t n;
	const struct incidents_fact *facts;

	*c = (struct unusual_counts){.first = t->tally.first,
	    .from = from - 7 * o->weeks, .to = to};
	c->cells.size = (size_t)(c->to - c->from) * sizeof(uint32_t);
	/* Also on the best of days this one is looked at. */
	add(c, UNUSUAL_ALL, 0, 0, c->from, 0);
	facts = incidents_days(t, c->from, to, &n);
	for (size_t i = 0; i < n; i++)
		add_fact(c, &facts[i], o->cross);
	c->order = mem_zalloc(c->cells.count, sizeof(*c->order));
	for (size_t i = 0; i < c->cells.count; i++)
		c->order[i] = i;
	qsort_r(c->order, c->cells.count, sizeof(*c->order), compare_keys,
	    &c->cells);
}

void
unusual_counts_free(struct unusual_counts *c)
{
	map_free(&c->cells);
	free(c->order);
}

/* One day's cell with its past. */
struct series {
	const struct unusual_counts *counts;
	size_t cell, day;       /* the day's place among those counted */
	size_t weeks;
};

static double
on_day(const struct series *s, size_t back)
{
	uint32_t value;

	memcpy(&value, (unsigned char *)map_at(&s->counts->cells, s->cell) +
	    (s->day - back) * sizeof(value), sizeof(value));
	return value;
}

/* --- dispersion ---------------------------------------------------------- */

/* var - mean and mean^2, each without bias, summed over weekdays: their ratio
 * is the dispersion. */
struct moments {
	double extra, square, mean;
};

static struct moments
moments_of(const struct series *s)
{
	double n = (double)s->weeks;
	struct moments m = {0};

	for (size_t weekday = 1; weekday <= 7; weekday++) {
		double sum = 0, squares = 0, mean, var;

		for (size_t back = weekday; back <= 7 * s->weeks; back += 7)
			sum += on_day(s, back);
		mean = sum / n;
		for (size_t back = weekday; back <= 7 * s->weeks; back += 7) {
			double d = on_day(s, back) - mean;

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

/* The sums of a family, then the larger of the two. moments: of each cell. */
static void
set_dispersions(struct unusual *u, const struct moments *moments)
{
	struct moments family[UNUSUAL_NFAMILIES] = {{0}};

	for (size_t i = 0; i < u->ncells; i++) {
		const struct moments *m = &moments[i];
		struct moments *sum = &family[u->cells[i].family];

		sum->extra += m->extra;
		sum->square += m->square;
		if (m->mean >= OWN_LEAST)
			u->cells[i].dispersion = dispersion_of(m);
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

/* False: nothing of it that day nor in the weeks before. */
static bool
set_cell(struct unusual_cell *cell, const struct series *s)
{
	struct cell_key key;
	double any = 0;

	memcpy(&key, s->counts->cells.keys[s->cell].p, sizeof(key));
	*cell = (struct unusual_cell){.family = (enum unusual_family)
	    key.family, .name = key.name, .other = key.other, .p = 1,
	    .adjusted = 1};
	for (size_t back = 0; back <= 7 * s->weeks; back++) {
		double n = on_day(s, back);

		any += n;
		if (back > 0 && back % 7 == 0)
			cell->sum += (int64_t)n;
	}
	cell->count = (int64_t)on_day(s, 0);
	if (s->weeks > 0)
		cell->expected = (double)cell->sum / (double)s->weeks;
	return any > 0 || cell->family == UNUSUAL_ALL;
}

static void
test_cells(struct unusual *u, const struct moments *moments,
    const struct unusual_options *o)
{
	set_dispersions(u, moments);
	for (size_t i = 0; i < u->ncells; i++)
		u->cells[i].p = signif_above(u->cells[i].count,
		    u->cells[i].sum, u->weeks, u->cells[i].dispersion);
	correct(u, o);
}

void
unusual_on(struct unusual *u, const struct unusual_counts *c, int64_t day,
    const struct unusual_options *o)
{
	struct series s = {.counts = c, .day = (size_t)(day - c->from)};
	struct moments *moments = mem_zalloc(c->cells.count + 1,
	    sizeof(*moments));

	*u = (struct unusual){.day = day};
	while ((int64_t)s.weeks < o->weeks &&
	    day - 7 * ((int64_t)s.weeks + 1) >= c->first)
		s.weeks++;
	u->weeks = (unsigned)s.weeks;
	u->tested = s.weeks >= UNUSUAL_LEAST_WEEKS;
	u->cells = mem_zalloc(c->cells.count + 1, sizeof(*u->cells));
	for (size_t i = 0; i < c->cells.count; i++) {
		s.cell = c->order[i];
		if (!set_cell(&u->cells[u->ncells], &s))
			continue;
		if (u->tested)
			moments[u->ncells] = moments_of(&s);
		u->ncells++;
	}
	if (u->tested)
		test_cells(u, moments, o);
	if (u->ncells > 0)
		qsort(u->cells, u->ncells, sizeof(*u->cells), compare_cells);
	free(moments);
}

void
unusual_find(struct unusual *u, const struct incidents *t, int64_t day,
    const struct unusual_options *o)
{
	struct unusual_counts c;

	unusual_count(&c, t, day, day + 1, o);
	unusual_on(u, &c, day, o);
	unusual_counts_free(&c);
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
