/* SPDX-License-Identifier: MIT */
/*
 * population: how many people live, study or work where, for cases per 10,000
 * of them. A file is {"format": 1, "key": "community", "people": {"柳河苑":
 * 5200, …}}: key is one of the keys that fraud-stats groups by, and the names
 * are its values as JSON Lines give them.
 */
#ifndef PRECINCT_POPULATION_H
#define PRECINCT_POPULATION_H

#include "fault.h"
#include "map.h"

struct population {
	char *key;
	struct map people;      /* name -> int64_t */
};

/* -1 with the fault and its place. */
int population_read(struct population *p, const char *path, struct fault *f);
void population_free(struct population *p);
/* 0: not known. */
int64_t population_of(const struct population *p, struct sv name);
/* Cases per 10,000 people in hundredths, half up; false when it is not known
 * how many there are. */
bool population_rate(const struct population *p, struct sv name,
    int64_t cases, int64_t *hundredths);

#endif
