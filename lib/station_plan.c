/* SPDX-License-Identifier: MIT */
#include "station_plan.h"

static const char *const names[] = {
	[STATION_OVERVIEW] = "overview", [STATION_TYPES] = "types",
	[STATION_DISPUTES] = "disputes", [STATION_CASES] = "cases",
	[STATION_FRAUD] = "fraud", [STATION_PATROLS] = "patrols",
	[STATION_PLACES] = "places", [STATION_HOURS] = "hours",
	[STATION_UNUSUAL] = "unusual", [STATION_SERIOUS] = "serious",
	[STATION_QUALITY] = "quality", [STATION_ADVICE] = "advice",
	[STATION_NPARTS] = NULL,
};

const char *
station_part_name(enum station_part part)
{
	return names[part];
}

static int
read_sections(struct station_plan *p, const struct json *root,
    struct fault *f)
{
	const struct json *list;
	bool seen[STATION_NPARTS] = {false};
	unsigned part;

	if (json_want(p->doc, root, "sections", JSON_LIST, &list, f) != 0)
		return -1;
	if (list == NULL) {
		for (size_t i = 0; i < STATION_NPARTS; i++)
			p->parts[p->nparts++] = (enum station_part)i;
		return 0;
	}
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *v = json_at(list, i);

		if (texts_choice(p->doc, v, names, &part, f) != 0)
			return -1;
		if (seen[part])
			return json_fault(p->doc, v, f,
			    "section '%s' stands here twice", names[part]);
		seen[part] = true;
		p->parts[p->nparts++] = (enum station_part)part;
	}
	return 0;
}

static int
read_headings(struct station_plan *p, const struct json *root,
    struct fault *f)
{
	const struct json *map;

	if (json_want(p->doc, root, "headings", JSON_MAP, &map, f) != 0 ||
	    (map != NULL && json_only(p->doc, map, names, f) != 0))
		return -1;
	for (size_t i = 0; i < STATION_NPARTS; i++)
		if (texts_may(p->doc, map, names[i], &p->headings[i], f) != 0)
			return -1;
	return 0;
}

static int
read_lines(struct station_plan *p, const struct json *root, struct fault *f)
{
	int64_t lines = 4;

	if (json_want_int(p->doc, root, "advice_lines", 0, 40, &lines, f) != 0)
		return -1;
	p->advice_lines = (size_t)lines;
	return 0;
}

int
station_plan_read(struct station_plan *p, const char *path, struct fault *f)
{
	static const char *const known[] = {"format", "unit", "issue",
	    "title", "title_en", "sections", "headings", "signatures",
	    "signatures_en", "advice_lines", NULL};
	const struct json *root;

	*p = (struct station_plan){0};
	p->doc = json_read(path, f);
	if (p->doc == NULL)
		return -1;
	root = json_root(p->doc);
	if (texts_format(p->doc, known, f) != 0 ||
	    texts_need(p->doc, root, "title", &p->title, f) != 0 ||
	    texts_may(p->doc, root, "title_en", &p->title_en, f) != 0 ||
	    texts_may(p->doc, root, "unit", &p->unit, f) != 0 ||
	    texts_may(p->doc, root, "issue", &p->issue, f) != 0 ||
	    texts_read(p->doc, root, "signatures", &p->arena, &p->signs, f) != 0 ||
	    texts_read(p->doc, root, "signatures_en", &p->arena, &p->signs_en, f) != 0)
		return -1;
	if (read_sections(p, root, f) != 0 || read_headings(p, root, f) != 0)
		return -1;
	return read_lines(p, root, f);
}

void
station_plan_free(struct station_plan *p)
{
	json_free(p->doc);
	arena_free(&p->arena);
}
