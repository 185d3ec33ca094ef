/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include "utf8.h"

#include <stdlib.h>

struct source {
	uint32_t *c;            /* characters of the pattern as written */
	size_t n, at;
};

struct target {
	uint16_t *u;
	uint32_t *from;         /* character that each unit came from */
	size_t n;
};

static void
put(struct target *t, uint16_t u, size_t from)
{
	t->from[t->n] = (uint32_t)from;
	t->u[t->n++] = u;
}

/* A literal character. What becomes a metacharacter only by folding, such as
 * a full-width bracket, stays a literal. */
static void
put_literal(struct target *t, const struct fold *fold, uint32_t c, size_t from)
{
	uint16_t u = fold_unit(fold, c);

	if (c >= 0x80 && u < 0x80 && u > ' ' && !(u >= '0' && u <= '9') &&
	    !(u >= 'a' && u <= 'z') && u != '_')
		put(t, '\\', from);
	put(t, u, from);
}

static void
copy(struct target *t, struct source *s)
{
	put(t, (uint16_t)s->c[s->at], s->at);
	s->at++;
}

/* From the backslash: \d, \x{4e00}, \p{Han} keep their spelling. */
static void
copy_escape(struct target *t, const struct fold *fold, struct source *s)
{
	uint32_t kind;

	copy(t, s);
	if (s->at == s->n)
		return;
	kind = s->c[s->at];
	if (kind >= 0x80) {
		put(t, fold_unit(fold, kind), s->at++);
		return;
	}
	copy(t, s);
	if ((kind != 'p' && kind != 'P' && kind != 'x') || s->at == s->n ||
	    s->c[s->at] != '{')
		return;
	while (s->at < s->n && s->c[s->at] != '}')
		copy(t, s);
}

/* From "(?": the letters of a group's kind keep their case. */
static void
copy_group_head(struct target *t, struct source *s)
{
	copy(t, s);
	copy(t, s);
	while (s->at < s->n && s->c[s->at] < 0x80 && s->c[s->at] != ':' &&
	    s->c[s->at] != ')' && s->c[s->at] != '=' && s->c[s->at] != '!' &&
	    s->c[s->at] != '>' && s->c[s->at] != '(' &&
	    s->c[s->at] != '|' && s->c[s->at] != '\'')
		copy(t, s);
}

/* Ends of a range keep their order: only width and ASCII case are folded,
 * never Han. */
static uint16_t
range_end(const struct fold *fold, uint32_t c)
{
	return c < 0x80 || (c >= 0xff01 && c <= 0xff5e) ?
	    fold_unit(fold, c) : c > 0xffff ? FOLD_ASTRAL : (uint16_t)c;
}

/* From '[' to its ']'. A ']' that comes first is a member. */
static void
copy_class(struct target *t, const struct fold *fold, struct source *s)
{
	size_t first;

	copy(t, s);
	if (s->at < s->n && s->c[s->at] == '^')
		copy(t, s);
	first = s->at;
	while (s->at < s->n && (s->c[s->at] != ']' || s->at == first)) {
		const uint32_t *c = &s->c[s->at];
		size_t left = s->n - s->at;

		if (c[0] == '\\') {
			copy_escape(t, fold, s);
		} else if (c[0] == '[' && left > 1 && c[1] == ':') {
			while (s->at < s->n && s->c[s->at] != ']')
				copy(t, s);
			if (s->at < s->n)
				copy(t, s);
		} else if (left > 2 && c[1] == '-' && c[2] != ']' &&
		    c[2] != '\\') {
			put(t, range_end(fold, c[0]), s->at);
			put(t, '-', s->at + 1);
			put(t, range_end(fold, c[2]), s->at + 2);
			s->at += 3;
		} else {
			put_literal(t, fold, c[0], s->at++);
		}
	}
	if (s->at < s->n)
		copy(t, s);
}

static void
fold_pattern(struct target *t, const struct fold *fold, struct source *s)
{
	while (s->at < s->n) {
		uint32_t c = s->c[s->at];

		if (c == '\\')
			copy_escape(t, fold, s);
		else if (c == '[')
			copy_class(t, fold, s);
		else if (c == '(' && s->at + 1 < s->n &&
		    s->c[s->at + 1] == '?')
			copy_group_head(t, s);
		else
			put_literal(t, fold, c, s->at++);
	}
}

/* Characters beyond U+FFFF have no unit of their own: no pattern can mean one
 * of them. */
static int
read_characters(struct source *s, struct sv text, struct str *why)
{
	size_t at = 0;

	s->c = mem_alloc((text.len + 1) * sizeof(*s->c));
	while (at < text.len) {
		uint32_t c;
		size_t len = utf8_decode(sv_from(text, at), &c);

		at += len;
		if (len == 0 || c == 0 || c > 0xffff || s->n == PATTERN_MAX) {
			str_addz(why, s->n == PATTERN_MAX ?
			    "longer than 2000 characters" :
			    "a character that no text can hold, beyond "
			    "U+FFFF");
			return -1;
		}
		s->c[s->n++] = c;
	}
	if (s->n > 0)
		return 0;
	str_addz(why, "empty");
	return -1;
}

static int
compile(struct pattern *p, const struct target *t, struct str *why)
{
	size_t at;
	struct str message = {0};

	p->regex = regex_compile(t->u, t->n, 0, &at, &message);
	if (p->regex == NULL) {
		str_addsv(why, str_sv(&message));
		if (at > 0 && at <= t->n)
			str_addf(why, ", at character %zu",
			    (size_t)t->from[at - 1] + 1);
		str_free(&message);
		return -1;
	}
	p->units = mem_alloc((t->n + 1) * sizeof(*p->units));
	memcpy(p->units, t->u, t->n * sizeof(*p->units));
	p->n = t->n;
	prefilter_make(&p->need, p->units, p->n);
	return 0;
}

int
pattern_make(struct pattern *p, const struct fold *fold, struct sv text,
    struct str *why)
{
	struct source s = {0};
	struct target t = {0};
	int status;

	*p = (struct pattern){0};
	status = read_characters(&s, text, why);
	if (status == 0) {
		/* An escape is added to a character at most once. */
		t.u = mem_alloc((2 * s.n + 1) * sizeof(*t.u));
		t.from = mem_alloc((2 * s.n + 1) * sizeof(*t.from));
		fold_pattern(&t, fold, &s);
		status = compile(p, &t, why);
	}
	free(s.c);
	free(t.u);
	free(t.from);
	return status;
}

void
pattern_free(struct pattern *p)
{
	regex_free(p->regex);
	prefilter_free(&p->need);
	free(p->units);
	*p = (struct pattern){0};
}

const struct pattern *
pattern_get(struct pattern_pool *pool, const struct fold *fold,
    struct sv text, struct str *why)
{
	struct map *numbers = &pool->numbers;
	const uint32_t *number;
	struct pattern *p;

	numbers->size = sizeof(*number);
	number = map_get(numbers, text);
	if (number != NULL)
		return pool->at[*number];
	p = mem_alloc(sizeof(*p));
	if (pattern_make(p, fold, text, why) != 0) {
		free(p);
		return NULL;
	}
	p->number = (uint32_t)numbers->count;
	*(uint32_t *)map_put(numbers, text, NULL) = p->number;
	/* Room for the next power of two. */
	if ((p->number & (p->number - 1)) == 0)
		pool->at = mem_realloc(pool->at, (p->number * 2 + 1) *
		    sizeof(*pool->at));
	pool->at[p->number] = p;
	return p;
}

void
pattern_pool_free(struct pattern_pool *pool)
{
	for (size_t i = 0; i < pool->numbers.count; i++) {
		pattern_free(pool->at[i]);
		free(pool->at[i]);
	}
	free(pool->at);
	map_free(&pool->numbers);
	*pool = (struct pattern_pool){0};
}
