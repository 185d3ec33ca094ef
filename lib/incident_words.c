/* SPDX-License-Identifier: MIT */
/* The sentences of a day's analysis and the definitions of its figures. */
#include "incident_report.h"

#include "change.h"
#include "jsonout.h"

static bool
is_md(const struct incident_view *v)
{
	return v->o->format == TABLE_AS_MD;
}

/* An expected count with one place. */
static void
add_mean(struct str *out, double mean)
{
	str_addf(out, "%.1f", mean);
}

bool
incident_no_data(const struct incident_view *v)
{
	return v->day < v->t->tally.first || v->day > v->t->tally.last;
}

void
incident_headline(struct str *out, const struct incident_view *v)
{
	bool english = v->o->english;

	str_addz(out, is_md(v) ? "# " : "");
	if (incident_no_data(v) && v->o->day == INT64_MAX) {
		str_addz(out, english ? "Incidents of the day\n"
				      : "每日警情研判\n");
		return;
	}
	str_addz(out, english ? "Incidents of the day: " : "每日警情研判：");
	date_title(out, v->day, english);
	str_addz(out, english ? ", " : "（");
	count_add_number(out, COUNT_WEEKDAY, date_weekday(v->day), english);
	str_addz(out, english ? "\n" : "）\n");
}

/* --- the summary --------------------------------------------------------- */

static void
add_changes(struct str *out, const struct incident_view *v)
{
	struct change c = {.known = v->has_before, .whole = true,
	    .before = v->before, .now = v->count};
	bool english = v->o->english;
	const struct unusual_cell *all = unusual_cell(&v->u, UNUSUAL_ALL, 0);

	if (v->has_before) {
		str_addf(out, english ? "; the day before %lld"
				      : "；前一日%lld起", (long long)v->before);
		if (v->before > 0) {
			str_addz(out, english ? ", " : "，环比");
			change_words(out, &c, false, english);
		}
	}
	if (v->u.weeks > 0 && all != NULL) {
		str_addf(out, english
		    ? "; mean of the same weekday of %u weeks "
		    : "；近%u周同星期日均", v->u.weeks);
		add_mean(out, all->expected);
		str_addz(out, english ? "" : "起");
	}
	if (v->has_last_year)
		str_addf(out, english ? "; the same date last year %lld"
				      : "；上年同日%lld起",
		    (long long)v->last_year);
}

/* The classes a station's morning talk begins with, and the risk of the
 * disputes; nothing is said of what is 0. */
static void
add_classes(struct str *out, const struct incident_view *v)
{
	static const struct {
		const char *prefix, *chinese, *english;
	} classes[] = {
	    {"dispute.", "纠纷", "disputes"},
	    {"fraud.", "电信网络诈骗", "fraud"},
	    {"crime.", "违法犯罪", "offences"},
	    {"safety.", "安全警情", "safety"},
	    {"help.", "群众求助", "help"},
	};
	int64_t counts[5] = {0}, high = 0, medium = 0;
	size_t n;
	const struct incidents_fact *f = incidents_days(v->t, v->day,
	    v->day + 1, &n);
	bool english = v->o->english, first = true;

	for (size_t i = 0; i < n; i++) {
		struct sv category = incidents_text(v->t, INCIDENTS_CATEGORY,
		    f[i].names[INCIDENTS_CATEGORY]);
		struct sv risk = incidents_text(v->t, INCIDENTS_RISK,
		    f[i].names[INCIDENTS_RISK]);

		for (size_t k = 0; k < 5; k++)
			if (sv_starts(category, sv_z(classes[k].prefix)))
				counts[k] += f[i].count;
		if (!sv_starts(category, SV("dispute.")))
			continue;
		high += sv_eq(risk, SV("high")) ? f[i].count : 0;
		medium += sv_eq(risk, SV("medium")) ? f[i].count : 0;
	}
	for (size_t k = 0; k < 5; k++) {
		if (counts[k] == 0)
			continue;
		str_addz(out, first ? (english ? "Among them " : "其中")
		    : english ? ", " : "，");
		str_addf(out, english ? "%s %lld" : "%s%lld起",
		    english ? classes[k].english : classes[k].chinese,
		    (long long)counts[k]);
		if (k == 0 && high + medium > 0)
			str_addf(out, english
			    ? " (high risk %lld, medium %lld)"
			    : "（高风险%lld起、中风险%lld起）",
			    (long long)high, (long long)medium);
		first = false;
	}
	str_addz(out, first ? "" : english ? ".\n" : "。\n");
}

/* （另有重复、催办等来电4条、无效警情1条） */
static void
add_aside(struct str *out, const struct incident_view *v)
{
	static const char *const what[INCIDENTS_NASIDE][2] = {
	    [INCIDENTS_LINKED] = {"重复、催办等来电", "repeated or urging calls"},
	    [INCIDENTS_INVALID] = {"无效警情", "invalid calls"}};
	bool english = v->o->english, any = false;

	for (int i = 0; i < INCIDENTS_NASIDE; i++) {
		int64_t n = incidents_aside(v->t, v->day,
		    (enum incidents_aside)i);

		if (n == 0)
			continue;
		str_addz(out, any ? (english ? ", " : "、")
		    : english ? " (besides " : "（另有");
		any = true;
		str_addf(out, english ? "%s %lld" : "%s%lld条",
		    what[i][english], (long long)n);
	}
	str_addz(out, !any ? "" : english ? ")" : "）");
}

void
incident_summary(struct str *out, const struct incident_view *v)
{
	if (incident_no_data(v)) {
		str_addz(out, v->o->english
			? "No data of this day.\n"
			: "没有当日的数据。\n");
		return;
	}
	str_addf(out, v->o->english ? "%lld incidents" : "共接警情%lld起",
	    (long long)v->count);
	add_aside(out, v);
	add_changes(out, v);
	str_addz(out, v->o->english ? ".\n" : "。\n");
	add_classes(out, v);
}

/* --- what is unusual ----------------------------------------------------- */

static const char *
test_name(const struct unusual_cell *cell, bool english)
{
	return cell->dispersion > 0
	    ? (english ? "negative binomial" : "负二项")
	    : (english ? "Poisson" : "泊松");
}

static void
add_cell(struct str *out, const struct incident_view *v,
    const struct unusual_cell *cell)
{
	bool english = v->o->english;

	str_addz(out, "- ");
	unusual_title(out, v->t, cell, english);
	str_addf(out, english ? ": %lld, usual " : "：当日%lld起，通常",
	    (long long)cell->count);
	add_mean(out, cell->expected);
	str_addz(out, english ? "; p " : "起，p=");
	unusual_add_p(out, cell->p);
	str_addz(out, english ? ", corrected " : "，校正后");
	unusual_add_p(out, cell->adjusted);
	str_addf(out, english ? " (%s)\n" : "（%s）\n",
	    test_name(cell, english));
}

void
incident_unusual_words(struct str *out, const struct incident_view *v)
{
	bool english = v->o->english;

	if (!v->u.tested) {
		str_addf(out, english
		    ? "- not tested: the data have %u weeks before the day, "
		      "%d are needed\n"
		    : "- 此前数据仅%u周，不足%d周，不作检验\n",
		    v->u.weeks, UNUSUAL_LEAST_WEEKS);
		return;
	}
	for (size_t i = 0; i < v->u.ncells; i++)
		if (v->u.cells[i].high)
			add_cell(out, v, &v->u.cells[i]);
	if (v->u.nhigh == 0)
		str_addf(out, english
		    ? "- nothing among %zu counts (level %g)\n"
		    : "- 检验%zu项，未见异常升高（水平%g）\n",
		    v->u.ncells, v->o->unusual.level);
}

/* --- places -------------------------------------------------------------- */

void
incident_places_words(struct str *out, const struct incident_view *v)
{
	const struct hotspots *h = &v->h;
	bool english = v->o->english;
	int64_t tenths;

	if (!change_share(h->in_top, h->located, &tenths)) {
		str_addz(out, english ? "No incident has a place.\n"
				      : "警情地址未能定位到具体地点。\n");
		return;
	}
	str_addf(out, english
	    ? "%zu places had incidents; the top %lld %% of them (%zu) had "
	      "%lld of %lld incidents ("
	    : "发生警情的地点%zu处，前%lld%%的地点（%zu处）集中了%lld/%lld起（",
	    h->nplaces, (long long)v->o->hot, h->top, (long long)h->in_top,
	    (long long)h->located);
	change_add_fixed(out, tenths, 1, false);
	str_addf(out, english ? "%%); without a place %lld.\n"
			      : "%%）；未定位%lld起。\n",
	    (long long)h->not_located);
}

/* --- the foot ------------------------------------------------------------ */

static void
add_rows(struct str *out, const struct incidents *t, bool english)
{
	static const struct {
		enum count_fate fate;
		const char *chinese, *english;
	} fates[] = {
	    {COUNT_NOT_INCIDENT, "非警情记录", "no incidents"},
	    {COUNT_OTHER_CATEGORY, "无效警情", "invalid calls"},
	    {COUNT_OTHER_TYPE, "其他类别", "other categories"},
	    {COUNT_LINKED, "重复、催办、反馈等来电", "repeated or urging calls"},
	    {COUNT_NO_TIME, "无报警时间", "no time of report"},
	    {COUNT_FUTURE, "报警时间晚于导入时间", "time in the future"},
	};
	const char *joint = english ? "; not counted: " : "；未计入：";

	str_addf(out, english ? "rows in %lld, counted %lld"
			      : "读入%lld条，计入%lld条",
	    (long long)count_rows_in(&t->tally),
	    (long long)t->tally.fates[COUNT_COUNTED]);
	for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
		int64_t n = t->tally.fates[fates[i].fate];

		if (n == 0)
			continue;
		str_addf(out, english ? "%s%s %lld" : "%s%s%lld条", joint,
		    english ? fates[i].english : fates[i].chinese,
		    (long long)n);
		joint = english ? ", " : "，";
	}
}

static void
add_test_words(struct str *out, const struct incident_view *v)
{
	static const char *const names[][2] = {
	    [UNUSUAL_HOLM] = {"Holm", "任一误报的概率不超过水平"},
	    [UNUSUAL_BH] = {"Benjamini-Hochberg", "误报占所报的期望比例不超过水平"},
	    [UNUSUAL_BONFERRONI] = {"Bonferroni", "任一误报的概率不超过水平"}};
	enum unusual_correction c = v->o->unusual.correction;

	if (!v->u.tested)
		return;
	if (v->o->english)
		str_addf(out, "- unusual: against the same weekday of %u "
			      "weeks, by a Poisson test given their sum, by a "
			      "negative binomial one where days vary more; "
			      "%zu counts looked at, p corrected (%s), level "
			      "%g; it tells what chance alone hardly gives, "
			      "not why\n",
		    v->u.weeks, v->u.ncells, names[c][0],
		    v->o->unusual.level);
	else
		str_addf(out, "- 异常升高：与近%u周同星期比较，以历史合计为条件的泊松检验，"
			      "逐日波动过大时用负二项；共检验%zu项，p值经%s法校正（%s），"
			      "水平%g；只说明非偶然，不说明原因\n",
		    v->u.weeks, v->u.ncells, names[c][0], names[c][1],
		    v->o->unusual.level);
}

static void
add_window_words(struct str *out, const struct incident_view *v)
{
	bool english = v->o->english;

	str_addz(out, english ? "- hours, places and doors: " : "- 时段、地点、地址：");
	date_title(out, v->from, english);
	str_addz(out, english ? " to " : "至");
	date_title(out, v->day, english);
	str_addz(out, english
	    ? "; places by the address without building and door; the share "
	      "of the top places is partly chance where incidents are few, "
	      "and places without incidents are not among them\n"
	    : "；地点为地址去掉楼栋门牌；警情少时集中度部分出于偶然，未发生警情的地点不在其内\n");
	if (!v->o->unmasked)
		str_addz(out, english
		    ? "- doors are masked; --unmasked shows them\n"
		    : "- 重复地址已隐去楼栋门牌（--unmasked显示）\n");
}

void
incident_foot(struct str *out, const struct incident_view *v)
{
	bool english = v->o->english;

	str_addf(out, "\n%s%s\n%s", is_md(v) ? "## " : "",
	    english ? "Definitions" : "统计口径", is_md(v) ? "\n" : "");
	if (incident_no_data(v)) {
		str_addz(out, "- ");
		add_rows(out, v->t, english);
		str_addc(out, '\n');
		return;
	}
	str_addz(out, english ? "- day: " : "- 当日：");
	count_add_moment(out, v->day, english);
	str_addz(out, english ? " to before " : "至");
	count_add_moment(out, v->day + 1, english);
	str_addf(out, english
	    ? ", by time of report (reported_at, +08:00); one record, one "
	      "incident%s; repeated and urging calls are no new ones\n- "
	    : "（不含），按报警时间（reported_at，东八区）；一条一起%s，重复、催办等"
	      "来电不另计\n- ",
	    v->t->tally.query->invalid ? ""
	    : english ? ", invalid calls left out" : "，不含无效警情");
	add_rows(out, v->t, english);
	str_addc(out, '\n');
	add_test_words(out, v);
	add_window_words(out, v);
	str_addz(out, english
	    ? "- recorded incidents, not all that happened; no figure tells "
	      "of a person\n"
	    : "- 数字为所记录的警情，不等于实际发生；不涉及对个人的评价\n");
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
incident_definition(struct str *out, const struct incident_view *v)
{
	const struct count_tally *t = &v->t->tally;
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("incident-day-definition"));
	json_put_text(out, SV("what"), t->query->invalid
		? SV("incidents without link")
		: SV("incidents without link, invalid calls left out"));
	json_put_text(out, SV("time"), SV("reported_at"));
	put_day(out, SV("from"), v->day);
	put_day(out, SV("to"), v->day + 1);
	put_day(out, SV("places_from"), v->from);
	if (t->first <= t->last) {
		put_day(out, SV("data_from"), t->first);
		put_day(out, SV("data_to"), t->last + 1);
	}
	json_put_int(out, SV("weeks"), v->u.weeks);
	json_put_bool(out, SV("tested"), v->u.tested);
	json_put_int(out, SV("cells"), (int64_t)v->u.ncells);
	json_put_int(out, SV("high"), (int64_t)v->u.nhigh);
	json_put_text(out, SV("correction"),
	    sv_z(unusual_corrections[v->o->unusual.correction]));
	str_addf(out, ",\"level\":%g", v->o->unusual.level);
	json_put_int(out, SV("day_linked"), incidents_aside(v->t, v->day,
	    INCIDENTS_LINKED));
	json_put_int(out, SV("day_invalid"), incidents_aside(v->t, v->day,
	    INCIDENTS_INVALID));
	json_put_int(out, SV("rows"), count_rows_in(t));
	json_put_int(out, SV("counted"), t->fates[COUNT_COUNTED]);
	json_put_int(out, SV("linked"), t->fates[COUNT_LINKED]);
	json_put_int(out, SV("invalid"), t->fates[COUNT_OTHER_CATEGORY]);
	json_put_int(out, SV("no_time"), t->fates[COUNT_NO_TIME]);
	json_put_int(out, SV("in_future"), t->fates[COUNT_FUTURE]);
	json_put_int(out, SV("located"), v->h.located);
	json_put_int(out, SV("not_located"), v->h.not_located);
	json_put_int(out, SV("top_places"), (int64_t)v->h.top);
	json_put_int(out, SV("in_top_places"), v->h.in_top);
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
incident_note(struct str *out, const struct incident_view *v)
{
	date_add(out, v->day);
	str_addz(out, " by reported_at: ");
	add_rows(out, v->t, true);
}
