/* SPDX-License-Identifier: MIT */
/* Files of facets: read, checked, made into items. */
#include "facet_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define AGE_MOST 150

static const char *const fields[FACET_NFIELDS] = {"job", "age", "address",
    "place_type", "type", "narrative", "feedback"};
static const enum record_key field_keys[FACET_NFIELDS] = {REC_CALLER_JOB,
    REC_CALLER_AGE, REC_ADDRESS, REC_PLACE_TYPE, REC_TYPE, REC_NARRATIVE,
    REC_FEEDBACK};
static const char *const picks[] = {"order", "first", "last"};

const char *
facet_field_name(enum facet_field field)
{
	return record_key_name(field_keys[field]);
}

enum record_key
facet_field_key(enum facet_field field)
{
	return field_keys[field];
}

static enum facet_field
field_find(struct sv name)
{
	enum facet_field i = 0;

	while (i < FACET_NFIELDS && !sv_eq(name, sv_z(fields[i])))
		i++;
	return i;
}

/* --- evidence ------------------------------------------------------------ */

/* A list of words as literals; each is folded as the text will be. */
static int
read_words(struct facets *fs, const struct json_doc *doc,
    const struct json *list, uint32_t **to, size_t *n, struct fault *f)
{
	struct folded folded = {0};
	int status = 0;

	*n = json_count(list);
	*to = arena_alloc(&fs->arena, (*n + 1) * sizeof(**to));
	for (size_t i = 0; i < *n && status == 0; i++) {
		const struct json *w = json_at(list, i);

		fold_text(fs->fold, &folded, json_sv(w));
		if (json_type(w) != JSON_TEXT || folded.n == 0 ||
		    folded.n > 32)
			status = json_fault(doc, w, f,
			    "no word to look for; write a text of 1 to 32 "
			    "characters");
		else
			(*to)[i] = matcher_add(fs->matcher, folded.units,
			    folded.n);
	}
	folded_free(&folded);
	return status;
}

/* [from, to], both meant. */
static int
read_ages(const struct json_doc *doc, const struct json *v,
    struct facet_item *item, struct fault *f)
{
	item->age_from = json_int(json_at(v, 0), -1);
	item->age_to = json_int(json_at(v, 1), -1);
	item->aged = true;
	if (json_type(v) == JSON_LIST && json_count(v) == 2 &&
	    item->age_from >= 0 && item->age_to >= item->age_from &&
	    item->age_to <= AGE_MOST)
		return 0;
	return json_fault(doc, v, f,
	    "no range of ages; write [first, last], as [0, 17]");
}

static struct facet_item *
new_item(struct facets *fs)
{
	if (fs->nitems == fs->cap) {
		fs->cap = fs->cap != 0 ? fs->cap * 2 : 64;
		fs->items = mem_realloc(fs->items,
		    fs->cap * sizeof(*fs->items));
	}
	fs->items[fs->nitems] = (struct facet_item){0};
	return &fs->items[fs->nitems++];
}

static int
read_item(struct facets *fs, const struct json_doc *doc,
    const struct json *map, size_t facet, size_t group, struct fault *f)
{
	static const char *const known[] = {"job", "age", "address",
	    "place_type", "type", "narrative", "feedback", "unless", "between",
	    "negated", "why", NULL};
	const struct json *v, *why = NULL;
	struct facet_item *item;
	int found = 0;

	if (json_only(doc, map, known, f) != 0 ||
	    json_want(doc, map, "why", JSON_TEXT, &why, f) != 0)
		return -1;
	item = new_item(fs);
	item->facet = facet;
	item->group = group;
	for (int i = 0; i < FACET_NFIELDS; i++) {
		v = json_get(map, fields[i]);
		if (v == NULL || json_type(v) == JSON_NONE)
			continue;
		found++;
		item->field = (enum facet_field)i;
		if (i == FACET_AGE ? read_ages(doc, v, item, f)
		    : read_words(fs, doc, v, &item->words, &item->nwords, f))
			return -1;
		if (i != FACET_AGE && item->nwords == 0)
			return json_fault(doc, v, f, "a list without words");
	}
	if (found != 1)
		return json_fault(doc, map, f,
		    "evidence is of one field: give one of job, age, address, "
		    "place_type, type, narrative and feedback");
	if (json_want(doc, map, "unless", JSON_LIST, &v, f) != 0 ||
	    read_words(fs, doc, v, &item->unless, &item->nunless, f) != 0)
		return -1;
	item->negated = json_truth(json_get(map, "negated"), false);
	v = json_get(map, "between");
	if (v != NULL && item->field == FACET_AGE)
		return json_fault(doc, v, f,
		    "`between` is for words; an age is its own range");
	return v != NULL ? read_ages(doc, v, item, f) : 0;
}

/* --- groups -------------------------------------------------------------- */

static int
read_group(struct facets *fs, const struct json_doc *doc,
    const struct json *map, size_t facet, size_t group, struct fault *f)
{
	static const char *const known[] = {"id", "title", "title_en",
	    "category", "evidence", "examples", "why", NULL};
	struct facet_one *one = &fs->all[facet];
	struct facet_group *g = &one->groups[group];
	const struct json *id, *title, *title_en, *category, *evidence;
	const struct json *examples;

	if (json_only(doc, map, known, f) != 0 ||
	    json_want(doc, map, "id", JSON_TEXT, &id, f) != 0 ||
	    json_want(doc, map, "title", JSON_TEXT, &title, f) != 0 ||
	    json_want(doc, map, "title_en", JSON_TEXT, &title_en, f) != 0 ||
	    json_want(doc, map, "category", JSON_TEXT, &category, f) != 0 ||
	    json_want(doc, map, "evidence", JSON_LIST, &evidence, f) != 0 ||
	    json_want(doc, map, "examples", JSON_MAP, &examples, f) != 0)
		return -1;
	if (id == NULL || title == NULL || json_count(evidence) == 0)
		return json_fault(doc, map, f,
		    "a group needs an `id`, a `title` and `evidence`");
	for (size_t i = 0; i < group; i++)
		if (sv_eq(one->groups[i].id, json_sv(id)))
			return json_fault(doc, id, f,
			    "a group of this id is above: %s", json_sv(id).p);
	*g = (struct facet_group){json_sv(id), json_sv(title),
	    title_en != NULL ? json_sv(title_en) : json_sv(id),
	    json_sv(category), json_get(examples, "match"), json_get(examples, "no_match")};
	for (size_t i = 0; i < json_count(evidence); i++)
		if (read_item(fs, doc, json_at(evidence, i), facet, group,
		    f) != 0)
			return -1;
	return 0;
}

static int
set_strength(const struct json_doc *doc, const struct json *v,
    struct facet_one *one, size_t strength, struct fault *f)
{
	enum facet_field field = field_find(json_sv(v));

	if (field == FACET_NFIELDS)
		return json_fault(doc, v, f, "no field of evidence; known are "
		    "job, age, address, place_type, type, narrative and "
		    "feedback");
	one->strength[field] = (uint8_t)strength;
	return 0;
}

/* "order": which evidence is believed before which; a list in it is of fields
 * that are believed alike. */
static int
read_strength(const struct json_doc *doc, const struct json *list,
    struct facet_one *one, struct fault *f)
{
	for (int i = 0; i < FACET_NFIELDS; i++)
		one->strength[i] = (uint8_t)(json_count(list) > 0
			? FACET_NFIELDS : i);
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *v = json_at(list, i);
		size_t n = json_type(v) == JSON_LIST ? json_count(v) : 1;

		for (size_t k = 0; k < n; k++)
			if (set_strength(doc, json_type(v) == JSON_LIST
				? json_at(v, k) : v, one, i, f) != 0)
				return -1;
	}
	return 0;
}

static int
read_pick(const struct json_doc *doc, const struct json *v,
    struct facet_one *one, struct fault *f)
{
	for (int i = 0; v != NULL && i < 3; i++)
		if (sv_eq(json_sv(v), sv_z(picks[i]))) {
			one->pick = (enum facet_pick)i;
			return 0;
		}
	return v == NULL ? 0 : json_fault(doc, v, f,
	    "`pick` is order, first or last");
}

/* The place of a facet: the one of the same name is replaced. */
static size_t
place_of(struct facets *fs, struct sv name)
{
	size_t i = 0;

	while (i < fs->n && !sv_eq(fs->all[i].name, name))
		i++;
	for (size_t k = 0; i < fs->n && k < fs->nitems;)
		if (fs->items[k].facet == i)
			fs->items[k] = fs->items[--fs->nitems];
		else
			k++;
	return i;
}

static int
read_root(struct facets *fs, const struct json_doc *doc, struct fault *f)
{
	static const char *const known[] = {"format", "facet", "title",
	    "title_en", "pick", "order", "groups", NULL};
	const struct json *root = json_root(doc);
	const struct json *name, *title, *title_en, *pick, *order, *groups;
	struct facet_one *one;
	size_t at;

	if (json_only(doc, root, known, f) != 0 ||
	    json_want(doc, root, "facet", JSON_TEXT, &name, f) != 0 ||
	    json_want(doc, root, "title", JSON_TEXT, &title, f) != 0 ||
	    json_want(doc, root, "title_en", JSON_TEXT, &title_en, f) != 0 ||
	    json_want(doc, root, "pick", JSON_TEXT, &pick, f) != 0 ||
	    json_want(doc, root, "order", JSON_LIST, &order, f) != 0 ||
	    json_want(doc, root, "groups", JSON_LIST, &groups, f) != 0)
		return -1;
	if (json_int(json_get(root, "format"), 0) != 1 || name == NULL ||
	    title == NULL || json_count(groups) == 0)
		return json_fault(doc, root, f, "no file of a facet: it needs "
		    "`format` 1, a `facet`, a `title` and `groups`");
	at = place_of(fs, json_sv(name));
	if (at == FACET_MOST)
		return json_fault(doc, name, f, "too many facets: at most %d",
		    FACET_MOST);
	one = &fs->all[at];
	*one = (struct facet_one){.name = json_sv(name),
	    .title = json_sv(title), .doc = doc, .ngroups = json_count(groups),
	    .title_en = title_en != NULL ? json_sv(title_en) : json_sv(name)};
	one->groups = arena_alloc(&fs->arena,
	    one->ngroups * sizeof(*one->groups));
	fs->n += at == fs->n;
	if (read_pick(doc, pick, one, f) != 0 ||
	    read_strength(doc, order, one, f) != 0)
		return -1;
	for (size_t i = 0; i < one->ngroups; i++)
		if (read_group(fs, doc, json_at(groups, i), at, i, f) != 0)
			return -1;
	return 0;
}

static int
take(struct facets *fs, struct json_doc *doc, struct fault *f)
{
	if (doc == NULL)
		return -1;
	fs->docs = mem_realloc(fs->docs,
	    (fs->ndocs + 1) * sizeof(struct json_doc *));
	fs->docs[fs->ndocs++] = doc;
	return read_root(fs, doc, f);
}

int
facets_parse(struct facets *fs, struct sv text, const char *name,
    struct fault *f)
{
	return take(fs, json_parse(text, name, f), f);
}

static int
is_json(const struct dirent *e)
{
	return e->d_name[0] != '.' && sv_ends(sv_z(e->d_name), SV(".json"));
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int
facets_read(struct facets *fs, const char *path, struct fault *f)
{
	struct dirent **list = NULL;
	struct stat st;
	int n, status = 0;

	if (stat(path, &st) != 0)
		return fault_sys(f, path, errno, "cannot open");
	if (!S_ISDIR(st.st_mode))
		return take(fs, json_read(path, f), f);
	n = scandir(path, &list, is_json, by_bytes);
	if (n < 0)
		return fault_sys(f, path, errno, "cannot read");
	if (n == 0)
		status = fault_set(f, path, 0, 0, "no *.json in it");
	for (int i = 0; i < n; i++) {
		struct str name = {0};

		str_addf(&name, "%s/%s", path, list[i]->d_name);
		if (status == 0)
			status = take(fs, json_read(name.p, f), f);
		str_free(&name);
		free(list[i]);
	}
	free(list);
	return status;
}
