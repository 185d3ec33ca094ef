/* SPDX-License-Identifier: MIT */
/* Where and when: places, hours, what is unusual, what was serious. */
#include "category.h"
#include "hotspot.h"
#include "station_parts.h"
#include "unusual.h"

#include <stdlib.h>

#define PLACES 10
#define HOT_PERCENT 5
#define SHOWN_TEXT 100  /* characters of a narrative */
#define SHOWN_SENTENCES 3
#define LEVEL 0.05

void
station_places(struct station_page *p)
{
	const struct station_span *span = p->s->span;
	const struct incidents *all = &p->s->work->incidents;
	struct hotspots h;
	struct table *t;
	size_t place, kind, count;
	int64_t share;

	hotspot_find(&h, all, span->now.from, span->now.to, span->now.to - 1,
	    HOT_PERCENT);
	if (h.located > 0 && change_share(h.in_top, h.located, &share)) {
		str_addf(&p->text, p->en ? "%lld incidents at %zu places; the "
		    "top %d%% of places hold " :
		    "写明地点的警情%lld起，涉及%zu处；前%d%%的地点占",
		    (long long)h.located, h.nplaces, HOT_PERCENT);
		change_add_fixed(&p->text, share, 1, false);
		str_addf(&p->text, p->en ? "%% of them; %zu addresses "
		    "reported more than once." :
		    "%%；同一地址多次报警%zu处。", h.ndoors);
		station_end_paragraph(p);
	}
	t = report_table(p->r, SV("places"),
	    p->en ? SV("Places with the most incidents") : SV("多发地点"));
	place = table_column(t, "place", p->en ? "place" : "地点", TABLE_TEXT,
	    TABLE_ALL);
	count = table_column(t, "count", p->en ? "count" : "起数",
	    TABLE_COUNT, TABLE_ALL);
	kind = table_column(t, "mostly", p->en ? "mostly" : "主要类别",
	    TABLE_TEXT, TABLE_ALL);
	for (size_t i = 0; i < h.nplaces && i < PLACES; i++) {
		table_row(t);
		table_text(t, place, spot_name(incidents_text(all,
		    INCIDENTS_PLACE, h.places[i].name)));
		table_set(t, count, h.places[i].count);
		table_text(t, kind, category_title(incidents_text(all,
		    INCIDENTS_CATEGORY, h.places[i].category), p->en));
	}
	hotspot_free(&h);
}

/* The three hours in a row with the most. */
static void
say_peak(struct station_page *p, const int64_t hours[24])
{
	int64_t most = 0, sum;
	int at = 0;

	for (int i = 0; i < 24; i++) {
		sum = hours[i] + hours[(i + 1) % 24] + hours[(i + 2) % 24];
		if (sum > most) {
			most = sum;
			at = i;
		}
	}
	if (most == 0)
		return;
	str_addf(&p->text, p->en ? "Most incidents from %d to %d o'clock: "
	    "%lld." : "高发时段为%d时至%d时，%lld起。", at, (at + 3) % 24,
	    (long long)most);
}

void
station_hours(struct station_page *p)
{
	static const char *const zh[] = {"周一", "周二", "周三", "周四", "周五",
	    "周六", "周日"};
	static const char *const en[] = {"Mon", "Tue", "Wed", "Thu", "Fri",
	    "Sat", "Sun"};
	int64_t cells[7 * 24] = {0}, hours[24] = {0};
	struct sv labels[24], days[7];
	struct str name = {0};
	struct report_chart c = {.kind = REPORT_HEAT, .labels = labels,
	    .rows = days, .values = cells, .n = 24, .nrows = 7,
	    .unit = p->en ? SV("incidents") : SV("起")};
	size_t n;
	const struct incidents_fact *f = incidents_days(
	    &p->s->work->incidents, p->s->span->now.from, p->s->span->now.to,
	    &n);

	for (size_t i = 0; i < n; i++) {
		if (f[i].hour < 0)
			continue;
		cells[(date_weekday(f[i].day) - 1) * 24 + f[i].hour] +=
		    f[i].count;
		hours[f[i].hour] += f[i].count;
	}
	for (int i = 0; i < 24; i++) {
		str_clear(&name);
		str_addf(&name, p->en ? "%d" : "%d时", i);
		labels[i] = report_keep(p->r, str_sv(&name));
	}
	for (int i = 0; i < 7; i++)
		days[i] = sv_z(p->en ? en[i] : zh[i]);
	say_peak(p, hours);
	c.title = p->en ? SV("Hours and weekdays") : SV("时段与星期");
	c.said = str_sv(&p->text);
	report_chart(p->r, &c);
	str_clear(&p->text);
	str_free(&name);
}

/* --- unusual --------------------------------------------------------------- */

/* The counts of one day that are higher than chance allows. */
static size_t
add_unusual(struct station_page *p, int64_t day, double level,
    bool *tested)
{
	const struct unusual_options o = {.weeks = STATION_WEEKS,
	    .level = level, .correction = UNUSUAL_HOLM};
	struct unusual u;
	size_t said = 0;

	unusual_find(&u, &p->s->work->incidents, day, &o);
	*tested = *tested || u.tested;
	for (size_t i = 0; i < u.ncells; i++) {
		const struct unusual_cell *c = &u.cells[i];

		if (!c->high)
			continue;
		str_clear(&p->text);
		date_add(&p->text, day);
		str_addz(&p->text, p->en ? " " : "，");
		unusual_title(&p->text, &p->s->work->incidents, c, p->en);
		str_addf(&p->text, p->en ? ": %lld, usually %.1f (corrected "
		    "p=" : "%lld起，通常%.1f起（校正后p=",
		    (long long)c->count, c->expected);
		unusual_add_p(&p->text, c->adjusted);
		str_addz(&p->text, p->en ? ")." : "）。");
		report_item(p->r, str_sv(&p->text));
		said++;
	}
	unusual_free(&u);
	str_clear(&p->text);
	return said;
}

/* The level holds for the whole period: it is divided by its days. */
void
station_unusual(struct station_page *p)
{
	struct period now = p->s->span->now;
	double level = LEVEL / (double)(now.to - now.from);
	bool tested = false;
	size_t said = 0;

	for (int64_t day = now.from; day < now.to; day++)
		said += add_unusual(p, day, level, &tested);
	if (said == 0)
		report_paragraph(p->r, !tested ? (p->en ?
		    SV("Not tested: too few weeks of data before it.") :
		    SV("此前数据不足，未作检验。")) : p->en ?
		    SV("No day had a count higher than chance explains.") :
		    SV("各日均未见超出偶然波动的升高。"));
	report_note(p->r, p->en ?
	    SV("Each day against the same weekday of the eight weeks before; "
	       "the chance of any false alarm in the period is at most 5%.") :
	    SV("每日与此前八周的同一星期日比较；整个统计期内误报的可能性不超过5%。"));
}

/* --- serious --------------------------------------------------------------- */

void
station_serious(struct station_page *p)
{
	const struct station_work *w = p->s->work;
	for (size_t i = 0; i < w->nserious; i++) {
		const struct station_incident *one = &w->serious[i];

		str_clear(&p->text);
		str_add(&p->text, one->at.p, one->at.len < 10 ? one->at.len :
		    10);
		if (one->at.len >= 16) {
			str_addc(&p->text, ' ');
			str_add(&p->text, one->at.p + 11, 5);
		}
		str_addz(&p->text, p->en ? " " : "，");
		str_addsv(&p->text, one->community);
		str_addz(&p->text, one->community.len > 0 && !p->en ? "，" :
		    one->community.len > 0 ? ", " : "");
		str_addsv(&p->text, category_title(one->category, p->en));
		str_addz(&p->text, p->en ? ": " : "：");
		if (!publish_shorten(&p->text, one->narrative, SHOWN_TEXT,
		    SHOWN_SENTENCES))
			str_addz(&p->text, p->en ? "(no narrative)" :
			    "（无简要案情）");
		report_item(p->r, str_sv(&p->text));
	}
	str_clear(&p->text);
	if (w->high > (int64_t)w->nserious) {
		str_addf(&p->text, p->en ? "Of %lld incidents of high risk the "
		    "%zu with the most risk factors." :
		    "高风险警情共%lld起，列出风险因素最多的%zu起。",
		    (long long)w->high, w->nserious);
		report_note(p->r, str_sv(&p->text));
		str_clear(&p->text);
	}
}
