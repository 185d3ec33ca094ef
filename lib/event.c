/* SPDX-License-Identifier: MIT */
#include "event.h"

#include "jsonout.h"

static const char *const names[EVENT_NKINDS] = {"opened", "repeated",
    "assigned", "mediated", "agreement", "refused", "withdrawn", "handed_up",
    "handed_down", "due", "overridden", "closed", "followed_up", "reopened",
    "turned_criminal"};

static const char *const results[EVENT_NRESULTS] = {"", "settled",
    "unsettled", "withdrawn", "passed_up", "transferred", "kept", "broken",
    "unreached"};

static const char *const risks[] = {NULL, "low", "medium", "high"};

const char *
event_name(enum event_kind kind)
{
	return names[kind];
}

enum event_kind
event_find(struct sv name)
{
	unsigned i = 0;

	while (i < EVENT_NKINDS && !sv_eq(name, sv_z(names[i])))
		i++;
	return (enum event_kind)i;
}

bool
event_split(struct sv text, struct sv *name, struct sv *result)
{
	const char *colon = memchr(text.p, ':', text.len);
	enum event_kind kind;

	*result = SV("");
	*name = text;
	if (colon != NULL) {
		*result = sv_from(text, (size_t)(colon - text.p) + 1);
		name->len = (size_t)(colon - text.p);
	}
	kind = event_find(*name);
	return kind != EVENT_NKINDS && kind > EVENT_REPEATED &&
	    event_result_find(*result) != EVENT_NRESULTS;
}

const char *
event_result_name(enum event_result r)
{
	return results[r];
}

enum event_result
event_result_find(struct sv name)
{
	unsigned i = 0;

	while (i < EVENT_NRESULTS && !sv_eq(name, sv_z(results[i])))
		i++;
	return (enum event_result)i;
}

const char *
event_risk_name(enum event_risk r)
{
	return risks[r];
}

int
event_risk_find(struct sv name)
{
	for (int i = EVENT_LOW; i <= EVENT_HIGH; i++)
		if (sv_eq(name, sv_z(risks[i])))
			return i;
	return -1;
}

enum tier
event_tier_find(struct sv name)
{
	for (unsigned t = TIER_MEDIATOR; t <= TIER_CASE; t++)
		if (sv_eq(name, sv_z(tier_name((enum tier)t))))
			return (enum tier)t;
	return TIER_NONE;
}

bool
event_set_at(struct event *e, struct sv text)
{
	struct datetime here;

	if (!datetime_read(text, &e->at))
		return false;
	here = e->at;
	if (!here.has_time)
		here.offset = DATETIME_CHINA;
	else if (here.offset != DATETIME_CHINA)
		datetime_move(&here, DATETIME_CHINA);
	e->at_text = text;
	e->day = datetime_day(&here);
	e->epoch = datetime_epoch(&here);
	return true;
}

/* --- reading --------------------------------------------------------------- */

enum want {
	WANT_TEXT, WANT_LIST, WANT_DATE, WANT_AT, WANT_WORD, WANT_COUNT
};

/* A key of a line; `to` is where its text goes, or for words which they are. */
static const struct key {
	struct sv name;
	enum want want;
	size_t to;
} keys[] = {
#define KEY(name, want, member) {{name, sizeof(name) - 1}, want,              \
	offsetof(struct event, member)}
    KEY("case_id", WANT_TEXT, case_id), KEY("id", WANT_TEXT, id),
    KEY("event", WANT_WORD, kind), KEY("at", WANT_AT, at_text),
    KEY("by", WANT_TEXT, by), KEY("tier", WANT_WORD, tier),
    KEY("risk", WANT_WORD, risk), KEY("category", WANT_TEXT, category),
    KEY("community", WANT_TEXT, community),
    KEY("assignee", WANT_TEXT, assignee), KEY("due_on", WANT_DATE, due_on),
    KEY("due_until", WANT_WORD, until_closed),
    KEY("result", WANT_WORD, result), KEY("number", WANT_TEXT, number),
    KEY("repeat_of", WANT_TEXT, repeat_of),
    KEY("repeats", WANT_COUNT, repeats), KEY("note", WANT_TEXT, note),
    KEY("text", WANT_TEXT, text), KEY("ref", WANT_TEXT, ref),
    KEY("rules", WANT_LIST, rules),
    KEY("keys", WANT_LIST, keys), KEY("visits", WANT_LIST, visits),
    KEY("link", WANT_LIST, link),
#undef KEY
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *
find_key(struct sv name)
{
	for (size_t i = 0; i < NKEYS; i++)
		if (name.len == keys[i].name.len && name.len > 0 &&
		    name.p[0] == keys[i].name.p[0] &&
		    memcmp(name.p, keys[i].name.p, name.len) == 0)
			return &keys[i];
	return NULL;
}

static int
set_word(struct event *e, const struct key *k, struct sv text,
    struct fault *f)
{
	bool good = true;

	if (k->to == offsetof(struct event, kind)) {
		e->kind = event_find(text);
		good = e->kind != EVENT_NKINDS;
	} else if (k->to == offsetof(struct event, tier)) {
		e->tier = event_tier_find(text);
		good = e->tier != TIER_NONE;
	} else if (k->to == offsetof(struct event, risk)) {
		int risk = event_risk_find(text);

		good = risk >= 0;
		e->risk = good ? (enum event_risk)risk : EVENT_NO_RISK;
	} else if (k->to == offsetof(struct event, result)) {
		e->result = event_result_find(text);
		good = e->result != EVENT_NRESULTS && text.len > 0;
	} else {
		e->until_closed = true;
		good = sv_eq(text, SV("closed"));
	}
	return good ? 0 : fault_set(f, NULL, 0, 0, "%s not known: '%.*s'",
	    k->name.p, (int)(text.len < 60 ? text.len : 60), text.p);
}

static int
set_text(struct event *e, const struct key *k, struct sv text,
    struct fault *f)
{
	switch (k->want) {
	case WANT_WORD:
		return set_word(e, k, text, f);
	case WANT_AT:
		if (!event_set_at(e, text))
			return fault_set(f, NULL, 0, 0, "at is no RFC 3339 "
			    "time and no date: '%.*s'",
			    (int)(text.len < 40 ? text.len : 40), text.p);
		return 0;
	case WANT_DATE:
		e->has_due = date_read(text, &e->due_on);
		if (!e->has_due)
			return fault_set(f, NULL, 0, 0, "due_on is no date: "
			    "'%.*s'", (int)(text.len < 40 ? text.len : 40),
			    text.p);
		return 0;
	default:
		memcpy((char *)e + k->to, &text, sizeof(text));
		return 0;
	}
}

static int
read_field(struct event *e, const struct record_field *field,
    const struct key *k, struct arena *arena, struct str *scratch,
    struct fault *f)
{
	const struct record_value *v = &field->value;
	struct sv text;

	if (k->want == WANT_COUNT)
		return record_int(v, &e->repeats) ? 0 : fault_set(f, NULL, 0,
		    0, "%s is no whole number", k->name.p);
	if (k->want == WANT_LIST) {
		if (v->type != RECORD_ARRAY)
			return fault_set(f, NULL, 0, 0, "%s is no list",
			    k->name.p);
		return set_text(e, k, v->raw, f);
	}
	if (v->type != RECORD_STRING)
		return fault_set(f, NULL, 0, 0, "%s is no text", k->name.p);
	text = record_text(v, scratch);
	if (v->escaped)
		text = arena_dup(arena, text);
	return set_text(e, k, text, f);
}

int
event_read(struct event *e, const struct record *r, struct arena *arena,
    struct fault *f)
{
	struct str scratch = {0};
	int status = 0;

	*e = (struct event){.kind = EVENT_NKINDS};
	for (size_t i = 0; i < r->nfields && status == 0; i++) {
		const struct key *k = find_key(r->fields[i].key);

		if (k != NULL)
			status = read_field(e, &r->fields[i], k, arena,
			    &scratch, f);
	}
	str_free(&scratch);
	return status;
}

/* --- writing --------------------------------------------------------------- */

static void
put_texts(struct str *out, const struct event *e, bool lists)
{
	for (size_t i = 0; i < NKEYS; i++) {
		const struct key *k = &keys[i];
		struct sv text;

		if (k->want != (lists ? WANT_LIST : WANT_TEXT) ||
		    k->to == offsetof(struct event, case_id) ||
		    k->to == offsetof(struct event, id))
			continue;
		memcpy(&text, (const char *)e + k->to, sizeof(text));
		if (text.len == 0)
			continue;
		if (lists)
			json_put_raw(out, k->name, text);
		else
			json_put_text(out, k->name, text);
	}
}

void
event_put(struct str *out, const struct event *e)
{
	struct str date = {0};

	json_put_text(out, SV("event"), sv_z(names[e->kind]));
	if (e->case_id.len > 0)
		json_put_text(out, SV("case_id"), e->case_id);
	if (e->id.len > 0)
		json_put_text(out, SV("id"), e->id);
	if (e->at_text.len > 0)
		json_put_text(out, SV("at"), e->at_text);
	if (e->tier != TIER_NONE)
		json_put_text(out, SV("tier"), sv_z(tier_name(e->tier)));
	if (e->risk != EVENT_NO_RISK)
		json_put_text(out, SV("risk"), sv_z(risks[e->risk]));
	if (e->result != EVENT_NO_RESULT)
		json_put_text(out, SV("result"), sv_z(results[e->result]));
	if (e->has_due) {
		date_add(&date, e->due_on);
		json_put_text(out, SV("due_on"), str_sv(&date));
		str_free(&date);
	}
	if (e->repeats > 0)
		json_put_int(out, SV("repeats"), e->repeats);
	if (e->until_closed)
		json_put_text(out, SV("due_until"), SV("closed"));
	put_texts(out, e, false);
	put_texts(out, e, true);
}
