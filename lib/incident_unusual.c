/* SPDX-License-Identifier: MIT */
/* What was unusually high on each day of a span. */
#include "incident_report.h"

#include "jsonout.h"

#include <math.h>

struct listing {
	const struct incident_report *o;
	const struct incidents *t;
	struct table table;
	size_t day, family, name, shown, community, count, expected, test;
	int64_t days, tested, with, cells;
	size_t found;
};

static void
add_columns(struct listing *l)
{
	static const char *const titles[][2] = {{"日期", "day"},
	    {"对象", "what"}, {"起数", "count"}, {"通常", "usual"}};
	bool data = table_is_csv(l->o->format) ||
	    l->o->format == TABLE_AS_JSONL, english = l->o->english;
	struct table *t = &l->table;

	l->day = table_column(t, "day", data ? "day" : titles[0][english],
	    TABLE_TEXT, TABLE_ALL);
	l->family = table_column(t, "section", "section", TABLE_TEXT,
	    TABLE_DATA);
	l->name = table_column(t, "name", "name", TABLE_TEXT, TABLE_DATA);
	l->shown = table_column(t, NULL, titles[1][english], TABLE_TEXT,
	    TABLE_PEOPLE);
	l->community = table_column(t, "community", "community", TABLE_TEXT,
	    TABLE_DATA);
	l->count = table_column(t, "count",
	    data ? "count" : titles[2][english], TABLE_COUNT, TABLE_ALL);
	l->expected = table_column(t, "usual",
	    data ? "usual" : titles[3][english], TABLE_HUNDREDTHS, TABLE_ALL);
	l->test = incident_test_columns(t, l->o);
}

/* A program gets names as records have them. */
static void
set_name(struct listing *l, const struct unusual_cell *c)
{
	enum incidents_name which;
	struct str text = {0};
	struct sv name = {NULL, 0};

	unusual_title(&text, l->t, c, l->o->english);
	table_text(&l->table, l->shown, str_sv(&text));
	if (unusual_family_name(c->family, &which))
		name = incidents_text(l->t, which, c->name);
	if (c->family == UNUSUAL_CROSS)
		table_text(&l->table, l->community, incidents_text(l->t,
		    INCIDENTS_COMMUNITY, c->other));
	if (c->family == UNUSUAL_BAND) {
		str_clear(&text);
		str_addf(&text, "%u-%u", c->name * 6, c->name * 6 + 6);
		name = str_sv(&text);
	}
	if (name.len > 0)
		table_text(&l->table, l->name, name);
	str_free(&text);
}

static void
add_day(struct listing *l, const struct unusual_counts *counts, int64_t day)
{
	struct unusual u;
	struct str text = {0};

	unusual_on(&u, counts, day, &l->o->unusual);
	l->days++;
	l->tested += u.tested;
	l->with += u.nhigh > 0;
	l->cells += u.tested ? (int64_t)u.ncells : 0;
	l->found += u.nhigh;
	date_add(&text, day);
	for (size_t i = 0; i < u.ncells; i++) {
		const struct unusual_cell *c = &u.cells[i];

		if (!c->high)
			continue;
		table_row(&l->table);
		table_text(&l->table, l->day, str_sv(&text));
		table_text(&l->table, l->family,
		    sv_z(unusual_family_key(c->family)));
		set_name(l, c);
		table_set(&l->table, l->count, c->count);
		table_set(&l->table, l->expected, llround(c->expected * 100));
		incident_test_set(&l->table, l->test, c, l->o->english);
	}
	str_free(&text);
	unusual_free(&u);
}

static void
add_days(struct listing *l, int64_t from, int64_t to)
{
	struct unusual_counts counts;

	if (from >= to)
		return;
	unusual_count(&counts, l->t, from, to, &l->o->unusual);
	for (int64_t day = from; day < to; day++)
		add_day(l, &counts, day);
	unusual_counts_free(&counts);
}

static void
add_words(struct str *out, const struct listing *l)
{
	bool english = l->o->english;

	str_addf(out, english
	    ? "\n%lld days, %lld of them tested (%d weeks or more before "
	      "them), %lld counts looked at; unusual on %lld days, %zu "
	      "counts. Level %g a day, corrected (%s) for the counts of "
	      "that day.\n"
	    : "\n共%lld天，其中%lld天可检验（此前数据满%d周），共检验%lld项；%lld天"
	      "有异常升高，计%zu项。水平为每天%g，按当天检验项数校正（%s）。\n",
	    (long long)l->days, (long long)l->tested, UNUSUAL_LEAST_WEEKS,
	    (long long)l->cells, (long long)l->with, l->found,
	    l->o->unusual.level,
	    unusual_corrections[l->o->unusual.correction]);
}

static void
add_definition(struct str *out, const struct listing *l)
{
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("incident-unusual-definition"));
	json_put_int(out, SV("days"), l->days);
	json_put_int(out, SV("tested"), l->tested);
	json_put_int(out, SV("cells"), l->cells);
	json_put_int(out, SV("days_high"), l->with);
	json_put_int(out, SV("high"), (int64_t)l->found);
	json_put_int(out, SV("weeks"), l->o->unusual.weeks);
	json_put_text(out, SV("correction"),
	    sv_z(unusual_corrections[l->o->unusual.correction]));
	str_addf(out, ",\"level\":%g", l->o->unusual.level);
	json_enclose(out, start);
	str_addc(out, '\n');
}

int
incident_unusual(const struct incident_report *o,
    const struct incidents *t, struct str *out, struct str *note, bool *found,
    struct fault *f)
{
	struct listing l = {.o = o, .t = t};
	bool people = o->format == TABLE_AS_TEXT || o->format == TABLE_AS_MD;
	int status = 0;
	/* Days without data are no quiet days. */
	int64_t from = o->from > t->tally.first ? o->from : t->tally.first;
	int64_t to = o->to <= t->tally.last ? o->to : t->tally.last + 1;

	add_columns(&l);
	add_days(&l, from, to);
	if (people)
		str_addf(out, "%s%s\n%s", o->format == TABLE_AS_MD ? "# " : "",
		    o->english ? "Unusually high counts" : "异常升高",
		    o->format == TABLE_AS_MD ? "\n" : "");
	if (l.table.nrows > 0 || !people)
		status = table_print(&l.table, o->format,
		    SV(",\"format\":1,\"kind\":\"incident-unusual\""), out, f);
	if (status == 0 && o->format == TABLE_AS_JSONL)
		add_definition(out, &l);
	else if (status == 0)
		add_words(people ? out : note, &l);
	table_free(&l.table);
	*found = l.found > 0;
	return status;
}
