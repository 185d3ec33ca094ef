/* SPDX-License-Identifier: MIT */
#include "bulletin_words.h"

const char *const bulletin_names[] = {
    [BV_GROUP] = "group", [BV_STATION] = "station", [BV_PLACE] = "place",
    [BV_AUDIENCE] = "audience", [BV_DAYS] = "days", [BV_FROM] = "from",
    [BV_TO] = "to", [BV_CASES] = "cases", [BV_LOSS] = "loss",
    [BV_MORE] = "more", [BV_FEWER] = "fewer", [BV_THEME] = "theme",
    [BV_THEME_CASES] = "theme_cases", [BV_SURGING] = "surging",
    [BV_SECOND] = "second", [BV_SECOND_CASES] = "second_cases",
    [BV_CASE] = "case", [BV_SIGN] = "sign", [BV_ADVICE] = "advice",
    [BV_EMOJI] = "emoji", [BV_COUNT] = NULL};

/* Lists of lists of texts, at least one of each. */
static int
check_advice(const struct json_doc *doc, const struct json *lists,
    struct fault *f)
{
	if (json_type(lists) != JSON_LIST || json_count(lists) == 0)
		return json_fault(doc, lists, f,
		    "advice is a list of lists of sentences");
	for (size_t i = 0; i < json_count(lists); i++) {
		const struct json *list = json_at(lists, i);

		if (json_type(list) != JSON_LIST || json_count(list) == 0)
			return json_fault(doc, list, f,
			    "advice is a list of lists of sentences");
		for (size_t k = 0; k < json_count(list); k++)
			if (json_sv(json_at(list, k)).len == 0)
				return json_fault(doc, json_at(list, k), f,
				    "a sentence of advice is a text");
	}
	return 0;
}

static int
check_theme(const struct json_doc *doc, const struct json *theme,
    struct fault *f)
{
	static const char *const known[] = {"name", "sign", "advice", "for",
	    NULL};
	const struct json *name, *sign, *for_whom;
	struct sv key;

	if (json_only(doc, theme, known, f) != 0 ||
	    json_want(doc, theme, "name", JSON_TEXT, &name, f) != 0 ||
	    json_want(doc, theme, "sign", JSON_TEXT, &sign, f) != 0 ||
	    json_want(doc, theme, "for", JSON_MAP, &for_whom, f) != 0)
		return -1;
	if (json_sv(name).len == 0)
		return json_fault(doc, theme, f, "a theme needs a `name`");
	if (check_advice(doc, json_get(theme, "advice"), f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(for_whom); i++)
		if (check_advice(doc, json_member(for_whom, i, &key), f) != 0)
			return -1;
	return 0;
}

static int
check(const struct json_doc *doc, struct fault *f)
{
	static const char *const known[] = {"format", "language", "personas",
	    "themes", NULL};
	const struct json *root = json_root(doc), *themes, *personas;
	struct sv key;

	if (json_only(doc, root, known, f) != 0 ||
	    json_want(doc, root, "themes", JSON_MAP, &themes, f) != 0 ||
	    json_want(doc, root, "personas", JSON_MAP, &personas, f) != 0)
		return -1;
	if (json_int(json_get(root, "format"), 0) != 1 ||
	    json_get(themes, "fraud.other") == NULL ||
	    json_sv(json_get(personas, "")).len == 0)
		return json_fault(doc, root, f, "no wording of messages: it "
		    "needs `format` 1, `themes` with \"fraud.other\" and "
		    "`personas` with \"\"");
	for (size_t i = 0; i < json_count(themes); i++) {
		const struct json *theme = json_member(themes, i, &key);

		if (!sv_starts(key, SV("fraud.")))
			return json_fault(doc, theme, f, "\"%.*s\" is no type "
			    "of fraud: write it as \"fraud.task\"",
			    (int)key.len, key.p);
		if (check_theme(doc, theme, f) != 0)
			return -1;
	}
	return 0;
}

int
bulletin_words_read(struct bulletin_words *w, const char *directory,
    bool english, struct fault *f)
{
	struct str path = {0};
	int status = -1;

	*w = (struct bulletin_words){.english = english};
	str_addf(&path, "%s/%s.txt", directory, english ? "en" : "zh");
	w->template = template_read(path.p, bulletin_names, f);
	str_clear(&path);
	str_addf(&path, "%s/%s.json", directory, english ? "en" : "zh");
	if (w->template != NULL)
		w->doc = json_read(path.p, f);
	if (w->doc != NULL)
		status = check(w->doc, f);
	str_free(&path);
	return status;
}

void
bulletin_words_free(struct bulletin_words *w)
{
	template_free(w->template);
	json_free(w->doc);
	*w = (struct bulletin_words){0};
}

/* --- themes -------------------------------------------------------------- */

static const struct json *
theme_of(const struct bulletin_words *w, struct sv type)
{
	const struct json *themes = json_get(json_root(w->doc), "themes");
	struct sv key;

	for (size_t i = 0; i < json_count(themes); i++) {
		const struct json *theme = json_member(themes, i, &key);

		if (sv_eq(key, type))
			return theme;
	}
	return json_get(themes, "fraud.other");
}

struct sv
bulletin_theme_name(const struct bulletin_words *w, struct sv type)
{
	return json_sv(json_get(theme_of(w, type), "name"));
}

struct sv
bulletin_theme_sign(const struct bulletin_words *w, struct sv type)
{
	return json_sv(json_get(theme_of(w, type), "sign"));
}

static const struct json *
member(const struct json *map, struct sv wanted)
{
	struct sv key;

	for (size_t i = 0; i < json_count(map); i++) {
		const struct json *v = json_member(map, i, &key);

		if (sv_eq(key, wanted))
			return v;
	}
	return NULL;
}

const struct json *
bulletin_advice(const struct bulletin_words *w, struct sv type,
    struct sv audience, size_t turn)
{
	const struct json *theme = theme_of(w, type);
	const struct json *lists = member(json_get(theme, "for"), audience);

	if (lists == NULL)
		lists = json_get(theme, "advice");
	return json_at(lists, turn % json_count(lists));
}

struct sv
bulletin_persona(const struct bulletin_words *w, struct sv victim)
{
	const struct json *personas = json_get(json_root(w->doc), "personas");
	const struct json *v = member(personas, victim);

	return json_sv(v != NULL ? v : json_get(personas, ""));
}
