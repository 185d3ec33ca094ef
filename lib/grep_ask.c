/* SPDX-License-Identifier: MIT */
#include "grep_ask.h"

#include "address.h"
#include "query_field.h"
#include "utf8.h"

#include <stdlib.h>

#define COST_PATTERN 60
#define COST_ADDRESS 200

static int
add_expression(struct query *q, const struct grep_ask *ask, const char *text,
    const char *option, struct fault *f, struct str *shown)
{
	struct fault inner = {0};
	struct str place = {0};
	int r = query_parse(q, sv_z(text), ask->today, &inner);

	if (r != 0) {
		size_t at = (size_t)(inner.column > 0 ? inner.column - 1 : 0);

		fault_set(f, option, 1, utf8_count((struct sv){text, at <
		    strlen(text) ? at : strlen(text)}) + 1, "%s",
		    str_z(&inner.text));
		query_show_fault(shown, sv_z(text), inner.column);
	}
	str_free(&place);
	fault_free(&inner);
	return r;
}

/* A day, week, month, … that bounds the question. */
static int
add_time(struct query *q, const struct grep_ask *ask, const char *value,
    const char *option, bool is_until, struct fault *f)
{
	struct query_node *n = query_node(q, QUERY_NUMBER);
	struct query_range time;

	if (value == NULL)
		return 0;
	if (!query_value_read(QTYPE_TIME, sv_z(value), ask->today, &time))
		return fault_set(f, option, 0, 0, "'%s' is not understood; "
		    "wanted is %s", value, query_type_wants(QTYPE_TIME));
	n->key = REC_REPORTED_AT;
	n->part = QUERY_INSTANT;
	n->nranges = 1;
	n->ranges = arena_alloc(&q->arena, sizeof(*n->ranges));
	n->ranges[0] = is_until ? (struct query_range){INT64_MIN, time.to}
				: (struct query_range){time.from, INT64_MAX};
	query_add(q, n);
	return 0;
}

/* 30d, 8w, 6m (of 30 days): the days up to today. */
static int
add_last(struct query *q, const struct grep_ask *ask, struct fault *f)
{
	struct sv s = sv_z(ask->last != NULL ? ask->last : "");
	struct str since = {0};
	int64_t n = 0;
	char unit = s.len > 0 ? s.p[s.len - 1] : '\0';
	int r;

	if (ask->last == NULL)
		return 0;
	if (s.len < 2 || s.len > 6 || strchr("dwm", unit) == NULL ||
	    !sv_int((struct sv){s.p, s.len - 1}, &n) || n < 1)
		return fault_set(f, "--last", 0, 0, "'%s' is not understood; "
		    "wanted is a number of days, weeks or months: 30d, 8w, "
		    "6m", ask->last);
	n *= unit == 'w' ? 7 : unit == 'm' ? 30 : 1;
	str_addf(&since, "today-%lldd", (long long)(n - 1));
	r = add_time(q, ask, since.p, "--last", false, f);
	str_free(&since);
	return r;
}

/* Adds name and, with `open`, what begins with name and a dot. */
static void
add_texts(struct query *q, enum record_key key, const char *list,
    const char *const *endings, bool open)
{
	struct query_node *n = query_node(q, QUERY_TEXT);
	struct sv rest = sv_z(list), name;
	size_t most = 1, k = 0;

	for (const char *p = list; *p != '\0'; p++)
		most += *p == ',';
	n->key = key;
	n->texts = arena_alloc(&q->arena, most * 3 * sizeof(*n->texts));
	n->flags = arena_alloc(&q->arena, most * 3 * sizeof(*n->flags));
	while (sv_split(&rest, ',', &name)) {
		struct str text = {0};

		name = sv_trim(name);
		n->flags[k] = open && sv_ends(name, SV("*"));
		n->texts[k] = arena_dup(&q->arena, (struct sv){name.p,
		    name.len - n->flags[k]});
		k++;
		for (size_t i = 0; endings[i] != NULL; i++) {
			str_clear(&text);
			str_addsv(&text, name);
			str_addz(&text, endings[i]);
			n->flags[k] = open;
			n->texts[k++] = arena_dup(&q->arena, str_sv(&text));
		}
		str_free(&text);
	}
	n->ntexts = k;
	query_add(q, n);
}

static bool
ask_pattern(void *context, const struct record *r, struct query_scratch *s)
{
	return grep_pattern_holds(context, r, s);
}

/* What of the address asked for is told must be told alike. */
static bool
same_part(struct sv asked, struct sv told)
{
	return asked.len == 0 || sv_eq(asked, told);
}

static bool
is_near(void *context, const struct record *r, struct query_scratch *s)
{
	const struct address *asked = context;
	struct address told = {0};
	bool near = address_parse(&told, record_text(record_get(r,
	    REC_ADDRESS), &s->text));

	if (near && asked->place.len > 0)
		near = sv_eq(asked->place, told.place);
	else if (near && asked->road.len > 0)
		near = sv_eq(asked->road, told.road) &&
		    same_part(asked->number, told.number);
	else if (near)
		near = sv_eq(asked->community, told.community);
	near = near && same_part(asked->building, told.building) &&
	    same_part(asked->unit, told.unit) &&
	    same_part(asked->room, told.room);
	address_free(&told);
	return near;
}

/* The address lives in the query's arena; its views point into `folded`. */
static int
add_near(struct query *q, const struct grep_ask *ask, struct fault *f)
{
	struct query_node *n = query_node(q, QUERY_OWN);
	struct address *kept = arena_alloc(&q->arena, sizeof(*kept));
	struct address a = {0};
	struct sv *views[] = {&kept->community, &kept->road, &kept->number,
	    &kept->place, &kept->building, &kept->unit, &kept->room};

	if (ask->near == NULL)
		return 0;
	if (!address_parse(&a, sv_z(ask->near)) || address_depth(&a) == 0) {
		address_free(&a);
		return fault_set(f, "--near", 0, 0, "no place is recognised "
		    "in '%s'; name an estate, a road or a village", ask->near);
	}
	*kept = a;
	kept->folded = (struct str){0};
	for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
		*views[i] = arena_dup(&q->arena, *views[i]);
	address_free(&a);
	n->own = is_near;
	n->context = kept;
	n->cost = COST_ADDRESS;
	query_add(q, n);
	return 0;
}

static void
add_pattern(struct query *q, const struct grep_ask *ask)
{
	struct query_node *n = query_node(q, QUERY_OWN);
	struct query_node *no = query_node(q, QUERY_NOT);

	n->own = ask_pattern;
	/* Only read. */
	n->context = (void *)(uintptr_t)ask->pattern;
	n->cost = ask->pattern->everything ? 1 : COST_PATTERN;
	no->children = arena_alloc(&q->arena, sizeof(struct query_node *));
	no->children[0] = n;
	no->nchildren = 1;
	query_add(q, ask->invert ? no : n);
}

static int
check_levels(const char *list, struct fault *f)
{
	struct sv rest = sv_z(list), name;

	while (sv_split(&rest, ',', &name)) {
		bool known = false;

		for (int i = 0; i < QUERY_LEVELS; i++)
			known = known || sv_eq(sv_trim(name), query_level(i));
		if (!known)
			return fault_set(f, "--risk", 0, 0, "'%.*s' is not "
			    "understood; wanted is low, medium or high",
			    (int)name.len, name.p);
	}
	return 0;
}

int
grep_ask_add(struct query *q, const struct grep_ask *ask, struct fault *f,
    struct str *shown)
{
	static const char *const dot[] = {".", NULL};
	static const char *const places[] = {"社区", "村", NULL};
	static const char *const none[] = {NULL};

	for (size_t i = 0; i < ask->where.count; i++)
		if (add_expression(q, ask, ask->where.items[i], "--where", f,
		    shown) != 0)
			return -1;
	if (add_time(q, ask, ask->since, "--since", false, f) != 0 ||
	    add_time(q, ask, ask->until, "--until", true, f) != 0 ||
	    add_last(q, ask, f) != 0 || add_near(q, ask, f) != 0)
		return -1;
	if (ask->category != NULL)
		add_texts(q, REC_CATEGORY, ask->category, dot, true);
	if (ask->community != NULL)
		add_texts(q, REC_COMMUNITY, ask->community, places, false);
	if (ask->risk != NULL) {
		if (check_levels(ask->risk, f) != 0)
			return -1;
		add_texts(q, REC_RISK, ask->risk, none, false);
	}
	add_pattern(q, ask);
	return 0;
}

/* A place asked for makes no clause: addresses are compared without blanks. */
void
grep_ask_needs(const struct grep_ask *ask, const struct forms *forms,
    struct needs *n)
{
	size_t before = n->n;

	if (!ask->invert)
		grep_pattern_needs(ask->pattern, forms, n);
	for (size_t i = before; i < n->n; i++)
		n->clauses[i].of_pattern = true;
}
