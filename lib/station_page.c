/* SPDX-License-Identifier: MIT */
/* What the sections of a station's report share. */
#include "station_parts.h"

#include <stdlib.h>

static bool
is_of(const struct station *s, const struct incidents_fact *f,
    const char *prefix)
{
	return prefix == NULL || sv_starts(incidents_text(&s->work->incidents,
	    INCIDENTS_CATEGORY, f->names[INCIDENTS_CATEGORY]), sv_z(prefix));
}

int64_t
station_sum(const struct station *s, struct period p, const char *prefix)
{
	int64_t sum = 0;
	size_t n;
	const struct incidents_fact *f =
	    incidents_days(&s->work->incidents, p.from, p.to, &n);

	for (size_t i = 0; i < n; i++)
		if (is_of(s, &f[i], prefix))
			sum += f[i].count;
	return sum;
}

static int64_t *
counter(struct station_row *row, unsigned at)
{
	return at == 0 ? &row->now : at == 1 ? &row->before :
	    &row->last_year;
}

static void
add_period(const struct station *s, struct period p,
    enum incidents_name which, const char *prefix, struct station_row *rows,
    unsigned at)
{
	size_t n;
	const struct incidents_fact *f =
	    incidents_days(&s->work->incidents, p.from, p.to, &n);

	for (size_t i = 0; i < n; i++)
		if (is_of(s, &f[i], prefix))
			*counter(&rows[f[i].names[which]], at) += f[i].count;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct station_row *x = a, *y = b;

	if (x->now != y->now)
		return x->now > y->now ? -1 : 1;
	if (x->before != y->before)
		return x->before > y->before ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Most of the period first, then by name (whose numbers are in order once the
 * facts are settled); those that never occurred are left out. */
struct station_row *
station_rows(const struct station *s, enum incidents_name which,
    const char *prefix, size_t *n)
{
	size_t names = s->work->incidents.names[which].count + 1, kept = 0;
	struct station_row *rows = mem_zalloc(names, sizeof(*rows));

	for (size_t i = 0; i < names; i++)
		rows[i].name = (uint32_t)i;
	add_period(s, s->span->now, which, prefix, rows, 0);
	add_period(s, s->span->before, which, prefix, rows, 1);
	add_period(s, s->span->last_year, which, prefix, rows, 2);
	for (size_t i = 0; i < names; i++)
		if (rows[i].now + rows[i].before + rows[i].last_year > 0)
			rows[kept++] = rows[i];
	qsort(rows, kept, sizeof(*rows), compare_rows);
	*n = kept;
	return rows;
}

struct change
station_change(const struct station_page *p, int64_t now, int64_t before,
    bool last_year)
{
	const struct station_span *span = p->s->span;
	const struct count_tally *t = &p->s->work->incidents.tally;
	struct period then = last_year ? span->last_year : span->before;
	bool known = t->first <= t->last && t->first <= then.from;

	/* The period was named by who asks, so it counts as complete. */
	return (struct change){.known = known, .whole = known, .now = now,
	    .before = before};
}

void
station_add_changes(struct station_page *p, struct str *out, int64_t now,
    int64_t before, int64_t last_year, bool bare)
{
	struct change c = station_change(p, now, before, false);
	struct change y = station_change(p, now, last_year, true);

	if (!c.known && !y.known)
		return;
	str_addz(out, bare ? "" : p->en ? " (" : "（");
	if (c.known) {
		str_addz(out, p->en ? "on the period before: " : "环比");
		change_words(out, &c, false, p->en);
	}
	if (c.known && y.known)
		str_addz(out, p->en ? "; " : "，");
	if (y.known) {
		str_addz(out, p->en ? "on last year: " : "同比");
		change_words(out, &y, true, p->en);
	}
	str_addz(out, bare ? "" : p->en ? ")" : "）");
}

/* Columns only for what the data reach back to. */
size_t
station_change_columns(const struct station_page *p, struct table *t)
{
	size_t first = t->ncolumns;

	if (station_change(p, 0, 0, false).known) {
		table_column(t, "before", p->en ? "period before" : "上期",
		    TABLE_COUNT, TABLE_ALL);
		table_column(t, "change", p->en ? "change" : "环比",
		    TABLE_TEXT, TABLE_PEOPLE | TABLE_CSV);
	}
	if (station_change(p, 0, 0, true).known) {
		table_column(t, "last_year", p->en ? "last year" : "上年同期",
		    TABLE_COUNT, TABLE_ALL);
		table_column(t, "change_last_year",
		    p->en ? "change on last year" : "同比", TABLE_TEXT,
		    TABLE_PEOPLE | TABLE_CSV);
	}
	return first;
}

void
station_change_set(const struct station_page *p, struct table *t,
    size_t first, int64_t now, int64_t before, int64_t last_year)
{
	struct str cell = {0};

	for (unsigned i = 0; i < 2; i++) {
		int64_t then = i == 0 ? before : last_year;
		struct change c = station_change(p, now, then, i == 1);

		if (!c.known)
			continue;
		table_set(t, first++, then);
		str_clear(&cell);
		change_cell(&cell, &c, p->en);
		table_text(t, first++, str_sv(&cell));
	}
	str_free(&cell);
}

void
station_end_paragraph(struct station_page *p)
{
	if (p->text.len > 0)
		report_paragraph(p->r, str_sv(&p->text));
	str_clear(&p->text);
}

const char *
station_this(const struct station_page *p)
{
	static const char *const words[][2] = {
		[PERIOD_DAY] = {"当日", "This day"},
		[PERIOD_WEEK] = {"本周", "This week"},
		[PERIOD_MONTH] = {"本月", "This month"},
		[PERIOD_QUARTER] = {"本季度", "This quarter"},
		[PERIOD_YEAR] = {"本年", "This year"},
	};

	return words[p->s->span->now.unit][p->en];
}

void
station_figure(struct station_page *p, const char *key, const char *label,
    enum table_kind kind, int64_t value, const char *unit, struct sv change)
{
	struct str shown = {0};
	struct report_figure g = {.key = sv_z(key), .label = sv_z(label),
	    .kind = kind, .value = value, .change = change};

	/* Fen in ten thousand yuan, to a tenth of a per mille of it. */
	if (kind == TABLE_WAN)
		change_add_fixed(&shown, (value + 5000) / 10000, 2, false);
	else
		change_add_fixed(&shown, value, kind == TABLE_TENTHS, false);
	str_addz(&shown, unit);
	g.shown = str_sv(&shown);
	report_figure(p->r, &g);
	str_free(&shown);
}
