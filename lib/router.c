/* SPDX-License-Identifier: MIT */
#include "router_hold.h"

#include "diag.h"
#include "jsonout.h"

#include <inttypes.h>
#include <stdlib.h>

/* What a worker counts in struct block; the rest is counted in order. */
enum { COUNT_UNCLASSIFIED, COUNT_UNSURE };

static const enum record_key owned[] = {REC_CASE_ID, REC_TIER, REC_ASSIGNEE,
    REC_DEPARTMENTS, REC_DUE_ON, REC_REPEATS, REC_REPEAT_OF, REC_REPEAT_WHY,
    REC_ROUTE_WHY, REC_NKEYS};

void
router_init(struct router *r, const struct routing *routing)
{
	*r = (struct router){.routing = routing,
	    .roots = {.size = sizeof(uint64_t)},
	    .named = {.size = sizeof(uint64_t)}};
}

void
router_free(struct router *r)
{
	router_hold_free(r->hold);
	map_free(&r->roots);
	map_free(&r->named);
	str_free(&r->scratch);
	str_free(&r->buffer);
}

void
router_worker_free(struct router_worker *w)
{
	free(w->entries);
	free(w->sketches);
	free(w->glances);
	repeat_looker_free(&w->looker);
	arena_free(&w->arena);
	str_free(&w->scratch);
}

/* --- each record, by any worker -------------------------------------------- */

/* The text for as long as the block lives: a view of the block's input, or a
 * copy where it had to be unescaped. */
struct sv
router_keep(struct router_worker *w, const struct record *r,
    enum record_key key)
{
	const struct record_value *v = record_get(r, key);
	struct sv text = record_text(v, &w->scratch);

	return v->escaped ? arena_dup(&w->arena, text) : text;
}

static struct router_entry *
add_entry(struct router_worker *w)
{
	if (w->count == w->cap) {
		w->cap = w->cap > 0 ? w->cap * 2 : 64;
		w->entries = mem_realloc(w->entries,
		    w->cap * sizeof(*w->entries));
	}
	memset(&w->entries[w->count], 0, sizeof(*w->entries));
	return &w->entries[w->count++];
}

/* An incident that is another report of a matter known. Linked calls are none:
 * ten callers on one brawl are no tenth report of it. */
static bool
is_report(const struct record *r, struct str *scratch)
{
	return record_get(r, REC_PARENT_ID)->type == RECORD_STRING &&
	    record_get(r, REC_LINK)->type == RECORD_ABSENT &&
	    routing_is_incident(r, scratch);
}

/* The record as it came; an incident without what an earlier run may have said
 * of it. In records of other kinds case_id is theirs. Gives where keys could be
 * added. */
static size_t
pass(const struct record *r, struct str *out, struct str *scratch)
{
	bool ours = routing_is_incident(r, scratch);
	size_t start = out->len;

	for (size_t i = 0; ours && owned[i] != REC_NKEYS; i++)
		if (record_get(r, owned[i])->type != RECORD_ABSENT) {
			record_splice(out, r, owned, SV(""));
			return out->len - 2;
		}
	str_addsv(out, r->line);
	str_addc(out, '\n');
	return start + r->close;
}

/* An incident that is no case of its own, but may be of one. */
static bool
may_belong(const struct router *router, const struct record *r,
    struct str *scratch)
{
	return router->hold != NULL &&
	    record_get(r, REC_LINK)->type == RECORD_ABSENT &&
	    routing_is_incident(r, scratch) &&
	    repeat_may_belong(record_text(record_get(r, REC_CATEGORY),
	    scratch));
}

int
router_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct router_worker *w = worker;
	enum routing_kind kind = routing_kind(r, &w->scratch);
	struct router_entry *e;
	size_t at = b->out.len;

	(void)line;
	if (b->more != w) {
		b->more = w;
		w->count = w->nglances = 0;
		arena_reset(&w->arena);
	}
	b->counts[COUNT_UNCLASSIFIED] += kind == ROUTING_UNCLASSIFIED;
	b->counts[COUNT_UNSURE] += kind == ROUTING_UNSURE;
	if (kind != ROUTING_DISPUTE && !w->router->only &&
	    !w->router->explain)
		at = pass(r, &b->out, &w->scratch);
	if (kind != ROUTING_DISPUTE && !is_report(r, &w->scratch) &&
	    !may_belong(w->router, r, &w->scratch)) {
		router_hold_look(w, r, NULL);
		return 0;
	}
	e = add_entry(w);
	e->dispute = kind == ROUTING_DISPUTE;
	e->c.id = router_keep(w, r, REC_ID);
	if (is_report(r, &w->scratch))
		e->c.parent = router_keep(w, r, REC_PARENT_ID);
	if (sv_eq(e->c.parent, e->c.id))
		e->c.parent = SV("");
	e->at = at;
	if (!e->dispute && w->router->hold == NULL &&
	    e->c.parent.len == 0)
		w->count--;
	if (!e->dispute) {
		router_hold_look(w, r, e);
		return 0;
	}
	e->c.category = router_keep(w, r, REC_CATEGORY);
	e->c.community = router_keep(w, r, REC_COMMUNITY);
	if (routing_look(w->router->routing, r, &e->c.facts, &w->scratch,
	    f) != 0) {
		w->count--;
		return -1;
	}
	routing_decide(w->router->routing, &e->c.facts, &e->c.decision);
	if (w->router->book != NULL)
		router_book_look(w, r, &e->c);
	router_hold_look(w, r, e);
	if (w->router->explain)
		return 0;
	record_splice(&b->out, r, owned, SV(""));
	e->at = b->out.len - 2; /* before "}\n" */
	return 0;
}

/* --- each block, in order -------------------------------------------------- */

/* The first report that the parent belongs to: itself, unless it named one. */
static uint64_t
root_of(struct router *r, struct sv parent, bool *is_new)
{
	uint64_t *root = map_get(&r->roots, parent);
	uint64_t *count;

	*is_new = false;
	if (root != NULL)
		return *root;
	count = map_put(&r->named, parent, is_new);
	return (uint64_t)(count - (uint64_t *)map_at(&r->named, 0));
}

/* How many earlier reports are known: the first one, and those of this run
 * that named it or one another. Counts this one for the next. */
static int64_t
count_report(struct router *r, const struct router_case *c)
{
	bool is_new;
	uint64_t root = root_of(r, c->parent, &is_new);
	uint64_t *named = map_at(&r->named, root);
	int64_t earlier = (int64_t)++*named;

	if (c->id.len > 0) {
		uint64_t *mine = map_put(&r->roots, c->id, &is_new);

		if (is_new)
			*mine = root;
	}
	return earlier;
}

enum roster_list
router_list(enum tier tier)
{
	return tier == TIER_MEDIATOR ? ROSTER_MEDIATORS : ROSTER_OFFICERS;
}

void
router_assign(struct router *r, struct router_case *c)
{
	enum roster_list list = router_list(c->decision.tier);

	if (r->assign == NULL || c->decision.tier == TIER_CASE)
		return;
	c->assigned = assign_next(r->assign, list, c->community, c->category,
	    c->facts.has_day, c->facts.day, &c->choice);
	r->counts.none_free += !c->assigned;
}

int
router_decide(struct router *r, struct router_case *c, struct fault *f)
{
	if (c->parent.len > 0 && r->hold == NULL)
		c->facts.conditions.repeats = count_report(r, c);
	if (r->book != NULL) {
		if (router_book_decide(r, c, f) != 0)
			return -1;
	} else {
		if (c->facts.conditions.repeats > 0)
			routing_decide(r->routing, &c->facts, &c->decision);
		/* with linking whoever has the case already keeps it */
		if (r->hold == NULL)
			router_assign(r, c);
	}
	r->counts.tiers[c->decision.tier]++;
	r->counts.no_id += c->id.len == 0;
	r->counts.uncovered += c->decision.has_due && !c->decision.covered;
	return 0;
}

/* assign.M01 community+speciality open=3/12 */
static void
add_assign_why(struct router *r, const struct router_case *c)
{
	const struct roster_person *p = c->choice.person;

	if (c->assignee.len > 0) {
		str_clear(&r->scratch);
		str_addz(&r->scratch, "assign.");
		str_addsv(&r->scratch, c->assignee);
		str_addz(&r->scratch, r->book != NULL ? " ledger"
		    : " same_case");
		str_addc(&r->buffer, ',');
		json_text(&r->buffer, str_sv(&r->scratch));
		return;
	}
	if (r->assign == NULL || c->decision.tier == TIER_CASE ||
	    c->state != CASE_OPEN)
		return;
	if (!c->assigned) {
		str_addz(&r->buffer, ",\"assign.none_free\"");
		return;
	}
	str_clear(&r->scratch);
	str_addz(&r->scratch, "assign.");
	str_addsv(&r->scratch, p->id);
	str_addz(&r->scratch, c->choice.community && c->choice.speciality
	    ? " community+speciality" : c->choice.community ? " community"
	    : c->choice.speciality ? " speciality" : " any");
	str_addz(&r->scratch, " open=");
	str_addi(&r->scratch, c->choice.open);
	if (p->capacity > 0) {
		str_addc(&r->scratch, '/');
		str_addi(&r->scratch, p->capacity);
	}
	if (!c->facts.has_day)
		str_addz(&r->scratch, " leave=unknown");
	str_addc(&r->buffer, ',');
	json_text(&r->buffer, str_sv(&r->scratch));
}

/* ledger.known open, ledger.joined, ledger.after_closing */
static void
add_book_why(struct router *r, const struct router_case *c)
{
	static const char *const states[] = {"open", "closed", "criminal"};

	if (c->standing == ROUTER_KNOWN)
		str_addf(&r->buffer, ",\"ledger.known %s\"",
		    states[c->state]);
	if (c->standing == ROUTER_JOINED)
		str_addz(&r->buffer, ",\"ledger.joined\"");
	if (c->repeat_of.len > 0)
		str_addz(&r->buffer, ",\"ledger.after_closing\"");
	if (c->differs)
		str_addz(&r->buffer, ",\"ledger.differs\"");
}

void
router_put(struct router *r, struct str *out, const struct router_case *c)
{
	struct routing_names names;

	if (c->case_id.len > 0) {
		json_put_text(out, SV("case_id"), c->case_id);
	} else if (c->id.len > 0) {
		str_clear(&r->scratch);
		str_addc(&r->scratch, 'D');
		str_addsv(&r->scratch, c->id);
		json_put_text(out, SV("case_id"), str_sv(&r->scratch));
	}
	json_put_text(out, SV("tier"), sv_z(tier_name(c->decision.tier)));
	if (c->assigned || c->assignee.len > 0)
		json_put_text(out, SV("assignee"), c->assigned
		    ? c->choice.person->id : c->assignee);
	routing_departments(r->routing, &c->facts, &c->decision, &names);
	if (names.count > 0)
		json_put_texts(out, SV("departments"), names.items,
		    names.count);
	if (c->decision.has_due) {
		str_clear(&r->scratch);
		date_add(&r->scratch, c->decision.due_on);
		json_put_text(out, SV("due_on"), str_sv(&r->scratch));
	}
	if (c->facts.conditions.repeats > 0)
		json_put_int(out, SV("repeats"),
		    c->facts.conditions.repeats);
	if (c->link.len > 0 && c->of.len > 0)
		json_put_text(out, SV("repeat_of"), c->of);
	if (c->link.len > 0)
		json_put_raw(out, SV("repeat_why"), c->link);
	str_clear(&r->buffer);
	routing_why(&r->buffer, r->routing, &c->facts, &c->decision);
	add_book_why(r, c);
	add_assign_why(r, c);
	str_addc(&r->buffer, ']');
	r->buffer.p[0] = '['; /* was the first comma */
	json_put_raw(out, SV("route_why"), str_sv(&r->buffer));
}

void
router_put_link(struct str *out, const struct router_case *c)
{
	if (c->case_id.len > 0)
		json_put_text(out, SV("case_id"), c->case_id);
	if (c->facts.conditions.repeats > 0)
		json_put_int(out, SV("repeats"),
		    c->facts.conditions.repeats);
	if (c->of.len > 0)
		json_put_text(out, SV("repeat_of"), c->of);
	json_put_raw(out, SV("repeat_why"), c->link);
}

/* The ledger cannot be written: nothing of this block is told. */
static int
give_up(struct router *r, struct block *b, struct str *out, struct fault *f)
{
	diag_fault(f);
	fault_free(f);
	str_free(out);
	str_clear(&b->out);
	r->failed = true;
	return -1;
}

int
router_block(void *context, struct block *b)
{
	struct router *r = context;
	struct router_worker *w = b->more;
	struct str out = {0};
	struct fault f = {0};
	size_t done = 0;

	if (r->failed) {
		str_clear(&b->out);
		return -1;
	}
	r->counts.unclassified += b->counts[COUNT_UNCLASSIFIED];
	r->counts.unsure += b->counts[COUNT_UNSURE];
	if (r->hold != NULL)
		return router_hold_block(r, b);
	b->more = NULL;
	if (w == NULL || w->count == 0)
		return 0;
	str_reserve(&out, b->out.len + w->count * 512);
	for (size_t i = 0; i < w->count; i++) {
		struct router_entry *e = &w->entries[i];

		if (!e->dispute) {
			(void)count_report(r, &e->c);
			continue;
		}
		if (router_decide(r, &e->c, &f) != 0)
			return give_up(r, b, &out, &f);
		str_add(&out, b->out.p + done, e->at - done);
		done = e->at;
		if (r->explain)
			router_text(&out, r->routing, &e->c,
			    r->assign != NULL, r->english);
		else
			router_put(r, &out, &e->c);
	}
	/* What is told is on the disk. */
	if (r->book != NULL && casebook_commit(r->book, &f) != 0)
		return give_up(r, b, &out, &f);
	str_add(&out, b->out.p + done, b->out.len - done);
	str_free(&b->out);
	b->out = out;
	return 0;
}

void
router_tell_left_out(const struct router_counts *c)
{
	if (c->unsure > 0)
		diag_note("%" PRIu64 " unsure: not routed until a person "
		    "decides", c->unsure);
	if (c->unclassified > 0)
		diag_error("%" PRIu64 " %s never classified, disputes among "
		    "them are not routed; run classify-risk first",
		    c->unclassified, c->unclassified == 1 ?
		    "incident was" : "incidents were");
}
