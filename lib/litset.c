/* SPDX-License-Identifier: MIT */
#include "litset.h"

#include <stdlib.h>
#include <uchar.h>

static struct litset *
litset_new(struct arena *arena, size_t n)
{
	struct litset *set = arena_alloc(arena, sizeof(*set));

	set->at = arena_alloc(arena, (n + 1) * sizeof(*set->at));
	set->n = 0;
	return set;
}

static void
litset_add(struct litset *set, const struct prefilter_literal *l)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->at[i].units[0] == l->units[0] &&
		    set->at[i].n == l->n && memcmp(set->at[i].units, l->units, 2U * l->n) == 0)
			return;
	set->at[set->n++] = *l;
}

const struct litset *
litset_of(struct arena *arena, const uint16_t *units, size_t n)
{
	struct litset *set = litset_new(arena, n);

	for (size_t i = 0; i < n; i++) {
		struct prefilter_literal one = {{units[i]}, 1};

		litset_add(set, &one);
	}
	return set;
}

const struct litset *
litset_empty(struct arena *arena)
{
	struct litset *set = litset_new(arena, 1);
	struct prefilter_literal none = {{0}, 0};

	litset_add(set, &none);
	return set;
}

const struct litset *
litset_union(struct arena *arena, const struct litset *a, const struct litset *b)
{
	struct litset *u;

	if (a == NULL || b == NULL)
		return NULL;
	u = litset_new(arena, a->n + b->n);
	for (size_t i = 0; i < a->n; i++)
		litset_add(u, &a->at[i]);
	for (size_t i = 0; i < b->n; i++)
		litset_add(u, &b->at[i]);
	return u->n <= PREFILTER_COUNT ? u : NULL;
}

const struct litset *
litset_cross(struct arena *arena, const struct litset *a, const struct litset *b)
{
	struct litset *x;

	if (a == NULL || b == NULL || a->n * b->n > PREFILTER_COUNT)
		return NULL;
	x = litset_new(arena, a->n * b->n);
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b->n; k++) {
			struct prefilter_literal l = a->at[i];

			if (l.n + b->at[k].n > PREFILTER_UNITS)
				return NULL;
			memcpy(l.units + l.n, b->at[k].units,
			    2U * b->at[k].n);
			l.n = (uint8_t)(l.n + b->at[k].n);
			x->at[x->n++] = l;
		}
	}
	return x;
}

static int
by_unit(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* How often a text is thought to hold the literal, in thousandths. What only
 * orders guesses need not be exact: two tables do, of characters that every
 * text is full of, and of words that every police report begins with. */
static size_t
literal_cost(const struct prefilter_literal *l)
{
	/* Sorted. */
	static const char16_t characters[] =
	    u"、。一三上下不两个中为之也了事二于五交人今从他以们会但位"
	    u"住你信做元先入公其内出分到前加动包区单去及双反发取受口叫"
	    u"可号同名后向员和四因在地场处外多大天失女她好如子学安定家"
	    u"对将小就工已年并应开当得情成我房所手打找报拿持接提收放方"
	    u"无日时是有未本机来次死民求没派点物现用电的相着知社称等系"
	    u"经给老者能自行被要警计让话说请走起路车转过还这通里金钱门"
	    u"问面，：";
	static const char16_t words[][2] = {u"报警", u"警人", u"民警",
	    u"双方", u"对方", u"现场", u"派出", u"电话", u"情况", u"处理",
	    u"核实", u"要求", u"联系", u"调查", u"配合", u"微信", u"邻居"};
	static const size_t by_length[] = {0, 150, 8, 3, 2};

	if (l->n == 1 && bsearch(&l->units[0], characters,
	    sizeof(characters) / sizeof(characters[0]) - 1,
	    sizeof(characters[0]), by_unit) != NULL)
		return 1000;
	for (size_t i = 0; l->n == 2 && i < sizeof(words) / sizeof(words[0]);
	    i++)
		if (words[i][0] == l->units[0] && words[i][1] == l->units[1])
			return 2000;
	return by_length[l->n < 4 ? l->n : 4];
}

size_t
litset_cost(const struct litset *set, size_t before)
{
	struct {
		uint16_t unit;
		size_t cost;
	} ends[PREFILTER_COUNT];
	size_t cost = before > 64 ? 60 : 0, n = 0, k;

	if (set == NULL || set->n == 0)
		return SIZE_MAX;
	for (size_t i = 0; i < set->n; i++) {
		const struct prefilter_literal *l = &set->at[i];

		if (l->n == 0)
			return SIZE_MAX;
		for (k = 0; k < n && ends[k].unit != l->units[l->n - 1];)
			k++;
		if (k == n) {
			ends[n].unit = l->units[l->n - 1];
			ends[n++].cost = 0;
		}
		ends[k].cost += literal_cost(l);
	}
	for (k = 0; k < n; k++) {
		struct prefilter_literal last = {{ends[k].unit}, 1};
		size_t most = literal_cost(&last);

		cost += ends[k].cost < most ? ends[k].cost : most;
	}
	return cost;
}

const struct litset *
litset_ends(struct arena *arena, const struct litset *set, size_t *most)
{
	struct litset *ends = litset_new(arena, set->n);

	*most = 0;
	for (size_t i = 0; i < set->n; i++) {
		struct prefilter_literal l = set->at[i];

		if (l.n > 1) {
			*most = l.n - 1u > *most ? l.n - 1u : *most;
			l.units[0] = l.units[l.n - 1];
			l.n = 1;
		}
		litset_add(ends, &l);
	}
	return ends;
}

static void
allow(struct prefilter_other *o, uint16_t unit, uint32_t what)
{
	o->allows[unit & 0xff] |= what << (unit >> 8 & 7);
}

void
litset_begin(const struct litset *set, struct prefilter_other *o)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct prefilter_literal *l = &set->at[i];

		if (l->n == 1) {
			allow(o, l->units[0], PREFILTER_ONLY);
			continue;
		}
		allow(o, l->units[0], PREFILTER_FIRST);
		allow(o, l->units[1], PREFILTER_SECOND);
	}
}
