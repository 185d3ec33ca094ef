/* SPDX-License-Identifier: MIT */
/* A tally of disputes laid out in time. */
#include "dispute.h"

#include <stdlib.h>

static const struct dispute_query *
query_of(const struct dispute_rows *r)
{
	return r->tally->query;
}

int64_t
dispute_value(const struct dispute_tally *t, size_t cell,
    enum dispute_sum sum)
{
	return cell != SIZE_MAX ? tally_at(&t->groups, cell)[sum] : 0;
}

/* --- periods --------------------------------------------------------------- */

static void
set_range(struct dispute_rows *r)
{
	const struct dispute_query *q = query_of(r);
	const struct dispute_tally *t = r->tally;

	if (t->first > t->last)
		return;
	r->from = q->has_since ? q->since : t->first;
	/* A ledger tells of every day up to now: no event is no gap. */
	r->to = q->has_until && q->until < q->today ? q->until : q->today;
	if (r->to < r->from)
		r->to = r->from;
}

static bool
is_whole(const struct dispute_rows *r, struct period p)
{
	const struct dispute_query *q = query_of(r);
	int64_t start = r->tally->first;

	/* --since vouches for the days before the first event, and cuts the
	 * period that it falls into. */
	if (q->has_since && (q->since < start ||
	    (q->since > p.from && q->since < p.to)))
		start = q->since;
	return p.from >= start && p.to <= r->to;
}

static void
make_periods(struct dispute_rows *r)
{
	const struct dispute_query *q = query_of(r);
	struct period p = period_of(q->unit, r->from > r->tally->first
	    ? r->from : r->tally->first, q->week_start);
	size_t cap = 0;

	for (; p.from < r->to; p = period_next(p)) {
		if (r->nperiods == cap) {
			cap = cap != 0 ? cap * 2 : 64;
			r->periods = mem_realloc(r->periods,
			    cap * sizeof(*r->periods));
			r->whole = mem_realloc(r->whole, cap);
		}
		r->whole[r->nperiods] = is_whole(r, p);
		r->periods[r->nperiods++] = p;
	}
}

/* --- rows ------------------------------------------------------------------ */

static size_t
find_cell(const struct dispute_rows *r, int64_t from, struct sv group,
    struct str *key)
{
	str_clear(key);
	tally_key_int(key, from);
	str_addsv(key, group);
	return tally_find(&r->tally->groups, str_sv(key));
}

static struct dispute_row
make_row(const struct dispute_rows *r, struct sv group, size_t p,
    struct str *key)
{
	struct dispute_row row = {.group = group, .period = p,
	    .before = SIZE_MAX, .last_year = SIZE_MAX};
	struct period before, year;

	if (query_of(r)->period == DISPUTE_NO_KEY) {
		row.cell = find_cell(r, 0, group, key);
		return row;
	}
	row.cell = find_cell(r, r->periods[p].from, group, key);
	before = period_previous(r->periods[p]);
	year = period_last_year(r->periods[p]);
	row.before = find_cell(r, before.from, group, key);
	row.last_year = find_cell(r, year.from, group, key);
	row.has_before = before.to > r->tally->first;
	row.has_last_year = year.to > r->tally->first;
	row.before_whole = is_whole(r, before);
	row.last_year_whole = is_whole(r, year);
	return row;
}

/* What is not shown for nothing happened: neither now nor before. */
static bool
is_listed(const struct dispute_rows *r, const struct dispute_row *row)
{
	const struct dispute_query *q = query_of(r);

	return row->cell != SIZE_MAX || row->before != SIZE_MAX ||
	    q->nby == 0 || (q->nby == 1 && q->period == 0);
}

/* Persons stand in order of their numbers, never of their figures. */
static int
compare_rows(const void *a, const void *b, void *rows)
{
	const struct dispute_rows *r = rows;
	const struct dispute_query *q = query_of(r);
	const struct dispute_row *x = a, *y = b;
	bool persons = false;
	int64_t nx, ny;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	for (size_t i = 0; i < q->nby; i++)
		persons = persons || q->by[i] == DISPUTE_ASSIGNEE;
	nx = dispute_value(r->tally, x->cell, DISPUTE_OPENED);
	ny = dispute_value(r->tally, y->cell, DISPUTE_OPENED);
	if (!persons && nx != ny)
		return nx > ny ? -1 : 1;
	return sv_cmp(x->group, y->group);
}

/* Every group that has a cell, once. */
static void
list_groups(const struct dispute_rows *r, struct map *groups)
{
	const struct tally *t = &r->tally->groups;

	for (size_t i = 0; i < tally_count(t); i++) {
		struct sv key = tally_key(t, i);

		(void)tally_next_int(&key);
		map_put(groups, key, NULL);
	}
	if (query_of(r)->nby == 0 ||
	    (query_of(r)->nby == 1 && query_of(r)->period == 0))
		map_put(groups, SV(""), NULL);
}

static void
make_rows(struct dispute_rows *r, const struct map *groups)
{
	struct str key = {0};
	size_t cap = 0;

	for (size_t g = 0; g < groups->count; g++)
		for (size_t p = 0; p < r->nperiods; p++) {
			struct dispute_row row = make_row(r,
			    groups->keys[g], p, &key);

			if (!is_listed(r, &row))
				continue;
			if (r->nrows == cap) {
				cap = cap != 0 ? cap * 2 : 256;
				r->rows = mem_realloc(r->rows,
				    cap * sizeof(*r->rows));
			}
			row.group = arena_dup(&r->arena, row.group);
			r->rows[r->nrows++] = row;
		}
	str_free(&key);
	if (r->nrows > 0)
		qsort_r(r->rows, r->nrows, sizeof(*r->rows), compare_rows, r);
}

/* The median of all is no sum of medians: the histograms are joined. */
static void
add_totals(struct dispute_rows *r)
{
	const struct tally *t = &r->tally->groups;
	size_t to = tally_group(&r->total, SV(""));
	bool *shown = mem_zalloc(tally_count(t) + 1, sizeof(*shown));

	for (size_t i = 0; i < r->nrows; i++) {
		if (r->rows[i].cell == SIZE_MAX)
			continue;
		shown[r->rows[i].cell] = true;
		tally_add(&r->total, to, tally_at(t, r->rows[i].cell));
	}
	for (size_t i = 0; i < t->nslots; i++) {
		const struct tally_sample *s = &t->slots[i];

		if (s->group != 0 && shown[s->group - 1])
			tally_sample(&r->total, to, s->value, s->count);
	}
	free(shown);
}

void
dispute_rows_make(struct dispute_rows *r, const struct dispute_tally *t)
{
	struct map groups = {.size = 1};

	*r = (struct dispute_rows){.tally = t};
	tally_init(&r->total, DISPUTE_NSUMS, 0);
	set_range(r);
	if (t->query->period == DISPUTE_NO_KEY) {
		r->periods = mem_zalloc(1, sizeof(*r->periods));
		r->whole = mem_zalloc(1, sizeof(*r->whole));
		r->nperiods = 1;
	} else if (r->from < r->to) {
		make_periods(r);
	}
	list_groups(r, &groups);
	make_rows(r, &groups);
	add_totals(r);
	map_free(&groups);
}

void
dispute_rows_free(struct dispute_rows *r)
{
	free(r->periods);
	free(r->whole);
	free(r->rows);
	tally_free(&r->total);
	arena_free(&r->arena);
}
