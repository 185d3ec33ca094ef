/* SPDX-License-Identifier: MIT */
#include "texts.h"

int
texts_may(const struct json_doc *doc, const struct json *map, const char *key,
    struct sv *text, struct fault *f)
{
	const struct json *v;

	*text = SV("");
	if (json_want(doc, map, key, JSON_TEXT, &v, f) != 0)
		return -1;
	if (v != NULL)
		*text = json_sv(v);
	return 0;
}

int
texts_need(const struct json_doc *doc, const struct json *map,
    const char *key, struct sv *text, struct fault *f)
{
	if (texts_may(doc, map, key, text, f) != 0)
		return -1;
	if (text->len > 0)
		return 0;
	if (json_get(map, key) != NULL)
		return json_fault(doc, json_get(map, key), f,
		    "\"%s\" is empty", key);
	return json_fault(doc, map, f, "no \"%s\" here", key);
}

int
texts_read(const struct json_doc *doc, const struct json *map,
    const char *key, struct arena *arena, struct texts *t, struct fault *f)
{
	const struct json *list;

	*t = (struct texts){NULL, 0};
	if (json_want(doc, map, key, JSON_LIST, &list, f) != 0)
		return -1;
	if (json_count(list) == 0)
		return 0;
	t->items = arena_alloc(arena, json_count(list) * sizeof(*t->items));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *v = json_at(list, i);

		if (json_type(v) != JSON_TEXT || json_sv(v).len == 0)
			return json_fault(doc, v, f,
			    "\"%s\" may hold only texts that are not empty",
			    key);
		t->items[t->count++] = json_sv(v);
	}
	return 0;
}

int
texts_format(const struct json_doc *doc, const char *const *known,
    struct fault *f)
{
	const struct json *root = json_root(doc), *v;

	if (json_type(root) != JSON_MAP)
		return json_fault(doc, root, f, "not an object");
	if (json_want(doc, root, "format", JSON_INT, &v, f) != 0)
		return -1;
	if (v == NULL)
		return json_fault(doc, root, f,
		    "no \"format\" here; this program reads format 1");
	if (json_int(v, 0) != 1)
		return json_fault(doc, v, f,
		    "format %lld; this program reads format 1",
		    (long long)json_int(v, 0));
	return json_only(doc, root, known, f);
}

int
texts_objects(const struct json_doc *doc, const struct json *map,
    const char *key, size_t max, const struct json **list, struct fault *f)
{
	if (json_want(doc, map, key, JSON_LIST, list, f) != 0)
		return -1;
	if (*list == NULL)
		return json_fault(doc, map, f, "no \"%s\" here", key);
	if (json_count(*list) > max)
		return json_fault(doc, *list, f,
		    "%zu members of \"%s\"; at most %zu", json_count(*list),
		    key, max);
	for (size_t i = 0; i < json_count(*list); i++)
		if (json_type(json_at(*list, i)) != JSON_MAP)
			return json_fault(doc, json_at(*list, i), f,
			    "\"%s\" may hold only objects", key);
	return 0;
}

int
texts_choice(const struct json_doc *doc, const struct json *v,
    const char *const *names, unsigned *index, struct fault *f)
{
	struct str all = {0}, quoted = {0};
	int r;

	for (unsigned i = 0; names[i] != NULL; i++) {
		if (json_type(v) == JSON_TEXT &&
		    sv_eq(json_sv(v), sv_z(names[i]))) {
			*index = i;
			str_free(&all);
			return 0;
		}
		str_addf(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
	}
	fault_quote(&quoted, json_sv(v), 40);
	r = json_fault(doc, v, f, "'%s' is not one of %s", str_z(&quoted),
	    str_z(&all));
	str_free(&all);
	str_free(&quoted);
	return r;
}
