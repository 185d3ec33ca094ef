/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include "narrow.h"

#include <stdlib.h>

static const char *const field_names[PROFILE_NFIELDS + 1] = {
    [PROFILE_ID] = "id", [PROFILE_PARENT_ID] = "parent_id",
    [PROFILE_LINK] = "link", [PROFILE_REPORTED_AT] = "reported_at",
    [PROFILE_OCCURRED_AT] = "occurred_at", [PROFILE_CHANNEL] = "channel",
    [PROFILE_UNIT] = "unit", [PROFILE_OFFICER] = "officer",
    [PROFILE_CALLER_NAME] = "caller_name",
    [PROFILE_CALLER_PHONE] = "caller_phone",
    [PROFILE_CALLER_ID] = "caller_id", [PROFILE_CALLER_SEX] = "caller_sex",
    [PROFILE_CALLER_AGE] = "caller_age", [PROFILE_CALLER_JOB] = "caller_job",
    [PROFILE_PARTIES] = "parties", [PROFILE_ADDRESS] = "address",
    [PROFILE_COMMUNITY] = "community", [PROFILE_PLACE_TYPE] = "place_type",
    [PROFILE_CALL_TYPE] = "call_type",
    [PROFILE_FEEDBACK_TYPE] = "feedback_type",
    [PROFILE_NARRATIVE] = "narrative", [PROFILE_FEEDBACK] = "feedback",
    [PROFILE_OUTCOME] = "outcome", [PROFILE_LOSS_FEN] = "loss_fen",
    [PROFILE_STOPPED_FEN] = "stopped_fen", [PROFILE_SECRET] = "secret",
    [PROFILE_STARTED_AT] = "started_at", [PROFILE_ENDED_AT] = "ended_at",
    [PROFILE_TEAM] = "team", [PROFILE_LEADER] = "leader",
    [PROFILE_MEMBERS] = "members", [PROFILE_MEMBER_COUNT] = "member_count",
    [PROFILE_AREA] = "area", [PROFILE_PATROL_KIND] = "patrol_kind",
    [PROFILE_WITH_OFFICER] = "with_officer", [PROFILE_HAZARDS] = "hazards",
    [PROFILE_HAZARDS_FIXED] = "hazards_fixed",
    [PROFILE_SEARCHES] = "searches", [PROFILE_ESCORTS] = "escorts",
    [PROFILE_HELPED] = "helped", [PROFILE_TALKS] = "talks",
    [PROFILE_TALK_PEOPLE] = "talk_people", [PROFILE_LEADS] = "leads",
    [PROFILE_CASES] = "cases", [PROFILE_SUSPECTS] = "suspects",
    [PROFILE_DISPUTES] = "disputes", [PROFILE_FOUND] = "found",
    [PROFILE_DONE] = "done", [PROFILE_NOTE] = "note",
    [PROFILE_CASE_ID] = "case_id", [PROFILE_EVENT] = "event",
    [PROFILE_AT] = "at", [PROFILE_BY] = "by", [PROFILE_RESULT] = "result",
    [PROFILE_NUMBER] = "number", [PROFILE_TIER] = "tier",
    [PROFILE_RISK] = "risk", [PROFILE_CATEGORY] = "category",
    [PROFILE_ASSIGNEE] = "assignee", [PROFILE_DUE_ON] = "due_on",
    [PROFILE_REPORTED_DATE] = "reported_date",
    [PROFILE_OCCURRED_DATE] = "occurred_date",
    [PROFILE_PATROL_DATE] = "patrol_date", [PROFILE_IGNORE] = "ignore",
};

const char *const profile_kinds[] = {"incident", "patrol", "outcome", NULL};

const char *
profile_field_name(enum profile_field field)
{
	return field_names[field];
}

const char *const *
profile_field_names(void)
{
	return field_names;
}

void
profile_fold(struct str *out, struct sv header, bool bare)
{
	size_t start = out->len, to = start;

	narrow_add(out, header);
	for (size_t i = start; i < out->len; i++) {
		char c = out->p[i];

		if (c == ' ' || (c >= '\t' && c <= '\r') ||
		    (bare && (c == '*' || c == ':')))
			continue;
		out->p[to++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	out->len = to;
	if (bare && to > start && out->p[to - 1] == ')') {
		while (to > start && out->p[to - 1] != '(')
			to--;
		if (to > start + 1)
			out->len = to - 1;
	}
	if (out->p != NULL)
		out->p[out->len] = '\0';
}

const struct profile_name *
profile_find(const struct profile *p, struct sv header, struct str *tmp)
{
	const struct profile_name *name;

	str_clear(tmp);
	profile_fold(tmp, header, false);
	if (tmp->len == 0)
		return NULL;
	name = map_get(&p->names, str_sv(tmp));
	if (name != NULL)
		return name;
	str_clear(tmp);
	profile_fold(tmp, header, true);
	return map_get(&p->names, str_sv(tmp));
}

static void
free_map(struct map *m)
{
	if (m != NULL)
		map_free(m);
	free(m);
}

void
profile_free(struct profile *p)
{
	if (p == NULL)
		return;
	for (int i = 0; i < PROFILE_NFIELDS; i++) {
		free_map(p->codes[i]);
		free_map(p->empty_in[i]);
	}
	map_free(&p->names);
	map_free(&p->empty);
	arena_free(&p->arena);
	free(p->name);
	free(p->title);
	free(p->path);
	free(p);
}

void
profile_free_all(struct profile **list, size_t n)
{
	for (size_t i = 0; list != NULL && i < n; i++)
		profile_free(list[i]);
	free(list);
}
