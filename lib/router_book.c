/* SPDX-License-Identifier: MIT */
/* The part of router.h that remembers: cases of the ledger. */
#include "router_hold.h"

#include "diag.h"
#include "jsonout.h"

#include <stdlib.h>

/* Open cases that nobody has: everybody was full or on leave, or they were
 * handed to another tier since. */
static size_t
assign_waiting(struct router *r)
{
	const struct cases *c = &r->book->cases;
	struct event e = {.kind = EVENT_ASSIGNED};
	size_t n = 0;

	(void)event_set_at(&e, r->now);
	for (size_t i = 0; i < c->count; i++) {
		const struct case_state_of *s = &c->items[i];
		struct assign_choice choice;

		if (s->state != CASE_OPEN || s->assignee.len > 0 ||
		    s->tier == TIER_CASE || e.day < s->reported_day ||
		    !assign_next(r->assign, router_list(s->tier),
		    s->community, s->category, true, e.day, &choice))
			continue;
		e.case_id = s->id;
		e.assignee = choice.person->id;
		casebook_add(r->book, &e);
		n++;
	}
	return n;
}

bool
router_book_init(struct router *r, struct casebook *book, struct sv now)
{
	const struct cases *c;
	struct fault f = {0};
	size_t n;

	r->book = book;
	r->now = now;
	if (book == NULL)
		return true;
	r->failed = router_hold_remember(r, &f) != 0;
	if (r->failed) {
		diag_fault(&f);
	} else if (r->assign != NULL) {
		c = &r->book->cases;
		assign_clear(r->assign);
		for (size_t i = 0; i < c->count; i++)
			if (c->items[i].state == CASE_OPEN &&
			    c->items[i].assignee.len > 0)
				assign_count(r->assign, c->items[i].assignee,
				    1);
		n = assign_waiting(r);
		r->failed = casebook_commit(r->book, &f) != 0;
		if (r->failed)
			diag_fault(&f);
		else if (n > 0)
			diag_note(n == 1
			    ? "%zu open case that nobody had is assigned"
			    : "%zu open cases that nobody had are assigned",
			    n);
	}
	fault_free(&f);
	return !r->failed;
}

void
router_book_look(struct router_worker *w, const struct record *record,
    struct router_case *c)
{
	const struct record_value *why = record_get(record, REC_WHY);
	struct sv text = record_text(record_get(record, REC_NARRATIVE),
	    &w->scratch);
	unsigned char digest[DIGEST_BYTES];
	char hex[DIGEST_HEX];
	int risk;

	digest_bytes(text, digest);
	digest_hex(digest, hex);
	c->text = arena_dup(&w->arena, (struct sv){hex, 16});
	risk = event_risk_find(record_text(record_get(record, REC_RISK),
	    &w->scratch));
	c->risk = risk > 0 ? (enum event_risk)risk : EVENT_NO_RISK;
	if (why->type == RECORD_ARRAY)
		c->why = why->raw;
	c->at = router_keep(w, record, REC_REPORTED_AT);
}

/* --- the event ------------------------------------------------------------- */

static void
add_rule(struct str *out, struct map *seen, struct sv id)
{
	bool is_new;

	map_put(seen, id, &is_new);
	if (!is_new)
		return;
	str_addc(out, out->len == 0 ? '[' : ',');
	json_text(out, id);
}

/* Each rule that decided, once: those of classify-risk without the place, the
 * gates and the tier's. What dispute-stats --overrides counts. */
static void
add_rules(struct router *r, const struct router_case *c, struct str *out)
{
	const struct routing *g = r->routing;
	struct record_value v = {c->why, RECORD_ARRAY, false};
	struct map seen = {.size = 1};
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;

	while (c->why.len > 0 && record_next_text(&v, &at, &text, &scratch)) {
		const char *end = memchr(text.p, '@', text.len);

		if (end != NULL)
			text.len = (size_t)(end - text.p);
		add_rule(out, &seen, text);
	}
	for (size_t i = 0; i < g->gates.count; i++)
		if ((c->decision.gates >> i & 1) != 0)
			add_rule(out, &seen, g->gates.items[i].id);
	for (size_t i = 0; i < g->tiers.count; i++)
		if ((c->decision.tiers >> i & 1) != 0)
			add_rule(out, &seen, g->tiers.rules[i].id);
	if (out->len > 0)
		str_addc(out, ']');
	map_free(&seen);
	str_free(&scratch);
}

/* Whether the limit that holds is met by the end alone. */
static bool
until_closed(const struct routing *g, const struct routing_decision *d)
{
	for (size_t i = 0; i < g->due.count; i++)
		if ((d->due >> i & 1) != 0 && (g->due.rules[i].days != 0 ||
		    g->due.rules[i].workdays != 0))
			return g->due.rules[i].until_closed;
	return false;
}

static void
add_event(struct router *r, const struct router_case *c,
    enum event_kind kind, bool with_due)
{
	struct event e = {.kind = kind, .case_id = c->case_id, .id = c->id,
	    .tier = c->decision.tier, .text = c->text, .keys = c->keys,
	    .repeat_of = c->repeat_of, .link = c->link,
	    .repeats = c->facts.conditions.repeats};
	struct str rules = {0};

	if (!event_set_at(&e, c->at.len > 0 ? c->at : r->now))
		(void)event_set_at(&e, r->now);
	if (with_due && c->decision.has_due) {
		e.has_due = true;
		e.due_on = c->decision.due_on;
		e.until_closed = until_closed(r->routing, &c->decision);
	}
	if (c->assigned)
		e.assignee = c->choice.person->id;
	if (kind == EVENT_OPENED) {
		e.risk = c->risk;
		e.category = c->category;
		e.community = c->community;
		add_rules(r, c, &rules);
		e.rules = str_sv(&rules);
	}
	casebook_add(r->book, &e);
	str_free(&rules);
}

/* --- deciding -------------------------------------------------------------- */

static void
assign_now(struct router *r, struct router_case *c)
{
	struct event e = {.kind = EVENT_ASSIGNED, .case_id = c->case_id};

	router_assign(r, c);
	if (!c->assigned)
		return;
	(void)event_set_at(&e, r->now);
	e.assignee = c->choice.person->id;
	casebook_add(r->book, &e);
}

/* Tier and date as the case has them. */
static void
use_case(const struct router *r, struct router_case *c,
    const struct case_state_of *s)
{
	c->decision.tier = s->tier;
	c->decision.due = due_hit(&r->routing->due, s->tier,
	    &c->facts.conditions);
	c->decision.has_due = s->has_due;
	c->decision.due_on = s->due_on;
	c->decision.covered = true;
}

/* The incident is in the ledger: its case says what holds. */
static void
decide_known(struct router *r, struct router_case *c, uint32_t at)
{
	const struct case_report *report = &r->book->cases.reports[at];
	const struct case_state_of *s = &r->book->cases.items[report->cas];

	c->standing = ROUTER_KNOWN;
	c->state = s->state;
	c->case_id = s->id;
	c->assignee = s->assignee;
	c->repeat_of = s->repeat_of;
	c->differs = !sv_eq(report->text, c->text) ||
	    (c->at.len > 0 && !sv_eq(report->at_text, c->at));
	c->facts.conditions.repeats = report->repeats;
	routing_decide(r->routing, &c->facts, &c->decision);
	use_case(r, c, s);
	r->counts.known++;
	r->counts.differ += c->differs;
	if (s->state == CASE_OPEN && s->assignee.len == 0)
		assign_now(r, c);
}

/* Another report of an open case: it stays with whoever has it, unless it is
 * now for other people. */
static void
join(struct router *r, struct router_case *c, const struct case_state_of *s)
{
	enum tier before = s->tier;
	bool raised = c->decision.tier > before;

	c->standing = ROUTER_JOINED;
	c->case_id = s->id;
	if (!raised)
		use_case(r, c, s);
	if (s->assignee.len > 0 && c->decision.tier != TIER_CASE &&
	    router_list(c->decision.tier) == router_list(before)) {
		c->assignee = s->assignee;
	} else {
		if (r->assign != NULL && s->assignee.len > 0)
			assign_count(r->assign, s->assignee, -1);
		router_assign(r, c);
	}
	r->counts.joined++;
	add_event(r, c, EVENT_REPEATED, raised);
}

static void
open_case(struct router *r, struct router_case *c)
{
	if (c->id.len == 0) {
		/* Without a number it cannot be told from another. */
		router_assign(r, c);
		return;
	}
	str_clear(&r->scratch);
	str_addc(&r->scratch, 'D');
	str_addsv(&r->scratch, c->id);
	c->case_id = str_sv(&r->scratch);
	router_assign(r, c);
	add_event(r, c, EVENT_OPENED, true);
	c->case_id = r->book->cases.items[r->book->cases.count - 1].id;
	r->counts.opened++;
}

/* The case of an earlier report that the record names; CASES_NONE: none. */
static int
find_before(struct router *r, const struct router_case *c, uint32_t *cas,
    struct fault *f)
{
	uint32_t at = CASES_NONE;

	*cas = CASES_NONE;
	if (c->before.len > 0 && casebook_find_incident(r->book, c->before,
	    &at, f) != 0)
		return -1;
	if (at == CASES_NONE && c->parent.len > 0 && casebook_find_incident(r->book, c->parent,
	    &at, f) != 0)
		return -1;
	if (at != CASES_NONE)
		*cas = r->book->cases.reports[at].cas;
	return 0;
}

int
router_book_decide(struct router *r, struct router_case *c, struct fault *f)
{
	const struct case_state_of *s;
	uint32_t at = CASES_NONE;

	if (c->id.len > 0 && casebook_find_incident(r->book, c->id, &at,
	    f) != 0)
		return -1;
	if (at != CASES_NONE) {
		decide_known(r, c, at);
		return 0;
	}
	if (find_before(r, c, &at, f) != 0)
		return -1;
	s = at != CASES_NONE ? &r->book->cases.items[at] : NULL;
	/* with linking the earlier reports are counted, but for those that only
	 * parent_id leads to */
	if (s != NULL && (r->hold == NULL || c->by_parent) &&
	    c->facts.conditions.repeats < s->reports)
		c->facts.conditions.repeats = s->reports;
	routing_decide(r->routing, &c->facts, &c->decision);
	if (s != NULL && s->state == CASE_OPEN && c->id.len > 0) {
		join(r, c, s);
		return 0;
	}
	if (s != NULL)
		c->repeat_of = s->id;
	open_case(r, c);
	return 0;
}
