/* SPDX-License-Identifier: MIT */
/* Fraud: the figures of fraud-stats for the period, and its runs by month. */
#include "category.h"
#include "exemplar.h"
#include "station_parts.h"

#include <stdlib.h>

#define RUN_LEAST 3     /* shorter runs are no news */
#define STORY_TYPES 3   /* types of which a case is told */
#define STORY_CHARS 120
#define STORY_SENTENCES 4

static int64_t
sum_of(const struct count_rows *rows, size_t cell, enum count_sum which)
{
	return cell == SIZE_MAX ? 0 :
	    tally_at(&rows->tally->groups, cell)[which];
}

static int64_t
total_of(const struct count_rows *rows, enum count_sum which)
{
	return tally_count(&rows->total) > 0 ?
	    tally_at(&rows->total, 0)[which] : 0;
}

static void
add_wan(struct str *out, int64_t fen, bool english)
{
	change_add_fixed(out, (fen + 5000) / 10000, 2, false);
	str_addz(out, english ? " x 10,000 yuan" : "万元");
}

static void
say_fraud(struct station_page *p, const struct count_rows *rows)
{
	int64_t n = total_of(rows, COUNT_CASES);
	const struct count_row *all = rows->nshown > 0 ?
	    &rows->total_rows[rows->nshown - 1] : NULL;

	if (n == 0) {
		str_addf(&p->text, p->en ? "%s: no case of fraud was "
		    "reported." : "%s未接报电信网络诈骗警情。",
		    station_this(p));
		station_end_paragraph(p);
		return;
	}
	str_addf(&p->text, p->en ? "%s: %lld cases of fraud" :
	    "%s接报电信网络诈骗%lld起", station_this(p), (long long)n);
	if (all != NULL)
		station_add_changes(p, &p->text, n, all->before.before,
		    all->last_year.before, false);
	str_addz(&p->text, p->en ? "; losses " : "；涉案损失");
	add_wan(&p->text, total_of(rows, COUNT_LOSS), p->en);
	if (total_of(rows, COUNT_STOPPED) > 0) {
		str_addz(&p->text, p->en ? ", stopped in time " : "，止付挽损");
		add_wan(&p->text, total_of(rows, COUNT_STOPPED), p->en);
	}
	if (total_of(rows, COUNT_NO_LOSS) > 0)
		str_addf(&p->text, p->en ? "; %lld without loss" :
		    "；未造成损失%lld起",
		    (long long)total_of(rows, COUNT_NO_LOSS));
	str_addz(&p->text, p->en ? "." : "。");
	station_end_paragraph(p);
}

/* The type of a row: what follows the period in its key. */
static struct sv
type_of(const struct count_row *row)
{
	struct sv key = row->group;

	return tally_next_text(&key);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct count_row *const *x = a, *const *y = b;

	if ((*x)->cases != (*y)->cases)
		return (*x)->cases > (*y)->cases ? -1 : 1;
	return sv_cmp((*x)->group, (*y)->group);
}

static void
put_types(struct station_page *p, const struct count_rows *rows)
{
	struct table *t = report_table(p->r, SV("fraud_types"),
	    p->en ? SV("Fraud by kind") : SV("诈骗类型"));
	size_t id = table_column(t, "type", "type", TABLE_TEXT, TABLE_DATA);
	size_t title = table_column(t, "title", p->en ? "kind" : "类型",
	    TABLE_TEXT, TABLE_PEOPLE);
	size_t count = table_column(t, "cases", p->en ? "cases" : "起数",
	    TABLE_COUNT, TABLE_ALL);
	size_t loss = table_column(t, "loss_fen", "loss", TABLE_FEN,
	    TABLE_DATA);
	size_t wan = table_column(t, "loss_wan",
	    p->en ? "loss (10,000 yuan)" : "损失(万元)", TABLE_WAN,
	    TABLE_PEOPLE);
	size_t first = station_change_columns(p, t), n = 0;
	const struct count_row **order =
	    mem_zalloc(rows->nrows + 1, sizeof(*order));

	for (size_t i = 0; i < rows->nrows; i++)
		if (rows->rows[i].period + 1 == rows->shown + rows->nshown)
			order[n++] = &rows->rows[i];
	qsort(order, n, sizeof(*order), compare_rows);
	for (size_t i = 0; i < n; i++) {
		int64_t fen = sum_of(rows, order[i]->cell, COUNT_LOSS);

		table_row(t);
		table_text(t, id, type_of(order[i]));
		table_text(t, title, category_title(type_of(order[i]), p->en));
		table_set(t, count, order[i]->cases);
		table_set(t, loss, fen);
		table_set(t, wan, fen);
		station_change_set(p, t, first, order[i]->cases,
		    order[i]->before.before, order[i]->last_year.before);
	}
	free(order);
}

/* The run that ends with the last complete month of the data. */
static void
put_months(struct station_page *p)
{
	struct count_rows rows;
	struct report_chart c = {.kind = REPORT_SERIES,
	    .unit = p->en ? SV("cases") : SV("起")};
	struct sv *labels;
	int64_t *values, run = 0;
	struct str text = {0};
	size_t from;

	count_rows_make(&rows, &p->s->work->months, 0);
	from = rows.nperiods > 13 ? rows.nperiods - 13 : 0;
	labels = mem_zalloc(rows.nperiods + 1, sizeof(*labels));
	values = mem_zalloc(rows.nperiods + 1, sizeof(*values));
	c.pale = mem_zalloc(rows.nperiods + 1, sizeof(*c.pale));
	for (size_t i = from; i < rows.nperiods; i++) {
		str_clear(&text);
		period_add(&text, rows.periods[i]);
		labels[c.n] = report_keep(p->r, str_sv(&text));
		c.pale[c.n] = !rows.whole[i];
		values[c.n++] = rows.totals[i];
		if (rows.whole[i] && i >= rows.shown &&
		    i < rows.shown + rows.nshown)
			run = rows.total_rows[i - rows.shown].run;
	}
	if (run <= -RUN_LEAST || run >= RUN_LEAST) {
		str_clear(&text);
		const char *way = p->en ? (run < 0 ? "fallen" : "risen") :
		    run < 0 ? "下降" : "上升";
		long long months = run < 0 ? -run : run;

		if (p->en)
			str_addf(&text, "Cases have %s for %lld months in a "
			    "row; a description, not an effect.", way, months);
		else
			str_addf(&text, "按月看，发案已连续%lld个月%s（属描述，"
			    "不说明原因）。", months, way);
		report_paragraph(p->r, str_sv(&text));
	}
	c.title = p->en ? SV("Fraud by month") : SV("各月电信网络诈骗");
	c.said = p->en ? SV("Pale: a month that is not complete.") :
	    SV("浅色为尚未结束的月份。");
	c.labels = labels;
	c.values = values;
	if (c.n > 1)
		report_chart(p->r, &c);
	free(c.pale);
	free(labels);
	free(values);
	str_free(&text);
	count_rows_free(&rows);
}

/* --- representative cases ------------------------------------------------ */

struct story_type {
	size_t from, n;         /* of the sorted stories */
};

static int
compare_types(const void *a, const void *b)
{
	const struct story_type *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static void
tell_story(struct station_page *p, const struct fold *fold,
    const struct case_text *cases, size_t n)
{
	size_t chosen;
	struct sv title = category_title(cases[0].category, p->en);

	if (exemplar_choose(fold, cases, n, 1, &chosen) == 0)
		return;
	str_addsv(&p->text, title);
	str_addz(&p->text, p->en ? ": " : "：");
	if (publish_shorten(&p->text, cases[chosen].text, STORY_CHARS,
	    STORY_SENTENCES) && publish_is_clean(str_sv(&p->text)))
		report_item(p->r, str_sv(&p->text));
	str_clear(&p->text);
}

/* One case of each of the most frequent types, in the words of the call and
 * without the persons. */
static void
put_stories(struct station_page *p)
{
	struct case_texts *all = &p->s->work->stories;
	struct story_type *types = mem_zalloc(all->n + 1, sizeof(*types));
	struct fold *fold = fold_new();
	size_t ntypes = 0;

	case_texts_sort(all);
	for (size_t i = 0; i < all->n; i++) {
		if (i == 0 || !sv_eq(all->at[i].category,
		    all->at[i - 1].category))
			types[ntypes++].from = i;
		types[ntypes - 1].n++;
	}
	qsort(types, ntypes, sizeof(*types), compare_types);
	if (ntypes > 0)
		report_paragraph(p->r, p->en ? SV("Representative cases:") :
		    SV("代表性案例："));
	for (size_t i = 0; i < ntypes && i < STORY_TYPES; i++)
		tell_story(p, fold, &all->at[types[i].from], types[i].n);
	fold_free(fold);
	free(types);
}

void
station_fraud(struct station_page *p)
{
	struct count_rows rows;

	count_rows_make(&rows, &p->s->work->fraud, 0);
	say_fraud(p, &rows);
	if (total_of(&rows, COUNT_CASES) > 0)
		put_types(p, &rows);
	put_months(p);
	put_stories(p);
	count_rows_free(&rows);
}
