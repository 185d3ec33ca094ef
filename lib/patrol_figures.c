/* SPDX-License-Identifier: MIT */
#include "patrol_figures.h"

static const struct {
	enum patrol_sum sum;
	const char *key, *chinese, *english;
	bool minutes;
} figures[PATROL_NFIGURES] = {
    {PATROL_COUNT, "patrols", "巡逻次数", "patrols", false},
    {PATROL_SHIFTS, "member_shifts", "出动人次", "member shifts", false},
    {PATROL_MINUTES, "hours", "巡逻时长(小时)", "hours", true},
    {PATROL_PERSON_MINUTES, "person_hours", "人时", "person hours", true},
    {PATROL_WITH_OFFICER, "with_officer", "民警带队", "with an officer", false},
    {PATROL_HAZARDS, "hazards", "发现隐患", "hazards found", false},
    {PATROL_HAZARDS_FIXED, "hazards_fixed", "整改隐患", "hazards fixed", false},
    {PATROL_SEARCHES, "searches", "寻人寻物", "searches", false},
    {PATROL_ESCORTS, "escorts", "护学护院", "escorts", false},
    {PATROL_HELPED, "helped", "救助群众", "helped", false},
    {PATROL_TALKS, "talks", "宣传场次", "talks", false},
    {PATROL_TALK_PEOPLE, "talk_people", "宣传人次", "people reached", false},
    {PATROL_LEADS, "leads", "提供线索", "leads", false},
    {PATROL_CASES, "cases", "协助查处案件", "cases assisted", false},
    {PATROL_SUSPECTS, "suspects", "协助抓获", "suspects handed over", false},
    {PATROL_DISPUTES, "disputes", "协助化解纠纷", "disputes assisted", false},
};

const char *
patrol_figure_key(size_t i)
{
	return figures[i].key;
}

const char *
patrol_figure_title(size_t i, bool english)
{
	return english ? figures[i].english : figures[i].chinese;
}

enum patrol_sum
patrol_figure_sum(size_t i)
{
	return figures[i].sum;
}

bool
patrol_figure_is_hours(size_t i)
{
	return figures[i].minutes;
}

bool
patrol_figure_is_event(size_t i)
{
	return figures[i].sum != PATROL_SHIFTS &&
	    figures[i].sum != PATROL_TALK_PEOPLE;
}

int64_t
patrol_hour_tenths(int64_t minutes)
{
	return (minutes + 3) / 6;
}

/* Rounded once, when all is summed: parts may differ from the whole by a tenth,
 * as in every table of hours. */
int64_t
patrol_figure_of(size_t i, const int64_t *sums)
{
	int64_t n = sums != NULL ? sums[figures[i].sum] : 0;

	return figures[i].minutes ? patrol_hour_tenths(n) : n;
}

size_t
patrol_figure_find(struct sv key)
{
	size_t i = 0;

	while (i < PATROL_NFIGURES && !sv_eq(key, sv_z(figures[i].key)))
		i++;
	return i;
}
