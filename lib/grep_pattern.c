/* SPDX-License-Identifier: MIT */
/* The patterns of grep.h. */
#include "grep.h"

#include "repat.h"
#include "utf8.h"
#include "widen.h"
#include "wordset.h"

#define MANY 8                  /* plain words that are worth a set */

#include <stdlib.h>

static int
choose_fields(struct grep_pattern *p, const char *fields, struct fault *f)
{
	struct sv rest = sv_z(fields != NULL ? fields
	    : "narrative,outcome,address"), name;

	while (sv_split(&rest, ',', &name)) {
		enum record_key key = record_key_find(sv_trim(name));

		if (sv_eq(name, SV("all")))
			p->all_fields = true;
		else if (key == REC_UNKNOWN)
			return fault_set(f, "--in", 0, 0, "no field is called "
			    "'%.*s'; see precinct-record(5), or give all",
			    (int)name.len, name.p);
		else
			p->field[key] = true;
	}
	return 0;
}

/* The pattern as given, made text and given its synonyms. */
static void
make_source(struct str *source, const struct grep_pattern_options *o,
    struct sv pattern)
{
	struct str quoted = {0};

	if (o->fixed) {
		repat_quote(&quoted, pattern);
		pattern = str_sv(&quoted);
	}
	if (o->synonyms != NULL)
		synonyms_apply(source, o->synonyms, pattern);
	else
		str_addsv(source, pattern);
	str_free(&quoted);
}

/* Puts the pattern into the set when it is a plain word. */
static bool
add_word(struct wordset *words, struct sv source)
{
	uint32_t *chars = mem_alloc((source.len + 1) * sizeof(*chars));
	struct repat r;
	struct repat_token t;
	size_t n = 0;

	repat_init(&r, source);
	while ((t = repat_next(&r)).kind == REPAT_CHAR)
		chars[n++] = t.c;
	if (t.kind == REPAT_END && n > 0)
		wordset_add(words, chars, n);
	free(chars);
	return t.kind == REPAT_END && n > 0;
}

static struct textre *
make_one(const struct str *source, const struct grep_pattern_options *o,
    struct sv pattern, struct fault *f)
{
	struct str wide = {0}, why = {0};
	unsigned flags = (o->caseless ? TEXTRE_CASELESS : 0u) |
	    (o->word ? TEXTRE_WORD : 0u) | (o->whole ? TEXTRE_WHOLE : 0u);
	struct textre *re;
	size_t at;

	if (o->forms != NULL)
		widen_pattern(&wide, o->forms, str_sv(source));
	else
		str_addsv(&wide, str_sv(source));
	re = textre_compile(str_sv(&wide), flags, &at, &why);
	if (re == NULL)
		fault_set(f, "pattern", 0, 0, "wrong regular expression "
		    "'%.*s': %s; -F takes it as text", (int)pattern.len,
		    pattern.p, str_z(&why));
	str_free(&wide);
	str_free(&why);
	return re;
}

/* Whether what the pattern needs is all that it asks. */
static bool
is_literal(const struct grep_pattern *p, const struct grep_pattern_options *o)
{
	struct repat r;
	struct repat_token t;
	struct needs needs = {0};
	uint32_t n = 0;
	bool whole;

	if (p->n != 1 || o->word || o->whole)
		return false;
	repat_init(&r, str_sv(&p->sources[0]));
	for (; (t = repat_next(&r)).kind == REPAT_CHAR; n++)
		;
	if (t.kind != REPAT_END)
		return false;
	needs_pattern(&needs, o->forms, str_sv(&p->sources[0]), p->how);
	whole = needs.n == 1 && needs.clauses[0].n == 1 &&
	    needs.clauses[0].words[0].n == n;
	needs_free(&needs);
	return whole;
}

int
grep_pattern_make(struct grep_pattern *p,
    const struct grep_pattern_options *o, struct fault *f)
{
	size_t n = o->patterns.count;

	*p = (struct grep_pattern){.how = (o->forms != NULL ? NEEDS_WIDE
	    : 0u) | (o->caseless ? NEEDS_CASELESS : 0u)};
	if (choose_fields(p, o->fields, f) != 0)
		return -1;
	p->res = mem_zalloc(n + 1, sizeof(*p->res));
	p->sources = mem_zalloc(n + 1, sizeof(*p->sources));
	if (n > MANY && !o->word && !o->whole && !o->caseless)
		p->words = wordset_new(o->forms);
	for (size_t i = 0; i < n; i++) {
		struct sv pattern = sv_z(o->patterns.items[i]);

		if (!utf8_is_valid(pattern))
			return fault_set(f, "pattern", 0, 0, "not UTF-8");
		/* As in grep: the empty pattern is in every line, so in one
		 * without these fields too. */
		p->everything |= pattern.len == 0 && !o->whole;
		make_source(&p->sources[i], o, pattern);
		p->n = i + 1;
		if (p->words != NULL && add_word(p->words,
		    str_sv(&p->sources[i])))
			continue;
		p->res[i] = make_one(&p->sources[i], o, pattern, f);
		if (p->res[i] == NULL)
			return -1;
	}
	if (p->words != NULL)
		wordset_finish(p->words);
	p->literal = is_literal(p, o);
	return 0;
}

void
grep_pattern_free(struct grep_pattern *p)
{
	for (size_t i = 0; i < p->n; i++) {
		textre_free(p->res[i]);
		str_free(&p->sources[i]);
	}
	wordset_free(p->words);
	free(p->res);
	free(p->sources);
}

void
grep_pattern_needs(const struct grep_pattern *p, const struct forms *forms,
    struct needs *n)
{
	struct sv *sources;

	if (p->everything)
		return;
	sources = mem_zalloc(p->n + 1, sizeof(*sources));
	for (size_t i = 0; i < p->n; i++)
		sources[i] = str_sv(&p->sources[i]);
	needs_patterns(n, forms, sources, p->n, p->how);
	free(sources);
}

/* -1: a limit was hit. */
static enum textre_status
find(const struct grep_pattern *p, struct sv text, size_t from,
    struct query_scratch *s, size_t *start, size_t *end)
{
	enum textre_status found = TEXTRE_NO;

	if (s->re == NULL)
		s->re = textre_scratch_new();
	if (p->words != NULL && wordset_find(p->words, text, from, start,
	    end))
		found = TEXTRE_YES;
	for (size_t i = 0; i < p->n; i++) {
		size_t a, b;
		enum textre_status one = p->res[i] == NULL ? TEXTRE_NO
		    : textre_find(p->res[i], s->re, text, from, &a, &b);

		s->limit |= one == TEXTRE_LIMIT;
		if (one != TEXTRE_YES || (found == TEXTRE_YES &&
		    (a > *start || (a == *start && b <= *end))))
			continue;
		found = TEXTRE_YES;
		*start = a;
		*end = b;
	}
	return found;
}

/* Only whether, not where: the first pattern that matches will do. */
static bool
matches(const struct grep_pattern *p, struct sv text, struct query_scratch *s)
{
	size_t start, end;

	if (s->re == NULL)
		s->re = textre_scratch_new();
	if (p->words != NULL && wordset_find(p->words, text, 0, &start, &end))
		return true;
	for (size_t i = 0; i < p->n; i++) {
		enum textre_status one = p->res[i] == NULL ? TEXTRE_NO
		    : textre_find(p->res[i], s->re, text, 0, &start, &end);

		if (one == TEXTRE_YES)
			return true;
		s->limit |= one == TEXTRE_LIMIT;
	}
	return false;
}

struct asking {
	const struct grep_pattern *p;
	struct query_scratch *s;
	bool found;
};

static void
ask(void *context, enum record_key key, struct sv text)
{
	struct asking *a = context;

	(void)key;
	a->found = a->found || matches(a->p, text, a->s);
}

bool
grep_pattern_next(const struct grep_pattern *p, struct sv text,
    struct query_scratch *s, size_t *at, size_t *start, size_t *end)
{
	while (*at <= text.len) {
		uint32_t c;

		if (find(p, text, *at, s, start, end) != TEXTRE_YES)
			return false;
		if (*end > *start) {
			*at = *end;
			return true;
		}
		/* An empty match marks nothing: on by a character. */
		if (*start >= text.len)
			return false;
		*at = *start + utf8_decode(sv_from(text, *start), &c);
	}
	return false;
}

/* The strings of a value: itself, the members of a list, the columns of
 * extra. */
static void
value_texts(const struct record_value *v, enum record_key key,
    struct str *scratch, struct record *inner,
    void (*each)(void *, enum record_key, struct sv), void *context)
{
	size_t at = 0;
	struct sv text;

	if (v->type == RECORD_STRING) {
		each(context, key, record_text(v, scratch));
	} else if (v->type == RECORD_ARRAY) {
		while (record_next_text(v, &at, &text, scratch))
			each(context, key, text);
	} else if (v->type == RECORD_OBJECT && key == REC_EXTRA &&
	    record_scan_valid(inner, v->raw, NULL) == 0) {
		for (size_t i = 0; i < inner->nfields; i++)
			if (inner->fields[i].value.type == RECORD_STRING)
				each(context, key, record_text(
				    &inner->fields[i].value, scratch));
	}
}

void
grep_pattern_texts(const struct grep_pattern *p, const struct record *r,
    struct str *scratch,
    void (*each)(void *context, enum record_key key, struct sv text),
    void *context)
{
	struct record inner = {0};

	for (size_t i = 0; i < r->nfields; i++) {
		const struct record_field *f = &r->fields[i];

		if (f->id == REC_UNKNOWN ? p->all_fields
					 : p->all_fields || p->field[f->id])
			value_texts(&f->value, f->id, scratch, &inner, each,
			    context);
	}
	record_free(&inner);
}

/* Whether the word found stands in a string that is searched. */
static bool
hit_counts(const struct grep_pattern *p, const struct record *r,
    const char *hit)
{
	for (size_t i = 0; i < r->nfields; i++) {
		const struct record_field *f = &r->fields[i];

		if (hit < f->value.raw.p + f->value.raw.len)
			return hit >= f->value.raw.p &&
			    f->value.type == RECORD_STRING &&
			    f->id != REC_UNKNOWN && p->field[f->id];
	}
	return false;
}

bool
grep_pattern_holds(const struct grep_pattern *p, const struct record *r,
    struct query_scratch *s)
{
	struct asking a = {p, s, false};

	if (p->everything || (p->literal && s->hit != NULL &&
	    hit_counts(p, r, s->hit)))
		return true;
	grep_pattern_texts(p, r, &s->text, ask, &a);
	return a.found;
}
