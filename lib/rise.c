/* SPDX-License-Identifier: MIT */
#include "rise.h"

#include "signif.h"
#include "str.h"

#include <stdlib.h>

/* How much more than Poisson counts the pasts differ, by the method of
 * moments: (variance − mean) ÷ mean², pooled in the order given. */
static double
dispersion(const struct rise *all, size_t n, int64_t least)
{
	double above = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		double m = (double)all[i].n, sum = (double)all[i].sum;

		if (all[i].n < least)
			continue;
		/* Of each: m Σx² − (Σx)², m (m − 1) times the variance. */
		above += (m * (double)all[i].squares - sum * sum) / (m - 1) -
		    sum;
		squares += sum * sum / m;
	}
	return squares > 0 && above > 0 ? above / squares : 0;
}

void
rise_test(const struct rise *all, size_t n, int64_t least, double *p)
{
	double *tested = mem_alloc((n + 1) * sizeof(*tested));
	double spread = dispersion(all, n, least);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (all[i].n >= least && all[i].now > 0)
			tested[k++] = signif_above(all[i].now, all[i].sum,
			    (double)all[i].n, spread);
	signif_bh(tested, k);
	k = 0;
	for (size_t i = 0; i < n; i++)
		p[i] = all[i].n >= least && all[i].now > 0 ? tested[k++] : -1;
	free(tested);
}
