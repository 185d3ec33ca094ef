/* SPDX-License-Identifier: MIT */
/* Which groups rise by more than chance, among all that one looks at. */
#include "fraud_report.h"

#include "signif.h"

#include <math.h>
#include <stdlib.h>

#define MILLION 1000000

/* How much more than Poisson counts the months of a group differ, pooled over
 * the groups of one period by the method of moments: (variance − mean) ÷
 * mean². Sums of whole numbers: the order of the groups changes nothing. */
static double
dispersion(const struct count_row *rows, size_t n)
{
	double above = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t m = rows[i].past.n;

		if (m < FRAUD_RISE_LEAST)
			continue;
		/* Of each: m Σx² − (Σx)², m (m − 1) times the variance. */
		above += (double)(m * rows[i].past.squares -
		    rows[i].past.sum * rows[i].past.sum) / (double)(m - 1) -
		    (double)rows[i].past.sum;
		squares += (double)rows[i].past.sum *
		    (double)rows[i].past.sum / (double)m;
	}
	return squares > 0 && above > 0 ? above / squares : 0;
}

static bool
is_tested(const struct count_rows *r, const struct count_row *row)
{
	return r->whole[row->period] && row->past.n >= FRAUD_RISE_LEAST &&
	    row->cases > 0;
}

static void
test_period(const struct count_rows *r, const struct count_row *rows,
    size_t n, int64_t *to)
{
	double *p = mem_alloc((n + 1) * sizeof(*p));
	double spread = dispersion(rows, n);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (is_tested(r, &rows[i]))
			p[k++] = signif_above(rows[i].cases, rows[i].past.sum,
			    (double)rows[i].past.n, spread);
	signif_bh(p, k);
	k = 0;
	for (size_t i = 0; i < n; i++)
		to[i] = is_tested(r, &rows[i])
		    ? (int64_t)ceil(p[k++] * MILLION - 1e-9) : -1;
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
