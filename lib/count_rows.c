/* SPDX-License-Identifier: MIT */
#include "count_rows.h"

#include <stdlib.h>

#define PAST_MOST ((int64_t)1 << 29)

struct group {
	int64_t cases;          /* in the periods shown */
	int64_t rank;           /* from 0, by cases */
};

/* A cell of the tally by its place. */
struct place {
	size_t group, period, cell;
};

static const struct count_query *
query_of(const struct count_rows *r)
{
	return r->tally->query;
}

/* --- periods ------------------------------------------------------------- */

/* The days that are shown: what was asked for, as far as there are data. */
static void
set_range(struct count_rows *r)
{
	const struct count_query *q = query_of(r);
	const struct count_tally *t = r->tally;

	if (t->first > t->last)
		return;
	r->from = q->has_since ? q->since : t->first;
	r->to = q->has_until ? q->until : t->last + 1;
	if (r->to < r->from)
		r->to = r->from;
}

static struct period
period_at(const struct count_rows *r, int64_t day)
{
	return period_of(query_of(r)->unit, day, query_of(r)->week_start);
}

static bool
is_whole(const struct count_rows *r, struct period p)
{
	const struct count_query *q = query_of(r);
	int64_t start = r->tally->first;

	/* --since vouches for what was before the first call, and cuts the
	 * period that it falls into. */
	if (q->has_since && (q->since < start ||
	    (q->since > p.from && q->since < p.to)))
		start = q->since;
	return p.from >= start && p.to <= r->to;
}

/* From the first day of the data, not from the first case: a month without
 * fraud is the best news and no gap. */
static void
make_periods(struct count_rows *r)
{
	const struct count_tally *t = r->tally;
	int64_t last = r->to - 1 < t->last ? r->to - 1 : t->last;
	int64_t from = r->from > t->first ? r->from : t->first;
	struct period end = period_at(r, last), first = period_at(r, from);
	size_t cap = 0;

	r->shown = SIZE_MAX;
	for (struct period p = period_at(r, t->first); p.from <= end.from;
	     p = period_next(p)) {
		if (r->nperiods == cap) {
			cap = cap != 0 ? cap * 2 : 64;
			r->periods = mem_realloc(r->periods,
			    cap * sizeof(*r->periods));
			r->whole = mem_realloc(r->whole, cap);
		}
		if (p.from == first.from)
			r->shown = r->nperiods;
		r->whole[r->nperiods] = is_whole(r, p);
		r->periods[r->nperiods++] = p;
	}
	if (r->shown == SIZE_MAX)
		r->shown = r->nperiods;
	r->nshown = r->nperiods - r->shown;
}

/* Index of the period that begins on that day; SIZE_MAX: not in the data. */
static size_t
find_period(const struct count_rows *r, int64_t from)
{
	size_t low = 0, high = r->nperiods;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->periods[mid].from < from)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->nperiods && r->periods[low].from == from ? low
								 : SIZE_MAX;
}

/* --- groups -------------------------------------------------------------- */

/* Takes the period (if there is one) out of a key. */
static int64_t
split_key(const struct count_query *q, struct sv key, struct str *rest)
{
	int64_t from = 0;

	str_clear(rest);
	str_addz(rest, "");
	for (size_t i = 0; i < q->nby; i++) {
		if (i == q->period)
			from = tally_next_int(&key);
		else if (count_key_is_text(q->by[i]))
			tally_key_text(rest, tally_next_text(&key));
		else
			tally_key_int(rest, tally_next_int(&key));
	}
	return from;
}

static bool
is_shown(const struct count_rows *r, size_t period)
{
	return period >= r->shown && period < r->shown + r->nshown;
}

static int64_t
cases_of(const struct count_rows *r, size_t cell)
{
	return tally_at(&r->tally->groups, cell)[COUNT_CASES];
}

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

/* Sums saturate, as those of the tally do. */
static void
add_loss(int64_t *to, int64_t loss)
{
	*to = *to > INT64_MAX - loss ? INT64_MAX : *to + loss;
}

/* Every cell's place; fills the groups and the totals. Sorted once by group
 * and time, each group's series is one walk, not a look-up a period. */
static struct place *
make_places(struct count_rows *r, size_t *n)
{
	const struct tally *t = &r->tally->groups;
	struct place *places = mem_zalloc(tally_count(t) + 1,
	    sizeof(*places));
	struct str rest = {0};

	*n = 0;
	for (size_t i = 0; i < tally_count(t); i++) {
		struct place *p = &places[*n];
		int64_t from = split_key(query_of(r), tally_key(t, i), &rest);
		struct group *g;

		p->cell = i;
		p->period = query_of(r)->period == COUNT_NO_KEY ? 0
		    : find_period(r, from);
		if (p->period == SIZE_MAX)
			continue;
		g = map_put(&r->groups, str_sv(&rest), NULL);
		p->group = (size_t)((unsigned char *)g - r->groups.values) /
		    r->groups.size;
		r->totals[p->period] += cases_of(r, i);
		add_loss(&r->losses[p->period], tally_at(t, i)[COUNT_LOSS]);
		if (is_shown(r, p->period))
			g->cases += cases_of(r, i);
		(*n)++;
	}
	str_free(&rest);
	qsort(places, *n, sizeof(*places), compare_places);
	return places;
}

static int
compare_groups(const void *a, const void *b, void *rows)
{
	const struct count_rows *r = rows;
	const size_t *x = a, *y = b;
	const struct group *gx = map_at(&r->groups, *x);
	const struct group *gy = map_at(&r->groups, *y);

	if (gx->cases != gy->cases)
		return gx->cases > gy->cases ? -1 : 1;
	return sv_cmp(r->groups.keys[*x], r->groups.keys[*y]);
}

/* Ties by name, so that --top lists the same groups for any order of input. */
static void
rank_groups(struct count_rows *r, size_t top)
{
	size_t n = r->groups.count;
	size_t *order = mem_zalloc(n + 1, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 0)
		qsort_r(order, n, sizeof(*order), compare_groups, r);
	for (size_t i = 0; i < n; i++) {
		struct group *g = map_at(&r->groups, order[i]);

		g->rank = (int64_t)i;
		if (top != 0 && i >= top && g->cases > 0) {
			r->left_groups++;
			r->left_cases += g->cases;
		}
	}
	free(order);
}

/* --- rows ---------------------------------------------------------------- */

static struct change
against(const struct count_rows *r, const int64_t *series, size_t now,
    size_t then)
{
	struct change c = {.now = series[now]};

	if (then == SIZE_MAX || query_of(r)->period == COUNT_NO_KEY)
		return c;
	c.known = true;
	c.whole = r->whole[now] && r->whole[then];
	c.before = series[then];
	return c;
}

/* The run that ends with this period; only complete ones are in it. */
static int64_t
run_until(const struct count_rows *r, const int64_t *series, size_t now)
{
	size_t from = now;

	if (!r->whole[now])
		return 0;
	while (from > 0 && r->whole[from - 1])
		from--;
	return change_run(series + from, now - from + 1);
}

static void
set_past(const struct count_rows *r, const int64_t *series,
    struct count_row *row)
{
	for (size_t i = row->period; i > 0 && r->whole[i - 1] &&
	     row->past.n < COUNT_PAST; i--) {
		/* No station has so many; what a damaged partial says must
		 * not overflow. */
		int64_t x = series[i - 1] < PAST_MOST ? series[i - 1]
						      : PAST_MOST;

		row->past.n++;
		row->past.sum += x;
		row->past.squares += x * x;
	}
}

static struct count_row
make_row(const struct count_rows *r, const int64_t *series, size_t p)
{
	struct count_row row = {.period = p, .cell = SIZE_MAX,
	    .cases = series[p]};
	size_t year = SIZE_MAX;

	if (query_of(r)->period == COUNT_NO_KEY)
		return row;
	year = find_period(r, period_last_year(r->periods[p]).from);
	row.before = against(r, series, p, p > 0 ? p - 1 : SIZE_MAX);
	row.last_year = against(r, series, p, year);
	row.run = run_until(r, series, p);
	set_past(r, series, &row);
	return row;
}

static void
add_row(struct count_rows *r, struct count_row row, size_t *cap)
{
	if (r->nrows == *cap) {
		*cap = *cap != 0 ? *cap * 2 : 256;
		r->rows = mem_realloc(r->rows, *cap * sizeof(*r->rows));
	}
	r->rows[r->nrows++] = row;
}

/* A group without cases is listed in the period after its last ones, where it
 * has something to tell, and always where the period is the only key. */
static bool
is_listed(const struct count_rows *r, const struct count_row *row)
{
	return row->cases > 0 || row->before.before > 0 ||
	    (query_of(r)->nby == 1 && query_of(r)->period == 0);
}

static void
add_group(struct count_rows *r, size_t group, const struct place *places,
    size_t n, int64_t *series, size_t *cap)
{
	size_t *cells = mem_alloc((r->nperiods + 1) * sizeof(*cells));

	memset(series, 0, r->nperiods * sizeof(*series));
	for (size_t i = 0; i < r->nperiods; i++)
		cells[i] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		series[places[i].period] = cases_of(r, places[i].cell);
		cells[places[i].period] = places[i].cell;
	}
	for (size_t p = r->shown; p < r->shown + r->nshown; p++) {
		struct count_row row = make_row(r, series, p);

		row.group = r->groups.keys[group];
		row.cell = cells[p];
		if (is_listed(r, &row))
			add_row(r, row, cap);
	}
	free(cells);
}

static void
add_groups(struct count_rows *r, const struct place *places, size_t n,
    size_t top)
{
	int64_t *series = mem_zalloc(r->nperiods + 1, sizeof(*series));
	size_t cap = 0, at = 0;

	for (size_t g = 0; g < r->groups.count; g++) {
		const struct group *group = map_at(&r->groups, g);
		size_t end = at;

		while (end < n && places[end].group == g)
			end++;
		if (top == 0 || group->rank < (int64_t)top)
			add_group(r, g, places + at, end - at, series, &cap);
		at = end;
	}
	free(series);
}

/* Numbers (hours, ages) in their order, then the most cases first. */
static int
compare_rows(const void *a, const void *b, void *rows)
{
	const struct count_query *q = query_of(rows);
	const struct count_row *x = a, *y = b;
	struct sv kx = x->group, ky = y->group;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	for (size_t i = 0; i < q->nby; i++) {
		int64_t nx, ny;

		if (i == q->period)
			continue;
		if (count_key_is_text(q->by[i])) {
			tally_next_text(&kx);
			tally_next_text(&ky);
			continue;
		}
		nx = tally_next_int(&kx);
		ny = tally_next_int(&ky);
		if (nx != ny)
			return nx < ny ? -1 : 1;
	}
	if (x->cases != y->cases)
		return x->cases > y->cases ? -1 : 1;
	return sv_cmp(x->group, y->group);
}

/* The median of all is no sum of medians: the histograms are joined. */
static void
add_totals(struct count_rows *r, const struct place *places, size_t n)
{
	const struct tally *t = &r->tally->groups;
	size_t to = tally_group(&r->total, SV(""));
	bool *shown = mem_zalloc(tally_count(t) + 1, sizeof(*shown));

	for (size_t i = 0; i < n; i++) {
		if (!is_shown(r, places[i].period))
			continue;
		shown[places[i].cell] = true;
		tally_add(&r->total, to, tally_at(t, places[i].cell));
	}
	for (size_t i = 0; i < t->nslots; i++) {
		const struct tally_sample *s = &t->slots[i];

		if (s->group != 0 && shown[s->group - 1])
			tally_sample(&r->total, to, s->value, s->count);
	}
	free(shown);
	r->total_rows = mem_zalloc(r->nshown + 1, sizeof(*r->total_rows));
	for (size_t i = 0; i < r->nshown; i++)
		r->total_rows[i] = make_row(r, r->totals, r->shown + i);
}

void
count_rows_make(struct count_rows *r, const struct count_tally *t,
    size_t top)
{
	struct place *places;
	size_t n;

	*r = (struct count_rows){.tally = t};
	r->groups.size = sizeof(struct group);
	tally_init(&r->total, COUNT_NSUMS, 1);
	set_range(r);
	if (t->query->period == COUNT_NO_KEY) {
		r->periods = mem_zalloc(1, sizeof(*r->periods));
		r->whole = mem_zalloc(1, sizeof(*r->whole));
		r->nperiods = r->nshown = 1;
	} else if (r->from < r->to) {
		make_periods(r);
	}
	r->totals = mem_zalloc(r->nperiods + 1, sizeof(*r->totals));
	r->losses = mem_zalloc(r->nperiods + 1, sizeof(*r->losses));
	if (t->query->nby == 0 || (t->query->nby == 1 &&
	    t->query->period == 0))
		map_put(&r->groups, SV(""), NULL);
	places = make_places(r, &n);
	rank_groups(r, top);
	add_groups(r, places, n, top);
	if (r->nrows > 0)
		qsort_r(r->rows, r->nrows, sizeof(*r->rows), compare_rows, r);
	add_totals(r, places, n);
	free(places);
}

void
count_rows_free(struct count_rows *r)
{
	free(r->periods);
	free(r->whole);
	free(r->rows);
	free(r->totals);
	free(r->losses);
	free(r->total_rows);
	tally_free(&r->total);
	map_free(&r->groups);
}
