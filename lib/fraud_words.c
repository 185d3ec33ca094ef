/* SPDX-License-Identifier: MIT */
/*
 * What stands around the table of fraud: the headline in the words of station
 * reports, and the definitions without which no figure can be checked.
 */
#include "fraud_report.h"

#include "jsonout.h"

static const struct {
	const char *key, *chinese, *english;
} fates[COUNT_NFATES] = {
    [COUNT_COUNTED] = {"counted", "计入", "counted"},
    [COUNT_BASE] = {"compared", "早于起始日仅供比较", "earlier, compared with"},
    [COUNT_NOT_INCIDENT] = {"not_incident", "非警情记录", "no incidents"},
    [COUNT_UNCLASSIFIED] = {"not_classified", "未分类", "not classified"},
    [COUNT_OTHER_CATEGORY] = {"other_category", "其他类别", "other category"},
    [COUNT_LINKED] = {"linked", "重复、催办、反馈等来电",
	"repeated or urging calls"},
    [COUNT_OTHER_TYPE] = {"other_type", "其他诈骗类别", "other kinds of fraud"},
    [COUNT_NO_TIME] = {"no_time", "无报警时间", "no time of report"},
    [COUNT_FUTURE] = {"in_future", "报警时间晚于导入时间", "time in the future"},
    [COUNT_EARLIER] = {"earlier", "早于时段", "before the period"},
    [COUNT_LATER] = {"later", "晚于时段", "after the period"},
    [COUNT_OTHER_GROUP] = {"other_group", "不在--only所选之列",
	"not chosen by --only"},
};

static void
add_money(struct str *out, int64_t fen, bool english)
{
	change_add_fixed(out, english ? fen
				      : fen / 10000 + (fen % 10000 >= 5000),
	    2, false);
	str_addz(out, english ? " yuan" : "万元");
}

static bool
hides(const struct fraud_report *o, int64_t count)
{
	return o->small_cells && count > 0 && count < FRAUD_SMALL;
}

static void
add_count(struct str *out, const struct fraud_report *o, int64_t n)
{
	if (hides(o, n))
		str_addz(out, o->english ? "fewer than 3" : "不足3");
	else
		str_addi(out, n);
}

/* --- headline ------------------------------------------------------------ */

/* ，环比下降25.0%（上期12起） */
static void
add_change(struct str *out, const struct fraud_report *o,
    const struct change *c, bool year)
{
	int64_t z;

	if (!c->known || !c->whole || hides(o, c->now) || hides(o, c->before))
		return;
	/* 上期为0 stands by itself. */
	if (c->before == 0 && c->now > 0)
		str_addz(out, o->english ? ", " : "，");
	else if (o->english)
		str_addz(out, year ? ", on the year " : ", ");
	else
		str_addz(out, year ? "，同比" : "，环比");
	change_words(out, c, year, o->english);
	if (c->before > 0 && c->before != c->now)
		str_addf(out, o->english ? " (from %lld)"
		    : year ? "（上年同期%lld起）" : "（上期%lld起）",
		    (long long)c->before);
	if (!change_notable(c) || !change_z(c, &z))
		return;
	str_addz(out, o->english ? ", notable (z " : "，变化明显（z=");
	change_add_fixed(out, z, 2, false);
	str_addz(out, o->english ? ")" : "）");
}

static void
add_run(struct str *out, int64_t run, enum period_unit unit, bool english)
{
	static const char *const units[][2] = {
	    [PERIOD_DAY] = {"天", "days"}, [PERIOD_WEEK] = {"周", "weeks"},
	    [PERIOD_MONTH] = {"个月", "months"},
	    [PERIOD_QUARTER] = {"个季度", "quarters"},
	    [PERIOD_YEAR] = {"年", "years"}};
	long long n = run < 0 ? -run : run;

	if (n < 2)
		return;
	if (english)
		str_addf(out, ", %s for %lld %s in a row",
		    run < 0 ? "falling" : "rising", n, units[unit][1]);
	else
		str_addf(out, "，连续%lld%s%s", n, units[unit][0],
		    run < 0 ? "下降" : "上升");
}

static void
add_newest(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const struct count_row *row)
{
	const struct count_query *q = r->tally->query;

	period_title(out, r->periods[row->period], o->english);
	str_addz(out, o->english ? ": " : q->subject->chinese);
	add_count(out, o, row->cases);
	str_addf(out, o->english ? " %s" : "起", q->subject->english);
	add_change(out, o, &row->before, false);
	add_change(out, o, &row->last_year, true);
	if (!hides(o, row->cases) && !hides(o, row->before.before))
		add_run(out, row->run, q->unit, o->english);
	str_addz(out, o->english ? ".\n" : "。\n");
}

static void
add_unfinished(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const struct count_row *row)
{
	period_title(out, r->periods[row->period], o->english);
	str_addz(out, o->english ? " is incomplete (data before "
				 : "未完（数据截至");
	count_add_moment(out, r->to < r->tally->last + 1 ? r->to
						   : r->tally->last + 1,
	    o->english);
	str_addz(out, o->english ? "): " : "），已有");
	add_count(out, o, row->cases);
	str_addz(out, o->english ? " so far, not compared.\n"
				 : "起，不计升降幅度。\n");
}

static void
add_latest(struct str *out, const struct fraud_report *o,
    const struct count_rows *r)
{
	size_t last = r->nshown;

	while (last > 0 && !r->whole[r->shown + last - 1])
		last--;
	if (last > 0)
		add_newest(out, o, r, &r->total_rows[last - 1]);
	if (r->nshown > 0 && !r->whole[r->shown + r->nshown - 1])
		add_unfinished(out, o, r, &r->total_rows[r->nshown - 1]);
}

static void
add_sum(struct str *out, const struct fraud_report *o,
    const struct count_rows *r)
{
	const int64_t *v = tally_at(&r->total, 0);
	int64_t rate;

	str_addz(out, o->english ? "In all " : "时段内共");
	add_count(out, o, v[COUNT_CASES]);
	str_addz(out, !o->english ? "起"
	    : r->tally->query->subject->losses ? " cases" : " incidents");
	if (r->tally->query->subject->losses && !hides(o, v[COUNT_CASES]) &&
	    !hides(o, v[COUNT_WITH_LOSS])) {
		str_addz(out, o->english ? ", loss " : "，损失");
		add_money(out, v[COUNT_LOSS], o->english);
		str_addz(out, o->english ? ", stopped " : "，止付");
		add_money(out, v[COUNT_STOPPED], o->english);
		if (change_share(v[COUNT_STOPPED], v[COUNT_LOSS], &rate)) {
			str_addz(out, o->english ? " (" : "（占");
			change_add_fixed(out, rate, 1, false);
			str_addz(out, o->english ? "%)" : "%）");
		}
	}
	str_addz(out, o->english ? ".\n" : "。\n");
}

void
fraud_headline(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, const int64_t *rises, bool hidden)
{
	const struct count_query *q = r->tally->query;
	bool md = o->format == TABLE_AS_MD;

	str_addz(out, md ? "# " : "");
	if (q->subject->losses)
		str_addz(out, o->english ? "Telecom and online fraud\n"
					 : "电信网络诈骗警情统计\n");
	else
		str_addz(out, o->english ? "Incidents\n" : "警情统计\n");
	str_addz(out, md ? "\n" : "");
	if (r->from == r->to) {
		str_addz(out, o->english ? "No incidents in the period.\n\n"
					 : "时段内没有警情。\n\n");
		return;
	}
	str_addz(out, o->english ? "Period: " : "统计时段：");
	count_add_moment(out, r->from, o->english);
	str_addz(out, o->english ? " to before " : "至");
	count_add_moment(out, r->to, o->english);
	str_addz(out, o->english ? "\n\n" : "（不含）\n\n");
	if (q->period != COUNT_NO_KEY && (!hidden || q->nby == 1))
		add_latest(out, o, r);
	if (o->rises)
		fraud_rise_words(out, o, r, rises);
	if (tally_at(&r->total, 0)[COUNT_CASES] == 0)
		str_addf(out, o->english ? "No %s in the period.\n"
					 : "时段内没有%s。\n",
		    o->english ? q->subject->english : q->subject->chinese);
	else if (!hidden)
		add_sum(out, o, r);
	if (!sv_ends(str_sv(out), SV("\n\n")))
		str_addc(out, '\n');
}

/* --- foot ---------------------------------------------------------------- */

/* Among all incidents only invalid calls and the categories not asked for are
 * left out by category. */
static const char *
fate_title(const struct count_tally *t, size_t fate, bool english)
{
	bool all = !t->query->subject->losses;

	if (all && fate == COUNT_OTHER_CATEGORY)
		return english ? "invalid calls" : "无效警情";
	if (all && fate == COUNT_OTHER_TYPE)
		return english ? "other categories" : "其他类别";
	return english ? fates[fate].english : fates[fate].chinese;
}

static void
add_fates(struct str *out, const struct count_tally *t, bool english)
{
	bool first = true;

	str_addf(out, english ? "- rows in %lld, counted %lld"
			      : "- 读入%lld条，计入%lld条",
	    (long long)count_rows_in(t), (long long)t->fates[COUNT_COUNTED]);
	for (size_t i = COUNT_BASE; i < COUNT_NFATES; i++) {
		if (t->fates[i] == 0)
			continue;
		str_addz(out, !first ? (english ? ", " : "，")
		    : english ? "; not counted: " : "；未计入：");
		first = false;
		str_addf(out, english ? "%s %lld" : "%s%lld条",
		    fate_title(t, i, english), (long long)t->fates[i]);
	}
	str_addc(out, '\n');
}

static void
add_time_words(struct str *out, bool english)
{
	str_addz(out, english
	    ? "- change: on the period before; on year: on the same period "
	      "last year; z = 2(√now − √before), worth a word from |z| ≥ 3 "
	      "where both are 5 or more\n"
	      "- run: complete periods in a row, each strictly below (above) "
	      "the one before; it describes and proves no effect\n"
	    : "- 环比与上一期比，同比与上年同期比；z=2(√本期−√上期)，两期均不少于5起且"
	      "|z|≥3才值得一提\n"
	      "- 连续升降只计完整时段，每期严格低（高）于上一期；属描述，不证明原因\n");
}

static void
add_data_words(struct str *out, const struct count_rows *r, bool english)
{
	const struct count_tally *t = r->tally;

	if (t->first > t->last)
		return;
	str_addz(out, english ? "- data: incidents reported from "
			      : "- 数据：警情报警时间自");
	count_add_moment(out, t->first, english);
	str_addz(out, english ? " to before " : "至");
	count_add_moment(out, t->last + 1, english);
	str_addz(out, english ? "; a period outside is incomplete unless "
				"--since or --until names it\n"
			      : "；超出部分的时段为未完，除非--since或--until指明\n");
}

static void
add_loss_words(struct str *out, bool english)
{
	str_addz(out, english
	    ? "- loss: sum of loss_fen; stopped rate = stopped ÷ loss; median "
	      "and largest of cases with a loss; no loss: loss_fen is 0\n"
	    : "- 损失为loss_fen之和；止付率=止付÷损失；中位、最大只计有损失的；"
	      "未遂指损失填为0\n");
}

static void
add_what(struct str *out, const struct count_query *q, bool english)
{
	if (q->subject->losses)
		str_addz(out, english
		    ? "- counted: incidents with category fraud.*, one case "
		      "each, by time of report (reported_at, +08:00)\n"
		    : "- 计数：类别为fraud.*的警情，一条一起，按报警时间"
		      "（reported_at，东八区）\n");
	else
		str_addf(out, english
		    ? "- counted: incidents%s, by time of report "
		      "(reported_at, +08:00); repeated and urging calls are "
		      "no new ones\n"
		    : "- 计数：警情%s，一条一起，按报警时间（reported_at，"
		      "东八区）；重复、催办等来电不另计\n",
		    q->invalid ? "" : english ? " but for invalid calls"
					      : "（不含无效警情）");
}

void
fraud_foot(struct str *out, const struct fraud_report *o,
    const struct count_rows *r, bool hidden)
{
	const struct count_tally *t = r->tally;
	bool english = o->english;

	str_addz(out, english ? "\nDefinitions\n" : "\n统计口径\n");
	str_addz(out, o->format == TABLE_AS_MD ? "\n" : "");
	add_what(out, t->query, english);
	if (t->query->type.len > 0)
		str_addf(out, english ? "- only %s\n" : "- 仅计类别%s\n",
		    t->query->type.p);
	if (!hidden)
		add_fates(out, t, english);
	add_data_words(out, r, english);
	if (t->query->subject->losses)
		add_loss_words(out, english);
	if (t->query->period != COUNT_NO_KEY)
		add_time_words(out, english);
	if (o->rises && t->query->period != COUNT_NO_KEY)
		str_addz(out, english
		    ? "- significant rise: more than chance gives after the "
		      "3 to 12 complete periods before (negative binomial), "
		      "p ≤ 0.05 after Benjamini-Hochberg over the groups of "
		      "the period\n"
		    : "- 显著上升：与此前3至12个完整时段相比（负二项分布），本期各组经"
		      "Benjamini-Hochberg校正后p≤0.05\n");
	if (r->left_groups > 0)
		str_addf(out, english ? "- not listed: %zu groups with %lld "
					"cases\n"
				      : "- 未列出：%zu组%lld起\n",
		    r->left_groups, (long long)r->left_cases);
	if (hidden)
		str_addz(out, english ? "- counts below 3 are shown as <3; sums, "
					"shares and counts of rows that tell "
					"of them are left out\n"
				      : "- 少于3起的以<3表示，可据以推算的合计、占比和条数从略\n");
}

/* --- for programs -------------------------------------------------------- */

static void
put_day(struct str *out, struct sv key, int64_t day)
{
	struct str s = {0};

	date_add(&s, day);
	json_put_text(out, key, str_sv(&s));
	str_free(&s);
}

static void
put_total(struct str *out, const struct count_rows *r)
{
	const int64_t *v = tally_at(&r->total, 0);
	struct tally_samples s;
	int64_t median;

	json_put_int(out, SV("cases"), v[COUNT_CASES]);
	if (!r->tally->query->subject->losses)
		return;
	json_put_int(out, SV("loss_fen"), v[COUNT_LOSS]);
	json_put_int(out, SV("stopped_fen"), v[COUNT_STOPPED]);
	tally_samples(&r->total, &s);
	if (tally_median(&s, 0, &median)) {
		json_put_int(out, SV("median_loss_fen"), median);
		json_put_int(out, SV("largest_loss_fen"), v[COUNT_LARGEST]);
	}
	tally_samples_free(&s);
}

void
fraud_definition(struct str *out, const struct count_rows *r, bool hidden)
{
	const struct count_tally *t = r->tally;
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	str_addf(out, ",\"kind\":\"%s-definition\"",
	    t->query->subject->command);
	json_put_text(out, SV("what"), sv_z(t->query->subject->losses
	    ? "incidents with category fraud.* and without link"
	    : t->query->invalid ? "incidents without link"
	    : "incidents without link, invalid calls left out"));
	json_put_text(out, SV("time"), SV("reported_at"));
	if (t->query->type.len > 0)
		json_put_text(out, SV("type"), str_sv(&t->query->type));
	if (r->from < r->to) {
		put_day(out, SV("from"), r->from);
		put_day(out, SV("to"), r->to);
		put_day(out, SV("data_from"), t->first);
		put_day(out, SV("data_to"), t->last + 1);
	}
	if (!hidden) {
		json_put_int(out, SV("rows"), count_rows_in(t));
		for (size_t i = 0; i < COUNT_NFATES; i++)
			json_put_int(out, sv_z(i == COUNT_OTHER_CATEGORY &&
			    !t->query->subject->losses ? "invalid"
			    : fates[i].key), t->fates[i]);
		put_total(out, r);
	}
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
fraud_note(struct str *out, const struct count_rows *r)
{
	const struct count_tally *t = r->tally;
	struct str counts = {0};

	if (r->from < r->to) {
		date_add(out, r->from);
		str_addz(out, " to before ");
		date_add(out, r->to);
		str_addz(out, " by reported_at: ");
	}
	add_fates(&counts, t, true);
	counts.p[counts.len - 1] = '\0';
	str_addz(out, counts.p + 2);
	str_free(&counts);
}
