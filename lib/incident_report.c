/* SPDX-License-Identifier: MIT */
#include "incident_report.h"

#include "category.h"
#include "change.h"

#include <math.h>
#include <stdlib.h>

static const struct {
	enum unusual_family family;
	const char *chinese, *english, *column, *column_en;
} sections[] = {
    {UNUSUAL_CLASS, "警情大类", "By class", "大类", "class"},
    {UNUSUAL_CATEGORY, "警情类别", "By category", "类别", "category"},
    {UNUSUAL_COMMUNITY, "所属社区", "By community", "社区", "community"},
    {UNUSUAL_PLACE_TYPE, "场所", "By kind of place", "场所", "place"},
    {UNUSUAL_BAND, "时段", "By hour", "时段", "hours"},
};
#define NSECTIONS (sizeof(sections) / sizeof(sections[0]))

static bool
for_people(const struct incident_report *o)
{
	return o->format == TABLE_AS_TEXT || o->format == TABLE_AS_MD;
}

static void
heading(struct str *out, const struct incident_report *o, const char *chinese,
    const char *english)
{
	str_addf(out, "\n%s%s\n%s", o->format == TABLE_AS_MD ? "## " : "",
	    o->english ? english : chinese,
	    o->format == TABLE_AS_MD ? "\n" : "");
}

/* --- the columns of a test ----------------------------------------------- */

/* Programs find a column by its key, in CSV too. */
static size_t
column(struct table *t, const struct incident_report *o, const char *key,
    const char *chinese, const char *english, enum table_kind kind,
    unsigned where)
{
	return table_column(t, key, !for_people(o) ? key
	    : o->english ? english : chinese, kind, where);
}

size_t
incident_test_columns(struct table *t, const struct incident_report *o)
{
	size_t first = column(t, o, "p", "p", "p", TABLE_HUNDREDTHS,
	    TABLE_ALL);

	column(t, o, "p_corrected", "校正p", "corrected", TABLE_HUNDREDTHS,
	    TABLE_ALL);
	column(t, o, "test", "", "", TABLE_TEXT, TABLE_DATA);
	column(t, o, "high", "异常", "high", TABLE_FLAG, TABLE_ALL);
	return first;
}

void
incident_test_set(struct table *t, size_t first,
    const struct unusual_cell *cell, bool english)
{
	struct str s = {0};

	table_shown(t, first + 3, SV("-"));
	if (cell == NULL)
		return;
	unusual_add_p(&s, cell->p);
	table_number(t, first, str_sv(&s));
	str_clear(&s);
	unusual_add_p(&s, cell->adjusted);
	table_number(t, first + 1, str_sv(&s));
	table_text(t, first + 2, cell->dispersion > 0
		? SV("negative binomial") : SV("poisson"));
	table_set(t, first + 3, cell->high);
	table_shown(t, first + 3, !cell->high ? SV("-")
	    : english ? SV("high") : SV("异常升高"));
	str_free(&s);
}

/* --- tables of groups ---------------------------------------------------- */

struct making {
	const struct incident_view *v;
	struct table table;
	size_t section, name, shown, count, share, before, expected, test;
	size_t hour, weeks_count, community, category, last;
};

static void
group_columns(struct making *m, const char *title)
{
	const struct incident_report *o = m->v->o;
	struct table *t = &m->table;

	m->section = table_column(t, "section", "section", TABLE_TEXT,
	    TABLE_DATA);
	m->name = table_column(t, "name", "name", TABLE_TEXT, TABLE_DATA);
	m->shown = table_column(t, NULL, title, TABLE_TEXT, TABLE_PEOPLE);
	m->count = column(t, o, "count", "当日", "count", TABLE_COUNT,
	    TABLE_ALL);
	m->share = column(t, o, "share", "占比", "share", TABLE_PERCENT,
	    TABLE_ALL);
	m->before = column(t, o, "before", "前一日", "day before", TABLE_COUNT,
	    TABLE_ALL);
	m->expected = column(t, o, "usual", "同星期均值", "usual",
	    TABLE_HUNDREDTHS, TABLE_ALL);
	m->test = incident_test_columns(t, o);
}

/* What only programs get in the same rows. */
static void
data_columns(struct making *m)
{
	struct table *t = &m->table;

	m->hour = table_column(t, "hour", "hour", TABLE_COUNT, TABLE_DATA);
	m->weeks_count = table_column(t, "weeks_count", "weeks_count",
	    TABLE_COUNT, TABLE_DATA);
	m->community = table_column(t, "community", "community", TABLE_TEXT,
	    TABLE_DATA);
	m->category = table_column(t, "category", "category", TABLE_TEXT,
	    TABLE_DATA);
	m->last = table_column(t, "last", "last", TABLE_TEXT, TABLE_DATA);
}

/* What a program calls the row: names as in records, bands as 18-24. */
static void
set_name(struct making *m, enum unusual_family family, uint32_t name)
{
	static const struct sv bands[] = {{"0-6", 3}, {"6-12", 4},
	    {"12-18", 5}, {"18-24", 5}};
	enum incidents_name which;

	if (name == 0)
		return;
	if (unusual_family_name(family, &which))
		table_text(&m->table, m->name, incidents_text(m->v->t, which,
		    name));
	else
		table_text(&m->table, m->name, bands[name - 1]);
}

static void
add_group(struct making *m, enum unusual_family family,
    const struct incident_row *row)
{
	const struct incident_view *v = m->v;
	struct table *t = &m->table;
	struct str title = {0};
	int64_t tenths;

	table_row(t);
	table_text(t, m->section, sv_z(unusual_family_key(family)));
	set_name(m, family, row->name);
	incident_row_title(&title, v, family, row->name);
	table_text(t, m->shown, str_sv(&title));
	str_free(&title);
	table_set(t, m->count, row->count);
	if (change_share(row->count, v->count, &tenths))
		table_set(t, m->share, tenths);
	if (v->has_before)
		table_set(t, m->before, row->before);
	if (v->u.weeks > 0)
		table_set(t, m->expected, llround(row->expected * 100));
	incident_test_set(t, m->test, row->cell, v->o->english);
}

static void
add_groups(struct making *m, enum unusual_family family)
{
	size_t n, most = for_people(m->v->o) ? m->v->o->top : SIZE_MAX;
	struct incident_row *rows = incident_rows(m->v, family, &n);

	for (size_t i = 0; i < n; i++)
		if (i < most || (rows[i].cell != NULL && rows[i].cell->high))
			add_group(m, family, &rows[i]);
	free(rows);
}

static void
add_all(struct making *m)
{
	const struct incident_view *v = m->v;
	const struct unusual_cell *all = unusual_cell(&v->u, UNUSUAL_ALL, 0);
	struct incident_row row = {.count = v->count, .before = v->before,
	    .expected = all != NULL ? all->expected : 0,
	    .cell = v->u.tested ? all : NULL};

	add_group(m, UNUSUAL_ALL, &row);
}

/* --- tables of places ---------------------------------------------------- */

static struct sv
category_of(const struct incident_view *v, const struct hotspot *s)
{
	return incidents_text(v->t, INCIDENTS_CATEGORY, s->category);
}

static void
add_spot(struct making *m, const char *section, struct sv key,
    const struct hotspot *s, bool door)
{
	struct table *t = &m->table;
	struct str text = {0};

	table_row(t);
	table_text(t, m->section, sv_z(section));
	if (door)
		spot_show_door(&text, key, !m->v->o->unmasked);
	else
		str_addsv(&text, spot_name(key));
	table_text(t, m->name, str_sv(&text));
	table_text(t, m->shown, str_sv(&text));
	table_text(t, m->community, spot_community(key));
	table_set(t, m->weeks_count, s->count);
	table_set(t, m->count, s->today);
	if (category_of(m->v, s).len > 0)
		table_text(t, m->category, category_of(m->v, s));
	table_shown(t, m->category, category_title(category_of(m->v, s),
	    m->v->o->english));
	str_clear(&text);
	date_add(&text, s->last);
	table_text(t, m->last, str_sv(&text));
	str_free(&text);
}

static void
add_spots(struct making *m, const char *section, bool door)
{
	const struct hotspots *h = &m->v->h;
	const struct hotspot *spots = door ? h->doors : h->places;
	size_t n = door ? h->ndoors : h->nplaces;

	for (size_t i = 0; i < n && i < m->v->o->top; i++)
		add_spot(m, section, incidents_text(m->v->t,
		    door ? INCIDENTS_DOOR : INCIDENTS_PLACE, spots[i].name),
		    &spots[i], door);
}

static void
spot_columns(struct making *m, const char *title)
{
	const struct incident_report *o = m->v->o;
	struct table *t = &m->table;

	m->section = table_column(t, "section", "", TABLE_TEXT, TABLE_DATA);
	m->name = table_column(t, "name", "", TABLE_TEXT, TABLE_DATA);
	m->shown = table_column(t, NULL, title, TABLE_TEXT, TABLE_PEOPLE);
	m->community = column(t, o, "community", "社区", "community",
	    TABLE_TEXT, TABLE_ALL);
	m->weeks_count = column(t, o, "weeks_count", "期内", "in the weeks",
	    TABLE_COUNT, TABLE_ALL);
	m->count = column(t, o, "count", "当日", "that day", TABLE_COUNT,
	    TABLE_ALL);
	m->category = column(t, o, "category", "主要类别", "mostly",
	    TABLE_TEXT, TABLE_ALL);
	m->last = column(t, o, "last", "最近", "last", TABLE_TEXT, TABLE_ALL);
}

static int
print_spots(const struct incident_view *v, bool door, struct str *out,
    struct fault *f)
{
	struct making m = {.v = v};
	int status = 0;

	spot_columns(&m, v->o->english ? (door ? "door" : "place")
				       : (door ? "地址" : "地点"));
	add_spots(&m, "", door);
	if (m.table.nrows > 0)
		status = table_print(&m.table, v->o->format, SV(""), out, f);
	table_free(&m.table);
	return status;
}

/* --- the page ------------------------------------------------------------ */

static void
print_hours(const struct incident_view *v, struct str *out)
{
	static const char *const days[][2] = {{"周一", "Mon"},
	    {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"}, {"周五", "Fri"},
	    {"周六", "Sat"}, {"周日", "Sun"}};
	int64_t cells[7 * 24];
	struct sv rows[7], columns[24];
	char text[24][3];

	for (size_t i = 0; i < 7; i++)
		rows[i] = sv_z(days[i][v->o->english]);
	for (size_t i = 0; i < 24; i++) {
		text[i][0] = (char)('0' + i / 10);
		text[i][1] = (char)('0' + i % 10);
		text[i][2] = '\0';
		columns[i] = sv_z(text[i]);
	}
	incident_hours(v, cells);
	if (v->o->format == TABLE_AS_MD)
		str_addz(out, "```\n");
	chart_heat(out, &v->o->style, cells, rows, 7, columns, 24, 3);
	if (v->o->format == TABLE_AS_MD)
		str_addz(out, "```\n");
}

static int
print_sections(const struct incident_view *v, struct str *out,
    struct fault *f)
{
	int status = 0;

	for (size_t i = 0; i < NSECTIONS && status == 0; i++) {
		struct making m = {.v = v};
		size_t n;
		struct incident_row *rows = incident_rows(v,
		    sections[i].family, &n);
		bool told = n > 1 || (n == 1 && rows[0].name != 0);

		/* Nothing but 未填 says nothing. */
		free(rows);
		if (!told)
			continue;
		group_columns(&m, v->o->english ? sections[i].column_en
						: sections[i].column);
		add_groups(&m, sections[i].family);
		heading(out, v->o, sections[i].chinese, sections[i].english);
		status = table_print(&m.table, v->o->format, SV(""), out, f);
		table_free(&m.table);
	}
	return status;
}

static int
print_people(const struct incident_view *v, struct str *out, struct fault *f)
{
	int status;

	incident_headline(out, v);
	str_addc(out, '\n');
	incident_summary(out, v);
	if (incident_no_data(v)) {
		incident_foot(out, v);
		return 0;
	}
	heading(out, v->o, "异常升高", "Unusually high");
	incident_unusual_words(out, v);
	status = print_sections(v, out, f);
	if (status == 0) {
		heading(out, v->o, "高发时段（期内，星期×小时）",
		    "Hours of the weeks");
		print_hours(v, out);
		heading(out, v->o, "高发地点", "Places");
		incident_places_words(out, v);
		str_addc(out, '\n');
		status = print_spots(v, false, out, f);
	}
	if (status == 0 && v->h.ndoors > 0) {
		heading(out, v->o, "重复地址", "Repeat addresses");
		str_addf(out, v->o->english
		    ? "%zu addresses with two incidents or more, %lld in "
		      "all.\n\n"
		    : "期内有两起以上警情的地址%zu处，共%lld起。\n\n",
		    v->h.ndoors, (long long)v->h.at_doors);
		status = print_spots(v, true, out, f);
	}
	incident_foot(out, v);
	return status;
}

/* --- for programs -------------------------------------------------------- */

static void
add_hour_rows(struct making *m)
{
	int64_t cells[7 * 24];

	incident_hours(m->v, cells);
	for (size_t i = 0; i < 7 * 24; i++) {
		char day[2] = {(char)('1' + i / 24), '\0'};

		if (cells[i] == 0)
			continue;
		table_row(&m->table);
		table_text(&m->table, m->section, SV("hours"));
		table_text(&m->table, m->name, sv_z(day));
		table_set(&m->table, m->hour, (int64_t)(i % 24));
		table_set(&m->table, m->weeks_count, cells[i]);
	}
}

static int
print_data(const struct incident_view *v, struct str *out, struct str *note,
    struct fault *f)
{
	struct making m = {.v = v};
	int status;

	group_columns(&m, "");
	data_columns(&m);
	add_all(&m);
	for (size_t i = 0; i < NSECTIONS; i++)
		add_groups(&m, sections[i].family);
	add_hour_rows(&m);
	add_spots(&m, "place", false);
	add_spots(&m, "door", true);
	status = table_print(&m.table, v->o->format,
	    SV(",\"format\":1,\"kind\":\"incident-day\""), out, f);
	table_free(&m.table);
	if (status == 0 && v->o->format == TABLE_AS_JSONL)
		incident_definition(out, v);
	else if (status == 0)
		incident_note(note, v);
	return status;
}

int
incident_report_make(const struct incident_report *o,
    const struct incidents *t, struct str *out, struct str *note, bool *found,
    struct fault *f)
{
	struct incident_view v;
	int status = 0;

	if (o->what == INCIDENT_UNUSUAL)
		return incident_unusual(o, t, out, note, found, f);
	incident_view_make(&v, o, t);
	*found = v.count > 0;
	if (o->what == INCIDENT_BRIEF)
		incident_brief(&v, out);
	else
		status = for_people(o) ? print_people(&v, out, f)
				       : print_data(&v, out, note, f);
	incident_view_free(&v);
	return status;
}
