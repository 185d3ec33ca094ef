/* SPDX-License-Identifier: MIT */
/*
 * calibrate: from how far a class led, and whether it was right, how likely it
 * is right at a given lead: 1 / (1 + exp(-(slope * lead + offset))).
 */
#ifndef PRECINCT_CALIBRATE_H
#define PRECINCT_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>

struct calibrate_case {
	double lead;            /* not negative */
	bool right;
};

struct calibrate_curve {
	double slope, offset;
};

/* By maximum likelihood with Platt's smoothed targets (Platt 1999; Lin, Lin
 * and Weng 2007 for the iteration). The slope is never negative: where a
 * greater lead was no better, the curve is flat at the share that was right. */
struct calibrate_curve calibrate_fit(const struct calibrate_case *cases,
    size_t n);
/* The lead from which a case is right with probability p; 0 when every lead
 * is, infinity when none. */
double calibrate_lead(const struct calibrate_curve *c, double p);

#endif
