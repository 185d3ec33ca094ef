/* SPDX-License-Identifier: MIT */
/* What patrol.c and patrol_shifts.c share. */
#ifndef PRECINCT_PATROL_PARTS_H
#define PRECINCT_PATROL_PARTS_H

#include "patrol.h"

struct patrol {
	int64_t start, end, day;        /* seconds, seconds, local day */
	bool has_end, has_minutes;
	int64_t minutes;
	unsigned minute_of_day;
	int64_t sums[PATROL_NSUMS];
	struct sv src;
};

/* patrol_shifts.c */
void patrol_add_members(struct patrol_log *l, const struct record *r,
    const struct patrol *p);
void patrol_add_flags(struct patrol_log *l, const struct record *r,
    const struct patrol *p);
void patrol_merge_shifts(struct patrol_log *into,
    const struct patrol_log *from);
void patrol_flag(struct patrol_log *l, enum patrol_flag which, int64_t start,
    struct sv src);
void patrol_sort_flags(struct patrol_log *l);

#endif
