/* SPDX-License-Identifier: MIT */
#include "station_parts.h"

static const struct {
	const char *zh, *en;
	void (*write)(struct station_page *p);  /* NULL: advice */
} parts[STATION_NPARTS] = {
	[STATION_OVERVIEW] = {"警情概况", "Overview", station_overview},
	[STATION_TYPES] = {"分类分析", "Kinds of incidents", station_types},
	[STATION_DISPUTES] = {"矛盾纠纷", "Disputes", station_disputes},
	[STATION_CASES] = {"纠纷办理", "What became of disputes",
	    station_cases},
	[STATION_FRAUD] = {"电信网络诈骗", "Fraud", station_fraud},
	[STATION_PATROLS] = {"义警巡逻", "Volunteer patrols",
	    station_patrols},
	[STATION_PLACES] = {"多发地点", "Places", station_places},
	[STATION_HOURS] = {"时段分布", "Hours", station_hours},
	[STATION_UNUSUAL] = {"异常情况", "What stands out", station_unusual},
	[STATION_SERIOUS] = {"重要警情", "Serious incidents",
	    station_serious},
	[STATION_QUALITY] = {"数据质量", "Quality of the data",
	    station_quality},
	[STATION_ADVICE] = {"工作建议", "Advice", NULL},
};

bool
station_has(const struct station *s, enum station_part part)
{
	const struct station_work *w = s->work;

	switch (part) {
	case STATION_CASES:
		return s->cases != NULL;
	case STATION_PATROLS:
		return w->patrols.counted + w->patrols.outside > 0;
	case STATION_SERIOUS:
		return w->nserious > 0;
	case STATION_QUALITY:
		return w->doubts.count > 0 || s->rejects >= 0;
	case STATION_TYPES:
	case STATION_PLACES:
	case STATION_HOURS:
		return station_sum(s, s->span->now, NULL) > 0;
	default:
		return true;
	}
}

bool
station_is_empty(const struct station *s)
{
	return station_sum(s, s->span->now, NULL) == 0;
}

/* 周报, 月报; the plan's title says where. */
static void
set_title(struct station_page *p)
{
	static const char *const kinds[][2] = {
		[PERIOD_DAY] = {"日报", "daily"},
		[PERIOD_WEEK] = {"周报", "weekly"},
		[PERIOD_MONTH] = {"月报", "monthly"},
		[PERIOD_QUARTER] = {"季报", "quarterly"},
		[PERIOD_YEAR] = {"年报", "yearly"},
	};
	const struct station_plan *plan = p->s->plan;
	struct sv title = p->en && plan->title_en.len > 0 ?
	    plan->title_en : plan->title;
	size_t at = sv_find(title, SV("{period}"));

	str_clear(&p->text);
	if (at == SIZE_MAX) {
		str_addsv(&p->text, title);
	} else {
		str_add(&p->text, title.p, at);
		str_addz(&p->text, kinds[p->s->span->now.unit][p->en]);
		str_addsv(&p->text, sv_from(title, at + strlen("{period}")));
	}
	p->r->title = report_keep(p->r, str_sv(&p->text));
	str_clear(&p->text);
}

/* Half-open, in words. */
static void
set_span(struct station_page *p)
{
	struct period now = p->s->span->now;

	period_title(&p->text, now, p->en);
	str_addz(&p->text, p->en ? " (" : "（");
	date_add(&p->text, now.from);
	str_addz(&p->text, p->en ? " 00:00 to " : " 0时至 ");
	date_add(&p->text, now.to);
	str_addz(&p->text, p->en ? " 00:00)" : " 0时）");
	p->r->span = report_keep(p->r, str_sv(&p->text));
	str_clear(&p->text);
}

static void
write_part(struct station_page *p, enum station_part part)
{
	struct sv heading = p->s->plan->headings[part];

	if (!station_has(p->s, part))
		return;
	if (heading.len == 0)
		heading = sv_z(p->en ? parts[part].en : parts[part].zh);
	report_section(p->r, sv_z(station_part_name(part)), heading);
	if (parts[part].write != NULL)
		parts[part].write(p);
	else
		report_blank(p->r, p->en ? SV("(to be filled in)") :
		    SV("（待填写）"), p->s->plan->advice_lines);
}

void
station_write(struct station *s, struct report *r)
{
	struct station_page page = {.s = s, .r = r, .en = s->english};
	const struct station_plan *plan = s->plan;
	const struct texts *signs = s->english && plan->signs_en.count > 0 ?
	    &plan->signs_en : &plan->signs;

	incidents_settle(&s->work->incidents);
	patrol_settle(&s->work->patrols);
	page.total = station_sum(s, s->span->now, NULL);
	r->english = s->english;
	set_title(&page);
	r->unit = report_keep(r, plan->unit);
	r->issue = report_keep(r, plan->issue);
	set_span(&page);
	for (size_t i = 0; i < plan->nparts; i++)
		write_part(&page, plan->parts[i]);
	for (size_t i = 0; i < signs->count; i++)
		report_sign(r, signs->items[i]);
	station_foot(&page);
	str_free(&page.text);
}
