/* SPDX-License-Identifier: MIT */
/*
 * patrol_figures: the figures that a report of patrols tells, in its order:
 * their keys, titles, and what they are of a group's sums. Sums of minutes are
 * told in hours, with one place.
 */
#ifndef PRECINCT_PATROL_FIGURES_H
#define PRECINCT_PATROL_FIGURES_H

#include "patrol.h"

#define PATROL_NFIGURES 16
#define PATROL_NO_FIGURE PATROL_NFIGURES

const char *patrol_figure_key(size_t i);
const char *patrol_figure_title(size_t i, bool english);
enum patrol_sum patrol_figure_sum(size_t i);
/* In tenths of an hour; else a count. */
bool patrol_figure_is_hours(size_t i);
/* z is of events that come one by one, not of the people at them. */
bool patrol_figure_is_event(size_t i);
/* Of a group's sums; NULL: nothing was recorded. */
int64_t patrol_figure_of(size_t i, const int64_t *sums);
/* PATROL_NO_FIGURE when none is called so. */
size_t patrol_figure_find(struct sv key);
/* Minutes as tenths of an hour; half a tenth goes up. */
int64_t patrol_hour_tenths(int64_t minutes);

#endif
