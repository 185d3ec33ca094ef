/* SPDX-License-Identifier: MIT */
/*
 * rise: which of several counts rise by more than chance, each against its own
 * past, all looked at together.
 */
#ifndef PRECINCT_RISE_H
#define PRECINCT_RISE_H

#include <stddef.h>
#include <stdint.h>

struct rise {
	int64_t now;
	int64_t n, sum, squares;        /* earlier periods of the same length:
	                                 * how many, their counts and squares */
};

/*
 * p[i]: the chance of as many as now or more, where counts vary as the
 * negative binomial distribution whose dispersion is that of the pasts of all
 * together, or where it is larger that of its own (from 6 periods on);
 * adjusted by Benjamini and Hochberg. Not tested, p[i] = -1: fewer than
 * `least` (2 or more) earlier periods, or nothing now.
 */
void rise_test(const struct rise *all, size_t n, int64_t least, double *p);

#endif
