/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "event.h"
#include "jsonout.h"

/* A result of its own column goes before the one that the event implies. */
static void
put_event(struct mapper *m)
{
	struct sv text = fields_code(m, PROFILE_EVENT), name, result;

	if (text.len == 0) {
		if (!fields_doubted(m, "event"))
			fields_doubt(m, "event", "missing", SIZE_MAX);
		return;
	}
	(void)event_split(text, &name, &result);
	str_clear(&m->until);
	str_addsv(&m->until, result);
	fields_put_text(m, PROFILE_EVENT, name);
}

static void
put_result(struct mapper *m)
{
	struct sv told = fields_code(m, PROFILE_RESULT);

	if (told.len == 0)
		told = str_sv(&m->until);
	if (told.len > 0)
		fields_put_text(m, PROFILE_RESULT, told);
}

static void
put_code(struct mapper *m, enum profile_field field)
{
	struct sv text = fields_code(m, field);

	if (text.len > 0)
		fields_put_text(m, field, text);
}

/* A date without a time of day stays one: 00:00 would be a claim. */
static void
put_at(struct mapper *m, const struct when *at)
{
	struct str date = {0};

	if (!at->known) {
		if (!fields_doubted(m, "at"))
			fields_doubt(m, "at", "missing", SIZE_MAX);
		return;
	}
	if (at->t.has_time) {
		fields_put_time(m, PROFILE_AT, &at->t);
		return;
	}
	date_add(&date, datetime_day(&at->t));
	fields_put_text(m, PROFILE_AT, str_sv(&date));
	str_free(&date);
}

/* What would be odd of a moment is in the nature of a date to come. */
static void
drop_doubts(struct mapper *m, const char *key)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->ndoubts; i++) {
		const struct doubt *d = &m->doubts[i];

		if (strcmp(d->key, key) == 0 &&
		    (strcmp(d->word, "no_time") == 0 ||
		    strcmp(d->word, "future") == 0))
			continue;
		m->doubts[kept++] = *d;
	}
	m->ndoubts = kept;
}

static void
put_due(struct mapper *m)
{
	struct str date = {0};
	struct when due;

	fields_when(m, PROFILE_DUE_ON, PROFILE_NFIELDS, 0, &due);
	if (!due.known)
		return;
	drop_doubts(m, "due_on");
	date_add(&date, datetime_day(&due.t));
	fields_put_text(m, PROFILE_DUE_ON, str_sv(&date));
	str_free(&date);
}

void
fields_outcome(struct mapper *m, const struct when *at)
{
	struct when when = *at;

	str_clear(&m->until);
	fields_copy(m, PROFILE_CASE_ID);
	put_event(m);
	put_at(m, &when);
	fields_copy(m, PROFILE_BY);
	put_result(m);
	fields_copy(m, PROFILE_NUMBER);
	put_code(m, PROFILE_TIER);
	put_code(m, PROFILE_RISK);
	put_code(m, PROFILE_CATEGORY);
	fields_copy(m, PROFILE_ASSIGNEE);
	put_due(m);
	fields_copy(m, PROFILE_NOTE);
}
