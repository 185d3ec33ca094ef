/* SPDX-License-Identifier: MIT */
#include "folder_parts.h"

#include "bulletin.h"
#include "datetime.h"
#include "diag.h"
#include "facet.h"
#include "model.h"
#include "patrol_plan.h"
#include "profile.h"
#include "prog.h"
#include "roster.h"
#include "routing.h"
#include "rulecheck.h"
#include "src.h"
#include "station_plan.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MOST ((size_t)1 << 20)
#define OFTEN 3         /* records of a community that nobody serves */

/* --- what the parts share -------------------------------------------------- */

void
folder_found(struct folder_look *l, struct fault *f)
{
	l->check->findings++;
	l->check->report(l->check->context, f);
	fault_free(f);
	*f = (struct fault){0};
}

void
folder_find(struct folder_look *l, const char *file, size_t line,
    size_t column, const char *fmt, ...)
{
	struct fault f = {0};
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		mem_die(0);
	va_end(ap);
	fault_set(&f, file, line, column, "%s", text);
	free(text);
	folder_found(l, &f);
}

const char *
folder_path(struct folder_look *l, const char *name)
{
	struct str path = {0};
	const char *kept;

	if (name[0] == '/')
		return name;
	str_addf(&path, "%s/%s", l->check->dir, name);
	kept = arena_dup(&l->arena, str_sv(&path)).p;
	str_free(&path);
	return kept;
}

size_t
folder_column(struct sv line, size_t offset)
{
	size_t column = 1;

	for (size_t i = 0; i < offset && i < line.len; i++)
		column += ((unsigned char)line.p[i] & 0xc0) != 0x80;
	return column;
}

void
folder_lines(struct folder_look *l, const char *path,
    void (*take)(struct folder_look *, const char *, struct sv, size_t,
	void *), void *context)
{
	struct fault f = {0};
	struct str text = {0};
	struct sv rest, line;

	l->check->files++;
	if (src_slurp(path, TEXT_MOST, &text, &f) != 0)
		folder_found(l, &f);
	rest = str_sv(&text);
	for (size_t number = 1; rest.len > 0 && sv_split(&rest, '\n', &line);
	    number++) {
		if (memchr(line.p, '\0', line.len) != NULL)
			folder_find(l, path, number, 0, "holds a zero byte");
		else
			take(l, path, line, number, context);
	}
	str_free(&text);
	fault_free(&f);
}

/* The path that station.conf names, else the usual one; NULL when there is
 * none (a missing one that is named was told before). */
static const char *
chosen(struct folder_look *l, enum folder_key key, const char *usual)
{
	struct sv named = l->conf[key].text;
	const char *path = folder_path(l, named.len > 0 ? named.p : usual);

	if (access(path, R_OK) != 0)
		return NULL;
	if (named.len == 0 && l->has_conf)
		folder_find(l, path, 0, 0, "is there, but station.conf does "
		    "not name it: it is not used");
	return path;
}

/* --- the calendar, the departments, the roster ------------------------------ */

/* Gives the calendar's path when it can be read. */
static const char *
check_calendar(struct folder_look *l)
{
	const char *path = chosen(l, FOLDER_CALENDAR, "calendar.json");
	struct calendar *c;
	struct fault f = {0};
	bool covered = true;
	int32_t year;
	unsigned month, day;

	if (path == NULL)
		return NULL;
	l->check->files++;
	c = calendar_read(path, &f);
	if (c == NULL) {
		folder_found(l, &f);
		return NULL;
	}
	(void)calendar_add_workdays(c, l->check->today, 0, &covered);
	date_civil(l->check->today, &year, &month, &day);
	if (!covered)
		folder_find(l, path, 0, 0, "does not cover %d: days off are "
		    "taken for Saturday and Sunday alone; add the year as the "
		    "State Council published it", year);
	calendar_free(c);
	return path;
}

struct terms {
	struct folder_look *look;
	const struct json_doc *doc;
	const struct ruleset *rules;
};

static bool
is_label(const struct ruleset *rs, struct sv name)
{
	for (size_t i = 0; i < rs->nlabels; i++)
		if (texts_covers(name, rs->labels[i].name))
			return true;
	return false;
}

static void
check_names(const struct terms *t, const struct json *names)
{
	struct fault f = {0};

	for (size_t i = 0; i < json_count(names); i++) {
		const struct json *name = json_at(names, i);

		if (json_type(name) != JSON_TEXT ||
		    is_label(t->rules, json_sv(name)))
			continue;
		json_fault(t->doc, name, &f, "no rule gives the label '%s': "
		    "this condition never holds", json_sv(name).p);
		folder_found(t->look, &f);
	}
}

/* Every "when" of a document asks for labels that some rule gives. */
static void
check_conditions(const struct terms *t, const struct json *v)
{
	static const char *const lists[] = {"labels", "all", "categories"};

	if (json_type(v) == JSON_LIST) {
		for (size_t i = 0; i < json_count(v); i++)
			check_conditions(t, json_at(v, i));
		return;
	}
	for (size_t i = 0; json_type(v) == JSON_MAP && i < json_count(v);
	    i++) {
		struct sv key;
		const struct json *member = json_member(v, i, &key);

		if (!sv_eq(key, SV("when"))) {
			check_conditions(t, member);
			continue;
		}
		for (size_t k = 0; k < 3; k++)
			check_names(t, json_get(member, lists[k]));
	}
}

static void
check_departments(struct folder_look *l, struct routing *r,
    const struct ruleset *rules, const char *calendar)
{
	const char *dir = chosen(l, FOLDER_DEPARTMENTS, "departments");
	struct fault f = {0};
	int status;

	l->check->files += dir != NULL;
	status = routing_read_shared(r, dir, calendar, &f);
	if (status != 0) {
		folder_found(l, &f);
		routing_free(r);
		/* What is shipped serves to judge the roster by. */
		status = routing_read_shared(r, NULL, NULL, &f);
		fault_free(&f);
	} else {
		const struct json_doc *docs[] = {r->gates.doc, r->tiers.doc,
		    r->due.doc, r->departments.doc};

		for (size_t i = 0; i < sizeof(docs) / sizeof(*docs); i++)
			check_conditions(&(struct terms){l, docs[i], rules},
			    json_root(docs[i]));
	}
}

static bool
serves(const struct roster *r, struct sv community)
{
	for (int k = 0; k < ROSTER_LISTS; k++)
		for (size_t i = 0; i < r->lists[k].count; i++) {
			const struct texts *t =
			    &r->lists[k].people[i].communities;

			for (size_t n = 0; n < t->count; n++)
				if (sv_eq(t->items[n], community))
					return true;
		}
	return false;
}

/* A name in the records of which this one is a part, or the other way: "X" and
 * "X社区" are one place to people and two to a program. */
static struct sv
like_name(const struct map *seen, struct sv name)
{
	for (size_t i = 0; name.len > 0 && i < seen->count; i++)
		if (sv_find(seen->keys[i], name) < seen->keys[i].len ||
		    sv_find(name, seen->keys[i]) < name.len)
			return seen->keys[i];
	return SV("");
}

/* The communities of a list of the file that the records spell otherwise. */
static void
check_spelling(struct folder_look *l, const struct json_doc *doc,
    const struct json *list)
{
	struct fault f = {0};

	for (size_t i = 0; i < json_count(list); i++) {
		struct sv name = json_sv(json_at(list, i)), like;

		if (map_get(&l->communities, name) != NULL)
			continue;
		like = like_name(&l->communities, name);
		if (like.len == 0)
			continue;
		json_fault(doc, json_at(list, i), &f, "no record is of "
		    "'%s'; the records say '%.*s'", name.p, (int)like.len,
		    like.p);
		folder_found(l, &f);
	}
}

static void
check_against_records(struct folder_look *l, const char *path,
    const struct roster *r)
{
	const struct json *root = json_root(r->doc);
	const char *const lists[] = {"mediators", "officers"};
	struct fault f = {0};

	for (size_t k = 0; k < 2; k++) {
		const struct json *people = json_get(root, lists[k]);

		for (size_t i = 0; i < json_count(people); i++)
			check_spelling(l, r->doc, json_get(json_at(people, i),
			    "communities"));
	}
	for (size_t i = 0; i < l->communities.count; i++) {
		struct sv name = l->communities.keys[i];
		uint32_t n = *(uint32_t *)map_at(&l->communities, i);

		if (n >= OFTEN && !serves(r, name))
			folder_find(l, path, 0, 0, "nobody serves %.*s, of "
			    "which the newest records have %u", (int)name.len,
			    name.p, n);
	}
	/* Units are written with or without what they belong to. */
	if (l->units.count > 0 && r->station.len > 0 &&
	    like_name(&l->units, r->station).len == 0) {
		json_fault(r->doc, json_get(root, "station"), &f,
		    "no record is of the station '%.*s'; the records say "
		    "'%.*s'", (int)r->station.len, r->station.p,
		    (int)l->units.keys[0].len, l->units.keys[0].p);
		folder_found(l, &f);
	}
}

static void
report_roster(void *context, const struct fault *f)
{
	struct folder_look *l = context;

	l->check->findings++;
	l->check->report(l->check->context, f);
}

/* NULL: there is none, or it is wrong. */
static struct roster *
check_roster(struct folder_look *l, const struct routing *routing)
{
	const char *path = chosen(l, FOLDER_ROSTER, "roster.json");
	struct json_doc *doc;
	struct roster *r = NULL;
	struct fault f = {0};

	if (path == NULL)
		return NULL;
	l->check->files++;
	doc = json_read(path, &f);
	if (doc == NULL)
		folder_found(l, &f);
	else
		r = roster_read(doc, &routing->departments, report_roster, l);
	if (r != NULL)
		check_against_records(l, path, r);
	return r;
}

/* --- group chats ------------------------------------------------------------ */

static void
check_places(struct folder_look *l, const struct bulletin_groups *g,
    const struct roster *r)
{
	const struct json *root = json_root(g->doc),
	    *groups = json_get(root, "groups");
	struct fault f = {0};

	for (size_t i = 0; i < g->n; i++) {
		const struct texts *t = &g->at[i].communities;
		const struct json *list = json_get(json_at(groups, i),
		    "communities");
		bool known = t->count == 0 ||
		    (r == NULL && l->communities.count == 0);

		for (size_t k = 0; k < t->count && !known; k++)
			known = (r != NULL && serves(r, t->items[k])) ||
			    map_get(&l->communities, t->items[k]) != NULL;
		if (known)
			continue;
		json_fault(g->doc, list, &f, "neither the roster nor the "
		    "records know a community of the group '%.*s'",
		    (int)g->at[i].name.len, g->at[i].name.p);
		folder_found(l, &f);
	}
	if (r != NULL && r->station.len > 0 && g->station.len > 0 &&
	    !sv_eq(r->station, g->station)) {
		json_fault(g->doc, json_get(root, "station"), &f,
		    "is of another station than the roster: '%.*s', '%.*s'",
		    (int)g->station.len, g->station.p, (int)r->station.len,
		    r->station.p);
		folder_found(l, &f);
	}
}

static void
check_groups(struct folder_look *l, const struct roster *r)
{
	const char *path = folder_path(l, "groups.json");
	char *shipped = prog_data_path("facets");
	struct facets *facets = facets_new();
	struct bulletin_groups g = {0};
	struct fault f = {0};

	if (access(path, F_OK) == 0) {
		l->check->files++;
		if (shipped == NULL)
			fault_set(&f, NULL, 0, 0, "the shipped facets are not "
			    "found; install precinct");
		if (shipped == NULL || facets_read(facets, shipped, &f) != 0 ||
		    bulletin_groups_read(&g, path, facets, &f) != 0)
			folder_found(l, &f);
		else
			check_places(l, &g, r);
		bulletin_groups_free(&g);
	}
	facets_free(facets);
	free(shipped);
	fault_free(&f);
}

/* --- rules, profiles, plans, model ----------------------------------------- */

static struct ruleset *
check_rules(struct folder_look *l)
{
	const char *path = chosen(l, FOLDER_RULES, "rules");
	char *shipped = prog_data_path("rules");
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};

	l->check->files += path != NULL;
	if (shipped != NULL)
		ruleset_read(rs, shipped, &c);
	if (path != NULL)
		ruleset_read(rs, path, &c);
	ruleset_finish(rs, &c);
	(void)rulecheck_run(rs, &c);
	for (size_t i = 0; i < c.n; i++)
		if (c.at[i].severity != RULESET_WARNING) {
			l->check->findings++;
			l->check->report(l->check->context, &c.at[i].fault);
		}
	ruleset_complaints_free(&c);
	free(shipped);
	return rs;
}

static int
is_json(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	    sv_ends(sv_z(entry->d_name), SV(".json"));
}

static void
check_profile(struct folder_look *l, const char *path)
{
	struct fault f = {0};
	struct profile *p = profile_read(path, &f);

	l->check->files++;
	if (p == NULL)
		folder_found(l, &f);
	else
		profile_free(p);
}

static void
check_profiles(struct folder_look *l)
{
	const char *dir = folder_path(l, "profiles");
	struct sv named = l->conf[FOLDER_PROFILE].text;
	bool is_file = memchr(named.p != NULL ? named.p : "", '/',
	    named.len) != NULL || sv_ends(named, SV(".json"));
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, is_json, alphasort);

	for (int i = 0; i < n; i++) {
		struct str path = {0};

		str_addf(&path, "%s/%s", dir, entries[i]->d_name);
		check_profile(l, path.p);
		str_free(&path);
		free(entries[i]);
	}
	free(entries);
	/* One of a name is shipped; one that lies in profiles/ is done. */
	if (named.len > 0 && !is_file)
		check_profile(l, named.p);
	else if (is_file && !sv_starts(named, SV("profiles/")) &&
	    access(folder_path(l, named.p), R_OK) == 0)
		check_profile(l, folder_path(l, named.p));
}

static void
check_plans(struct folder_look *l)
{
	const char *path = chosen(l, FOLDER_PLAN, "plan.json");
	struct station_plan plan = {0};
	struct patrol_plan *patrols;
	struct fault f = {0};

	if (path != NULL) {
		l->check->files++;
		if (station_plan_read(&plan, path, &f) != 0)
			folder_found(l, &f);
		station_plan_free(&plan);
	}
	path = folder_path(l, "patrol-plan.json");
	if (access(path, F_OK) != 0)
		return;
	l->check->files++;
	patrols = patrol_plan_read(json_read(path, &f), &f);
	if (patrols == NULL)
		folder_found(l, &f);
	else
		patrol_plan_free(patrols);
}

static void
check_model(struct folder_look *l)
{
	struct sv named = l->conf[FOLDER_MODEL].text;
	const char *path;
	struct model *m;
	struct fault f = {0};

	if (named.len == 0)
		return;
	path = folder_path(l, named.p);
	if (access(path, R_OK) != 0)
		return; /* told with its line */
	l->check->files++;
	m = model_read(path, &f);
	if (m == NULL)
		folder_found(l, &f);
	model_free(m);
}

/* --- the whole ------------------------------------------------------------- */

static bool
is_there(struct folder_look *l, const char *name)
{
	return access(folder_path(l, name), F_OK) == 0;
}

static void
check_all(struct folder_look *l)
{
	struct routing routing = {0};
	struct ruleset *rules;
	struct roster *roster;
	const char *calendar;

	folder_read_conf(l);
	folder_check_history(l); /* what it says of places is for the roster */
	rules = check_rules(l);
	calendar = check_calendar(l);
	check_departments(l, &routing, rules, calendar);
	roster = check_roster(l, &routing);
	check_groups(l, roster);
	check_profiles(l);
	check_plans(l);
	check_model(l);
	folder_check_ledger(l);
	folder_check_crontab(l);
	roster_free(roster);
	routing_free(&routing);
	ruleset_free(rules);
}

int
folder_check(struct folder_check *c, struct fault *f)
{
	struct folder_look l = {.check = c,
	    .communities = {.size = sizeof(uint32_t)},
	    .units = {.size = sizeof(uint32_t)}};
	struct stat st;
	int status = 0;

	c->files = c->findings = 0;
	if (stat(c->dir, &st) != 0)
		return fault_sys(f, c->dir, errno, "cannot open");
	if (!S_ISDIR(st.st_mode))
		status = fault_set(f, c->dir, 0, 0, "is no folder");
	else if (!is_there(&l, FOLDER_CONF) && !is_there(&l, "inbox") &&
	    !is_there(&l, "history"))
		status = fault_set(f, c->dir, 0, 0, "is no station's folder: "
		    "no " FOLDER_CONF ", inbox or history; 'precinct init' "
		    "makes one");
	else
		check_all(&l);
	map_free(&l.communities);
	map_free(&l.units);
	arena_free(&l.arena);
	return status;
}
