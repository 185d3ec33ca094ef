/* SPDX-License-Identifier: MIT */
#include "query.h"

#include "datetime.h"

#include <stdlib.h>

#define COST_REGEX 40

void
query_init(struct query *q, const struct forms *forms)
{
	*q = (struct query){.forms = forms};
	q->root = query_node(q, QUERY_ALL);
}

void
query_free(struct query *q)
{
	for (size_t i = 0; i < q->nregexes; i++)
		textre_free(q->regexes[i]);
	free(q->regexes);
	arena_free(&q->arena);
	*q = (struct query){0};
}

void
query_scratch_free(struct query_scratch *s)
{
	str_free(&s->text);
	textre_scratch_free(s->re);
	record_free(&s->extra);
	if (s->own_free != NULL)
		s->own_free(s->own);
}

struct query_node *
query_node(struct query *q, enum query_kind kind)
{
	struct query_node *n = arena_alloc(&q->arena, sizeof(*n));

	*n = (struct query_node){.kind = kind};
	return n;
}

void
query_add(struct query *q, struct query_node *node)
{
	struct query_node **children = arena_alloc(&q->arena,
	    (q->root->nchildren + 1) * sizeof(struct query_node *));

	if (q->root->nchildren > 0)
		memcpy(children, q->root->children,
		    q->root->nchildren * sizeof(struct query_node *));
	children[q->root->nchildren++] = node;
	q->root->children = children;
}

static unsigned
own_cost(const struct query_node *n)
{
	switch (n->kind) {
	case QUERY_TRUE:
	case QUERY_THERE:
		return 1;
	case QUERY_NUMBER:
		return (n->part == QUERY_VALUE ? 2 : 5) +
		    (unsigned)n->nranges / 4;
	case QUERY_TEXT:
		return 3 + (unsigned)n->ntexts / 4;
	case QUERY_ORDER:
		return 3;
	case QUERY_REGEX:
		return COST_REGEX;
	case QUERY_OWN:
		return n->cost;
	case QUERY_ALL:
	case QUERY_ANY:
	case QUERY_NOT:
		break;
	}
	return 0;
}

/* Cheap questions first; equal ones as they were written. */
static void
order(struct query_node *n)
{
	unsigned sum = own_cost(n) + (n->key == REC_EXTRA ? 20 : 0);

	for (size_t i = 0; i < n->nchildren; i++) {
		struct query_node *child = n->children[i];
		size_t k = i;

		order(child);
		sum += child->cost;
		for (; k > 0 && n->children[k - 1]->cost > child->cost; k--)
			n->children[k] = n->children[k - 1];
		n->children[k] = child;
	}
	n->cost = sum;
}

void
query_finish(struct query *q)
{
	order(q->root);
}

const struct record_value *
query_value(const struct query_node *n, const struct record *r,
    struct query_scratch *s)
{
	const struct record_value *v = record_get(r, n->key);
	static const struct record_value absent = {{NULL, 0}, RECORD_ABSENT,
	    false};

	if (n->column.len == 0)
		return v;
	if (v->type != RECORD_OBJECT ||
	    record_scan_valid(&s->extra, v->raw, NULL) != 0)
		return &absent;
	for (size_t i = 0; i < s->extra.nfields; i++) {
		const struct record_field *f = &s->extra.fields[i];
		struct record_value key = {f->key, RECORD_STRING,
		    memchr(f->key.p, '\\', f->key.len) != NULL};

		if (sv_eq(record_text(&key, &s->text), n->column))
			return &f->value;
	}
	return &absent;
}

bool
query_number(const struct query_node *n, const struct record_value *v,
    struct query_scratch *s, int64_t *number)
{
	struct datetime t;

	if (n->part == QUERY_VALUE)
		return record_int(v, number);
	if (!datetime_read(record_text(v, &s->text), &t))
		return false;
	if (!t.has_time)
		t.offset = DATETIME_CHINA;
	datetime_move(&t, DATETIME_CHINA);
	switch (n->part) {
	case QUERY_INSTANT:
		*number = datetime_epoch(&t);
		break;
	case QUERY_CLOCK:
		*number = t.hour * 3600 + t.minute * 60 + t.second;
		break;
	case QUERY_WEEKDAY:
		*number = date_weekday(datetime_day(&t));
		break;
	case QUERY_DAY:
		*number = t.day;
		break;
	case QUERY_HOUR:
		*number = t.hour;
		break;
	case QUERY_MONTH:
		*number = t.month;
		break;
	case QUERY_YEAR:
		*number = t.year;
		break;
	case QUERY_VALUE:
		return false;
	}
	return n->part != QUERY_CLOCK || t.has_time;
}

static bool
in_ranges(const struct query_node *n, int64_t number)
{
	for (size_t i = 0; i < n->nranges; i++)
		if (number >= n->ranges[i].from && number <= n->ranges[i].to)
			return true;
	return false;
}

static bool
is_text(const struct query_node *n, struct sv text)
{
	for (size_t i = 0; i < n->ntexts; i++)
		if (n->flags[i] ? sv_starts(text, n->texts[i])
				: sv_eq(text, n->texts[i]))
			return true;
	return false;
}

static bool
in_order(const struct query_node *n, struct sv text)
{
	int low = n->texts[0].p != NULL ? sv_cmp(text, n->texts[0]) : 1;
	int high = n->texts[1].p != NULL ? sv_cmp(text, n->texts[1]) : -1;

	return (low > 0 || (low == 0 && !n->flags[0])) &&
	    (high < 0 || (high == 0 && !n->flags[1]));
}

static bool
like(const struct query_node *n, struct sv text, struct query_scratch *s)
{
	size_t start, end;
	enum textre_status status;

	if (s->re == NULL)
		s->re = textre_scratch_new();
	status = textre_find(n->re, s->re, text, 0, &start, &end);
	s->limit |= status == TEXTRE_LIMIT;
	return status == TEXTRE_YES;
}

static bool
text_holds(const struct query_node *n, struct sv text, struct query_scratch *s)
{
	if (n->kind == QUERY_TEXT)
		return is_text(n, text);
	return n->kind == QUERY_ORDER ? in_order(n, text) : like(n, text, s);
}

/* Of a list, one member is enough. */
static bool
some_text_holds(const struct query_node *n, const struct record_value *v,
    struct query_scratch *s)
{
	size_t at = 0;
	struct sv text;

	if (v->type == RECORD_STRING)
		return text_holds(n, record_text(v, &s->text), s);
	while (record_next_text(v, &at, &text, &s->text))
		if (text_holds(n, text, s))
			return true;
	return false;
}

static bool
holds(const struct query_node *n, const struct record *r,
    struct query_scratch *s)
{
	const struct record_value *v;
	int64_t number;

	switch (n->kind) {
	case QUERY_ALL:
	case QUERY_ANY:
		for (size_t i = 0; i < n->nchildren; i++)
			if (holds(n->children[i], r, s) ==
			    (n->kind == QUERY_ANY))
				return n->kind == QUERY_ANY;
		return n->kind == QUERY_ALL;
	case QUERY_NOT:
		return !holds(n->children[0], r, s);
	case QUERY_OWN:
		return n->own(n->context, r, s);
	case QUERY_NUMBER:
	case QUERY_TEXT:
	case QUERY_ORDER:
	case QUERY_REGEX:
	case QUERY_TRUE:
	case QUERY_THERE:
		break;
	}
	v = query_value(n, r, s);
	if (n->kind == QUERY_TRUE)
		return record_bool(v, false);
	if (n->kind == QUERY_THERE)
		return v->type != RECORD_ABSENT && v->type != RECORD_NULL;
	if (n->kind == QUERY_NUMBER)
		return query_number(n, v, s, &number) && in_ranges(n, number);
	return some_text_holds(n, v, s);
}

bool
query_holds(const struct query *q, const struct record *r,
    struct query_scratch *s)
{
	return holds(q->root, r, s);
}

static void
needs_of(const struct query *q, const struct query_node *n, struct needs *to)
{
	static const struct forms *none;
	struct needs *each;
	const struct needs **list;

	if (n->kind == QUERY_TEXT)
		needs_texts(to, n->texts, n->flags, n->ntexts);
	else if (n->kind == QUERY_REGEX)
		needs_pattern(to, q->forms != NULL ? q->forms : none,
		    n->pattern, n->how);
	if (n->kind == QUERY_ALL)
		for (size_t i = 0; i < n->nchildren; i++)
			needs_of(q, n->children[i], to);
	if (n->kind != QUERY_ANY || n->nchildren == 0)
		return;
	each = mem_zalloc(n->nchildren, sizeof(*each));
	list = mem_zalloc(n->nchildren, sizeof(*list));
	for (size_t i = 0; i < n->nchildren; i++) {
		needs_of(q, n->children[i], &each[i]);
		list[i] = &each[i];
	}
	needs_either(to, list, n->nchildren);
	for (size_t i = 0; i < n->nchildren; i++)
		needs_free(&each[i]);
	free(list);
	free(each);
}

void
query_needs(const struct query *q, struct needs *n)
{
	needs_of(q, q->root, n);
}

static bool
span_of(const struct query_node *n, enum record_key key, enum query_part part,
    struct query_range *span)
{
	struct query_range one = {0, 0};
	bool known = false;

	if (n->kind == QUERY_NUMBER && n->key == key && n->part == part) {
		*span = (struct query_range){INT64_MAX, INT64_MIN};
		for (size_t i = 0; i < n->nranges; i++) {
			if (n->ranges[i].from < span->from)
				span->from = n->ranges[i].from;
			if (n->ranges[i].to > span->to)
				span->to = n->ranges[i].to;
		}
		return true;
	}
	if (n->kind != QUERY_ALL)
		return false;
	*span = (struct query_range){INT64_MIN, INT64_MAX};
	for (size_t i = 0; i < n->nchildren; i++) {
		if (!span_of(n->children[i], key, part, &one))
			continue;
		known = true;
		if (one.from > span->from)
			span->from = one.from;
		if (one.to < span->to)
			span->to = one.to;
	}
	return known;
}

bool
query_span(const struct query *q, enum record_key key, enum query_part part,
    struct query_range *span)
{
	return span_of(q->root, key, part, span);
}
