/* SPDX-License-Identifier: MIT */
/*
 * period: days, weeks, months, quarters, years as half-open ranges of local
 * days. Weeks are ISO 8601 weeks (Monday first) unless another first weekday
 * is given (some stations count Friday to Thursday): such a week is named by
 * the date of its first day.
 */
#ifndef PRECINCT_PERIOD_H
#define PRECINCT_PERIOD_H

#include "datetime.h"
#include "fault.h"

enum period_unit {
	PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR
};

struct period {
	enum period_unit unit;
	unsigned first_weekday; /* 1 to 7; 1 unless asked otherwise */
	int64_t from, to;       /* days: [from, to) */
};

struct period period_of(enum period_unit unit, int64_t day,
    unsigned first_weekday);
struct period period_previous(struct period p);         /* 环比 */
struct period period_next(struct period p);
/* The same period last year (同比): same month, ISO week number (week 53
 * without a counterpart: week 52), date (29 February: 28). */
struct period period_last_year(struct period p);
/* 2024-08-31, 2024-W35, 2024-08, 2024-Q3, 2024. */
void period_add(struct str *out, struct period p);
/* The same spellings; also "2024-08-30/2024-09-06" is not a period: false. */
bool period_parse(struct sv text, unsigned first_weekday, struct period *p);
/* Days [*from, *to) of two periods, whole at both ends; NULL: open. False when
 * one is none or the second ends before the first begins. */
bool period_span(const char *since, const char *until, unsigned first_weekday,
    int64_t *from, int64_t *to);
/* The same for --since and --until: has_* tell which are given; -1 with the
 * fault when one is no date or period, or the span is empty. */
int period_bounds(const char *since, const char *until,
    unsigned first_weekday, bool *has_since, bool *has_until, int64_t *from,
    int64_t *to, struct fault *f);
/* "day", "week", "month", "quarter", "year". */
bool period_unit_find(struct sv name, enum period_unit *unit);
/* For people: 2024年8月, 2024年第35周(8月26日至9月1日), 2024年8月31日 …;
 * English: "August 2024", "2024 week 35 (26 Aug to 1 Sep)". */
void period_title(struct str *out, struct period p, bool english);

#endif
