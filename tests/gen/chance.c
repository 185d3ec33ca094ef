/* SPDX-License-Identifier: MIT */
#include "chance.h"

#include "datetime.h"

#include <math.h>
#include <stdlib.h>

#define UNIT 1000000000u

struct chance {
	int64_t left, from, hours;
	double *sums;           /* of the rates of the hours up to this one */
	double at;              /* of the last time: share of all the rates */
	struct dice dice;
};

/* In (0, 1). */
static double
draw(struct dice *d)
{
	return (dice_below(d, UNIT) + 0.5) / UNIT;
}

static double
draw_normal(struct dice *d)
{
	double u = draw(d);

	return sqrt(-2 * log(u)) * cos(2 * M_PI * draw(d));
}

/* Mean 1, variance 1 / shape; shape >= 1 (Marsaglia and Tsang, 2000). */
static double
draw_gamma(struct dice *d, double shape)
{
	double a = shape - 1 / 3.0, b = 1 / sqrt(9 * a);

	for (;;) {
		double x = draw_normal(d), v = 1 + b * x;

		v = v * v * v;
		if (v > 0 && log(draw(d)) < x * x / 2 + a - a * v +
		    a * log(v))
			return a * v / shape;
	}
}

/* Calls by the hour, roughly as stations have them. */
static double
rate_of(int64_t day, int64_t hour)
{
	static const double hours[24] = {6, 4, 3, 2, 2, 2, 3, 5, 8, 10, 10, 9,
	    8, 8, 9, 9, 10, 10, 11, 12, 13, 13, 11, 8};
	static const double days[8] = {0, 1, 0.95, 0.95, 1, 1.1, 1.2, 1.15};

	return hours[hour] * days[date_weekday(day)];
}

struct chance *
chance_new(int64_t rows, int64_t from, int64_t to, int64_t spread,
    uint64_t seed)
{
	struct chance *c = mem_zalloc(1, sizeof(*c));
	double sum = 0;

	*c = (struct chance){.left = rows, .from = from * 86400,
	    .hours = (to - from) * 24, .dice = {seed * 7919 + 17}};
	c->sums = mem_zalloc((size_t)c->hours + 1, sizeof(*c->sums));
	for (int64_t day = from; day < to; day++) {
		double luck = spread > 0 ? draw_gamma(&c->dice,
		    1000.0 / (double)spread) : 1;

		for (int64_t hour = 0; hour < 24; hour++) {
			sum += luck * rate_of(day, hour);
			c->sums[(day - from) * 24 + hour] = sum;
		}
	}
	return c;
}

/* The smallest of the k uniform numbers left above the last one is
 * 1 - (1 - last) u^(1/k): in order without sorting. */
int64_t
chance_next(struct chance *c)
{
	int64_t low = 0, high = c->hours - 1;
	double before, want;

	c->at = 1 - (1 - c->at) * pow(draw(&c->dice), 1 / (double)c->left);
	c->left--;
	want = c->at * c->sums[c->hours - 1];
	while (low < high) {
		int64_t mid = low + (high - low) / 2;

		if (c->sums[mid] < want)
			low = mid + 1;
		else
			high = mid;
	}
	before = low > 0 ? c->sums[low - 1] : 0;
	return c->from + low * 3600 + (int64_t)((want - before) /
	    (c->sums[low] - before) * 3599);
}

void
chance_free(struct chance *c)
{
	free(c->sums);
	free(c);
}
