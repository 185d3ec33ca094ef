/* SPDX-License-Identifier: MIT */
/*
 * matcher, prefilter, evidence: the fast way against the obvious one. The
 * oracle looks for every word at every place and runs every pattern by the
 * interpreter over the whole folded text.
 */
#include "evidence.h"
#include "scope.h"
#include "spans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static unsigned seed = 20240831;

static unsigned
roll(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 12) % n;
}

/* Few characters, so that words overlap and contain each other. */
static const char *const letters[] = {"打", "刀", "人", "无", "伤", "持",
    "a", "1", "，", "人", "没", "有", "听", "说", "。", "；"};

static void
add_text(struct str *s, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		str_addz(s, letters[roll(16)]);
}

/* --- literals -------------------------------------------------------------- */

#define WORDS 60

static void
scan_simply(struct folded *words, const uint32_t *numbers,
    const struct folded *text, struct matcher_hits *hits)
{
	for (size_t at = 0; at < text->n; at++)
		for (size_t len = 20; len > 0; len--)
			for (size_t w = 0; w < WORDS; w++) {
				bool seen = false;

				for (size_t v = 0; v < w; v++)
					seen |= numbers[v] == numbers[w];
				if (seen || words[w].n != len ||
				    len > text->n - at || memcmp(text->units +
				    at, words[w].units, 2 * len) != 0)
					continue;
				hits->at = mem_realloc(hits->at,
				    (hits->n + 1) * sizeof(*hits->at));
				hits->at[hits->n++] = (struct matcher_hit){
				    (uint32_t)at, numbers[w],
				    (uint32_t)len};
			}
}

static void
one_matcher(const struct fold *fold)
{
	struct matcher *m = matcher_new();
	struct folded words[WORDS] = {0}, text = {0};
	uint32_t numbers[WORDS];
	struct matcher_hits fast = {0}, simple = {0};
	struct str s = {0};

	for (size_t w = 0; w < WORDS; w++) {
		str_clear(&s);
		add_text(&s, 1 + roll(7));
		fold_text(fold, &words[w], str_sv(&s));
		numbers[w] = matcher_add(m, words[w].units, words[w].n);
	}
	matcher_build(m);
	for (int round = 0; round < 20; round++) {
		str_clear(&s);
		add_text(&s, roll(60));
		fold_text(fold, &text, str_sv(&s));
		/* Either way, whatever this machine has. */
		matcher_scan_as((enum matcher_way)(round % 3), m, text.units,
		    text.n, &fast);
		simple.n = 0;
		scan_simply(words, numbers, &text, &simple);
		assert_int_equal(fast.n, simple.n);
		for (size_t i = 0; i < fast.n; i++) {
			assert_int_equal(fast.at[i].at, simple.at[i].at);
			assert_int_equal(fast.at[i].literal,
			    simple.at[i].literal);
			assert_int_equal(fast.at[i].len, simple.at[i].len);
		}
	}
	for (size_t w = 0; w < WORDS; w++)
		folded_free(&words[w]);
	folded_free(&text);
	matcher_hits_free(&fast);
	free(simple.at);
	str_free(&s);
	matcher_free(m);
}

static void
test_literals(void **state)
{
	struct fold *fold = fold_new();

	(void)state;
	for (int i = 0; i < 100; i++)
		one_matcher(fold);
	fold_free(fold);
}

/* More literals that begin alike than are compared one by one. */
#define MANY 400

static size_t
count_simply(const struct folded *words, const struct folded *text, size_t at)
{
	size_t n = 0;

	for (size_t w = 0; w < MANY; w++)
		n += words[w].n <= text->n - at && memcmp(text->units + at,
		    words[w].units, 2 * words[w].n) == 0;
	return n;
}

static void
test_many_alike(void **state)
{
	struct fold *fold = fold_new();
	struct matcher *m = matcher_new();
	struct folded words[MANY] = {0}, text = {0};
	struct matcher_hits hits = {0};
	struct str s = {0};

	(void)state;
	for (uint32_t w = 0; w < MANY;) {
		str_clear(&s);
		str_addz(&s, "打人");
		add_text(&s, roll(6));
		fold_text(fold, &words[w], str_sv(&s));
		/* No literal twice. */
		w += matcher_add(m, words[w].units, words[w].n) == w;
	}
	matcher_build(m);
	for (int round = 0; round < 300; round++) {
		/* Some are longer than what is looked at together. */
		int many = round % 10 == 0 ? 150 : 6;
		size_t found = 0, want = 0;

		str_clear(&s);
		for (int i = 0; i < many; i++) {
			str_addz(&s, "打人");
			add_text(&s, roll(6));
		}
		fold_text(fold, &text, str_sv(&s));
		matcher_scan_as((enum matcher_way)(round % 3), m, text.units,
		    text.n, &hits);
		for (size_t at = 0; at < text.n; at++)
			want += count_simply(words, &text, at);
		for (size_t i = 0; i < hits.n; i++) {
			const struct matcher_hit *h = &hits.at[i];

			found += memcmp(text.units + h->at,
			    words[h->literal].units, 2 * h->len) == 0 &&
			    h->len == words[h->literal].n &&
			    (i == 0 || h[-1].at < h->at ||
			    (h[-1].at == h->at && h[-1].len > h->len));
		}
		assert_int_equal(hits.n, want);
		assert_int_equal(found, want);
	}
	for (size_t w = 0; w < MANY; w++)
		folded_free(&words[w]);
	folded_free(&text);
	matcher_hits_free(&hits);
	str_free(&s);
	matcher_free(m);
	fold_free(fold);
}

/* --- required literals ----------------------------------------------------- */

static const struct {
	const char *pattern, *literals; /* separated by '|' */
	size_t before;
} needs[] = {
    {"刷单", "刷单", 0},
    {"(持|拿).{0,6}(菜刀|砍刀)", "菜刀|砍刀", 7},
    {"垫付.{0,6}任务", "垫付", 0},
    {"扬言.{0,8}(杀|砍死|捅死)", "扬言", 0},
    {"[刀枪]支", "刀支|枪支", 0},
    {"(?:被|遭)?殴打", "被殴打|遭殴打|殴打", 0},
    {"a+b", "ab", PREFILTER_FAR},
    {"[0-2]{1,3}(余|多)?人", "0余人|0多人|0人|1余人|1多人|1人|2余人|2多人|2人",
	3},
    {".*报警", "报警", PREFILTER_FAR},
    {"欠(了|着)?工资", "欠了工资|欠着工资|欠工资", 0},
    {"工{2}资", "工工资", 0},
    {"(?=x)报警(?!人)", "报警", 0},
    {"(?<!没)打人$", "打人", 0},
    {"\\d{2,}人", "人", PREFILTER_FAR},
    {"\\d{1,3}人", "人", 3},
    {"报警|求助", "报警|求助", 0},
    {"报警|求.{0,2}", "报警|求", 0},
    {"报警|.{0,2}求助", "报警|求助", 2},
    {".{0,3}报警|求助", "报警|求助", 3},
    {"（男）", "(男)", 0},
    {"报警|.", "", 0},
    {"(ab)?\\d", "", 0},
    {"(a)\\1报警", "", 0},
    {"(?i)报警", "", 0},
    {"\\Qa.b\\E", "", 0},
    {"[^打]", "", 0},
    {"\\x{6253}人", "打人", 0},
};

static void
test_needs(void **state)
{
	struct fold *fold = fold_new();

	(void)state;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		struct pattern p;
		struct str why = {0}, got = {0};

		assert_int_equal(pattern_make(&p, fold,
		    sv_z(needs[i].pattern), &why), 0);
		for (size_t k = 0; k < p.need.count; k++) {
			if (k > 0)
				str_addc(&got, '|');
			fold_to_utf8(&got, p.need.literals[k].units,
			    p.need.literals[k].n);
		}
		assert_string_equal(str_z(&got), needs[i].literals);
		if (p.need.count > 0)
			assert_int_equal(p.need.before, needs[i].before);
		str_free(&got);
		str_free(&why);
		pattern_free(&p);
	}
	fold_free(fold);
}

static void
test_folded_patterns(void **state)
{
	static const struct {
		const char *pattern, *folded;
	} cases[] = {
	    {"毆打（ABC）", "殴打\\(abc\\)"}, {"[Ａ-Ｚ]\\D", "[a-z]\\D"},
	    {"[一-龥]\\p{Han}", "[一-龥]\\p{Han}"}, {"。．！", "。\\.\\!"},
	    {"(?<Name>打)", "(?<Name>打)"}, {"[^，]{0,3}", "[^\\,]{0,3}"},
	    {"[[:alpha:]A]", "[[:alpha:]a]"}, {"\\x{6BC6}", "\\x{6BC6}"},
	};
	struct fold *fold = fold_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pattern p;
		struct str why = {0}, got = {0};
		int status = pattern_make(&p, fold, sv_z(cases[i].pattern),
		    &why);

		/* [^,]{0,3} can match the empty text: refused. */
		assert_int_equal(status, i == 5 ? -1 : 0);
		if (status == 0) {
			fold_to_utf8(&got, p.units, p.n);
			assert_string_equal(str_z(&got), cases[i].folded);
			pattern_free(&p);
		} else {
			assert_string_equal(str_z(&why),
			    "matches the empty text");
		}
		str_free(&got);
		str_free(&why);
	}
	fold_free(fold);
}

/* --- whole rules ----------------------------------------------------------- */

static void
add_atom(struct str *s)
{
	static const char *const atoms[] = {".", "\\\\d", "[打刀]", "[^人]",
	    "(?:打|刀人)", "(?:打|.{1,2}刀)", "(?=刀)", "(?<!没)", "a", "无?", "人{1,2}",
	    ".{0,3}", ".*", "(打|持)+", "^", "[^，。；]{0,4}", "[^。；]{0,9}",
	    "(?=打.{0,2}刀)", "(?:^|，)"};

	if (roll(2) == 0)
		add_text(s, 1 + roll(2));
	else
		str_addz(s, atoms[roll(19)]);
}

static void
add_words(struct str *s, const char *key, bool patterns, unsigned least)
{
	unsigned n = least + roll(3);

	if (n == 0)
		return;
	str_addf(s, ",\"%s\":[", key);
	for (unsigned i = 0; i < n; i++) {
		str_addz(s, i > 0 ? ",\"" : "\"");
		if (patterns && roll(2) == 0) {
			str_addz(s, "re:打");
			for (unsigned k = roll(3); k > 0; k--)
				add_atom(s);
		} else {
			add_text(s, 1 + roll(3));
		}
		str_addc(s, '"');
	}
	str_addc(s, ']');
}

static void
add_patterns(struct str *s)
{
	str_addz(s, ",\"patterns\":[\"");
	for (unsigned k = 1 + roll(4); k > 0; k--)
		add_atom(s);
	/* At least one character that every match takes. */
	str_addf(s, "%s%s\"]", letters[roll(8)], roll(6) == 0 ? "$" : "");
}

/* One to three groups: words alone, patterns alone, one that needs no literal,
 * both. */
static void
add_company(struct str *s)
{
	static const char *const groups[] = {"[\"伤\",\"刀打\"]",
	    "[\"人\",\"持\",\"a\"]", "[\"re:人.\"]", "[\"re:[^打]刀\",\"1\"]",
	    "[\"re:[^，]{2}\"]", "[\"打\",\"无\"]"};

	str_addz(s, ",\"with\":[");
	for (unsigned g = 0, n = 1 + roll(3); g < n; g++)
		str_addf(s, "%s%s", g > 0 ? "," : "", groups[roll(6)]);
	str_addc(s, ']');
	if (roll(2) == 0)
		str_addf(s, ",\"within\":%u", roll(6));
}

static void
add_rule(struct str *s, unsigned number)
{
	bool factor = roll(3) == 0;     /* drops what is only heard */

	str_addf(s, "%s{\"id\":\"r%u\",\"kind\":\"%s\",\"gives\":"
	    "\"%s.x%u\",\"why\":\"w\"", number > 0 ? "," : "", number,
	    factor ? "factor" : "category", factor ? "risk" : "fraud",
	    number);
	if (roll(3) > 0)
		add_words(s, "words", false, 1);
	else
		add_patterns(s);
	if (roll(3) == 0)
		add_company(s);
	if (roll(3) == 0)
		add_words(s, "unless", true, 0);
	if (roll(6) == 0)
		add_words(s, "unless_text", true, 1);
	if (roll(3) == 0)
		str_addz(s, ",\"negation\":false");
	str_addz(s, "}");
}

static bool
overlaps(struct span a, struct span b)
{
	return a.start < b.end && b.start < a.end;
}

static size_t
gap(struct span a, struct span b)
{
	return overlaps(a, b) ? 0 : a.end <= b.start ? b.start - a.end :
	    a.start - b.end;
}

struct around {                 /* what decides whether a place is a hit */
	const struct rule *rule;
	const struct folded *text;
	struct spans unless, spoil, near[RULE_GROUPS];
};

/* Straight from the definition in precinct-rules(5). */
static bool
is_hit(const struct around *a, struct span s)
{
	bool hit = a->spoil.n == 0 && !(a->rule->negation &&
	    scope_negated(a->text->units, a->text->n, s.start)) &&
	    !(a->rule->drop_hearsay &&
	    scope_hearsay(a->text->units, a->text->n, s.start));

	for (size_t k = 0; k < a->unless.n; k++)
		hit &= !overlaps(s, a->unless.at[k]);
	for (unsigned g = 0; g < a->rule->groups; g++) {
		bool any = false;

		for (size_t k = 0; k < a->near[g].n; k++)
			any |= a->rule->within == RULE_ANYWHERE ||
			    gap(s, a->near[g].at[k]) <= a->rule->within;
		hit &= any;
	}
	return hit;
}

/* Every place of a word; `a` of hits, else NULL. */
static void
word_places(const struct matcher *m, uint32_t literal,
    const struct folded *text, const struct around *a, struct spans *out)
{
	size_t len = matcher_length(m, literal);

	for (size_t at = 0; at + len <= text->n; at++) {
		struct span s = {(uint32_t)at, (uint32_t)(at + len)};
		struct matcher_hits h = {0};
		bool found = false;

		/* One place at a time: the scan is tested above. */
		matcher_scan(m, text->units + at, text->n - at, &h);
		for (size_t i = 0; i < h.n; i++)
			found |= h.at[i].at == 0 && h.at[i].literal == literal;
		if (found && (a == NULL || is_hit(a, s)))
			spans_add(out, s.start, s.end);
		matcher_hits_free(&h);
	}
}

/* Every match of a pattern by the interpreter over the whole text. One that is
 * no hit is looked for again from its second character. */
static void
pattern_places(const struct pattern *p, const struct folded *text,
    struct regex_scratch *scratch, const struct around *a, struct spans *out)
{
	struct regex_match m;
	struct str why = {0};
	size_t at = 0;
	struct regex *re = regex_compile(p->units, p->n, REGEX_NO_JIT, &at,
	    &why);

	at = 0;
	while (at <= text->n && regex_find(re, scratch, text->units, text->n,
	    at, text->n, &m) == REGEX_YES) {
		struct span s = {(uint32_t)m.start, (uint32_t)m.end};

		if (a == NULL || is_hit(a, s)) {
			spans_add(out, s.start, s.end);
			at = m.end > at ? m.end : at + 1;
		} else {
			at = m.start + 1;
		}
	}
	regex_free(re);
	str_free(&why);
}

static void
places(const struct ruleset *rs, const struct rule_term *t,
    const struct folded *text, struct regex_scratch *scratch,
    const struct around *a, struct spans *out)
{
	if (t->pattern == NULL)
		word_places(rs->matcher, t->literal, text, a, out);
	else
		pattern_places(t->pattern, text, scratch, a, out);
}

static void
simple_hits(const struct ruleset *rs, const struct rule *r,
    const struct folded *text, struct regex_scratch *scratch,
    struct spans *hits)
{
	struct around a = {.rule = r, .text = text};

	for (size_t t = 0; t < r->nterms; t++)
		if (r->terms[t].role != RULE_HIT)
			places(rs, &r->terms[t], text, scratch, NULL,
			    r->terms[t].role == RULE_UNLESS ? &a.unless :
			    r->terms[t].role == RULE_TEXT ? &a.spoil :
			    &a.near[r->terms[t].group]);
	for (size_t t = 0; t < r->nterms; t++)
		if (r->terms[t].role == RULE_HIT)
			places(rs, &r->terms[t], text, scratch, &a, hits);
	spans_sort(hits);
	spans_free(&a.unless);
	spans_free(&a.spoil);
	for (unsigned g = 0; g < RULE_GROUPS; g++)
		spans_free(&a.near[g]);
}

/* The first hit of each rule with any is found when no more is asked for. */
static void
compare_first(const struct ruleset *rs, struct evidence *e, struct sv text,
    const struct spans *found)
{
	const struct evidence_hit *h;
	size_t rules = 0, want = 0;
	uint32_t last = UINT32_MAX;

	evidence_find(e, RULE_NARRATIVE, text);
	evidence_look(e, NULL, true);
	while ((h = evidence_next(e)) != NULL) {
		if (h->rule != last) {
			assert_int_equal(h->start, found[h->rule].at[0].start);
			assert_int_equal(h->len, found[h->rule].at[0].end -
			    h->start);
			rules++;
		}
		last = h->rule;
	}
	for (size_t i = 0; i < rs->nrules; i++)
		want += found[i].n > 0;
	assert_int_equal(rules, want);
}

static void
compare(const struct ruleset *rs, struct evidence *e, struct sv text,
    struct regex_scratch *scratch)
{
	struct folded f = {0};
	struct spans *found = mem_zalloc(rs->nrules, sizeof(*found));
	const struct evidence_hit *h;

	fold_text(rs->fold, &f, text);
	evidence_read(e, RULE_NARRATIVE, text);
	while ((h = evidence_next(e)) != NULL) {
		assert_false(h->limit);
		spans_add(&found[h->rule], h->start, h->start + h->len);
	}
	compare_first(rs, e, text, found);
	for (size_t i = 0; i < rs->nrules; i++) {
		struct spans want = {0};

		simple_hits(rs, &rs->rules[i], &f, scratch, &want);
		if (want.n > EVIDENCE_HITS) {
			want.at[EVIDENCE_HITS - 1] = want.at[want.n - 1];
			want.n = EVIDENCE_HITS;
		}
		assert_int_equal(found[i].n, want.n);
		for (size_t k = 0; k < want.n; k++) {
			assert_int_equal(found[i].at[k].start,
			    want.at[k].start);
			assert_int_equal(found[i].at[k].end, want.at[k].end);
		}
		spans_free(&want);
		spans_free(&found[i]);
	}
	free(found);
	folded_free(&f);
}

static void
test_rules(void **state)
{
	struct regex_scratch *scratch = regex_scratch_new();
	size_t rules = 0;

	(void)state;
	for (int set = 0; set < 60; set++) {
		struct ruleset *rs = ruleset_new();
		struct ruleset_complaints c = {0};
		struct str s = {0};
		struct evidence *e;

		str_addz(&s, "{\"format\":1,\"rules\":[");
		/* 64 rules are looked at at a time. */
		for (unsigned i = 0; i < (set % 6 == 0 ? 150 : 30); i++)
			add_rule(&s, i);
		str_addz(&s, "]}");
		ruleset_read_text(rs, str_sv(&s), "random", &c);
		ruleset_finish(rs, &c);
		e = evidence_new(rs);
		rules += rs->nrules;
		for (int round = 0; round < 15; round++) {
			str_clear(&s);
			add_text(&s, roll(50));
			compare(rs, e, str_sv(&s), scratch);
		}
		evidence_free(e);
		ruleset_complaints_free(&c);
		ruleset_free(rs);
		str_free(&s);
	}
	/* Nearly all random rules are accepted. */
	assert_true(rules > 60 * 25);
	regex_scratch_free(scratch);
}

/* Patterns that are looked for in a part of the text alone. */
static void
test_bounds(void **state)
{
	static const char *const patterns[] = {"打人$", "^(打|刀人)", "(打|人$)刀?",
	    "(?:^|，)打人", "刀[^，。]{0,1}人(?=.{0,3}打刀)", "人(?=[^人]{3}打刀)",
	    "(?=打)..{0,3}刀", "打[^，。；]{0,9}(人|刀人)", "打[^。；]{0,9}伤",
	    "打[^，]{0,9}刀[^。；]{0,3}人打", "(打人){1,3}[^打]{0,3}伤",
	    "(?<=，)打[^。]{0,6}刀", "打(?![^，]{0,3}刀)人"};
	static const char *const texts[] = {"打人", "打人\n", "刀打人\n\n", "打人。",
	    "打，打人。刀人", "刀人，打刀", "刀人有有有打刀", "人，打打打刀", "打有刀，人打",
	    "打有有刀。人打", "打有；伤。打，有伤", "打人打人打人有伤，打人", "人打，打；刀，打。刀",
	    "打人打人人有打伤", "，打有有有刀", "打人有刀，打人，刀"};
	struct regex_scratch *scratch = regex_scratch_new();
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct str s = {0};
	struct evidence *e;

	(void)state;
	str_addz(&s, "{\"format\":1,\"rules\":[");
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		str_addf(&s, "%s{\"id\":\"r%zu\",\"kind\":\"category\","
		    "\"gives\":\"dispute.debt\",\"why\":\"x\","
		    "\"patterns\":[\"%s\"]}", i > 0 ? "," : "", i,
		    patterns[i]);
	str_addz(&s, "]}");
	ruleset_read_text(rs, str_sv(&s), "bounds", &c);
	ruleset_finish(rs, &c);
	assert_int_equal(rs->nrules, sizeof(patterns) / sizeof(patterns[0]));
	e = evidence_new(rs);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		compare(rs, e, sv_z(texts[i]), scratch);
	evidence_free(e);
	ruleset_complaints_free(&c);
	ruleset_free(rs);
	str_free(&s);
	regex_scratch_free(scratch);
}

/* What asks for more than the limits is told, never taken for no match. */
static void
test_limits(void **state)
{
	static const char rules[] = "{\"format\":1,\"rules\":[{\"id\":\"r\","
	    "\"kind\":\"factor\",\"gives\":\"risk.x\",\"why\":\"w\","
	    "\"patterns\":[\"(a+)+$\"]}]}";
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct evidence *e;
	const struct evidence_hit *h;

	(void)state;
	ruleset_read_text(rs, SV(rules), "limits", &c);
	ruleset_finish(rs, &c);
	assert_int_equal(c.n, 0);
	e = evidence_new(rs);
	evidence_read(e, RULE_NARRATIVE,
	    SV("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
	h = evidence_next(e);
	assert_non_null(h);
	assert_true(h->limit);
	assert_null(evidence_next(e));
	evidence_read(e, RULE_NARRATIVE, SV("aaa"));
	h = evidence_next(e);
	assert_non_null(h);
	assert_false(h->limit);
	evidence_free(e);
	ruleset_complaints_free(&c);
	ruleset_free(rs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_literals),
	    cmocka_unit_test(test_many_alike),
	    cmocka_unit_test(test_needs),
	    cmocka_unit_test(test_folded_patterns),
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_bounds),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
