/* SPDX-License-Identifier: MIT */
/* The parser of query.h's language: precedence or, and, not. */
#include "query.h"

#include "query_field.h"
#include "query_lex.h"
#include "utf8.h"
#include "widen.h"

#include <stdlib.h>

#define DEPTH_MAX 200

struct parser {
	struct query *q;
	struct query_lexer lexer;
	struct query_token token;       /* the next one */
	int64_t today;
	unsigned depth;
	struct fault *f;
};

struct values {
	struct query_range *ranges;
	struct sv *texts;
	bool *prefix;
	size_t n, cap;
	bool between;           /* texts: two bounds, not members */
};

static int
advance(struct parser *p)
{
	return query_lex(&p->lexer, &p->token, p->f);
}

static int
complain(const struct parser *p, size_t at, const char *what,
    const char *advice)
{
	return fault_set(p->f, NULL, 0, at + 1, "%s; %s", what, advice);
}

static int
unexpected(const struct parser *p, const char *wanted)
{
	struct str what = {0};

	if (p->token.kind == QTOK_END) {
		str_addf(&what, "the expression ends where %s is expected",
		    wanted);
	} else {
		str_addf(&what, "%s expected, not '", wanted);
		fault_quote(&what, p->token.text, 30);
		str_addc(&what, '\'');
	}
	fault_set(p->f, NULL, 0, p->token.at + 1, "%s", what.p);
	str_free(&what);
	return -1;
}

static void
free_values(struct values *v)
{
	free(v->ranges);
	free(v->texts);
	free(v->prefix);
}

static void
add_value(struct values *v, struct query_range range, struct sv text,
    bool prefix)
{
	if (v->n == v->cap) {
		v->cap = v->cap * 2 + 4;
		v->ranges = mem_realloc(v->ranges,
		    v->cap * sizeof(*v->ranges));
		v->texts = mem_realloc(v->texts, v->cap * sizeof(*v->texts));
		v->prefix = mem_realloc(v->prefix,
		    v->cap * sizeof(*v->prefix));
	}
	v->ranges[v->n] = range;
	v->texts[v->n] = text;
	v->prefix[v->n++] = prefix;
}

static bool
is_text(enum query_type type)
{
	return type == QTYPE_TEXT || type == QTYPE_LEVEL;
}

/* One value; a text that ends with * is a beginning. */
static int
read_value(struct parser *p, enum query_type type, struct query_range *range,
    struct sv *text, bool *prefix)
{
	struct query_token t = p->token;
	struct str what = {0};

	*range = (struct query_range){0, 0};
	if (t.kind != QTOK_WORD && t.kind != QTOK_QUOTED)
		return unexpected(p, "a value");
	*text = t.text;
	*prefix = is_text(type) && t.kind == QTOK_WORD &&
	    sv_ends(t.text, SV("*"));
	text->len -= *prefix;
	if (is_text(type) && t.kind == QTOK_WORD &&
	    memchr(text->p, '*', text->len) != NULL)
		return complain(p, t.at, "a * within a value", "only its end "
		    "may be left open; use ~ /expression/");
	if (type != QTYPE_TEXT && !*prefix &&
	    !query_value_read(type, t.text, p->today, range)) {
		str_addz(&what, "'");
		fault_quote(&what, t.text, 30);
		str_addf(&what, "' is not understood; wanted is %s",
		    query_type_wants(type));
		fault_set(p->f, NULL, 0, t.at + 1, "%s", what.p);
		str_free(&what);
		return -1;
	}
	return advance(p);
}

static void
add_levels(struct values *v, int64_t from, int64_t to)
{
	for (; from <= to; from++)
		add_value(v, (struct query_range){from, from},
		    query_level(from), false);
}

/* from..to of hours, weekdays and months may go round midnight, Sunday or the
 * turn of the year. */
static int
add_range(struct parser *p, enum query_type type, struct values *v,
    struct query_range a, struct query_range b, size_t at)
{
	int64_t to = type == QTYPE_CLOCK ? b.from : b.to;
	struct query_range bounds;

	if (a.from <= to && type == QTYPE_LEVEL) {
		add_levels(v, a.from, to);
		return 0;
	}
	if (a.from <= to) {
		add_value(v, (struct query_range){a.from, to},
		    (struct sv){NULL, 0}, false);
		return 0;
	}
	if (!query_type_round(type, &bounds))
		return complain(p, at, "a range whose end lies before its "
		    "beginning", "turn it round");
	add_value(v, (struct query_range){a.from, bounds.to}, (struct sv){NULL, 0},
	    false);
	add_value(v, (struct query_range){bounds.from, to}, (struct sv){NULL, 0},
	    false);
	return 0;
}

/* A value, or a range from..to; of texts a range stands alone. */
static int
read_member(struct parser *p, enum query_type type, struct values *v)
{
	struct query_range a, b;
	struct sv text, end;
	size_t at = p->token.at;
	bool prefix, end_prefix;

	if (read_value(p, type, &a, &text, &prefix) != 0)
		return -1;
	if (p->token.kind != QTOK_TO) {
		if (type == QTYPE_LEVEL && !prefix)
			add_levels(v, a.from, a.to);
		else
			add_value(v, a, text, prefix);
		return 0;
	}
	if (advance(p) != 0 ||
	    read_value(p, type, &b, &end, &end_prefix) != 0)
		return -1;
	if (type != QTYPE_TEXT && !prefix && !end_prefix)
		return add_range(p, type, v, a, b, at);
	if (v->n > 0 || p->token.kind == QTOK_COMMA || prefix || end_prefix)
		return complain(p, at, "a range of texts among other values",
		    "ask for each with or");
	add_value(v, a, text, false);
	add_value(v, b, end, false);
	v->between = true;
	return 0;
}

/* {a, b, c..d}, (a, b), or one member without brackets. */
static int
read_members(struct parser *p, enum query_type type, struct values *v)
{
	enum query_token_kind open = p->token.kind;
	enum query_token_kind close = open == QTOK_OPEN ? QTOK_CLOSE
							: QTOK_END_SET;

	if (open != QTOK_OPEN && open != QTOK_SET)
		return read_member(p, type, v);
	do
		if (advance(p) != 0 || read_member(p, type, v) != 0)
			return -1;
	while (p->token.kind == QTOK_COMMA);
	if (p->token.kind != close)
		return unexpected(p, close == QTOK_CLOSE ? "a comma or )"
							 : "a comma or }");
	return advance(p);
}

static struct query_node *
new_node(struct parser *p, enum query_kind kind,
    const struct query_field *field)
{
	struct query_node *n = query_node(p->q, kind);

	n->key = field->key;
	n->column = arena_dup(&p->q->arena, field->column);
	n->part = field->part;
	return n;
}

static void
keep_texts(struct parser *p, struct query_node *n, const struct sv *texts,
    const bool *flags, size_t count)
{
	struct arena *a = &p->q->arena;

	n->texts = arena_alloc(a, count * sizeof(*n->texts));
	n->flags = arena_alloc(a, count * sizeof(*n->flags));
	n->ntexts = count;
	for (size_t i = 0; i < count; i++) {
		n->texts[i] = texts[i].p != NULL ? arena_dup(a, texts[i])
						 : texts[i];
		n->flags[i] = flags[i];
	}
}

static void
keep_ranges(struct parser *p, struct query_node *n,
    const struct query_range *ranges, size_t count)
{
	n->ranges = arena_alloc(&p->q->arena, count * sizeof(*ranges));
	memcpy(n->ranges, ranges, count * sizeof(*ranges));
	n->nranges = count;
}

static int
parse_membership(struct parser *p, const struct query_field *field,
    struct query_node **node)
{
	struct values v = {0};
	int r = read_members(p, field->type, &v);

	if (r == 0 && is_text(field->type)) {
		*node = new_node(p, v.between ? QUERY_ORDER : QUERY_TEXT,
		    field);
		keep_texts(p, *node, v.texts, v.prefix, v.n);
	} else if (r == 0) {
		*node = new_node(p, QUERY_NUMBER, field);
		keep_ranges(p, *node, v.ranges, v.n);
	}
	free_values(&v);
	return r;
}

/* Levels of risk by what they mean: as texts, high would be before low. */
static void
order_levels(struct parser *p, const struct query_field *field,
    enum query_token_kind op, int64_t level, struct query_node **node)
{
	struct values v = {0};

	if (op == QTOK_LT || op == QTOK_LE)
		add_levels(&v, 0, op == QTOK_LT ? level - 1 : level);
	else
		add_levels(&v, op == QTOK_GT ? level + 1 : level,
		    QUERY_LEVELS - 1);
	*node = new_node(p, QUERY_TEXT, field);
	keep_texts(p, *node, v.texts, v.prefix, v.n);
	free_values(&v);
}

/* < <= > >= */
static int
parse_order(struct parser *p, const struct query_field *field,
    enum query_token_kind op, struct query_node **node)
{
	struct query_range value, range = {INT64_MIN, INT64_MAX};
	struct sv text, bounds[2] = {{NULL, 0}, {NULL, 0}};
	bool prefix, excluded[2], below = op == QTOK_LT || op == QTOK_LE;
	size_t at = p->token.at;

	if (read_value(p, field->type, &value, &text, &prefix) != 0)
		return -1;
	if (prefix)
		return complain(p, at, "a beginning where an order is asked "
		    "for", "leave the * out");
	if (field->type == QTYPE_TEXT) {
		bounds[below] = text;
		excluded[0] = excluded[1] = op == QTOK_LT || op == QTOK_GT;
		*node = new_node(p, QUERY_ORDER, field);
		keep_texts(p, *node, bounds, excluded, 2);
		return 0;
	}
	if (field->type == QTYPE_LEVEL) {
		order_levels(p, field, op, value.from, node);
		return 0;
	}
	if (op == QTOK_LT)
		range.to = value.from - 1;
	else if (op == QTOK_LE)
		range.to = value.to;
	else if (op == QTOK_GT)
		range.from = value.to + 1;
	else
		range.from = value.from;
	*node = new_node(p, QUERY_NUMBER, field);
	keep_ranges(p, *node, &range, 1);
	return 0;
}

static int
parse_regex(struct parser *p, const struct query_field *field,
    struct query_node **node)
{
	struct query_token t = p->token;
	struct query *q = p->q;
	struct str wide = {0}, why = {0};
	unsigned flags = 0;
	size_t at;

	if (t.kind != QTOK_REGEX)
		return unexpected(p, "an expression between slashes: "
		    "/…/ or /…/i");
	if (t.flags.len > 0 && !sv_eq(t.flags, SV("i")))
		return complain(p, t.at + 1, "an unknown letter after the "
		    "expression", "there is i alone: upper and lower case");
	if (t.flags.len > 0)
		flags = TEXTRE_CASELESS;
	*node = new_node(p, QUERY_REGEX, field);
	(*node)->pattern = t.text;
	(*node)->how = (q->forms != NULL ? NEEDS_WIDE : 0u) |
	    (flags ? NEEDS_CASELESS : 0u);
	if (q->forms != NULL)
		widen_pattern(&wide, q->forms, t.text);
	else
		str_addsv(&wide, t.text);
	(*node)->re = textre_compile(str_sv(&wide), flags, &at, &why);
	q->regexes = mem_realloc(q->regexes,
	    (q->nregexes + 1) * sizeof(struct textre *));
	q->regexes[q->nregexes++] = (*node)->re;
	if ((*node)->re == NULL)
		fault_set(p->f, NULL, 0, t.at + 1,
		    "wrong regular expression: %s", str_z(&why));
	str_free(&wide);
	str_free(&why);
	return (*node)->re == NULL ? -1 : advance(p);
}

static struct query_node *
negate(struct parser *p, struct query_node *child)
{
	struct query_node *n = query_node(p->q, QUERY_NOT);

	n->children = arena_alloc(&p->q->arena, sizeof(struct query_node *));
	n->children[0] = child;
	n->nchildren = 1;
	return n;
}

/* What comes after the field: an operator, or nothing. */
static int
parse_rest(struct parser *p, const struct query_field *field, size_t at,
    struct query_node **node)
{
	enum query_token_kind op = p->token.kind;
	bool no = op == QTOK_NE || op == QTOK_UNLIKE || op == QTOK_NOT;
	bool truth = field->type == QTYPE_TRUTH;
	int r;

	if (op < QTOK_EQ || op == QTOK_AND || op == QTOK_OR) {
		*node = new_node(p, truth ? QUERY_TRUE : QUERY_THERE, field);
		return 0;
	}
	if (truth)
		return complain(p, at, "a field that is true or false",
		    "write it alone, or with not");
	if (advance(p) != 0)
		return -1;
	if (op == QTOK_NOT) {
		op = p->token.kind;
		if (op != QTOK_IN && op != QTOK_HAS)
			return unexpected(p, "in");
		if (advance(p) != 0)
			return -1;
	}
	if (op == QTOK_LIKE || op == QTOK_UNLIKE)
		r = parse_regex(p, field, node);
	else if (op >= QTOK_LT && op <= QTOK_GE)
		r = parse_order(p, field, op, node);
	else
		r = parse_membership(p, field, node);
	if (r == 0 && no)
		*node = negate(p, *node);
	return r;
}

static int
parse_condition(struct parser *p, struct query_node **node)
{
	struct query_token name = p->token;
	struct query_field field;
	const char *near;
	struct str what = {0};

	if (name.kind != QTOK_WORD)
		return unexpected(p, "a field's name");
	if (query_field_find(name.text, &field, &near))
		return advance(p) != 0 ? -1
		    : parse_rest(p, &field, name.at, node);
	str_addz(&what, "no field is called '");
	fault_quote(&what, name.text, 30);
	if (near != NULL)
		str_addf(&what, "'; did you mean %s", near);
	else
		str_addz(&what, "'; see precinct-record(5), and extra.COLUMN "
		    "for other columns");
	fault_set(p->f, NULL, 0, name.at + 1, "%s", what.p);
	str_free(&what);
	return -1;
}

static int parse_either(struct parser *p, struct query_node **node);

static int
parse_not(struct parser *p, struct query_node **node)
{
	bool no = false;
	int r;

	while (p->token.kind == QTOK_NOT) {
		no = !no;
		if (advance(p) != 0)
			return -1;
	}
	if (p->token.kind == QTOK_OPEN) {
		if (++p->depth > DEPTH_MAX)
			return complain(p, p->token.at, "brackets too deep",
			    "write it flatter");
		r = advance(p) != 0 ? -1 : parse_either(p, node);
		p->depth--;
		if (r == 0 && p->token.kind != QTOK_CLOSE)
			r = unexpected(p, "and, or, or )");
		if (r == 0)
			r = advance(p);
	} else {
		r = parse_condition(p, node);
	}
	if (r == 0 && no)
		*node = negate(p, *node);
	return r;
}

static void
add_child(struct parser *p, struct query_node *to, struct query_node *child)
{
	struct query_node **children = arena_alloc(&p->q->arena,
	    (to->nchildren + 1) * sizeof(struct query_node *));

	if (to->nchildren > 0)
		memcpy(children, to->children,
		    to->nchildren * sizeof(struct query_node *));
	children[to->nchildren++] = child;
	to->children = children;
}

/* A chain of and (deeper) or of or. */
static int
parse_chain(struct parser *p, enum query_token_kind link,
    struct query_node **node)
{
	struct query_node *chain = NULL, *child;

	for (;;) {
		int r = link == QTOK_OR ? parse_chain(p, QTOK_AND, &child)
					: parse_not(p, &child);

		if (r != 0)
			return -1;
		if (p->token.kind != link && chain == NULL) {
			*node = child;
			return 0;
		}
		if (chain == NULL)
			chain = query_node(p->q, link == QTOK_OR ? QUERY_ANY
								 : QUERY_ALL);
		add_child(p, chain, child);
		*node = chain;
		if (p->token.kind != link)
			return 0;
		if (advance(p) != 0)
			return -1;
	}
}

static int
parse_either(struct parser *p, struct query_node **node)
{
	return parse_chain(p, QTOK_OR, node);
}

int
query_parse(struct query *q, struct sv text, int64_t today, struct fault *f)
{
	struct parser p = {.q = q, .today = today, .f = f,
	    .lexer = {.arena = &q->arena}};
	struct query_node *node;

	p.lexer.text = arena_dup(&q->arena, text);
	if (advance(&p) != 0 || parse_either(&p, &node) != 0)
		return -1;
	if (p.token.kind != QTOK_END)
		return unexpected(&p, "and or or");
	query_add(q, node);
	return 0;
}

void
query_show_fault(struct str *out, struct sv text, uint64_t column)
{
	struct str shown = {0};
	size_t at = column > 0 && column - 1 < text.len ? column - 1
							: text.len;

	fault_quote(&shown, (struct sv){text.p, at}, SIZE_MAX);
	str_addz(out, "  ");
	fault_quote(out, text, SIZE_MAX);
	str_addz(out, "\n  ");
	for (size_t i = utf8_width((struct sv){str_z(&shown), shown.len}); i > 0;
	    i--)
		str_addc(out, ' ');
	str_addz(out, "^\n");
	str_free(&shown);
}
