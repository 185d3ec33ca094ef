/* SPDX-License-Identifier: MIT */
/*
 * What stands around the figures of patrols. What the volunteers did is
 * credited as help (协助, 配合): they arrest nobody and investigate nothing of
 * their own.
 */
#include "patrol_report.h"

#include "change.h"
#include "jsonout.h"

#define NAMED 5         /* lines of the log named for each doubt */

static const struct {
	const char *key, *chinese, *english;
} flags[PATROL_NFLAGS] = {
    [PATROL_NO_END] = {"no_end", "无结束时间（时长按0计）",
	"without an end (counted with no hours)"},
    [PATROL_ZERO] = {"zero_minutes", "时长为0", "of no length"},
    [PATROL_LONG] = {"over_16_hours", "时长超过16小时（照记录计）",
	"over 16 hours (counted as recorded)"},
    [PATROL_MIDNIGHT] = {"past_midnight", "跨零点（计入开始之日）",
	"past midnight (counted on the day they start)"},
    [PATROL_UNKNOWN] = {"unknown_members", "队员不在名册（人次）",
	"shifts of members who are not on the roster"},
    [PATROL_NAMESAKE] = {"namesakes", "名册有同名队员，无法分辨（人次）",
	"shifts of a name that two on the roster have"},
    [PATROL_NOBODY] = {"no_members", "人数未填", "without members"},
    [PATROL_OVERLAP] = {"overlapping_shifts", "同一队员班次重叠（人次）",
	"shifts that overlap another of the same member"},
    [PATROL_DOUBTFUL] = {"doubtful_records", "导入时存疑的记录",
	"records with doubts of ingest"},
};

static bool
is_md(const struct patrol_report *o)
{
	return o->format == TABLE_AS_MD;
}

static const int64_t *
sums_now(const struct patrol_log *l)
{
	static const int64_t nothing[PATROL_NSUMS];
	const int64_t *sums = patrol_time(l,
	    l->query->has_period ? l->query->from : 0);

	return sums != NULL ? sums : nothing;
}

static void
add_hours(struct str *out, int64_t minutes)
{
	change_add_fixed(out, (minutes + 3) / 6, 1, false);
}

static void
add_when(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	int64_t from, to;

	if (l->query->has_period) {
		period_title(out, l->query->period, o->english);
	} else if (patrol_range(l, &from, &to)) {
		date_title(out, from, o->english);
		if (to - from > 1) {
			str_addz(out, o->english ? " to " : "至");
			date_title(out, to - 1, o->english);
		}
	}
}

/* What came of it, in the order of the article that reports such figures;
 * nothing is said of what is 0. */
static void
add_outcomes(struct str *out, const int64_t *v, bool english)
{
	static const struct {
		enum patrol_sum sum;
		const char *before, *after, *english;
	} parts[] = {
	    {PATROL_HAZARDS, "发现隐患", "处", "hazards found"},
	    {PATROL_HAZARDS_FIXED, "整改隐患", "处", "hazards fixed"},
	    {PATROL_SEARCHES, "协助寻人寻物", "次", "searches helped"},
	    {PATROL_ESCORTS, "护学护院", "次", "escorts"},
	    {PATROL_HELPED, "救助群众", "人次", "people helped"},
	    {PATROL_TALKS, "开展宣传", "场", "talks"},
	    {PATROL_TALK_PEOPLE, "宣传受众", "人次", "people reached"},
	    {PATROL_LEADS, "提供线索", "条", "leads given"},
	    {PATROL_CASES, "协助查处案件", "起",
		"cases in which the police were assisted"},
	    {PATROL_SUSPECTS, "配合抓获违法嫌疑人", "名",
		"suspects taken by the police with their help"},
	    {PATROL_DISPUTES, "协助化解纠纷", "起", "disputes helped to settle"},
	};
	bool first = true;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		long long n = v[parts[i].sum];

		if (n == 0)
			continue;
		if (english)
			str_addf(out, "%s%s %lld", first ? "; " : ", ",
			    parts[i].english, n);
		else
			str_addf(out, "%s%s%lld%s", first ? "；" : "，",
			    parts[i].before, n, parts[i].after);
		first = false;
	}
}

static void
add_change(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l, const int64_t *now)
{
	const struct patrol_query *q = l->query;
	const int64_t *then;
	struct change c = {.whole = true, .now = now[PATROL_COUNT]};

	if ((!q->has_period && !q->has_range) || l->first > q->before_from)
		return;
	then = patrol_time(l, q->has_period ? q->before_from : -1);
	c.known = true;
	c.before = then != NULL ? then[PATROL_COUNT] : 0;
	if (o->english)
		str_addz(out, c.before == 0 ? " Patrols: "
		    : " Patrols on the period before: ");
	else
		str_addz(out, c.before == 0 ? "巡逻次数" : "巡逻次数环比");
	change_words(out, &c, false, o->english);
	if (c.before > 0 && c.before != c.now)
		str_addf(out, o->english ? " (from %lld)" : "（上期%lld次）",
		    (long long)c.before);
	str_addz(out, o->english ? "." : "。");
}

/* The log may stop before the period does; it cannot say whether more is to
 * come, so the reader is told. */
static void
add_end(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	if ((!l->query->has_period && !l->query->has_range) ||
	    l->last >= l->query->to - 1)
		return;
	str_addz(out, o->english ? " The log ends on " : "（台账记至");
	date_title(out, l->last, o->english);
	str_addz(out, o->english ? "." : "）");
}

void
patrol_headline(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	const int64_t *v = sums_now(l);
	bool english = o->english;

	str_addf(out, "%s%s\n%s", is_md(o) ? "# " : "",
	    english ? "Volunteer patrols" : "义警巡逻报告",
	    is_md(o) ? "\n" : "");
	add_when(out, o, l);
	if (v[PATROL_COUNT] == 0) {
		str_addz(out, english ? ": no patrols on record.\n"
				      : "没有巡逻记录。\n");
		return;
	}
	str_addf(out, english ? ": %lld patrols, %lld member shifts, "
			      : "义警队开展巡逻%lld次，出动%lld人次，累计",
	    (long long)v[PATROL_COUNT], (long long)v[PATROL_SHIFTS]);
	add_hours(out, v[PATROL_MINUTES]);
	str_addz(out, english ? " hours (" : "小时（");
	add_hours(out, v[PATROL_PERSON_MINUTES]);
	str_addz(out, english ? " person hours)" : "人时）");
	if (l->members.count > 0)
		str_addf(out, english ? ", %zu members" : "，参与队员%zu人",
		    l->members.count);
	add_outcomes(out, v, english);
	str_addz(out, english ? "." : "。");
	add_change(out, o, l, v);
	add_end(out, o, l);
	str_addc(out, '\n');
}

/* --- notes --------------------------------------------------------------- */

/* （patrols.csv:12、patrols.csv:40等） */
static void
add_places(struct str *out, const struct patrol_log *l,
    enum patrol_flag which, bool english)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nflagged; i++) {
		const struct patrol_flagged *f = &l->flagged[i];

		/* several members of one patrol: its line once */
		if (f->flag != which || f->src.len == 0 || (i > 0 &&
		    l->flagged[i - 1].flag == which &&
		    sv_eq(l->flagged[i - 1].src, f->src)))
			continue;
		if (n == NAMED) {
			str_addz(out, english ? ", …" : "等");
			break;
		}
		if (n++ == 0)
			str_addz(out, english ? " (" : "（");
		else
			str_addz(out, english ? ", " : "、");
		fault_quote(out, f->src, 60);
	}
	if (n > 0)
		str_addz(out, english ? ")" : "）");
}

static void
add_quality(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	bool english = o->english, any = false;

	str_addf(out, "\n%s%s\n%s", is_md(o) ? "## " : "",
	    english ? "Quality of the log" : "数据质量",
	    is_md(o) ? "\n" : "");
	for (size_t i = 0; i < PATROL_NFLAGS; i++) {
		size_t n = patrol_flag_count(l, (enum patrol_flag)i);

		if (n == 0)
			continue;
		any = true;
		str_addf(out, english ? "- %s: %zu" : "- %s：%zu",
		    english ? flags[i].english : flags[i].chinese, n);
		add_places(out, l, (enum patrol_flag)i, english);
		str_addc(out, '\n');
	}
	if (l->unnamed > 0) {
		any = true;
		str_addf(out, english ? "- without names, their members are "
					"not among those counted once: %lld\n"
				      : "- 无队员名单，参与队员数未含：%lld次\n",
		    (long long)l->unnamed);
	}
	if (!any)
		str_addz(out, english ? "- nothing found\n" : "- 未见异常\n");
}

static void
add_rows(struct str *out, const struct patrol_log *l, bool english)
{
	str_addf(out, english ? "rows in %lld, counted %lld"
			      : "读入%lld条，计入%lld次",
	    (long long)l->rows, (long long)l->counted);
	if (l->outside > 0)
		str_addf(out, english ? "; outside the period %lld"
				      : "；不在时段内%lld条",
		    (long long)l->outside);
	if (l->no_time > 0)
		str_addf(out, english ? "; without a start %lld"
				      : "；无开始时间%lld条",
		    (long long)l->no_time);
	if (l->other_kind > 0)
		str_addf(out, english ? "; no patrols %lld"
				      : "；非巡逻记录%lld条",
		    (long long)l->other_kind);
}

static void
add_interval(struct str *out, const struct patrol_log *l, bool english)
{
	int64_t from, to;

	if (!patrol_range(l, &from, &to))
		return;
	str_addz(out, english ? "- period: " : "- 时段：");
	date_title(out, from, english);
	str_addz(out, english ? " to before " : "0时至");
	date_title(out, to, english);
	str_addz(out, english ? ", by the start of a patrol; what passes "
				"midnight belongs to the day it starts\n"
			      : "0时（不含），按巡逻开始时间；跨零点的计入开始之日\n");
	if (l->first > l->last)
		return;
	str_addz(out, english ? "- log: from " : "- 台账：自");
	date_title(out, l->first, english);
	str_addz(out, english ? " to " : "至");
	date_title(out, l->last, english);
	str_addz(out, english ? " (first and last patrol)\n"
			      : "（首次与末次巡逻）\n");
}

static void
add_others(struct str *out, const struct patrol_report *o)
{
	bool english = o->english;

	if (o->plan != NULL)
		str_addz(out, english
		    ? "- targets by day or week are stretched over longer "
		      "periods by their days\n"
		    : "- 按天、按周的目标在较长时段内按天数折算\n");
	if (o->coverage != NULL)
		str_addz(out, english
		    ? "- patrols beside incidents: places by normalised "
		      "addresses; the time of an area that names several "
		      "places is divided; gap: share of incidents less share "
		      "of patrol hours; patrols record incidents too, so that "
		      "more patrols may mean more records\n"
		    : "- 巡逻与警情对照：地点按地址归并，一个区域写明多处的时长均分；差为"
		      "警情占比减巡逻时长占比；巡逻本身也会发现警情，巡逻多处记录可能更多\n");
	if (o->volunteers != NULL)
		str_addz(out, english
		    ? "- hours of service: overlapping shifts count once; "
		      "what overlaps and shifts over 16 hours are to be "
		      "checked; names not on the roster, or twice on it, are "
		      "credited to nobody\n"
		    : "- 服务时长：重叠部分只计一次，重叠部分和超过16小时的班次列为待核；"
		      "不在名册或同名无法分辨的不计入任何人\n");
}

void
patrol_foot(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	bool english = o->english;

	if (l->counted > 0)
		add_quality(out, o, l);
	str_addf(out, "\n%s%s\n%s", is_md(o) ? "## " : "",
	    english ? "Definitions" : "统计口径", is_md(o) ? "\n" : "");
	add_interval(out, l, english);
	str_addz(out, "- ");
	add_rows(out, l, english);
	str_addz(out, english
	    ? "\n- member shifts: members summed over patrols; person hours: "
	      "hours × members\n"
	      "- change: on the period before and on the same period last "
	      "year, where the log covers them; run: periods in a row, each "
	      "strictly below (above) the one before\n"
	      "- the figures describe what was recorded; they do not show "
	      "what the patrols brought about\n"
	    : "\n- 出动人次为各次人数之和；人时=时长×人数\n"
	      "- 环比、同比仅在台账覆盖相应时段时计算；连续指每期严格低（高）于上一期\n"
	      "- 数字反映所记录的工作，不能说明巡逻的效果\n");
	add_others(out, o);
}

static void
put_day(struct str *out, struct sv key, int64_t day)
{
	struct str s = {0};

	date_add(&s, day);
	json_put_text(out, key, str_sv(&s));
	str_free(&s);
}

void
patrol_definition(struct str *out, const struct patrol_report *o,
    const struct patrol_log *l)
{
	size_t start = out->len;
	int64_t from, to;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("patrol-definition"));
	json_put_text(out, SV("time"), SV("started_at"));
	if (patrol_range(l, &from, &to)) {
		put_day(out, SV("from"), from);
		put_day(out, SV("to"), to);
	}
	if (l->first <= l->last) {
		put_day(out, SV("log_from"), l->first);
		put_day(out, SV("log_to"), l->last + 1);
	}
	json_put_int(out, SV("rows"), l->rows);
	json_put_int(out, SV("counted"), l->counted);
	json_put_int(out, SV("outside"), l->outside);
	json_put_int(out, SV("no_time"), l->no_time);
	json_put_int(out, SV("not_patrol"), l->other_kind);
	json_put_int(out, SV("members"), (int64_t)l->members.count);
	json_put_int(out, SV("without_names"), l->unnamed);
	if (o->coverage != NULL) {
		json_put_text(out, SV("categories"), sv_z(o->categories));
		json_put_int(out, SV("incidents"), o->coverage->incidents);
		json_put_int(out, SV("incidents_without_place"),
		    o->coverage->nowhere);
	}
	for (size_t i = 0; i < PATROL_NFLAGS; i++)
		json_put_int(out, sv_z(flags[i].key),
		    (int64_t)patrol_flag_count(l, (enum patrol_flag)i));
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
patrol_note(struct str *out, const struct patrol_log *l)
{
	int64_t from, to;

	if (patrol_range(l, &from, &to)) {
		date_add(out, from);
		str_addz(out, " to before ");
		date_add(out, to);
		str_addz(out, " by started_at: ");
	}
	add_rows(out, l, true);
	for (size_t i = 0; i < PATROL_NFLAGS; i++) {
		size_t n = patrol_flag_count(l, (enum patrol_flag)i);

		if (n > 0)
			str_addf(out, "; %s %zu", flags[i].english, n);
	}
}
