/* SPDX-License-Identifier: MIT */
#include "routing.h"

#include "jsonout.h"
#include "prog.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_GATE, FILE_TIERS, FILE_DUE, FILE_DEPARTMENTS, NFILES };

static const char *const file_names[] = {"gate.json", "tiers.json",
    "due.json", "departments.json", NULL};

/* --- reading --------------------------------------------------------------- */

static bool
is_ours(const char *name)
{
	for (size_t i = 0; file_names[i] != NULL; i++)
		if (strcmp(name, file_names[i]) == 0)
			return true;
	return false;
}

static int
check_directory(const char *directory, struct fault *f)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	int r = 0;

	if (dir == NULL)
		return fault_sys(f, directory, errno, "cannot open");
	while (r == 0 && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' && !is_ours(entry->d_name) &&
		    sv_ends(sv_z(entry->d_name), SV(".json")))
			r = fault_set(f, directory, 0, 0,
			    "unknown file '%s'; this directory may hold "
			    "gate.json, tiers.json, due.json and "
			    "departments.json", entry->d_name);
	closedir(dir);
	return r;
}

static struct json_doc *
read_file(const char *directory, const char *fallback, const char *name,
    struct fault *f)
{
	struct str path = {0};
	struct json_doc *doc;

	str_addf(&path, "%s/%s", directory, name);
	if (fallback != NULL && access(path.p, F_OK) != 0) {
		str_clear(&path);
		str_addf(&path, "%s/%s", fallback, name);
	}
	doc = json_read(path.p, f);
	str_free(&path);
	return doc;
}

static int
read_part(struct routing *r, unsigned part, struct json_doc *doc,
    struct fault *f)
{
	switch (part) {
	case FILE_GATE:
		return gates_read(&r->gates, doc, &r->terms, f);
	case FILE_TIERS:
		return tiers_read(&r->tiers, doc, &r->terms, f);
	case FILE_DUE:
		return due_read(&r->due, doc, &r->terms, f);
	default:
		return departments_read(&r->departments, doc, &r->terms, f);
	}
}

int
routing_read(struct routing *r, const char *directory, const char *fallback,
    const char *calendar, struct fault *f)
{
	*r = (struct routing){0};
	condition_terms_init(&r->terms);
	if (check_directory(directory, f) != 0)
		return -1;
	for (unsigned i = 0; i < NFILES; i++) {
		struct json_doc *doc = read_file(directory, fallback,
		    file_names[i], f);

		if (doc == NULL || read_part(r, i, doc, f) != 0)
			return -1;
	}
	r->calendar = calendar_read(calendar, f);
	return r->calendar != NULL ? 0 : -1;
}

int
routing_read_shared(struct routing *r, const char *directory,
    const char *calendar, struct fault *f)
{
	char *share = prog_data_path("departments");
	char *shared_calendar = prog_data_path("calendar.json");
	int status;

	*r = (struct routing){0};
	if (directory == NULL && share == NULL)
		status = fault_set(f, NULL, 0, 0, "no departments found; give "
		    "--departments DIR");
	else
		status = routing_read(r, directory != NULL ? directory
		    : share, share, calendar != NULL ? calendar
		    : shared_calendar, f);
	r->no_calendar = calendar == NULL && shared_calendar == NULL;
	free(share);
	free(shared_calendar);
	return status;
}

void
routing_free(struct routing *r)
{
	condition_terms_free(&r->terms);
	gates_free(&r->gates);
	tiers_free(&r->tiers);
	due_free(&r->due);
	departments_free(&r->departments);
	if (r->calendar != NULL)
		calendar_free(r->calendar);
	*r = (struct routing){0};
}

/* --- deciding -------------------------------------------------------------- */

bool
routing_is_incident(const struct record *r, struct str *scratch)
{
	const struct record_value *kind = record_get(r, REC_KIND);

	return kind->type == RECORD_ABSENT ||
	    sv_eq(record_text(kind, scratch), SV("incident"));
}

enum routing_kind
routing_kind(const struct record *r, struct str *scratch)
{
	struct sv category, label;
	size_t at = 0;

	if (!routing_is_incident(r, scratch) ||
	    record_get(r, REC_LINK)->type != RECORD_ABSENT)
		return ROUTING_NO_CASE;
	if (record_get(r, REC_CATEGORY)->type != RECORD_STRING)
		return ROUTING_UNCLASSIFIED;
	category = record_text(record_get(r, REC_CATEGORY), scratch);
	if (texts_covers(SV("dispute"), category))
		return ROUTING_DISPUTE;
	if (sv_eq(category, SV("unsure")))
		return ROUTING_UNSURE;
	if (!texts_covers(SV("crime"), category))
		return ROUTING_NO_CASE;
	while (record_next_text(record_get(r, REC_LABELS), &at, &label,
	    scratch))
		if (texts_covers(SV("dispute"), label))
			return ROUTING_DISPUTE;
	return ROUTING_NO_CASE;
}

int
routing_look(const struct routing *routing, const struct record *r,
    struct routing_facts *facts, struct str *scratch, struct fault *f)
{
	const struct record_value *reported = record_get(r, REC_REPORTED_AT);
	struct datetime t;

	*facts = (struct routing_facts){0};
	condition_look(&routing->terms, r, &facts->conditions, scratch);
	departments_look(&routing->departments, r, &facts->departments,
	    scratch);
	if (reported->type == RECORD_ABSENT)
		return 0;
	if (!datetime_read(record_text(reported, scratch), &t))
		return fault_set(f, NULL, 0,
		    reported->raw.p != NULL
		    ? (uint64_t)(reported->raw.p - r->line.p) + 1 : 0,
		    "reported_at is no RFC 3339 time");
	facts->day = datetime_day(&t);
	facts->has_day = true;
	return 0;
}

void
routing_decide(const struct routing *routing,
    const struct routing_facts *facts, struct routing_decision *d)
{
	const struct condition_facts *c = &facts->conditions;
	enum tier most;

	*d = (struct routing_decision){.covered = true};
	d->gates = gates_hit(&routing->gates, c);
	d->tier = gates_least(&routing->gates, d->gates);
	if (d->tier != TIER_CASE) {
		most = tiers_decide(&routing->tiers, c, &d->tiers);
		if (most > d->tier)
			d->tier = most;
	}
	d->due = due_hit(&routing->due, d->tier, c);
	if (facts->has_day)
		d->has_due = due_day(&routing->due, d->due, facts->day,
		    routing->calendar, &d->due_on, &d->covered);
}

static void
add_name(void *context, struct sv name)
{
	struct routing_names *names = context;

	for (size_t i = 0; i < names->count; i++)
		if (sv_eq(names->items[i], name))
			return;
	if (names->count < ROUTING_DEPARTMENTS)
		names->items[names->count++] = name;
}

void
routing_departments(const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d,
    struct routing_names *names)
{
	struct sv agency = routing_agency(routing, facts, d);

	names->count = 0;
	if (agency.len > 0)
		add_name(names, agency);
	departments_each(&routing->departments, &facts->departments, d->tier,
	    &facts->conditions, add_name, names);
}

struct sv
routing_agency(const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d)
{
	int i = facts->departments.primary;

	if (i < 0 || d->tier == TIER_CASE ||
	    !gates_agency(&routing->gates, d->gates))
		return SV("");
	return routing->departments.categories[i].agency;
}

/* --- reasons --------------------------------------------------------------- */

struct reasons {
	struct str *out;
	struct str text;        /* of the moment */
};

/* ,"id rest" */
static void
add_reason(struct reasons *r, struct sv id, struct sv rest)
{
	str_clear(&r->text);
	str_addsv(&r->text, id);
	if (rest.len > 0)
		str_addc(&r->text, ' ');
	str_addsv(&r->text, rest);
	str_addc(r->out, ',');
	json_text(r->out, str_sv(&r->text));
}

static void
add_gates(struct reasons *r, const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d)
{
	struct sv agency = routing_agency(routing, facts, d);

	for (size_t i = 0; i < routing->gates.count; i++) {
		const struct gate *gate = &routing->gates.items[i];

		if ((d->gates >> i & 1) == 0)
			continue;
		add_reason(r, gate->id, gate->law);
		for (size_t j = 0; j < gate->checks.count; j++)
			add_reason(r, SV("check"), gate->checks.items[j]);
	}
	if (agency.len > 0)
		add_reason(r, SV("agency"), agency);
}

void
routing_why(struct str *out, const struct routing *routing,
    const struct routing_facts *facts, const struct routing_decision *d)
{
	struct reasons r = {.out = out};

	add_gates(&r, routing, facts, d);
	for (size_t i = 0; i < routing->tiers.count; i++)
		if ((d->tiers >> i & 1) != 0)
			add_reason(&r, routing->tiers.rules[i].id, SV(""));
	if (d->tier == TIER_MEDIATOR)
		add_reason(&r, SV("tier.simple"), SV(""));
	for (size_t i = 0; i < routing->due.count; i++)
		if ((d->due >> i & 1) != 0)
			add_reason(&r, routing->due.rules[i].id,
			    routing->due.rules[i].law);
	if (!facts->has_day)
		add_reason(&r, SV("due.no_time"), SV(""));
	else if (!d->has_due)
		add_reason(&r, SV("due.none"), SV(""));
	str_free(&r.text);
}
