/* SPDX-License-Identifier: MIT */
#include "outcome.h"

#include "jsonout.h"

#define AHEAD (24 * 3600)       /* seconds: clocks differ, years are slips */

void
outcomes_init(struct outcomes *o, struct casebook *book,
    const struct routing *routing, int64_t now)
{
	*o = (struct outcomes){.book = book, .routing = routing, .now = now};
}

void
outcomes_free(struct outcomes *o)
{
	str_free(&o->lines);
	arena_free(&o->arena);
	record_free(&o->record);
}

static int
refuse(const char **code, const char *word, struct fault *f, const char *why)
{
	*code = word;
	return fault_set(f, NULL, 0, 0, "%s", why);
}

/* --- what the report says -------------------------------------------------- */

static int
check_kind(const struct record *r, const char **code, struct fault *f)
{
	const struct record_value *kind = record_get(r, REC_KIND);

	if (kind->type == RECORD_ABSENT ||
	    (kind->type == RECORD_STRING && sv_eq(kind->raw, SV("outcome"))))
		return 0;
	return refuse(code, "outcome.kind", f,
	    "a record of another kind than \"outcome\"");
}

/* A value that ingest could not read is no value left out: the report says
 * more than would be recorded. */
static int
check_doubts(const struct record *r, const char **code, struct fault *f)
{
	const struct record_value *list = record_get(r, REC_QUALITY);
	struct str scratch = {0};
	struct sv doubt;
	size_t at = 0;
	int status = 0;

	while (status == 0 && record_next_text(list, &at, &doubt, &scratch))
		if (sv_ends(doubt, SV(".unknown")) ||
		    sv_ends(doubt, SV(".format")) ||
		    sv_ends(doubt, SV(".precision_lost"))) {
			*code = "outcome.doubt";
			status = fault_set(f, NULL, 0, 0, "a value that was "
			    "not understood: %.*s", (int)doubt.len, doubt.p);
		}
	str_free(&scratch);
	return status;
}

static int
read_report(struct outcomes *o, const struct record *r, struct event *e,
    const char **code, struct fault *f)
{
	if (check_kind(r, code, f) != 0)
		return -1;
	*code = "outcome.value";
	if (event_read(e, r, &o->arena, f) != 0)
		return -1;
	if (e->kind == EVENT_NKINDS)
		return refuse(code, "outcome.no_event", f, "no event told, or "
		    "none that the profile knows");
	if (check_doubts(r, code, f) != 0)
		return -1;
	if (e->kind <= EVENT_REPEATED)
		return refuse(code, "outcome.event", f, "an event that "
		    "route-dispute writes and nobody reports");
	if (e->at_text.len == 0)
		return refuse(code, "outcome.no_time", f,
		    "not told when it was");
	if (e->case_id.len == 0 && e->id.len == 0)
		return refuse(code, "outcome.no_case", f, "not told of which "
		    "case; give case_id, or the number of the incident");
	if (e->epoch > o->now + AHEAD)
		return refuse(code, "outcome.future", f,
		    "later than the present moment");
	return 0;
}

/* The case by its number or by one of its incidents'. */
static int
find_case(struct outcomes *o, struct event *e, uint32_t *at,
    struct fault *f)
{
	struct sv incident = e->id.len > 0 ? e->id : e->case_id;
	uint32_t report = CASES_NONE;

	*at = CASES_NONE;
	if (e->case_id.len > 0 &&
	    casebook_find(o->book, e->case_id, at, f) != 0)
		return -1;
	if (*at == CASES_NONE) {
		if (casebook_find_incident(o->book, incident, &report, f) != 0)
			return -1;
		if (report != CASES_NONE)
			*at = o->book->cases.reports[report].cas;
	}
	if (*at != CASES_NONE) {
		e->case_id = o->book->cases.items[*at].id;
		e->id = SV("");
	} else if (e->case_id.len == 0) {
		e->case_id = e->id;
	}
	return 0;
}

/* What was reported, as 16 hexadecimal digits: the same told twice is one
 * event. What is worked out of it below does not count. */
static void
set_ref(struct outcomes *o, struct event *e)
{
	struct str fields = {0};
	unsigned char digest[DIGEST_BYTES];
	char hex[DIGEST_HEX];

	/* None of these is a person's to report. */
	e->ref = e->text = e->repeat_of = SV("");
	e->rules = e->keys = e->link = e->visits = SV("");
	e->repeats = 0;
	event_put(&fields, e);
	digest_bytes(str_sv(&fields), digest);
	digest_hex(digest, hex);
	e->ref = arena_dup(&o->arena, (struct sv){hex, 16});
	str_free(&fields);
}

/* --- what follows from it -------------------------------------------------- */

/* The limit of a tier, as for a case opened on that day. */
static void
set_tier_due(struct outcomes *o, struct event *e, enum tier tier)
{
	const struct due *due = &o->routing->due;
	struct condition_facts facts = {.loss_fen = -1};
	uint64_t hit = due_hit(due, tier, &facts);
	bool covered = true;

	e->has_due = due_day(due, hit, e->day, o->routing->calendar,
	    &e->due_on, &covered);
	o->uncovered += e->has_due && !covered;
	for (size_t i = 0; i < due->count && e->has_due; i++)
		if ((hit >> i & 1) != 0)
			e->until_closed |= due->rules[i].until_closed;
}

static void
set_second_round(struct outcomes *o, struct event *e,
    const struct case_state_of *s)
{
	const struct step *step = steps_find(&o->routing->due.steps,
	    EVENT_MEDIATED, s->tier, s->risk);

	/* One more round at most, and none is due once they agreed. */
	if (step == NULL || s->rounds > 0 || s->agreed ||
	    s->state != CASE_OPEN)
		return;
	e->has_due = true;
	e->due_on = step_day(step, e->day, 0, o->routing->calendar);
}

static void
set_visits(struct outcomes *o, struct event *e,
    const struct case_state_of *s)
{
	const struct step *step = steps_find(&o->routing->due.steps,
	    EVENT_CLOSED, s->tier, s->risk != EVENT_NO_RISK ? s->risk
	    : EVENT_LOW);
	struct str list = {0}, date = {0};

	for (size_t i = 0; step != NULL && i < step->nvisits; i++) {
		str_clear(&date);
		date_add(&date, step_day(step, e->day, i,
		    o->routing->calendar));
		str_addc(&list, i == 0 ? '[' : ',');
		json_text(&list, str_sv(&date));
	}
	if (list.len > 0) {
		str_addc(&list, ']');
		e->visits = arena_dup(&o->arena, str_sv(&list));
	}
	str_free(&list);
	str_free(&date);
}

/* Dates that were reported stand. */
static void
set_dates(struct outcomes *o, struct event *e,
    const struct case_state_of *s)
{
	switch (e->kind) {
	case EVENT_MEDIATED:
		if (!e->has_due)
			set_second_round(o, e, s);
		break;
	case EVENT_HANDED_UP:
	case EVENT_HANDED_DOWN:
		if (!e->has_due)
			set_tier_due(o, e, e->tier);
		break;
	case EVENT_REOPENED:
		if (!e->has_due)
			set_tier_due(o, e, s->tier);
		break;
	case EVENT_DUE:
		e->until_closed = s->has_due && s->until_closed;
		break;
	case EVENT_CLOSED:
		e->has_due = false;
		/* Of a matter that is another's now nobody here visits. */
		if (e->result != EVENT_TRANSFERRED &&
		    e->result != EVENT_PASSED_UP)
			set_visits(o, e, s);
		break;
	default:
		break;
	}
}

int
outcomes_take(struct outcomes *o, const struct record *r, const char **code,
    struct fault *f)
{
	struct event e;
	uint32_t at;
	size_t before;

	arena_reset(&o->arena);
	if (o->failed)
		return fault_set(f, NULL, 0, 0, "not looked at");
	if (read_report(o, r, &e, code, f) != 0)
		return -1;
	if (find_case(o, &e, &at, f) != 0) {
		*code = "outcome.ledger";
		o->failed = true;
		return -1;
	}
	set_ref(o, &e);
	if (cases_has_ref(&o->book->cases, e.ref)) {
		o->twice++;
		return 0;
	}
	if (cases_judge(&o->book->cases, &e, code, f) != 0)
		return -1;
	set_dates(o, &e, &o->book->cases.items[at]);
	before = o->book->ledger.pending.len;
	casebook_add(o->book, &e);
	str_addsv(&o->lines, sv_from(str_sv(&o->book->ledger.pending),
	    before));
	o->added++;
	return 0;
}

int
outcomes_take_line(struct outcomes *o, struct sv line, const char **code,
    struct fault *f)
{
	*code = "outcome.record";
	if (record_scan(&o->record, line, f) != 0)
		return -1;
	return outcomes_take(o, &o->record, code, f);
}

int
outcomes_commit(struct outcomes *o, struct fault *f)
{
	if (!o->failed && casebook_commit(o->book, f) == 0)
		return 0;
	o->failed = true;
	str_clear(&o->lines);
	return -1;
}
