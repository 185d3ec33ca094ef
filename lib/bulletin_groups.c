/* SPDX-License-Identifier: MIT */
/* The groups file and the state file. */
#include "bulletin.h"

#include "jsonout.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_DAYS 366
#define KEEP_DAYS 366
#define LEAST_CHARS 60  /* of a message with anything in it */

static const char *const measures[] = {"utf16", "chars", "bytes"};

/* --- small readers ------------------------------------------------------- */

/* --- what was sent ------------------------------------------------------- */

/* The state holds what the groups file did when it was written. */
static void
add_sent(struct bulletin_group *g, int64_t on, struct sv theme, bool first)
{
	for (size_t i = 0; i < g->nsent; i++)
		if (g->sent[i].on == on && sv_eq(g->sent[i].theme, theme))
			return;
	if (g->nsent == g->sent_cap) {
		g->sent_cap = g->sent_cap != 0 ? g->sent_cap * 2 : 16;
		g->sent = mem_realloc(g->sent,
		    g->sent_cap * sizeof(*g->sent));
	}
	g->sent[g->nsent++] = (struct bulletin_sent){on, theme, first};
}

/* [{"on": "2024-08-20", "themes": ["fraud.task"]}, …] */
static int
read_sent(const struct json_doc *doc, const struct json *list,
    struct bulletin_group *g, struct fault *f)
{
	static const char *const known[] = {"on", "themes", NULL};

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i), *themes;
		int64_t on;

		if (json_only(doc, one, known, f) != 0 ||
		    json_want(doc, one, "themes", JSON_LIST, &themes, f) != 0)
			return -1;
		if (!date_read(json_sv(json_get(one, "on")), &on) ||
		    json_count(themes) == 0)
			return json_fault(doc, one, f, "no message that was "
			    "sent: it needs `on`, a date, and `themes`");
		for (size_t k = 0; k < json_count(themes); k++)
			add_sent(g, on, json_sv(json_at(themes, k)), k == 0);
	}
	return 0;
}

/* --- groups -------------------------------------------------------------- */

static int
read_audience(const struct json_doc *doc, const struct json *v,
    struct bulletin_group *g, const struct facets *facets, struct fault *f)
{
	size_t facet = facets_find(facets, SV("victim"));
	size_t n = json_type(v) == JSON_LIST ? json_count(v) : 1;

	if (n == 0 || n > BULLETIN_AUDIENCES)
		return json_fault(doc, v, f, "give \"all\", or 1 to %d "
		    "groups of victims", BULLETIN_AUDIENCES);
	for (size_t i = 0; i < n; i++) {
		const struct json *one = json_type(v) == JSON_LIST
		    ? json_at(v, i) : v;
		size_t group = facet == FACET_NONE ? FACET_NONE
		    : facet_group_find(facets, facet, json_sv(one));

		if (sv_eq(json_sv(one), SV("all")) && n == 1)
			return 0;
		if (json_type(one) != JSON_TEXT || group == FACET_NONE)
			return json_fault(doc, one, f, "no group of victims: "
			    "%s; see the facet \"victim\"",
			    json_type(one) == JSON_TEXT ? json_sv(one).p
							: "no text");
		g->audience[g->naudience++] = group;
	}
	return 0;
}

static int
read_language(const struct json_doc *doc, const struct json *map,
    struct bulletin_group *g, struct fault *f)
{
	const struct json *v, *count;

	if (json_want(doc, map, "language", JSON_TEXT, &v, f) != 0 ||
	    json_want(doc, map, "count", JSON_TEXT, &count, f) != 0)
		return -1;
	g->english = sv_eq(json_sv(v), SV("en"));
	if (v != NULL && !g->english && !sv_eq(json_sv(v), SV("zh")))
		return json_fault(doc, v, f, "\"language\" is zh or en");
	while (count != NULL && (int)g->measure < 3 &&
	    !sv_eq(json_sv(count), sv_z(measures[g->measure])))
		g->measure++;
	if ((int)g->measure == 3)
		return json_fault(doc, count, f,
		    "\"count\" is utf16, chars or bytes");
	return 0;
}

static int
read_group(struct bulletin_groups *all, const struct json *map, size_t at,
    const struct facets *facets, struct fault *f)
{
	static const char *const known[] = {"name", "place", "audience",
	    "communities", "campus", "exclude", "language", "emoji",
	    "max_per_week", "max_chars", "count", "sent", NULL};
	struct bulletin_group *g = &all->at[at];
	const struct json_doc *doc = all->doc;
	const struct json *name, *place, *sent, *audience;

	*g = (struct bulletin_group){.max_per_week = 2, .max_chars = 300};
	if (json_only(doc, map, known, f) != 0 ||
	    json_want(doc, map, "name", JSON_TEXT, &name, f) != 0 ||
	    json_want(doc, map, "place", JSON_TEXT, &place, f) != 0 ||
	    json_want(doc, map, "sent", JSON_LIST, &sent, f) != 0)
		return -1;
	g->name = json_sv(name);
	g->place = json_sv(place);
	if (g->name.len == 0)
		return json_fault(doc, map, f, "a group needs a `name`");
	for (size_t i = 0; i < at; i++)
		if (sv_eq(all->at[i].name, g->name))
			return json_fault(doc, name, f,
			    "a group of this name is above: %s", g->name.p);
	audience = json_get(map, "audience");
	if (audience == NULL)
		return json_fault(doc, map, f, "a group needs an `audience`, "
		    "as \"all\", \"student\" or [\"elderly\"]");
	if (read_audience(doc, audience, g, facets, f) != 0 ||
	    read_language(doc, map, g, f) != 0 ||
	    texts_read(doc, map, "communities", &all->arena,
		&g->communities, f) != 0 ||
	    texts_read(doc, map, "campus", &all->arena,
		&g->campus, f) != 0 ||
	    texts_read(doc, map, "exclude", &all->arena,
		&g->exclude, f) != 0)
		return -1;
	if (json_want_flag(doc, map, "emoji", &g->emoji, f) != 0 ||
	    json_want_int(doc, map, "max_per_week", 0, 50, &g->max_per_week,
		f) != 0 ||
	    json_want_int(doc, map, "max_chars", LEAST_CHARS, 100000,
		&g->max_chars, f) != 0)
		return -1;
	return read_sent(doc, sent, g, f);
}

static int
take(struct bulletin_groups *g, const struct facets *facets, struct fault *f)
{
	static const char *const known[] = {"format", "station", "days",
	    "repeat_days", "least", "groups", NULL};
	const struct json *root = json_root(g->doc), *groups, *station;

	if (g->doc == NULL)
		return -1;
	g->days = 28;
	g->repeat_days = 28;
	g->least = 3;
	if (json_only(g->doc, root, known, f) != 0 ||
	    json_want(g->doc, root, "groups", JSON_LIST, &groups, f) != 0 ||
	    json_want(g->doc, root, "station", JSON_TEXT, &station, f) != 0 ||
	    json_want_int(g->doc, root, "days", 1, MAX_DAYS, &g->days, f) != 0)
		return -1;
	if (json_want_int(g->doc, root, "repeat_days", 0, MAX_DAYS,
		&g->repeat_days, f) != 0 ||
	    json_want_int(g->doc, root, "least", 1, 1000, &g->least, f) != 0)
		return -1;
	if (json_int(json_get(root, "format"), 0) != 1 ||
	    json_count(groups) == 0)
		return json_fault(g->doc, root, f, "no file of groups: it "
		    "needs `format` 1 and `groups`");
	if (json_count(groups) > BULLETIN_GROUPS)
		return json_fault(g->doc, groups, f,
		    "too many groups: at most %d a file", BULLETIN_GROUPS);
	g->station = json_sv(station);
	g->n = json_count(groups);
	g->at = mem_zalloc(g->n, sizeof(*g->at));
	for (size_t i = 0; i < g->n; i++)
		if (read_group(g, json_at(groups, i), i, facets, f) != 0)
			return -1;
	return 0;
}

int
bulletin_groups_read(struct bulletin_groups *g, const char *path,
    const struct facets *facets, struct fault *f)
{
	*g = (struct bulletin_groups){.doc = json_read(path, f)};
	return take(g, facets, f);
}

int
bulletin_groups_parse(struct bulletin_groups *g, struct sv text,
    const char *name, const struct facets *facets, struct fault *f)
{
	*g = (struct bulletin_groups){.doc = json_parse(text, name, f)};
	return take(g, facets, f);
}

void
bulletin_groups_free(struct bulletin_groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->at[i].sent);
	free(g->at);
	json_free(g->doc);
	json_free(g->state);
	arena_free(&g->arena);
	*g = (struct bulletin_groups){0};
}

/* --- state --------------------------------------------------------------- */

static struct bulletin_group *
group_of(struct bulletin_groups *g, struct sv name)
{
	for (size_t i = 0; i < g->n; i++)
		if (sv_eq(g->at[i].name, name))
			return &g->at[i];
	return NULL;
}

/* {"format": 1, "groups": {"name": [{"on": …, "themes": […]}]}}. Groups that
 * the station has dropped are dropped here too. */
int
bulletin_state_read(struct bulletin_groups *g, const char *path,
    struct fault *f)
{
	static const char *const known[] = {"format", "groups", NULL};
	const struct json *root, *groups;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	g->state = json_read(path, f);
	root = json_root(g->state);
	if (g->state == NULL || json_only(g->state, root, known, f) != 0 ||
	    json_want(g->state, root, "groups", JSON_MAP, &groups, f) != 0)
		return -1;
	if (json_int(json_get(root, "format"), 0) != 1)
		return json_fault(g->state, root, f, "no state of "
		    "fraud-digest; give the file that it writes");
	for (size_t i = 0; i < json_count(groups); i++) {
		struct sv name;
		const struct json *list = json_member(groups, i, &name);
		struct bulletin_group *to = group_of(g, name);

		if (json_type(list) != JSON_LIST)
			return json_fault(g->state, list, f,
			    "no list of messages");
		if (to != NULL && read_sent(g->state, list, to, f) != 0)
			return -1;
	}
	return 0;
}

void
bulletin_note(struct bulletin_groups *g, struct bulletin_group *to,
    int64_t on, const struct sv *themes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_sent(to, on, arena_dup(&g->arena, themes[i]), i == 0);
}

static void
put_message(struct str *out, const struct bulletin_group *g, size_t from,
    size_t to)
{
	struct str day = {0};

	date_add(&day, g->sent[from].on);
	str_addz(out, "   {\"on\": ");
	json_text(out, str_sv(&day));
	str_addz(out, ", \"themes\": [");
	for (size_t i = from; i < to; i++) {
		str_addz(out, i > from ? ", " : "");
		json_text(out, g->sent[i].theme);
	}
	str_addz(out, "]}");
	str_free(&day);
}

static bool
same_message(const struct bulletin_group *g, size_t from, size_t i)
{
	return i < g->nsent && !g->sent[i].first &&
	    g->sent[i].on == g->sent[from].on;
}

void
bulletin_state_put(struct str *out, const struct bulletin_groups *g,
    int64_t on)
{
	str_addz(out, "{\"format\": 1,\n \"groups\": {");
	for (size_t i = 0; i < g->n; i++) {
		const struct bulletin_group *one = &g->at[i];
		bool any = false;
		size_t end;

		str_addz(out, i > 0 ? ",\n  " : "\n  ");
		json_text(out, one->name);
		str_addz(out, ": [");
		for (size_t k = 0; k < one->nsent; k = end) {
			for (end = k + 1; same_message(one, k, end);)
				end++;
			if (one->sent[k].on < on - KEEP_DAYS)
				continue;
			str_addz(out, any ? ",\n" : "\n");
			any = true;
			put_message(out, one, k, end);
		}
		str_addc(out, ']');
	}
	str_addz(out, "}}\n");
}

bool
bulletin_had(const struct bulletin_group *g, struct sv theme, int64_t on,
    int64_t days)
{
	for (size_t i = 0; i < g->nsent; i++)
		if (sv_eq(g->sent[i].theme, theme) && g->sent[i].on <= on &&
		    g->sent[i].on > on - days)
			return true;
	return false;
}

size_t
bulletin_times(const struct bulletin_group *g, struct sv theme, int64_t on)
{
	size_t n = 0;

	for (size_t i = 0; i < g->nsent; i++)
		n += sv_eq(g->sent[i].theme, theme) && g->sent[i].on < on;
	return n;
}

int64_t
bulletin_week(const struct bulletin_group *g, int64_t on)
{
	int64_t n = 0;

	for (size_t i = 0; i < g->nsent; i++)
		n += g->sent[i].first && g->sent[i].on <= on &&
		    g->sent[i].on > on - 7;
	return n;
}

size_t
bulletin_length(struct sv text, enum bulletin_measure m)
{
	size_t n = 0, at = 0;
	uint32_t c;

	if (m == BULLETIN_BYTES)
		return text.len;
	while (at < text.len) {
		size_t bytes = utf8_decode(sv_from(text, at), &c);

		at += bytes > 0 ? bytes : 1;
		/* Most chats count as their programs do: in UTF-16, where an
		 * emoji is two. */
		n += m == BULLETIN_UTF16 && c > 0xffff ? 2 : 1;
	}
	return n;
}
