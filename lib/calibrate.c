/* SPDX-License-Identifier: MIT */
#include "calibrate.h"

#include <math.h>

#define STEPS 100
#define SHORTEST 1e-10  /* step that is still worth trying */
#define RIDGE 1e-12     /* keeps the matrix invertible */

struct fit {
	const struct calibrate_case *cases;
	size_t n;
	double high, low;       /* targets of right and wrong cases */
};

static double
target(const struct fit *t, size_t i)
{
	return t->cases[i].right ? t->high : t->low;
}

/* log(1 + exp(z)) without overflow. */
static double
softplus(double z)
{
	return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

/* Negative log-likelihood. */
static double
loss(const struct fit *t, struct calibrate_curve c)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		double z = c.slope * t->cases[i].lead + c.offset;

		sum += softplus(z) - target(t, i) * z;
	}
	return sum;
}

/* One Newton step with the line search; false when nothing is gained. */
static bool
step(const struct fit *t, struct calibrate_curve *c)
{
	double aa = RIDGE, bb = RIDGE, ab = 0, a = 0, b = 0, det;
	double before = loss(t, *c), da, db;

	for (size_t i = 0; i < t->n; i++) {
		double x = t->cases[i].lead;
		double p = 1 / (1 + exp(-(c->slope * x + c->offset)));
		double d = p - target(t, i), v = p * (1 - p);

		a += d * x;
		b += d;
		aa += v * x * x;
		ab += v * x;
		bb += v;
	}
	det = aa * bb - ab * ab;
	if (!(det > 0))
		return false;
	da = -(bb * a - ab * b) / det;
	db = -(aa * b - ab * a) / det;
	for (double s = 1; s > SHORTEST; s /= 2) {
		struct calibrate_curve next = {c->slope + s * da,
		    c->offset + s * db};

		if (loss(t, next) < before - 1e-9) {
			*c = next;
			return true;
		}
	}
	return false;
}

struct calibrate_curve
calibrate_fit(const struct calibrate_case *cases, size_t n)
{
	struct fit t = {.cases = cases, .n = n};
	struct calibrate_curve c = {0, 0};
	size_t right = 0;
	double share;

	for (size_t i = 0; i < n; i++)
		right += cases[i].right;
	t.high = ((double)right + 1) / ((double)right + 2);
	t.low = 1 / ((double)(n - right) + 2);
	share = ((double)right + 1) / ((double)n + 2);
	c.offset = log(share / (1 - share));
	for (unsigned i = 0; i < STEPS && n > 0 && step(&t, &c); i++)
		continue;
	if (!(c.slope >= 0) || !isfinite(c.offset))
		c = (struct calibrate_curve){0, log(share / (1 - share))};
	return c;
}

double
calibrate_lead(const struct calibrate_curve *c, double p)
{
	double z = log(p / (1 - p)) - c->offset;

	if (z <= 0)
		return 0;
	return c->slope > 0 ? z / c->slope : (double)INFINITY;
}
