/* SPDX-License-Identifier: MIT */
/* The sentences of dispute-stats: every figure says what it counts. */
#include "dispute_report.h"

#include "change.h"
#include "jsonout.h"

static void
add_moment(struct str *out, int64_t day)
{
	date_title(out, day, false);
	str_addz(out, "0时");
}

void
dispute_add_range(struct str *out, int64_t from, int64_t to, bool english)
{
	if (english) {
		str_addz(out, "[");
		date_add(out, from);
		str_addz(out, ", ");
		date_add(out, to);
		str_addz(out, ")");
		return;
	}
	add_moment(out, from);
	str_addz(out, "至");
	add_moment(out, to);
}

static void
add_share(struct str *out, int64_t part, int64_t whole, bool english)
{
	int64_t tenths;

	if (!change_share(part, whole, &tenths))
		return;
	str_addz(out, english ? ", " : "，占");
	change_add_fixed(out, tenths, 1, false);
	str_addz(out, "%");
}

/* 2024年3月1日0时至9月1日0时：新增纠纷…起，化解纠纷…起，上交…起，民转刑…起 */
void
dispute_headline(struct str *out, const struct dispute_report *o,
    const struct dispute_rows *r, bool hidden)
{
	const int64_t *v = tally_at(&r->total, 0);
	const struct dispute_tally *t = r->tally;
	bool en = o->english;

	if (r->from == r->to) {
		str_addz(out, en ? "The ledger tells of no case in that "
		    "time.\n\n" : "所查期间台账中没有案件。\n\n");
		return;
	}
	dispute_add_range(out, r->from, r->to, en);
	if (hidden) {
		str_addz(out, en ? ": totals are left out, for small counts "
		    "are hidden.\n\n" : "：含有隐去的小数，合计从略。\n\n");
		return;
	}
	str_addf(out, en ? ": %lld disputes opened, %lld settled"
	    : "：新增纠纷%lld起，化解纠纷%lld起",
	    (long long)v[DISPUTE_OPENED], (long long)v[DISPUTE_SETTLED]);
	str_addf(out, en ? " (of %lld closed" : "（办结%lld起",
	    (long long)v[DISPUTE_CLOSED]);
	add_share(out, v[DISPUTE_SETTLED], v[DISPUTE_CLOSED], en);
	str_addf(out, en ? "), %lld passed up, %lld turned criminal.\n"
	    : "），上交%lld起，民转刑%lld起。\n",
	    (long long)v[DISPUTE_PASSED_UP], (long long)v[DISPUTE_CRIMINAL]);
	str_addf(out, en ? "Open now: %lld, of these past their date: %lld.\n"
	    "\n" : "现有在办%lld起，其中已过期限%lld起。\n\n",
	    (long long)t->open, (long long)t->late);
}

static const char definition[] =
    "口径：案件以最初报警日计入“新增”；“办结”以结案日计，结案后又重启或转为刑事案件"
    "的不计；“化解”为办结且结果为化解的，化解率为化解与同期办结之比；“达成协议”为办结"
    "且登记有协议的，协议率为其与办结之比；天数自最初报警日至结案日，“九成天数”为九成"
    "办结案件不超过的天数；“逾期”为到期未办的期限数，计入期限次日；“提级”为移交更高"
    "层级的次数；“上交”为移交联合调解或上交上级的案件数，每案计一次；“反复”为结案后"
    "同一纠纷再次报警和重启的次数；“民转刑”为登记转为刑事案件的案件数。案件按其现在的"
    "类别、层级、承办人归类。当日未过完，不计入。\n";

static const char definition_english[] =
    "Counted: cases by the day of the first report (opened); closings by their "
    "day, those not that were reopened or turned criminal since (closed); "
    "settled: closed with that result, its rate of the closed ones of the same "
    "time; agreed: closed with an agreement on record; days from first report "
    "to closing, p90: nine in ten took no longer; overdue: dates gone by "
    "unmet, on the day after; handed up: times; passed up: cases handed to "
    "the joint tier or to a higher authority, each once; returned: reports of "
    "the same dispute after closing, and reopenings; turned criminal: cases "
    "reported as such. A case stands under its present category, tier and "
    "assignee. Today is not over and does not count.\n";

void
dispute_foot(struct str *out, const struct dispute_report *o,
    const struct dispute_rows *r)
{
	const struct dispute_tally *t = r->tally;

	str_addz(out, "\n");
	str_addz(out, o->english ? definition_english : definition);
	str_addf(out, o->english ? "In the ledger: %lld cases"
	    : "台账共有案件%lld起", (long long)t->cases);
	if (t->later > 0)
		str_addf(out, o->english ? "; of today or later, not counted: "
		    "%lld entries" : "；当日及以后未计入的记载%lld条",
		    (long long)t->later);
	str_addz(out, o->english ? ".\n" : "。\n");
	if (o->small_cells)
		str_addf(out, o->english ? "Counts below %d are hidden.\n"
		    : "不足%d起的不公布具体数。\n", DISPUTE_SMALL);
}

static void
put_day(struct str *out, struct sv key, int64_t day)
{
	struct str s = {0};

	date_add(&s, day);
	json_put_text(out, key, str_sv(&s));
	str_free(&s);
}

/* The last object of JSON Lines. */
void
dispute_summary(struct str *out, const struct dispute_rows *r, bool hidden)
{
	static const char *const names[DISPUTE_NSUMS] = {"opened", "closed",
	    "settled", "agreed", "overdue", "unvisited", "handed_up",
	    "passed_up", "returned", "turned_criminal"};
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("dispute-summary"));
	if (r->from < r->to) {
		put_day(out, SV("from"), r->from);
		put_day(out, SV("to"), r->to);
	}
	for (unsigned i = 0; i < DISPUTE_NSUMS && !hidden; i++)
		json_put_int(out, sv_z(names[i]), tally_at(&r->total, 0)[i]);
	json_put_int(out, SV("cases_in_ledger"), r->tally->cases);
	if (!hidden) {
		json_put_int(out, SV("open_now"), r->tally->open);
		json_put_int(out, SV("late_now"), r->tally->late);
	}
	json_put_text(out, SV("definition"), (struct sv){definition_english,
	    sizeof(definition_english) - 2});
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
dispute_note(struct str *out, const struct dispute_rows *r)
{
	str_addz(out, "period ");
	dispute_add_range(out, r->from, r->to, true);
	str_addf(out, ", %lld cases in the ledger; what each column counts is "
	    "told in dispute-stats(1)", (long long)r->tally->cases);
}
