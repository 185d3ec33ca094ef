/* SPDX-License-Identifier: MIT */
#include "grep_tell.h"

#include "datetime.h"
#include "jsonout.h"
#include "money.h"

#include <stdlib.h>

#define ABSENT UINT32_MAX       /* length of a cell that is not there */

int
grep_columns_parse(struct grep_columns *c, const char *list,
    const char *option, struct fault *f)
{
	struct sv rest = sv_z(list), name, head;

	while (sv_split(&rest, ',', &name)) {
		struct grep_column *col;
		struct query_field field;
		const char *near, *dot;

		c->at = mem_realloc(c->at, (c->n + 1) * sizeof(*c->at));
		col = &c->at[c->n];
		*col = (struct grep_column){.descending = sv_starts(name,
		    SV("-"))};
		name = sv_from(name, col->descending);
		dot = memrchr(name.p, '.', name.len);
		head = dot != NULL ? (struct sv){name.p,
		    (size_t)(dot - name.p)} : SV("reported_at");
		if (period_unit_find(dot != NULL ? sv_from(name, head.len + 1)
		    : name, &col->unit) && query_field_find(head, &field,
		    &near) && field.type == QTYPE_TIME)
			col->is_period = true;
		else if (!query_field_find(name, &field, &near) &&
		    !sv_eq(name, SV("count")))
			return fault_set(f, option, 0, 0, "no field is called "
			    "'%.*s'%s%s; see precinct-record(5)",
			    (int)name.len, name.p, near != NULL
			    ? ": did you mean " : "", near != NULL ? near
			    : "");
		if (sv_eq(name, SV("count")))
			field = (struct query_field){.key = REC_FORMAT};
		col->name = sv_dup(name);
		col->type = field.type;
		col->node.key = field.key;
		col->node.part = field.part;
		if (field.column.len > 0)
			col->node.column = sv_from(sv_z(col->name),
			    name.len - field.column.len);
		c->n++;
	}
	return 0;
}

void
grep_columns_free(struct grep_columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->at[i].name);
	free(c->at);
}

struct grep_teller *
grep_teller_new(const struct grep_view *view)
{
	struct grep_teller *t = mem_zalloc(1, sizeof(*t));
	struct mask_options options = {.extractor = view->extractor,
	    .as = MASK_PARTIAL, .english = view->english};

	t->view = view;
	if (view->extractor != NULL)
		t->mask = mask_new(&options);
	return t;
}

void
grep_teller_free(struct grep_teller *t)
{
	if (t == NULL)
		return;
	if (t->mask != NULL)
		mask_free(t->mask);
	str_free(&t->text);
	str_free(&t->cell);
	str_free(&t->masked);
	free(t->spans);
	free(t);
}

/* The period of a time, as people and programs name it. */
static bool
period_text(const struct grep_column *c, const struct record_value *v,
    struct query_scratch *s, struct str *out)
{
	struct datetime t;

	if (!datetime_read(record_text(v, &s->text), &t))
		return false;
	if (!t.has_time)
		t.offset = DATETIME_CHINA;
	datetime_move(&t, DATETIME_CHINA);
	period_add(out, period_of(c->unit, datetime_day(&t), 1));
	return true;
}

static void
list_text(const struct record_value *v, struct query_scratch *s,
    struct str *out)
{
	size_t at = 0, n = 0;
	struct sv text;

	while (record_next_text(v, &at, &text, &s->text)) {
		if (n++ > 0)
			str_addc(out, ';');
		str_addsv(out, text);
	}
}

/* A column's value as text in out (emptied); false when it is not there. */
static bool
column_text(const struct grep_column *c, const struct record *r,
    struct query_scratch *s, struct str *out)
{
	const struct record_value *v = query_value(&c->node, r, s);
	int64_t number;

	str_clear(out);
	if (v->type == RECORD_ABSENT || v->type == RECORD_NULL)
		return false;
	if (c->is_period)
		return period_text(c, v, s, out);
	if (c->node.part != QUERY_VALUE && c->node.part != QUERY_INSTANT) {
		if (!query_number(&c->node, v, s, &number))
			return false;
		str_addi(out, number);
		return true;
	}
	if (c->type == QTYPE_YUAN && record_int(v, &number))
		money_add(out, number);
	else if (v->type == RECORD_STRING)
		str_addsv(out, record_text(v, &s->text));
	else if (v->type == RECORD_ARRAY)
		list_text(v, s, out);
	else
		str_addsv(out, v->raw);
	return true;
}

/* Bytes whose order is that of the column: numbers by size, texts by their
 * bytes, levels from low to high; what is absent comes last, whichever way the
 * rest goes. */
static void
add_key(const struct grep_column *c, const struct record *r,
    struct query_scratch *s, struct str *text, struct str *out)
{
	size_t from = out->len + 1;
	int64_t number;
	struct query_range rank;
	bool is_text = c->type == QTYPE_TEXT || c->type == QTYPE_LEVEL ||
	    c->type == QTYPE_TRUTH || c->is_period;
	bool there = is_text ? column_text(c, r, s, text)
	    : query_number(&c->node, query_value(&c->node, r, s), s, &number);

	str_addc(out, there ? '\0' : '\1');
	if (!there)
		return;
	if (c->type == QTYPE_LEVEL)
		str_addc(out, query_value_read(c->type, str_sv(text), 0, &rank)
		    ? (char)('0' + rank.from) : '~');
	if (is_text) {
		str_addsv(out, str_sv(text));
		str_addc(out, '\0');
	} else {
		uint64_t u = (uint64_t)number ^ (uint64_t)1 << 63;

		for (int i = 56; i >= 0; i -= 8)
			str_addc(out, (char)(u >> i));
	}
	for (size_t i = from; c->descending && i < out->len; i++)
		out->p[i] = (char)~(unsigned char)out->p[i];
}

/* The score's key: the greatest first. */
static void
add_score(const struct query_scratch *s, struct str *out)
{
	uint32_t u = UINT32_MAX - (uint32_t)(s->score * 1e9);

	for (int i = 24; i >= 0; i -= 8)
		str_addc(out, (char)(u >> i));
}

static void
add_length(struct str *out, uint32_t n)
{
	str_add(out, &n, sizeof(n));
}

/* Begins the answer's frame with its key. */
static void
begin_frame(struct grep_worker *w, const struct record *r, struct block *b)
{
	struct grep_teller *t = w->teller;
	const struct grep_columns *order = &t->view->order;
	size_t at = b->out.len;
	uint32_t n;

	add_length(&b->out, 0);
	if (t->view->by_score)
		add_score(&w->query, &b->out);
	for (size_t i = 0; i < order->n; i++)
		add_key(&order->at[i], r, &w->query, &t->cell, &b->out);
	n = (uint32_t)(b->out.len - at - sizeof(n));
	memcpy(b->out.p + at, &n, sizeof(n));
}

void
grep_tell_unframe(struct sv frame, struct sv *key, struct sv *text)
{
	uint32_t n;

	memcpy(&n, frame.p, sizeof(n));
	*key = (struct sv){frame.p + sizeof(n), n};
	*text = sv_from(frame, sizeof(n) + n);
}

void
grep_tell_line(struct grep_worker *w, const struct record *r, struct block *b)
{
	begin_frame(w, r, b);
	str_addsv(&b->out, r->line);
	str_addc(&b->out, '\n');
}

/* RFC 4180. */
static void
add_csv(struct str *out, struct sv cell)
{
	bool quote = false;

	for (size_t i = 0; i < cell.len && !quote; i++)
		quote = strchr(",\"\r\n", cell.p[i]) != NULL;
	if (!quote) {
		str_addsv(out, cell);
		return;
	}
	str_addc(out, '"');
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, cell.p[i]);
	}
	str_addc(out, '"');
}

static void
add_json(struct grep_teller *t, const struct grep_column *c,
    const struct record *r, struct query_scratch *s, struct str *out)
{
	const struct record_value *v = query_value(&c->node, r, s);
	struct sv whole = v->raw;
	int64_t number;

	if (c->is_period) {
		if (column_text(c, r, s, &t->cell))
			json_put_text(out, sv_z(c->name), str_sv(&t->cell));
	} else if (c->node.part != QUERY_VALUE &&
	    c->node.part != QUERY_INSTANT) {
		if (query_number(&c->node, v, s, &number))
			json_put_int(out, sv_z(c->name), number);
	} else if (c->type == QTYPE_YUAN && column_text(c, r, s, &t->cell)) {
		json_put_raw(out, sv_z(c->name), str_sv(&t->cell));
	} else if (v->type != RECORD_ABSENT) {
		if (v->type == RECORD_STRING)
			whole = (struct sv){whole.p - 1, whole.len + 2};
		json_put_raw(out, sv_z(c->name), whole);
	}
}

void
grep_tell_cells(struct grep_worker *w, const struct record *r,
    struct block *b)
{
	struct grep_teller *t = w->teller;
	const struct grep_columns *cells = &t->view->cells;
	bool json = t->view->format == TABLE_AS_JSONL && !t->view->as_cells;
	size_t from;

	begin_frame(w, r, b);
	from = b->out.len;
	for (size_t i = 0; i < cells->n; i++) {
		const struct grep_column *c = &cells->at[i];
		bool there;

		if (json) {
			add_json(t, c, r, &w->query, &b->out);
			continue;
		}
		there = column_text(c, r, &w->query, &t->cell);
		if (t->view->as_cells) {
			add_length(&b->out, there ? (uint32_t)t->cell.len
						  : ABSENT);
			if (there)
				str_addsv(&b->out, str_sv(&t->cell));
		} else {
			if (i > 0)
				str_addc(&b->out, ',');
			add_csv(&b->out, str_sv(&t->cell));
		}
	}
	if (json)
		json_enclose(&b->out, from);
	if (!t->view->as_cells)
		str_addc(&b->out, '\n');
}

bool
grep_tell_next(struct sv *cells, struct sv *cell)
{
	uint32_t n;

	if (cells->len < sizeof(n))
		return false;
	memcpy(&n, cells->p, sizeof(n));
	*cells = sv_from(*cells, sizeof(n));
	*cell = (struct sv){NULL, 0};
	if (n == ABSENT)
		return true;
	*cell = (struct sv){cells->p, n};
	*cells = sv_from(*cells, n);
	return true;
}

void
grep_tell_row(struct table *t, struct sv cells)
{
	struct sv cell;

	table_row(t);
	for (size_t i = 0; grep_tell_next(&cells, &cell); i++)
		if (cell.p != NULL)
			table_text(t, i, cell);
}

void
grep_tell_header(struct str *out, const struct grep_columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			str_addc(out, ',');
		add_csv(out, sv_z(c->at[i].name));
	}
	str_addc(out, '\n');
}

static void
one_match(void *context, enum record_key key, struct sv text)
{
	struct grep_teller *t = context;
	struct str *out = &t->block->out;
	size_t at = 0, start, end;

	(void)key;
	while (grep_pattern_next(t->view->pattern, text, t->query, &at, &start,
	    &end)) {
		for (size_t i = start; i < end; i++)
			str_addc(out, text.p[i] == '\n' || text.p[i] == '\r'
			    ? ' ' : text.p[i]);
		str_addc(out, '\n');
	}
}

void
grep_tell_matches(struct grep_worker *w, const struct record *r,
    struct block *b)
{
	struct grep_teller *t = w->teller;

	t->block = b;
	t->query = &w->query;
	if (!t->view->invert)
		grep_pattern_texts(t->view->pattern, r, &t->text, one_match,
		    t);
}

struct group {
	struct sv cells;
	uint64_t count;
	const struct grep_view *view;
};

/* Cells of a column by what they mean: 9 before 10, low before high. */
static int
compare_cells(const struct grep_column *c, struct sv a, struct sv b)
{
	bool is_text = c->type == QTYPE_TEXT || c->type == QTYPE_TRUTH ||
	    c->is_period;
	struct query_range x, y;

	if (a.p == NULL || b.p == NULL)
		return (a.p == NULL) - (b.p == NULL);
	if (!is_text && query_value_read(c->type, a, 0, &x) &&
	    query_value_read(c->type, b, 0, &y) && x.from != y.from)
		return x.from < y.from ? -1 : 1;
	return sv_cmp(a, b);
}

static struct sv
nth_cell(struct sv cells, size_t n)
{
	struct sv cell = {NULL, 0};

	for (size_t i = 0; i <= n; i++)
		grep_tell_next(&cells, &cell);
	return cell;
}

/* By the order asked for; then most first, then by the cells. */
static int
compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	const struct grep_columns *order = &x->view->order;
	const struct grep_columns *cells = &x->view->cells;
	int by_count = x->count < y->count ? 1 : x->count > y->count ? -1 : 0;

	for (size_t i = 0; i < order->n; i++) {
		int r = -by_count;

		for (size_t k = 0; k < cells->n; k++)
			if (strcmp(cells->at[k].name, order->at[i].name) == 0)
				r = compare_cells(&cells->at[k], nth_cell(x->cells,
				    k), nth_cell(y->cells, k));
		if (r != 0)
			return order->at[i].descending ? -r : r;
	}
	if (by_count != 0 && order->n == 0)
		return by_count;
	for (size_t k = 0; k < cells->n; k++) {
		int r = compare_cells(&cells->at[k], nth_cell(x->cells, k),
		    nth_cell(y->cells, k));

		if (r != 0)
			return r;
	}
	return 0;
}

void
grep_tell_groups(struct table *t, const struct grep_view *view,
    const struct map *groups, int64_t head)
{
	struct group *all = mem_alloc((groups->count + 1) * sizeof(*all));
	size_t n = groups->count, count = view->cells.n;

	for (size_t i = 0; i < n; i++)
		all[i] = (struct group){groups->keys[i],
		    *(const uint64_t *)map_at(groups, i), view};
	if (n > 1)
		qsort(all, n, sizeof(*all), compare_groups);
	if (head >= 0 && (uint64_t)head < n)
		n = (size_t)head;
	for (size_t i = 0; i < n; i++) {
		grep_tell_row(t, all[i].cells);
		table_set(t, count, (int64_t)all[i].count);
	}
	free(all);
}
