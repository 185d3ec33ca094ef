/* SPDX-License-Identifier: MIT */
/* The figures of a day, before they are written in any form. */
#include "incident_report.h"

#include <stdlib.h>

void
incident_look_at(struct incidents *t, const struct incident_report *o)
{
	if (o->what == INCIDENT_UNUSUAL) {
		t->places_to = INT64_MIN;
	} else if (o->day != INT64_MAX) {
		t->places_to = o->day + 1;
		t->places_from = t->places_to - 7 * o->unusual.weeks;
	}
}

static int64_t
count_of_day(const struct incidents *t, int64_t day)
{
	size_t n;
	const struct incidents_fact *facts = incidents_days(t, day, day + 1,
	    &n);

	return incidents_sum(facts, n);
}

static bool
is_covered(const struct incidents *t, int64_t day)
{
	return day >= t->tally.first && day <= t->tally.last;
}

void
incident_view_make(struct incident_view *v, const struct incident_report *o,
    const struct incidents *t)
{
	int64_t day = o->day, last_year;

	if (day == INT64_MAX)
		day = t->tally.first <= t->tally.last ? t->tally.last : 0;
	last_year = period_last_year(period_of(PERIOD_DAY, day, 1)).from;
	*v = (struct incident_view){.o = o, .t = t, .day = day,
	    .from = day + 1 - 7 * o->unusual.weeks};
	if (v->from < t->tally.first && t->tally.first <= day)
		v->from = t->tally.first;
	unusual_find(&v->u, t, day, &o->unusual);
	hotspot_find(&v->h, t, v->from, day + 1, day, o->hot);
	v->count = count_of_day(t, day);
	v->has_before = is_covered(t, day - 1);
	v->before = count_of_day(t, day - 1);
	v->has_last_year = is_covered(t, last_year);
	v->last_year = count_of_day(t, last_year);
}

void
incident_view_free(struct incident_view *v)
{
	unusual_free(&v->u);
	hotspot_free(&v->h);
}

/* --- rows ---------------------------------------------------------------- */

/* The name that a fact has in a family; 0: not told. Bands count from 1
 * here, so that all families agree on it. */
static uint32_t
name_in(const struct incidents_fact *f, enum unusual_family family)
{
	enum incidents_name which;

	if (unusual_family_name(family, &which))
		return f->names[which];
	return f->hour < 0 ? 0 : (uint32_t)(f->hour / 6 + 1);
}

static size_t
names_in(const struct incidents *t, enum unusual_family family)
{
	enum incidents_name which;

	return unusual_family_name(family, &which) ? t->names[which].count : 5;
}

static void
count_row(struct incident_row *rows, const struct incident_view *v,
    const struct incidents_fact *f, enum unusual_family family)
{
	struct incident_row *row = &rows[name_in(f, family)];
	int64_t back = v->day - f->day;

	if (back == 0)
		row->count += f->count;
	else if (back == 1)
		row->before += f->count;
	if (back > 0 && back % 7 == 0)
		row->expected += (double)f->count / v->u.weeks;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct incident_row *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->expected < y->expected || x->expected > y->expected)
		return x->expected > y->expected ? -1 : 1;
	/* what is not told comes last of its equals */
	return (x->name - 1 > y->name - 1) - (x->name - 1 < y->name - 1);
}

struct incident_row *
incident_rows(const struct incident_view *v, enum unusual_family family,
    size_t *n)
{
	size_t names = names_in(v->t, family), facts;
	int64_t from = v->day - 7 * (int64_t)v->u.weeks;
	struct incident_row *rows = mem_zalloc(names, sizeof(*rows));
	const struct incidents_fact *f = incidents_days(v->t,
	    from < v->day ? from : v->day - 1, v->day + 1, &facts);

	for (size_t i = 0; i < facts; i++)
		count_row(rows, v, &f[i], family);
	*n = 0;
	for (uint32_t i = 0; i < names; i++) {
		struct incident_row row = rows[i];

		if (row.count == 0 && row.before == 0 && row.expected <= 0 &&
		    (family != UNUSUAL_BAND || i == 0))
			continue;
		row.name = i;
		if (i != 0 && v->u.tested)
			row.cell = unusual_cell(&v->u, family,
			    family == UNUSUAL_BAND ? i - 1 : i);
		rows[(*n)++] = row;
	}
	if (family != UNUSUAL_BAND && *n > 0)
		qsort(rows, *n, sizeof(*rows), compare_rows);
	return rows;
}

void
incident_row_title(struct str *out, const struct incident_view *v,
    enum unusual_family family, uint32_t name)
{
	struct unusual_cell cell = {.family = family, .name = name};

	if (name == 0) {
		bool class = family == UNUSUAL_CATEGORY ||
		    family == UNUSUAL_CLASS;

		str_addz(out, v->o->english
			? (class ? "not classified" : "not told")
			: (class ? "未分类" : "未填"));
		return;
	}
	if (family == UNUSUAL_BAND)
		cell.name--;
	unusual_title(out, v->t, &cell, v->o->english);
}

void
incident_hours(const struct incident_view *v, int64_t cells[7 * 24])
{
	size_t n;
	const struct incidents_fact *f = incidents_days(v->t, v->from,
	    v->day + 1, &n);

	memset(cells, 0, 7 * 24 * sizeof(*cells));
	for (size_t i = 0; i < n; i++)
		if (f[i].hour >= 0)
			cells[24 * (date_weekday(f[i].day) - 1) +
			    (size_t)f[i].hour] += f[i].count;
}
