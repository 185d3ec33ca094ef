/* SPDX-License-Identifier: MIT */
/*
 * chance: times of incidents as chance gives them: each independent of the
 * others, more by day than at night and more at weekends; with a spread, days
 * differ by more than that. Nothing else happens in such a year: what a test
 * finds unusual in it is a false alarm.
 */
#ifndef PRECINCT_CHANCE_H
#define PRECINCT_CHANCE_H

#include "scene.h"

struct chance;

/* For `rows` times in [from, to) days; the variance of a day's rate, in
 * thousandths of the square of its mean. */
struct chance *chance_new(int64_t rows, int64_t from, int64_t to,
    int64_t spread, uint64_t seed);
/* The next time, in order: local seconds since 1970. */
int64_t chance_next(struct chance *c);
void chance_free(struct chance *c);

#endif
