/* SPDX-License-Identifier: MIT */
/* The rows of a report drawn: the form follows the keys asked for. */
#include "fraud_report.h"

#include <stdlib.h>

#define SERIES_LINES 8
#define HOURS 24
#define DAYS 7

struct drawing {
	const struct fraud_report *o;
	const struct count_rows *r;
	const struct count_query *q;
	struct str *out;
	struct arena arena;     /* labels */
};

static int64_t
told(const struct drawing *d, int64_t cases)
{
	return d->o->small_cells && cases > 0 && cases < FRAUD_SMALL ? -1
								     : cases;
}

static struct sv
shown(struct drawing *d, int64_t cases)
{
	struct str s = {0};
	struct sv v;

	if (told(d, cases) < 0)
		return SV("<3");
	str_addi(&s, cases);
	v = arena_dup(&d->arena, str_sv(&s));
	str_free(&s);
	return v;
}

/* "柳河苑 · 刷单返利": the keys of a group without the period. */
static struct sv
group_label(struct drawing *d, struct sv key)
{
	struct str s = {0};
	struct sv v;

	for (size_t i = 0; i < d->q->nby; i++) {
		enum count_key k = d->q->by[i];

		if (i == d->q->period)
			continue;
		str_addz(&s, s.len > 0 ? " · " : "");
		if (count_key_is_text(k))
			count_add_value(&s, d->q, k, tally_next_text(&key),
			    d->o->english);
		else
			count_add_number(&s, k, tally_next_int(&key),
			    d->o->english);
	}
	v = arena_dup(&d->arena, str_sv(&s));
	str_free(&s);
	return v;
}

static struct sv
period_label(struct drawing *d, size_t period)
{
	struct str s = {0};
	struct sv v;

	period_add(&s, d->r->periods[period]);
	v = arena_dup(&d->arena, str_sv(&s));
	str_free(&s);
	return v;
}

static struct chart_point
period_point(struct drawing *d, size_t period, int64_t cases)
{
	return (struct chart_point){period_label(d, period), told(d, cases),
	    shown(d, cases), !d->r->whole[period]};
}

static void
draw_series(struct drawing *d)
{
	size_t n = d->r->nshown;
	struct chart_point *p = mem_zalloc(n + 1, sizeof(*p));

	for (size_t i = 0; i < n; i++)
		p[i] = period_point(d, d->r->shown + i,
		    d->r->totals[d->r->shown + i]);
	chart_series(d->out, d->o->chart, p, n, SERIES_LINES);
	free(p);
}

/* Groups in the order in which the rows name them: the most cases of the
 * first period first. */
static size_t
group_index(struct map *groups, struct sv key)
{
	unsigned char *at = map_put(groups, key, NULL);

	return (size_t)(at - groups->values) / groups->size;
}

static void
draw_sparks(struct drawing *d)
{
	size_t n = d->r->nshown, groups;
	struct map seen = {.size = 1};
	struct chart_point *p;
	struct sv *labels;

	for (size_t i = 0; i < d->r->nrows; i++)
		group_index(&seen, d->r->rows[i].group);
	groups = seen.count;
	p = mem_zalloc(groups * n + 1, sizeof(*p));
	labels = mem_zalloc(groups + 1, sizeof(*labels));
	for (size_t g = 0; g < groups; g++) {
		labels[g] = group_label(d, seen.keys[g]);
		for (size_t i = 0; i < n; i++)
			p[g * n + i] = period_point(d, d->r->shown + i, 0);
	}
	for (size_t i = 0; i < d->r->nrows; i++) {
		const struct count_row *row = &d->r->rows[i];

		p[group_index(&seen, row->group) * n +
		    (row->period - d->r->shown)] = period_point(d,
		    row->period, row->cases);
	}
	if (n > 0)
		str_addf(d->out, "%s — %s\n", p != NULL && groups > 0
			? p[0].label.p : "",
		    groups > 0 ? p[n - 1].label.p : "");
	chart_sparks(d->out, d->o->chart, labels, groups, p, n);
	free(p);
	free(labels);
	map_free(&seen);
}

static void
draw_bars(struct drawing *d)
{
	size_t n = d->r->nrows;
	struct chart_point *p = mem_zalloc(n + 1, sizeof(*p));

	for (size_t i = 0; i < n; i++)
		p[i] = (struct chart_point){group_label(d,
		    d->r->rows[i].group), told(d, d->r->rows[i].cases),
		    shown(d, d->r->rows[i].cases), false};
	chart_bars(d->out, d->o->chart, p, n);
	free(p);
}

static bool
is_grid(const struct count_query *q)
{
	return q->nby == 2 && q->period == COUNT_NO_KEY &&
	    ((q->by[0] == COUNT_HOUR && q->by[1] == COUNT_WEEKDAY) ||
		(q->by[1] == COUNT_HOUR && q->by[0] == COUNT_WEEKDAY));
}

/* Reports without a time of day are in no cell; how many is said. */
static void
draw_grid(struct drawing *d)
{
	int64_t cells[DAYS * HOURS] = {0}, timeless = 0;
	struct sv days[DAYS], hours[HOURS];
	struct str s = {0};

	for (size_t i = 0; i < d->r->nrows; i++) {
		struct sv key = d->r->rows[i].group;
		int64_t a = tally_next_int(&key), b = tally_next_int(&key);
		int64_t hour = d->q->by[0] == COUNT_HOUR ? a : b;
		int64_t day = d->q->by[0] == COUNT_HOUR ? b : a;

		if (hour < 0 || hour >= HOURS || day < 1 || day > DAYS)
			timeless += d->r->rows[i].cases;
		else
			cells[(day - 1) * HOURS + hour] = told(d,
			    d->r->rows[i].cases);
	}
	for (int i = 0; i < DAYS; i++) {
		str_clear(&s);
		count_add_number(&s, COUNT_WEEKDAY, i + 1, d->o->english);
		days[i] = arena_dup(&d->arena, str_sv(&s));
	}
	for (unsigned i = 0; i < HOURS; i++) {
		str_clear(&s);
		str_add_padded(&s, i, 2);
		hours[i] = arena_dup(&d->arena, str_sv(&s));
	}
	chart_heat(d->out, d->o->chart, cells, days, DAYS, hours, HOURS, 3);
	if (timeless > 0)
		str_addf(d->out, d->o->english
		    ? "(without a time of day: %lld)\n"
		    : "（无时刻的%lld起未画）\n", (long long)timeless);
	str_free(&s);
}

void
fraud_chart(struct str *out, const struct fraud_report *o,
    const struct count_rows *r)
{
	struct drawing d = {.o = o, .r = r, .q = r->tally->query,
	    .out = out};

	if (r->nrows == 0)
		return;
	if (is_grid(d.q))
		draw_grid(&d);
	else if (d.q->nby == 1 && d.q->period == 0)
		draw_series(&d);
	else if (d.q->period != COUNT_NO_KEY)
		draw_sparks(&d);
	else
		draw_bars(&d);
	arena_free(&d.arena);
}
