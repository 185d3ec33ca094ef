/* SPDX-License-Identifier: MIT */
#include "cases.h"

#include <stdlib.h>

void
cases_init(struct cases *c, unsigned keep)
{
	*c = (struct cases){.keep = keep, .newest = INT64_MIN,
	    .by_id = {.size = sizeof(uint32_t)},
	    .by_incident = {.size = sizeof(uint32_t)},
	    .words = {.size = 1}};
}

void
cases_free(struct cases *c)
{
	free(c->items);
	free(c->reports);
	free(c->flows);
	free(c->places);
	free(c->refs);
	map_free(&c->by_id);
	map_free(&c->by_incident);
	map_free(&c->words);
	arena_free(&c->arena);
	*c = (struct cases){0};
}

/* --- looking up ------------------------------------------------------------ */

uint32_t
cases_find(const struct cases *c, struct sv case_id)
{
	const uint32_t *at = map_get(&c->by_id, case_id);

	return at != NULL ? *at : CASES_NONE;
}

uint32_t
cases_find_incident(const struct cases *c, struct sv incident_id)
{
	const uint32_t *at = map_get(&c->by_incident, incident_id);

	return at != NULL ? *at : CASES_NONE;
}

static uint64_t
ref_of(struct sv text)
{
	uint64_t h = hash_bytes(text.p, text.len, 0);

	return h != 0 ? h : 1;
}

/* The slot of the reference, or the free one where it belongs. */
static uint64_t *
ref_slot(const struct cases *c, uint64_t ref)
{
	size_t at = (size_t)ref & (c->refs_cap - 1);

	while (c->refs[at] != 0 && c->refs[at] != ref)
		at = (at + 1) & (c->refs_cap - 1);
	return &c->refs[at];
}

bool
cases_has_ref(const struct cases *c, struct sv ref)
{
	return c->nrefs > 0 && *ref_slot(c, ref_of(ref)) != 0;
}

static void
add_ref(struct cases *c, struct sv text)
{
	uint64_t ref = ref_of(text), *slot;

	if (c->nrefs * 2 >= c->refs_cap) {
		uint64_t *old = c->refs;
		size_t n = c->refs_cap;

		c->refs_cap = n > 0 ? n * 2 : 64;
		c->refs = mem_zalloc(c->refs_cap, sizeof(*c->refs));
		for (size_t i = 0; i < n; i++)
			if (old[i] != 0)
				*ref_slot(c, old[i]) = old[i];
		free(old);
	}
	slot = ref_slot(c, ref);
	c->nrefs += *slot == 0;
	*slot = ref;
}

/* A copy that is kept once for all cases that say the same. */
static struct sv
word(struct cases *c, struct sv text)
{
	const void *value;

	if (text.len == 0)
		return SV("");
	value = map_put(&c->words, text, NULL);
	return c->words.keys[(const unsigned char *)value -
	    c->words.values];
}

/* --- keeping --------------------------------------------------------------- */

#define GROW(list, n, cap, least) do {                                        \
	if ((n) == (cap)) {                                                   \
		(cap) = (cap) > 0 ? (cap) * 2 : (least);                      \
		(list) = mem_realloc((list), (cap) * sizeof(*(list)));        \
	}                                                                     \
} while (0)

static void
add_flow(struct cases *c, uint32_t cas, unsigned kind, const struct event *e,
    int64_t day)
{
	if ((c->keep & CASES_FLOWS) == 0)
		return;
	GROW(c->flows, c->nflows, c->flows_cap, 256);
	c->flows[c->nflows++] = (struct case_flow){.cas = cas,
	    .kind = (uint16_t)kind, .tier = (uint8_t)e->tier,
	    .result = (uint8_t)e->result,
	    .what = (uint8_t)((e->tier != TIER_NONE) |
	    (e->category.len > 0) << 1 | (e->risk != EVENT_NO_RISK) << 2),
	    .day = (int32_t)day};
}

static void
add_report(struct cases *c, uint32_t cas, const struct event *e)
{
	struct case_report *r;
	uint32_t *at;
	bool is_new;

	c->items[cas].reports++;
	GROW(c->reports, c->nreports, c->reports_cap, 256);
	at = map_put(&c->by_incident, e->id, &is_new);
	if (!is_new) {
		c->strange++;
		return;
	}
	*at = (uint32_t)c->nreports;
	r = &c->reports[c->nreports++];
	*r = (struct case_report){.cas = cas, .epoch = e->epoch,
	    .day = e->day, .repeats = e->repeats, .id = c->by_incident.keys[
	    c->by_incident.count - 1]};
	if (e->keys.len > 0)
		r->keys = arena_dup(&c->arena, e->keys);
	if (e->text.len > 0)
		r->text = arena_dup(&c->arena, e->text);
	r->at_text = arena_dup(&c->arena, e->at_text);
}

static uint32_t
add_case(struct cases *c, const struct event *e)
{
	struct case_state_of *s;
	uint32_t *at;
	bool is_new;

	at = map_put(&c->by_id, e->case_id, &is_new);
	if (!is_new) {
		c->strange++;
		return *at;
	}
	GROW(c->items, c->count, c->cap, 256);
	*at = (uint32_t)c->count;
	s = &c->items[c->count++];
	*s = (struct case_state_of){.id = c->by_id.keys[c->by_id.count - 1],
	    .category = word(c, e->category),
	    .community = word(c, e->community),
	    .assignee = word(c, e->assignee), .tier = e->tier,
	    .risk = e->risk, .reported = e->epoch, .reported_day = e->day,
	    .last_day = e->day, .mediated_day = INT64_MIN};
	s->first_category = s->category;
	s->first_assignee = s->assignee;
	s->first_tier = s->tier;
	s->first_risk = s->risk;
	if (e->repeat_of.len > 0)
		s->repeat_of = arena_dup(&c->arena, e->repeat_of);
	if (e->rules.len > 0 && (c->keep & CASES_FLOWS) != 0)
		s->rules = arena_dup(&c->arena, e->rules);
	return *at;
}

/* --- what an event does ---------------------------------------------------- */

/* Whether it meets a date that was set: the first step, or for people's
 * mediation, which is to be over by then, the end. */
static bool
meets_due(const struct case_state_of *s, enum event_kind kind)
{
	switch (kind) {
	case EVENT_AGREEMENT:
	case EVENT_REFUSED:
	case EVENT_WITHDRAWN:
	case EVENT_HANDED_UP:
	case EVENT_HANDED_DOWN:
	case EVENT_CLOSED:
	case EVENT_TURNED_CRIMINAL:
		return true;
	case EVENT_MEDIATED:
		return !s->until_closed;
	default:
		return false;
	}
}

static void
apply_due(struct cases *c, uint32_t cas, const struct event *e)
{
	struct case_state_of *s = &c->items[cas];

	if (s->has_due && (e->has_due || meets_due(s, e->kind))) {
		if (e->day > s->due_on)
			add_flow(c, cas, CASE_MISSED_DUE, e, s->due_on + 1);
		s->has_due = false;
	}
	if (!e->has_due)
		return;
	s->has_due = true;
	s->due_on = e->due_on;
	s->until_closed = e->until_closed;
}

static void
read_visits(struct case_state_of *s, struct sv visits)
{
	struct record_value v = {visits, RECORD_ARRAY, false};
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;
	int64_t day;

	s->nvisits = s->done_visits = 0;
	while (visits.len > 0 && s->nvisits < EVENT_VISITS &&
	    record_next_text(&v, &at, &text, &scratch))
		if (date_read(text, &day))
			s->visits[s->nvisits++] = (int32_t)day;
	str_free(&scratch);
}

int64_t
cases_next_visit(const struct case_state_of *s)
{
	return s->state == CASE_CLOSED && s->done_visits < s->nvisits
	    ? s->visits[s->done_visits] : INT64_MAX;
}

/* What a closing says when it does not say so itself. */
static enum event_result
result_of(const struct case_state_of *s, const struct event *e)
{
	if (e->result != EVENT_NO_RESULT)
		return e->result;
	return s->agreed ? EVENT_SETTLED : s->withdrawn ? EVENT_ENDED
	    : s->refused ? EVENT_UNSETTLED : EVENT_NO_RESULT;
}

static void
apply_end(struct cases *c, uint32_t cas, const struct event *e)
{
	struct case_state_of *s = &c->items[cas];

	switch (e->kind) {
	case EVENT_CLOSED:
		s->state = CASE_CLOSED;
		s->result = result_of(s, e);
		s->closed = e->epoch;
		s->closed_day = e->day;
		read_visits(s, e->visits);
		break;
	case EVENT_FOLLOWED_UP:
		if (e->day > cases_next_visit(s))
			add_flow(c, cas, CASE_MISSED_VISIT, e,
			    cases_next_visit(s) + 1);
		s->done_visits++;
		break;
	case EVENT_REOPENED:
		s->state = CASE_OPEN;
		s->result = EVENT_NO_RESULT;
		s->agreed = s->refused = s->withdrawn = false;
		s->nvisits = s->done_visits = 0;
		s->reopened++;
		break;
	case EVENT_TURNED_CRIMINAL:
		s->state = CASE_CRIMINAL;
		s->criminal_day = e->day;
		break;
	default:
		break;
	}
}

/* Mediators take one tier, officers the next two, case handling the last. */
static bool
is_other_list(enum tier a, enum tier b)
{
	static const unsigned char list[] = {0, 1, 2, 2, 3};

	return list[a] != list[b];
}

static void
apply_marks(struct cases *c, struct case_state_of *s, const struct event *e)
{
	if (e->kind == EVENT_MEDIATED) {
		s->rounds++;
		if (e->day > s->mediated_day)
			s->mediated_day = e->day;
	}
	s->agreed |= e->kind == EVENT_AGREEMENT;
	s->refused |= e->kind == EVENT_REFUSED;
	s->withdrawn |= e->kind == EVENT_WITHDRAWN;
	if (e->tier != TIER_NONE) {
		/* another kind of people: who had it has it no more */
		if (s->state == CASE_OPEN && is_other_list(s->tier, e->tier))
			s->assignee = SV("");
		s->tier = e->tier;
	}
	if (e->risk != EVENT_NO_RISK)
		s->risk = e->risk;
	if (e->assignee.len > 0)
		s->assignee = word(c, e->assignee);
	if (e->category.len > 0)
		s->category = word(c, e->category);
	if (e->day > s->last_day)
		s->last_day = e->day;
}

void
cases_apply(struct cases *c, const struct event *e, uint64_t offset)
{
	uint32_t cas = e->kind == EVENT_OPENED ? add_case(c, e)
	    : cases_find(c, e->case_id);

	if (cas == CASES_NONE) {
		c->strange++;
		return;
	}
	if (e->kind == EVENT_OPENED || e->kind == EVENT_REPEATED)
		add_report(c, cas, e);
	add_flow(c, cas, e->kind, e, e->day);
	if (c->items[cas].state == CASE_OPEN || e->kind == EVENT_REOPENED)
		apply_due(c, cas, e);
	apply_marks(c, &c->items[cas], e);
	apply_end(c, cas, e);
	if (e->ref.len > 0)
		add_ref(c, e->ref);
	if (e->day > c->newest)
		c->newest = e->day;
	if ((c->keep & CASES_PLACES) != 0) {
		GROW(c->places, c->nplaces, c->places_cap, 1024);
		c->places[c->nplaces++] = (struct case_place){offset, cas};
	}
}
