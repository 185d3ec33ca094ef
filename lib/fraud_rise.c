/* SPDX-License-Identifier: MIT */
/* Which groups rise by more than chance, among all that one looks at. */
#include "fraud_report.h"

#include "rise.h"

#include <math.h>
#include <stdlib.h>

#define MILLION 1000000

static void
test_period(const struct count_rows *r, const struct count_row *rows,
    size_t n, int64_t *to)
{
	struct rise *all = mem_alloc((n + 1) * sizeof(*all));
	double *p = mem_alloc((n + 1) * sizeof(*p));

	for (size_t i = 0; i < n; i++) {
		all[i] = (struct rise){rows[i].cases, rows[i].past.n,
		    rows[i].past.sum, rows[i].past.squares};
		if (!r->whole[rows[i].period])
			all[i].now = 0;
	}
	rise_test(all, n, FRAUD_RISE_LEAST, p);
	for (size_t i = 0; i < n; i++)
		to[i] = p[i] < 0 ? -1 : (int64_t)ceil(p[i] * MILLION - 1e-9);
	free(all);
	free(p);
}

void
fraud_rises(const struct count_rows *r, int64_t *p)
{
	size_t end;

	for (size_t i = 0; i < r->nrows; i = end) {
		end = i;
		while (end < r->nrows &&
		    r->rows[end].period == r->rows[i].period)
			end++;
		test_period(r, r->rows + i, end - i, p + i);
	}
}

/* "柳河苑、刷单返利12起（此前6期平均3.0起，p=0.000120）" */
static void
add_rise(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const struct count_row *row, int64_t p)
{
	const struct count_query *q = r->tally->query;
	struct sv key = row->group;
	bool first = true;

	for (size_t i = 0; i < q->nby; i++) {
		if (i == q->period)
			continue;
		if (!first)
			str_addz(out, o->english ? ", " : "、");
		first = false;
		if (count_key_is_text(q->by[i]))
			count_add_value(out, q, q->by[i],
			    tally_next_text(&key), o->english);
		else
			count_add_number(out, q->by[i], tally_next_int(&key),
			    o->english);
	}
	str_addf(out, o->english ? " %lld (mean of the %lld before: "
				 : "%lld起（此前%lld期平均",
	    (long long)row->cases, (long long)row->past.n);
	change_add_fixed(out, (row->past.sum * 10 + row->past.n / 2) /
	    row->past.n, 1, false);
	str_addz(out, o->english ? ", p=" : "起，p=");
	change_add_fixed(out, p, 6, false);
	str_addz(out, o->english ? ")" : "）");
}

void
fraud_rise_words(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const int64_t *p)
{
	size_t last = SIZE_MAX;
	bool any = false;

	for (size_t i = 0; i < r->nrows; i++)
		if (r->whole[r->rows[i].period])
			last = r->rows[i].period;
	for (size_t i = 0; i < r->nrows; i++) {
		if (r->rows[i].period != last || p[i] < 0 ||
		    p[i] > FRAUD_RISE_LEVEL ||
		    (o->small_cells && r->rows[i].cases < FRAUD_SMALL))
			continue;
		if (!any)
			str_addz(out, o->english ? "Significant rises: "
						 : "显著上升：");
		else
			str_addz(out, o->english ? "; " : "；");
		add_rise(out, o, r, &r->rows[i], p[i]);
		any = true;
	}
	if (any)
		str_addz(out, o->english ? ".\n" : "。\n");
}
