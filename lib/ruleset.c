/* SPDX-License-Identifier: MIT */
#include "ruleset.h"

#include "jsonout.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *const known[] = {"format", "name", "version", "rules",
    "risk", "cap", "priority", NULL};
static const char *const known_risk[] = {"medium", "high", NULL};

/* --- complaints ------------------------------------------------------------ */

struct fault *
ruleset_complain(struct ruleset_complaints *c, enum ruleset_severity severity)
{
	if (c->n == c->cap) {
		c->cap = c->cap * 2 + 8;
		c->at = mem_realloc(c->at, c->cap * sizeof(*c->at));
	}
	c->at[c->n] = (struct ruleset_complaint){.severity = severity};
	return &c->at[c->n++].fault;
}

void
ruleset_complaints_free(struct ruleset_complaints *c)
{
	for (size_t i = 0; i < c->n; i++)
		fault_free(&c->at[i].fault);
	free(c->at);
	*c = (struct ruleset_complaints){0};
}

/* Takes over what a failed call left in f. */
static void
complain_with(struct ruleset_complaints *c, enum ruleset_severity severity,
    struct fault *f)
{
	*ruleset_complain(c, severity) = *f;
	*f = (struct fault){0};
}

/* --- life ------------------------------------------------------------------ */

struct ruleset *
ruleset_new(void)
{
	struct ruleset *rs = mem_zalloc(1, sizeof(*rs));

	rs->fold = fold_new();
	rs->matcher = matcher_new();
	rs->tools = (struct rule_tools){.fold = rs->fold,
	    .matcher = rs->matcher, .scratch = regex_scratch_new()};
	subject_filter_make(&rs->tools.subjects, rs->fold);
	rs->by_id.size = rs->types.size = rs->label_index.size =
	    sizeof(uint32_t);
	rs->versions.size = 1;
	rs->medium = 3;
	rs->high = 7;
	rs->cap_score = 20;
	return rs;
}

void
ruleset_free(struct ruleset *rs)
{
	if (rs == NULL)
		return;
	for (size_t i = 0; i < rs->nrules; i++)
		rule_free(&rs->rules[i]);
	for (size_t i = 0; i < rs->ndocs; i++)
		json_free(rs->docs[i]);
	free(rs->rules);
	free(rs->docs);
	free(rs->labels);
	free(rs->literals);
	free(rs->signs);
	free(rs->uses);
	free(rs->users);
	free(rs->looks);
	free(rs->holds);
	free(rs->quick);
	free(rs->decides);
	free(rs->fits);
	free(rs->by_loss);
	free(rs->typed);
	map_free(&rs->types);
	map_free(&rs->by_id);
	map_free(&rs->label_index);
	map_free(&rs->versions);
	str_free(&rs->classifier);
	regex_scratch_free(rs->tools.scratch);
	folded_free(&rs->tools.folded);
	pattern_pool_free(&rs->tools.patterns);
	matcher_free(rs->matcher);
	fold_free(rs->fold);
	free(rs);
}

/* --- reading --------------------------------------------------------------- */

/* The new rule replaces the one of the same id, in its place. */
static void
put_rule(struct ruleset *rs, struct rule *r)
{
	uint32_t *index = map_put(&rs->by_id, r->id, NULL);

	if (*index != 0) {
		rule_free(&rs->rules[*index - 1]);
		rs->rules[*index - 1] = *r;
		return;
	}
	if (rs->nrules == rs->cap) {
		rs->cap = rs->cap * 2 + 64;
		rs->rules = mem_realloc(rs->rules,
		    rs->cap * sizeof(*rs->rules));
	}
	rs->rules[rs->nrules++] = *r;
	*index = (uint32_t)rs->nrules;
}

/* A rule that is switched off stays as an empty place until ruleset_finish. */
static int
disable_rule(struct ruleset *rs, const struct json_doc *doc,
    const struct json *source, struct fault *f)
{
	const struct json *id = json_get(source, "id");
	const uint32_t *index = json_type(id) != JSON_TEXT ? NULL :
	    map_get(&rs->by_id, json_sv(id));

	if (index == NULL || *index == 0 || rs->rules[*index - 1].doc == NULL)
		return json_fault(doc, source, f, "no rule read before has "
		    "this id to switch off");
	rule_free(&rs->rules[*index - 1]);
	return 0;
}

/* Two rules of one id in one file are a slip, in two files an override. */
static bool
given_here(const struct ruleset *rs, const struct rule *r)
{
	const uint32_t *index = map_get(&rs->by_id, r->id);

	return index != NULL && *index != 0 &&
	    rs->rules[*index - 1].doc == r->doc;
}

static int
read_rule(struct ruleset *rs, const struct json_doc *doc,
    const struct json *source, struct fault *f)
{
	struct rule r;

	if (json_truth(json_get(source, "disabled"), false))
		return disable_rule(rs, doc, source, f);
	if (rs->nrules == RULESET_RULES)
		return json_fault(doc, source, f, "more than %d rules",
		    RULESET_RULES);
	if (rule_read(&r, doc, source, &rs->tools, f) != 0)
		return -1;
	if (given_here(rs, &r)) {
		json_fault(doc, json_get(source, "id"), f, "the file has two "
		    "rules with the id %s", r.id.p);
		rule_free(&r);
		return -1;
	}
	put_rule(rs, &r);
	return 0;
}

static int
read_settings(struct ruleset *rs, const struct json_doc *doc,
    const struct json *root, struct fault *f)
{
	const struct json *risk, *priority;

	if (json_want(doc, root, "risk", JSON_MAP, &risk, f) != 0 ||
	    json_want(doc, root, "priority", JSON_LIST, &priority, f) != 0 ||
	    json_want_int(doc, root, "cap", 1, 1000, &rs->cap_score, f) != 0)
		return -1;
	if (risk != NULL && (json_only(doc, risk, known_risk, f) != 0 ||
	    json_want_int(doc, risk, "medium", 1, 1000, &rs->medium, f) != 0 ||
	    json_want_int(doc, risk, "high", 1, 1000, &rs->high, f) != 0))
		return -1;
	if (rs->medium > rs->high)
		return json_fault(doc, risk != NULL ? risk : root, f,
		    "risk: medium (%lld) is above high (%lld)",
		    (long long)rs->medium, (long long)rs->high);
	for (size_t i = 0; i < json_count(priority); i++)
		if (json_type(json_at(priority, i)) != JSON_TEXT)
			return json_fault(doc, json_at(priority, i), f,
			    "priority is a list of category names");
	if (json_count(priority) > RULESET_PRIORITIES)
		return json_fault(doc, priority, f, "more than %d names",
		    RULESET_PRIORITIES);
	if (priority != NULL) {
		rs->priority = priority;
		rs->priority_doc = doc;
	}
	return 0;
}

static int
read_head(struct ruleset *rs, const struct json_doc *doc,
    const struct json *root, struct fault *f)
{
	const struct json *format, *name, *version, *rules;

	if (json_type(root) != JSON_MAP)
		return json_fault(doc, root, f, "a rule file is one object: "
		    "{\"format\": 1, \"rules\": [...]}");
	if (json_only(doc, root, known, f) != 0 ||
	    json_want(doc, root, "format", JSON_INT, &format, f) != 0 ||
	    json_want(doc, root, "name", JSON_TEXT, &name, f) != 0 ||
	    json_want(doc, root, "version", JSON_TEXT, &version, f) != 0 ||
	    json_want(doc, root, "rules", JSON_LIST, &rules, f) != 0)
		return -1;
	if (json_int(format, 0) != 1)
		return json_fault(doc, format != NULL ? format : root, f,
		    "this program reads rule files of format 1 only");
	if (version != NULL)
		map_put(&rs->versions, json_sv(version), NULL);
	return read_settings(rs, doc, root, f);
}

/* After a fault in one rule the others are read all the same: a check names
 * every fault at once. */
static void
read_doc(struct ruleset *rs, struct json_doc *doc,
    struct ruleset_complaints *c)
{
	const struct json *root = json_root(doc), *rules;
	struct fault f = {0};

	rs->docs = mem_realloc(rs->docs, (rs->ndocs + 1) * sizeof(*rs->docs));
	rs->docs[rs->ndocs++] = doc;
	if (read_head(rs, doc, root, &f) != 0) {
		complain_with(c, RULESET_WRONG, &f);
		return;
	}
	rules = json_get(root, "rules");
	for (size_t i = 0; i < json_count(rules); i++)
		if (read_rule(rs, doc, json_at(rules, i), &f) != 0)
			complain_with(c, RULESET_WRONG, &f);
}

void
ruleset_read_text(struct ruleset *rs, struct sv text, const char *name,
    struct ruleset_complaints *c)
{
	struct fault f = {0};
	struct json_doc *doc = json_parse(text, name, &f);

	if (doc == NULL)
		complain_with(c, RULESET_UNREADABLE, &f);
	else
		read_doc(rs, doc, c);
}

static void
read_file(struct ruleset *rs, const char *path, struct ruleset_complaints *c)
{
	struct fault f = {0};
	struct json_doc *doc = json_read(path, &f);

	if (doc == NULL)
		complain_with(c, RULESET_UNREADABLE, &f);
	else
		read_doc(rs, doc, c);
}

static int
is_rule_file(const struct dirent *d)
{
	return d->d_name[0] != '.' && sv_ends(sv_z(d->d_name), SV(".json"));
}

/* By bytes: alphasort would ask the locale. */
static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

void
ruleset_read(struct ruleset *rs, const char *path,
    struct ruleset_complaints *c)
{
	struct stat st;
	struct dirent **names;
	int n;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		read_file(rs, path, c);
		return;
	}
	n = scandir(path, &names, is_rule_file, by_bytes);
	if (n <= 0) {
		struct fault *f = ruleset_complain(c, RULESET_UNREADABLE);

		if (n < 0)
			fault_sys(f, path, errno, "cannot read");
		else
			fault_set(f, path, 0, 0, "no rule files (*.json) in "
			    "this directory");
	}
	for (int i = 0; i < n; i++) {
		struct str file = {0};

		str_addf(&file, "%s/%s", path, names[i]->d_name);
		read_file(rs, file.p, c);
		str_free(&file);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* --- making ready ---------------------------------------------------------- */

/* Drops the empty places of rules switched off, and the files' order stays. */
static void
close_ranks(struct ruleset *rs)
{
	size_t kept = 0;

	for (size_t i = 0; i < rs->nrules; i++)
		if (rs->rules[i].doc != NULL)
			rs->rules[kept++] = rs->rules[i];
	rs->nrules = kept;
}

uint32_t
ruleset_label(const struct ruleset *rs, struct sv name)
{
	const uint32_t *index = map_get(&rs->label_index, name);

	return index != NULL ? *index : RULESET_NONE;
}

static size_t
priority_of(const struct ruleset *rs, struct sv name)
{
	size_t n = json_count(rs->priority);

	for (size_t i = 0; i < n; i++)
		if (sv_eq(json_sv(json_at(rs->priority, i)), name))
			return i;
	return n;
}

static int
by_name(const void *a, const void *b)
{
	const struct ruleset_label *x = a, *y = b;

	return sv_cmp(x->name, y->name);
}

/* Labels are numbered by name, so that their order in records does not depend
 * on that of the rules. */
static void
make_labels(struct ruleset *rs)
{
	rs->labels = mem_zalloc(rs->nrules + 1, sizeof(*rs->labels));
	for (size_t i = 0; i < rs->nrules; i++) {
		const struct rule *r = &rs->rules[i];
		bool new = false;

		if (r->kind != RULE_CANCEL)
			map_put(&rs->label_index, r->gives, &new);
		if (new)
			rs->labels[rs->nlabels++] = (struct ruleset_label){
			    .name = r->gives, .kind = r->kind};
	}
	qsort(rs->labels, rs->nlabels, sizeof(*rs->labels), by_name);
	for (uint32_t i = 0; i < rs->nlabels; i++) {
		*(uint32_t *)map_put(&rs->label_index, rs->labels[i].name,
		    NULL) = i;
		rs->labels[i].rank = (uint32_t)(priority_of(rs,
		    rs->labels[i].name) * (rs->nlabels + 1) + i);
	}
}

static void
link_labels(struct ruleset *rs, struct ruleset_complaints *c)
{
	for (size_t i = 0; i < rs->nrules; i++) {
		struct rule *r = &rs->rules[i];

		r->label = ruleset_label(rs, r->gives);
		if (r->kind != RULE_CANCEL)
			continue;
		if (r->label == RULESET_NONE)
			json_fault(r->doc, json_get(r->source, "gives"),
			    ruleset_complain(c, RULESET_WRONG), "no rule "
			    "gives the label %s, so that there is nothing to "
			    "cancel", r->gives.p);
		else
			rs->labels[r->label].cancels = true;
	}
}

static void
check_priority(const struct ruleset *rs, struct ruleset_complaints *c)
{
	for (size_t i = 0; i < json_count(rs->priority); i++) {
		const struct json *v = json_at(rs->priority, i);
		uint32_t label = ruleset_label(rs, json_sv(v));

		if (label == RULESET_NONE ||
		    rs->labels[label].kind != RULE_CATEGORY)
			json_fault(rs->priority_doc, v, ruleset_complain(c,
			    RULESET_WARNING), "priority: no rule gives the "
			    "category '%s'", json_sv(v).p);
	}
}

/* Records say by which rules they were judged: a change of rules shows. */
static void
make_classifier(struct ruleset *rs)
{
	struct str text = {0};

	str_addz(&text, "rules");
	for (size_t i = 0; i < rs->versions.count; i++) {
		str_addc(&text, i == 0 ? ' ' : '+');
		str_addsv(&text, rs->versions.keys[i]);
	}
	json_text(&rs->classifier, str_sv(&text));
	str_free(&text);
}

void
ruleset_finish(struct ruleset *rs, struct ruleset_complaints *c)
{
	close_ranks(rs);
	make_labels(rs);
	link_labels(rs, c);
	check_priority(rs, c);
	ruleindex_make(rs);
	make_classifier(rs);
	rs->finished = true;
}
