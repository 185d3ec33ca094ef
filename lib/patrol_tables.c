/* SPDX-License-Identifier: MIT */
/* Targets and members as tables. */
#include "patrol_report.h"

#include "change.h"
#include "patrol_figures.h"

const char *const patrol_tables[] = {"all", "groups", "figures", "targets",
    "members", "places", "clock", "new-places", NULL};

/* A column: programs find it by its key, in CSV too. */
static size_t
column(struct table *t, const struct patrol_report *o, const char *key,
    const char *chinese, const char *english, enum table_kind kind,
    unsigned where)
{
	bool data = table_is_csv(o->format) || o->format == TABLE_AS_JSONL;

	return table_column(t, key, data ? key : o->english ? english
							   : chinese,
	    kind, where);
}

/* --- targets ------------------------------------------------------------- */

enum { T_FIGURE, T_SCOPE, T_OF, T_TITLE, T_PER, T_LEAST, T_WANTED, T_DONE,
	T_RATE, T_MET };

static void
target_columns(struct table *t, const struct patrol_report *o)
{
	column(t, o, "figure", "", "", TABLE_TEXT, TABLE_DATA);
	column(t, o, "scope", "", "", TABLE_TEXT, TABLE_DATA);
	column(t, o, "of", "", "", TABLE_TEXT, TABLE_DATA);
	column(t, o, "title", "指标", "target", TABLE_TEXT, TABLE_PEOPLE);
	column(t, o, "per", "", "", TABLE_TEXT, TABLE_DATA);
	column(t, o, "at_least", "", "", TABLE_COUNT, TABLE_DATA);
	column(t, o, "wanted", "目标", "wanted", TABLE_COUNT, TABLE_ALL);
	column(t, o, "done", "完成", "done", TABLE_COUNT, TABLE_ALL);
	column(t, o, "rate", "完成率", "rate", TABLE_PERCENT, TABLE_ALL);
	column(t, o, "met", "达标", "met", TABLE_FLAG, TABLE_ALL);
}

static void
add_scope(struct table *t, const struct patrol_report *o,
    const struct patrol_target *target)
{
	static const char *const scopes[] = {[PATROL_OF_TIME] = "all",
	    [PATROL_OF_TEAM] = "team", [PATROL_OF_AREA] = "area",
	    [PATROL_OF_KIND] = "kind"};
	struct str title = {0};

	table_text(t, T_FIGURE, sv_z(patrol_figure_key(target->figure)));
	table_text(t, T_SCOPE, sv_z(scopes[target->group]));
	if (target->of.len > 0) {
		table_text(t, T_OF, target->of);
		str_addsv(&title, target->of);
		str_addz(&title, o->english ? ": " : "：");
	}
	str_addz(&title, patrol_figure_title(target->figure, o->english));
	table_text(t, T_TITLE, str_sv(&title));
	str_free(&title);
}

static void
add_target(struct table *t, const struct patrol_report *o,
    const struct patrol_log *l, const struct patrol_target *target,
    int64_t from, int64_t to)
{
	static const char *const units[] = {"day", "week", "month", "quarter",
	    "year"};
	enum table_kind kind = patrol_figure_is_hours(target->figure)
	    ? TABLE_TENTHS : TABLE_COUNT;
	int64_t wanted, done = patrol_plan_done(target, l), tenths;

	table_row(t);
	add_scope(t, o, target);
	table_text(t, T_PER, sv_z(units[target->per]));
	table_set(t, T_LEAST, target->at_least);
	table_set_as(t, T_DONE, kind, done);
	if (!patrol_plan_wanted(target, l->query, from, to, &wanted)) {
		table_shown(t, T_WANTED, o->english
			? SV("another period") : SV("时段不符"));
		table_shown(t, T_MET, SV("-"));
		return;
	}
	table_set_as(t, T_WANTED, kind, wanted);
	if (change_share(done, wanted, &tenths))
		table_set(t, T_RATE, tenths);
	table_set(t, T_MET, done >= wanted);
	table_shown(t, T_MET, o->english
		? (done >= wanted ? SV("yes") : SV("no"))
		: done >= wanted ? SV("是") : SV("否"));
}

int
patrol_put_targets(const struct patrol_report *o, const struct patrol_log *l,
    struct str *out, struct fault *f)
{
	struct table t = {0};
	int64_t from = 0, to = 0;

	if (o->plan == NULL)
		return 0;
	patrol_range(l, &from, &to);
	target_columns(&t, o);
	for (size_t i = 0; i < o->plan->count; i++)
		add_target(&t, o, l, &o->plan->targets[i], from, to);
	return patrol_put_table(o, &t, "patrol-target", out, f);
}

/* --- members ------------------------------------------------------------- */

enum { M_ID, M_NAME, M_TEAM, M_SHIFTS, M_DAYS, M_HOURS, M_DOUBTFUL, M_FIRST,
	M_LAST };

static void
member_columns(struct table *t, const struct patrol_report *o)
{
	column(t, o, "id", "编号", "id", TABLE_TEXT, TABLE_ALL);
	column(t, o, "name", "姓名", "name", TABLE_TEXT, TABLE_ALL);
	column(t, o, "team", "队伍", "team", TABLE_TEXT, TABLE_ALL);
	column(t, o, "shifts", "班次", "shifts", TABLE_COUNT, TABLE_ALL);
	column(t, o, "days", "天数", "days", TABLE_COUNT, TABLE_ALL);
	column(t, o, "hours", "服务时长(小时)", "hours", TABLE_TENTHS,
	    TABLE_ALL);
	column(t, o, "doubtful_hours", "待核(小时)", "to be checked",
	    TABLE_TENTHS, TABLE_ALL);
	column(t, o, "first", "首次", "first", TABLE_TEXT, TABLE_ALL);
	column(t, o, "last", "末次", "last", TABLE_TEXT, TABLE_ALL);
}

static void
add_member(struct table *t, const struct volunteer *p)
{
	struct str day = {0};

	table_row(t);
	table_text(t, M_ID, p->id);
	table_text(t, M_NAME, p->name);
	if (p->team.len > 0)
		table_text(t, M_TEAM, p->team);
	table_set(t, M_SHIFTS, p->shifts);
	table_set(t, M_DAYS, p->days);
	table_set(t, M_HOURS, patrol_hour_tenths(p->minutes));
	table_set(t, M_DOUBTFUL, patrol_hour_tenths(p->doubtful));
	if (p->shifts > 0) {
		date_add(&day, p->first);
		table_text(t, M_FIRST, str_sv(&day));
		str_clear(&day);
		date_add(&day, p->last);
		table_text(t, M_LAST, str_sv(&day));
	}
	str_free(&day);
}

int
patrol_put_members(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	struct table t = {0};

	if (o->volunteers == NULL)
		return 0;
	member_columns(&t, o);
	for (size_t i = 0; i < o->volunteers->count; i++)
		add_member(&t, &o->volunteers->people[i]);
	return patrol_put_table(o, &t, "patrol-member", out, f);
}
