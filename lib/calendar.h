/* SPDX-License-Identifier: MIT */
/*
 * calendar: working days. A calendar file (JSON, share/calendar.json) lists
 * holidays and make-up working days as published each year by the State
 * Council; days outside the years that it covers are Monday to Friday, and
 * the caller is told so.
 */
#ifndef PRECINCT_CALENDAR_H
#define PRECINCT_CALENDAR_H

#include "datetime.h"
#include "fault.h"

struct calendar;

/* NULL with the fault. path NULL: Monday to Friday only. */
struct calendar *calendar_read(const char *path, struct fault *f);
bool calendar_is_workday(const struct calendar *c, int64_t day);
/* The n-th working day after `day` (n = 0: day itself or the next working
 * day). *covered is false when a day outside the file's years was needed. */
int64_t calendar_add_workdays(const struct calendar *c, int64_t day,
    unsigned n, bool *covered);
void calendar_free(struct calendar *c);

#endif
