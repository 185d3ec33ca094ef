/* SPDX-License-Identifier: MIT */
#include "volunteers.h"

#include "patrol_parts.h"
#include "texts.h"

#include <stdlib.h>

/* A name or alias; two who share one are told apart by neither. */
static void
add_name(struct volunteers *v, struct sv name, uint32_t number)
{
	bool is_new;
	void *at = map_put(&v->names, name, &is_new);
	uint32_t had;

	memcpy(&had, at, sizeof(had));
	if (!is_new && had != number)
		number = 0;
	memcpy(at, &number, sizeof(number));
}

static int
read_person(struct volunteers *v, size_t i, const struct json *from,
    struct map *ids, struct fault *f)
{
	static const char *const known[] = {"id", "name", "team", "aliases",
	    NULL};
	struct volunteer *p = &v->people[i];
	struct texts aliases = {0};
	bool is_new;

	*p = (struct volunteer){.first = INT64_MAX, .last = INT64_MIN};
	if (json_only(v->doc, from, known, f) != 0 ||
	    texts_need(v->doc, from, "id", &p->id, f) != 0 ||
	    texts_need(v->doc, from, "name", &p->name, f) != 0 ||
	    texts_may(v->doc, from, "team", &p->team, f) != 0 ||
	    texts_read(v->doc, from, "aliases", &v->arena, &aliases, f) != 0)
		return -1;
	map_put(ids, p->id, &is_new);
	if (!is_new)
		return json_fault(v->doc, json_get(from, "id"), f,
		    "two volunteers with the id %s", p->id.p);
	add_name(v, p->name, (uint32_t)i + 1);
	for (size_t k = 0; k < aliases.count; k++)
		add_name(v, aliases.items[k], (uint32_t)i + 1);
	return 0;
}

static int
read_people(struct volunteers *v, struct fault *f)
{
	static const char *const known[] = {"format", "station", "volunteers",
	    NULL};
	const struct json *list;
	struct map ids = {.size = 1};
	int status = 0;

	if (texts_format(v->doc, known, f) != 0 || texts_objects(v->doc,
	    json_root(v->doc), "volunteers", VOLUNTEERS_MAX, &list, f) != 0)
		return -1;
	v->count = json_count(list);
	v->people = mem_zalloc(v->count + 1, sizeof(*v->people));
	for (size_t i = 0; i < v->count && status == 0; i++)
		status = read_person(v, i, json_at(list, i), &ids, f);
	map_free(&ids);
	return status;
}

struct volunteers *
volunteers_read(struct json_doc *doc, struct fault *f)
{
	struct volunteers *v = mem_zalloc(1, sizeof(*v));

	v->names.size = sizeof(uint32_t);
	v->doc = doc;
	if (doc != NULL && read_people(v, f) == 0)
		return v;
	volunteers_free(v);
	return NULL;
}

void
volunteers_free(struct volunteers *v)
{
	if (v == NULL)
		return;
	free(v->people);
	map_free(&v->names);
	arena_free(&v->arena);
	json_free(v->doc);
	free(v);
}

/* --- counting ------------------------------------------------------------ */

static int64_t
local_day(int64_t seconds)
{
	int64_t local = seconds + DATETIME_CHINA * 60;

	return (local - (local % 86400 + 86400) % 86400) / 86400;
}

/* Shifts come by member and start. What lies within an earlier shift was
 * served once; what is too long to be true is left to a person. */
static void
add_shift(struct volunteer *p, const struct patrol_shift *s, int64_t *until)
{
	int64_t from = s->start > *until ? s->start : *until;
	int64_t day = local_day(s->start);
	int64_t all = (s->end - s->start) / 60, good = 0;

	p->shifts++;
	if (day != p->last)
		p->days++;
	p->first = day < p->first ? day : p->first;
	p->last = day;
	if (all <= PATROL_LONGEST && s->end > from) {
		good = (s->end - from) / 60;
		*until = s->end;
	}
	p->minutes += good;
	p->doubtful += all - good;
}

/* The volunteer of a shift's member; NULL, and the shift is flagged. */
static struct volunteer *
who_is(struct volunteers *v, struct patrol_log *l,
    const struct patrol_shift *s)
{
	const void *at = map_get(&v->names, l->members.keys[s->member - 1]);
	uint32_t number = 0;

	if (at == NULL) {
		patrol_flag(l, PATROL_UNKNOWN, s->start, s->src);
		return NULL;
	}
	memcpy(&number, at, sizeof(number));
	if (number == 0)
		patrol_flag(l, PATROL_NAMESAKE, s->start, s->src);
	return number != 0 ? &v->people[number - 1] : NULL;
}

/* By start, whatever the member: an alias is another member of the log. */
static int
compare_starts(const void *a, const void *b)
{
	const struct patrol_shift *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return sv_cmp(x->src, y->src);
}

void
volunteers_count(struct volunteers *v, struct patrol_log *l)
{
	size_t n = l->nshifts;
	struct patrol_shift *shifts = mem_zalloc(n + 1, sizeof(*shifts));
	int64_t *until = mem_zalloc(v->count + 1, sizeof(*until));

	for (size_t i = 0; i < v->count; i++)
		until[i] = INT64_MIN;
	if (n > 0) {
		memcpy(shifts, l->shifts, n * sizeof(*shifts));
		qsort(shifts, n, sizeof(*shifts), compare_starts);
	}
	for (size_t i = 0; i < n; i++) {
		struct volunteer *p = who_is(v, l, &shifts[i]);

		if (p != NULL)
			add_shift(p, &shifts[i], &until[p - v->people]);
	}
	free(shifts);
	free(until);
	patrol_sort_flags(l);
}
