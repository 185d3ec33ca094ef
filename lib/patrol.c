/* SPDX-License-Identifier: MIT */
#include "patrol.h"

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
}

void
patrol_free(struct patrol_log *l)
{
	tally_free(&l->groups);
	map_free(&l->members);
	free(l->shifts);
	free(l->flagged);
	arena_free(&l->arena);
	str_free(&l->key);
	str_free(&l->scratch);
}

struct patrol {
	int64_t start, end, day;        /* seconds, seconds, local day */
	bool has_end, has_minutes;
	int64_t minutes;
	unsigned minute_of_day;
	int64_t sums[PATROL_NSUMS];
	struct sv src;
};

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

/* --- members and doubts -------------------------------------------------- */

static void *
grow(void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	*cap = *cap != 0 ? *cap * 2 : 64;
	return mem_realloc(items, *cap * size);
}

static void
flag(struct patrol_log *l, enum patrol_flag which, int64_t start,
    struct sv src)
{
	l->flagged = grow(l->flagged, l->nflagged, &l->flagged_cap,
	    sizeof(*l->flagged));
	l->flagged[l->nflagged++] = (struct patrol_flagged){which, start, src};
}

/* Names stay in this table: figures and messages know numbers only. */
static uint32_t
member_number(struct patrol_log *l, struct sv name)
{
	uint32_t *number = map_put(&l->members, name, NULL);

	if (*number == 0)
		*number = (uint32_t)l->members.count;
	return *number;
}

static void
add_shift(struct patrol_log *l, struct patrol_shift s)
{
	l->shifts = grow(l->shifts, l->nshifts, &l->shifts_cap,
	    sizeof(*l->shifts));
	l->shifts[l->nshifts++] = s;
}

/* A log that names only the leader still tells of one who took part. */
static void
add_members(struct patrol_log *l, const struct record *r,
    const struct patrol *p)
{
	struct sv name;
	size_t at = 0, n = 0;

	for (; record_next_text(record_get(r, REC_MEMBERS), &at, &name,
	    &l->scratch); n++)
		add_shift(l, (struct patrol_shift){p->start,
		    p->start + p->minutes * 60, member_number(l, name),
		    p->src});
	name = text_of(l, r, REC_LEADER);
	if (n == 0 && name.len > 0) {
		n++;
		add_shift(l, (struct patrol_shift){p->start,
		    p->start + p->minutes * 60, member_number(l, name),
		    p->src});
	}
	if (n == 0)
		l->unnamed++;
}

static void
add_flags(struct patrol_log *l, const struct record *r,
    const struct patrol *p)
{
	if (!p->has_minutes)
		flag(l, PATROL_NO_END, p->start, p->src);
	else if (p->minutes == 0)
		flag(l, PATROL_ZERO, p->start, p->src);
	else if (p->minutes > PATROL_LONGEST)
		flag(l, PATROL_LONG, p->start, p->src);
	if (p->sums[PATROL_SHIFTS] == 0)
		flag(l, PATROL_NOBODY, p->start, p->src);
	if (record_get(r, REC_QUALITY)->type == RECORD_ARRAY)
		flag(l, PATROL_DOUBTFUL, p->start, p->src);
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
	add_members(l, r, &p);
	add_flags(l, r, &p);
	return 0;
}

void
patrol_merge(struct patrol_log *into, const struct patrol_log *from)
{
	tally_merge(&into->groups, &from->groups);
	for (size_t i = 0; i < from->nshifts; i++) {
		struct patrol_shift s = from->shifts[i];

		s.member = member_number(into,
		    from->members.keys[s.member - 1]);
		s.src = arena_dup(&into->arena, s.src);
		add_shift(into, s);
	}
	for (size_t i = 0; i < from->nflagged; i++)
		flag(into, from->flagged[i].flag, from->flagged[i].start,
		    arena_dup(&into->arena, from->flagged[i].src));
	into->rows += from->rows;
	into->other_kind += from->other_kind;
	into->no_time += from->no_time;
	into->outside += from->outside;
	into->counted += from->counted;
	into->unnamed += from->unnamed;
	into->first = from->first < into->first ? from->first : into->first;
	into->last = from->last > into->last ? from->last : into->last;
}

/* --- after the last ------------------------------------------------------ */

/* A whole order, down to the line of the log: what is flagged must not depend
 * on which thread read it. */
static int
compare_shifts(const void *a, const void *b)
{
	const struct patrol_shift *x = a, *y = b;

	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return sv_cmp(x->src, y->src);
}

static int
compare_flagged(const void *a, const void *b)
{
	const struct patrol_flagged *x = a, *y = b;

	if (x->flag != y->flag)
		return x->flag < y->flag ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return sv_cmp(x->src, y->src);
}

/* A shift that begins before an earlier one of the same member has ended. */
void
patrol_settle(struct patrol_log *l)
{
	int64_t busy_until = INT64_MIN;

	if (l->nshifts > 0)
		qsort(l->shifts, l->nshifts, sizeof(*l->shifts),
		    compare_shifts);
	for (size_t i = 0; i < l->nshifts; i++) {
		const struct patrol_shift *s = &l->shifts[i];

		if (i == 0 || s->member != l->shifts[i - 1].member)
			busy_until = INT64_MIN;
		if (s->start < busy_until)
			flag(l, PATROL_OVERLAP, s->start, s->src);
		if (s->end > busy_until)
			busy_until = s->end;
	}
	if (l->nflagged > 0)
		qsort(l->flagged, l->nflagged, sizeof(*l->flagged),
		    compare_flagged);
}

size_t
patrol_flag_count(const struct patrol_log *l, enum patrol_flag which)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nflagged; i++)
		n += l->flagged[i].flag == which;
	return n;
}

const int64_t *
patrol_time(const struct patrol_log *l, int64_t time)
{
	struct str key = {0};
	size_t group;

	tally_key_int(&key, PATROL_OF_TIME);
	tally_key_int(&key, time);
	group = tally_find(&l->groups, str_sv(&key));
	str_free(&key);
	return group != SIZE_MAX ? tally_at(&l->groups, group) : NULL;
}
