/* SPDX-License-Identifier: MIT */
/* Patrols, the quality of the data, and the foot: definitions, exclusions. */
#include "station_parts.h"

#include <stdlib.h>

/* --- patrols --------------------------------------------------------------- */

static int64_t
patrol_sum(const int64_t *sums, enum patrol_sum which)
{
	return sums != NULL ? sums[which] : 0;
}

/* The tally's key of a time: see patrol_report.c; of a range it is 0. */
static int64_t
patrol_key(const struct station_page *p, struct period period)
{
	return p->s->work->patrols.query->has_period ? period.from : 0;
}

static void
add_patrol_changes(struct station_page *p, struct str *out,
    enum patrol_sum which)
{
	const struct patrol_log *log = &p->s->work->patrols;
	const struct station_span *span = p->s->span;
	const int64_t *sums = patrol_time(log, patrol_key(p, span->now));
	const int64_t *before = patrol_time(log,
	    patrol_key(p, span->before));
	struct change c = {.known = log->query->has_period &&
	    log->first <= span->before.from,
	    .whole = true, .now = patrol_sum(sums, which),
	    .before = patrol_sum(before, which)};

	str_clear(out);
	if (!c.known)
		return;
	str_addz(out, p->en ? "on the period before: " : "环比");
	change_words(out, &c, false, p->en);
}

void
station_patrols(struct station_page *p)
{
	static const struct {
		enum patrol_sum sum;
		const char *key, *zh, *en, *unit;
	} figures[] = {
		{PATROL_COUNT, "patrols", "巡逻", "Patrols", "次"},
		{PATROL_SHIFTS, "shifts", "参加人次", "Shifts", "人次"},
		{PATROL_PERSON_MINUTES, "person_hours", "服务时长",
		    "Volunteer hours", "小时"},
		{PATROL_HAZARDS, "hazards", "发现隐患", "Hazards found", "处"},
		{PATROL_HELPED, "helped", "救助群众", "Persons helped", "人"},
		{PATROL_SEARCHES, "searches", "协助查找", "Searches", "次"},
		{PATROL_ESCORTS, "escorts", "护学护送", "Escorts", "次"},
		{PATROL_TALKS, "talks", "宣传", "Talks given", "场"},
		{PATROL_LEADS, "leads", "提供线索", "Leads", "条"},
		{PATROL_SUSPECTS, "suspects", "扭送移交", "Suspects handed over",
		    "人"},
	};
	const int64_t *sums = patrol_time(&p->s->work->patrols,
	    patrol_key(p, p->s->span->now));
	struct str change = {0};

	if (patrol_sum(sums, PATROL_COUNT) == 0) {
		str_addf(&p->text, p->en ? "%s: no patrol is on record." :
		    "%s无巡逻记录。", station_this(p));
		station_end_paragraph(p);
		return;
	}
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		int64_t n = patrol_sum(sums, figures[i].sum);
		bool hours = figures[i].sum == PATROL_PERSON_MINUTES;

		if (n == 0 && i > 2)
			continue;
		add_patrol_changes(p, &change, figures[i].sum);
		if (hours) {    /* minutes of tenths of hours compare as
				 * well; the change in them is told above */
			n = (n * 10 + 30) / 60;
			str_clear(&change);
		}
		station_figure(p, figures[i].key, p->en ? figures[i].en :
		    figures[i].zh, hours ? TABLE_TENTHS : TABLE_COUNT, n,
		    p->en ? "" : figures[i].unit, str_sv(&change));
	}
	str_free(&change);
}

/* --- quality --------------------------------------------------------------- */

static const struct { const char *doubt, *zh, *en; } doubts[] = {
	{"caller_id.check_digit", "证件号码校验位不符", "ID number: check digit"},
	{"caller_id.region", "证件号码地区不符", "ID number: region"},
	{"caller_id.birth_date", "证件号码出生日期不符", "ID number: birth date"},
	{"caller_id.precision_lost", "证件号码被表格软件损坏",
	    "ID number damaged by a spreadsheet"},
	{"caller_phone.precision_lost", "电话号码被表格软件损坏",
	    "phone number damaged by a spreadsheet"},
	{"caller_phone.format", "电话号码格式不符", "phone number: format"},
	{"reported_at.no_time", "报警时间缺时分", "time of the call: no hour"},
	{"reported_at.future", "报警时间晚于导出时间", "call in the future"},
	{"loss_fen.from_narrative", "损失金额取自简要案情",
	    "loss taken from the narrative"},
	{"loss_fen.contradicts_narrative", "损失金额与简要案情不一致",
	    "loss contradicts the narrative"},
	{"loss_fen.approximate", "损失金额为约数", "loss is approximate"},
	{"loss_fen.unit_assumed", "损失金额单位系推定", "unit of the loss assumed"},
	{"id.missing", "缺警情编号", "no incident number"},
	{"id.conflict", "同号不同内容", "one number, two contents"},
	{"text.damaged", "文字损坏", "damaged text"},
	{"type.unknown", "类别未知", "class not known"},
};

static const char *
doubt_title(struct sv doubt, bool english)
{
	for (size_t i = 0; i < sizeof(doubts) / sizeof(doubts[0]); i++)
		if (sv_eq(doubt, sv_z(doubts[i].doubt)))
			return english ? doubts[i].en : doubts[i].zh;
	return NULL;
}

struct doubt {
	struct sv name;
	int64_t count;
};

static int
compare_doubts(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return sv_cmp(x->name, y->name);
}

/* Doubts of ingest have a dot in their names; ours have not. */
static void
put_doubts(struct station_page *p)
{
	const struct map *m = &p->s->work->doubts;
	struct doubt *list = mem_zalloc(m->count + 1, sizeof(*list));
	struct table *t;
	size_t n = 0, name, title, count;

	for (size_t i = 0; i < m->count; i++)
		if (memchr(m->keys[i].p, '.', m->keys[i].len) != NULL)
			list[n++] = (struct doubt){m->keys[i],
			    *(int64_t *)map_at(m, i)};
	qsort(list, n, sizeof(*list), compare_doubts);
	if (n > 0) {
		t = report_table(p->r, SV("doubts"), p->en ?
		    SV("Doubts about the data") : SV("数据存疑"));
		name = table_column(t, "doubt", "doubt", TABLE_TEXT,
		    TABLE_DATA);
		title = table_column(t, "title", p->en ? "doubt" : "问题",
		    TABLE_TEXT, TABLE_PEOPLE);
		count = table_column(t, "count", p->en ? "count" : "起数",
		    TABLE_COUNT, TABLE_ALL);
		for (size_t i = 0; i < n; i++) {
			const char *words = doubt_title(list[i].name, p->en);

			table_row(t);
			table_text(t, name, list[i].name);
			table_text(t, title, words != NULL ? sv_z(words) :
			    list[i].name);
			table_set(t, count, list[i].count);
		}
	}
	free(list);
}

void
station_quality(struct station_page *p)
{
	const struct map *m = &p->s->work->doubts;
	static const struct { const char *key, *zh, *en; } left[] = {
		{"link", "重复、催办等关联报警（不重复计）",
		    "repeated and urging calls, not counted again"},
		{"invalid", "无效警情（不计）", "invalid calls, not counted"},
		{"unclassified", "未分类警情（计入总数）",
		    "incidents without a category, counted"},
		{"other", "规则未能归类的警情", "incidents that no rule knows"},
		{"future", "报警时间晚于导出时间（不计）",
		    "calls in the future, not counted"},
		{"no_time", "无报警时间（不计）",
		    "calls without a time, not counted"},
	};

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		int64_t n = station_get(m, sv_z(left[i].key));

		if (n == 0)
			continue;
		str_addf(&p->text, p->en ? "%s: %lld" : "%s：%lld起",
		    p->en ? left[i].en : left[i].zh, (long long)n);
		report_item(p->r, str_sv(&p->text));
		str_clear(&p->text);
	}
	if (p->s->rejects >= 0) {
		str_addf(&p->text, p->en ? "rows refused at import: %lld" :
		    "导入时拒收的行：%lld行", (long long)p->s->rejects);
		report_item(p->r, str_sv(&p->text));
		str_clear(&p->text);
	}
	put_doubts(p);
}

/* --- foot ------------------------------------------------------------------ */

static int
compare_texts(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void
foot_classifiers(struct station_page *p)
{
	const struct map *m = &p->s->work->classifiers;
	struct sv *list = mem_zalloc(m->count + 1, sizeof(*list));

	for (size_t i = 0; i < m->count; i++)
		list[i] = m->keys[i];
	qsort(list, m->count, sizeof(*list), compare_texts);
	str_addf(&p->text, p->en ? "Made by precinct %s" : "precinct %s 生成",
	    PRECINCT_VERSION);
	for (size_t i = 0; i < m->count; i++) {
		str_addz(&p->text, i == 0 ? (p->en ? "; classified by " :
		    "；分类依据：") : p->en ? ", " : "、");
		str_addsv(&p->text, list[i]);
	}
	str_addz(&p->text, p->en ? "." : "。");
	report_foot(p->r, str_sv(&p->text));
	str_clear(&p->text);
	free(list);
}

void
station_foot(struct station_page *p)
{
	static const char *const zh[] = {
		"警情以接报时间计，统计时段含起不含止；重复、催办等关联报警和无效警情"
		"不计入起数。",
		"百分比保留一位小数，合计可能不为100.0%；上期为0时不计算百分比；“变化"
		"明显”指2(√本期−√上期)的绝对值不小于3且不少于5起。",
		"类别与风险由规则对警情判定，不针对任何个人；姓名、电话、证件号码等已"
		"作掩码处理。",
	};
	static const char *const en[] = {
		"Incidents count at the time of the call, in half-open "
		"periods; repeated and urging calls and invalid ones are left "
		"out.",
		"Percentages have one decimal and may not add up to 100.0; "
		"none is made from zero; a change is notable when "
		"2(sqrt(now) - sqrt(before)) is 3 or more and 5 cases are "
		"reached.",
		"Categories and risk are judged by rules, of incidents and "
		"never of persons; names, numbers and addresses are masked.",
	};

	for (size_t i = 0; i < sizeof(zh) / sizeof(zh[0]); i++)
		report_foot(p->r, sv_z(p->en ? en[i] : zh[i]));
	foot_classifiers(p);
}
