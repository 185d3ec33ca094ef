/* SPDX-License-Identifier: MIT */
#include "typed.h"

#include <stdlib.h>

#define SLOTS 256               /* a power of two */

struct slot {                   /* of a class, or empty */
	struct str type;
	uint32_t *rules;
	size_t n, cap;
};

struct typed {
	const struct ruleset *rules;
	struct folded folded;
	struct slot slots[SLOTS];
};

struct typed *
typed_new(const struct ruleset *rules)
{
	struct typed *t = mem_zalloc(1, sizeof(*t));

	t->rules = rules;
	return t;
}

void
typed_free(struct typed *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		str_free(&t->slots[i].type);
		free(t->slots[i].rules);
	}
	folded_free(&t->folded);
	free(t);
}

static void
add_rule(struct slot *s, uint32_t rule)
{
	if (s->n == s->cap) {
		s->cap = s->cap * 2 + 8;
		s->rules = mem_realloc(s->rules, s->cap * sizeof(*s->rules));
	}
	s->rules[s->n++] = rule;
}

/* One level of 纠纷/邻里/噪音; rules name levels, never whole paths, which every
 * province numbers otherwise. */
static void
add_level(const struct typed *t, struct slot *s, size_t from, size_t to)
{
	const struct ruleset *rs = t->rules;
	const uint16_t *units = t->folded.units;
	const uint32_t *head;

	while (from < to && units[from] == ' ')
		from++;
	while (to > from && units[to - 1] == ' ')
		to--;
	head = map_get(&rs->types, (struct sv){(const char *)(units + from),
	    (to - from) * sizeof(*units)});
	for (uint32_t i = head != NULL ? *head : 0; i != 0;
	    i = rs->typed[i - 1].next)
		add_rule(s, rs->typed[i - 1].rule);
}

static void
fill(struct typed *t, struct slot *s, struct sv type)
{
	const struct folded *f = &t->folded;
	size_t from = 0;

	str_clear(&s->type);
	str_addsv(&s->type, type);
	s->n = 0;
	fold_text(t->rules->fold, &t->folded, type);
	for (size_t i = 0; i <= f->n; i++) {
		if (i < f->n && f->units[i] != '/' && f->units[i] != '-' &&
		    f->units[i] != '>')
			continue;
		if (i > from)
			add_level(t, s, from, i);
		from = i + 1;
	}
}

/* The last characters tell most classes apart. */
static size_t
slot_of(struct sv type)
{
	uint64_t tail = 0;
	size_t n = type.len < sizeof(tail) ? type.len : sizeof(tail);

	memcpy(&tail, type.p + type.len - n, n);
	return (size_t)((tail ^ type.len) * UINT64_C(0x9e3779b97f4a7c15) >>
	    56) % SLOTS;
}

struct typed_rules
typed_find(struct typed *t, struct sv type)
{
	struct slot *s;

	if (type.len == 0)
		return (struct typed_rules){NULL, 0};
	s = &t->slots[slot_of(type)];
	if (!sv_eq(str_sv(&s->type), type))
		fill(t, s, type);
	return (struct typed_rules){s->rules, s->n};
}
