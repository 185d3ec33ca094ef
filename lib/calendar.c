/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "calendar.h"
#include "json.h"

struct year {
	int32_t year;
	int64_t first;          /* 1 January */
	uint64_t off[6];        /* bit n: the n-th day is no working day */
};

struct calendar {
	struct year *years;
	size_t n;
};

static void
set_off(struct year *y, int64_t day, bool off)
{
	uint64_t bit = UINT64_C(1) << (day - y->first) % 64;

	if (off)
		y->off[(day - y->first) / 64] |= bit;
	else
		y->off[(day - y->first) / 64] &= ~bit;
}

static bool
is_off(const struct year *y, int64_t day)
{
	return y->off[(day - y->first) / 64] >> (day - y->first) % 64 & 1;
}

static const struct year *
year_of(const struct calendar *c, int64_t day)
{
	for (size_t i = 0; i < c->n; i++)
		if (day >= c->years[i].first &&
		    day < date_days(c->years[i].year + 1, 1, 1))
			return &c->years[i];
	return NULL;
}

/* One list of a year. A make-up working day is a Saturday or Sunday, or it
 * would be a working day anyway: another day is a slip. */
static int
read_days(const struct json_doc *doc, const struct json *map,
    const char *key, struct year *y, struct fault *f)
{
	const struct json *list, *item;
	bool off = strcmp(key, "holidays") == 0;
	int64_t day;

	if (json_want(doc, map, key, JSON_LIST, &list, f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(list); i++) {
		item = json_at(list, i);
		if (json_type(item) != JSON_TEXT ||
		    !date_read(json_sv(item), &day))
			return json_fault(doc, item, f,
			    "not a date; write it as YYYY-MM-DD");
		if (day < y->first ||
		    day >= date_days(y->year + 1, 1, 1))
			return json_fault(doc, item, f,
			    "a day of another year: %s under %d",
			    json_sv(item).p, y->year);
		if (!off && (date_weekday(day) < 6 || !is_off(y, day)))
			return json_fault(doc, item, f,
			    "a working day anyway: %s; workdays lists "
			    "weekends that are worked", json_sv(item).p);
		set_off(y, day, off);
	}
	return 0;
}

static int
read_year(const struct json_doc *doc, const struct json *map, struct sv name,
    struct year *y, struct fault *f)
{
	static const char *const known[] = {"holidays", "workdays", NULL};
	const struct json *worked;
	int64_t year;

	if (name.len != 4 || !sv_int(name, &year) || year < 1900)
		return json_fault(doc, map, f, "not a year: %s", name.p);
	if (json_type(map) != JSON_MAP)
		return json_fault(doc, map, f,
		    "year %s is no map; it holds holidays and workdays",
		    name.p);
	if (json_only(doc, map, known, f) != 0)
		return -1;
	y->year = (int32_t)year;
	y->first = date_days(y->year, 1, 1);
	for (int64_t d = y->first; d < date_days(y->year + 1, 1, 1); d++)
		set_off(y, d, date_weekday(d) > 5);
	if (read_days(doc, map, "workdays", y, f) != 0 ||
	    read_days(doc, map, "holidays", y, f) != 0)
		return -1;
	worked = json_get(map, "workdays");
	for (size_t i = 0; i < json_count(worked); i++) {
		int64_t day = 0;

		date_read(json_sv(json_at(worked, i)), &day);
		if (is_off(y, day))
			return json_fault(doc, json_at(worked, i), f,
			    "both a holiday and a working day: %s",
			    json_sv(json_at(worked, i)).p);
	}
	return 0;
}

static int
read_all(struct calendar *c, const struct json_doc *doc, struct fault *f)
{
	static const char *const known[] = {"format", "years", NULL};
	const struct json *root = json_root(doc), *format, *years;

	if (json_type(root) != JSON_MAP)
		return json_fault(doc, root, f,
		    "not a calendar; it is a map with format and years");
	if (json_only(doc, root, known, f) != 0 ||
	    json_want(doc, root, "format", JSON_INT, &format, f) != 0 ||
	    json_want(doc, root, "years", JSON_MAP, &years, f) != 0)
		return -1;
	if (json_int(format, 0) != 1)
		return json_fault(doc, format != NULL ? format : root, f,
		    "unknown format of the calendar; this version reads 1");
	if (years == NULL)
		return json_fault(doc, root, f, "years is missing");
	c->years = mem_zalloc(json_count(years) + 1, sizeof(*c->years));
	for (size_t i = 0; i < json_count(years); i++) {
		struct sv name;
		const struct json *map = json_member(years, i, &name);

		if (name.len > 0 && name.p[0] == '_')
			continue;
		if (read_year(doc, map, name, &c->years[c->n], f) != 0)
			return -1;
		c->n++;
	}
	return 0;
}

struct calendar *
calendar_read(const char *path, struct fault *f)
{
	struct calendar *c = mem_zalloc(1, sizeof(*c));
	struct json_doc *doc;
	int status;

	if (path == NULL)
		return c;
	doc = json_read(path, f);
	status = doc == NULL ? -1 : read_all(c, doc, f);
	json_free(doc);
	if (status == 0)
		return c;
	calendar_free(c);
	return NULL;
}

static bool
workday(const struct calendar *c, int64_t day, bool *covered)
{
	const struct year *y = year_of(c, day);

	if (y != NULL)
		return !is_off(y, day);
	*covered = false;
	return date_weekday(day) < 6;
}

bool
calendar_is_workday(const struct calendar *c, int64_t day)
{
	bool covered;

	return workday(c, day, &covered);
}

int64_t
calendar_add_workdays(const struct calendar *c, int64_t day, unsigned n,
    bool *covered)
{
	*covered = true;
	if (n == 0) {
		while (!workday(c, day, covered))
			day++;
		return day;
	}
	while (n > 0) {
		day++;
		if (workday(c, day, covered))
			n--;
	}
	return day;
}

void
calendar_free(struct calendar *c)
{
	if (c == NULL)
		return;
	free(c->years);
	free(c);
}
