/* SPDX-License-Identifier: MIT */
#include "rise.h"

#include "signif.h"
#include "str.h"

#include <stdlib.h>

/* How much more than Poisson counts the pasts differ, by the method of
 * moments: (variance − mean) ÷ mean², pooled. Made of sums of whole numbers
 * in the order given. */
static double
dispersion(const struct rise *all, size_t n, int64_t least)
{
	double above = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t m = all[i].n;

		if (m < least)
			continue;
		/* Of each: m Σx² − (Σx)², m (m − 1) times the variance. */
		above += (double)(m * all[i].squares -
		    all[i].sum * all[i].sum) / (double)(m - 1) -
		    (double)all[i].sum;
		squares += (double)all[i].sum * (double)all[i].sum /
		    (double)m;
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
