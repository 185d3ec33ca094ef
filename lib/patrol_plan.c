/* SPDX-License-Identifier: MIT */
#include "patrol_plan.h"

#include "texts.h"

#include <stdlib.h>

#define MOST 10000000

static int
read_figure(const struct json_doc *doc, const struct json *v, size_t *figure,
    struct fault *f)
{
	struct sv key;
	struct str known = {0};

	if (texts_need(doc, v, "figure", &key, f) != 0)
		return -1;
	*figure = patrol_figure_find(key);
	if (*figure != PATROL_NO_FIGURE)
		return 0;
	for (size_t i = 0; i < PATROL_NFIGURES; i++)
		str_addf(&known, "%s%s", i > 0 ? ", " : "",
		    patrol_figure_key(i));
	json_fault(doc, json_get(v, "figure"), f,
	    "no figure is called %s; known are %s", key.p, known.p);
	str_free(&known);
	return -1;
}

static int
read_per(const struct json_doc *doc, const struct json *v,
    enum period_unit *per, struct fault *f)
{
	struct sv name;

	if (texts_need(doc, v, "per", &name, f) != 0)
		return -1;
	if (!period_unit_find(name, per))
		return json_fault(doc, json_get(v, "per"), f,
		    "\"per\" is day, week, month, quarter or year");
	return 0;
}

static int
read_scope(const struct json_doc *doc, const struct json *v,
    struct patrol_target *t, struct fault *f)
{
	static const struct {
		const char *key;
		enum patrol_group group;
	} scopes[] = {{"team", PATROL_OF_TEAM}, {"area", PATROL_OF_AREA},
	    {"kind", PATROL_OF_KIND}};

	t->group = PATROL_OF_TIME;
	for (size_t i = 0; i < 3; i++) {
		struct sv of;

		if (texts_may(doc, v, scopes[i].key, &of, f) != 0)
			return -1;
		if (of.len == 0)
			continue;
		if (t->group != PATROL_OF_TIME)
			return json_fault(doc, v, f, "a target is of a team, "
			    "an area or a kind, of one of them");
		t->group = scopes[i].group;
		t->of = of;
	}
	return 0;
}

static int
read_target(const struct json_doc *doc, const struct json *v,
    struct patrol_target *t, struct fault *f)
{
	static const char *const known[] = {"figure", "per", "at_least",
	    "team", "area", "kind", NULL};
	const struct json *least;

	if (json_only(doc, v, known, f) != 0 ||
	    read_figure(doc, v, &t->figure, f) != 0 ||
	    read_per(doc, v, &t->per, f) != 0 ||
	    json_want(doc, v, "at_least", JSON_INT, &least, f) != 0)
		return -1;
	t->at_least = json_int(least, 0);
	if (least == NULL || t->at_least < 1 || t->at_least > MOST)
		return json_fault(doc, least != NULL ? least : v, f,
		    "\"at_least\" must be there, from 1 to %d", MOST);
	return read_scope(doc, v, t, f);
}

static int
read_targets(struct patrol_plan *p, struct fault *f)
{
	static const char *const known[] = {"format", "targets", NULL};
	const struct json *list;

	if (texts_format(p->doc, known, f) != 0 || texts_objects(p->doc,
	    json_root(p->doc), "targets", PATROL_PLAN_MAX, &list, f) != 0)
		return -1;
	p->count = json_count(list);
	p->targets = mem_zalloc(p->count + 1, sizeof(*p->targets));
	for (size_t i = 0; i < p->count; i++)
		if (read_target(p->doc, json_at(list, i), &p->targets[i],
		    f) != 0)
			return -1;
	return 0;
}

struct patrol_plan *
patrol_plan_read(struct json_doc *doc, struct fault *f)
{
	struct patrol_plan *p = mem_zalloc(1, sizeof(*p));

	p->doc = doc;
	if (doc != NULL && read_targets(p, f) == 0)
		return p;
	patrol_plan_free(p);
	return NULL;
}

void
patrol_plan_free(struct patrol_plan *p)
{
	if (p == NULL)
		return;
	free(p->targets);
	json_free(p->doc);
	free(p);
}

/* --- against the log ----------------------------------------------------- */

bool
patrol_plan_wanted(const struct patrol_target *t,
    const struct patrol_query *q, int64_t from, int64_t to, int64_t *wanted)
{
	int64_t unit = patrol_figure_is_hours(t->figure) ? 10 : 1;
	int64_t days = to - from;

	*wanted = t->at_least * unit;
	if (q->has_period && q->period.unit == t->per)
		return true;
	if (t->per == PERIOD_DAY && days > 1)
		*wanted *= days;
	else if (t->per == PERIOD_WEEK && days > 7)
		*wanted = (*wanted * days + 6) / 7;
	else if (t->per == PERIOD_MONTH && q->has_period &&
	    q->period.unit == PERIOD_YEAR)
		*wanted *= 12;
	else
		return false;
	return true;
}

int64_t
patrol_plan_done(const struct patrol_target *t, const struct patrol_log *l)
{
	const int64_t *sums = t->group == PATROL_OF_TIME
	    ? patrol_time(l, l->query->has_period ? l->query->from : 0)
	    : patrol_text_group(l, t->group, t->of);

	return patrol_figure_of(t->figure, sums);
}
