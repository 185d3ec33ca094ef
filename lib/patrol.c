/* SPDX-License-Identifier: MIT */
#include "patrol_parts.h"

#include <stdlib.h>

#define MAX_COUNT 10000000      /* of a patrol: beyond, a slip of the pen */

/* --- the query ----------------------------------------------------------- */

/* The same date a year earlier; 29 February becomes the 28th. */
static int64_t
year_earlier(int64_t day)
{
	int32_t year;
	unsigned month, d;

	date_civil(day, &year, &month, &d);
	while (!date_exists(year - 1, month, d))
		d--;
	return date_days(year - 1, month, d);
}

static int
set_range(struct patrol_query *q, const char *since, const char *until,
    unsigned week_start, struct fault *f)
{
	struct period a, b;

	if (since == NULL || until == NULL)
		return fault_set(f, NULL, 0, 0,
		    "--since and --until go together");
	if (!period_parse(sv_z(since), week_start, &a) ||
	    !period_parse(sv_z(until), week_start, &b))
		return fault_set(f, NULL, 0, 0,
		    "no date or period: %s and %s; write 2024-08-31, "
		    "2024-W35, 2024-08 or 2024", since, until);
	if (a.from >= b.to)
		return fault_set(f, NULL, 0, 0,
		    "empty period: --since %s is after --until %s", since,
		    until);
	q->has_range = true;
	q->from = a.from;
	q->to = b.to;
	q->before_from = q->from - (q->to - q->from);
	q->before_to = q->from;
	q->year_from = year_earlier(q->from);
	q->year_to = year_earlier(q->to - 1) + 1;
	return 0;
}

static int
set_period(struct patrol_query *q, enum period_unit unit, const char *name,
    const char *text, unsigned week_start, struct fault *f)
{
	struct period year;

	/* --week 2024-08-26 is the week that the day is in. */
	if (!period_parse(sv_z(text), week_start, &q->period) ||
	    (q->period.unit != unit && q->period.unit != PERIOD_DAY))
		return fault_set(f, NULL, 0, 0,
		    "--%s: not understood: %s; write 2024-08-31%s", name,
		    text, unit == PERIOD_WEEK ? " or 2024-W35"
		    : unit == PERIOD_MONTH ? " or 2024-08"
		    : unit == PERIOD_YEAR ? " or 2024" : "");
	q->period = period_of(unit, q->period.from, week_start);
	q->has_period = true;
	q->from = q->period.from;
	q->to = q->period.to;
	q->before_from = period_previous(q->period).from;
	q->before_to = q->from;
	year = period_last_year(q->period);
	q->year_from = year.from;
	q->year_to = year.to;
	return 0;
}

int
patrol_query_set(struct patrol_query *q, const char *const period[4],
    const char *since, const char *until, unsigned week_start,
    struct fault *f)
{
	static const char *const names[] = {"day", "week", "month", "year"};
	static const enum period_unit units[] = {PERIOD_DAY, PERIOD_WEEK,
	    PERIOD_MONTH, PERIOD_YEAR};
	unsigned given = since != NULL || until != NULL;

	*q = (struct patrol_query){.from = INT64_MIN, .to = INT64_MAX};
	for (size_t i = 0; i < 4; i++)
		given += period[i] != NULL;
	if (given > 1)
		return fault_set(f, NULL, 0, 0,
		    "more than one period: give --day, --week, --month, "
		    "--year, or --since and --until");
	if (since != NULL || until != NULL)
		return set_range(q, since, until, week_start, f);
	for (size_t i = 0; i < 4; i++)
		if (period[i] != NULL)
			return set_period(q, units[i], names[i], period[i],
			    week_start, f);
	return 0;
}

/* --- one record ---------------------------------------------------------- */

void
patrol_init(struct patrol_log *l, const struct patrol_query *q)
{
	*l = (struct patrol_log){.query = q, .first = INT64_MAX,
	    .last = INT64_MIN};
	tally_init(&l->groups, PATROL_NSUMS, 0);
	l->members.size = sizeof(uint32_t);
	l->areas.size = sizeof(int64_t);
}

void
patrol_free(struct patrol_log *l)
{
	tally_free(&l->groups);
	map_free(&l->members);
	map_free(&l->areas);
	free(l->shifts);
	free(l->flagged);
	arena_free(&l->arena);
	str_free(&l->key);
	str_free(&l->scratch);
}

static struct sv
text_of(struct patrol_log *l, const struct record *r, enum record_key key)
{
	return record_text(record_get(r, key), &l->scratch);
}

static int
read_time(struct patrol_log *l, const struct record *r, enum record_key key,
    struct datetime *t, bool *known, struct fault *f)
{
	struct sv text = text_of(l, r, key);

	*known = record_get(r, key)->type != RECORD_ABSENT;
	if (*known && !datetime_read(text, t))
		return fault_set(f, NULL, 0, 0,
		    "%s is no RFC 3339 time: %.*s", record_key_name(key),
		    (int)(text.len < 40 ? text.len : 40), text.p);
	return 0;
}

/* The clock of China, whatever offset was written. */
static void
set_start(struct patrol *p, const struct datetime *t)
{
	int64_t local;

	p->start = datetime_epoch(t);
	local = p->start + DATETIME_CHINA * 60;
	p->minute_of_day = (unsigned)((local % 86400 + 86400) % 86400 / 60);
	p->day = (local - (int64_t)((local % 86400 + 86400) % 86400)) / 86400;
}

/* `minutes` is what ingest worked out; the times alone do for records of other
 * programs. */
static int
read_times(struct patrol_log *l, const struct record *r, struct patrol *p,
    bool *started, struct fault *f)
{
	struct datetime t;
	const struct record_value *minutes = record_get(r, REC_MINUTES);

	if (read_time(l, r, REC_STARTED_AT, &t, started, f) != 0)
		return -1;
	if (!*started)
		return 0;
	set_start(p, &t);
	if (read_time(l, r, REC_ENDED_AT, &t, &p->has_end, f) != 0)
		return -1;
	if (p->has_end)
		p->end = datetime_epoch(&t);
	p->has_minutes = minutes->type != RECORD_ABSENT;
	if (p->has_minutes && (!record_int(minutes, &p->minutes) ||
	    p->minutes < 0 || p->minutes > MAX_COUNT))
		return fault_set(f, NULL, 0, 0,
		    "minutes is no whole number from 0 to %d", MAX_COUNT);
	if (p->has_minutes || !p->has_end)
		return 0;
	p->has_minutes = true;
	p->minutes = p->end > p->start ? (p->end - p->start) / 60 : 0;
	return 0;
}

static int
read_count(const struct record *r, enum record_key key, int64_t *n,
    struct fault *f)
{
	const struct record_value *v = record_get(r, key);

	*n = 0;
	if (v->type == RECORD_ABSENT)
		return 0;
	if (!record_int(v, n) || *n < 0 || *n > MAX_COUNT)
		return fault_set(f, NULL, 0, 0,
		    "%s is no whole number from 0 to %d",
		    record_key_name(key), MAX_COUNT);
	return 0;
}

static int
read_sums(struct patrol_log *l, const struct record *r, struct patrol *p,
    struct fault *f)
{
	static const enum record_key keys[] = {REC_HAZARDS, REC_HAZARDS_FIXED,
	    REC_SEARCHES, REC_ESCORTS, REC_HELPED, REC_TALKS, REC_TALK_PEOPLE,
	    REC_LEADS, REC_CASES, REC_SUSPECTS, REC_DISPUTES};
	struct sv name;
	size_t at = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (read_count(r, keys[i], &p->sums[PATROL_HAZARDS + i],
		    f) != 0)
			return -1;
	if (read_count(r, REC_MEMBER_COUNT, &p->sums[PATROL_SHIFTS], f) != 0)
		return -1;
	if (record_get(r, REC_MEMBER_COUNT)->type == RECORD_ABSENT)
		while (record_next_text(record_get(r, REC_MEMBERS), &at,
		    &name, &l->scratch))
			p->sums[PATROL_SHIFTS]++;
	p->sums[PATROL_COUNT] = 1;
	p->sums[PATROL_WITH_OFFICER] = record_bool(
	    record_get(r, REC_WITH_OFFICER), false);
	p->sums[PATROL_MINUTES] = p->minutes;
	p->sums[PATROL_PERSON_MINUTES] = p->minutes * p->sums[PATROL_SHIFTS];
	return 0;
}

static void
begin_key(struct patrol_log *l, enum patrol_group g)
{
	str_clear(&l->key);
	tally_key_int(&l->key, g);
}

static void
add(struct patrol_log *l, const int64_t *sums)
{
	tally_add(&l->groups, tally_group(&l->groups, str_sv(&l->key)), sums);
}

static void
add_time(struct patrol_log *l, const struct patrol *p, int64_t time)
{
	begin_key(l, PATROL_OF_TIME);
	tally_key_int(&l->key, time);
	add(l, p->sums);
}

/* A day may belong to what is shown and, of a range longer than a year, also to
 * the same range last year. */
static void
add_times(struct patrol_log *l, const struct patrol *p)
{
	const struct patrol_query *q = l->query;

	if (q->has_period) {
		add_time(l, p, period_of(q->period.unit, p->day,
		    q->period.first_weekday).from);
		return;
	}
	if (p->day >= q->from && p->day < q->to)
		add_time(l, p, 0);
	if (q->has_range && p->day >= q->before_from && p->day < q->before_to)
		add_time(l, p, -1);
	if (q->has_range && p->day >= q->year_from && p->day < q->year_to)
		add_time(l, p, -2);
}

static void
add_text(struct patrol_log *l, const struct record *r,
    const struct patrol *p, enum patrol_group g, enum record_key key)
{
	begin_key(l, g);
	tally_key_text(&l->key, text_of(l, r, key));
	add(l, p->sums);
}

/* Time spent goes to the bands of the clock that it fell into, the patrol
 * itself to the band of its start; the weekday is that of the start. */
static void
add_hours(struct patrol_log *l, const struct patrol *p)
{
	unsigned at = p->minute_of_day;
	int64_t left = p->minutes < 24 * 60 ? p->minutes : 24 * 60;
	bool first = true;

	while (first || left > 0) {
		int64_t sums[PATROL_NSUMS] = {0};
		int64_t room = 360 - at % 360;
		int64_t part = left < room ? left : room;

		sums[PATROL_COUNT] = first;
		sums[PATROL_SHIFTS] = first ? p->sums[PATROL_SHIFTS] : 0;
		sums[PATROL_MINUTES] = part;
		sums[PATROL_PERSON_MINUTES] = part * p->sums[PATROL_SHIFTS];
		begin_key(l, PATROL_OF_HOURS);
		tally_key_int(&l->key, date_weekday(p->day));
		tally_key_int(&l->key, at / 360);
		add(l, sums);
		left -= part;
		at = (at + (unsigned)part) % (24 * 60);
		first = false;
	}
}

/* The clock as it was: after midnight it is the next weekday's. */
static void
add_clock(struct patrol_log *l, const struct patrol *p)
{
	int64_t at = p->minute_of_day, day = p->day;
	int64_t left = p->minutes < 24 * 60 ? p->minutes : 24 * 60;

	while (left > 0) {
		int64_t sums[PATROL_NSUMS] = {0};
		int64_t room = 60 - at % 60;
		int64_t part = left < room ? left : room;

		sums[PATROL_MINUTES] = part;
		sums[PATROL_PERSON_MINUTES] = part * p->sums[PATROL_SHIFTS];
		begin_key(l, PATROL_OF_CLOCK);
		tally_key_int(&l->key, date_weekday(day));
		tally_key_int(&l->key, at / 60);
		add(l, sums);
		left -= part;
		at += part;
		day += at / (24 * 60);
		at %= 24 * 60;
	}
}

/* Since when an area is walked: of all the log, not of the period alone. */
static void
note_first(struct patrol_log *l, struct sv area, int64_t day)
{
	bool is_new;
	int64_t first;
	void *at = map_put(&l->areas, area, &is_new);

	memcpy(&first, at, sizeof(first));
	if (is_new || day < first)
		memcpy(at, &day, sizeof(day));
}

static void
merge_first(struct patrol_log *into, const struct patrol_log *from)
{
	for (size_t i = 0; i < from->areas.count; i++) {
		int64_t day;

		memcpy(&day, map_at(&from->areas, i), sizeof(day));
		note_first(into, from->areas.keys[i], day);
	}
}

int
patrol_record(struct patrol_log *l, const struct record *r, struct fault *f)
{
	const struct patrol_query *q = l->query;
	struct patrol p = {0};
	bool started;

	if (!sv_eq(text_of(l, r, REC_KIND), SV("patrol"))) {
		l->rows++;
		l->other_kind++;
		return 0;
	}
	if (read_times(l, r, &p, &started, f) != 0 ||
	    read_sums(l, r, &p, f) != 0)
		return -1;
	l->rows++;
	if (!started) {
		l->no_time++;
		return 0;
	}
	l->first = p.day < l->first ? p.day : l->first;
	l->last = p.day > l->last ? p.day : l->last;
	add_times(l, &p);
	note_first(l, text_of(l, r, REC_AREA), p.day);
	if (p.day < q->from || p.day >= q->to) {
		l->outside++;
		return 0;
	}
	l->counted++;
	p.src = arena_dup(&l->arena, text_of(l, r, REC_SRC));
	add_text(l, r, &p, PATROL_OF_TEAM, REC_TEAM);
	add_text(l, r, &p, PATROL_OF_AREA, REC_AREA);
	add_text(l, r, &p, PATROL_OF_KIND, REC_PATROL_KIND);
	add_hours(l, &p);
	add_clock(l, &p);
	patrol_add_members(l, r, &p);
	patrol_add_flags(l, r, &p);
	return 0;
}

void
patrol_merge(struct patrol_log *into, const struct patrol_log *from)
{
	tally_merge(&into->groups, &from->groups);
	patrol_merge_shifts(into, from);
	merge_first(into, from);
	into->rows += from->rows;
	into->other_kind += from->other_kind;
	into->no_time += from->no_time;
	into->outside += from->outside;
	into->counted += from->counted;
	into->unnamed += from->unnamed;
	into->first = from->first < into->first ? from->first : into->first;
	into->last = from->last > into->last ? from->last : into->last;
}

static const int64_t *
sums_at(const struct patrol_log *l, const struct str *key)
{
	size_t group = tally_find(&l->groups, str_sv(key));

	return group != SIZE_MAX ? tally_at(&l->groups, group) : NULL;
}

const int64_t *
patrol_time(const struct patrol_log *l, int64_t time)
{
	struct str key = {0};
	const int64_t *sums;

	tally_key_int(&key, PATROL_OF_TIME);
	tally_key_int(&key, time);
	sums = sums_at(l, &key);
	str_free(&key);
	return sums;
}

const int64_t *
patrol_text_group(const struct patrol_log *l, enum patrol_group group,
    struct sv text)
{
	struct str key = {0};
	const int64_t *sums;

	tally_key_int(&key, group);
	tally_key_text(&key, text);
	sums = sums_at(l, &key);
	str_free(&key);
	return sums;
}

const int64_t *
patrol_hours_group(const struct patrol_log *l, enum patrol_group group,
    int64_t weekday, int64_t at)
{
	struct str key = {0};
	const int64_t *sums;

	tally_key_int(&key, group);
	tally_key_int(&key, weekday);
	tally_key_int(&key, at);
	sums = sums_at(l, &key);
	str_free(&key);
	return sums;
}
