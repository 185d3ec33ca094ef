/* SPDX-License-Identifier: MIT */
#include "step.h"

#define LONGEST 3660    /* days: beyond ten years a number is a slip */

static int
read_visits(const struct json_doc *doc, const struct json *map,
    struct step *s, struct fault *f)
{
	const struct json *list;
	int64_t last = 0;

	if (json_want(doc, map, "visits", JSON_LIST, &list, f) != 0)
		return -1;
	if (json_count(list) > EVENT_VISITS)
		return json_fault(doc, list, f, "at most %d visits",
		    EVENT_VISITS);
	for (size_t i = 0; i < json_count(list); i++) {
		int64_t day = json_int(json_at(list, i), 0);

		if (day <= last || day > LONGEST)
			return json_fault(doc, json_at(list, i), f, "visits "
			    "are days after the closing, ascending, at most "
			    "%d", LONGEST);
		s->visits[s->nvisits++] = last = day;
	}
	return 0;
}

static int
read_texts(const struct json_doc *doc, const struct json *v, struct step *s,
    struct fault *f)
{
	return texts_need(doc, v, "id", &s->id, f) != 0 ||
	    texts_need(doc, v, "law", &s->law, f) != 0 ||
	    texts_need(doc, v, "law_en", &s->law_en, f) != 0 ||
	    texts_need(doc, v, "why", &s->why, f) != 0 ||
	    texts_need(doc, v, "why_en", &s->why_en, f) != 0 ? -1 : 0;
}

static int
read_when(const struct json_doc *doc, const struct json *v, struct step *s,
    struct fault *f)
{
	static const char *const after[] = {"mediated", "closed", NULL};
	static const char *const risks[] = {"low", "medium", "high", NULL};
	unsigned which = 0;

	if (texts_choice(doc, json_get(v, "after"), after, &which, f) != 0)
		return -1;
	s->after = which == 0 ? EVENT_MEDIATED : EVENT_CLOSED;
	if (json_get(v, "tier") != NULL &&
	    tier_read(doc, v, "tier", &s->tier, f) != 0)
		return -1;
	if (json_get(v, "risk") == NULL)
		return 0;
	if (texts_choice(doc, json_get(v, "risk"), risks, &which, f) != 0)
		return -1;
	s->risk = (enum event_risk)(which + EVENT_LOW);
	return 0;
}

static int
read_step(const struct json_doc *doc, const struct json *v, struct step *s,
    struct fault *f)
{
	static const char *const known[] = {"id", "after", "tier", "risk",
	    "days", "workdays", "visits", "law", "law_en", "why", "why_en",
	    NULL};

	*s = (struct step){0};
	if (json_only(doc, v, known, f) != 0 || read_texts(doc, v, s, f) != 0 ||
	    read_when(doc, v, s, f) != 0 ||
	    json_want_int(doc, v, "days", 1, LONGEST, &s->days, f) != 0 ||
	    json_want_int(doc, v, "workdays", 1, LONGEST, &s->workdays, f) != 0 ||
	    read_visits(doc, v, s, f) != 0)
		return -1;
	if ((s->days != 0) + (s->workdays != 0) + (s->nvisits != 0) != 1)
		return json_fault(doc, v, f, "one of \"days\", \"workdays\" "
		    "and \"visits\" is wanted");
	if ((s->nvisits != 0) != (s->after == EVENT_CLOSED))
		return json_fault(doc, v, f, "visits come after \"closed\", "
		    "limits after \"mediated\"");
	return 0;
}

int
steps_read(struct steps *s, const struct json_doc *doc, struct arena *arena,
    struct fault *f)
{
	const struct json *list;

	*s = (struct steps){0};
	if (json_get(json_root(doc), "steps") == NULL)
		return 0;
	if (texts_objects(doc, json_root(doc), "steps", STEP_RULES, &list,
	    f) != 0)
		return -1;
	s->items = arena_alloc(arena,
	    (json_count(list) + 1) * sizeof(*s->items));
	for (; s->count < json_count(list); s->count++)
		if (read_step(doc, json_at(list, s->count),
		    &s->items[s->count], f) != 0)
			return -1;
	return 0;
}

const struct step *
steps_find(const struct steps *s, enum event_kind after, enum tier tier,
    enum event_risk risk)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct step *step = &s->items[i];

		if (step->after == after &&
		    (step->tier == TIER_NONE || step->tier == tier) &&
		    (step->risk == EVENT_NO_RISK || step->risk == risk))
			return step;
	}
	return NULL;
}

int64_t
step_day(const struct step *s, int64_t day, size_t visit,
    const struct calendar *calendar)
{
	bool covered;

	if (s->workdays != 0)
		return calendar_add_workdays(calendar, day,
		    (unsigned)s->workdays, &covered);
	return calendar_add_workdays(calendar, day + (s->days != 0 ? s->days
	    : s->visits[visit]), 0, &covered);
}
