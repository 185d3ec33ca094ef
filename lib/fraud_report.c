/* SPDX-License-Identifier: MIT */
#include "fraud_report.h"

#include "group_column.h"
#include "jsonout.h"

#include <stdlib.h>

/* The columns after the keys, in order. */
enum measure {
	M_CASES, M_SHARE, M_PER, M_CHANGE_SHOWN, M_Z_SHOWN, M_YEAR_SHOWN,
	M_RUN_SHOWN, M_BEFORE, M_CHANGE, M_PERCENT, M_Z, M_LAST_YEAR,
	M_YEAR_CHANGE, M_YEAR_PERCENT, M_YEAR_Z, M_RUN, M_RISE, M_INCOMPLETE,
	M_LOSS_SHOWN, M_LOSS, M_LOSS_SHARE, M_STOPPED_SHOWN, M_STOPPED, M_RATE, M_MEDIAN,
	M_LARGEST, M_WITH_LOSS, M_NO_LOSS, M_NOT_TOLD, M_COUNT
};

static const struct {
	const char *key, *chinese, *english;
	enum table_kind kind;
	unsigned where;
	bool of_time;           /* only where a period is a key */
} measures[M_COUNT] = {
    [M_CASES] = {"cases", "起数", "cases", TABLE_COUNT, TABLE_ALL, false},
    [M_SHARE] = {"share", "占比", "share", TABLE_PERCENT, TABLE_ALL, false},
    [M_PER] = {"per_10000", "每万人", "per 10,000", TABLE_HUNDREDTHS, TABLE_ALL,
	false},
    [M_CHANGE_SHOWN] = {NULL, "环比", "change", TABLE_SIGNED, TABLE_PEOPLE,
	true},
    [M_Z_SHOWN] = {NULL, "z", "z", TABLE_HUNDREDTHS, TABLE_PEOPLE, true},
    [M_YEAR_SHOWN] = {NULL, "同比", "on year", TABLE_SIGNED, TABLE_PEOPLE,
	true},
    [M_RUN_SHOWN] = {NULL, "连续", "run", TABLE_SIGNED, TABLE_PEOPLE, true},
    [M_BEFORE] = {"before", "上期", "before", TABLE_COUNT, TABLE_DATA, true},
    [M_CHANGE] = {"change", "环比增减", "change", TABLE_SIGNED, TABLE_DATA,
	true},
    [M_PERCENT] = {"change_percent", "环比%", "change_percent", TABLE_TENTHS,
	TABLE_DATA, true},
    [M_Z] = {"z", "z", "z", TABLE_HUNDREDTHS, TABLE_DATA, true},
    [M_LAST_YEAR] = {"last_year", "上年同期", "last_year", TABLE_COUNT,
	TABLE_DATA, true},
    [M_YEAR_CHANGE] = {"year_change", "同比增减", "year_change", TABLE_SIGNED,
	TABLE_DATA, true},
    [M_YEAR_PERCENT] = {"year_change_percent", "同比%",
	"year_change_percent", TABLE_TENTHS, TABLE_DATA, true},
    [M_YEAR_Z] = {"year_z", "同比z", "year_z", TABLE_HUNDREDTHS, TABLE_DATA,
	true},
    [M_RUN] = {"run", "连续升降期数", "run", TABLE_SIGNED, TABLE_DATA, true},
    [M_RISE] = {"rise_p", "上升p", "rise_p", TABLE_MILLIONTHS, TABLE_DATA,
	true},
    [M_INCOMPLETE] = {"incomplete", "未完", "incomplete", TABLE_FLAG,
	TABLE_DATA, true},
    [M_LOSS_SHOWN] = {NULL, "损失(万元)", "loss (10k yuan)", TABLE_WAN,
	TABLE_PEOPLE, false},
    [M_LOSS] = {"loss_fen", "损失(元)", "loss_yuan", TABLE_FEN, TABLE_DATA,
	false},
    [M_LOSS_SHARE] = {"loss_share", "损失占比", "loss share", TABLE_PERCENT,
	TABLE_ALL, false},
    [M_STOPPED_SHOWN] = {NULL, "止付(万元)", "stopped (10k yuan)", TABLE_WAN,
	TABLE_PEOPLE, false},
    [M_STOPPED] = {"stopped_fen", "止付(元)", "stopped_yuan", TABLE_FEN,
	TABLE_DATA, false},
    [M_RATE] = {"stopped_rate", "止付率", "stopped_rate", TABLE_PERCENT,
	TABLE_ALL, false},
    [M_MEDIAN] = {"median_loss_fen", "中位损失(元)", "median_loss_yuan",
	TABLE_FEN, TABLE_ALL, false},
    [M_LARGEST] = {"largest_loss_fen", "最大损失(元)", "largest_loss_yuan",
	TABLE_FEN, TABLE_ALL, false},
    [M_WITH_LOSS] = {"with_loss", "有损失", "with_loss", TABLE_COUNT,
	TABLE_ALL, false},
    [M_NO_LOSS] = {"no_loss", "未遂", "no_loss", TABLE_COUNT, TABLE_ALL,
	false},
    [M_NOT_TOLD] = {"loss_not_told", "损失未填", "loss_not_told", TABLE_COUNT,
	TABLE_ALL, false},
};

struct making {
	const struct fraud_report *o;
	const struct count_rows *r;
	const struct count_query *q;
	struct tally_samples samples;
	struct table table;
	struct group_column key[COUNT_MAX_KEYS];
	size_t column[M_COUNT]; /* SIZE_MAX: not there */
	struct str text;
	bool hidden;            /* a row is too small for the public */
	int64_t *rises;         /* of each row */
};

static bool
has_population(const struct making *m)
{
	return m->o->population != NULL && m->o->population->key != NULL;
}

static void
add_columns(struct making *m)
{
	bool english = m->o->english;

	for (size_t i = 0; i < m->q->nby; i++) {
		enum count_key k = m->q->by[i];
		const char *title = count_key_title(m->q->subject, k, english);
		bool number = k == COUNT_HOUR || k == COUNT_WEEKDAY;

		m->key[i] = group_column_add(&m->table,
		    count_key_name(m->q->subject, k), title,
		    number ? TABLE_COUNT : TABLE_TEXT);
	}
	for (size_t i = 0; i < M_COUNT; i++) {
		m->column[i] = SIZE_MAX;
		if (measures[i].of_time && m->q->period == COUNT_NO_KEY)
			continue;
		if (i >= M_LOSS_SHOWN && !m->q->subject->losses)
			continue;
		/* Each would be 100 %; shares tell of the sum. */
		if ((i == M_PER && !has_population(m)) ||
		    (i == M_RISE && !m->o->rises))
			continue;
		if ((i == M_SHARE || i == M_LOSS_SHARE) && (m->hidden ||
		    (m->q->period == 0 && m->q->nby == 1)))
			continue;
		m->column[i] = table_column(&m->table, measures[i].key,
		    english ? measures[i].english : measures[i].chinese,
		    measures[i].kind, measures[i].where);
	}
}

/* --- keys ---------------------------------------------------------------- */

static void
set_key(struct making *m, size_t i, struct sv *rest)
{
	enum count_key key = m->q->by[i];

	str_clear(&m->text);
	if (count_key_is_text(key)) {
		struct sv text = tally_next_text(rest);

		if (text.len > 0)
			table_text(&m->table, m->key[i].value, text);
		count_add_value(&m->text, m->q, key, text,
		    m->o->english);
	} else {
		int64_t n = tally_next_int(rest);

		const char *band = key == COUNT_AGE ? count_band_name(n)
		    : key == COUNT_LOSS_BAND ? count_loss_name(n) : NULL;

		if (band != NULL)
			table_text(&m->table, m->key[i].value, sv_z(band));
		else if (n >= 0)
			table_set(&m->table, m->key[i].value, n);
		count_add_number(&m->text, key, n, m->o->english);
	}
	table_text(&m->table, m->key[i].shown, str_sv(&m->text));
}

/* --- measures ------------------------------------------------------------ */

static void
set(struct making *m, enum measure k, int64_t value)
{
	if (m->column[k] != SIZE_MAX)
		table_set(&m->table, m->column[k], value);
}

static void
show(struct making *m, enum measure k)
{
	if (m->column[k] != SIZE_MAX)
		table_shown(&m->table, m->column[k], str_sv(&m->text));
}

static bool
is_small(const struct making *m, int64_t count)
{
	return m->o->small_cells && count > 0 && count < FRAUD_SMALL;
}

/* A count, "<3" where it is small and the public reads. */
static void
set_count(struct making *m, enum measure k, int64_t count)
{
	if (is_small(m, count))
		table_instead(&m->table, m->column[k], SV("<3"));
	else
		set(m, k, count);
}

/* A difference tells a hidden count: both must be large enough, or 0. */
static void
set_change(struct making *m, const struct change *c, const enum measure *k)
{
	int64_t n;

	if (c->known)
		set_count(m, k[0], c->before);
	if (!c->known || !c->whole || is_small(m, c->before) ||
	    is_small(m, c->now)) {
		str_clear(&m->text);
		str_addc(&m->text, '-');
		show(m, k[4]);
		return;
	}
	set(m, k[1], c->now - c->before);
	if (change_percent(c, &n))
		set(m, k[2], n);
	if (change_z(c, &n))
		set(m, k[3], n);
	str_clear(&m->text);
	change_cell(&m->text, c, m->o->english);
	show(m, k[4]);
}

static void
set_time(struct making *m, const struct count_row *row)
{
	static const enum measure before[] = {M_BEFORE, M_CHANGE, M_PERCENT,
	    M_Z, M_CHANGE_SHOWN};
	static const enum measure year[] = {M_LAST_YEAR, M_YEAR_CHANGE,
	    M_YEAR_PERCENT, M_YEAR_Z, M_YEAR_SHOWN};
	bool small = is_small(m, row->cases) ||
	    is_small(m, row->before.before);
	int64_t n;

	if (m->q->period == COUNT_NO_KEY)
		return;
	set_change(m, &row->before, before);
	set_change(m, &row->last_year, year);
	set(m, M_INCOMPLETE, !m->r->whole[row->period]);
	str_clear(&m->text);
	str_addz(&m->text, "-");
	if (!small && change_z(&row->before, &n))
		set(m, M_Z_SHOWN, n);
	else
		show(m, M_Z_SHOWN);
	if (small || !m->r->whole[row->period] || !row->before.whole) {
		show(m, M_RUN_SHOWN);
		return;
	}
	set(m, M_RUN, row->run);
	/* A single step is no run. */
	if (row->run <= -2 || row->run >= 2) {
		str_clear(&m->text);
		str_addf(&m->text, "%s%lld", m->o->english
			? (row->run < 0 ? "down " : "up ")
			: (row->run < 0 ? "降" : "升"),
		    (long long)(row->run < 0 ? -row->run : row->run));
	}
	show(m, M_RUN_SHOWN);
}

/* The three add up to the cases: one hidden, all are. */
static void
set_loss_counts(struct making *m, const int64_t *v)
{
	int64_t rest = v[COUNT_CASES] - v[COUNT_WITH_LOSS] - v[COUNT_NO_LOSS];

	if (is_small(m, v[COUNT_WITH_LOSS]) || is_small(m, v[COUNT_NO_LOSS]) ||
	    is_small(m, rest))
		return;
	set(m, M_WITH_LOSS, v[COUNT_WITH_LOSS]);
	set(m, M_NO_LOSS, v[COUNT_NO_LOSS]);
	set(m, M_NOT_TOLD, rest);
}

/* v: sums and the maximum; NULL: no cases. */
static void
set_sums(struct making *m, const int64_t *v, bool has_median, int64_t median)
{
	static const int64_t nothing[COUNT_NSUMS + 1];
	int64_t tenths;

	if (v == NULL)
		v = nothing;
	set_count(m, M_CASES, v[COUNT_CASES]);
	if (is_small(m, v[COUNT_CASES]))
		return; /* what follows would tell of one or two persons */
	set_loss_counts(m, v);
	if (is_small(m, v[COUNT_WITH_LOSS]))
		return;
	set(m, M_LOSS, v[COUNT_LOSS]);
	set(m, M_LOSS_SHOWN, v[COUNT_LOSS]);
	set(m, M_STOPPED, v[COUNT_STOPPED]);
	set(m, M_STOPPED_SHOWN, v[COUNT_STOPPED]);
	if (change_share(v[COUNT_STOPPED], v[COUNT_LOSS], &tenths))
		set(m, M_RATE, tenths);
	if (has_median) {
		set(m, M_MEDIAN, median);
		set(m, M_LARGEST, v[COUNT_LARGEST]);
	}
}

/* The name under which the population knows the value of a key. */
static void
value_name(struct str *out, enum count_key key, struct sv *rest)
{
	int64_t n;

	if (count_key_is_text(key)) {
		str_addsv(out, tally_next_text(rest));
		return;
	}
	n = tally_next_int(rest);
	if (key == COUNT_AGE && count_band_name(n) != NULL)
		str_addz(out, count_band_name(n));
	else
		str_addi(out, n);
}

static void
set_rate(struct making *m, const struct count_row *row)
{
	struct sv rest = row->group;
	int64_t hundredths;

	for (size_t i = 0; has_population(m) && i < m->q->nby; i++) {
		if (i == m->q->period)
			continue;
		str_clear(&m->text);
		value_name(&m->text, m->q->by[i], &rest);
		if (strcmp(m->o->population->key, count_key_name(
		    m->q->subject, m->q->by[i])) == 0 &&
		    !is_small(m, row->cases) && population_rate(
		    m->o->population, str_sv(&m->text), row->cases,
		    &hundredths))
			set(m, M_PER, hundredths);
	}
}

static void
add_row(struct making *m, const struct count_row *row)
{
	const struct tally *t = &m->r->tally->groups;
	struct sv rest = row->group;
	int64_t tenths, median = 0;
	bool has_median = row->cell != SIZE_MAX &&
	    tally_median(&m->samples, row->cell, &median);

	table_row(&m->table);
	for (size_t i = 0; i < m->q->nby; i++) {
		if (i == m->q->period)
			group_column_period(m->key[i], &m->table,
			    m->r->periods[row->period],
			    m->r->whole[row->period], m->o->english);
		else
			set_key(m, i, &rest);
	}
	set_sums(m, row->cell != SIZE_MAX ? tally_at(t, row->cell) : NULL,
	    has_median, median);
	if (change_share(row->cases, m->r->totals[row->period], &tenths))
		set(m, M_SHARE, tenths);
	if (row->cell != SIZE_MAX && change_share(
	    tally_at(t, row->cell)[COUNT_LOSS], m->r->losses[row->period],
	    &tenths))
		set(m, M_LOSS_SHARE, tenths);
	set_rate(m, row);
	if (m->rises[row - m->r->rows] >= 0 && !is_small(m, row->cases))
		set(m, M_RISE, m->rises[row - m->r->rows]);
	set_time(m, row);
}

/* The last line for people; not where it would uncover a hidden count. */
static void
add_total(struct making *m)
{
	struct tally_samples s;
	int64_t median = 0;
	bool has_median;

	if (m->r->nrows < 2 || m->hidden || m->r->left_groups > 0 ||
	    (m->o->format != TABLE_AS_TEXT && m->o->format != TABLE_AS_MD))
		return;
	tally_samples(&m->r->total, &s);
	has_median = tally_median(&s, 0, &median);
	tally_samples_free(&s);
	table_row(&m->table);
	table_text(&m->table, m->key[0].shown, m->o->english ? SV("total")
							     : SV("合计"));
	set_sums(m, tally_at(&m->r->total, 0), has_median, median);
}

static int
print(struct making *m, struct str *out, struct str *note, struct fault *f)
{
	struct str lead = {0};
	int status;

	json_put_int(&lead, SV("format"), 1);
	json_put_text(&lead, SV("kind"),
	    sv_z(m->q->subject->command));
	if (m->o->format == TABLE_AS_TEXT || m->o->format == TABLE_AS_MD)
		fraud_headline(out, m->o, m->r, m->rises, m->hidden);
	if (m->o->chart != NULL) {
		fraud_chart(out, m->o, m->r);
		status = 0;
	} else {
		status = table_print(&m->table, m->o->format, str_sv(&lead),
		    out, f);
	}
	str_free(&lead);
	if (status != 0)
		return -1;
	if (m->o->format == TABLE_AS_JSONL)
		fraud_definition(out, m->r, m->hidden);
	else if (table_is_csv(m->o->format))
		fraud_note(note, m->r);
	else
		fraud_foot(out, m->o, m->r, m->hidden);
	return 0;
}

int
fraud_report_make(const struct fraud_report *o, const struct count_tally *t,
    struct str *out, struct str *note, int64_t *cases, struct fault *f)
{
	struct count_rows r;
	struct making m = {.o = o, .r = &r, .q = t->query};
	int status;

	count_rows_make(&r, t, o->top);
	tally_samples(&t->groups, &m.samples);
	*cases = tally_at(&r.total, 0)[COUNT_CASES];
	for (size_t i = 0; i < r.nrows; i++)
		m.hidden = m.hidden || is_small(&m, r.rows[i].cases);
	m.rises = mem_alloc((r.nrows + 1) * sizeof(*m.rises));
	fraud_rises(&r, m.rises);
	add_columns(&m);
	for (size_t i = 0; i < r.nrows; i++)
		add_row(&m, &r.rows[i]);
	add_total(&m);
	status = print(&m, out, note, f);
	table_free(&m.table);
	tally_samples_free(&m.samples);
	str_free(&m.text);
	free(m.rises);
	count_rows_free(&r);
	return status;
}
