/* SPDX-License-Identifier: MIT */
#include "datetime_text.h"
#include "narrow.h"
#include "numeral.h"

/* The longest form is some 60 bytes (二〇二四年十二月三十一日(星期二)下午…). */
#define TEXT_MAX 128

struct scan {
	struct sv rest;
	const struct datetime_context *context;
	struct datetime *t;
	unsigned doubts;
	bool next_day;          /* 24:00, 晚上12点 */
};

/* What is said of an hour: 下午2:05. */
enum part_of_day {
	PART_NONE, PART_NIGHT, PART_MORNING, PART_NOON, PART_AFTERNOON,
	PART_EVENING, PART_LATE, PART_AM, PART_PM
};

static bool
eat(struct scan *s, const char *word)
{
	struct sv w = sv_z(word);

	if (!sv_starts(s->rest, w))
		return false;
	s->rest = sv_from(s->rest, w.len);
	return true;
}

static bool
eat_any(struct scan *s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (eat(s, *words))
			return true;
	return false;
}

static void
blanks(struct scan *s)
{
	while (s->rest.len > 0 && (s->rest.p[0] == ' ' || s->rest.p[0] == '\t'))
		s->rest = sv_from(s->rest, 1);
}

/* Exactly n ASCII digits, which are there. */
static unsigned
fixed(struct scan *s, size_t n)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(s->rest.p[i] - '0');
	s->rest = sv_from(s->rest, n);
	return v;
}

/* One or two digits, or a Chinese numeral up to 99. */
static bool
number(struct scan *s, unsigned *v)
{
	size_t n = sv_digits(s->rest);
	int64_t value;

	if (n > 2)
		return false;
	if (n > 0) {
		*v = fixed(s, n);
		return true;
	}
	n = numeral_read(s->rest, &value);
	if (n == 0 || value > 99)
		return false;
	s->rest = sv_from(s->rest, n);
	*v = (unsigned)value;
	return true;
}

static bool
set_date(struct scan *s, unsigned year, unsigned month, unsigned day)
{
	if (year < DATETIME_YEAR_MIN || year > DATETIME_YEAR_MAX ||
	    !date_exists((int32_t)year, month, day))
		return false;
	s->t->year = (int32_t)year;
	s->t->month = (uint8_t)month;
	s->t->day = (uint8_t)day;
	return true;
}

static bool
set_time(struct scan *s, unsigned hour, unsigned minute, unsigned second)
{
	if (hour == 24) {
		if (minute != 0 || second != 0)
			return false;
		s->next_day = true;
		s->doubts |= DATETIME_24H;
		hour = 0;
	}
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	s->t->hour = (uint8_t)hour;
	s->t->minute = (uint8_t)minute;
	s->t->second = (uint8_t)second;
	s->t->has_time = true;
	return true;
}

/* Seconds of the day of a decimal fraction, to the nearest, exactly: the
 * first 12 digits tell 0.1 microseconds. */
static int64_t
fraction_seconds(struct sv digits)
{
	int64_t numerator = 0, power = 1;

	for (size_t i = 0; i < digits.len && i < 12; i++) {
		numerator = numerator * 10 + (digits.p[i] - '0');
		power *= 10;
	}
	return (numerator * 86400 * 2 + power) / (power * 2);
}

/*
 * Excel's day number. The 1900 system holds 1900 for a leap year, as Lotus
 * did: 60 is 29 February 1900, which never was.
 */
bool
datetime_serial(struct sv text, bool base1904, struct datetime *t)
{
	size_t ndigits = sv_digits(text);
	struct sv fraction = sv_from(text, ndigits);
	int64_t n, seconds = 0;
	unsigned month, day;

	if (ndigits == 0 || ndigits > 6 || text.p[0] == '0' ||
	    !sv_int((struct sv){text.p, ndigits}, &n))
		return false;
	if (fraction.len != 0) {
		fraction = sv_from(fraction, 1);
		if (text.p[ndigits] != '.' || fraction.len == 0 ||
		    sv_digits(fraction) != fraction.len)
			return false;
		seconds = fraction_seconds(fraction);
	}
	if (base1904)
		n += date_days(1904, 1, 1);
	else if (n == 60)
		return false;
	else
		n += date_days(1899, 12, n < 60 ? 31 : 30);
	n += seconds / 86400;
	seconds %= 86400;
	date_civil(n, &t->year, &month, &day);
	t->month = (uint8_t)month;
	t->day = (uint8_t)day;
	t->hour = (uint8_t)(seconds / 3600);
	t->minute = (uint8_t)(seconds / 60 % 60);
	t->second = (uint8_t)(seconds % 60);
	t->offset = DATETIME_CHINA;
	/* midnight is not told from a mere date */
	t->has_time = seconds != 0;
	return t->year <= DATETIME_YEAR_MAX;
}

/* 20240831, 202408311405, 20240831140500. */
static bool
compact(struct scan *s, size_t ndigits)
{
	unsigned year = fixed(s, 4), month = fixed(s, 2), day = fixed(s, 2);
	unsigned hour, minute;

	if (!set_date(s, year, month, day))
		return false;
	if (ndigits == 8)
		return true;
	hour = fixed(s, 2);
	minute = fixed(s, 2);
	return set_time(s, hour, minute, ndigits == 14 ? fixed(s, 2) : 0);
}

/* 8/31/2024 or 31/8/2024, as the profile says; two digits are 20xx. */
static bool
year_last(struct scan *s, unsigned first)
{
	unsigned second, year;
	char sep = s->rest.p[0];
	size_t n;

	if (!s->context->month_first && !s->context->day_first)
		return false;
	s->rest = sv_from(s->rest, 1);
	if (!number(s, &second) || s->rest.len == 0 || s->rest.p[0] != sep)
		return false;
	s->rest = sv_from(s->rest, 1);
	n = sv_digits(s->rest);
	if (n != 4 && n != 2)
		return false;
	year = fixed(s, n);
	if (n == 2)
		year += 2000;
	return s->context->month_first ? set_date(s, year, first, second) :
	    set_date(s, year, second, first);
}

/* After the year: -08-31, /8/31, .8.31 */
static bool
marked(struct scan *s, unsigned year)
{
	unsigned month, day;
	char sep = s->rest.p[0];

	s->rest = sv_from(s->rest, 1);
	if (!number(s, &month) || s->rest.len == 0 || s->rest.p[0] != sep)
		return false;
	s->rest = sv_from(s->rest, 1);
	return number(s, &day) && set_date(s, year, month, day);
}

static bool
is_mark(struct sv s)
{
	return s.len > 0 && (s.p[0] == '-' || s.p[0] == '/' || s.p[0] == '.');
}

/* After 2024年 or, with the context's year, at 8月31日. */
static bool
month_and_day(struct scan *s, unsigned year)
{
	unsigned month, day;

	blanks(s);
	if (!number(s, &month) || !eat(s, "月"))
		return false;
	blanks(s);
	if (!number(s, &day))
		return false;
	if (!eat(s, "日"))
		eat(s, "号");
	return set_date(s, year, month, day);
}

static bool
date_of_words(struct scan *s)
{
	struct sv from = s->rest;
	int64_t year;
	size_t n = numeral_read(s->rest, &year);

	if (n == 0)
		return false;
	s->rest = sv_from(s->rest, n);
	if (eat(s, "年")) {
		/* 24年8月31日 */
		if (year < 100) {
			year += 2000;
			s->doubts |= DATETIME_NO_YEAR;
		}
		return year <= DATETIME_YEAR_MAX &&
		    month_and_day(s, (unsigned)year);
	}
	s->rest = from;
	if (s->context->year <= 0)
		return false;
	s->doubts |= DATETIME_NO_YEAR;
	return month_and_day(s, (unsigned)s->context->year);
}

static bool
date(struct scan *s)
{
	size_t n = sv_digits(s->rest);
	struct sv after = sv_from(s->rest, n);

	if (n == 14 || n == 12 || n == 8)
		return compact(s, n);
	/* Fewer digits are a year, 8.31 or a slip of the pen. */
	if (n == 5 && datetime_serial(s->rest, s->context->base1904, s->t)) {
		s->rest = sv_from(s->rest, s->rest.len);
		s->doubts |= DATETIME_SERIAL;
		return true;
	}
	if (n == 4 && is_mark(after)) {
		unsigned year = fixed(s, 4);

		return marked(s, year);
	}
	if ((n == 1 || n == 2) && is_mark(after)) {
		unsigned first = fixed(s, n);

		return year_last(s, first);
	}
	return date_of_words(s);
}

/* (星期六), 周六: said, not checked. */
static void
weekday(struct scan *s)
{
	static const char *const days[] = {"一", "二", "三", "四", "五", "六",
	    "日", "天", NULL};
	struct sv from = s->rest;
	bool bracket = eat(s, "(");

	if (!(eat(s, "星期") || eat(s, "周")) || !eat_any(s, days) ||
	    (bracket && !eat(s, ")")))
		s->rest = from;
	blanks(s);
}

static enum part_of_day
part_of_day(struct scan *s)
{
	static const struct {
		const char *word;
		enum part_of_day part;
	} words[] = {
		{"凌晨", PART_NIGHT}, {"早上", PART_MORNING},
		{"早晨", PART_MORNING}, {"清晨", PART_MORNING},
		{"上午", PART_AM}, {"中午", PART_NOON},
		{"下午", PART_AFTERNOON}, {"傍晚", PART_AFTERNOON},
		{"晚上", PART_EVENING}, {"晚间", PART_EVENING},
		{"夜间", PART_LATE}, {"夜里", PART_LATE},
		{"深夜", PART_LATE}, {"晚", PART_EVENING},
		{"am", PART_AM}, {"pm", PART_PM}, {"a.m.", PART_AM},
		{"p.m.", PART_PM}
	};

	if (sv_digits(s->rest) != 0)
		return PART_NONE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (eat(s, words[i].word)) {
			blanks(s);
			return words[i].part;
		}
	return PART_NONE;
}

/* The hour of 24 that is meant, above 24 where the words contradict each
 * other (上午14:05) or leave it open (晚上3点). */
static unsigned
hour_of(enum part_of_day part, unsigned hour)
{
	switch (part) {
	case PART_NONE:
		return hour;
	case PART_NIGHT:
		return hour < 8 ? hour : hour == 12 ? 0 : 25;
	case PART_MORNING:
		return hour < 12 ? hour : 25;
	case PART_AM:
		return hour < 12 ? hour : hour == 12 ? 0 : 25;
	case PART_NOON:
		return hour >= 1 && hour <= 2 ? hour + 12 :
		    hour >= 11 && hour <= 14 ? hour : 25;
	case PART_AFTERNOON:
		return hour == 0 ? 25 : hour < 12 ? hour + 12 : hour;
	case PART_EVENING:
		return hour == 0 || hour >= 17 ? hour :
		    hour >= 5 && hour <= 12 ? hour + 12 : 25;
	case PART_LATE:
		return hour < 6 || hour >= 21 ? hour :
		    hour >= 9 && hour <= 12 ? hour + 12 : 25;
	case PART_PM:
		return hour == 0 ? 25 : hour < 12 ? hour + 12 : hour;
	}
	return 25;
}

/* Minutes and seconds after 14时. */
static bool
spoken_minutes(struct scan *s, unsigned *minute, unsigned *second)
{
	if (eat(s, "半")) {
		*minute = 30;
		return true;
	}
	if (eat(s, "整") || eat(s, "钟"))
		return true;
	if (!number(s, minute))
		return true;
	if (eat(s, "刻")) {
		*minute *= 15;
		return *minute == 15 || *minute == 45;
	}
	if (!eat(s, "分"))
		return true;
	eat(s, "钟");
	if (number(s, second))
		return eat(s, "秒");
	return true;
}

/* :05, :05:00, :05:00.000 after the hour; 7:5:9 of programs that put numbers
 * together. */
static bool
clock_minutes(struct scan *s, unsigned *minute, unsigned *second)
{
	size_t n = sv_digits(s->rest);

	if (n != 1 && n != 2)
		return false;
	*minute = fixed(s, n);
	if (!eat(s, ":"))
		return n == 2;
	n = sv_digits(s->rest);
	if (n != 1 && n != 2)
		return false;
	*second = fixed(s, n);
	if (eat(s, ".") || eat(s, ",")) {
		n = sv_digits(s->rest);
		s->rest = sv_from(s->rest, n);
		return n > 0;
	}
	return true;
}

static bool
time_of_day(struct scan *s)
{
	static const char *const marks[] = {"时", "点", "時", "點", NULL};
	enum part_of_day part = part_of_day(s);
	unsigned hour, minute = 0, second = 0;
	size_t n = sv_digits(s->rest);
	bool midnight;

	if (part == PART_NONE && (n == 4 || n == 6)) {
		hour = fixed(s, 2);
		minute = fixed(s, 2);
		return set_time(s, hour, minute, n == 6 ? fixed(s, 2) : 0);
	}
	if (!number(s, &hour) || hour > 24)
		return false;
	if (!(eat(s, ":") ? clock_minutes(s, &minute, &second) :
	    eat_any(s, marks) && spoken_minutes(s, &minute, &second)))
		return false;
	blanks(s);
	if (part == PART_NONE)
		part = part_of_day(s);
	hour = hour_of(part, hour);
	/* 晚上12:05 is five past the midnight that ends the day */
	midnight = hour == 24 && part != PART_NONE;
	if (midnight) {
		s->next_day = true;
		s->doubts |= DATETIME_24H;
		hour = 0;
	}
	return set_time(s, hour, minute, second);
}

/* Z, +08:00, +0800, +08: with a time of day only. */
static bool
zone(struct scan *s)
{
	unsigned hours, minutes = 0;
	bool west;

	if (eat(s, "z") || eat(s, "utc")) {
		s->t->offset = 0;
		return true;
	}
	west = s->rest.len > 0 && s->rest.p[0] == '-';
	if (!eat(s, "+") && !eat(s, "-"))
		return true;
	if (sv_digits(s->rest) != 2 && sv_digits(s->rest) != 4)
		return false;
	hours = fixed(s, 2);
	if (eat(s, ":") && sv_digits(s->rest) != 2)
		return false;
	if (sv_digits(s->rest) == 2)
		minutes = fixed(s, 2);
	if (hours > 23 || minutes > 59)
		return false;
	s->t->offset = (int16_t)(hours * 60 + minutes);
	if (west)
		s->t->offset = (int16_t)-s->t->offset;
	return true;
}

static bool
rest_of_text(struct scan *s)
{
	static const char *const vague[] = {"许", "左右", "前后", "多", NULL};
	bool sharp = s->t->has_time;

	blanks(s);
	weekday(s);
	if (!sharp && s->rest.len > 0) {
		if (!eat(s, "t"))
			eat(s, ",");
		blanks(s);
		if (!time_of_day(s))
			return false;
		blanks(s);
	}
	if (s->t->has_time) {
		if (!zone(s))
			return false;
		eat_any(s, vague);
	}
	return s->rest.len == 0;
}

static bool
one_day_on(struct datetime *t)
{
	unsigned month, day;

	date_civil(datetime_day(t) + 1, &t->year, &month, &day);
	t->month = (uint8_t)month;
	t->day = (uint8_t)day;
	return t->year <= DATETIME_YEAR_MAX;
}

bool
datetime_text_parse(struct sv text, const struct datetime_context *context,
    struct datetime *t, unsigned *doubts)
{
	char buf[TEXT_MAX];
	struct scan s = {.context = context, .t = t};

	s.rest = sv_trim(narrow_to(buf, sizeof(buf), sv_trim(text)));
	if (s.rest.p == NULL || s.rest.len == 0)
		return false;
	for (size_t i = 0; i < s.rest.len; i++) {
		char *c = &buf[(size_t)(s.rest.p - buf) + i];

		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c | 0x20);
	}
	*t = (struct datetime){.offset = DATETIME_CHINA};
	if (!date(&s) || !rest_of_text(&s))
		return false;
	if (s.next_day && !one_day_on(t))
		return false;
	*doubts = s.doubts | (t->has_time ? 0u : (unsigned)DATETIME_NO_TIME);
	return true;
}
