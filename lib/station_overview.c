/* SPDX-License-Identifier: MIT */
/* How many incidents there were, of what kinds. */
#include "category.h"
#include "station_parts.h"

#include <stdlib.h>

struct family {
	const char *prefix, *key, *chinese, *english;
};

static const struct family families[] = {
	{"dispute.", "disputes", "矛盾纠纷", "Disputes"},
	{"fraud.", "fraud", "电信网络诈骗", "Fraud"},
	{"crime.", "crime", "违法犯罪", "Offences"},
	{"safety.", "safety", "公共安全", "Public safety"},
	{"help.", "help", "群众求助", "Requests for help"},
};
#define NFAMILIES (sizeof(families) / sizeof(families[0]))
#define CHART_BARS 10

static void
add_day_mean(struct station_page *p, int64_t count)
{
	int64_t days = p->s->span->now.to - p->s->span->now.from;

	if (days < 2)
		return;
	str_addz(&p->text, p->en ? ", " : "，日均");
	change_add_fixed(&p->text, (count * 10 + days / 2) / days, 1, false);
	str_addz(&p->text, p->en ? " a day" : "起");
}

static void
say_total(struct station_page *p)
{
	const struct station_span *span = p->s->span;

	if (p->total == 0) {
		str_addf(&p->text, p->en ? "%s: no incident was reported." :
		    "%s未接报警情。", station_this(p));
		station_end_paragraph(p);
		return;
	}
	str_addf(&p->text, p->en ? "%s: %lld incidents" : "%s共接报警情%lld起",
	    station_this(p), (long long)p->total);
	add_day_mean(p, p->total);
	str_addz(&p->text, p->en ? "" : "，");
	station_add_changes(p, &p->text, p->total,
	    station_sum(p->s, span->before, NULL),
	    station_sum(p->s, span->last_year, NULL), !p->en);
	if (!p->en && p->text.len >= 3 &&
	    sv_ends(str_sv(&p->text), SV("，")))
		p->text.len -= strlen("，");
	str_addz(&p->text, p->en ? "." : "。");
	station_end_paragraph(p);
}

static void
say_families(struct station_page *p)
{
	int64_t share, rest = p->total;
	bool first = true;

	for (size_t i = 0; i < NFAMILIES; i++) {
		int64_t n = station_sum(p->s, p->s->span->now,
		    families[i].prefix);

		rest -= n;
		if (n == 0 || !change_share(n, p->total, &share))
			continue;
		str_addz(&p->text, first ? (p->en ? "Of these: " : "其中：") :
		    p->en ? ", " : "，");
		str_addf(&p->text, p->en ? "%s %lld (" : "%s%lld起（占",
		    p->en ? families[i].english : families[i].chinese,
		    (long long)n);
		change_add_fixed(&p->text, share, 1, false);
		str_addz(&p->text, p->en ? "%)" : "%）");
		first = false;
	}
	if (rest > 0 && !first)
		str_addf(&p->text, p->en ? ", other %lld" : "，其他%lld起",
		    (long long)rest);
	if (!first)
		str_addz(&p->text, p->en ? "." : "。");
	station_end_paragraph(p);
}

static void
put_figures(struct station_page *p)
{
	const struct station_span *span = p->s->span;
	struct str change = {0};

	station_add_changes(p, &change, p->total,
	    station_sum(p->s, span->before, NULL),
	    station_sum(p->s, span->last_year, NULL), true);
	station_figure(p, "incidents", p->en ? "Incidents" : "接报警情",
	    TABLE_COUNT, p->total, p->en ? "" : "起", str_sv(&change));
	for (size_t i = 0; i < NFAMILIES; i++) {
		int64_t n = station_sum(p->s, span->now, families[i].prefix);

		str_clear(&change);
		station_add_changes(p, &change, n,
		    station_sum(p->s, span->before, families[i].prefix),
		    station_sum(p->s, span->last_year, families[i].prefix),
		    true);
		station_figure(p, families[i].key, p->en ?
		    families[i].english : families[i].chinese, TABLE_COUNT,
		    n, p->en ? "" : "起", str_sv(&change));
	}
	station_figure(p, "high_risk", p->en ? "High risk" : "高风险警情",
	    TABLE_COUNT, p->s->work->high, p->en ? "" : "起", SV(""));
	str_free(&change);
}

void
station_overview(struct station_page *p)
{
	say_total(p);
	say_families(p);
	put_figures(p);
}

/* --- kinds ----------------------------------------------------------------- */

static struct sv
title_of(const struct station_page *p, uint32_t name)
{
	struct sv text = incidents_text(&p->s->work->incidents,
	    INCIDENTS_CATEGORY, name);

	if (text.len == 0)
		return p->en ? SV("not classified") : SV("未分类");
	return category_title(text, p->en);
}

static void
put_table(struct station_page *p, const struct station_row *rows, size_t n)
{
	struct table *t = report_table(p->r, SV("types"),
	    p->en ? SV("Incidents by kind") : SV("各类警情"));
	size_t id = table_column(t, "category", "category", TABLE_TEXT,
	    TABLE_DATA);
	size_t title = table_column(t, "title", p->en ? "kind" : "类别",
	    TABLE_TEXT, TABLE_PEOPLE);
	size_t count = table_column(t, "count", p->en ? "count" : "起数",
	    TABLE_COUNT, TABLE_ALL);
	size_t share = table_column(t, "share", p->en ? "share" : "占比",
	    TABLE_PERCENT, TABLE_ALL);
	size_t first = station_change_columns(p, t);
	int64_t part;

	for (size_t i = 0; i < n; i++) {
		table_row(t);
		table_text(t, id, incidents_text(&p->s->work->incidents,
		    INCIDENTS_CATEGORY, rows[i].name));
		table_text(t, title, title_of(p, rows[i].name));
		table_set(t, count, rows[i].now);
		if (change_share(rows[i].now, p->total, &part))
			table_set(t, share, part);
		station_change_set(p, t, first, rows[i].now, rows[i].before,
		    rows[i].last_year);
	}
}

static void
put_chart(struct station_page *p, const struct station_row *rows, size_t n)
{
	struct sv labels[CHART_BARS];
	int64_t values[CHART_BARS];
	struct report_chart c = {.kind = REPORT_BARS, .labels = labels,
	    .values = values, .unit = p->en ? SV("incidents") : SV("起")};

	for (size_t i = 0; i < n && i < CHART_BARS && rows[i].now > 0; i++) {
		labels[c.n] = title_of(p, rows[i].name);
		values[c.n++] = rows[i].now;
	}
	if (c.n == 0)
		return;
	c.title = p->en ? SV("The most frequent kinds") :
	    SV("起数居前的类别");
	str_addf(&p->text, p->en ? "Most frequent: %.*s with %lld." :
	    "居首位的是%.*s，%lld起。", (int)labels[0].len, labels[0].p,
	    (long long)values[0]);
	c.said = str_sv(&p->text);
	report_chart(p->r, &c);
	str_clear(&p->text);
}

/* Kinds whose change is more than chance, said in words. */
static void
say_changes(struct station_page *p, const struct station_row *rows, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct change c = station_change(p, rows[i].now,
		    rows[i].before, false);
		struct sv title = title_of(p, rows[i].name);

		if (!change_notable(&c))
			continue;
		str_addf(&p->text, p->en ? "%s%.*s %lld (" : "%s%.*s%lld起（",
		    any ? (p->en ? "; " : "；") : p->en ?
		    "Notable changes: " : "变化明显的类别：", (int)title.len,
		    title.p, (long long)rows[i].now);
		str_addz(&p->text, p->en ? "" : "环比");
		change_words(&p->text, &c, false, p->en);
		str_addz(&p->text, p->en ? ")" : "）");
		any = true;
	}
	if (any)
		str_addz(&p->text, p->en ? "." : "。");
	station_end_paragraph(p);
}

void
station_types(struct station_page *p)
{
	size_t n;
	struct station_row *rows = station_rows(p->s, INCIDENTS_CATEGORY,
	    NULL, &n);

	say_changes(p, rows, n);
	put_table(p, rows, n);
	put_chart(p, rows, n);
	free(rows);
}
