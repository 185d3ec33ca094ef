/* SPDX-License-Identifier: MIT */
/*
 * signif: how surprising a count is. Tail probabilities of the Poisson, the
 * negative binomial and the binomial distribution to ten digits and more, also
 * far out where 1 - cdf is all rounding; below the smallest double they are 0.
 *
 * A p value tells how often chance alone gives as much or more. It does not
 * tell what the cause is, nor how likely one is.
 */
#ifndef PRECINCT_SIGNIF_H
#define PRECINCT_SIGNIF_H

#include <stddef.h>
#include <stdint.h>

/* Regularised incomplete functions, DLMF 8.2 and 8.17: P(a, x) and
 * Q(a, x) = 1 - P(a, x) for a > 0, x >= 0; I_x(a, b) for a, b > 0 with
 * y = 1 - x given, so that neither is rounded away. */
double signif_gamma_p(double a, double x);
double signif_gamma_q(double a, double x);
double signif_beta(double a, double b, double x, double y);

/* P(X >= k): 1 for k <= 0. mean >= 0. */
double signif_poisson(int64_t k, double mean);
/* Mean and size as in var = mean + mean^2 / size; size > 0, INFINITY: the
 * Poisson distribution. */
double signif_negbin(int64_t k, double mean, double size);
/* Of n trials with probability p. */
double signif_binomial(int64_t k, int64_t n, double p);
/* P(X >= x) of chi squared with so many degrees of freedom. */
double signif_chi2(double x, double freedom);

/*
 * Whether a count is higher than another, each over its exposure (days,
 * hours, persons; > 0): P(A >= a) given a + b when the rates are equal, the
 * conditional test of Przyborowski and Wilenski (Biometrika 31, 1940), exact
 * for Poisson counts. Lower: change the two over.
 */
double signif_rates(int64_t a, double exposure_a, int64_t b,
    double exposure_b);
/*
 * The same for a count of one unit of time after `sum` in `units` earlier
 * ones, where counts vary more than those of Poisson do: with
 * var = mean + dispersion * mean^2. Dispersion 0 is signif_rates(k, 1, sum,
 * units); what is added to it is the share that days differ by. The mean of
 * the past is not known better than `units` allow, which is part of it.
 */
double signif_above(int64_t k, int64_t sum, double units, double dispersion);

/*
 * p values of one look at n cells, changed to adjusted ones, in place, in the
 * order given: reject where <= level. Holm (Scand. J. Statist. 6, 1979) bounds
 * the chance of any false alarm, as Bonferroni does, and finds more;
 * Benjamini and Hochberg (J. R. Statist. Soc. B 57, 1995) bound the share of
 * false alarms among the alarms.
 */
void signif_bonferroni(double *p, size_t n);
void signif_holm(double *p, size_t n);
void signif_bh(double *p, size_t n);

#endif
