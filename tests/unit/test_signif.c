/* SPDX-License-Identifier: MIT */
/* What is compared with was worked out by sums of 60 digits (mpmath). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "signif.h"

#include <string.h>

#define DIGITS 1e-10

static void
same(double got, double want)
{
	if (!(fabs(got - want) <= DIGITS * want))
		fail_msg("%.17g, not %.17g", got, want);
}

static void
test_poisson(void **state)
{
	static const struct {
		int64_t k;
		double mean, p;
	} t[] = {
	    {0, 3.5, 1.0000000000000000},
	    {1, 3.5, 9.6980261657768150e-1},
	    {1, 1e-09, 9.9999999950000006e-10},
	    {3, 0.02, 1.3134924482406744e-6},
	    {5, 0.1, 7.6678016861893110e-8},
	    {8, 3.5, 2.6738922091319688e-2},
	    {20, 3.5, 1.1314262374247226e-9},
	    {60, 3.5, 1.6963414156344421e-51},
	    {150, 3.5, 2.2052908431079778e-183},
	    {100, 100, 5.1329879827914866e-1},
	    {101, 100.5, 4.9336001929510078e-1},
	    {130, 100, 2.2820930543169554e-3},
	    {200, 100, 9.3431500729883903e-19},
	    {400, 100, 7.7374301181701744e-113},
	    {90, 100, 8.5365382530126721e-1},
	    {50, 100, 9.9999998821549928e-1},
	    {1000, 1000, 5.0420524418021551e-1},
	    {1200, 1000, 4.6842038558722808e-10},
	    {1500, 1000, 3.1520793370542075e-49},
	    {10000, 10000, 5.0132980833995520e-1},
	    {10500, 10000, 3.5995897948120386e-7},
	    {12000, 10000, 5.6545807500086134e-84},
	    {1000000, 1000000, 5.0013298076087259e-1},
	    {1005000, 1000000, 2.9340340480316411e-7},
	    {1030000, 1000000, 4.1950482290178722e-196},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		same(signif_poisson(t[i].k, t[i].mean), t[i].p);
		same(signif_negbin(t[i].k, t[i].mean, INFINITY), t[i].p);
	}
	same(signif_poisson(-3, 2), 1);
	same(signif_poisson(1, 0), 0);
}

static void
test_negbin(void **state)
{
	static const struct {
		int64_t k;
		double mean, size, p;
	} t[] = {
	    {1, 3.5, 2.0, 8.6776859504132231e-1},
	    {10, 3.5, 2.0, 5.0492984279783531e-2},
	    {40, 3.5, 2.0, 2.1868430736086529e-7},
	    {200, 3.5, 2.0, 4.0616186095963874e-38},
	    {5, 0.05, 0.3, 6.8987188621804691e-6},
	    {12, 2.0, 17.0, 1.1067493435241463e-5},
	    {60, 2.0, 17.0, 4.0918377616637046e-44},
	    {30, 12.25, 1000000.0, 1.2986625428435258e-5},
	    {100, 12.25, 1000000.0, 3.8126390332791722e-55},
	    {90, 100.0, 12.5, 6.0520712556395378e-1},
	    {180, 100.0, 12.5, 1.1609648849253547e-2},
	    {500, 100.0, 12.5, 3.1628224580794537e-14},
	    {2000, 100.0, 12.5, 3.8257585475986938e-84},
	    {900, 100.0, 0.5, 2.7368624954086471e-3},
	    {9000, 100.0, 0.5, 2.6708052471781664e-21},
	    {1300, 1000.0, 250.0, 4.3100170848193830e-5},
	    {2500, 1000.0, 250.0, 1.2946877298241973e-55},
	    {3, 0.001, 0.0001, 1.0755694777441335e-4},
	    {400, 0.5, 0.01, 4.2733995442039489e-7},
	    {50, 10.0, 3.75, 4.6431836821501684e-5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		same(signif_negbin(t[i].k, t[i].mean, t[i].size), t[i].p);
	/* One event or more needs no table: 1 - (size / (mean + size))^size. */
	for (double size = 1e-6; size < 1e9; size *= 10)
		same(signif_negbin(1, 2.5, size),
		    -expm1(-size * log1p(2.5 / size)));
	same(signif_negbin(0, 5, 2), 1);
}

static void
test_binomial(void **state)
{
	static const struct {
		int64_t k, n;
		double chance, p;
	} t[] = {
	    {0, 10, 0.25, 1.0000000000000000},
	    {1, 10, 0.25, 9.4368648529052734e-1},
	    {10, 10, 0.25, 9.5367431640625000e-7},
	    {5, 10, 0.1, 1.6349374000000004e-3},
	    {9, 9, 0.111, 2.5580369243865009e-9},
	    {30, 100, 0.125, 3.0260140866904509e-6},
	    {60, 100, 0.125, 4.7384569029504378e-29},
	    {100, 100, 0.125, 4.9090934652977266e-91},
	    {520, 1000, 0.5, 1.0872414660207047e-1},
	    {700, 1000, 0.5, 8.8328390039750686e-38},
	    {950, 1000, 0.5, 9.3184635332697815e-217},
	    {300, 2000, 0.125, 5.4212219226860142e-4},
	    {600, 2000, 0.125, 1.0279347105293777e-94},
	    {3, 3, 1e-60, 9.9999999999999991e-181},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		same(signif_binomial(t[i].k, t[i].n, t[i].chance), t[i].p);
	same(signif_binomial(4, 3, 0.5), 0);
}

static void
test_chi2(void **state)
{
	static const struct {
		double x;
		int freedom;
		double p;
	} t[] = {
	    {0.5, 1, 4.7950012218695346e-1},
	    {3.841458820694124, 1, 5.0000000000000057e-2},
	    {14.067140449340169, 7, 4.9999999999999999e-2},
	    {100.0, 7, 1.0787979671702883e-18},
	    {700.0, 7, 6.8965125740903271e-147},
	    {5.0, 140, 1.0000000000000000},
	    {140.0, 140, 4.8410453796530917e-1},
	    {260.0, 140, 3.1018657454899891e-9},
	    {900.0, 140, 3.0055365713203330e-111},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		same(signif_chi2(t[i].x, t[i].freedom), t[i].p);
	same(signif_gamma_p(2.5, 0.01) + signif_gamma_q(2.5, 0.01), 1);
	same(signif_gamma_p(2.5, 0), 0);
}

static void
test_rates(void **state)
{
	static const struct {
		int64_t a;
		double ea;
		int64_t b;
		double eb, p;
	} t[] = {
	    {0, 1, 5, 8, 1.0000000000000000},
	    {3, 1, 0, 8, 1.3717421124828532e-3},
	    {8, 1, 16, 8, 3.2999831613946940e-3},
	    {20, 1, 80, 8, 6.5536926674367523e-3},
	    {40, 1, 80, 8, 8.2600814314211438e-11},
	    {100, 2.5, 400, 30.25, 9.1084582698558241e-19},
	    {500, 1, 1000, 8, 6.9502823408362135e-116},
	};
	static const struct {
		int64_t k, sum;
		double units, dispersion, p;
	} u[] = {
	    {8, 16, 8, 0.0, 3.2999831613946940e-3},
	    {20, 80, 8, 0.1, 4.0998311592135969e-2},
	    {40, 80, 8, 0.1, 1.9721682358025354e-5},
	    {40, 80, 8, 0.5, 7.9545751506788406e-3},
	    {3, 0, 8, 0.3, 1.8100294245687688e-3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		same(signif_rates(t[i].a, t[i].ea, t[i].b, t[i].eb), t[i].p);
		/* the two tails share the count itself */
		assert_true(signif_rates(t[i].a, t[i].ea, t[i].b, t[i].eb) +
		    signif_rates(t[i].b, t[i].eb, t[i].a, t[i].ea) >= 1);
	}
	for (size_t i = 0; i < sizeof(u) / sizeof(u[0]); i++)
		same(signif_above(u[i].k, u[i].sum, u[i].units,
		    u[i].dispersion), u[i].p);
}

/* The two that are one test without dispersion, over a plane of counts. */
static void
test_above_is_rates(void **state)
{
	(void)state;
	for (int64_t k = 0; k < 60; k++)
		for (int64_t sum = 0; sum < 200; sum += 7)
			same(signif_above(k, sum, 8, 0),
			    signif_rates(k, 1, sum, 8));
}

static void
all_same(const double *got, const double *want, size_t n)
{
	for (size_t i = 0; i < n; i++)
		same(got[i], want[i]);
}

/* The fifteen of Benjamini and Hochberg's own example, in another order. */
static void
test_many(void **state)
{
	static const double given[15] = {0.0201, 0.0001, 0.0004, 0.0019,
	    0.0095, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
	    0.6528, 0.7590, 1.0000};
	static const double bonferroni[15] = {0.3015, 0.0015, 0.006, 0.0285,
	    0.1425, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1};
	static const double holm[15] = {0.2211, 0.0015, 0.0056, 0.0247,
	    0.1140, 0.2780, 0.2780, 0.2780, 0.3213, 1, 1, 1, 1, 1, 1};
	static const double bh[15] = {0.0603, 0.0015, 0.003, 0.0095, 0.035625,
	    0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486,
	    0.5811818181818182, 0.714875, 0.7532307692307692,
	    0.8132142857142857, 1};
	double p[15];
	size_t kept = 0;

	(void)state;
	memcpy(p, given, sizeof(p));
	signif_bonferroni(p, 15);
	all_same(p, bonferroni, 15);
	memcpy(p, given, sizeof(p));
	signif_holm(p, 15);
	all_same(p, holm, 15);
	memcpy(p, given, sizeof(p));
	signif_bh(p, 15);
	all_same(p, bh, 15);
	for (size_t i = 0; i < 15; i++)
		kept += p[i] <= 0.05;
	assert_int_equal(kept, 4);      /* as they found */
	signif_holm(p, 0);
	signif_bh(p, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_poisson),
	    cmocka_unit_test(test_negbin),
	    cmocka_unit_test(test_binomial),
	    cmocka_unit_test(test_chi2),
	    cmocka_unit_test(test_rates),
	    cmocka_unit_test(test_above_is_rates),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
