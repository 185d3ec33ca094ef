/* SPDX-License-Identifier: MIT */
/*
 * resident_id: the citizen identification number, GB 11643: 6 digits region,
 * 8 birth date, 3 sequence (odd male), check character by ISO 7064 MOD 11-2.
 * Numbers of 15 digits (before 1999) have a two-digit year and no check.
 */
#ifndef PRECINCT_RESIDENT_ID_H
#define PRECINCT_RESIDENT_ID_H

#include "datetime.h"

enum resident_id_doubt {
	RESIDENT_ID_FORMAT = 1 << 0,    /* not 18 or 15 characters: text "" */
	RESIDENT_ID_PRECISION = 1 << 1, /* 5.10124E+17, or …000 whose check
	                                 * fails: lost for good, text "" */
	RESIDENT_ID_CHECK = 1 << 2,     /* check character differs */
	RESIDENT_ID_REGION = 1 << 3,    /* no such province */
	RESIDENT_ID_BIRTH = 1 << 4,     /* no such date */
	/* notes, no faults: */
	RESIDENT_ID_OLD_REGION = 1 << 5, /* county not in today's list */
	RESIDENT_ID_15 = 1 << 6         /* 15 digits, nothing checks them */
};

#define RESIDENT_ID_FAULTS 0x1fu

struct resident_id {
	char text[19];          /* 18 or 15 characters, X in upper case, NUL */
	uint32_t region;        /* 510124 */
	int64_t born;           /* day; 0 when RESIDENT_ID_BIRTH */
	bool male;
	unsigned doubts;
};

/* A whole cell (blanks, dashes, full-width, a leading ' or tab, ="…" are
 * taken off). True when it is an 18 or 15 character number, doubtful or not;
 * false with the doubt FORMAT or PRECISION and text "". An empty cell is
 * false without doubts. */
bool resident_id_parse(struct sv cell, struct resident_id *id);
/* The 18 characters at p (17 digits and a digit, X or x) pass check, region
 * and birth date: for finding IDs in text. */
bool resident_id_is_valid(const char *p);
/* The check character of 17 digits. */
char resident_id_check(const char *p);
/* Completed years on a day; -1 when not known or born later. */
int resident_id_age(const struct resident_id *id, int64_t day);

#endif
