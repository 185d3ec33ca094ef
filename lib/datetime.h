/* SPDX-License-Identifier: MIT */
/*
 * datetime: dates and times without the locale. The calendar is proleptic
 * Gregorian; days are counted from 1970-01-01 (day 0, a Thursday). Times of an
 * export are local time of China, +08:00, unless they carry an offset.
 */
#ifndef PRECINCT_DATETIME_H
#define PRECINCT_DATETIME_H

#include "str.h"

struct datetime {
	int32_t year;
	uint8_t month, day, hour, minute, second;
	bool has_time;          /* false: only the date was given */
	int16_t offset;         /* minutes east of UTC */
};

#define DATETIME_CHINA 480

enum datetime_doubt {
	DATETIME_NO_TIME = 1 << 0,      /* date only; time is 00:00:00 */
	DATETIME_NO_YEAR = 1 << 1,      /* year taken from the context */
	DATETIME_SERIAL = 1 << 2,       /* an Excel serial number */
	DATETIME_24H = 1 << 3           /* 24:00, made 00:00 of the next day */
};

struct datetime_context {
	int32_t year;           /* for dates without one; 0: such are refused */
	bool base1904;          /* Excel serials count from 1904 */
	bool month_first;       /* 8/31/2024: only where a profile says so */
	bool day_first;
};

/* Days since 1970-01-01 of a date; the date must exist. */
int64_t date_days(int32_t year, unsigned month, unsigned day);
void date_civil(int64_t days, int32_t *year, unsigned *month, unsigned *day);
bool date_exists(int32_t year, unsigned month, unsigned day);
unsigned date_weekday(int64_t days);    /* 1 Monday to 7 Sunday */

/* Any of the forms of an export (DOMAIN.md): true with *doubts set. Blanks
 * around are ignored, full-width digits accepted. */
bool datetime_parse(struct sv text, const struct datetime_context *context,
    struct datetime *t, unsigned *doubts);
/* An Excel serial number that a cell's style says is a date: 45535.5868, to
 * the nearest second. datetime_parse takes only those of five digits. */
bool datetime_serial(struct sv number, bool base1904, struct datetime *t);
/* Exactly RFC 3339 with offset, or YYYY-MM-DD: what records hold. Fast. */
bool datetime_read(struct sv text, struct datetime *t);
/* Appends RFC 3339: 2024-08-31T14:05:00+08:00. */
void datetime_add(struct str *out, const struct datetime *t);
/* Appends YYYY-MM-DD. */
void date_add(struct str *out, int64_t days);
/* As a sentence has it: 2024年8月31日, in English 2024-08-31. */
void date_title(struct str *out, int64_t days, bool english);
/* Exactly YYYY-MM-DD. */
bool date_read(struct sv text, int64_t *days);
/* Local day of t (its own offset), and seconds since 1970-01-01T00:00Z. */
int64_t datetime_day(const struct datetime *t);
int64_t datetime_epoch(const struct datetime *t);
/* The same instant as local time of another offset: records are written with
 * DATETIME_CHINA whatever the source had. */
void datetime_move(struct datetime *t, int16_t offset);

#endif
