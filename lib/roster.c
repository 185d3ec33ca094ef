/* SPDX-License-Identifier: MIT */
#include "roster.h"

#include "datetime.h"

#include <stdlib.h>

struct reader {
	struct roster *roster;
	const struct json_doc *doc;
	const struct departments *known;
	void (*report)(void *context, const struct fault *f);
	void *context;
	struct map ids;
	size_t problems;
	struct fault fault;     /* of the moment; r->fault is set, then told */
};

/* Passes the fault on when there is one; what is wrong with one value does not
 * keep the others from being checked. */
static bool
told(struct reader *r, int result)
{
	if (result == 0)
		return false;
	r->problems++;
	r->report(r->context, &r->fault);
	return true;
}

/* --- parts of a person ----------------------------------------------------- */

static void
read_id(struct reader *r, const struct json *v, struct roster_person *p)
{
	bool is_new;

	if (told(r, texts_need(r->doc, v, "id", &p->id, &r->fault)))
		return;
	(void)map_put(&r->ids, p->id, &is_new);
	if (!is_new)
		told(r, json_fault(r->doc, json_get(v, "id"), &r->fault,
		    "id '%s' is there twice", p->id.p));
}

static void
read_specialities(struct reader *r, const struct json *v,
    struct roster_person *p)
{
	if (told(r, texts_read(r->doc, v, "specialities", &r->roster->arena,
	    &p->specialities, &r->fault)))
		return;
	for (size_t i = 0; i < p->specialities.count; i++)
		if (!departments_know(r->known, p->specialities.items[i]))
			told(r, json_fault(r->doc,
			    json_at(json_get(v, "specialities"), i),
			    &r->fault, "speciality '%s' is no category of "
			    "departments.json",
			    p->specialities.items[i].p));
}

static int
read_day(struct reader *r, const struct json *v, int64_t *day)
{
	struct str quoted = {0};
	int result;

	if (json_type(v) == JSON_TEXT && date_read(json_sv(v), day))
		return 0;
	fault_quote(&quoted, json_sv(v), 40);
	result = json_fault(r->doc, v, &r->fault,
	    "'%s' is no date; write YYYY-MM-DD", str_z(&quoted));
	str_free(&quoted);
	return result;
}

static void
read_leave(struct reader *r, const struct json *list, struct roster_person *p)
{
	p->leave = arena_alloc(&r->roster->arena,
	    (json_count(list) + 1) * sizeof(*p->leave));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *pair = json_at(list, i);
		struct roster_leave *leave = &p->leave[p->nleave];

		if (json_type(pair) != JSON_LIST || json_count(pair) != 2) {
			told(r, json_fault(r->doc, pair, &r->fault,
			    "a leave is a list of two days, first and last"));
			continue;
		}
		if (told(r, read_day(r, json_at(pair, 0), &leave->first)) ||
		    told(r, read_day(r, json_at(pair, 1), &leave->last)))
			continue;
		if (leave->last < leave->first)
			told(r, json_fault(r->doc, json_at(pair, 1),
			    &r->fault, "the leave ends before it begins"));
		else
			p->nleave++;
	}
}

static void
read_count(struct reader *r, const struct json *v, const char *key,
    int64_t least, int64_t absent, int64_t *count)
{
	const struct json *number;

	*count = absent;
	if (told(r, json_want(r->doc, v, key, JSON_INT, &number, &r->fault)) ||
	    number == NULL)
		return;
	*count = json_int(number, 0);
	if (*count < least || *count > ROSTER_CASES)
		told(r, json_fault(r->doc, number, &r->fault,
		    "\"%s\" must be from %lld to %d", key, (long long)least,
		    ROSTER_CASES));
}

static void
read_person(struct reader *r, const struct json *v, bool mediator,
    struct roster_person *p)
{
	static const char *const known[] = {"id", "name", "communities",
	    "specialities", "capacity", "leave", "open", NULL};
	const struct json *leave;

	*p = (struct roster_person){0};
	told(r, json_only(r->doc, v, known, &r->fault));
	read_id(r, v, p);
	told(r, texts_need(r->doc, v, "name", &p->name, &r->fault));
	told(r, texts_read(r->doc, v, "communities", &r->roster->arena,
	    &p->communities, &r->fault));
	read_specialities(r, v, p);
	read_count(r, v, "capacity", 1, -1, &p->capacity);
	if (mediator && json_get(v, "capacity") == NULL)
		told(r, json_fault(r->doc, v, &r->fault,
		    "no \"capacity\" here; a mediator has one"));
	read_count(r, v, "open", 0, 0, &p->open);
	if (!told(r, json_want(r->doc, v, "leave", JSON_LIST, &leave,
	    &r->fault)))
		read_leave(r, leave, p);
}

/* --- the whole ------------------------------------------------------------- */

static void
read_list(struct reader *r, const char *key, enum roster_list which)
{
	const struct json *root = json_root(r->doc), *list;
	struct roster_person *people;

	if (told(r, texts_objects(r->doc, root, key, ROSTER_PEOPLE, &list,
	    &r->fault)))
		return;
	people = arena_alloc(&r->roster->arena,
	    (json_count(list) + 1) * sizeof(*people));
	for (size_t i = 0; i < json_count(list); i++)
		read_person(r, json_at(list, i), which == ROSTER_MEDIATORS,
		    &people[i]);
	r->roster->lists[which].people = people;
	r->roster->lists[which].count = json_count(list);
}

struct roster *
roster_read(struct json_doc *doc, const struct departments *known,
    void (*report)(void *, const struct fault *), void *context)
{
	static const char *const keys[] = {"format", "station", "mediators",
	    "officers", NULL};
	struct roster *roster = mem_zalloc(1, sizeof(*roster));
	struct reader r = {.roster = roster, .doc = doc, .known = known,
	    .report = report, .context = context, .ids = {.size = 1}};

	roster->doc = doc;
	if (!told(&r, texts_format(doc, keys, &r.fault)) ||
	    json_type(json_root(doc)) == JSON_MAP) {
		told(&r, texts_may(doc, json_root(doc), "station",
		    &roster->station, &r.fault));
		read_list(&r, "mediators", ROSTER_MEDIATORS);
		read_list(&r, "officers", ROSTER_OFFICERS);
	}
	map_free(&r.ids);
	fault_free(&r.fault);
	if (r.problems == 0)
		return roster;
	roster_free(roster);
	return NULL;
}

void
roster_free(struct roster *r)
{
	if (r == NULL)
		return;
	arena_free(&r->arena);
	json_free(r->doc);
	free(r);
}

bool
roster_on_leave(const struct roster_person *p, int64_t day)
{
	for (size_t i = 0; i < p->nleave; i++)
		if (day >= p->leave[i].first && day <= p->leave[i].last)
			return true;
	return false;
}
