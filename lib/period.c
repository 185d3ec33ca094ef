/* SPDX-License-Identifier: MIT */
#include "period.h"

static unsigned
day_of(int64_t day, int32_t *year, unsigned *month)
{
	unsigned mday;

	date_civil(day, year, month, &mday);
	return mday;
}

/* The first day of month m of a year; m may be 13: January of the next. */
static int64_t
month_start(int32_t year, unsigned m)
{
	return m > 12 ? date_days(year + 1, m - 12, 1) :
	    date_days(year, m, 1);
}

static int64_t
week_start(int64_t day, unsigned first_weekday)
{
	return day - (int64_t)((date_weekday(day) + 7 - first_weekday) % 7);
}

struct period
period_of(enum period_unit unit, int64_t day, unsigned first_weekday)
{
	struct period p = {unit, first_weekday, day, day + 1};
	int32_t year;
	unsigned month, quarter;

	day_of(day, &year, &month);
	quarter = (month - 1) / 3 * 3 + 1;
	switch (unit) {
	case PERIOD_DAY:
		break;
	case PERIOD_WEEK:
		p.from = week_start(day, first_weekday);
		p.to = p.from + 7;
		break;
	case PERIOD_MONTH:
		p.from = month_start(year, month);
		p.to = month_start(year, month + 1);
		break;
	case PERIOD_QUARTER:
		p.from = month_start(year, quarter);
		p.to = month_start(year, quarter + 3);
		break;
	case PERIOD_YEAR:
		p.from = month_start(year, 1);
		p.to = month_start(year + 1, 1);
		break;
	}
	return p;
}

struct period
period_previous(struct period p)
{
	return period_of(p.unit, p.from - 1, p.first_weekday);
}

struct period
period_next(struct period p)
{
	return period_of(p.unit, p.to, p.first_weekday);
}

/* The Monday of week 1 of ISO year y: the week that holds 4 January. */
static int64_t
iso_start(int32_t year)
{
	return week_start(date_days(year, 1, 4), 1);
}

/* ISO year and number of the week that begins on Monday `from`: the year is
 * that of its Thursday. */
static unsigned
iso_week(int64_t from, int32_t *year)
{
	unsigned month;

	day_of(from + 3, year, &month);
	return (unsigned)((from - iso_start(*year)) / 7) + 1;
}

static int64_t
iso_week_start(int32_t year, unsigned week)
{
	return iso_start(year) + ((int64_t)week - 1) * 7;
}

/*
 * A week that does not begin on Monday has no number in ISO 8601; its
 * counterpart is found by the date of its first day, from which the nearest
 * week that begins on the same weekday is taken (never more than 3 days off).
 */
static struct period
week_last_year(struct period p)
{
	int32_t year;
	unsigned month, mday, week;
	int64_t same;

	if (p.first_weekday == 1) {
		week = iso_week(p.from, &year);
		same = iso_week_start(year - 1, week);
		if (same >= iso_start(year))
			same = iso_week_start(year - 1, 52);
		return period_of(PERIOD_WEEK, same, 1);
	}
	mday = day_of(p.from, &year, &month);
	if (!date_exists(year - 1, month, mday))
		mday = 28;
	same = date_days(year - 1, month, mday);
	return period_of(PERIOD_WEEK, same + 3, p.first_weekday);
}

struct period
period_last_year(struct period p)
{
	int32_t year;
	unsigned month, mday = day_of(p.from, &year, &month);

	if (p.unit == PERIOD_WEEK)
		return week_last_year(p);
	if (!date_exists(year - 1, month, mday))
		mday = 28;
	return period_of(p.unit, date_days(year - 1, month, mday),
	    p.first_weekday);
}

void
period_add(struct str *out, struct period p)
{
	int32_t year;
	unsigned month, week;

	day_of(p.from, &year, &month);
	switch (p.unit) {
	case PERIOD_DAY:
		date_add(out, p.from);
		return;
	case PERIOD_WEEK:
		if (p.first_weekday != 1) {
			date_add(out, p.from);
			return;
		}
		week = iso_week(p.from, &year);
		str_add_padded(out, (uint64_t)year, 4);
		str_addz(out, "-W");
		str_add_padded(out, week, 2);
		return;
	case PERIOD_MONTH:
		str_add_padded(out, (uint64_t)year, 4);
		str_addc(out, '-');
		str_add_padded(out, month, 2);
		return;
	case PERIOD_QUARTER:
		str_add_padded(out, (uint64_t)year, 4);
		str_addz(out, "-Q");
		str_addu(out, (month - 1) / 3 + 1);
		return;
	case PERIOD_YEAR:
		str_add_padded(out, (uint64_t)year, 4);
		return;
	}
}

/* Exactly n digits at p. */
static bool
digits(const char *p, size_t n, unsigned *v)
{
	*v = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*v = *v * 10 + (unsigned)(p[i] - '0');
	}
	return true;
}

static bool
parse_week(int32_t year, unsigned week, struct period *p)
{
	int64_t from;

	if (week < 1 || week > 53)
		return false;
	from = iso_week_start(year, week);
	if (from >= iso_start(year + 1))
		return false;
	*p = period_of(PERIOD_WEEK, from, 1);
	return true;
}

bool
period_parse(struct sv s, unsigned first_weekday, struct period *p)
{
	unsigned year, n;
	int64_t day;

	if (s.len == 10 && date_read(s, &day)) {
		*p = period_of(PERIOD_DAY, day, first_weekday);
		return true;
	}
	if (s.len < 4 || !digits(s.p, 4, &year) || year == 0)
		return false;
	if (s.len == 4) {
		*p = period_of(PERIOD_YEAR, date_days((int32_t)year, 1, 1),
		    first_weekday);
		return true;
	}
	if (s.p[4] != '-')
		return false;
	if (s.len == 8 && s.p[5] == 'W' && digits(s.p + 6, 2, &n))
		return parse_week((int32_t)year, n, p);
	if (s.len == 7 && s.p[5] == 'Q' && s.p[6] >= '1' && s.p[6] <= '4') {
		n = (unsigned)(s.p[6] - '1') * 3 + 1;
		*p = period_of(PERIOD_QUARTER,
		    date_days((int32_t)year, n, 1), first_weekday);
		return true;
	}
	if (s.len == 7 && digits(s.p + 5, 2, &n) && n >= 1 && n <= 12) {
		*p = period_of(PERIOD_MONTH,
		    date_days((int32_t)year, n, 1), first_weekday);
		return true;
	}
	return false;
}

bool
period_span(const char *since, const char *until, unsigned first_weekday,
    int64_t *from, int64_t *to)
{
	struct period a = {.from = INT64_MIN}, b = {.to = INT64_MAX};

	if ((since != NULL && !period_parse(sv_z(since), first_weekday, &a)) ||
	    (until != NULL && !period_parse(sv_z(until), first_weekday, &b)))
		return false;
	*from = a.from;
	*to = b.to;
	return a.from < b.to;
}

bool
period_unit_find(struct sv name, enum period_unit *unit)
{
	static const struct {
		const char *name;
		enum period_unit unit;
	} units[] = {
		{"day", PERIOD_DAY}, {"week", PERIOD_WEEK},
		{"month", PERIOD_MONTH}, {"quarter", PERIOD_QUARTER},
		{"year", PERIOD_YEAR}
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (sv_eq(name, sv_z(units[i].name))) {
			*unit = units[i].unit;
			return true;
		}
	return false;
}

static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

/* 8月26日, with the year in front where it is not `known`. */
static void
add_day(struct str *out, int64_t day, int32_t known, bool english)
{
	int32_t year;
	unsigned month, mday = day_of(day, &year, &month);

	if (english) {
		str_addf(out, "%u %.3s", mday, months[month - 1]);
		if (year != known)
			str_addf(out, " %d", year);
		return;
	}
	if (year != known)
		str_addf(out, "%d年", year);
	str_addf(out, "%u月%u日", month, mday);
}

static void
week_title(struct str *out, struct period p, bool english)
{
	int32_t year, start_year;
	unsigned week, month;

	if (p.first_weekday == 1) {
		week = iso_week(p.from, &year);
		str_addf(out, english ? "%d week %u (" : "%d年第%u周(", year,
		    week);
		add_day(out, p.from, year, english);
		str_addz(out, english ? " to " : "至");
		add_day(out, p.to - 1, year, english);
		str_addc(out, ')');
		return;
	}
	day_of(p.to - 1, &year, &month);
	day_of(p.from, &start_year, &month);
	add_day(out, p.from, english && year == start_year ? year : 0,
	    english);
	str_addz(out, english ? " to " : "至");
	add_day(out, p.to - 1, english ? 0 : start_year, english);
}

void
period_title(struct str *out, struct period p, bool english)
{
	int32_t year;
	unsigned month;

	day_of(p.from, &year, &month);
	switch (p.unit) {
	case PERIOD_DAY:
		add_day(out, p.from, 0, english);
		return;
	case PERIOD_WEEK:
		week_title(out, p, english);
		return;
	case PERIOD_MONTH:
		if (english)
			str_addf(out, "%s %d", months[month - 1], year);
		else
			str_addf(out, "%d年%u月", year, month);
		return;
	case PERIOD_QUARTER:
		str_addf(out, english ? "%d Q%u" : "%d年第%u季度", year,
		    (month - 1) / 3 + 1);
		return;
	case PERIOD_YEAR:
		str_addf(out, english ? "%d" : "%d年", year);
		return;
	}
}

static int
read_bound(const char *option, const char *text, unsigned first_weekday,
    struct period *p, struct fault *f)
{
	if (period_parse(sv_z(text), first_weekday, p))
		return 0;
	return fault_set(f, NULL, 0, 0, "--%s: no date or period: %s; write "
	    "2024-08-31, 2024-W35, 2024-08, 2024-Q3 or 2024", option, text);
}

/* What is named is taken whole, also as an end: exports that stopped at the
 * first minute of the last day have lost many a day. */
int
period_bounds(const char *since, const char *until, unsigned first_weekday,
    bool *has_since, bool *has_until, int64_t *from, int64_t *to,
    struct fault *f)
{
	struct period p;

	*has_since = since != NULL;
	*has_until = until != NULL;
	if (since != NULL) {
		if (read_bound("since", since, first_weekday, &p, f) != 0)
			return -1;
		*from = p.from;
	}
	if (until != NULL) {
		if (read_bound("until", until, first_weekday, &p, f) != 0)
			return -1;
		*to = p.to;
	}
	if (since != NULL && until != NULL && *from >= *to)
		return fault_set(f, NULL, 0, 0, "empty period: --since %s is "
		    "after --until %s", since, until);
	return 0;
}
