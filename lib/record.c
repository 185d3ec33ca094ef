/* SPDX-License-Identifier: MIT */
#include "record.h"

#include "utf8.h"

static const struct sv names[REC_NKEYS] = {
#define KEY(id, name) [id] = {name, sizeof(name) - 1}
	KEY(REC_FORMAT, "format"), KEY(REC_KIND, "kind"), KEY(REC_ID, "id"),
	KEY(REC_PARENT_ID, "parent_id"), KEY(REC_LINK, "link"),
	KEY(REC_REPORTED_AT, "reported_at"),
	KEY(REC_OCCURRED_AT, "occurred_at"), KEY(REC_CHANNEL, "channel"),
	KEY(REC_UNIT, "unit"), KEY(REC_OFFICER, "officer"),
	KEY(REC_CALLER_NAME, "caller_name"),
	KEY(REC_CALLER_PHONE, "caller_phone"),
	KEY(REC_CALLER_ID, "caller_id"), KEY(REC_CALLER_SEX, "caller_sex"),
	KEY(REC_CALLER_AGE, "caller_age"), KEY(REC_CALLER_JOB, "caller_job"),
	KEY(REC_PARTIES, "parties"), KEY(REC_ADDRESS, "address"),
	KEY(REC_COMMUNITY, "community"), KEY(REC_PLACE_TYPE, "place_type"),
	KEY(REC_CALL_TYPE, "call_type"),
	KEY(REC_FEEDBACK_TYPE, "feedback_type"), KEY(REC_TYPE, "type"),
	KEY(REC_NARRATIVE, "narrative"), KEY(REC_FEEDBACK, "feedback"),
	KEY(REC_OUTCOME, "outcome"), KEY(REC_LOSS_FEN, "loss_fen"),
	KEY(REC_STOPPED_FEN, "stopped_fen"), KEY(REC_SECRET, "secret"),
	KEY(REC_STARTED_AT, "started_at"), KEY(REC_ENDED_AT, "ended_at"),
	KEY(REC_MINUTES, "minutes"), KEY(REC_TEAM, "team"),
	KEY(REC_LEADER, "leader"), KEY(REC_MEMBERS, "members"),
	KEY(REC_MEMBER_COUNT, "member_count"), KEY(REC_AREA, "area"),
	KEY(REC_PATROL_KIND, "patrol_kind"),
	KEY(REC_WITH_OFFICER, "with_officer"), KEY(REC_HAZARDS, "hazards"),
	KEY(REC_HAZARDS_FIXED, "hazards_fixed"),
	KEY(REC_SEARCHES, "searches"), KEY(REC_ESCORTS, "escorts"),
	KEY(REC_HELPED, "helped"), KEY(REC_TALKS, "talks"),
	KEY(REC_TALK_PEOPLE, "talk_people"), KEY(REC_LEADS, "leads"),
	KEY(REC_CASES, "cases"), KEY(REC_SUSPECTS, "suspects"),
	KEY(REC_DISPUTES, "disputes"), KEY(REC_FOUND, "found"),
	KEY(REC_DONE, "done"), KEY(REC_NOTE, "note"), KEY(REC_SRC, "src"),
	KEY(REC_QUALITY, "quality"), KEY(REC_EXTRA, "extra"),
	KEY(REC_CATEGORY, "category"), KEY(REC_LABELS, "labels"),
	KEY(REC_RISK, "risk"), KEY(REC_RISK_SCORE, "risk_score"),
	KEY(REC_WHY, "why"), KEY(REC_CLASSIFIER, "classifier"),
	KEY(REC_FOUND_NAMES, "found_names"),
	KEY(REC_FOUND_PHONES, "found_phones"),
	KEY(REC_FOUND_IDS, "found_ids"),
	KEY(REC_FOUND_CARDS, "found_cards"),
	KEY(REC_FOUND_PLATES, "found_plates"),
	KEY(REC_FOUND_EMAILS, "found_emails"),
	KEY(REC_FOUND_ACCOUNTS, "found_accounts"),
	KEY(REC_FOUND_HOUSES, "found_houses"),
	KEY(REC_FOUND_SERVICES, "found_services"),
	KEY(REC_FOUND_URLS, "found_urls"),
	KEY(REC_FOUND_AMOUNT_FEN, "found_amount_fen"),
	KEY(REC_FOUND_TIMES, "found_times"),
	KEY(REC_FOUND_PLATFORMS, "found_platforms"),
	KEY(REC_FOUND_PAYMENT, "found_payment"),
	KEY(REC_FOUND_CONTACT, "found_contact"),
	KEY(REC_CASE_ID, "case_id"), KEY(REC_TIER, "tier"),
	KEY(REC_ASSIGNEE, "assignee"), KEY(REC_DEPARTMENTS, "departments"),
	KEY(REC_DUE_ON, "due_on"), KEY(REC_REPEATS, "repeats"),
	KEY(REC_REPEAT_OF, "repeat_of"), KEY(REC_REPEAT_WHY, "repeat_why"),
	KEY(REC_ROUTE_WHY, "route_why"),
#undef KEY
};

const char *
record_key_name(enum record_key key)
{
	return key < REC_NKEYS ? names[key].p : NULL;
}

enum record_key
record_key_find(struct sv name)
{
	for (unsigned i = 0; i < REC_NKEYS; i++)
		if (sv_eq(names[i], name))
			return (enum record_key)i;
	return REC_UNKNOWN;
}

/* p: four hex digits, known to be so. */
static uint32_t
hex4(const char *p)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		unsigned c = (unsigned char)p[i];

		value = value << 4 | (c <= '9' ? c - '0'
					       : ((c | 0x20) - 'a') + 10);
	}
	return value;
}

/* s begins after "\u" of a checked string; gives the bytes used. */
static size_t
add_unicode(struct str *out, struct sv s)
{
	uint32_t c = hex4(s.p);

	if (c < 0xd800 || c > 0xdbff) {
		utf8_add(out, c);
		return 4;
	}
	utf8_add(out, 0x10000 + ((c - 0xd800) << 10) +
	    (hex4(s.p + 6) - 0xdc00));
	return 10;
}

/* The text that the inside of a checked string stands for. */
static void
unescape(struct str *out, struct sv s)
{
	static const char plain[256] = {['"'] = '"', ['\\'] = '\\',
	    ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n',
	    ['r'] = '\r', ['t'] = '\t'};

	str_clear(out);
	str_reserve(out, s.len);
	while (s.len > 0) {
		const char *at = memchr(s.p, '\\', s.len);
		size_t n = at != NULL ? (size_t)(at - s.p) : s.len;

		str_add(out, s.p, n);
		if (at == NULL)
			return;
		s = sv_from(s, n + 2);
		if (at[1] == 'u')
			s = sv_from(s, add_unicode(out, s));
		else
			str_addc(out, plain[(unsigned char)at[1]]);
	}
}

struct sv
record_text(const struct record_value *v, struct str *scratch)
{
	if (v->type != RECORD_STRING)
		return (struct sv){NULL, 0};
	if (!v->escaped)
		return v->raw;
	unescape(scratch, v->raw);
	return str_sv(scratch);
}

bool
record_int(const struct record_value *v, int64_t *value)
{
	return v->type == RECORD_INTEGER && sv_int(v->raw, value);
}

bool
record_bool(const struct record_value *v, bool fallback)
{
	return v->type == RECORD_BOOLEAN ? v->raw.p[0] == 't' : fallback;
}

bool
record_next_text(const struct record_value *array, size_t *at,
    struct sv *text, struct str *scratch)
{
	struct record_value member = {{NULL, 0}, RECORD_STRING, false};
	struct sv raw = array->raw;
	size_t i = *at, end;

	if (array->type != RECORD_ARRAY)
		return false;
	if (i == 0)
		i = 1; /* after the bracket */
	while (i < raw.len && strchr(" \t\r\n,", raw.p[i]) != NULL)
		i++;
	if (i >= raw.len || raw.p[i] != '"')
		return false;
	/* The scanner has checked that the string is closed. */
	for (end = ++i; raw.p[end] != '"'; end++) {
		if (raw.p[end] == '\\') {
			member.escaped = true;
			end++;
		}
	}
	member.raw = (struct sv){raw.p + i, end - i};
	*text = record_text(&member, scratch);
	*at = end + 1;
	return true;
}

/* The line's beginning through the opening brace, with the blanks before the
 * first key. */
static struct sv
beginning(const struct record *r)
{
	const char *brace = memchr(r->line.p, '{', r->line.len);
	const char *end = r->nfields > 0 ? r->fields[0].whole.p : brace + 1;

	return (struct sv){r->line.p, (size_t)(end - r->line.p)};
}

static const char *
field_end(const struct record_field *f)
{
	return f->whole.p + f->whole.len;
}

/* Copies the fields that are not owned; a run of owned ones goes with what
 * stands between it and the next field that stays, or, at the end, with what
 * stands before it. Gives the number of fields copied. */
static size_t
copy_kept(struct str *out, const struct record *r, const bool *is_owned)
{
	const char *from = NULL, *cut = NULL, *to = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < r->nfields; i++) {
		const struct record_field *f = &r->fields[i];

		if (f->id != REC_UNKNOWN && is_owned[f->id]) {
			if (cut == NULL)
				cut = f->whole.p;
			continue;
		}
		if (cut != NULL && from != NULL) {
			str_add(out, from, (size_t)(cut - from));
			from = NULL;
		}
		cut = NULL;
		if (from == NULL)
			from = f->whole.p;
		to = field_end(f);
		kept++;
	}
	if (from != NULL)
		str_add(out, from, (size_t)(to - from));
	return kept;
}

void
record_splice(struct str *out, const struct record *r,
    const enum record_key *owned, struct sv added)
{
	bool is_owned[REC_NKEYS] = {false};
	bool any = false;
	size_t kept = r->nfields;

	for (; *owned != REC_NKEYS; owned++) {
		is_owned[*owned] = true;
		any = any || r->at[*owned] != 0;
	}
	str_reserve(out, r->line.len + added.len + 2);
	str_addsv(out, beginning(r));
	if (any)
		kept = copy_kept(out, r, is_owned);
	else if (kept > 0)
		str_add(out, r->fields[0].whole.p,
		    (size_t)(field_end(&r->fields[kept - 1]) -
		    r->fields[0].whole.p));
	if (kept == 0 && added.len > 0)
		added = sv_from(added, 1); /* no comma before the first */
	str_addsv(out, added);
	str_add(out, "}\n", 2);
}
