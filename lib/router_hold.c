/* SPDX-License-Identifier: MIT */
#include "router_hold.h"

#include "diag.h"
#include "jsonout.h"
#include "repeat_seal.h"
#include "spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

/* A report that is in the ledger and not in this run. */
struct past {
	struct sv id, case_id;
};

struct router_hold {
	struct fold *fold;
	struct repeat_namer *namer;
	struct repeats *repeats;
	unsigned bound;
	struct spool spool;
	struct router_entry *entries;   /* as many as nodes were added */
	size_t count, cap;
	struct arena arena;
	bool failed;
	/* with a ledger */
	struct mask_key *key;
	struct repeat_seal seal;
	int64_t window;         /* seconds */
	int64_t earliest;       /* report of this run */
	struct past *past;      /* of the nodes behind those of the entries */
	size_t npast;
	struct str keys;
};

struct router_hold *
router_hold_new(int64_t window, double similar)
{
	struct repeats_options o = REPEATS_DEFAULTS;
	struct router_hold *h = mem_zalloc(1, sizeof(*h));

	o.window = window * REPEATS_DAY;
	o.limits.similar = similar;
	h->fold = fold_new();
	h->namer = repeat_namer_new();
	h->repeats = repeats_new(&o);
	h->bound = o.bound;
	h->window = o.window;
	h->earliest = INT64_MAX;
	h->spool = (struct spool)SPOOL_INIT;
	return h;
}

void
router_hold_free(struct router_hold *h)
{
	if (h == NULL)
		return;
	fold_free(h->fold);
	repeat_namer_free(h->namer);
	repeats_free(h->repeats);
	spool_free(&h->spool);
	mask_key_free(h->key);
	free(h->past);
	str_free(&h->keys);
	free(h->entries);
	arena_free(&h->arena);
	free(h);
}

static bool
has_keys(const struct cases *cases)
{
	for (size_t i = 0; i < cases->nreports; i++)
		if (cases->reports[i].keys.len > 0)
			return true;
	return false;
}

/* Whole or not at all: a run may be killed while it makes it. The ledger's lock
 * is held. */
static int
make_key(const char *path, struct fault *f)
{
	struct str new = {0};
	int r;

	str_addf(&new, "%s.new", path);
	unlink(new.p);
	r = mask_key_make(new.p, f);
	if (r == 0 && rename(new.p, path) != 0)
		r = fault_sys(f, path, errno, "cannot make");
	str_free(&new);
	return r;
}

/* What the ledger holds of an incident to find its repeats by is under a key
 * that lies beside it. */
int
router_hold_remember(struct router *r, struct fault *f)
{
	struct sv path = sv_z(r->book->ledger.path);
	struct str name = {0};

	if (r->hold == NULL)
		return 0;
	if (sv_ends(path, SV(".jsonl")))
		path.len -= 6;
	str_addsv(&name, path);
	str_addz(&name, ".key");
	if (access(name.p, F_OK) != 0 && has_keys(&r->book->cases))
		diag_warn("%s is not there: what was reported before cannot "
		    "be linked, and a new key is made", name.p);
	if (access(name.p, F_OK) == 0 || make_key(name.p, f) == 0)
		r->hold->key = mask_key_read(name.p, f);
	str_free(&name);
	if (r->hold->key == NULL)
		return -1;
	repeat_seal_init(&r->hold->seal, r->hold->key);
	return 0;
}

/* --- each record, by any worker -------------------------------------------- */

void
router_worker_init(struct router_worker *w, const struct router *r)
{
	w->router = r;
	if (r->hold == NULL)
		return;
	w->looker.fold = r->hold->fold;
	w->looker.namer = r->hold->namer;
}

static struct repeat_sketch *
grow(struct repeat_sketch *list, size_t *cap, size_t n)
{
	if (n < *cap)
		return list;
	*cap = n + n / 2 + 64;
	return mem_realloc(list, *cap * sizeof(*list));
}

void
router_hold_look(struct router_worker *w, const struct record *record,
    const struct router_entry *e)
{
	const struct router_hold *h = w->router->hold;
	struct repeat_sketch *s = NULL;

	if (h == NULL)
		return;
	if (e != NULL) {
		size_t i = (size_t)(e - w->entries);

		w->sketches = grow(w->sketches, &w->sketches_cap, i);
		s = &w->sketches[i];
		repeat_look(&w->looker, record, e->dispute, s);
	} else if (record_get(record, REC_LINK)->type == RECORD_ABSENT &&
	    routing_is_incident(record, &w->scratch)) {
		w->glances = grow(w->glances, &w->glances_cap, w->nglances);
		s = &w->glances[w->nglances++];
		repeat_glance(&w->looker, record, s);
	}
	if (s != NULL && h->key != NULL)
		repeat_seal_apply(&h->seal, s);
}

/* --- each block, in order -------------------------------------------------- */

static struct sv
keep(struct arena *arena, struct sv text)
{
	return text.len > 0 ? arena_dup(arena, text) : SV("");
}

static void
add_entry(struct router_hold *h, const struct router_entry *from,
    uint64_t base)
{
	struct router_entry *e;

	if (h->count == h->cap) {
		h->cap = h->cap + h->cap / 2 + 256;
		h->entries = mem_realloc(h->entries,
		    h->cap * sizeof(*h->entries));
	}
	e = &h->entries[h->count++];
	*e = *from;
	e->at += base;
	e->c.id = keep(&h->arena, from->c.id);
	e->c.category = keep(&h->arena, from->c.category);
	e->c.community = keep(&h->arena, from->c.community);
	e->c.parent = keep(&h->arena, from->c.parent);
	e->c.at = keep(&h->arena, from->c.at);
	e->c.text = keep(&h->arena, from->c.text);
	e->c.why = keep(&h->arena, from->c.why);
}

static int
fail(struct router *r, struct fault *f)
{
	diag_fault(f);
	fault_free(f);
	r->hold->failed = r->failed = true;
	return -1;
}

int
router_hold_block(struct router *r, struct block *b)
{
	struct router_hold *h = r->hold;
	struct router_worker *w = b->more;
	uint64_t base = spool_size(&h->spool);
	struct fault f = {0};

	b->more = NULL;
	for (size_t i = 0; w != NULL && i < w->nglances; i++)
		repeats_see(h->repeats, &w->glances[i]);
	for (size_t i = 0; w != NULL && i < w->count; i++) {
		const struct router_entry *e = &w->entries[i];
		int64_t time = w->sketches[i].time;

		if (time != REPEAT_NO_TIME && time < h->earliest)
			h->earliest = time;
		repeats_see(h->repeats, &w->sketches[i]);
		repeats_add(h->repeats, &w->sketches[i], e->c.id,
		    e->c.parent);
		add_entry(h, e, base);
	}
	if (spool_add(&h->spool, str_sv(&b->out), &f) != 0)
		return fail(r, &f);
	str_clear(&b->out);
	return 0;
}

/* --- what the ledger knows ------------------------------------------------- */

static void
add_past(struct router_hold *h, const struct cases *cases,
    const struct case_report *report, struct sv first)
{
	struct repeat_sketch s;
	uint32_t i;

	if (!repeat_seal_read(&s, report->keys))
		s = (struct repeat_sketch){.dispute = true};
	s.time = report->epoch;
	repeats_see(h->repeats, &s);
	i = repeats_add(h->repeats, &s, report->id, SV(""));
	if (!sv_eq(first, report->id))
		repeats_join(h->repeats, i, first);
	h->past[h->npast++] = (struct past){keep(&h->arena, report->id),
	    keep(&h->arena, cases->items[report->cas].id)};
}

/* Entries of this run that the ledger has already belong where it has them. */
static void
join_known(struct router *r, const struct sv *firsts)
{
	struct router_hold *h = r->hold;
	const struct cases *cases = &r->book->cases;

	for (uint32_t i = 0; i < h->count; i++) {
		struct sv id = h->entries[i].c.id;
		uint32_t at = id.len > 0 ? cases_find_incident(cases, id)
		    : CASES_NONE;

		if (at != CASES_NONE &&
		    !sv_eq(firsts[cases->reports[at].cas], id))
			repeats_join(h->repeats, i,
			    firsts[cases->reports[at].cas]);
	}
}

/* The reports of every case that had one within the window before this run. */
static void
recall(struct router *r)
{
	struct router_hold *h = r->hold;
	const struct cases *cases = &r->book->cases;
	struct sv *firsts = mem_zalloc(cases->count + 1, sizeof(*firsts));
	bool *late = mem_zalloc(cases->count + 1, sizeof(*late));
	struct map known = {.size = 1};

	for (size_t i = 0; i < h->count; i++)
		map_put(&known, h->entries[i].c.id, NULL);
	for (size_t i = 0; i < cases->nreports; i++) {
		const struct case_report *p = &cases->reports[i];

		if (firsts[p->cas].p == NULL)
			firsts[p->cas] = p->id;
		late[p->cas] |= h->earliest == INT64_MAX ||
		    p->epoch >= h->earliest - h->window;
	}
	join_known(r, firsts);
	h->past = mem_zalloc(cases->nreports + 1, sizeof(*h->past));
	for (size_t i = 0; i < cases->nreports; i++) {
		const struct case_report *p = &cases->reports[i];

		if (late[p->cas] && map_get(&known, p->id) == NULL)
			add_past(h, cases, p, firsts[p->cas]);
	}
	map_free(&known);
	free(late);
	free(firsts);
}

/* The incident of a node. */
static struct sv
id_of(const struct router_hold *h, uint32_t node)
{
	return node < h->count ? h->entries[node].c.id
	    : h->past[node - h->count].id;
}

static struct sv
case_of(const struct router_hold *h, uint32_t node)
{
	return node < h->count ? h->entries[node].c.case_id
	    : h->past[node - h->count].case_id;
}

/* --- at the end ------------------------------------------------------------ */

/* Whom the case has, of those linked with it in this run. */
static void
assign_held(struct router *r, struct router_case *c,
    struct router_entry *first)
{
	enum roster_list list = router_list(c->decision.tier);

	if (r->assign == NULL || c->decision.tier == TIER_CASE)
		return;
	if (first->holder != NULL && first->list == list) {
		c->assignee = first->holder->id;
		return;
	}
	if (first->holder != NULL)
		assign_count(r->assign, first->holder->id, -1);
	first->holder = NULL;
	router_assign(r, c);
	if (c->assigned) {
		first->holder = c->choice.person;
		first->list = list;
	}
}

static struct sv
case_id(struct router_hold *h, struct sv id)
{
	struct str s = {0};
	struct sv kept;

	if (id.len == 0)
		return SV("");
	str_addc(&s, 'D');
	str_addsv(&s, id);
	kept = arena_dup(&h->arena, str_sv(&s));
	str_free(&s);
	return kept;
}

/* What the linking found, as facts of the case. */
static void
take_result(struct router *r, struct router_case *c,
    const struct repeats_result *res)
{
	struct router_hold *h = r->hold;
	struct condition_facts *facts = &c->facts.conditions;

	facts->repeats = res->earlier;
	facts->nages = res->nages;
	memcpy(facts->ages, res->ages, sizeof(facts->ages));
	c->by_parent = res->why.parent;
	c->same_event = res->same_event;
	r->counts.full += res->full;
	if (res->before != REPEATS_NONE)
		c->before = id_of(h, res->before);
	if (res->of == REPEATS_NONE && !res->why.parent)
		return;
	c->of = res->of != REPEATS_NONE ? id_of(h, res->of) : c->parent;
	str_clear(&r->buffer);
	repeat_put_why(&r->buffer, &res->why);
	if (res->same_event) {
		r->buffer.len--;
		str_addz(&r->buffer, ",\"same_event\"]");
	}
	c->link = arena_dup(&h->arena, str_sv(&r->buffer));
}

_Static_assert(REPEATS_AGES == CONDITION_AGES, "copied as a whole");

static int
decide(struct router *r, uint32_t i, struct fault *f)
{
	struct router_hold *h = r->hold;
	struct router_entry *e = &h->entries[i], *first;
	const struct repeat_sketch *sketch;
	struct repeats_result res;

	repeats_result(h->repeats, i, &res);
	first = res.first < h->count ? &h->entries[res.first] : e;
	take_result(r, &e->c, &res);
	if (!e->dispute) {
		if (res.before != REPEATS_NONE)
			e->c.case_id = case_of(h, res.before);
		return 0;
	}
	r->counts.calls += e->c.same_event;
	r->counts.repeats += e->c.facts.conditions.repeats > 0 &&
	    !e->c.same_event;
	if (r->book == NULL)
		e->c.case_id = case_id(h, first->c.id.len > 0
		    ? first->c.id : e->c.id);
	sketch = repeats_sketch(h->repeats, i);
	if (h->key != NULL && repeat_seal_tells(sketch)) {
		str_clear(&h->keys);
		repeat_seal_put(&h->keys, sketch);
		e->c.keys = str_sv(&h->keys);
	}
	if (router_decide(r, &e->c, f) != 0)
		return -1;
	if (r->book == NULL) {
		assign_held(r, &e->c, first);
		return 0;
	}
	/* the ledger's own texts go when it has to be read anew */
	e->c.case_id = keep(&h->arena, e->c.case_id);
	e->c.assignee = keep(&h->arena, e->c.assignee);
	e->c.repeat_of = keep(&h->arena, e->c.repeat_of);
	return 0;
}

static int
decide_all(struct router *r, struct fault *f)
{
	struct router_hold *h = r->hold;
	const uint32_t *order;
	size_t n;

	if (h->key != NULL)
		recall(r);
	repeats_link(h->repeats);
	order = repeats_order(h->repeats, &n);
	for (size_t k = 0; k < n; k++) {
		if (order[k] < h->count && decide(r, order[k], f) != 0)
			return -1;
		/* What is told is on the disk. */
		if (r->book != NULL && (k % 4096 == 0 || k + 1 == n) &&
		    casebook_commit(r->book, f) != 0)
			return -1;
	}
	return 0;
}

static void
put(struct router *r, struct str *piece, const struct router_entry *e)
{
	if (e->dispute && r->explain)
		router_text(piece, r->routing, &e->c, r->assign != NULL,
		    r->english);
	else if (e->dispute)
		router_put(r, piece, &e->c);
	else if (e->c.case_id.len > 0 && e->c.link.len > 0 && !r->only &&
	    !r->explain)
		router_put_link(piece, &e->c);
}

/* The next n bytes that waited, in pieces. */
static int
copy(struct router_hold *h, struct str *piece, uint64_t n, struct out *out,
    struct fault *f)
{
	while (n > 0) {
		uint64_t some = n < PIECE ? n : PIECE;

		if (spool_take(&h->spool, piece, some, f) != 0)
			return -1;
		n -= some;
		if (piece->len < PIECE)
			continue;
		out_write(out, str_sv(piece));
		str_clear(piece);
	}
	return 0;
}

static int
write_all(struct router *r, struct out *out, struct fault *f)
{
	struct router_hold *h = r->hold;
	struct str piece = {0};
	uint64_t done = 0;
	int bad = 0;

	for (size_t i = 0; bad == 0 && i < h->count; i++) {
		bad = copy(h, &piece, h->entries[i].at - done, out, f);
		done = h->entries[i].at;
		if (bad == 0)
			put(r, &piece, &h->entries[i]);
	}
	if (bad == 0)
		bad = copy(h, &piece, spool_size(&h->spool) - done, out, f);
	out_write(out, str_sv(&piece));
	str_free(&piece);
	return bad;
}

int
router_drain(void *context, struct out *out)
{
	struct router *r = context;
	struct fault f = {0};

	if (r->hold == NULL || r->hold->failed || r->failed)
		return 0;
	if (decide_all(r, &f) != 0 || write_all(r, out, &f) != 0)
		return fail(r, &f);
	return 0;
}

void
router_hold_tell(const struct router *r)
{
	const struct router_counts *c = &r->counts;

	if (c->repeats + c->calls > 0)
		diag_note("repeats: %llu disputes reported before, %llu "
		    "further calls about one event",
		    (unsigned long long)c->repeats,
		    (unsigned long long)c->calls);
	if (c->full > 0)
		diag_warn("%llu reports are like those of disputes that have "
		    "%u already, and are not put to them",
		    (unsigned long long)c->full, r->hold->bound);
}
