/* SPDX-License-Identifier: MIT */
#include "opinion.h"

#include "category.h"
#include "jsonout.h"
#include "utf8.h"

#include <stdlib.h>

#define REASONS 3

static const char *const stands[] = {
    [OPINION_AGREES] = "agrees", [OPINION_ALONE] = "alone",
    [OPINION_OVERRULES] = "overrules", [OPINION_OVERRULED] = "overruled",
    [OPINION_OUTSIDE] = "outside", [OPINION_UNSURE_ALONE] = "unsure",
    [OPINION_UNSURE_DIFFERS] = "unsure",
};

/* --- deciding -------------------------------------------------------------- */

/* The category that a class's name stands for. */
static struct sv
meaning(struct sv class)
{
	return sv_eq(class, SV("none")) || sv_eq(class, SV("ordinary")) ?
	    SV("other") : class;
}

static struct sv
class_of(const struct opinion *o, size_t class)
{
	return meaning(str_sv(&o->model->classes[class].name));
}

static struct sv
family(struct sv category)
{
	const char *dot = memchr(category.p, '.', category.len);

	return (struct sv){category.p, dot != NULL ?
	    (size_t)(dot - category.p) : category.len};
}

/* Whether some class is of the category's family. */
static bool
is_known(const struct opinion *o, struct sv category)
{
	for (size_t i = 0; i < o->model->nclasses; i++)
		if (sv_eq(family(class_of(o, i)), family(category)))
			return true;
	return false;
}

static enum opinion_stand
stand_of(const struct opinion *o, const struct judge *j, struct sv rules,
    struct sv model)
{
	const struct model_scorer *s = o->scorer;

	if (sv_eq(rules, model))
		return OPINION_AGREES;
	if (j->final)
		return OPINION_OVERRULED;
	if (j->category == RULESET_NONE)
		return s->sure ? OPINION_ALONE : OPINION_UNSURE_ALONE;
	if (!is_known(o, rules) && (sv_eq(model, SV("other")) || !s->sure))
		return OPINION_OUTSIDE;
	/* A higher bar than being sure made more texts unsure than it kept
	 * from being wrong, in cross-validation. */
	return s->sure ? OPINION_OVERRULES : OPINION_UNSURE_DIFFERS;
}

/* The label that the rules know the category by. */
static uint32_t
label_of(const struct opinion *o, struct sv category)
{
	return ruleset_label(o->judge->rules, category);
}

static uint32_t
choose(void *context, const struct judge *j)
{
	struct opinion *o = context;
	const struct model_scorer *s = o->scorer;
	struct sv rules = judge_category(j), model = class_of(o, s->best);
	uint32_t label = j->category;

	o->stand = stand_of(o, j, rules, model);
	o->rules = rules;
	o->certainty = s->certainty;
	o->guesses[0] = model;
	o->guesses[1] = o->stand == OPINION_UNSURE_DIFFERS ? rules :
	    class_of(o, s->second);
	switch (o->stand) {
	case OPINION_AGREES:
	case OPINION_OVERRULED:
	case OPINION_OUTSIDE:
		o->category = rules;
		break;
	case OPINION_ALONE:
	case OPINION_OVERRULES:
		o->category = model;
		label = o->labels[s->best];
		break;
	case OPINION_UNSURE_ALONE:
	case OPINION_UNSURE_DIFFERS:
		o->category = SV(OPINION_UNSURE);
		label = label_of(o, o->guesses[0]);
		if (label == RULESET_NONE)
			label = label_of(o, o->guesses[1]);
		break;
	}
	return label;
}

struct opinion *
opinion_new(const struct model *m, struct judge *j)
{
	struct opinion *o = mem_zalloc(1, sizeof(*o));

	o->model = m;
	o->judge = j;
	o->scorer = model_scorer_new(m, j->rules->fold);
	o->labels = mem_alloc(m->nclasses * sizeof(*o->labels));
	for (size_t i = 0; i < m->nclasses; i++)
		o->labels[i] = label_of(o, class_of(o, i));
	j->choose = choose;
	j->choose_context = o;
	return o;
}

void
opinion_free(struct opinion *o)
{
	if (o == NULL)
		return;
	model_scorer_free(o->scorer);
	str_free(&o->text);
	free(o->labels);
	free(o);
}

bool
opinion_record(struct opinion *o, const struct record *r)
{
	if (!sv_eq(record_text(record_get(r, REC_KIND), &o->text),
	    SV("incident")))
		return false;
	model_begin(o->scorer);
	for (unsigned i = 0; i < MODEL_NPARTS; i++)
		model_text(o->scorer, (enum model_part)i,
		    record_text(record_get(r, model_keys[i]), &o->text));
	model_end(o->scorer);
	return judge_record(o->judge, r);
}

double
opinion_rank(const struct opinion *o)
{
	switch (o->stand) {
	case OPINION_OVERRULES:
	case OPINION_OVERRULED:
	case OPINION_UNSURE_DIFFERS:
		return o->certainty;
	case OPINION_UNSURE_ALONE:
		return 2 + o->certainty;
	case OPINION_AGREES:
	case OPINION_ALONE:
	case OPINION_OUTSIDE:
		break;
	}
	return 4 + o->certainty;
}

/* --- saying it ------------------------------------------------------------- */

static bool
is_unsure(const struct opinion *o)
{
	return o->stand == OPINION_UNSURE_ALONE ||
	    o->stand == OPINION_UNSURE_DIFFERS;
}

static void
put_label(struct str *out, struct sv label, bool *first)
{
	if (!*first)
		str_addc(out, ',');
	*first = false;
	json_text(out, label);
}

/* The category, or the guesses, then what the rules say besides. */
static void
put_labels(const struct opinion *o, struct str *out)
{
	const struct judge *j = o->judge;
	bool unsure = is_unsure(o), first = true;

	str_addz(out, ",\"labels\":[");
	for (size_t i = 0; unsure && i < 2; i++)
		put_label(out, o->guesses[i], &first);
	if (!unsure && !sv_eq(o->category, SV("other")))
		put_label(out, o->category, &first);
	for (size_t i = 0; i < j->nlabels; i++) {
		struct sv name = j->rules->labels[j->labels[i]].name;

		if (sv_eq(name, o->category) || (unsure &&
		    (sv_eq(name, o->guesses[0]) ||
		    sv_eq(name, o->guesses[1]))))
			continue;
		put_label(out, name, &first);
	}
	str_addc(out, ']');
}

static size_t
reasons_of(struct opinion *o, struct model_reason reasons[REASONS])
{
	if (o->stand == OPINION_OVERRULED || o->stand == OPINION_OUTSIDE)
		return 0;
	return model_reasons(o->scorer, o->scorer->best, reasons, REASONS);
}

static void
put_why(struct opinion *o, struct str *out)
{
	struct model_reason reasons[REASONS];
	size_t n = reasons_of(o, reasons), start;

	str_addz(out, ",\"why\":");
	start = out->len + 1;
	judge_put_why(o->judge, out);
	out->len--; /* the list goes on */
	for (size_t i = 0; i < n; i++) {
		str_addsv(out, out->len > start ? SV(",\"model@") :
		    SV("\"model@"));
		if (reasons[i].part != MODEL_NARRATIVE) {
			str_addz(out,
			    record_key_name(model_keys[reasons[i].part]));
			str_addc(out, ':');
		}
		str_addu(out, reasons[i].start);
		str_addc(out, '+');
		str_addu(out, reasons[i].len);
		str_addc(out, '"');
	}
	str_addc(out, ']');
}

/* 0.97; never 1.00, which nothing is. */
static void
put_certainty(struct str *out, double certainty)
{
	unsigned hundredths = (unsigned)(certainty * 100);

	str_addz(out, "0.");
	str_add_padded(out, hundredths < 99 ? hundredths : 99, 2);
}

/* The category of the side that did not decide; empty when there is none. */
static struct sv
other_side(const struct opinion *o)
{
	if (o->stand == OPINION_OVERRULES || o->stand ==
	    OPINION_UNSURE_DIFFERS)
		return o->rules;
	return o->stand == OPINION_OVERRULED ? o->guesses[0] : SV("");
}

/* "; model 1f761a3e overrules 0.97 fraud.service" */
static void
put_classifier(const struct opinion *o, struct str *out)
{
	struct sv rules = str_sv(&o->judge->rules->classifier);
	struct sv other = other_side(o);

	str_addz(out, ",\"classifier\":");
	rules.len--; /* its closing quote */
	str_addsv(out, rules);
	str_addz(out, "; model ");
	str_addz(out, o->model->id);
	str_addc(out, ' ');
	str_addz(out, stands[o->stand]);
	str_addc(out, ' ');
	put_certainty(out, o->certainty);
	if (other.len > 0) {
		size_t at = out->len;

		json_text(out, other);
		out->p[at] = ' '; /* the opening quote */
		return;
	}
	str_addc(out, '"');
}

void
opinion_put(struct opinion *o, struct str *out)
{
	json_put_text(out, SV("category"), o->category);
	put_labels(o, out);
	json_put_text(out, SV("risk"),
	    sv_z(rule_level_name(o->judge->risk)));
	json_put_int(out, SV("risk_score"), o->judge->score);
	put_why(o, out);
	put_classifier(o, out);
}

/* --- for people ------------------------------------------------------------ */

static const char *const stands_zh[] = {
    [OPINION_AGREES] = "与规则一致", [OPINION_ALONE] = "规则未命中，采用模型",
    [OPINION_OVERRULES] = "与规则不一致，采用模型",
    [OPINION_OVERRULED] = "与规则不一致，优先规则为准",
    [OPINION_OUTSIDE] = "不在模型范围内，以规则为准",
    [OPINION_UNSURE_ALONE] = "把握不足，待人工判定",
    [OPINION_UNSURE_DIFFERS] = "与规则不一致且把握不足，待人工判定",
};
static const char *const stands_en[] = {
    [OPINION_AGREES] = "agrees with the rules",
    [OPINION_ALONE] = "the rules found nothing: the model decides",
    [OPINION_OVERRULES] = "differs from the rules: the model decides",
    [OPINION_OVERRULED] = "differs from the rules: a final rule decides",
    [OPINION_OUTSIDE] = "not of the model's classes: the rules decide",
    [OPINION_UNSURE_ALONE] = "not sure: a person decides",
    [OPINION_UNSURE_DIFFERS] =
	"differs from the rules and is not sure: a person decides",
};

/* The words, with what could drive a terminal made blanks. */
static void
put_words(const struct model_reason *reason, struct sv text,
    struct str *out)
{
	size_t from = out->len;

	text = sv_from(text, utf8_offset(text, reason->start));
	text.len = utf8_offset(text, reason->len);
	str_addsv(out, text);
	for (size_t i = from; i < out->len; i++)
		if ((unsigned char)out->p[i] < 0x20 || out->p[i] == 0x7f)
			out->p[i] = ' ';
}

void
opinion_explain(struct opinion *o, const struct record *r, bool english,
    struct str *out)
{
	struct model_reason reasons[REASONS];
	size_t n = reasons_of(o, reasons);

	str_addz(out, english ? "  model " : "  模型");
	str_addz(out, o->model->id);
	str_addz(out, english ? ": " : "：");
	str_addsv(out, category_title(o->guesses[0], english));
	str_addc(out, ' ');
	put_certainty(out, o->certainty);
	str_addz(out, english ? "; " : "；");
	str_addz(out, (english ? stands_en : stands_zh)[o->stand]);
	for (size_t i = 0; i < n; i++) {
		str_addz(out, i > 0 ? " " : english ? "; " : "；");
		str_addz(out, english ? "\"" : "“");
		put_words(&reasons[i], record_text(record_get(r,
		    model_keys[reasons[i].part]), &o->text), out);
		str_addz(out, english ? "\"" : "”");
	}
	str_addc(out, '\n');
}
