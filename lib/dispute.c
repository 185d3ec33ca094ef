/* SPDX-License-Identifier: MIT */
#include "dispute.h"

#include <stdlib.h>

static const char *const key_names[DISPUTE_NKEYS] = {"day", "week", "month",
    "quarter", "year", "category", "community", "tier", "assignee"};

const char *
dispute_key_name(enum dispute_key key)
{
	return key_names[key];
}

/* --- the query ------------------------------------------------------------- */

static int
add_key(struct dispute_query *q, struct sv name, struct fault *f)
{
	enum dispute_key key = DISPUTE_DAY;

	while (key < DISPUTE_NKEYS && !sv_eq(name, sv_z(key_names[key])))
		key++;
	if (key == DISPUTE_NKEYS)
		return fault_set(f, NULL, 0, 0,
		    "unknown key to group by: %.*s; known are day, week, "
		    "month, quarter, year, category, community, tier and "
		    "assignee", (int)name.len, name.p);
	if (q->nby == DISPUTE_MAX_KEYS)
		return fault_set(f, NULL, 0, 0,
		    "too many keys to group by: at most %d",
		    DISPUTE_MAX_KEYS);
	for (size_t i = 0; i < q->nby; i++)
		if (q->by[i] == key)
			return fault_set(f, NULL, 0, 0, "key to group by "
			    "given twice: %s", key_names[key]);
	if (key <= DISPUTE_YEAR && q->period != DISPUTE_NO_KEY)
		return fault_set(f, NULL, 0, 0, "two periods to group by: %s "
		    "and %s; give one", key_names[q->by[q->period]],
		    key_names[key]);
	if (key <= DISPUTE_YEAR) {
		q->period = q->nby;
		q->unit = (enum period_unit)key;
	}
	q->by[q->nby++] = key;
	return 0;
}

int
dispute_query_set(struct dispute_query *q, const char *by, const char *since,
    const char *until, unsigned week_start, int64_t today, struct fault *f)
{
	struct sv rest = sv_z(by), name;

	*q = (struct dispute_query){.period = DISPUTE_NO_KEY,
	    .week_start = week_start, .today = today};
	while (sv_split(&rest, ',', &name))
		if (add_key(q, sv_trim(name), f) != 0)
			return -1;
	return period_bounds(since, until, week_start, &q->has_since,
	    &q->has_until, &q->since, &q->until, f);
}

/* --- counting -------------------------------------------------------------- */

void
dispute_init(struct dispute_tally *t, const struct dispute_query *q)
{
	*t = (struct dispute_tally){.query = q, .first = INT64_MAX,
	    .last = INT64_MIN};
	tally_init(&t->groups, DISPUTE_NSUMS, 0);
}

void
dispute_free(struct dispute_tally *t)
{
	tally_free(&t->groups);
	inputs_free(&t->inputs);
	str_free(&t->key);
}

static struct sv
text_of(const struct case_state_of *s, enum dispute_key key)
{
	switch (key) {
	case DISPUTE_CATEGORY:
		return s->category;
	case DISPUTE_COMMUNITY:
		return s->community;
	case DISPUTE_TIER:
		return s->tier != TIER_NONE ? sv_z(tier_name(s->tier))
		    : SV("");
	default:
		return s->assignee;
	}
}

/* Days before `since` are counted too: what the first period is compared
 * with; without a period, what is not shown is not counted. */
static bool
is_counted(struct dispute_tally *t, int64_t day)
{
	const struct dispute_query *q = t->query;

	if (day >= q->today) {
		t->later++;
		return false;
	}
	if (day < t->first)
		t->first = day;
	if (day > t->last)
		t->last = day;
	if (q->has_until && day >= q->until)
		return false;
	if (!q->has_since || day >= q->since)
		return true;
	/* of a period that --since cuts, only what is asked for */
	return q->period != DISPUTE_NO_KEY &&
	    period_of(q->unit, day, q->week_start).to <= q->since;
}

static size_t
group_of(struct dispute_tally *t, const struct case_state_of *s, int64_t day)
{
	const struct dispute_query *q = t->query;

	str_clear(&t->key);
	tally_key_int(&t->key, q->period == DISPUTE_NO_KEY ? 0
	    : period_of(q->unit, day, q->week_start).from);
	for (size_t i = 0; i < q->nby; i++)
		if (i != q->period)
			tally_key_text(&t->key, text_of(s, q->by[i]));
	return tally_group(&t->groups, str_sv(&t->key));
}

static void
count(struct dispute_tally *t, const struct case_state_of *s,
    enum dispute_sum sum, int64_t day)
{
	int64_t values[DISPUTE_NSUMS] = {0};

	if (!is_counted(t, day))
		return;
	values[sum] = 1;
	tally_add(&t->groups, group_of(t, s, day), values);
}

static void
count_closing(struct dispute_tally *t, const struct case_state_of *s)
{
	int64_t values[DISPUTE_NSUMS] = {0};
	size_t group;

	if (!is_counted(t, s->closed_day))
		return;
	values[DISPUTE_CLOSED] = 1;
	values[DISPUTE_SETTLED] = s->result == EVENT_SETTLED;
	values[DISPUTE_AGREED] = s->agreed;
	group = group_of(t, s, s->closed_day);
	tally_add(&t->groups, group, values);
	tally_sample(&t->groups, group, s->closed_day - s->reported_day, 1);
}

static void
count_case(struct dispute_tally *t, const struct case_state_of *s)
{
	t->cases++;
	count(t, s, DISPUTE_OPENED, s->reported_day);
	if (s->repeat_of.len > 0)
		count(t, s, DISPUTE_RETURNED, s->reported_day);
	if (s->state == CASE_CRIMINAL)
		count(t, s, DISPUTE_CRIMINAL, s->criminal_day);
	if (s->state == CASE_CLOSED)
		count_closing(t, s);
	if (s->state == CASE_OPEN) {
		t->open++;
		if (s->has_due && s->due_on < t->query->today) {
			t->late++;
			count(t, s, DISPUTE_OVERDUE, s->due_on + 1);
		}
	}
	for (uint32_t v = s->done_visits; s->state == CASE_CLOSED &&
	    v < s->nvisits; v++)
		if (s->visits[v] < t->query->today)
			count(t, s, DISPUTE_UNVISITED, s->visits[v] + 1);
}

/* passed: a case goes up once, however often it does. */
static void
count_flow(struct dispute_tally *t, const struct cases *c,
    const struct case_flow *flow, bool *passed)
{
	const struct case_state_of *s = &c->items[flow->cas];
	bool up = false;

	switch (flow->kind) {
	case EVENT_HANDED_UP:
		count(t, s, DISPUTE_HANDED_UP, flow->day);
		up = flow->tier == TIER_JOINT;
		break;
	case EVENT_CLOSED:
		up = flow->result == EVENT_PASSED_UP;
		break;
	case EVENT_REOPENED:
		count(t, s, DISPUTE_RETURNED, flow->day);
		break;
	case CASE_MISSED_DUE:
		count(t, s, DISPUTE_OVERDUE, flow->day);
		break;
	case CASE_MISSED_VISIT:
		count(t, s, DISPUTE_UNVISITED, flow->day);
		break;
	default:
		break;
	}
	if (up && !passed[flow->cas]) {
		passed[flow->cas] = true;
		count(t, s, DISPUTE_PASSED_UP, flow->day);
	}
}

void
dispute_add(struct dispute_tally *t, const struct cases *c)
{
	bool *passed = mem_zalloc(c->count + 1, sizeof(*passed));

	for (size_t i = 0; i < c->count; i++)
		count_case(t, &c->items[i]);
	for (size_t i = 0; i < c->nflows; i++)
		count_flow(t, c, &c->flows[i], passed);
	free(passed);
}
