/* SPDX-License-Identifier: MIT */
#include "bulletin_write.h"

#include "exemplar.h"
#include "fold.h"
#include "utf8.h"

#include <stdlib.h>

#define CASES_AT_HAND 3 /* told in turn */
#define CASE_WINDOWS 3  /* how old a case may be */

/* From the fullest to the barest: the first that fits is sent. */
static const struct attempt {
	unsigned sentences, advice;
	size_t case_chars;
	bool second, sign;
} attempts[] = {
    {3, 3, 160, true, true}, {2, 3, 120, true, true}, {2, 3, 90, true, true},
    {2, 2, 90, true, true}, {1, 2, 70, true, true}, {1, 2, 70, false, true},
    {1, 2, 50, false, false}, {0, 2, 0, false, true}, {0, 1, 0, false, false},
};

struct writing {
	const struct bulletin_work *w;
	const struct bulletin_words *words;
	const struct bulletin_group *g;
	size_t group;
	const struct bulletin_choice *c;
	int64_t on;
	struct str told;        /* the whole case */
	struct str parts[BV_COUNT];
};

/* --- the case ------------------------------------------------------------ */

static bool
has_han(struct sv s)
{
	size_t at = 0;
	uint32_t c;

	while (at < s.len) {
		size_t n = utf8_decode(sv_from(s, at), &c);

		if (n == 0)
			return false;
		if (c >= 0x4e00 && c <= 0x9fff)
			return true;
		at += n;
	}
	return false;
}

/* Cases of this type of this group, the newest first. */
static size_t
at_hand(const struct writing *x, struct sv type, struct case_text *to)
{
	const struct case_texts *all = &x->w->cases;
	int64_t from = x->on - CASE_WINDOWS * x->w->groups->days;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct case_text *c = &all->at[i];

		/* A narrative in Chinese tells readers of English nothing. */
		if ((c->mask >> x->group & 1) != 0 && c->day < x->on &&
		    c->day >= from && sv_eq(c->category, type) &&
		    publish_is_clean(c->text) &&
		    !(x->g->english && has_han(c->text)))
			to[n++] = *c;
	}
	return n;
}

/* Another case when the theme comes again. */
static void
choose_case(struct writing *x, const struct fold *fold, struct sv type)
{
	struct case_text *cases = mem_alloc((x->w->cases.n + 1) *
	    sizeof(*cases));
	size_t chosen[CASES_AT_HAND], n = at_hand(x, type, cases);
	size_t k = exemplar_choose(fold, cases, n, CASES_AT_HAND, chosen);

	if (k > 0) {
		const struct case_text *c = &cases[chosen[bulletin_times(x->g,
		    type, x->on) % k]];

		publish_tell(&x->told, c->text,
		    bulletin_persona(x->words, c->victim));
	}
	free(cases);
}

/* --- values -------------------------------------------------------------- */

static void
set(struct writing *x, enum bulletin_value v, struct sv text)
{
	str_clear(&x->parts[v]);
	str_addsv(&x->parts[v], text);
}

static void
set_count(struct writing *x, enum bulletin_value v, int64_t n, int64_t least)
{
	str_clear(&x->parts[v]);
	if (n >= least)
		str_addi(&x->parts[v], n);
}

static void
set_day(struct writing *x, enum bulletin_value v, int64_t day)
{
	int32_t year;
	unsigned month, d;

	str_clear(&x->parts[v]);
	if (x->g->english) {
		date_add(&x->parts[v], day);
		return;
	}
	date_civil(day, &year, &month, &d);
	str_addf(&x->parts[v], "%u月%u日", month, d);
}

static void
set_place(struct writing *x)
{
	struct str *to = &x->parts[BV_PLACE];
	const struct bulletin_group *g = x->g;
	const struct texts *lists[] = {&g->campus, &g->communities};

	str_clear(to);
	if (g->place.len > 0) {
		str_addsv(to, g->place);
		return;
	}
	for (size_t l = 0; l < 2 && to->len == 0; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			str_addz(to, i == 0 ? "" : g->english ? ", " : "、");
			str_addsv(to, lists[l]->items[i]);
		}
	if (to->len == 0)
		str_addz(to, g->english ? "our area" : "辖区");
}

static void
set_audience(struct writing *x)
{
	const struct count_query *q = x->w->tally.query;
	size_t facet = q->facet[COUNT_VICTIM - COUNT_SUBTYPE];

	str_clear(&x->parts[BV_AUDIENCE]);
	for (size_t i = 0; i < x->g->naudience; i++) {
		str_addz(&x->parts[BV_AUDIENCE], i == 0 ? ""
		    : x->g->english ? " and " : "、");
		str_addsv(&x->parts[BV_AUDIENCE], facet_group_title(q->facets,
		    facet, x->g->audience[i], x->g->english));
	}
}

/* Counts below 3 are not told, nor sums and differences that tell of them. */
static void
set_figures(struct writing *x)
{
	const struct bulletin_choice *c = x->c;
	bool both = c->cases >= BULLETIN_SMALL &&
	    c->before >= BULLETIN_SMALL;

	set_count(x, BV_CASES, c->cases, BULLETIN_SMALL);
	str_clear(&x->parts[BV_LOSS]);
	if (c->cases >= BULLETIN_SMALL && c->with_loss >= BULLETIN_SMALL)
		publish_sum(&x->parts[BV_LOSS], c->loss, x->g->english);
	set_count(x, BV_MORE, both ? c->cases - c->before : 0, 1);
	set_count(x, BV_FEWER, both ? c->before - c->cases : 0, 1);
}

static void
set_themes(struct writing *x, const struct attempt *a)
{
	const struct bulletin_choice *c = x->c;
	const struct bulletin_theme *first = &c->themes[c->chosen[0]];
	const struct bulletin_theme *second = c->nchosen > 1 && a->second
	    ? &c->themes[c->chosen[1]] : NULL;

	set(x, BV_THEME, bulletin_theme_name(x->words, first->type));
	set_count(x, BV_THEME_CASES, first->now, BULLETIN_SMALL);
	set(x, BV_SURGING, first->surging ? SV("1") : SV(""));
	set(x, BV_SIGN, a->sign ? bulletin_theme_sign(x->words, first->type)
				: SV(""));
	set(x, BV_SECOND, second != NULL ? bulletin_theme_name(x->words,
	    second->type) : SV(""));
	set_count(x, BV_SECOND_CASES, second != NULL ? second->now : 0,
	    BULLETIN_SMALL);
}

static void
set_advice(struct writing *x, const struct attempt *a)
{
	static const char *const digits[] = {"①", "②", "③", "④", "⑤"};
	const struct count_query *q = x->w->tally.query;
	size_t facet = q->facet[COUNT_VICTIM - COUNT_SUBTYPE];
	struct sv type = x->c->themes[x->c->chosen[0]].type;
	struct sv audience = x->g->naudience > 0 ? facet_group_id(q->facets,
	    facet, x->g->audience[0]) : SV("");
	const struct json *list = bulletin_advice(x->words, type, audience,
	    bulletin_times(x->g, type, x->on));
	struct str *to = &x->parts[BV_ADVICE];
	size_t n = json_count(list) < a->advice ? json_count(list)
						: a->advice;

	str_clear(to);
	for (size_t i = 0; i < n; i++) {
		if (x->g->english)
			str_addf(to, "%s%zu) ", i > 0 ? "; " : "", i + 1);
		else
			str_addf(to, "%s%s", i > 0 ? "；" : "", n > 1 && i < 5
				? digits[i] : "");
		str_addsv(to, json_sv(json_at(list, i)));
	}
	if (n > 0)
		str_addz(to, x->g->english ? "." : "。");
}

static void
set_case(struct writing *x, const struct attempt *a)
{
	str_clear(&x->parts[BV_CASE]);
	if (a->sentences > 0 && x->told.len > 0 &&
	    !publish_shorten(&x->parts[BV_CASE], str_sv(&x->told),
	    a->case_chars, a->sentences))
		str_clear(&x->parts[BV_CASE]);
}

static void
set_fixed(struct writing *x)
{
	set(x, BV_GROUP, x->g->name);
	set(x, BV_STATION, x->w->groups->station);
	set_count(x, BV_DAYS, x->w->groups->days, 0);
	set_day(x, BV_FROM, x->on - x->w->groups->days);
	set_day(x, BV_TO, x->on - 1);
	set(x, BV_EMOJI, x->g->emoji ? SV("1") : SV(""));
	set_place(x);
	set_audience(x);
	set_figures(x);
}

/* --- the message --------------------------------------------------------- */

static void
fill(struct writing *x, const struct attempt *a, struct bulletin_message *m)
{
	struct sv values[BV_COUNT];

	set_themes(x, a);
	set_advice(x, a);
	set_case(x, a);
	for (size_t i = 0; i < BV_COUNT; i++)
		values[i] = str_sv(&x->parts[i]);
	str_clear(&m->text);
	template_fill(x->words->template, values, &m->text);
	while (m->text.len > 0 && (m->text.p[m->text.len - 1] == '\n' ||
	    m->text.p[m->text.len - 1] == ' '))
		m->text.p[--m->text.len] = '\0';
	m->length = bulletin_length(str_sv(&m->text), x->g->measure);
	m->nthemes = 0;
	m->themes[m->nthemes++] = x->c->themes[x->c->chosen[0]].type;
	if (x->parts[BV_SECOND].len > 0)
		m->themes[m->nthemes++] =
		    x->c->themes[x->c->chosen[1]].type;
}

int
bulletin_write(const struct bulletin_work *w,
    const struct bulletin_words *words, const struct fold *fold,
    size_t group, int64_t on, const struct bulletin_choice *c,
    struct bulletin_message *m, struct fault *f)
{
	struct writing x = {.w = w, .words = words, .group = group,
	    .g = &w->groups->at[group], .c = c, .on = on};
	const size_t n = sizeof(attempts) / sizeof(attempts[0]);
	size_t most = (size_t)x.g->max_chars;
	int status = 0;

	*m = (struct bulletin_message){.length = 0};
	set_fixed(&x);
	choose_case(&x, fold, c->themes[c->chosen[0]].type);
	for (size_t i = 0; i < n; i++) {
		fill(&x, &attempts[i], m);
		if (m->length <= most)
			break;
	}
	if (m->length > most)
		status = fault_set(f, NULL, 0, 0, "group \"%s\": the shortest "
		    "message has a length of %zu, more than its max_chars %zu; "
		    "raise it or shorten the template", x.g->name.p, m->length,
		    most);
	str_free(&x.told);
	for (size_t i = 0; i < BV_COUNT; i++)
		str_free(&x.parts[i]);
	return status;
}

void
bulletin_message_free(struct bulletin_message *m)
{
	str_free(&m->text);
	str_free(&m->silence);
}
