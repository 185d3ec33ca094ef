/* SPDX-License-Identifier: MIT */
/* Variants and representative cases in words and as JSON Lines. */
#include "fraud_texts.h"

#include "category.h"
#include "exemplar.h"
#include "jsonout.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

#define VARIANTS_TOLD 10
#define EXAMPLE_CHARS 90
#define CASE_CHARS 160
#define CASE_SENTENCES 3

struct telling {
	const struct fraud_report *o;
	struct fraud_texts *x;
	const struct count_query *q;
	struct str *out;
};

static bool
for_programs(const struct telling *t)
{
	return t->o->format == TABLE_AS_JSONL;
}

static void
title(struct telling *t, const char *chinese, const char *english)
{
	str_addf(t->out, "\n%s%s\n%s", t->o->format == TABLE_AS_MD ? "## " : "",
	    t->o->english ? english : chinese,
	    t->o->format == TABLE_AS_MD ? "\n" : "");
}

/* --- variants ------------------------------------------------------------ */

/* The sentence that holds the words, short. */
static void
add_example(struct str *out, struct sv text, struct sv words)
{
	size_t at = sv_find(text, words), from = 0;
	struct sv mark = SV("。");

	if (at == SIZE_MAX)
		at = 0;
	for (size_t i = 0; i < at; i++)
		if (sv_starts(sv_from(text, i), mark))
			from = i + mark.len;
	if (utf8_count((struct sv){text.p + from, at - from}) >
	    EXAMPLE_CHARS / 2)
		from = utf8_offset(text, utf8_count((struct sv){text.p, at}) -
		    EXAMPLE_CHARS / 2);
	if (!publish_shorten(out, sv_from(text, from), EXAMPLE_CHARS, 1)) {
		struct sv rest = sv_from(text, from);

		str_add(out, rest.p, utf8_offset(rest, EXAMPLE_CHARS));
		str_addz(out, "……");
	}
}

static int64_t
millionths(double p)
{
	return (int64_t)ceil(p * 1e6 - 1e-9);
}

static void
put_variant(struct telling *t, const struct variant *v)
{
	size_t start = t->out->len;
	struct str s = {0};

	json_put_int(t->out, SV("format"), 1);
	json_put_text(t->out, SV("kind"), SV("fraud-variant"));
	json_put_text(t->out, SV("words"), v->words);
	json_put_int(t->out, SV("cases"), v->now);
	json_put_int(t->out, SV("before"), v->before);
	change_add_fixed(&s, (int64_t)(v->ratio * 100 + 0.5), 2, false);
	json_put_raw(t->out, SV("ratio"), str_sv(&s));
	str_clear(&s);
	change_add_fixed(&s, millionths(v->p), 6, false);
	json_put_raw(t->out, SV("p"), str_sv(&s));
	str_clear(&s);
	add_example(&s, t->x->texts.at[v->examples[0]].text, v->words);
	json_put_text(t->out, SV("example"), str_sv(&s));
	json_enclose(t->out, start);
	str_addc(t->out, '\n');
	str_free(&s);
}

static void
tell_variant(struct telling *t, const struct variant *v, size_t i)
{
	bool english = t->o->english;
	struct str example = {0}, first = {0};

	str_addf(t->out, english ? "%zu. \"%.*s\": %lld cases, %lld before "
				   "(G² "
				 : "%zu. “%.*s”：本期%lld起，此前%lld起（G²=",
	    i + 1, (int)v->words.len, v->words.p, (long long)v->now,
	    (long long)v->before);
	change_add_fixed(t->out, (int64_t)(v->ratio * 10 + 0.5), 1, false);
	str_addz(t->out, english ? ", p " : "，p=");
	change_add_fixed(t->out, millionths(v->p), 6, false);
	str_addz(t->out, english ? ")\n" : "）\n");
	for (size_t e = 0; e < 2; e++) {
		str_clear(&example);
		add_example(&example, t->x->texts.at[v->examples[e]].text,
		    v->words);
		if (e > 0 && sv_eq(str_sv(&example), str_sv(&first)))
			break;
		str_addf(t->out, "%s%s\n", english ? "   e.g. " : "   例：",
		    example.p);
		str_addsv(&first, str_sv(&example));
	}
	str_free(&example);
	str_free(&first);
}

static void
tell_variants(struct telling *t)
{
	struct variant_list list;

	variants_find(&t->x->runs, t->x->fold, &t->x->texts, &list);
	if (!for_programs(t)) {
		title(t, "新说法", "New variants");
		str_addf(t->out, t->o->english
		    ? "Words in %lld narratives of the period and hardly in "
		      "%lld before: in at least %d, p ≤ %.2f after "
		      "Bonferroni over %lld runs.\n"
		    : "本期%lld条案情中出现而此前%lld条中几乎没有的文字：至少%d起，"
		      "p≤%.2f（对%lld处文字作Bonferroni校正）。\n",
		    (long long)t->x->runs.now, (long long)t->x->runs.before,
		    VARIANT_SUPPORT, VARIANT_LEVEL, (long long)list.tested);
		if (list.n == 0)
			str_addz(t->out, t->o->english ? "None.\n"
						       : "没有。\n");
	}
	for (size_t i = 0; i < list.n && i < VARIANTS_TOLD; i++) {
		if (for_programs(t))
			put_variant(t, &list.at[i]);
		else
			tell_variant(t, &list.at[i], i);
	}
	variant_list_free(&list);
}

/* --- cases --------------------------------------------------------------- */

static void
put_case(struct telling *t, const struct case_text *c, struct sv text)
{
	size_t start = t->out->len;
	struct str day = {0};

	date_add(&day, c->day);
	json_put_int(t->out, SV("format"), 1);
	json_put_text(t->out, SV("kind"), SV("fraud-case"));
	json_put_text(t->out, SV("category"), c->category);
	if (t->x->ask->ids) {
		json_put_text(t->out, SV("id"), c->id);
		json_put_text(t->out, SV("day"), str_sv(&day));
	} else {
		json_put_text(t->out, SV("month"), (struct sv){day.p, 7});
	}
	if (c->victim.len > 0) {
		json_put_text(t->out, SV("victim"), c->victim);
		json_put_text(t->out, SV("victim_why"), c->why);
	}
	if (c->loss > 0) {
		str_clear(&day);
		publish_sum(&day, c->loss, t->o->english);
		json_put_text(t->out, SV("loss"), str_sv(&day));
	}
	json_put_text(t->out, SV("text"), text);
	json_enclose(t->out, start);
	str_addc(t->out, '\n');
	str_free(&day);
}

static void
tell_case(struct telling *t, const struct case_text *c, struct sv text,
    size_t i)
{
	bool english = t->o->english;
	const char *comma = english ? ", " : "，";
	struct str day = {0};

	date_add(&day, c->day);
	str_addf(t->out, english ? "%zu. (%.7s" : "%zu. （%.7s", i + 1, day.p);
	if (c->victim.len > 0) {
		str_addz(t->out, comma);
		count_add_value(t->out, t->q, COUNT_VICTIM, c->victim,
		    english);
	}
	if (c->loss > 0) {
		str_addz(t->out, english ? ", lost " : "，损失");
		publish_sum(t->out, c->loss, english);
	}
	if (t->x->ask->ids)
		str_addf(t->out, english ? ", case %.*s" : "，警情号%.*s",
		    (int)c->id.len, c->id.p);
	str_addz(t->out, english ? ") " : "）");
	str_addsv(t->out, text);
	str_addc(t->out, '\n');
	str_free(&day);
}

static void
tell_type(struct telling *t, const struct case_text *cases, size_t n)
{
	size_t *chosen = mem_alloc((t->x->ask->cases + 1) * sizeof(*chosen));
	size_t k = exemplar_choose(t->x->fold, cases, n, t->x->ask->cases,
	    chosen);
	struct sv type = category_title(cases[0].category, t->o->english);
	struct str text = {0};

	if (!for_programs(t) && k > 0)
		str_addf(t->out, t->o->english ? "%.*s\n" : "【%.*s】\n",
		    (int)type.len, type.p);
	for (size_t i = 0; i < k; i++) {
		const struct case_text *c = &cases[chosen[i]];

		str_clear(&text);
		if (!publish_shorten(&text, c->text, CASE_CHARS,
		    CASE_SENTENCES)) {
			str_add(&text, c->text.p, utf8_offset(c->text,
			    CASE_CHARS - 2));
			str_addz(&text, "……");
		}
		if (for_programs(t))
			put_case(t, c, str_sv(&text));
		else
			tell_case(t, c, str_sv(&text), i);
	}
	str_free(&text);
	free(chosen);
}

static void
tell_cases(struct telling *t)
{
	const struct case_texts *all = &t->x->texts;
	size_t end;

	if (!for_programs(t))
		title(t, "典型案例", "Representative cases");
	for (size_t i = 0; i < all->n; i = end) {
		end = i;
		while (end < all->n && sv_eq(all->at[end].category,
		    all->at[i].category))
			end++;
		tell_type(t, all->at + i, end - i);
	}
	if (all->n == 0 && !for_programs(t))
		str_addz(t->out, t->o->english ? "None.\n" : "没有。\n");
}

void
fraud_texts_report(struct str *out, const struct fraud_report *o,
    struct fraud_texts *x, const struct count_query *q)
{
	struct telling t = {o, x, q, out};

	case_texts_sort(&x->texts);
	if (x->ask->variants)
		tell_variants(&t);
	if (x->ask->cases > 0)
		tell_cases(&t);
}
