/* SPDX-License-Identifier: MIT */
#include "repeats.h"

#include "map.h"
#include "repeat_index.h"
#include "tallies.h"

#include <stdlib.h>

/* Callers of so many families: a number is that of a shop or a dormitory. */
#define FAMILIES 4

struct node {
	struct repeat_sketch sketch;
	struct sv id;
	uint32_t group;         /* REPEATS_NONE: not yet */
	uint32_t of;
	uint32_t before;        /* the node before it in its group */
	uint32_t kin;           /* union of what parent_id links */
	uint32_t rank;          /* in order of time */
	uint32_t stamp;         /* weighed against this node last */
	uint16_t earlier;
	bool explicit, same_event, full;
	bool phantom;           /* a parent that is not among them */
	struct repeat_evidence why;
};

struct group {
	uint32_t last;          /* node */
	uint32_t first;         /* dispute, or REPEATS_NONE */
	uint32_t size, events;
	int64_t time;           /* of the last call */
};

struct repeats {
	struct repeats_options options;
	struct tallies phones, places;
	struct node *nodes;
	struct group *groups;
	uint32_t *order;
	uint32_t count, cap, ngroups, groups_cap, norder, added;
	struct parent {
		uint64_t id;
		uint32_t node;
	} *parents;
	size_t nparents, parents_cap;
	struct arena arena;
	struct repeat_index index;
	struct estimate keys, names;
	unsigned many;          /* a key of more is no key */
	unsigned word;          /* a name in more texts is a word */
	int64_t sweep;
};

struct repeats *
repeats_new(const struct repeats_options *o)
{
	struct repeats *r = mem_zalloc(1, sizeof(*r));

	r->options = *o;
	return r;
}

void
repeats_free(struct repeats *r)
{
	if (r == NULL)
		return;
	tallies_free(&r->phones);
	tallies_free(&r->places);
	repeat_index_free(&r->index);
	estimate_free(&r->keys);
	estimate_free(&r->names);
	free(r->nodes);
	free(r->groups);
	free(r->order);
	free(r->parents);
	arena_free(&r->arena);
	free(r);
}

/* --- numbers and places that many share ------------------------------------ */

/* The key of a stretch of time as long as the window. */
static uint64_t
in_stretch(const struct repeats *r, uint64_t key, int64_t time, int64_t back)
{
	int64_t stretch = time / r->options.window - back;

	return (key ^ (uint64_t)stretch * UINT64_C(0xd6e8feb86659fd93)) | 1;
}

void
repeats_see(struct repeats *r, const struct repeat_sketch *s)
{
	uint64_t places[2] = {place_key(&s->place, 2), place_key(&s->place, 5)};

	if (s->time == REPEAT_NO_TIME)
		return;
	for (size_t i = 0; i < s->ncalled; i++)
		tallies_add(&r->phones, in_stretch(r, s->phones[i], s->time,
		    0), s->surname);
	for (size_t i = 0; i < 2; i++)
		if (places[i] != 0)
			tallies_add(&r->places, in_stretch(r, places[i],
			    s->time, 0), s->surname);
}

static bool
is_shared(const struct repeats *r, const struct tallies *t, uint64_t key,
    int64_t time, unsigned families)
{
	for (int64_t back = 0; back <= 1 && key != 0; back++) {
		const struct tallies_entry *e = tallies_get(t,
		    in_stretch(r, key, time, back));

		if (e != NULL && (e->count > r->options.shared ||
		    e->nvalues >= families))
			return true;
	}
	return false;
}

/* A house where callers of so many families met with something is a shop's or
 * an office's. */
#define STRANGERS 4

static bool
is_busy(const struct repeats *r, uint64_t key, int64_t time)
{
	for (int64_t back = 0; back <= 1 && key != 0; back++) {
		const struct tallies_entry *e = tallies_get(&r->places,
		    in_stretch(r, key, time, back));

		if (e != NULL && e->nvalues >= STRANGERS)
			return true;
	}
	return false;
}

/* Not a name: names have no units that high. */
static uint64_t
sum_key(uint32_t sum)
{
	return UINT64_C(0xfffe000000000000) | sum;
}

static void
mark_shared(const struct repeats *r, struct repeat_sketch *s)
{
	for (size_t i = 0; i < s->nphones; i++)
		if (is_shared(r, &r->phones, s->phones[i], s->time,
		    FAMILIES))
			s->shared_phones |= (uint8_t)(1 << i);
	s->public_name |= is_shared(r, &r->places, place_key(&s->place, 2),
	    s->time, 33);
	s->public_room |= is_shared(r, &r->places, place_key(&s->place, 5),
	    s->time, 33);
	s->busy |= is_busy(r, place_key(&s->place, 2), s->time);
	for (size_t i = 0; i < s->nsums; i++)
		if (estimate_get(&r->names, sum_key(s->sums[i])) > r->word)
			s->common_sums |= (uint8_t)(1 << i);
	for (size_t i = 0; i < s->nnames; i++)
		if (estimate_get(&r->names, s->names[i]) > r->word)
			s->common_names |= (uint16_t)(1 << i);
}

/* --- adding ---------------------------------------------------------------- */

static uint32_t
add_node(struct repeats *r)
{
	if (r->count == r->cap) {
		r->cap = r->cap + r->cap / 2 + 256;
		r->nodes = mem_realloc(r->nodes, r->cap *
		    sizeof(*r->nodes));
	}
	r->nodes[r->count] = (struct node){.group = REPEATS_NONE,
	    .of = REPEATS_NONE, .before = REPEATS_NONE, .kin = r->count,
	    .stamp = REPEATS_NONE};
	return r->count++;
}

static uint64_t
hash_id(struct sv id)
{
	return id.len > 0 ? hash_bytes(id.p, id.len, 0x6e) | 1 : 0;
}

uint32_t
repeats_add(struct repeats *r, const struct repeat_sketch *s, struct sv id,
    struct sv parent)
{
	uint32_t i = add_node(r);

	r->nodes[i].sketch = *s;
	r->nodes[i].id = id.len > 0 ? arena_dup(&r->arena, id) : SV("");
	r->added = r->count;
	if (parent.len == 0 || sv_eq(parent, id))
		return i;
	r->nodes[i].explicit = true;
	repeats_join(r, i, parent);
	return i;
}

void
repeats_join(struct repeats *r, uint32_t i, struct sv id)
{
	if (r->nparents == r->parents_cap) {
		r->parents_cap = r->parents_cap * 2 + 64;
		r->parents = mem_realloc(r->parents, r->parents_cap *
		    sizeof(*r->parents));
	}
	r->parents[r->nparents++] = (struct parent){hash_id(id), i};
}

/* --- what the export links ------------------------------------------------- */

static uint32_t
root(struct repeats *r, uint32_t i)
{
	while (r->nodes[i].kin != i) {
		r->nodes[i].kin = r->nodes[r->nodes[i].kin].kin;
		i = r->nodes[i].kin;
	}
	return i;
}

static int
by_id(const void *a, const void *b)
{
	const struct parent *x = a, *y = b;

	return x->id != y->id ? (x->id < y->id ? -1 : 1)
	    : x->node < y->node ? -1 : x->node > y->node;
}

/* All with an id, sorted: parents are looked up in it. */
static struct parent *
list_ids(const struct repeats *r)
{
	struct parent *ids = mem_alloc((r->added + 1) * sizeof(*ids));

	for (uint32_t i = 0; i < r->added; i++)
		ids[i] = (struct parent){hash_id(r->nodes[i].id), i};
	qsort(ids, r->added, sizeof(*ids), by_id);
	return ids;
}

/* The first in the order of adding that has the id. */
static uint32_t
find_id(const struct parent *ids, size_t n, uint64_t id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (ids[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && ids[low].id == id ? ids[low].node : REPEATS_NONE;
}

/* Joins each with its parent; one that is not among them becomes a node of its
 * own, so that its children find one another. */
static void
join_parents(struct repeats *r)
{
	struct parent *ids = r->nparents > 0 ? list_ids(r) : NULL;
	uint32_t phantom = REPEATS_NONE;

	if (ids == NULL)
		return;
	qsort(r->parents, r->nparents, sizeof(*r->parents), by_id);
	for (size_t i = 0; i < r->nparents; i++) {
		const struct parent *p = &r->parents[i];
		uint32_t to = find_id(ids, r->added, p->id);
		bool again = i > 0 && r->parents[i - 1].id == p->id;

		if (to == REPEATS_NONE && !again) {
			phantom = add_node(r);
			r->nodes[phantom].phantom = true;
			r->nodes[phantom].sketch.time = REPEAT_NO_TIME;
		}
		if (to == REPEATS_NONE)
			to = phantom;
		r->nodes[root(r, p->node)].kin = root(r, to);
	}
	free(ids);
}

/* --- in order of time ------------------------------------------------------ */

static int
by_time(const void *a, const void *b, void *context)
{
	const struct node *nodes = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct node *x = &nodes[i], *y = &nodes[j];

	if (x->sketch.time != y->sketch.time)
		return x->sketch.time < y->sketch.time ? -1 : 1;
	/* what has no time stays in its order, parents not there first */
	if (x->phantom != y->phantom)
		return x->phantom ? -1 : 1;
	if (x->sketch.time != REPEAT_NO_TIME && !sv_eq(x->id, y->id))
		return sv_cmp(x->id, y->id);
	return i < j ? -1 : i > j;
}

/* How many windows the reports span. */
static int64_t
count_windows(const struct repeats *r)
{
	uint32_t k = 0;
	int64_t windows;

	while (k < r->norder &&
	    r->nodes[r->order[k]].sketch.time == REPEAT_NO_TIME)
		k++;
	if (k == r->norder)
		return 1;
	windows = (r->nodes[r->order[r->norder - 1]].sketch.time -
	    r->nodes[r->order[k]].sketch.time) / r->options.window + 1;
	return windows < 1000 ? windows : 1000;
}

/* Texts made by filling in a form: so many in a window have most of their
 * bands in common. */
#define FORMS 16

static void
mark_common_text(const struct repeats *r, struct repeat_sketch *s,
    unsigned windows)
{
	unsigned common = 0;

	for (unsigned i = 0; s->has_text && i < MINHASH_BANDS; i++)
		common += estimate_get(&r->keys,
		    minhash_band(&s->text, i) | 1) > FORMS * windows;
	s->common_text |= common > MINHASH_BANDS / 4;
}

static void
count_keys(struct repeats *r)
{
	uint64_t keys[REPEAT_KEYS];
	unsigned windows = (unsigned)count_windows(r);

	estimate_init(&r->names, (size_t)r->added * 4);
	estimate_init(&r->keys, (size_t)r->added * 16);
	for (uint32_t i = 0; i < r->added; i++) {
		const struct repeat_sketch *s = &r->nodes[i].sketch;

		for (size_t k = 0; k < s->nnames; k++)
			estimate_add(&r->names, s->names[k]);
		for (size_t k = 0; k < s->nsums; k++)
			estimate_add(&r->names, sum_key(s->sums[k]));
	}
	r->many = r->options.shared * windows;
	r->word = 10 + r->added / windows / 300;
	for (uint32_t i = 0; i < r->added; i++) {
		struct repeat_sketch *s = &r->nodes[i].sketch;
		size_t n;

		if (s->time == REPEAT_NO_TIME)
			continue;
		mark_shared(r, s);
		n = repeat_keys(s, keys);
		while (n > 0)
			estimate_add(&r->keys, keys[--n]);
	}
	for (uint32_t i = 0; i < r->added; i++)
		mark_common_text(r, &r->nodes[i].sketch, windows);
}

static bool
is_live(const void *context, uint32_t node)
{
	const struct repeats *r = context;

	return r->nodes[node].sketch.time >= r->sweep - r->options.window;
}

/* The keys of a node that others have too, and not everybody. */
static size_t
live_keys(const struct repeats *r, const struct repeat_sketch *s,
    uint64_t *keys)
{
	size_t n = repeat_keys(s, keys), kept = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned times = estimate_get(&r->keys, keys[i]);

		if (times > 1 && times <= r->many)
			keys[kept++] = keys[i];
	}
	return kept;
}

/* The one before node i that has most in common with it: the latest of those
 * that have equally much. */
static uint32_t
find_best(struct repeats *r, uint32_t i, const uint64_t *keys, size_t n)
{
	struct node *node = &r->nodes[i];
	uint32_t best = REPEATS_NONE;

	for (size_t k = 0; k < n; k++)
		for (const struct repeat_entry *e = repeat_index_first(
		    &r->index, keys[k]); e != NULL;
		    e = repeat_index_next(&r->index, e)) {
			struct node *other = &r->nodes[e->node];
			struct repeat_evidence why;

			if (node->sketch.time - other->sketch.time >
			    r->options.window)
				break;
			if (other->stamp == i || (!node->sketch.dispute &&
			    !other->sketch.dispute))
				continue;
			other->stamp = i;
			repeat_weigh(&node->sketch, &other->sketch,
			    &r->options.limits, &why);
			if (why.points < REPEAT_LINKS ||
			    (best != REPEATS_NONE && (why.points <
			    node->why.points || (why.points ==
			    node->why.points && other->rank <
			    r->nodes[best].rank))))
				continue;
			best = e->node;
			node->why = why;
		}
	return best;
}

/* --- groups ---------------------------------------------------------------- */

static uint32_t
new_group(struct repeats *r)
{
	if (r->ngroups == r->groups_cap) {
		r->groups_cap = r->groups_cap + r->groups_cap / 2 + 256;
		r->groups = mem_realloc(r->groups, r->groups_cap *
		    sizeof(*r->groups));
	}
	r->groups[r->ngroups] = (struct group){REPEATS_NONE, REPEATS_NONE, 0,
	    0, REPEAT_NO_TIME};
	return r->ngroups++;
}

static void
enter(struct repeats *r, uint32_t i, uint32_t group)
{
	struct group *g = &r->groups[group];
	struct node *node = &r->nodes[i];
	int64_t time = node->sketch.time;

	node->same_event = !node->explicit && g->size > 0 &&
	    time != REPEAT_NO_TIME && g->time != REPEAT_NO_TIME &&
	    time - g->time <= r->options.limits.minutes;
	g->events += !node->same_event;
	node->earlier = (uint16_t)(g->events - 1 < UINT16_MAX
	    ? g->events - 1 : UINT16_MAX);
	node->group = group;
	node->before = g->last;
	g->last = i;
	g->size++;
	if (time != REPEAT_NO_TIME)
		g->time = time;
	if (g->first == REPEATS_NONE && node->sketch.dispute)
		g->first = i;
}

/* The latest of the group that is an incident. */
static uint32_t
latest(const struct repeats *r, uint32_t group)
{
	uint32_t i = r->groups[group].last;

	while (i != REPEATS_NONE && r->nodes[i].phantom)
		i = r->nodes[i].before;
	return i;
}

static void
link_node(struct repeats *r, uint32_t i)
{
	uint64_t keys[REPEAT_KEYS];
	struct node *node = &r->nodes[i], *kin = &r->nodes[root(r, i)];
	bool timed = node->sketch.time != REPEAT_NO_TIME;
	size_t n = timed ? live_keys(r, &node->sketch, keys) : 0;
	uint32_t best = find_best(r, i, keys, n), group = kin->group;

	if (group != REPEATS_NONE) {
		if (best == REPEATS_NONE || r->nodes[best].group != group) {
			best = latest(r, group);
			node->why = (struct repeat_evidence){0};
		}
		node->why.parent = true;
	} else if (best != REPEATS_NONE) {
		group = r->nodes[best].group;
		node->full = r->groups[group].size >= r->options.bound;
		if (node->full) {
			best = REPEATS_NONE;
			group = REPEATS_NONE;
		}
	}
	if (group == REPEATS_NONE)
		group = new_group(r);
	node->of = best;
	/* a root may come later itself: it finds its kin's group then */
	kin->group = group;
	enter(r, i, group);
	while (n > 0)
		repeat_index_add(&r->index, keys[--n], i);
}

static void
drop_phantoms(struct repeats *r)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < r->norder; k++)
		if (!r->nodes[r->order[k]].phantom)
			r->order[n++] = r->order[k];
	r->norder = n;
}

void
repeats_link(struct repeats *r)
{
	join_parents(r);
	r->norder = r->count;
	r->order = mem_alloc((r->count + 1) * sizeof(*r->order));
	for (uint32_t i = 0; i < r->count; i++)
		r->order[i] = i;
	qsort_r(r->order, r->count, sizeof(*r->order), by_time, r->nodes);
	for (uint32_t k = 0; k < r->norder; k++)
		r->nodes[r->order[k]].rank = k;
	count_keys(r);
	for (uint32_t k = 0; k < r->norder; k++) {
		uint32_t i = r->order[k];
		int64_t time = r->nodes[i].sketch.time;

		if (time != REPEAT_NO_TIME &&
		    time - r->sweep > r->options.window) {
			r->sweep = time;
			repeat_index_sweep(&r->index, is_live, r);
		}
		link_node(r, i);
	}
	repeat_index_free(&r->index);
	drop_phantoms(r);
}

/* --- results --------------------------------------------------------------- */

const uint32_t *
repeats_order(const struct repeats *r, size_t *n)
{
	*n = r->norder;
	return r->order;
}

void
repeats_result(const struct repeats *r, uint32_t i,
    struct repeats_result *result)
{
	const struct node *node = &r->nodes[i];
	int64_t time = node->sketch.time;

	*result = (struct repeats_result){.of = node->of,
	    .first = r->groups[node->group].first, .before = REPEATS_NONE, .earlier = node->earlier,
	    .same_event = node->same_event, .full = node->full,
	    .why = node->why};
	for (uint32_t at = node->before; at != REPEATS_NONE &&
	    (result->nages < REPEATS_AGES || result->before == REPEATS_NONE);
	    at = r->nodes[at].before) {
		const struct node *other = &r->nodes[at];

		if (result->before == REPEATS_NONE && other->sketch.dispute)
			result->before = at;
		if (other->same_event || other->sketch.time ==
		    REPEAT_NO_TIME || time == REPEAT_NO_TIME ||
		    result->nages == REPEATS_AGES)
			continue;
		result->ages[result->nages++] = (uint16_t)((time -
		    other->sketch.time) / REPEATS_DAY);
	}
}

const struct repeat_sketch *
repeats_sketch(const struct repeats *r, uint32_t i)
{
	return &r->nodes[i].sketch;
}
