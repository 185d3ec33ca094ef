/* SPDX-License-Identifier: MIT */
/* minhash: the estimate is near the true resemblance, and bands find what is
 * alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "minhash.h"

static uint32_t state = 1;

static uint16_t
next_unit(void)
{
	state = state * 1103515245u + 12345u;
	return (uint16_t)(0x4e00 + (state >> 16) % 3000);
}

/* The true Jaccard index of the trigram sets, the slow way. */
static double
jaccard(const uint16_t *a, size_t n, const uint16_t *b, size_t m)
{
	size_t common = 0;

	for (size_t i = 0; i + 3 <= n; i++)
		for (size_t j = 0; j + 3 <= m; j++)
			if (memcmp(a + i, b + j, 3 * sizeof(*a)) == 0) {
				common++;
				break;
			}
	return (double)common / (double)(n - 2 + m - 2 - common);
}

static void
test_estimate(void **unused)
{
	double worst = 0, sum = 0;

	(void)unused;
	for (int round = 0; round < 400; round++) {
		uint16_t a[160], b[160];
		size_t n = 60 + (size_t)round % 100;
		struct minhash x, y;
		double off;

		for (size_t i = 0; i < n; i++)
			a[i] = b[i] = next_unit();
		/* from unchanged to wholly other */
		for (size_t i = 0; i < n * (size_t)(round % 11) / 10; i++)
			b[i] = next_unit();
		assert_true(minhash_set(&x, a, n));
		assert_true(minhash_set(&y, b, n));
		off = minhash_alike(&x, &y) - jaccard(a, n, b, n);
		sum += off;
		off = off < 0 ? -off : off;
		worst = off > worst ? off : worst;
	}
	/* four standard errors, and no bias to speak of */
	assert_true(worst < 0.21);
	assert_true(sum / 400 < 0.01 && sum / 400 > -0.01);
}

static void
test_bands(void **unused)
{
	unsigned found = 0, chance = 0;

	(void)unused;
	for (int round = 0; round < 300; round++) {
		uint16_t a[100], b[100], c[100];
		struct minhash x, y, z;
		bool hit = false, miss = false;

		for (size_t i = 0; i < 100; i++) {
			a[i] = b[i] = next_unit();
			c[i] = next_unit();
		}
		for (size_t i = 40; i < 46; i++) /* resemblance 0.85 */
			b[i] = next_unit();
		minhash_set(&x, a, 100);
		minhash_set(&y, b, 100);
		minhash_set(&z, c, 100);
		for (unsigned i = 0; i < MINHASH_BANDS; i++) {
			hit |= minhash_band(&x, i) == minhash_band(&y, i);
			miss |= minhash_band(&x, i) == minhash_band(&z, i);
		}
		found += hit;
		chance += miss;
	}
	assert_true(found >= 295);
	assert_int_equal(chance, 0);
}

static void
test_short(void **unused)
{
	uint16_t units[MINHASH_LEAST] = {0x4e00};
	struct minhash m;

	(void)unused;
	assert_false(minhash_set(&m, units, MINHASH_LEAST - 1));
	assert_true(minhash_set(&m, units, MINHASH_LEAST));
	assert_true(minhash_alike(&m, &m) > 0.999);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_estimate),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_short)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
