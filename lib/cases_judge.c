/* SPDX-License-Identifier: MIT */
/* cases_judge: which events can happen to a case in its state. */
#include "cases.h"

struct judging {
	const struct cases *c;
	const struct case_state_of *s;
	const struct event *e;
	const char **code;
	struct fault *f;
};

static int
refuse(struct judging *j, const char *code, const char *why)
{
	*j->code = code;
	return fault_set(j->f, NULL, 0, 0, "%s: case %.*s", why,
	    (int)(j->e->case_id.len < 60 ? j->e->case_id.len : 60),
	    j->e->case_id.p);
}

/* Told later than it happened: of a case that is closed by now, what was done
 * before. */
static bool
is_late(const struct case_state_of *s, const struct event *e)
{
	switch (e->kind) {
	case EVENT_ASSIGNED:
	case EVENT_MEDIATED:
	case EVENT_AGREEMENT:
	case EVENT_REFUSED:
	case EVENT_WITHDRAWN:
		return s->state == CASE_CLOSED && (e->at.has_time ?
		    e->epoch <= s->closed || e->day < s->closed_day :
		    e->day <= s->closed_day);
	default:
		return false;
	}
}

static bool
is_before(const struct event *e, int64_t epoch, int64_t day)
{
	return e->day < day ||
	    (e->at.has_time && e->day == day && e->epoch < epoch);
}

static bool
has_end_result(const struct case_state_of *s, const struct event *e)
{
	return e->result != EVENT_NO_RESULT || s->agreed || s->refused ||
	    s->withdrawn;
}

static int
judge_tier(struct judging *j)
{
	enum tier now = j->s->tier, to = j->e->tier;

	if (to == TIER_NONE)
		return refuse(j, "outcome.no_tier", "handed over, and not "
		    "told to which tier; give one");
	if (j->e->kind == EVENT_HANDED_UP ? to <= now : to >= now)
		return refuse(j, "outcome.tier",
		    j->e->kind == EVENT_HANDED_UP
		    ? "handed up to a tier that is not higher"
		    : "handed down to a tier that is not lower");
	return 0;
}

/* Of an open case (or one that was open then). */
static int
judge_open(struct judging *j)
{
	const struct event *e = j->e;

	switch (e->kind) {
	case EVENT_ASSIGNED:
		return e->assignee.len > 0 ? 0 : refuse(j,
		    "outcome.no_assignee", "assigned, and not told to whom");
	case EVENT_HANDED_UP:
	case EVENT_HANDED_DOWN:
		return judge_tier(j);
	case EVENT_DUE:
		return e->has_due ? 0 : refuse(j, "outcome.no_due",
		    "a date is set anew, and not told which; give due_on");
	case EVENT_CLOSED:
		if (e->result >= EVENT_KEPT)
			return refuse(j, "outcome.result",
			    "a result of a visit, not of a closing");
		return has_end_result(j->s, e) ? 0 : refuse(j,
		    "outcome.no_result", "closed, and neither agreement, "
		    "refusal nor withdrawal was reported; give its result");
	default:
		return 0;
	}
}

static int
judge_override(struct judging *j)
{
	const struct event *e = j->e;

	if (e->tier == TIER_NONE && e->category.len == 0 &&
	    e->risk == EVENT_NO_RISK)
		return refuse(j, "outcome.override", "overridden, and not "
		    "told what; give tier, category or risk");
	if (e->by.len == 0 || e->note.len == 0)
		return refuse(j, "outcome.no_reason", "an override needs who "
		    "decides (by) and the reason (note)");
	return 0;
}

/* Events for which the case must be closed or may be. */
static int
judge_closed(struct judging *j)
{
	const struct case_state_of *s = j->s;

	switch (j->e->kind) {
	case EVENT_FOLLOWED_UP:
		if (j->e->result != EVENT_NO_RESULT &&
		    j->e->result < EVENT_KEPT)
			return refuse(j, "outcome.result",
			    "a result of a closing, not of a visit");
		if (s->state == CASE_OPEN)
			return refuse(j, "outcome.not_closed",
			    "a follow-up visit comes after closing");
		break;
	case EVENT_REOPENED:
		if (s->state == CASE_OPEN)
			return refuse(j, "outcome.not_closed",
			    "reopening a case that is open");
		break;
	default:
		break;
	}
	if (s->state == CASE_CLOSED && j->e->kind != EVENT_TURNED_CRIMINAL &&
	    is_before(j->e, s->closed, s->closed_day))
		return refuse(j, "outcome.before_closing",
		    "earlier than the closing");
	return 0;
}

static int
judge_state(struct judging *j)
{
	const struct case_state_of *s = j->s;
	enum event_kind kind = j->e->kind;

	if (kind == EVENT_OVERRIDDEN)
		return judge_override(j);
	if (s->state == CASE_CRIMINAL)
		return refuse(j, "outcome.criminal",
		    "turned criminal before, which ends it here");
	if (kind == EVENT_FOLLOWED_UP || kind == EVENT_REOPENED ||
	    kind == EVENT_TURNED_CRIMINAL)
		return judge_closed(j);
	if (s->state == CASE_OPEN || is_late(s, j->e))
		return judge_open(j);
	return refuse(j, "outcome.not_open", kind == EVENT_CLOSED
	    ? "closing a case that is not open"
	    : "not open any more; reopen it, or give the time it was");
}

int
cases_judge(const struct cases *c, const struct event *e, const char **code,
    struct fault *f)
{
	uint32_t at = cases_find(c, e->case_id);
	struct judging j = {.c = c, .e = e, .code = code, .f = f};

	if (e->kind == EVENT_OPENED) {
		if (at != CASES_NONE)
			return refuse(&j, "outcome.opened", "opened twice");
		return 0;
	}
	if (at == CASES_NONE)
		return refuse(&j, "outcome.unknown", "no such case here");
	j.s = &c->items[at];
	if (e->kind == EVENT_REPEATED)
		return 0;
	if (is_before(e, j.s->reported, j.s->reported_day))
		return refuse(&j, "outcome.before_report",
		    "earlier than the report");
	return judge_state(&j);
}
