/* SPDX-License-Identifier: MIT */
#include "datetime.h"
#include "datetime_text.h"

/*
 * The calendar: years begin in March, so that the leap day is their last, and
 * eras of 400 years have 146097 days. Days are counted from 1970-01-01, which
 * is day 719468 from 0000-03-01.
 */
int64_t
date_days(int32_t year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	unsigned year_of_era = (unsigned)(y - era * 400);
	unsigned month_of_year = month > 2 ? month - 3 : month + 9;
	unsigned day_of_year = (153 * month_of_year + 2) / 5 + day - 1;
	unsigned day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * 146097 + (int64_t)day_of_era - 719468;
}

void
date_civil(int64_t days, int32_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned day_of_era = (unsigned)(z - era * 146097);
	unsigned year_of_era = (day_of_era - day_of_era / 1460 +
	    day_of_era / 36524 - day_of_era / 146096) / 365;
	unsigned day_of_year = day_of_era - (365 * year_of_era +
	    year_of_era / 4 - year_of_era / 100);
	unsigned month_of_year = (5 * day_of_year + 2) / 153;

	*day = day_of_year - (153 * month_of_year + 2) / 5 + 1;
	*month = month_of_year < 10 ? month_of_year + 3 : month_of_year - 9;
	*year = (int32_t)((int64_t)year_of_era + era * 400 + (*month <= 2));
}

bool
date_exists(int32_t year, unsigned month, unsigned day)
{
	static const uint8_t lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31,
	    30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month] + (month == 2 && leap ? 1u : 0u);
}

unsigned
date_weekday(int64_t days)
{
	/* Day 0 is a Thursday. */
	int64_t r = (days + 3) % 7;

	return (unsigned)(r < 0 ? r + 7 : r) + 1;
}

/* Two or four digits at p; what is none makes *bad not zero. */
static unsigned
two(const char *p, unsigned *bad)
{
	unsigned a = (unsigned char)p[0] - (unsigned)'0';
	unsigned b = (unsigned char)p[1] - (unsigned)'0';

	*bad |= (a > 9) | (b > 9);
	return a * 10 + b;
}

static int32_t
four(const char *p, unsigned *bad)
{
	return (int32_t)(two(p, bad) * 100 + two(p + 2, bad));
}

static bool
read_date(const char *p, struct datetime *t)
{
	unsigned bad = (p[4] != '-') | (p[7] != '-');

	t->year = four(p, &bad);
	t->month = (uint8_t)two(p + 5, &bad);
	t->day = (uint8_t)two(p + 8, &bad);
	return bad == 0 && date_exists(t->year, t->month, t->day);
}

bool
datetime_read(struct sv s, struct datetime *t)
{
	unsigned bad = 0, hours, minutes;

	if (s.len < 10 || !read_date(s.p, t))
		return false;
	t->hour = t->minute = t->second = 0;
	t->has_time = s.len > 10;
	t->offset = DATETIME_CHINA;
	if (!t->has_time)
		return true;
	if ((s.len != 25 && s.len != 20) || s.p[10] != 'T' ||
	    s.p[13] != ':' || s.p[16] != ':')
		return false;
	t->hour = (uint8_t)two(s.p + 11, &bad);
	t->minute = (uint8_t)two(s.p + 14, &bad);
	t->second = (uint8_t)two(s.p + 17, &bad);
	if (bad != 0 || t->hour > 23 || t->minute > 59 || t->second > 59)
		return false;
	if (s.len == 20) {
		t->offset = 0;
		return s.p[19] == 'Z';
	}
	hours = two(s.p + 20, &bad);
	minutes = two(s.p + 23, &bad);
	if (bad != 0 || s.p[22] != ':' || hours > 23 || minutes > 59 ||
	    (s.p[19] != '+' && s.p[19] != '-'))
		return false;
	t->offset = (int16_t)(hours * 60 + minutes);
	if (s.p[19] == '-')
		t->offset = (int16_t)-t->offset;
	return true;
}

bool
date_read(struct sv s, int64_t *days)
{
	struct datetime t;

	if (s.len != 10 || !read_date(s.p, &t))
		return false;
	*days = date_days(t.year, t.month, t.day);
	return true;
}

/* Eight and sixteen digits at once would be faster yet; this is 5 ns. */
static char *
put_two(char *p, unsigned v)
{
	p[0] = (char)('0' + v / 10 % 10);
	p[1] = (char)('0' + v % 10);
	return p + 2;
}

static char *
put_date(char *p, int32_t year, unsigned month, unsigned day)
{
	unsigned y = (unsigned)year;

	p = put_two(p, y / 100);
	p = put_two(p, y);
	*p++ = '-';
	p = put_two(p, month);
	*p++ = '-';
	return put_two(p, day);
}

void
datetime_add(struct str *out, const struct datetime *t)
{
	unsigned east = (unsigned)(t->offset < 0 ? -t->offset : t->offset);
	char *p;

	str_reserve(out, 32);
	p = put_date(out->p + out->len, t->year, t->month, t->day);
	*p++ = 'T';
	p = put_two(p, t->hour);
	*p++ = ':';
	p = put_two(p, t->minute);
	*p++ = ':';
	p = put_two(p, t->second);
	*p++ = t->offset < 0 ? '-' : '+';
	p = put_two(p, east / 60);
	*p++ = ':';
	p = put_two(p, east % 60);
	*p = '\0';
	out->len = (size_t)(p - out->p);
}

void
date_add(struct str *out, int64_t days)
{
	unsigned month, day;
	int32_t year;
	char *p;

	date_civil(days, &year, &month, &day);
	str_reserve(out, 16);
	p = put_date(out->p + out->len, year, month, day);
	*p = '\0';
	out->len = (size_t)(p - out->p);
}

void
date_title(struct str *out, int64_t days, bool english)
{
	int32_t year;
	unsigned month, day;

	if (english) {
		date_add(out, days);
		return;
	}
	date_civil(days, &year, &month, &day);
	str_addf(out, "%d年%u月%u日", (int)year, month, day);
}

int64_t
datetime_day(const struct datetime *t)
{
	return date_days(t->year, t->month, t->day);
}

int64_t
datetime_epoch(const struct datetime *t)
{
	return datetime_day(t) * 86400 + t->hour * 3600 + t->minute * 60 +
	    t->second - t->offset * 60;
}

void
datetime_move(struct datetime *t, int16_t offset)
{
	int64_t local = datetime_epoch(t) + offset * 60;
	int64_t day = local / 86400, rest = local % 86400;
	unsigned month, mday;

	if (t->offset == offset)
		return;
	if (rest < 0) {
		rest += 86400;
		day--;
	}
	date_civil(day, &t->year, &month, &mday);
	t->month = (uint8_t)month;
	t->day = (uint8_t)mday;
	t->hour = (uint8_t)(rest / 3600);
	t->minute = (uint8_t)(rest / 60 % 60);
	t->second = (uint8_t)(rest % 60);
	t->offset = offset;
}

/* One or two digits at *p, before end; above 99 when there is none. */
static inline unsigned
short_number(const char **p, const char *end)
{
	unsigned v = 100, d;

	if (*p < end && (d = (unsigned char)**p - (unsigned)'0') <= 9) {
		v = d;
		++*p;
		if (*p < end &&
		    (d = (unsigned char)**p - (unsigned)'0') <= 9) {
			v = v * 10 + d;
			++*p;
		}
	}
	return v;
}

/* 14:05, 14:05:00, 8:05 up to the end. */
static inline bool
plain_time(const char *p, const char *end, struct datetime *t)
{
	unsigned hour = short_number(&p, end), minute, second = 0, bad = 0;

	if (end - p < 3 || p[0] != ':')
		return false;
	minute = two(p + 1, &bad);
	p += 3;
	if (end - p == 3 && p[0] == ':')
		second = two(p + 1, &bad);
	else if (p != end)
		return false;
	if (bad != 0 || hour > 23 || minute > 59 || second > 59)
		return false;
	t->hour = (uint8_t)hour;
	t->minute = (uint8_t)minute;
	t->second = (uint8_t)second;
	t->has_time = true;
	return true;
}

/* What nearly every cell is: 2024-08-31 14:05:00, 2024/8/31 14:05. False for
 * all else, right or wrong: datetime_text knows. */
static bool
plain(struct sv s, struct datetime *t, unsigned *doubts)
{
	const char *p = s.p, *end;
	unsigned bad = 0, month, day;
	int32_t year;
	char sep;

	if (s.len < 8)
		return false;
	end = p + s.len;
	year = four(p, &bad);
	sep = p[4];
	p += 5;
	month = short_number(&p, end);
	if (bad != 0 || (sep != '-' && sep != '/' && sep != '.') || p >= end ||
	    *p++ != sep)
		return false;
	day = short_number(&p, end);
	if (year < DATETIME_YEAR_MIN || year > DATETIME_YEAR_MAX ||
	    !date_exists(year, month, day))
		return false;
	*t = (struct datetime){.year = year, .month = (uint8_t)month,
	    .day = (uint8_t)day, .offset = DATETIME_CHINA};
	*doubts = p == end ? DATETIME_NO_TIME : 0;
	return p == end || ((*p == ' ' || *p == 'T') &&
	    plain_time(p + 1, end, t));
}

bool
datetime_parse(struct sv text, const struct datetime_context *context,
    struct datetime *t, unsigned *doubts)
{
	return plain(text, t, doubts) ||
	    datetime_text_parse(text, context, t, doubts);
}
