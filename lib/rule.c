/* SPDX-License-Identifier: MIT */
#include "rule.h"

#include <stdlib.h>

static const char *const field_names[] = {"narrative", "feedback", "outcome",
    "address", "caller_job", "place_type", "channel", "type", "loss_fen",
    NULL};
static const char *const kind_names[] = {"category", "factor", "gate",
    "cancel", NULL};
static const char *const level_names[] = {"low", "medium", "high", NULL};
static const char *const hearsay_names[] = {"keep", "drop", NULL};
/* The classes of precinct-record(5), by their first part. */
static const char *const families[] = {"dispute", "fraud", "crime", "safety",
    "help", "invalid", "other", NULL};

static const char *const known[] = {"id", "kind", "gives", "weight", "level",
    "final", "fields", "words", "patterns", "with", "within", "unless",
    "unless_text", "types", "negation", "hearsay", "min_loss_fen",
    "min_number", "only", "why", "why_en", "examples", "disabled", NULL};
static const char *const known_examples[] = {"match", "no_match", NULL};

/* What reading a rule needs, besides the rule. */
struct reader {
	struct rule *r;
	const struct json_doc *doc;
	const struct json *source;
	struct rule_tools *tools;
	struct fault *f;
	unsigned excused;       /* enum subject_except */
};

const char *
rule_field_name(enum rule_field field)
{
	return field_names[field];
}

const char *
rule_kind_name(enum rule_kind kind)
{
	return kind_names[kind];
}

const char *
rule_level_name(enum rule_level level)
{
	return level_names[level];
}

bool
rule_has_text(const struct rule *r)
{
	return (r->roles & 1U << RULE_HIT) != 0;
}

/* The index of the key's text in names, `fallback` when the key is absent, -1
 * with the fault. */
static int
choice(struct reader *rd, const char *key, const char *const *names,
    int fallback)
{
	const struct json *v;
	struct str all = {0};

	if (json_want(rd->doc, rd->source, key, JSON_TEXT, &v, rd->f) != 0)
		return -1;
	if (v == NULL)
		return fallback;
	for (int i = 0; names[i] != NULL; i++)
		if (sv_eq(json_sv(v), sv_z(names[i])))
			return i;
	for (int i = 0; names[i] != NULL; i++)
		str_addf(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
	json_fault(rd->doc, v, rd->f, "unknown %s: '%s'; use one of %s", key,
	    json_sv(v).p, str_z(&all));
	str_free(&all);
	return -1;
}

/* An integer in [least, most]; *to stays when the key is absent. */
static int
number(struct reader *rd, const char *key, int64_t least, int64_t most,
    int64_t *to, bool *given)
{
	if (given != NULL)
		*given = json_get(rd->source, key) != NULL;
	return json_want_int(rd->doc, rd->source, key, least, most, to, rd->f);
}

static int
truth(struct reader *rd, const char *key, bool *to)
{
	return json_want_flag(rd->doc, rd->source, key, to, rd->f);
}

/* A list of texts that are not empty, or NULL when the key is absent. */
static int
texts(struct reader *rd, const struct json *map, const char *key,
    const struct json **list)
{
	if (json_want(rd->doc, map, key, JSON_LIST, list, rd->f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(*list); i++) {
		const struct json *v = json_at(*list, i);

		if (json_type(v) != JSON_TEXT || json_sv(v).len == 0)
			return json_fault(rd->doc, v, rd->f, "%s has a member "
			    "that is no text, or empty", key);
	}
	if (*list != NULL && json_count(*list) == 0)
		return json_fault(rd->doc, *list, rd->f, "%s is empty; leave "
		    "it out", key);
	return 0;
}

static int
refuse_subject(struct reader *rd, const struct json *v,
    const struct subject *s)
{
	return json_fault(rd->doc, v, rd->f, "a rule must not test %s: '%s' "
	    "(%s); rules judge incidents, not persons", s->what,
	    json_sv(v).p, s->term);
}

/* Folds a literal into tools->folded and refuses what can never or must not
 * be found. */
static int
fold_literal(struct reader *rd, const struct json *v, struct sv text)
{
	struct str utf8 = {0};
	const struct subject *s;

	fold_text(rd->tools->fold, &rd->tools->folded, text);
	for (size_t i = 0; i < rd->tools->folded.n; i++)
		if (rd->tools->folded.units[i] == FOLD_ASTRAL)
			return json_fault(rd->doc, v, rd->f, "'%s' has a "
			    "character beyond U+FFFF, which cannot be looked "
			    "for", text.p);
	if (rd->tools->folded.n == 0)
		return json_fault(rd->doc, v, rd->f, "'%s' holds no "
		    "character to look for", text.p);
	fold_to_utf8(&utf8, rd->tools->folded.units, rd->tools->folded.n);
	s = subject_in(&rd->tools->subjects, str_sv(&utf8), rd->excused);
	str_free(&utf8);
	return s != NULL ? refuse_subject(rd, v, s) : 0;
}

/* The array has room for the next power of two: no count of its own. */
static struct rule_term *
add_term(struct reader *rd, enum rule_role role, unsigned group)
{
	struct rule *r = rd->r;

	if ((r->nterms & (r->nterms - 1)) == 0)
		r->terms = mem_realloc(r->terms, (r->nterms * 2 + 1) *
		    sizeof(*r->terms));
	r->terms[r->nterms] = (struct rule_term){.role = role, .group = group};
	r->roles |= 1U << role;
	return &r->terms[r->nterms++];
}

static int
add_literal(struct reader *rd, const struct json *v, struct sv text,
    enum rule_role role, unsigned group)
{
	struct rule_term *t;

	if (fold_literal(rd, v, text) != 0)
		return -1;
	if (rd->r->nterms == RULE_TERMS)
		return json_fault(rd->doc, v, rd->f, "more than %d words and "
		    "patterns in a rule", RULE_TERMS);
	t = add_term(rd, role, group);
	t->literal = matcher_add(rd->tools->matcher, rd->tools->folded.units,
	    rd->tools->folded.n);
	return 0;
}

static int
add_pattern(struct reader *rd, const struct json *v, struct sv text,
    enum rule_role role, unsigned group)
{
	struct str why = {0};
	const struct pattern *p;
	const struct subject *s;
	int status = 0;

	if (rd->r->nterms == RULE_TERMS)
		return json_fault(rd->doc, v, rd->f, "more than %d words and "
		    "patterns in a rule", RULE_TERMS);
	p = pattern_get(&rd->tools->patterns, rd->tools->fold, text, &why);
	if (p == NULL) {
		status = json_fault(rd->doc, v, rd->f, "bad pattern: '%s': %s",
		    text.p, str_z(&why));
		str_free(&why);
		return status;
	}
	/* `unless` only spares: what it names is not held against anybody. */
	s = role == RULE_UNLESS || role == RULE_TEXT ? NULL :
	    subject_in(&rd->tools->subjects, text, rd->excused);
	if (s == NULL && role != RULE_UNLESS && role != RULE_TEXT)
		s = subject_matched(&rd->tools->subjects, p, rd->tools->fold,
		    rd->tools->scratch, rd->excused);
	if (s != NULL)
		status = refuse_subject(rd, v, s);
	else if (role == RULE_HIT && rd->r->has_min_number &&
	    regex_groups(p->regex) == 0)
		status = json_fault(rd->doc, v, rd->f, "min_number wants a "
		    "group (...) around the number in every pattern");
	if (status != 0)
		return -1;
	add_term(rd, role, group)->pattern = p;
	return 0;
}

/* Words, where "re:" in front makes a pattern. */
static int
mixed(struct reader *rd, const struct json *list, enum rule_role role,
    unsigned group)
{
	unsigned excused = rd->excused;
	int status = 0;

	if (role == RULE_UNLESS || role == RULE_TEXT)
		rd->excused = UINT32_MAX;
	for (size_t i = 0; status == 0 && i < json_count(list); i++) {
		const struct json *v = json_at(list, i);
		struct sv text = json_sv(v);

		status = sv_starts(text, SV("re:")) ?
		    add_pattern(rd, v, sv_from(text, 3), role, group) :
		    add_literal(rd, v, text, role, group);
	}
	rd->excused = excused;
	return status;
}

static int
read_hits(struct reader *rd)
{
	const struct json *words, *patterns;

	if (texts(rd, rd->source, "words", &words) != 0 ||
	    texts(rd, rd->source, "patterns", &patterns) != 0)
		return -1;
	if (words != NULL && rd->r->has_min_number)
		return json_fault(rd->doc, words, rd->f, "min_number goes "
		    "with patterns only; move the words to another rule");
	for (size_t i = 0; i < json_count(words); i++) {
		const struct json *v = json_at(words, i);

		if (sv_starts(json_sv(v), SV("re:")))
			return json_fault(rd->doc, v, rd->f, "'%s' in words "
			    "would be a literal; put it in patterns, without "
			    "re:", json_sv(v).p);
		if (add_literal(rd, v, json_sv(v), RULE_HIT, 0) != 0)
			return -1;
	}
	for (size_t i = 0; i < json_count(patterns); i++) {
		const struct json *v = json_at(patterns, i);

		if (add_pattern(rd, v, json_sv(v), RULE_HIT, 0) != 0)
			return -1;
	}
	return 0;
}

/* Each group is a list of words of which one must be there. */
static int
read_with(struct reader *rd)
{
	const struct json *with;
	bool given;
	int64_t within = 0;

	if (json_want(rd->doc, rd->source, "with", JSON_LIST, &with, rd->f) !=
	    0 || number(rd, "within", 0, 1000000, &within, &given) != 0)
		return -1;
	rd->r->within = given ? (uint32_t)within : RULE_ANYWHERE;
	if (given && with == NULL)
		return json_fault(rd->doc, rd->source, rd->f, "within says "
		    "nothing without with");
	if (json_count(with) > RULE_GROUPS)
		return json_fault(rd->doc, with, rd->f, "more than %d groups",
		    RULE_GROUPS);
	for (size_t g = 0; g < json_count(with); g++) {
		const struct json *group = json_at(with, g);

		if (json_type(group) != JSON_LIST || json_count(group) == 0)
			return json_fault(rd->doc, group, rd->f, "a group of "
			    "with is a list of words");
		for (size_t i = 0; i < json_count(group); i++)
			if (json_type(json_at(group, i)) != JSON_TEXT)
				return json_fault(rd->doc, json_at(group, i),
				    rd->f, "a group of with is a list of "
				    "words");
		if (mixed(rd, group, RULE_WITH, rd->r->groups++) != 0)
			return -1;
	}
	return 0;
}

static int
read_unless(struct reader *rd)
{
	const struct json *unless, *text;

	if (texts(rd, rd->source, "unless", &unless) != 0 ||
	    texts(rd, rd->source, "unless_text", &text) != 0)
		return -1;
	return mixed(rd, unless, RULE_UNLESS, 0) != 0 ||
	    mixed(rd, text, RULE_TEXT, 0) != 0 ? -1 : 0;
}

/* Only fields that tell of the incident; what tells of a person (sex, age,
 * identity) cannot be named at all. */
static int
read_fields(struct reader *rd)
{
	const struct json *list;

	if (texts(rd, rd->source, "fields", &list) != 0)
		return -1;
	if (list == NULL)
		rd->r->fields = 1U << RULE_NARRATIVE | 1U << RULE_FEEDBACK |
		    1U << RULE_OUTCOME;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *v = json_at(list, i);
		const struct subject *s = subject_in(&rd->tools->subjects,
		    json_sv(v), 0);
		unsigned k = 0;

		if (s != NULL)
			return refuse_subject(rd, v, s);
		while (k < RULE_NFIELDS &&
		    !sv_eq(json_sv(v), sv_z(field_names[k])))
			k++;
		if (k == RULE_NFIELDS)
			return json_fault(rd->doc, v, rd->f, "rules cannot "
			    "look at '%s'; fields are narrative, feedback, "
			    "outcome, address, caller_job, place_type, "
			    "channel", json_sv(v).p);
		rd->r->fields |= 1U << k;
	}
	return 0;
}

/* Names go into records unescaped: nothing that JSON would have to escape. */
static bool
is_name(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '.' &&
		    s.p[i] != '_' && s.p[i] != '-')
			return false;
	return s.len > 0 && s.len <= 64;
}

static int
name(struct reader *rd, const char *key, struct sv *to)
{
	const struct json *v;

	if (json_want(rd->doc, rd->source, key, JSON_TEXT, &v, rd->f) != 0)
		return -1;
	if (v == NULL)
		return json_fault(rd->doc, rd->source, rd->f, "the rule has "
		    "no %s", key);
	*to = json_sv(v);
	if (!is_name(*to))
		return json_fault(rd->doc, v, rd->f, "bad %s: use at most 64 "
		    "of a-z 0-9 . _ -", key);
	return 0;
}

/* "risk" holds risk and risk.weapon, not risky. */
static bool
in_family(struct sv name, const char *family)
{
	struct sv f = sv_z(family);

	return sv_starts(name, f) && (name.len == f.len ||
	    name.p[f.len] == '.');
}

static bool
is_category(struct sv name)
{
	for (size_t i = 0; families[i] != NULL; i++)
		if (in_family(name, families[i]))
			return true;
	return false;
}

static int
check_gives(struct reader *rd)
{
	const struct rule *r = rd->r;
	bool risk = in_family(r->gives, "risk"), gate = in_family(r->gives,
	    "gate"), category = is_category(r->gives);
	const char *wants =
	    r->kind == RULE_CATEGORY && !category ?
	    "dispute., fraud., crime., safety., help., invalid or other" :
	    r->kind == RULE_FACTOR && !risk ? "risk." :
	    r->kind == RULE_GATE && !gate ? "gate." :
	    r->kind == RULE_CANCEL && !risk && !gate && !category ?
	    "the name of a label, such as risk.injury" : NULL;

	if (wants != NULL)
		return json_fault(rd->doc, json_get(rd->source, "gives"),
		    rd->f, "a rule of kind %s cannot give '%s'; begin with %s",
		    kind_names[r->kind], r->gives.p, wants);
	return 0;
}

/* Keys that mean something for one kind only. */
static int
only_for(struct reader *rd, const char *key, bool fits, const char *kind)
{
	const struct json *v = json_get(rd->source, key);

	return v == NULL || fits ? 0 : json_fault(rd->doc, v, rd->f,
	    "%s is for rules of kind %s", key, kind);
}

static int
read_nature(struct reader *rd)
{
	struct rule *r = rd->r;
	int64_t weight = 1;
	bool factor;
	int kind = choice(rd, "kind", kind_names, RULE_CANCEL + 1), level;

	if (kind < 0)
		return -1;
	if (kind > RULE_CANCEL)
		return json_fault(rd->doc, rd->source, rd->f, "the rule has "
		    "no kind; use category, factor, gate or cancel");
	r->kind = (enum rule_kind)kind;
	factor = r->kind == RULE_FACTOR;
	level = choice(rd, "level", level_names, RULE_LOW);
	if (name(rd, "gives", &r->gives) != 0 || check_gives(rd) != 0 ||
	    level < 0 || number(rd, "weight", factor ? -100 : 1, 100,
	    &weight, NULL) != 0 || truth(rd, "final", &r->final) != 0 ||
	    only_for(rd, "level", factor, "factor") != 0 ||
	    only_for(rd, "weight", factor || r->kind == RULE_CATEGORY,
	    "category or factor") != 0 ||
	    only_for(rd, "final", r->kind == RULE_CATEGORY, "category") != 0 ||
	    only_for(rd, "only", factor || r->kind == RULE_GATE,
	    "factor or gate") != 0)
		return -1;
	r->level = (enum rule_level)level;
	r->weight = (int)weight;
	/* A crisis is noted so that help comes, and weighs nothing: no penal
	 * weight on illness. A call for help may name what is wrong. */
	if (factor && r->weight == 0 && r->level == RULE_LOW)
		rd->excused |= SUBJECT_NOTE;
	if (r->kind == RULE_CATEGORY && in_family(r->gives, "help"))
		rd->excused |= SUBJECT_HELP;
	return 0;
}

static int
read_conditions(struct reader *rd)
{
	struct rule *r = rd->r;
	/* A cancelling word mostly holds its own negation: 无人受伤. What was
	 * only heard says what a call is about, but is no fact. */
	int hearsay = choice(rd, "hearsay", hearsay_names,
	    r->kind != RULE_CATEGORY);

	r->negation = r->kind != RULE_CANCEL;
	if (hearsay < 0 || truth(rd, "negation", &r->negation) != 0 ||
	    number(rd, "min_loss_fen", 0, INT64_MAX, &r->min_loss_fen,
	    &r->has_min_loss) != 0 || number(rd, "min_number", 0, INT64_MAX,
	    &r->min_number, &r->has_min_number) != 0 ||
	    texts(rd, rd->source, "types", &r->types) != 0 ||
	    texts(rd, rd->source, "only", &r->only) != 0)
		return -1;
	r->drop_hearsay = hearsay == 1;
	for (size_t i = 0; i < json_count(r->types); i++) {
		const struct json *v = json_at(r->types, i);

		if (fold_literal(rd, v, json_sv(v)) != 0)
			return -1;
	}
	for (size_t i = 0; i < json_count(r->only); i++) {
		const struct json *v = json_at(r->only, i);

		if (!is_category(json_sv(v)))
			return json_fault(rd->doc, v, rd->f, "no category "
			    "begins with '%s'", json_sv(v).p);
	}
	return 0;
}

/* The sentence that a decision is explained by is no ornament: without one a
 * rule is refused. */
static int
read_words(struct reader *rd)
{
	struct rule *r = rd->r;
	const struct json *why, *en, *examples, *list;

	if (json_want(rd->doc, rd->source, "why", JSON_TEXT, &why, rd->f) !=
	    0 || json_want(rd->doc, rd->source, "why_en", JSON_TEXT, &en,
	    rd->f) != 0 || json_want(rd->doc, rd->source, "examples",
	    JSON_MAP, &examples, rd->f) != 0 || (examples != NULL &&
	    (json_only(rd->doc, examples, known_examples, rd->f) != 0 ||
	    texts(rd, examples, "match", &list) != 0 ||
	    texts(rd, examples, "no_match", &list) != 0)))
		return -1;
	if (json_sv(why).len == 0)
		return json_fault(rd->doc, rd->source, rd->f, "the rule says "
		    "no why; give the reason in a sentence");
	r->why = json_sv(why);
	r->why_en = en != NULL ? json_sv(en) : r->why;
	return 0;
}

static int
read_rule(struct reader *rd)
{
	struct rule *r = rd->r;

	if (json_type(rd->source) != JSON_MAP)
		return json_fault(rd->doc, rd->source, rd->f, "a rule is an "
		    "object {...}");
	if (name(rd, "id", &r->id) != 0 ||
	    json_only(rd->doc, rd->source, known, rd->f) != 0 ||
	    read_nature(rd) != 0 || read_fields(rd) != 0 ||
	    read_conditions(rd) != 0 || read_words(rd) != 0 ||
	    read_hits(rd) != 0 || read_with(rd) != 0 || read_unless(rd) != 0)
		return -1;
	if (!rule_has_text(r) && r->types == NULL && !r->has_min_loss)
		return json_fault(rd->doc, rd->source, rd->f, "the rule can "
		    "never hit; give it words, patterns, types or "
		    "min_loss_fen");
	if (!rule_has_text(r) && r->nterms > 0)
		return json_fault(rd->doc, rd->source, rd->f, "with and "
		    "unless say nothing without words or patterns");
	return 0;
}

int
rule_read(struct rule *r, const struct json_doc *doc,
    const struct json *source, struct rule_tools *tools, struct fault *f)
{
	struct reader rd = {.r = r, .doc = doc, .source = source,
	    .tools = tools, .f = f};
	int status;

	*r = (struct rule){.doc = doc, .source = source};
	status = read_rule(&rd);
	if (status != 0)
		rule_free(r);
	return status;
}

void
rule_free(struct rule *r)
{
	free(r->terms);
	*r = (struct rule){0};
}
