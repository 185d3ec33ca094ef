/* SPDX-License-Identifier: MIT */
/*
 * phone: telephone numbers of China as digits that compare equal.
 */
#ifndef PRECINCT_PHONE_H
#define PRECINCT_PHONE_H

#include "str.h"

enum phone_kind {
	PHONE_MOBILE,           /* 11 digits, 13 to 19 */
	PHONE_LANDLINE,         /* area code and 7 or 8 digits */
	PHONE_LOCAL,            /* 7 or 8 digits, area code not given */
	PHONE_SERVICE,          /* 110, 12345, 96110, 95xxx, 400…: no person */
	PHONE_FOREIGN,          /* 00 and a country code other than 86 */
	PHONE_ODD               /* digits of no known form */
};

enum phone_doubt {
	PHONE_FORMAT = 1 << 0,          /* a number of no known form, or text
	                                 * in which none is */
	PHONE_PRECISION = 1 << 1        /* 1.38E+10: lost, nothing given */
};

struct phone {
	char digits[24];        /* NUL-terminated; an extension after '-' */
	enum phone_kind kind;
};

/* Numbers of a cell (one, or several parted by 、/；;, or blanks), at most max,
 * without repetitions; *count of them. Gives the doubts. +86, 0086, 86 in
 * front, blanks and dashes inside, a ".0" at the end are taken off. */
unsigned phone_parse(struct sv cell, struct phone *list, size_t max,
    size_t *count);
/* Appends the cell's numbers joined by ',' (precinct-record(5)). */
unsigned phone_add(struct str *out, struct sv cell);
/* What one run of digits is. */
enum phone_kind phone_kind(struct sv digits);

#endif
