/* SPDX-License-Identifier: MIT */
/*
 * change: what became of a count: against the period before (环比) and the
 * same period last year (同比), and how long it has been falling or rising.
 *
 * Counts are of recorded incidents and mostly small, so a percentage never
 * stands alone, none is made from zero, and whether a change is worth a word
 * is judged by z = 2(sqrt(now) - sqrt(before)), the variance-stabilised
 * difference of two Poisson counts, from |z| >= 3 and not below 5 cases.
 */
#ifndef PRECINCT_CHANGE_H
#define PRECINCT_CHANGE_H

#include "str.h"

#define CHANGE_LEAST 5 /* below, no change is called notable */

struct change {
	bool known; /* there is something to compare with */
	bool whole; /* both periods are complete: percent is told */
	int64_t before, now;
	unsigned digits;        /* places of the two: 1 for tenths of hours.
	                         * Such are no counts of events: no z */
};

/* Change in tenths of a percent, half away from zero; false from zero, from
 * an incomplete period and when nothing is known. */
bool change_percent(const struct change *c, int64_t *tenths);
/* z in hundredths; false when nothing is known or a period is incomplete. */
bool change_z(const struct change *c, int64_t *hundredths);
bool change_notable(const struct change *c);

/* The cell of a table: "-3 (-20.0%)", "+2 (基数为0)", "0 (持平)", "-" when not
 * known or not whole. */
void change_cell(struct str *out, const struct change *c, bool english);
/* In a sentence: 上升12.5%, 下降8.3%, 持平, 上期为0 (last_year: 上年同期为0);
 * appends nothing when not known. */
void change_words(
    struct str *out, const struct change *c, bool last_year, bool english);

/* Length of the run that ends with the last of n values: -5 after five values
 * each strictly below the one before it, 3 after three rises, 0 when level or
 * n < 2. */
int64_t change_run(const int64_t *values, size_t n);

/* part / whole in tenths of a percent, half up; false when whole is 0 or a
 * number is negative. */
bool change_share(int64_t part, int64_t whole, int64_t *tenths);
/* value / 10^digits with that many places, a sign only when negative or
 * `plus`: (-123, 1) gives -12.3. */
void change_add_fixed(
    struct str *out, int64_t value, unsigned digits, bool plus);

#endif
