/* SPDX-License-Identifier: MIT */
#include "dispute_report.h"

#include "category.h"
#include "change.h"
#include "group_column.h"
#include "jsonout.h"

#include <stdlib.h>

static const struct {
	const char *chinese, *english;
} key_titles[DISPUTE_NKEYS] = {
    {"日期", "day"}, {"周", "week"}, {"月份", "month"}, {"季度", "quarter"},
    {"年份", "year"}, {"类别", "category"}, {"社区", "community"},
    {"层级", "tier"}, {"承办人", "assignee"},
};

/* The columns after the keys, in order. Those of opened and of closed stand
 * in the same order: seven of each. */
enum measure {
	M_OPENED, M_OPENED_SHOWN, M_OPENED_YEAR_SHOWN, M_OPENED_BEFORE,
	M_OPENED_CHANGE, M_OPENED_PERCENT, M_OPENED_Z, M_OPENED_LAST_YEAR,
	M_OPENED_YEAR_CHANGE,
	M_CLOSED, M_CLOSED_SHOWN, M_CLOSED_YEAR_SHOWN, M_CLOSED_BEFORE,
	M_CLOSED_CHANGE, M_CLOSED_PERCENT, M_CLOSED_Z, M_CLOSED_LAST_YEAR,
	M_CLOSED_YEAR_CHANGE,
	M_SETTLED, M_SETTLED_RATE, M_AGREED, M_AGREED_RATE, M_MEDIAN, M_P90,
	M_OVERDUE, M_UNVISITED, M_HANDED_UP, M_PASSED_UP, M_RETURNED,
	M_CRIMINAL, M_INCOMPLETE, M_COUNT
};

static const struct {
	const char *key, *chinese, *english;
	enum table_kind kind;
	unsigned where;
	bool of_time;           /* only where a period is a key */
} measures[M_COUNT] = {
    [M_OPENED] = {"opened", "新增", "opened", TABLE_COUNT, TABLE_ALL, false},
    [M_OPENED_SHOWN] = {NULL, "环比", "change", TABLE_SIGNED, TABLE_PEOPLE,
	true},
    [M_OPENED_YEAR_SHOWN] = {NULL, "同比", "on year", TABLE_SIGNED,
	TABLE_PEOPLE, true},
    [M_OPENED_BEFORE] = {"opened_before", "新增上期", "opened_before",
	TABLE_COUNT, TABLE_DATA, true},
    [M_OPENED_CHANGE] = {"opened_change", "新增环比增减", "opened_change",
	TABLE_SIGNED, TABLE_DATA, true},
    [M_OPENED_PERCENT] = {"opened_change_percent", "新增环比%",
	"opened_change_percent", TABLE_TENTHS, TABLE_DATA, true},
    [M_OPENED_Z] = {"opened_z", "新增z", "opened_z", TABLE_HUNDREDTHS,
	TABLE_DATA, true},
    [M_OPENED_LAST_YEAR] = {"opened_last_year", "新增上年同期",
	"opened_last_year", TABLE_COUNT, TABLE_DATA, true},
    [M_OPENED_YEAR_CHANGE] = {"opened_year_change", "新增同比增减",
	"opened_year_change", TABLE_SIGNED, TABLE_DATA, true},
    [M_CLOSED] = {"closed", "办结", "closed", TABLE_COUNT, TABLE_ALL, false},
    [M_CLOSED_SHOWN] = {NULL, "环比", "change", TABLE_SIGNED, TABLE_PEOPLE,
	true},
    [M_CLOSED_YEAR_SHOWN] = {NULL, "同比", "on year", TABLE_SIGNED,
	TABLE_PEOPLE, true},
    [M_CLOSED_BEFORE] = {"closed_before", "办结上期", "closed_before",
	TABLE_COUNT, TABLE_DATA, true},
    [M_CLOSED_CHANGE] = {"closed_change", "办结环比增减", "closed_change",
	TABLE_SIGNED, TABLE_DATA, true},
    [M_CLOSED_PERCENT] = {"closed_change_percent", "办结环比%",
	"closed_change_percent", TABLE_TENTHS, TABLE_DATA, true},
    [M_CLOSED_Z] = {"closed_z", "办结z", "closed_z", TABLE_HUNDREDTHS,
	TABLE_DATA, true},
    [M_CLOSED_LAST_YEAR] = {"closed_last_year", "办结上年同期",
	"closed_last_year", TABLE_COUNT, TABLE_DATA, true},
    [M_CLOSED_YEAR_CHANGE] = {"closed_year_change", "办结同比增减",
	"closed_year_change", TABLE_SIGNED, TABLE_DATA, true},
    [M_SETTLED] = {"settled", "化解", "settled", TABLE_COUNT, TABLE_ALL,
	false},
    [M_SETTLED_RATE] = {"settled_rate", "化解率", "settled_rate",
	TABLE_PERCENT, TABLE_ALL, false},
    [M_AGREED] = {"agreed", "达成协议", "agreed", TABLE_COUNT, TABLE_ALL,
	false},
    [M_AGREED_RATE] = {"agreed_rate", "协议率", "agreed_rate", TABLE_PERCENT,
	TABLE_ALL, false},
    [M_MEDIAN] = {"median_days", "中位天数", "median_days", TABLE_COUNT,
	TABLE_ALL, false},
    [M_P90] = {"p90_days", "九成天数", "p90_days", TABLE_COUNT, TABLE_ALL,
	false},
    [M_OVERDUE] = {"overdue", "逾期", "overdue", TABLE_COUNT, TABLE_ALL,
	false},
    [M_UNVISITED] = {"unvisited", "回访逾期", "unvisited", TABLE_COUNT,
	TABLE_ALL, false},
    [M_HANDED_UP] = {"handed_up", "提级", "handed_up", TABLE_COUNT,
	TABLE_ALL, false},
    [M_PASSED_UP] = {"passed_up", "上交", "passed_up", TABLE_COUNT,
	TABLE_ALL, false},
    [M_RETURNED] = {"returned", "反复", "returned", TABLE_COUNT, TABLE_ALL,
	false},
    [M_CRIMINAL] = {"turned_criminal", "民转刑", "turned_criminal",
	TABLE_COUNT, TABLE_ALL, false},
    [M_INCOMPLETE] = {"incomplete", "未完", "incomplete", TABLE_FLAG,
	TABLE_DATA, true},
};

struct making {
	const struct dispute_report *o;
	const struct dispute_rows *r;
	const struct dispute_query *q;
	struct tally_samples samples;
	struct table table;
	struct group_column key[DISPUTE_MAX_KEYS];
	size_t column[M_COUNT]; /* SIZE_MAX: not there */
	struct str text;
	bool hidden;            /* a row is too small for the public */
};

static void
add_columns(struct making *m)
{
	bool english = m->o->english;

	for (size_t i = 0; i < m->q->nby; i++) {
		enum dispute_key k = m->q->by[i];
		const char *title = english ? key_titles[k].english
					    : key_titles[k].chinese;

		m->key[i] = group_column_add(&m->table, dispute_key_name(k),
		    title, TABLE_TEXT);
	}
	for (size_t i = 0; i < M_COUNT; i++) {
		m->column[i] = SIZE_MAX;
		if (measures[i].of_time && m->q->period == DISPUTE_NO_KEY)
			continue;
		m->column[i] = table_column(&m->table, measures[i].key,
		    english ? measures[i].english : measures[i].chinese,
		    measures[i].kind, measures[i].where);
	}
}

/* --- keys ------------------------------------------------------------------ */

static struct sv
title_of(enum dispute_key key, struct sv text, bool english)
{
	static const char *const tiers[] = {NULL, "专职调解员", "社区民警",
	    "联合调解", "案件办理"};

	if (text.len == 0)
		return key == DISPUTE_ASSIGNEE
		    ? english ? SV("nobody") : SV("未指派")
		    : english ? SV("not told") : SV("未填");
	if (key == DISPUTE_CATEGORY)
		return category_title(text, english);
	if (key == DISPUTE_TIER && !english)
		return sv_z(tiers[event_tier_find(text)]);
	return text;
}

static void
set_keys(struct making *m, const struct dispute_row *row)
{
	struct sv rest = row->group;

	for (size_t i = 0; i < m->q->nby; i++) {
		struct sv text;

		if (i == m->q->period) {
			group_column_period(m->key[i], &m->table,
			    m->r->periods[row->period],
			    m->r->whole[row->period], m->o->english);
			continue;
		}
		text = tally_next_text(&rest);
		if (text.len > 0)
			table_text(&m->table, m->key[i].value, text);
		table_text(&m->table, m->key[i].shown,
		    title_of(m->q->by[i], text, m->o->english));
	}
}

/* --- measures -------------------------------------------------------------- */

static bool
is_small(const struct making *m, int64_t count)
{
	return m->o->small_cells && count > 0 && count < DISPUTE_SMALL;
}

static void
set(struct making *m, enum measure k, int64_t value)
{
	if (m->column[k] != SIZE_MAX)
		table_set(&m->table, m->column[k], value);
}

/* A count, "<3" where it is small and the public reads. */
static void
set_count(struct making *m, enum measure k, int64_t count)
{
	if (m->column[k] == SIZE_MAX)
		return;
	if (is_small(m, count))
		table_instead(&m->table, m->column[k], SV("<3"));
	else
		set(m, k, count);
}

static void
show_change(struct making *m, enum measure k, const struct change *c)
{
	str_clear(&m->text);
	if (!c->known || !c->whole || is_small(m, c->before) ||
	    is_small(m, c->now))
		str_addc(&m->text, '-');
	else
		change_cell(&m->text, c, m->o->english);
	table_shown(&m->table, m->column[k], str_sv(&m->text));
}

/* base: M_OPENED or M_CLOSED. A difference tells a hidden count: both must be
 * large enough, or 0. */
static void
set_changes(struct making *m, const struct dispute_row *row,
    enum measure base, enum dispute_sum sum)
{
	const struct dispute_tally *t = m->r->tally;
	struct change c = {.known = row->has_before,
	    .whole = m->r->whole[row->period] && row->before_whole,
	    .before = dispute_value(t, row->before, sum),
	    .now = dispute_value(t, row->cell, sum)};
	struct change y = {.known = row->has_last_year,
	    .whole = m->r->whole[row->period] && row->last_year_whole,
	    .before = dispute_value(t, row->last_year, sum), .now = c.now};
	bool small = is_small(m, c.before) || is_small(m, c.now);
	int64_t n;

	show_change(m, base + 1, &c);
	show_change(m, base + 2, &y);
	if (c.known)
		set_count(m, base + 3, c.before);
	if (c.known && c.whole && !small) {
		set(m, base + 4, c.now - c.before);
		if (change_percent(&c, &n))
			set(m, base + 5, n);
		if (change_z(&c, &n))
			set(m, base + 6, n);
	}
	if (y.known)
		set_count(m, base + 7, y.before);
	if (y.known && y.whole && !is_small(m, y.before) &&
	    !is_small(m, y.now))
		set(m, base + 8, y.now - y.before);
}

/* The smallest number of days within which nine in ten were closed. */
static bool
ninety(const struct tally_samples *s, size_t group, int64_t *value)
{
	uint64_t n = 0, upto = 0;

	for (size_t i = s->start[group]; i < s->start[group + 1]; i++)
		n += s->all[i].count;
	for (size_t i = s->start[group]; i < s->start[group + 1]; i++) {
		upto += s->all[i].count;
		*value = s->all[i].value;
		if (upto * 10 >= n * 9)
			return true;
	}
	return false;
}

/* v: the sums; samples of their group, or none. */
static void
set_sums(struct making *m, const int64_t *v, const struct tally_samples *s,
    size_t group)
{
	static const struct {
		enum measure measure;
		enum dispute_sum sum;
	} counts[] = {{M_OPENED, DISPUTE_OPENED}, {M_CLOSED, DISPUTE_CLOSED},
	    {M_OVERDUE, DISPUTE_OVERDUE}, {M_UNVISITED, DISPUTE_UNVISITED},
	    {M_HANDED_UP, DISPUTE_HANDED_UP},
	    {M_PASSED_UP, DISPUTE_PASSED_UP},
	    {M_RETURNED, DISPUTE_RETURNED}, {M_CRIMINAL, DISPUTE_CRIMINAL}};
	int64_t closed = v[DISPUTE_CLOSED], n;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		set_count(m, counts[i].measure, v[counts[i].sum]);
	if (is_small(m, closed))
		return; /* what follows would tell of one or two cases */
	/* closed and settled tell how many were not: neither may be small */
	if (!is_small(m, closed - v[DISPUTE_SETTLED])) {
		set_count(m, M_SETTLED, v[DISPUTE_SETTLED]);
		if (!is_small(m, v[DISPUTE_SETTLED]) &&
		    change_share(v[DISPUTE_SETTLED], closed, &n))
			set(m, M_SETTLED_RATE, n);
	}
	if (!is_small(m, closed - v[DISPUTE_AGREED])) {
		set_count(m, M_AGREED, v[DISPUTE_AGREED]);
		if (!is_small(m, v[DISPUTE_AGREED]) &&
		    change_share(v[DISPUTE_AGREED], closed, &n))
			set(m, M_AGREED_RATE, n);
	}
	if (s == NULL)
		return;
	if (tally_median(s, group, &n))
		set(m, M_MEDIAN, n);
	if (ninety(s, group, &n))
		set(m, M_P90, n);
}

static void
add_row(struct making *m, const struct dispute_row *row)
{
	static const int64_t nothing[DISPUTE_NSUMS];
	bool there = row->cell != SIZE_MAX;

	table_row(&m->table);
	set_keys(m, row);
	set_sums(m, there ? tally_at(&m->r->tally->groups, row->cell)
	    : nothing, there ? &m->samples : NULL, row->cell);
	if (m->q->period == DISPUTE_NO_KEY)
		return;
	set_changes(m, row, M_OPENED, DISPUTE_OPENED);
	set_changes(m, row, M_CLOSED, DISPUTE_CLOSED);
	set(m, M_INCOMPLETE, !m->r->whole[row->period]);
}

/* The last line for people; not where it would uncover a hidden count. */
static void
add_total(struct making *m)
{
	struct tally_samples s;

	if (m->r->nrows < 2 || m->hidden || m->q->nby == 0 ||
	    (m->o->format != TABLE_AS_TEXT && m->o->format != TABLE_AS_MD))
		return;
	tally_samples(&m->r->total, &s);
	table_row(&m->table);
	table_text(&m->table, m->key[0].shown, m->o->english ? SV("total")
							     : SV("合计"));
	set_sums(m, tally_at(&m->r->total, 0), &s, 0);
	tally_samples_free(&s);
}

static bool
has_small(const struct making *m, const struct dispute_row *row)
{
	for (unsigned i = 0; i < DISPUTE_NSUMS; i++)
		if (is_small(m, dispute_value(m->r->tally, row->cell,
		    (enum dispute_sum)i)))
			return true;
	return false;
}

static int
print(struct making *m, struct str *out, struct str *note, struct fault *f)
{
	bool people = m->o->format == TABLE_AS_TEXT ||
	    m->o->format == TABLE_AS_MD;
	struct str lead = {0};
	int status;

	json_put_int(&lead, SV("format"), 1);
	json_put_text(&lead, SV("kind"), SV("dispute-stats"));
	if (people)
		dispute_headline(out, m->o, m->r, m->hidden);
	status = table_print(&m->table, m->o->format, str_sv(&lead), out, f);
	str_free(&lead);
	if (status != 0)
		return -1;
	if (m->o->format == TABLE_AS_JSONL)
		dispute_summary(out, m->r, m->hidden);
	else if (people)
		dispute_foot(out, m->o, m->r);
	else
		dispute_note(note, m->r);
	return 0;
}

int
dispute_report_make(const struct dispute_report *o,
    const struct dispute_tally *t, struct str *out, struct str *note,
    int64_t *cases, struct fault *f)
{
	struct dispute_rows r;
	struct making m = {.o = o, .r = &r, .q = t->query};
	int status;

	dispute_rows_make(&r, t);
	tally_samples(&t->groups, &m.samples);
	*cases = tally_at(&r.total, 0)[DISPUTE_OPENED] +
	    tally_at(&r.total, 0)[DISPUTE_CLOSED];
	for (size_t i = 0; i < r.nrows; i++)
		m.hidden = m.hidden || has_small(&m, &r.rows[i]);
	add_columns(&m);
	for (size_t i = 0; i < r.nrows; i++)
		add_row(&m, &r.rows[i]);
	add_total(&m);
	status = print(&m, out, note, f);
	table_free(&m.table);
	tally_samples_free(&m.samples);
	str_free(&m.text);
	dispute_rows_free(&r);
	return status;
}
