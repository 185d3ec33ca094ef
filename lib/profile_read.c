/* SPDX-License-Identifier: MIT */
/* profile_read and profile_read_all: profiles out of JSON. */
#include "profile.h"

#include "event.h"
#include "json.h"
#include "money.h"
#include "prog.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define MAX_BASES 8     /* profiles that one may extend in turn */

struct reading {
	struct profile *p;
	const struct json_doc *doc;
	const struct json *root;
	unsigned depth;         /* 0: the profile itself, 1: its base, … */
	struct map seen;        /* names of this file → struct profile_name */
	struct str tmp;
	struct fault *f;
};

static int
find_field(struct sv name)
{
	for (int i = 0; i < PROFILE_NFIELDS; i++)
		if (sv_eq(name, sv_z(profile_field_name((enum profile_field)i))))
			return i;
	return -1;
}

/* --- columns --------------------------------------------------------------- */

static int
add_name(struct reading *r, const struct json *text, int field,
    unsigned level, size_t rank)
{
	struct profile_name name = {(uint8_t)field, (uint8_t)level,
	    (uint16_t)(r->depth * 4096 + (rank < 4095 ? rank : 4095))};
	bool is_new;
	void *seen;

	if (json_type(text) != JSON_TEXT)
		return json_fault(r->doc, text, r->f,
		    "not the name of a column: a text is wanted");
	str_clear(&r->tmp);
	profile_fold(&r->tmp, json_sv(text), false);
	if (r->tmp.len == 0)
		return json_fault(r->doc, text, r->f,
		    "empty name of a column");
	seen = map_put(&r->seen, str_sv(&r->tmp), &is_new);
	if (!is_new)
		return json_fault(r->doc, text, r->f, "name of a column given "
		    "twice: '%s'; it can mean one thing only", json_sv(text).p);
	memcpy(seen, &name, sizeof(name));
	memcpy(map_put(&r->p->names, str_sv(&r->tmp), NULL), &name,
	    sizeof(name));
	return 0;
}

static int
read_names(struct reading *r, const struct json *list, int field,
    unsigned level)
{
	if (json_type(list) != JSON_LIST)
		return json_fault(r->doc, list, r->f,
		    "a list of column names is wanted for '%s'",
		    profile_field_name((enum profile_field)field));
	for (size_t i = 0; i < json_count(list); i++)
		if (add_name(r, json_at(list, i), field, level, i) != 0)
			return -1;
	return 0;
}

static bool
has_levels(int field)
{
	return field == PROFILE_CALL_TYPE || field == PROFILE_FEEDBACK_TYPE;
}

static bool
is_of_kind(int field, enum profile_kind kind)
{
	enum profile_kind of = PROFILE_INCIDENT;

	if (field == PROFILE_ID || field == PROFILE_IGNORE ||
	    (field == PROFILE_COMMUNITY && kind == PROFILE_PATROL) ||
	    (field == PROFILE_NOTE && kind == PROFILE_OUTCOMES))
		return true;
	if ((field >= PROFILE_STARTED_AT && field <= PROFILE_NOTE) ||
	    field == PROFILE_PATROL_DATE)
		of = PROFILE_PATROL;
	else if (field >= PROFILE_CASE_ID && field <= PROFILE_DUE_ON)
		of = PROFILE_OUTCOMES;
	return of == kind;
}

static int
read_column(struct reading *r, const struct json *list, int field)
{
	if (!is_of_kind(field, r->p->kind))
		return json_fault(r->doc, list, r->f, "'%s' is no key of such "
		    "records; see precinct-profile(5)", profile_field_name((enum profile_field)field));
	if (!has_levels(field) || json_type(json_at(list, 0)) != JSON_LIST)
		return read_names(r, list, field, 0);
	if (json_count(list) > PROFILE_LEVELS)
		return json_fault(r->doc, list, r->f,
		    "too many levels: %zu; at most %d", json_count(list),
		    PROFILE_LEVELS);
	for (size_t i = 0; i < json_count(list); i++)
		if (read_names(r, json_at(list, i), field, (unsigned)i) != 0)
			return -1;
	return 0;
}

/* Walks a map whose keys are field names. */
static int
each_field(struct reading *r, const char *key,
    int (*take)(struct reading *, const struct json *, int))
{
	const struct json *map;

	if (json_want(r->doc, r->root, key, JSON_MAP, &map, r->f) != 0)
		return -1;
	if (map != NULL && json_only(r->doc, map, profile_field_names(), r->f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(map); i++) {
		struct sv name;
		const struct json *v = json_member(map, i, &name);
		int field = find_field(name);

		if (field >= 0 && take(r, v, field) != 0)
			return -1;
	}
	return 0;
}

/* --- words and codes ------------------------------------------------------- */

static struct map *
own_map(struct map **at, size_t size)
{
	if (*at == NULL) {
		*at = mem_zalloc(1, sizeof(**at));
		(*at)->size = size;
	}
	return *at;
}

static int
add_words(struct reading *r, const struct json *list, struct map *words)
{
	if (list != NULL && json_type(list) != JSON_LIST)
		return json_fault(r->doc, list, r->f,
		    "a list of texts is wanted");
	for (size_t i = 0; i < json_count(list); i++) {
		if (json_type(json_at(list, i)) != JSON_TEXT)
			return json_fault(r->doc, json_at(list, i), r->f,
			    "a text is wanted");
		map_put(words, json_sv(json_at(list, i)), NULL);
	}
	return 0;
}

static int
read_empty_in(struct reading *r, const struct json *list, int field)
{
	return add_words(r, list, own_map(&r->p->empty_in[field], 1));
}

static bool
is_link(struct sv v)
{
	return v.len == 0 || sv_eq(v, SV("repeat")) || sv_eq(v, SV("urge")) ||
	    sv_eq(v, SV("feedback")) || sv_eq(v, SV("harassment"));
}

/* What a code of this field may stand for; NULL: anything. */
static const char *
code_fault(int field, struct sv v)
{
	struct sv name, result;
	bool truth = v.len == 0 || sv_eq(v, SV("true")) ||
	    sv_eq(v, SV("false"));

	if (field == PROFILE_LINK && !is_link(v))
		return "repeat, urge, feedback, harassment or \"\"";
	if (field == PROFILE_CALLER_SEX && v.len != 0 &&
	    !sv_eq(v, SV("male")) && !sv_eq(v, SV("female")))
		return "male, female or \"\"";
	if (field == PROFILE_EVENT && v.len != 0 && !event_split(v, &name, &result))
		return "an event of precinct-ledger(5), or closed:RESULT, or "
		    "\"\"";
	if (field == PROFILE_RESULT && v.len != 0 &&
	    event_result_find(v) == EVENT_NRESULTS)
		return "a result of precinct-ledger(5) or \"\"";
	if (field == PROFILE_TIER && v.len != 0 &&
	    event_tier_find(v) == TIER_NONE)
		return "mediator, officer, joint, case or \"\"";
	if (field == PROFILE_RISK && v.len != 0 && event_risk_find(v) < 0)
		return "low, medium, high or \"\"";
	if ((field == PROFILE_SECRET || field == PROFILE_WITH_OFFICER) &&
	    !truth)
		return "\"true\", \"false\" or \"\"";
	return NULL;
}

static int
read_codes(struct reading *r, const struct json *map, int field)
{
	struct map *codes = own_map(&r->p->codes[field], sizeof(struct sv));

	if (json_type(map) != JSON_MAP)
		return json_fault(r->doc, map, r->f,
		    "a map from codes to what they mean is wanted");
	for (size_t i = 0; i < json_count(map); i++) {
		struct sv code, meaning;
		const struct json *v = json_member(map, i, &code);
		const char *wanted;

		if (json_type(v) != JSON_TEXT)
			return json_fault(r->doc, v, r->f,
			    "a text is wanted for code '%s'", code.p);
		wanted = code_fault(field, json_sv(v));
		if (wanted != NULL)
			return json_fault(r->doc, v, r->f,
			    "meaning of code '%s' not known: '%s'; %s is "
			    "wanted", code.p, json_sv(v).p, wanted);
		meaning = arena_dup(&r->p->arena, json_sv(v));
		memcpy(map_put(codes, code, NULL), &meaning, sizeof(meaning));
	}
	return 0;
}

static int
read_constant(struct reading *r, const struct json *v, int field)
{
	if (json_type(v) != JSON_TEXT)
		return json_fault(r->doc, v, r->f, "a text is wanted");
	r->p->constants[field] = arena_dup(&r->p->arena, json_sv(v));
	return 0;
}

static int
read_unit(struct reading *r, const struct json *v, int field)
{
	int64_t unit = 0;

	if (sv_eq(json_sv(v), SV("元")))
		unit = MONEY_YUAN;
	else if (sv_eq(json_sv(v), SV("万元")))
		unit = MONEY_WAN;
	if (unit == 0 || (field != PROFILE_LOSS_FEN &&
	    field != PROFILE_STOPPED_FEN))
		return json_fault(r->doc, v, r->f, "not a unit: \"元\" or "
		    "\"万元\" is wanted, for loss_fen or stopped_fen");
	r->p->unit_fen[field == PROFILE_STOPPED_FEN] = unit;
	return 0;
}

static int
read_fill_down(struct reading *r)
{
	const struct json *list;

	if (json_want(r->doc, r->root, "fill_down", JSON_LIST, &list,
	    r->f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(list); i++) {
		int field = find_field(json_sv(json_at(list, i)));

		if (field < 0)
			return json_fault(r->doc, json_at(list, i), r->f,
			    "not a field: '%s'; see precinct-profile(5)",
			    json_type(json_at(list, i)) == JSON_TEXT ?
			    json_sv(json_at(list, i)).p : "");
		r->p->fill_down |= UINT64_C(1) << field;
	}
	return 0;
}

/* A list of texts, which replaces what a base said. */
static int
read_texts(struct reading *r, const char *key, struct sv **to, size_t *n)
{
	const struct json *list;

	if (json_want(r->doc, r->root, key, JSON_LIST, &list, r->f) != 0)
		return -1;
	if (list == NULL)
		return 0;
	*n = 0;
	*to = arena_alloc(&r->p->arena,
	    (json_count(list) + 1) * sizeof(struct sv));
	for (size_t i = 0; i < json_count(list); i++) {
		if (json_type(json_at(list, i)) != JSON_TEXT ||
		    json_sv(json_at(list, i)).len == 0)
			return json_fault(r->doc, json_at(list, i), r->f,
			    "a text is wanted in '%s'", key);
		(*to)[(*n)++] = arena_dup(&r->p->arena,
		    json_sv(json_at(list, i)));
	}
	return 0;
}

static int
read_dates(struct reading *r)
{
	static const char *const known[] = {"month_first", "day_first",
	    "base1904", NULL};
	struct datetime_context *c = &r->p->dates;
	const struct json *dates;

	if (json_want(r->doc, r->root, "dates", JSON_MAP, &dates, r->f) != 0)
		return -1;
	if (dates == NULL)
		return 0;
	if (json_only(r->doc, dates, known, r->f) != 0)
		return -1;
	c->month_first = json_truth(json_get(dates, "month_first"),
	    c->month_first);
	c->day_first = json_truth(json_get(dates, "day_first"), c->day_first);
	c->base1904 = json_truth(json_get(dates, "base1904"), c->base1904);
	if (c->month_first && c->day_first)
		return json_fault(r->doc, dates, r->f, "month_first and "
		    "day_first contradict each other; keep one");
	return 0;
}

/* --- the file -------------------------------------------------------------- */

static int
read_head(struct reading *r)
{
	const struct json *v;

	if (json_int(json_get(r->root, "format"), 0) != 1)
		return json_fault(r->doc, r->root, r->f,
		    "not a profile of format 1; \"format\": 1 is wanted");
	if (json_want(r->doc, r->root, "name", JSON_TEXT, &v, r->f) != 0)
		return -1;
	if (v == NULL || json_sv(v).len == 0)
		return json_fault(r->doc, r->root, r->f,
		    "profile without a name; \"name\": \"...\" is wanted");
	free(r->p->name);
	r->p->name = sv_dup(json_sv(v));
	if (json_want(r->doc, r->root, "title", JSON_TEXT, &v, r->f) != 0)
		return -1;
	free(r->p->title);
	r->p->title = sv_dup(json_sv(v));
	if (json_want(r->doc, r->root, "kind", JSON_TEXT, &v, r->f) != 0)
		return -1;
	for (unsigned i = 0; profile_kinds[i] != NULL; i++)
		if (sv_eq(json_sv(v), sv_z(profile_kinds[i]))) {
			r->p->kind = (enum profile_kind)i;
			return 0;
		}
	return json_fault(r->doc, v != NULL ? v : r->root, r->f, "kind of "
	    "profile not known; \"incident\", \"patrol\" or \"outcome\" is "
	    "wanted");
}

static int read_file(struct profile *p, const char *name, unsigned depth,
    struct fault *f);

static int
read_base(struct reading *r)
{
	const struct json *v;

	if (json_want(r->doc, r->root, "extends", JSON_TEXT, &v, r->f) != 0)
		return -1;
	if (v == NULL)
		return 0;
	if (r->depth + 1 >= MAX_BASES)
		return json_fault(r->doc, v, r->f, "too many profiles extend "
		    "each other; is there a circle?");
	if (read_file(r->p, json_sv(v).p, r->depth + 1, r->f) != 0)
		return -1;
	r->p->extends = true;
	return 0;
}

static int
read_body(struct reading *r)
{
	struct profile *p = r->p;
	const struct json *list;

	if (each_field(r, "columns", read_column) != 0 ||
	    each_field(r, "codes", read_codes) != 0 ||
	    each_field(r, "constants", read_constant) != 0 ||
	    each_field(r, "units", read_unit) != 0 ||
	    each_field(r, "empty_in", read_empty_in) != 0)
		return -1;
	if (json_want(r->doc, r->root, "empty", JSON_LIST, &list, r->f) != 0 ||
	    add_words(r, list, &p->empty) != 0)
		return -1;
	if (read_texts(r, "skip", &p->skip, &p->nskip) != 0 ||
	    read_texts(r, "type_separators", &p->separators,
	    &p->nseparators) != 0)
		return -1;
	return read_fill_down(r) != 0 || read_dates(r) != 0 ? -1 : 0;
}

static int
read_root(struct reading *r)
{
	static const char *const known[] = {"format", "name", "title", "kind",
	    "extends", "columns", "codes", "constants", "units", "empty",
	    "empty_in", "skip", "type_separators", "fill_down", "dates", NULL};

	if (json_only(r->doc, r->root, known, r->f) != 0 ||
	    read_base(r) != 0 || read_head(r) != 0)
		return -1;
	return read_body(r);
}

static char *
path_of(const char *name, struct fault *f)
{
	struct str relative = {0};
	char *path;

	if (strchr(name, '/') != NULL || sv_ends(sv_z(name), SV(".json")))
		return mem_strdup(name);
	str_addf(&relative, "profiles/%s.json", name);
	path = prog_data_path(relative.p);
	str_free(&relative);
	if (path == NULL)
		fault_set(f, NULL, 0, 0, "profile not found: '%s'; give a name "
		    "from the profiles directory or a file ending in .json",
		    name);
	return path;
}

static int
read_file(struct profile *p, const char *name, unsigned depth,
    struct fault *f)
{
	struct reading r = {.p = p, .depth = depth, .f = f,
	    .seen = {.size = sizeof(struct profile_name)}};
	char *path = path_of(name, f);
	struct json_doc *doc;
	int result = -1;

	if (path == NULL)
		return -1;
	doc = json_read(path, f);
	if (doc != NULL) {
		r.doc = doc;
		r.root = json_root(doc);
		result = read_root(&r);
		json_free(doc);
	}
	map_free(&r.seen);
	str_free(&r.tmp);
	if (depth == 0)
		p->path = path;
	else
		free(path);
	return result;
}

struct profile *
profile_read(const char *name, struct fault *f)
{
	struct profile *p = mem_zalloc(1, sizeof(*p));

	p->names.size = sizeof(struct profile_name);
	p->empty.size = 1;
	if (read_file(p, name, 0, f) == 0)
		return p;
	profile_free(p);
	return NULL;
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

struct profile **
profile_read_all(size_t *n, struct fault *f)
{
	char *dir = prog_data_path("profiles");
	struct dirent **found = NULL;
	struct profile **list = NULL;
	struct str path = {0};
	int count = dir != NULL ? scandir(dir, &found, is_json, by_bytes) : -1;
	bool good = count >= 0;

	*n = 0;
	if (!good)
		fault_set(f, NULL, 0, 0, "directory of profiles not found: "
		    "%s; is precinct installed, or PRECINCT_DATADIR wrong?",
		    dir != NULL ? dir : "profiles");
	else
		list = mem_zalloc((size_t)count + 1, sizeof(struct profile *));
	for (int i = 0; i < count; i++) {
		str_clear(&path);
		str_addf(&path, "%s/%s", dir, found[i]->d_name);
		free(found[i]);
		if (good && (list[*n] = profile_read(path.p, f)) != NULL)
			++*n;
		else
			good = false;
	}
	free(found);
	free(dir);
	str_free(&path);
	if (good)
		return list;
	profile_free_all(list, *n);
	return NULL;
}
