/* SPDX-License-Identifier: MIT */
/* Disputes of the period, and what became of the cases of the ledger. */
#include "category.h"
#include "station_parts.h"

#include <stdlib.h>

#define LISTED 12       /* rows of a table of communities */

static void
say_disputes(struct station_page *p, int64_t n)
{
	const struct station_span *span = p->s->span;
	static const struct { const char *tier, *zh, *en; } tiers[] = {
		{"mediator", "专职调解员", "full-time mediators"},
		{"officer", "社区民警", "community officers"},
		{"joint", "大调解", "joint mediation"},
		{"case", "依法办案", "case handling"},
	};
	bool first = true;

	str_addf(&p->text, p->en ? "%s: %lld disputes" : "%s接报矛盾纠纷%lld起",
	    station_this(p), (long long)n);
	station_add_changes(p, &p->text, n,
	    station_sum(p->s, span->before, "dispute."),
	    station_sum(p->s, span->last_year, "dispute."), false);
	for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++) {
		int64_t k = station_get(&p->s->work->tiers,
		    sv_z(tiers[i].tier));

		if (k == 0)
			continue;
		if (first)
			str_addz(&p->text, p->en ? "; by proposed handling: " :
			    "；按建议去向：");
		else
			str_addz(&p->text, p->en ? ", " : "、");
		str_addf(&p->text, p->en ? "%s %lld" : "%s%lld起",
		    p->en ? tiers[i].en : tiers[i].zh, (long long)k);
		first = false;
	}
	str_addz(&p->text, p->en ? "." : "。");
	station_end_paragraph(p);
}

static void
put_rows(struct station_page *p, const char *key, const char *caption,
    enum incidents_name which, size_t most)
{
	size_t n, id, title, count, first;
	struct station_row *rows = station_rows(p->s, which, "dispute.", &n);
	struct table *t = report_table(p->r, sv_z(key), sv_z(caption));
	bool kinds = which == INCIDENTS_CATEGORY;

	id = table_column(t, kinds ? "category" : "community", "id",
	    TABLE_TEXT, TABLE_DATA);
	title = table_column(t, "title", kinds ? (p->en ? "kind" : "类别") :
	    p->en ? "community" : "社区(村)", TABLE_TEXT, TABLE_PEOPLE);
	count = table_column(t, "count", p->en ? "count" : "起数",
	    TABLE_COUNT, TABLE_ALL);
	first = station_change_columns(p, t);
	for (size_t i = 0; i < n && i < most; i++) {
		struct sv text = incidents_text(&p->s->work->incidents,
		    which, rows[i].name);

		table_row(t);
		table_text(t, id, text);
		table_text(t, title, text.len == 0 ?
		    (p->en ? SV("not told") : SV("未填写")) :
		    kinds ? category_title(text, p->en) : text);
		table_set(t, count, rows[i].now);
		station_change_set(p, t, first, rows[i].now, rows[i].before,
		    rows[i].last_year);
	}
	free(rows);
	if (n > most) {
		str_addf(&p->text, p->en ? "%zu more rows are not listed." :
		    "另有%zu行未列出。", n - most);
		report_note(p->r, str_sv(&p->text));
		str_clear(&p->text);
	}
}

void
station_disputes(struct station_page *p)
{
	int64_t n = station_sum(p->s, p->s->span->now, "dispute.");

	say_disputes(p, n);
	if (n == 0)
		return;
	put_rows(p, "disputes", p->en ? "Disputes by kind" : "纠纷类别",
	    INCIDENTS_CATEGORY, SIZE_MAX);
	put_rows(p, "dispute_communities", p->en ?
	    "Disputes by community" : "纠纷分布", INCIDENTS_COMMUNITY,
	    LISTED);
}

/* --- the ledger ------------------------------------------------------------ */

static int64_t
sum_of(const struct dispute_rows *rows, enum dispute_sum which)
{
	return tally_count(&rows->total) > 0 ?
	    tally_at(&rows->total, 0)[which] : 0;
}

static void
put_case_figures(struct station_page *p, const struct dispute_rows *rows)
{
	static const struct {
		enum dispute_sum sum;
		const char *key, *zh, *en;
	} figures[] = {
		{DISPUTE_OPENED, "opened", "新立纠纷", "Opened"},
		{DISPUTE_CLOSED, "closed", "办结", "Closed"},
		{DISPUTE_SETTLED, "settled", "化解", "Settled"},
		{DISPUTE_AGREED, "agreed", "达成协议", "With an agreement"},
		{DISPUTE_OVERDUE, "overdue", "逾期", "Due dates missed"},
		{DISPUTE_UNVISITED, "unvisited", "回访逾期", "Visits missed"},
		{DISPUTE_PASSED_UP, "passed_up", "上交", "Passed up"},
		{DISPUTE_RETURNED, "returned", "反复", "Came back"},
		{DISPUTE_CRIMINAL, "criminal", "民转刑", "Turned criminal"},
	};
	const char *unit = p->en ? "" : "起";

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		station_figure(p, figures[i].key,
		    p->en ? figures[i].en : figures[i].zh, TABLE_COUNT,
		    sum_of(rows, figures[i].sum), unit, SV(""));
	station_figure(p, "open", p->en ? "Open now" : "现有未结",
	    TABLE_COUNT, p->s->cases->open, unit, SV(""));
	station_figure(p, "late", p->en ? "of these, overdue" : "其中超期",
	    TABLE_COUNT, p->s->cases->late, unit, SV(""));
}

void
station_cases(struct station_page *p)
{
	struct dispute_rows rows;

	dispute_rows_make(&rows, p->s->cases);
	str_addf(&p->text, p->en ? "%s: %lld disputes settled, %lld passed "
	    "up, %lld turned criminal." :
	    "%s化解纠纷%lld起，上交%lld起，民转刑%lld起。", station_this(p),
	    (long long)sum_of(&rows, DISPUTE_SETTLED),
	    (long long)sum_of(&rows, DISPUTE_PASSED_UP),
	    (long long)sum_of(&rows, DISPUTE_CRIMINAL));
	station_end_paragraph(p);
	put_case_figures(p, &rows);
	report_note(p->r, p->en ?
	    SV("Counted from the ledger, each event at its day; open and "
	       "overdue as of the end of the period or today.") :
	    SV("据台账，各事项按发生日期计；未结与超期以统计期末或当日为准。"));
	dispute_rows_free(&rows);
}
