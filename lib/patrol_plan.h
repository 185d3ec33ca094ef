/* SPDX-License-Identifier: MIT */
/*
 * patrol_plan: what was meant to be done (JSON, share/examples/
 * patrol-plan.json), against what the log says was.
 *
 *	{"format":1, "targets":[
 *	  {"figure":"patrols", "per":"week", "at_least":10},
 *	  {"figure":"hours", "per":"month", "at_least":60,
 *	   "team":"花源义警一队"},
 *	  {"figure":"patrols", "per":"week", "at_least":3, "area":"地铁站"}]}
 *
 * figure: a figure of the report by its key; at_least: a whole number, of
 * hours for figures in hours; one of team, area, kind, or none: of all. A
 * target holds for a period of its own unit; targets by day and week are
 * stretched over longer periods by their days, those by month over a year
 * twelve times; else it cannot be compared.
 */
#ifndef PRECINCT_PATROL_PLAN_H
#define PRECINCT_PATROL_PLAN_H

#include "json.h"
#include "patrol_figures.h"

#define PATROL_PLAN_MAX 1000

struct patrol_target {
	size_t figure;
	enum period_unit per;
	int64_t at_least;
	enum patrol_group group;        /* PATROL_OF_TIME: of all */
	struct sv of;
};

struct patrol_plan {
	struct patrol_target *targets;
	size_t count;
	struct json_doc *doc;
};

/* Takes the document (NULL: it could not be read). NULL with the fault. */
struct patrol_plan *patrol_plan_read(struct json_doc *doc, struct fault *f);
void patrol_plan_free(struct patrol_plan *p);

/* What is wanted of a period of [from, to) days, in the unit of the figure
 * (tenths of hours), rounded up; false when it cannot be compared. */
bool patrol_plan_wanted(const struct patrol_target *t,
    const struct patrol_query *q, int64_t from, int64_t to, int64_t *wanted);
/* What the log has of it, in the same unit. */
int64_t patrol_plan_done(const struct patrol_target *t,
    const struct patrol_log *l);

#endif
