/* SPDX-License-Identifier: MIT */
/*
 * Densities by the saddle-point form of Loader ("Fast and Accurate Computation
 * of Binomial Probabilities", 2000): exp(a log x - x - lgamma(a)) loses as many
 * digits as its terms have, which are thousands for large counts. Sums around
 * them by series and continued fractions (DLMF 8.7, 8.9, 8.17(v)), all of
 * positive terms, the fractions by the modified method of Lentz.
 */
#include "signif.h"

#include "str.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define TINY 1e-300             /* Lentz: instead of a denominator of 0 */
#define ROUNDS 10000000         /* every sum here ends long before */
#define SMALL_SHARE 0.01        /* 1 - x keeps its digits above */

/* --- densities ----------------------------------------------------------- */

/* log(n!) less Stirling's formula; the series is exact to a double from 15. */
static double
stirling_error(double n)
{
	double nn = n * n;
	int sign;

	if (n <= 15)
		return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n -
		    0.91893853320467274178; /* log(sqrt(2 pi)) */
	return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 -
	    (1 / 1188.0 - 691 / 360360.0 / nn) / nn) / nn) / nn) / nn) / n;
}

/* x log(x / m) + m - x without the loss of digits where x is near m. */
static double
deviance(double x, double m)
{
	double v, s, term, next;

	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	v = (x - m) / (x + m);
	s = (x - m) * v;
	term = 2 * x * v;
	v *= v;
	for (int j = 1; j < 1000; j++) {
		term *= v;
		next = s + term / (2 * j + 1);
		if (next == s)
			break;
		s = next;
	}
	return s;
}

/* x^a exp(-x) / Gamma(a + 1); a, x > 0. */
static double
poisson_density(double a, double x)
{
	return exp(-stirling_error(a) - deviance(a, x)) /
	    sqrt(2 * M_PI * a);
}

/* Gamma(a + b) / (Gamma(a + 1) Gamma(b)) x^a y^b; a, b, x, y > 0. */
static double
beta_density(double a, double b, double x, double y)
{
	double n = a + b;
	double log_density = stirling_error(n) - stirling_error(a) -
	    stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);

	return exp(log_density) * sqrt(b / (2 * M_PI * a * n));
}

/* --- incomplete gamma ---------------------------------------------------- */

/* P(a, x) / density: 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + … */
static double
gamma_series(double a, double x)
{
	double term = 1, sum = 1;

	for (int j = 1; j < ROUNDS; j++) {
		term *= x / (a + j);
		sum += term;
		if (term < sum * DBL_EPSILON / 4)
			break;
	}
	return sum;
}

static double
not_zero(double x)
{
	return fabs(x) < TINY ? TINY : x;
}

/* Q(a, x) / (a * density): DLMF 8.9.2 in even form. */
static double
gamma_fraction(double a, double x)
{
	double b = x + 1 - a, c = 1 / TINY, d = 1 / not_zero(b), h = d;

	for (int i = 1; i < ROUNDS; i++) {
		double an = -i * (i - a), step;

		b += 2;
		d = 1 / not_zero(an * d + b);
		c = not_zero(b + an / c);
		step = d * c;
		h *= step;
		if (fabs(step - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

double
signif_gamma_p(double a, double x)
{
	if (x <= 0)
		return 0;
	if (x < a + 1)
		return fmin(1, poisson_density(a, x) * gamma_series(a, x));
	return 1 - signif_gamma_q(a, x);
}

double
signif_gamma_q(double a, double x)
{
	if (x <= 0)
		return 1;
	if (x < a + 1)
		return 1 - signif_gamma_p(a, x);
	return fmin(1, a * poisson_density(a, x) * gamma_fraction(a, x));
}

/* --- incomplete beta ----------------------------------------------------- */

/* I_x(a, b) / density: DLMF 8.17.22. */
static double
beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), h = d;

	for (int m = 1; m < ROUNDS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x /
		    ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 / not_zero(1 + even * d);
		c = not_zero(1 + even / c);
		h *= d * c;
		d = 1 / not_zero(1 + odd * d);
		c = not_zero(1 + odd / c);
		step = d * c;
		h *= step;
		if (fabs(step - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

static double
beta_direct(double a, double b, double x, double y)
{
	return fmin(1, beta_density(a, b, x, y) * beta_fraction(a, b, x));
}

double
signif_beta(double a, double b, double x, double y)
{
	double rest;

	if (x <= 0)
		return 0;
	if (y <= 0)
		return 1;
	if (x < (a + 1) / (a + b + 2))
		return beta_direct(a, b, x, y);
	rest = 1 - beta_direct(b, a, y, x);
	/* With a tiny b there is next to nothing on this side too; the
	 * fraction converges there as well, only slower. */
	return rest < SMALL_SHARE ? beta_direct(a, b, x, y) : rest;
}

/* --- counts -------------------------------------------------------------- */

double
signif_poisson(int64_t k, double mean)
{
	return k <= 0 ? 1 : signif_gamma_p((double)k, mean);
}

/* P(X < k): its terms, from the largest down. */
static double
negbin_below(int64_t k, double mean, double size)
{
	double q = mean / (mean + size), j = (double)(k - 1), sum;
	double term = k == 1 ? exp(-size * log1p(mean / size))
	    : beta_density(j, size, q, size / (mean + size));

	for (sum = term; j >= 1 && term > sum * DBL_EPSILON / 4; j--) {
		term *= j / ((j - 1 + size) * q);
		sum += term;
	}
	return fmin(1, sum);
}

double
signif_negbin(int64_t k, double mean, double size)
{
	if (k <= 0)
		return 1;
	if (isinf(size))
		return signif_poisson(k, mean);
	/* The fraction loses digits below the mean of a large size; there is
	 * enough on this side for 1 - x to keep them. */
	if (size >= 1 && (double)k <= mean)
		return 1 - negbin_below(k, mean, size);
	return signif_beta((double)k, size, mean / (mean + size),
	    size / (mean + size));
}

double
signif_binomial(int64_t k, int64_t n, double p)
{
	if (k <= 0)
		return 1;
	if (k > n)
		return 0;
	return signif_beta((double)k, (double)(n - k) + 1, p, 1 - p);
}

double
signif_chi2(double x, double freedom)
{
	return signif_gamma_q(freedom / 2, x / 2);
}

double
signif_rates(int64_t a, double exposure_a, int64_t b, double exposure_b)
{
	double both = exposure_a + exposure_b;

	if (a <= 0)
		return 1;
	return signif_beta((double)a, (double)b + 1, exposure_a / both,
	    exposure_b / both);
}

/* P(A >= a | a + b) is the tail of the negative binomial distribution of size
 * b + 1 and mean (b + 1) / units: the same form, with the dispersion of the
 * days added to its variance, gives its size. */
double
signif_above(int64_t k, int64_t sum, double units, double dispersion)
{
	double mean = ((double)sum + 1) / units;
	double extra = 1 / units + dispersion * mean * (1 + 1 / units);

	return signif_negbin(k, mean, mean / extra);
}

/* --- many cells ---------------------------------------------------------- */

struct ranked {
	double p;
	size_t index;
};

/* Ties in the order given: they get the same value either way. */
static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->p < y->p || x->p > y->p)
		return x->p < y->p ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static struct ranked *
rank(const double *p, size_t n)
{
	struct ranked *r = mem_zalloc(n + 1, sizeof(*r));

	for (size_t i = 0; i < n; i++)
		r[i] = (struct ranked){p[i], i};
	if (n > 0)
		qsort(r, n, sizeof(*r), compare_ranked);
	return r;
}

void
signif_bonferroni(double *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = fmin(1, p[i] * (double)n);
}

/* Step down: the i-th smallest is one of n - i. */
void
signif_holm(double *p, size_t n)
{
	struct ranked *r = rank(p, n);
	double least = 0;

	for (size_t i = 0; i < n; i++) {
		least = fmax(least, fmin(1, r[i].p * (double)(n - i)));
		p[r[i].index] = least;
	}
	free(r);
}

/* Step up. */
void
signif_bh(double *p, size_t n)
{
	struct ranked *r = rank(p, n);
	double most = 1;

	for (size_t i = n; i-- > 0;) {
		most = fmin(most, r[i].p * (double)n / (double)(i + 1));
		p[r[i].index] = most;
	}
	free(r);
}
