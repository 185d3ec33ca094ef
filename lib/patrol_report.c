/* SPDX-License-Identifier: MIT */
#include "patrol_report.h"

#include "change.h"
#include "patrol_figures.h"
#include "jsonout.h"

#include <stdlib.h>

#define NFIGURES PATROL_NFIGURES

static const int64_t nothing[PATROL_NSUMS];

bool
patrol_range(const struct patrol_log *l, int64_t *from, int64_t *to)
{
	*from = l->query->from;
	*to = l->query->to;
	if (l->query->has_period || l->query->has_range)
		return true;
	if (l->first > l->last)
		return false;
	*from = l->first;
	*to = l->last + 1;
	return true;
}

/* --- times --------------------------------------------------------------- */

/* Key of a time in the tally; false: there is none to ask for. */
static bool
time_key(const struct patrol_query *q, int which, int64_t *key)
{
	if (q->has_period) {
		*key = which == 0 ? q->from
		    : which == 1 ? q->before_from : q->year_from;
		return true;
	}
	*key = -which;
	return which == 0 || q->has_range;
}

/* The log covers the day, so that nothing recorded means no patrol. */
static bool
is_known(const struct patrol_log *l, int which)
{
	const struct patrol_query *q = l->query;
	int64_t from = which == 0 ? q->from
	    : which == 1 ? q->before_from : q->year_from;
	int64_t key;

	return time_key(q, which, &key) && l->first <= l->last &&
	    (which == 0 || l->first <= from);
}

static const int64_t *
sums_of(const struct patrol_log *l, int which)
{
	const int64_t *sums = NULL;
	int64_t key;

	if (time_key(l->query, which, &key))
		sums = patrol_time(l, key);
	return sums != NULL ? sums : nothing;
}

static struct change
change_of(const struct patrol_log *l, size_t figure, int which)
{
	return (struct change){.known = is_known(l, which), .whole = true,
	    .before = patrol_figure_of(figure, sums_of(l, which)),
	    .now = patrol_figure_of(figure, sums_of(l, 0)),
	    .digits = patrol_figure_is_hours(figure)};
}

/* The run that ends with the period shown, back to the first one that the log
 * covers from its first day. */
static int64_t
run_of(const struct patrol_log *l, size_t figure)
{
	struct period p = l->query->period;
	int64_t *series = NULL, run;
	size_t n = 0, cap = 0;

	if (!l->query->has_period || l->first > l->last)
		return 0;
	while (p.from >= l->first) {
		if (n == cap) {
			cap = cap * 2 + 16;
			series = mem_realloc(series, cap * sizeof(*series));
		}
		series[n++] = patrol_figure_of(figure, patrol_time(l, p.from));
		p = period_previous(p);
	}
	/* Collected backwards: what falls there, rises. */
	for (size_t i = 0; i < n / 2; i++) {
		int64_t swap = series[i];

		series[i] = series[n - 1 - i];
		series[n - 1 - i] = swap;
	}
	run = change_run(series, n);
	free(series);
	return run;
}

/* --- the figures with their changes -------------------------------------- */

enum figure_column {
	F_KEY, F_TITLE, F_NOW, F_BEFORE, F_CHANGE, F_PERCENT, F_Z,
	F_CHANGE_SHOWN, F_YEAR, F_YEAR_CHANGE, F_YEAR_PERCENT, F_YEAR_Z,
	F_YEAR_SHOWN, F_RUN, F_RUN_SHOWN, F_NCOLUMNS
};

static void
figure_columns(struct table *t, const struct patrol_report *o)
{
	static const struct {
		const char *key, *chinese, *english;
		enum table_kind kind;
		unsigned where;
	} columns[F_NCOLUMNS] = {
	    [F_KEY] = {"figure", "", "", TABLE_TEXT, TABLE_DATA},
	    [F_TITLE] = {NULL, "指标", "figure", TABLE_TEXT, TABLE_PEOPLE},
	    [F_NOW] = {"value", "本期", "now", TABLE_COUNT, TABLE_ALL},
	    [F_BEFORE] = {"before", "上期", "before", TABLE_COUNT, TABLE_ALL},
	    [F_CHANGE] = {"change", "", "", TABLE_SIGNED, TABLE_DATA},
	    [F_PERCENT] = {"change_percent", "", "", TABLE_TENTHS, TABLE_DATA},
	    [F_Z] = {"z", "", "", TABLE_HUNDREDTHS, TABLE_DATA},
	    [F_CHANGE_SHOWN] = {NULL, "环比", "change", TABLE_SIGNED,
		TABLE_PEOPLE},
	    [F_YEAR] = {"last_year", "上年同期", "last year", TABLE_COUNT,
		TABLE_ALL},
	    [F_YEAR_CHANGE] = {"year_change", "", "", TABLE_SIGNED, TABLE_DATA},
	    [F_YEAR_PERCENT] = {"year_change_percent", "", "", TABLE_TENTHS,
		TABLE_DATA},
	    [F_YEAR_Z] = {"year_z", "", "", TABLE_HUNDREDTHS, TABLE_DATA},
	    [F_YEAR_SHOWN] = {NULL, "同比", "on year", TABLE_SIGNED,
		TABLE_PEOPLE},
	    [F_RUN] = {"run", "", "", TABLE_SIGNED, TABLE_DATA},
	    [F_RUN_SHOWN] = {NULL, "连续", "run", TABLE_TEXT, TABLE_PEOPLE},
	};
	bool csv = table_is_csv(o->format);

	for (size_t i = 0; i < F_NCOLUMNS; i++)
		table_column(t, columns[i].key, csv ? columns[i].key
		    : o->english ? columns[i].english : columns[i].chinese,
		    columns[i].kind, columns[i].where);
}

static enum table_kind
kind_of(size_t figure, enum table_kind count)
{
	return patrol_figure_is_hours(figure) ? TABLE_TENTHS : count;
}

/* Columns from `first`: before, change, percent, z, shown. */
static void
set_change(struct table *t, size_t first, size_t figure,
    const struct change *c, bool english)
{
	struct str s = {0};
	int64_t n;

	if (c->known) {
		table_set_as(t, first, kind_of(figure, TABLE_COUNT),
		    c->before);
		table_set_as(t, first + 1, kind_of(figure, TABLE_SIGNED),
		    c->now - c->before);
	} else {
		table_shown(t, first, SV("-"));
	}
	if (change_percent(c, &n))
		table_set(t, first + 2, n);
	if (patrol_figure_is_event(figure) && change_z(c, &n))
		table_set(t, first + 3, n);
	change_cell(&s, c, english);
	table_shown(t, first + 4, str_sv(&s));
	str_free(&s);
}

static void
set_run(struct table *t, int64_t run, bool english)
{
	struct str s = {0};

	table_set(t, F_RUN, run);
	if (run <= -2 || run >= 2)
		str_addf(&s, "%s%lld",
		    english ? (run < 0 ? "down " : "up ")
			    : (run < 0 ? "降" : "升"),
		    (long long)(run < 0 ? -run : run));
	else
		str_addc(&s, '-');
	table_text(t, F_RUN_SHOWN, str_sv(&s));
	str_free(&s);
}

int
patrol_put_table(const struct patrol_report *o, struct table *t,
    const char *kind, struct str *out, struct fault *f)
{
	struct str lead = {0};
	int status;

	json_put_int(&lead, SV("format"), 1);
	json_put_text(&lead, SV("kind"), sv_z(kind));
	status = table_print(t, o->format, str_sv(&lead), out, f);
	str_free(&lead);
	table_free(t);
	return status;
}

static int
print_figures(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	struct table t = {0};

	figure_columns(&t, o);
	for (size_t i = 0; i < NFIGURES; i++) {
		struct change before = change_of(l, i, 1);
		struct change year = change_of(l, i, 2);

		table_row(&t);
		table_text(&t, F_KEY, sv_z(patrol_figure_key(i)));
		table_text(&t, F_TITLE, sv_z(patrol_figure_title(i, o->english)));
		table_set_as(&t, F_NOW, kind_of(i, TABLE_COUNT), before.now);
		set_change(&t, F_BEFORE, i, &before, o->english);
		set_change(&t, F_YEAR, i, &year, o->english);
		set_run(&t, run_of(l, i), o->english);
	}
	return patrol_put_table(o, &t, "patrol-figure", out, f);
}

/* --- groups -------------------------------------------------------------- */

struct groups {
	const struct patrol_report *o;
	struct table table;
	size_t section, name, band, shown, first;
};

static void
group_columns(struct groups *g, const char *title)
{
	bool data = table_is_csv(g->o->format) ||
	    g->o->format == TABLE_AS_JSONL;

	g->section = table_column(&g->table, "section", "section", TABLE_TEXT,
	    TABLE_DATA);
	g->name = table_column(&g->table, "name", "name", TABLE_TEXT,
	    TABLE_DATA);
	g->band = table_column(&g->table, "band", "band", TABLE_TEXT,
	    TABLE_DATA);
	g->shown = table_column(&g->table, NULL, title, TABLE_TEXT,
	    TABLE_PEOPLE);
	g->first = g->table.ncolumns;
	for (size_t i = 0; i < NFIGURES; i++)
		table_column(&g->table, patrol_figure_key(i),
		    data ? patrol_figure_key(i)
		    : patrol_figure_title(i, g->o->english),
		    patrol_figure_is_hours(i) ? TABLE_TENTHS : TABLE_COUNT,
		    /* 民警带队 is a detail that the table has no room for */
		    patrol_figure_sum(i) == PATROL_WITH_OFFICER ? TABLE_DATA
							  : TABLE_ALL);
}

static void
add_group(struct groups *g, const char *section, struct sv name,
    const int64_t *sums)
{
	table_row(&g->table);
	table_text(&g->table, g->section, sv_z(section));
	if (name.len > 0)
		table_text(&g->table, g->name, name);
	table_text(&g->table, g->shown, name.len > 0 ? name
	    : g->o->english ? SV("not told") : SV("未填"));
	for (size_t i = 0; i < NFIGURES; i++)
		table_set(&g->table, g->first + i, patrol_figure_of(i, sums));
}

static int
compare_groups(const void *a, const void *b, void *tally)
{
	const struct tally *t = tally;
	const size_t *x = a, *y = b;
	int64_t nx = tally_at(t, *x)[PATROL_COUNT];
	int64_t ny = tally_at(t, *y)[PATROL_COUNT];

	if (nx != ny)
		return nx > ny ? -1 : 1;
	return sv_cmp(tally_key(t, *x), tally_key(t, *y));
}

/* The groups of a kind, most patrols first; the caller frees. */
static size_t *
groups_of(const struct patrol_log *l, enum patrol_group kind, size_t *n)
{
	struct tally t = l->groups;
	size_t *order = mem_zalloc(tally_count(&t) + 1, sizeof(*order));

	*n = 0;
	for (size_t i = 0; i < tally_count(&t); i++) {
		struct sv key = tally_key(&t, i);

		if (tally_next_int(&key) == kind)
			order[(*n)++] = i;
	}
	if (*n > 0)
		qsort_r(order, *n, sizeof(*order), compare_groups, &t);
	return order;
}

static void
add_groups(struct groups *g, const struct patrol_log *l,
    enum patrol_group kind, const char *section)
{
	size_t n, *order = groups_of(l, kind, &n);

	for (size_t i = 0; i < n; i++) {
		struct sv key = tally_key(&l->groups, order[i]);

		tally_next_int(&key);
		add_group(g, section, tally_next_text(&key),
		    tally_at(&l->groups, order[i]));
	}
	free(order);
}

/* --- hours --------------------------------------------------------------- */

static const char *const bands[PATROL_NBANDS] = {"0-6", "6-12", "12-18",
    "18-24"};

static void
add_hours(struct groups *g, const struct patrol_log *l)
{
	for (int64_t day = 1; day <= 7; day++) {
		for (int64_t band = 0; band < PATROL_NBANDS; band++) {
			const int64_t *sums = patrol_hours_group(l, PATROL_OF_HOURS,
			    day, band);
			char name[2] = {(char)('0' + day), '\0'};

			if (sums == NULL)
				continue;
			table_row(&g->table);
			table_text(&g->table, g->section, SV("hours"));
			table_text(&g->table, g->name, sv_z(name));
			table_text(&g->table, g->band, sv_z(bands[band]));
			for (size_t i = 0; i < NFIGURES; i++)
				if (patrol_figure_sum(i) <= PATROL_PERSON_MINUTES)
					table_set(&g->table, g->first + i,
					    patrol_figure_of(i, sums));
		}
	}
}

/* Weekday × band of the day, in person hours. */
static int
print_grid(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	static const char *const titles[PATROL_NBANDS][2] = {
	    {"0-6时", "0-6"}, {"6-12时", "6-12"}, {"12-18时", "12-18"},
	    {"18-24时", "18-24"}};
	static const char *const days[][2] = {{"周一", "Mon"},
	    {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"}, {"周五", "Fri"},
	    {"周六", "Sat"}, {"周日", "Sun"}};
	struct table t = {0};
	int status;

	table_column(&t, NULL, o->english ? "person hours" : "人时",
	    TABLE_TEXT, TABLE_PEOPLE);
	for (size_t b = 0; b < PATROL_NBANDS; b++)
		table_column(&t, NULL, titles[b][o->english], TABLE_TENTHS,
		    TABLE_PEOPLE);
	for (int64_t day = 1; day <= 7; day++) {
		table_row(&t);
		table_text(&t, 0, sv_z(days[day - 1][o->english]));
		for (int64_t b = 0; b < PATROL_NBANDS; b++) {
			const int64_t *sums = patrol_hours_group(l,
			    PATROL_OF_HOURS, day, b);

			table_set(&t, (size_t)b + 1, sums == NULL ? 0
			    : patrol_hour_tenths(sums[PATROL_PERSON_MINUTES]));
		}
	}
	status = table_print(&t, o->format, SV(""), out, f);
	table_free(&t);
	return status;
}

/* --- the whole ----------------------------------------------------------- */

void
patrol_heading(struct str *out, const struct patrol_report *o,
    const char *chinese, const char *english)
{
	str_addf(out, "\n%s%s\n%s", o->format == TABLE_AS_MD ? "## " : "",
	    o->english ? english : chinese,
	    o->format == TABLE_AS_MD ? "\n" : "");
}

static const struct {
	enum patrol_group group;
	const char *section, *chinese, *english;
} sections[] = {
    {PATROL_OF_TEAM, "team", "队伍", "team"},
    {PATROL_OF_AREA, "area", "区域", "area"},
    {PATROL_OF_KIND, "kind", "类型", "kind"},
};

static int
print_groups(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	int status = 0;

	for (size_t i = 0; i < 3 && status == 0; i++) {
		struct groups g = {.o = o};

		group_columns(&g, o->english ? sections[i].english
					     : sections[i].chinese);
		add_groups(&g, l, sections[i].group, sections[i].section);
		str_addc(out, '\n');
		if (g.table.nrows > 0)
			status = table_print(&g.table, o->format, SV(""), out,
			    f);
		table_free(&g.table);
	}
	if (status != 0)
		return -1;
	patrol_heading(out, o, "巡逻时段（人时，按开始之日的星期）",
	    "Hours of patrol (by weekday of the start)");
	return print_grid(o, l, out, f);
}

static int
print_plan(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	if (o->plan == NULL)
		return 0;
	patrol_heading(out, o, "目标完成情况", "Targets");
	return patrol_put_targets(o, l, out, f);
}

static int
print_members(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	if (o->volunteers == NULL)
		return 0;
	patrol_heading(out, o, "服务时长（按名册顺序，供开具证明）",
	    "Hours of service (in the order of the roster, for certificates)");
	return patrol_put_members(o, out, f);
}

static int
print_people(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	patrol_headline(out, o, l);
	if (l->counted > 0) {
		patrol_heading(out, o, "主要指标", "Figures");
		if (print_figures(o, l, out, f) != 0)
			return -1;
	}
	if (print_plan(o, l, out, f) != 0 ||
	    (l->counted > 0 && print_groups(o, l, out, f) != 0) ||
	    patrol_coverage_page(o, out, f) != 0 ||
	    print_members(o, out, f) != 0)
		return -1;
	patrol_foot(out, o, l);
	return 0;
}

static void
add_times(struct groups *g, const struct patrol_log *l)
{
	static const char *const names[] = {"all", "before", "last_year"};

	for (int which = 0; which < 3; which++)
		if (is_known(l, which) || which == 0)
			add_group(g, names[which], SV(""), sums_of(l, which));
}

static int
print_group_rows(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	struct groups g = {.o = o};

	group_columns(&g, "");
	add_times(&g, l);
	for (size_t i = 0; i < 3; i++)
		add_groups(&g, l, sections[i].group, sections[i].section);
	add_hours(&g, l);
	return patrol_put_table(o, &g.table, "patrol-report", out, f);
}

static int
print_one(const struct patrol_report *o, const struct patrol_log *l,
    enum patrol_table table, struct str *out, struct fault *f)
{
	switch (table) {
	case PATROL_ALL_TABLES:
	case PATROL_GROUPS:
		return print_group_rows(o, l, out, f);
	case PATROL_FIGURES:
		return print_figures(o, l, out, f);
	case PATROL_TARGETS:
		return patrol_put_targets(o, l, out, f);
	case PATROL_MEMBERS:
		return patrol_put_members(o, out, f);
	case PATROL_PLACES:
		return patrol_put_places(o, out, f);
	case PATROL_CLOCK:
		return patrol_put_clock(o, out, f);
	case PATROL_NEW_PLACES:
		return patrol_put_new(o, out, f);
	}
	return 0;
}

static int
print_data(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct str *note, struct fault *f)
{
	bool all = o->table == PATROL_ALL_TABLES &&
	    o->format == TABLE_AS_JSONL;

	if (!all && print_one(o, l, o->table, out, f) != 0)
		return -1;
	for (int i = PATROL_GROUPS; all && i <= PATROL_NEW_PLACES; i++)
		if (print_one(o, l, (enum patrol_table)i, out, f) != 0)
			return -1;
	if (table_is_csv(o->format))
		patrol_note(note, l);
	else
		patrol_definition(out, o, l);
	return 0;
}

/* One table for people has the same columns as on the page. */
static int
print_table(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	return o->table == PATROL_GROUPS ? print_groups(o, l, out, f)
					 : print_one(o, l, o->table, out, f);
}

int
patrol_report_make(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct str *note, struct fault *f)
{
	if (table_is_csv(o->format) || o->format == TABLE_AS_JSONL)
		return print_data(o, l, out, note, f);
	return o->table == PATROL_ALL_TABLES ? print_people(o, l, out, f)
					     : print_table(o, l, out, f);
}
