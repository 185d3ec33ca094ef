/* SPDX-License-Identifier: MIT */
#include "rise.h"

#include "signif.h"
#include "str.h"

#include <stdlib.h>

/* From so many periods on, the past of one says how it varies by itself. */
#define OWN_LEAST 6

struct spread {
	double above, squares;  /* (variance − mean), mean², times n */
};

static void
add_spread(struct spread *s, const struct rise *r)
{
	double m = (double)r->n, sum = (double)r->sum;

	/* m Σx² − (Σx)² is m (m − 1) times the variance. */
	s->above += (m * (double)r->squares - sum * sum) / (m - 1) - sum;
	s->squares += sum * sum / m;
}

/* How much more than Poisson counts it differs, by the method of moments:
 * (variance − mean) ÷ mean². */
static double
dispersion(const struct spread *s)
{
	return s->squares > 0 && s->above > 0 ? s->above / s->squares : 0;
}

/* That of all together; of one that varies more, its own. */
static double
dispersion_of(const struct rise *r, double pooled)
{
	struct spread own = {0, 0};
	double d = 0;

	if (r->n >= OWN_LEAST) {
		add_spread(&own, r);
		d = dispersion(&own);
	}
	return d > pooled ? d : pooled;
}

void
rise_test(const struct rise *all, size_t n, int64_t least, double *p)
{
	double *tested = mem_alloc((n + 1) * sizeof(*tested)), pooled;
	struct spread spread = {0, 0};
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (all[i].n >= least)
			add_spread(&spread, &all[i]);
	pooled = dispersion(&spread);
	for (size_t i = 0; i < n; i++)
		if (all[i].n >= least && all[i].now > 0)
			tested[k++] = signif_above(all[i].now, all[i].sum,
			    (double)all[i].n, dispersion_of(&all[i], pooled));
	signif_bh(tested, k);
	k = 0;
	for (size_t i = 0; i < n; i++)
		p[i] = all[i].n >= least && all[i].now > 0 ? tested[k++] : -1;
	free(tested);
}
