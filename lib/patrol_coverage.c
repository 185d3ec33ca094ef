/* SPDX-License-Identifier: MIT */
/* Patrols beside incidents, as tables and grids. */
#include "patrol_report.h"

#include "change.h"
#include "patrol_figures.h"
#include "unusual.h"

#include <stdlib.h>

#define LISTED 15       /* places for people */
#define NAMED 5         /* places and hours named in a sentence */
#define BANDS (7 * 4)   /* weekday × quarter of the day */

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

static bool
for_people(const struct patrol_report *o)
{
	return o->format == TABLE_AS_TEXT || o->format == TABLE_AS_MD;
}

/* --- incidents beside hours, the same columns for places and hours -------- */

enum { C_NAME, C_HOUR, C_SHOWN, C_INCIDENTS, C_INCIDENT_SHARE, C_PATROLS,
	C_HOURS, C_HOUR_SHARE, C_GAP, C_NOTE };

static void
pair_columns(struct table *t, const struct patrol_report *o, const char *key,
    const char *chinese, const char *english, bool clock)
{
	column(t, o, key, "", "", clock ? TABLE_COUNT : TABLE_TEXT,
	    TABLE_DATA);
	column(t, o, "hour", "", "", TABLE_COUNT, clock ? TABLE_DATA : 0);
	column(t, o, "shown", chinese, english, TABLE_TEXT, TABLE_PEOPLE);
	column(t, o, "incidents", "警情", "incidents", TABLE_COUNT, TABLE_ALL);
	column(t, o, "incident_share", "占比", "share", TABLE_PERCENT,
	    TABLE_ALL);
	column(t, o, "patrols", "巡逻次数", "patrols", TABLE_COUNT,
	    clock ? 0 : TABLE_ALL);
	column(t, o, "hours", "巡逻小时", "hours", TABLE_TENTHS, TABLE_ALL);
	column(t, o, "hour_share", "占比", "share", TABLE_PERCENT, TABLE_ALL);
	column(t, o, "gap", "差(百分点)", "gap (points)", TABLE_TENTHS,
	    TABLE_ALL);
	column(t, o, "unwalked", "", "", TABLE_FLAG, TABLE_ALL);
}

static void
set_pair(struct table *t, const struct patrol_report *o, int64_t incidents,
    int64_t minutes)
{
	const struct coverage *c = o->coverage;
	bool unwalked = incidents > 0 && minutes == 0;
	int64_t tenths;

	table_set(t, C_INCIDENTS, incidents);
	if (change_share(incidents, c->incidents, &tenths))
		table_set(t, C_INCIDENT_SHARE, tenths);
	table_set(t, C_HOURS, patrol_hour_tenths(minutes));
	if (change_share(minutes, c->minutes, &tenths))
		table_set(t, C_HOUR_SHARE, tenths);
	if (coverage_gap(incidents, c->incidents, minutes, c->minutes,
	    &tenths))
		table_set(t, C_GAP, tenths);
	table_set(t, C_NOTE, unwalked);
	table_shown(t, C_NOTE, !unwalked ? SV("")
	    : o->english ? SV("nobody walks") : SV("无巡逻"));
}

int
patrol_put_places(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	const struct coverage *c = o->coverage;
	struct table t = {0};
	size_t rows = 0;

	if (c == NULL)
		return 0;
	pair_columns(&t, o, "place", "地点", "place", false);
	for (size_t i = 0; i < c->nplaces; i++) {
		const struct coverage_place *p = &c->places[i];

		/* An area of other times; and on paper not every corner. */
		if (p->incidents == 0 && p->patrols == 0)
			continue;
		if (for_people(o) && rows >= LISTED && p->patrols == 0)
			continue;
		rows++;
		table_row(&t);
		table_text(&t, C_NAME, p->name);
		table_text(&t, C_SHOWN, p->name);
		set_pair(&t, o, p->incidents, p->minutes);
		table_set(&t, C_PATROLS, p->patrols);
	}
	return patrol_put_table(o, &t, "patrol-place", out, f);
}

/* --- hour × weekday ------------------------------------------------------ */

struct band {
	size_t at;
	int64_t incidents, minutes, gap;
};

static int
compare_bands(const void *a, const void *b)
{
	const struct band *x = a, *y = b;

	if (x->gap != y->gap)
		return x->gap > y->gap ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void
band_title(struct str *out, const struct band *b, bool english)
{
	count_add_number(out, COUNT_WEEKDAY, (int64_t)(b->at / 4) + 1,
	    english);
	str_addf(out, english ? " %zu to %zu h" : "%zu-%zu时", b->at % 4 * 6,
	    b->at % 4 * 6 + 6);
}

/* The quarters of days in which the share of incidents is most above that of
 * patrol hours; none where there are too few incidents. */
static size_t
widest(const struct coverage *c, struct band *bands)
{
	size_t n = 0;

	for (size_t i = 0; i < BANDS; i++) {
		struct band b = {.at = i};

		for (size_t h = i * 6; h < i * 6 + 6; h++) {
			b.incidents += c->clock_incidents[h];
			b.minutes += c->clock_minutes[h];
		}
		if (coverage_gap(b.incidents, c->incidents, b.minutes,
		    c->minutes, &b.gap) && b.gap > 0)
			bands[n++] = b;
	}
	if (n > 0)
		qsort(bands, n, sizeof(*bands), compare_bands);
	return n < NAMED ? n : NAMED;
}

static void
clock_rows(struct table *t, const struct patrol_report *o)
{
	const struct coverage *c = o->coverage;

	for (size_t i = 0; i < 7 * 24; i++) {
		if (c->clock_incidents[i] == 0 && c->clock_minutes[i] == 0)
			continue;
		table_row(t);
		table_set(t, C_NAME, (int64_t)(i / 24) + 1);
		table_set(t, C_HOUR, (int64_t)(i % 24));
		set_pair(t, o, c->clock_incidents[i], c->clock_minutes[i]);
	}
}

static void
band_rows(struct table *t, const struct patrol_report *o)
{
	struct band bands[BANDS];
	size_t n = widest(o->coverage, bands);

	for (size_t i = 0; i < n; i++) {
		struct str title = {0};

		band_title(&title, &bands[i], o->english);
		table_row(t);
		table_text(t, C_SHOWN, str_sv(&title));
		set_pair(t, o, bands[i].incidents, bands[i].minutes);
		str_free(&title);
	}
}

/* Programs get every hour, people the quarters of days worth a look. */
int
patrol_put_clock(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	struct table t = {0};
	int status = 0;

	if (o->coverage == NULL)
		return 0;
	pair_columns(&t, o, "weekday", "时段", "hours", true);
	if (for_people(o))
		band_rows(&t, o);
	else
		clock_rows(&t, o);
	if (t.nrows > 0 || !for_people(o))
		status = table_print(&t, o->format,
		    SV(",\"format\":1,\"kind\":\"patrol-clock\""), out, f);
	table_free(&t);
	return status;
}

/* --- new places ---------------------------------------------------------- */

enum { N_PLACE, N_SINCE, N_DAYS, N_BEFORE, N_AFTER, N_CHANGE, N_P,
	N_OTHERS_BEFORE, N_OTHERS_AFTER, N_YEAR_BEFORE, N_YEAR_AFTER };

static void
new_columns(struct table *t, const struct patrol_report *o)
{
	column(t, o, "place", "地点", "place", TABLE_TEXT, TABLE_ALL);
	column(t, o, "since", "首次巡逻", "since", TABLE_TEXT, TABLE_ALL);
	column(t, o, "days", "前后各(天)", "days each", TABLE_COUNT,
	    TABLE_ALL);
	column(t, o, "before", "之前", "before", TABLE_COUNT, TABLE_ALL);
	column(t, o, "after", "之后", "after", TABLE_COUNT, TABLE_ALL);
	column(t, o, "change", "增减", "change", TABLE_SIGNED, TABLE_ALL);
	column(t, o, "p", "p", "p", TABLE_HUNDREDTHS, TABLE_ALL);
	column(t, o, "others_before", "其他地点之前", "others before",
	    TABLE_COUNT, TABLE_ALL);
	column(t, o, "others_after", "其他地点之后", "others after",
	    TABLE_COUNT, TABLE_ALL);
	column(t, o, "year_before", "上年同期之前", "last year before",
	    TABLE_COUNT, TABLE_ALL);
	column(t, o, "year_after", "上年同期之后", "last year after",
	    TABLE_COUNT, TABLE_ALL);
}

static void
add_new(struct table *t, const struct coverage *c,
    const struct coverage_new *e)
{
	struct str text = {0};

	table_row(t);
	table_text(t, N_PLACE, c->places[e->place].name);
	date_add(&text, e->since);
	table_text(t, N_SINCE, str_sv(&text));
	table_set(t, N_DAYS, e->days);
	table_set(t, N_BEFORE, e->before);
	table_set(t, N_AFTER, e->after);
	table_set(t, N_CHANGE, e->after - e->before);
	str_clear(&text);
	unusual_add_p(&text, e->p);
	table_number(t, N_P, str_sv(&text));
	table_set(t, N_OTHERS_BEFORE, e->others_before);
	table_set(t, N_OTHERS_AFTER, e->others_after);
	if (e->has_year) {
		table_set(t, N_YEAR_BEFORE, e->year_before);
		table_set(t, N_YEAR_AFTER, e->year_after);
	} else {
		table_shown(t, N_YEAR_BEFORE, SV("-"));
		table_shown(t, N_YEAR_AFTER, SV("-"));
	}
	str_free(&text);
}

int
patrol_put_new(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	struct table t = {0};

	if (o->coverage == NULL)
		return 0;
	new_columns(&t, o);
	for (size_t i = 0; i < o->coverage->nfresh; i++)
		add_new(&t, o->coverage, &o->coverage->fresh[i]);
	return patrol_put_table(o, &t, "patrol-new-place", out, f);
}

/* --- the page ------------------------------------------------------------ */

static void
add_unwalked(struct str *out, const struct patrol_report *o)
{
	const struct coverage *c = o->coverage;
	size_t named = 0, n = 0;

	for (size_t i = 0; i < c->nplaces; i++)
		n += c->places[i].incidents > 0 && c->places[i].minutes == 0;
	if (n == 0)
		return;
	str_addf(out, o->english ? "Incidents and no patrols at %zu places: "
				 : "有警情而无巡逻的地点%zu处：", n);
	for (size_t i = 0; i < c->nplaces && named < NAMED; i++) {
		const struct coverage_place *p = &c->places[i];

		if (p->incidents == 0 || p->minutes > 0)
			continue;
		str_addz(out, named++ == 0 ? "" : o->english ? ", " : "、");
		fault_quote(out, p->name, 60);
		str_addf(out, o->english ? " (%lld)" : "（%lld起）",
		    (long long)p->incidents);
	}
	str_addz(out, n > NAMED ? (o->english ? " …\n" : "等\n") : "\n");
}

static void
add_heat(struct str *out, const struct patrol_report *o, const int64_t *cells)
{
	static const char *const days[][2] = {{"周一", "Mon"},
	    {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"}, {"周五", "Fri"},
	    {"周六", "Sat"}, {"周日", "Sun"}};
	struct sv rows[7], columns[24];
	char text[24][3];

	for (size_t i = 0; i < 7; i++)
		rows[i] = sv_z(days[i][o->english]);
	for (size_t i = 0; i < 24; i++) {
		text[i][0] = (char)('0' + i / 10);
		text[i][1] = (char)('0' + i % 10);
		text[i][2] = '\0';
		columns[i] = sv_z(text[i]);
	}
	str_addz(out, o->format == TABLE_AS_MD ? "```\n" : "");
	chart_heat(out, &o->style, cells, rows, 7, columns, 24, 3);
	str_addz(out, o->format == TABLE_AS_MD ? "```\n" : "");
}

static void
add_grids(struct str *out, const struct patrol_report *o)
{
	int64_t hours[7 * 24];

	/* Begun hours: what is not quite nothing must show. */
	for (size_t i = 0; i < 7 * 24; i++)
		hours[i] = (o->coverage->clock_minutes[i] + 59) / 60;
	str_addz(out, o->english ? "\nIncidents\n" : "\n警情（起）\n");
	add_heat(out, o, o->coverage->clock_incidents);
	str_addz(out, o->english ? "\nHours of patrol\n" : "\n巡逻（小时）\n");
	add_heat(out, o, hours);
}

static int
add_fresh(struct str *out, const struct patrol_report *o, struct fault *f)
{
	if (o->coverage->nfresh == 0)
		return 0;
	patrol_heading(out, o, "新增巡逻地点前后对比",
	    "Newly patrolled places, before and after");
	if (patrol_put_new(o, out, f) != 0)
		return -1;
	str_addz(out, o->english
	    ? "\nThis does not show what the patrols brought about: seasons, "
	      "other measures, people who report more or less, and chance "
	      "(places are chosen when figures are high, and high figures "
	      "fall by themselves) change them too. Compare the other places "
	      "and last year.\n"
	    : "\n前后对比不能证明是巡逻所致：季节、其他措施、报警多少的变化，以及偶然"
	      "（多在警情偏高时选点，偏高之后自会回落）都会改变数字；须与其他地点和"
	      "上年同期对照。\n");
	return 0;
}

int
patrol_coverage_page(const struct patrol_report *o, struct str *out,
    struct fault *f)
{
	const struct coverage *c = o->coverage;

	if (c == NULL)
		return 0;
	patrol_heading(out, o, "巡逻与警情对照", "Patrols beside incidents");
	str_addf(out, o->english
	    ? "%lld incidents (%s), %lld of them without a place.\n"
	    : "警情%lld起（类别：%s），其中%lld起未定位。\n",
	    (long long)c->incidents, o->categories, (long long)c->nowhere);
	add_unwalked(out, o);
	str_addc(out, '\n');
	if (patrol_put_places(o, out, f) != 0)
		return -1;
	if (c->incidents > 0 || c->minutes > 0)
		add_grids(out, o);
	if (c->incidents >= COVERAGE_FEW) {
		str_addz(out, o->english
		    ? "\nHours with more of the incidents than of the "
		      "patrols\n"
		    : "\n警情占比高于巡逻占比的时段\n");
		str_addz(out, o->format == TABLE_AS_MD ? "\n" : "");
		if (patrol_put_clock(o, out, f) != 0)
			return -1;
	}
	return add_fresh(out, o, f);
}
