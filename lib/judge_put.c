/* SPDX-License-Identifier: MIT */
/* What a judgement says, as keys of the record; its contract is in judge.h. */
#include "judge.h"

#define HEAD 256                /* bytes of the keys themselves */
#define NAME 80                 /* of a name, or a number */

const enum record_key judge_keys[] = {REC_CATEGORY, REC_LABELS, REC_RISK,
    REC_RISK_SCORE, REC_WHY, REC_CLASSIFIER, REC_NKEYS};

/* Names of labels and rules are [a-z0-9._-], 64 of them at most: nothing to
 * escape. */
static struct judge_name
name_of(const char *before, struct sv name, const char *after)
{
	struct judge_name n = {{0}, 0};
	struct str text = {0};

	str_addz(&text, before);
	str_addsv(&text, name);
	str_addz(&text, after);
	memcpy(n.text, text.p, text.len);
	n.len = (uint32_t)text.len;
	str_free(&text);
	return n;
}

struct judge_name *
judge_names(const struct ruleset *rules)
{
	struct judge_name *names = mem_alloc((rules->nrules + rules->nlabels +
	    1) * sizeof(*names));

	for (size_t i = 0; i < rules->nrules; i++)
		names[i] = name_of(",\"", rules->rules[i].id, "@");
	for (size_t i = 0; i < rules->nlabels; i++)
		names[rules->nrules + i] = name_of(",\"",
		    rules->labels[i].name, "\"");
	return names;
}

static inline char *
put(char *p, struct sv s)
{
	memcpy(p, s.p, s.len);
	return p + s.len;
}

/* Short ones are many: copied as they lie, without asking for the length. */
static inline char *
put_name(char *p, const struct judge_name *n)
{
	memcpy(p, n->text, 32);
	if (n->len > 32)
		memcpy(p + 32, n->text + 32, sizeof(n->text) - 32);
	return p + n->len;
}

static inline char *
put_number(char *p, uint32_t value)
{
	char digits[10];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	return put(p, (struct sv){digits + n, sizeof(digits) - n});
}

/* Each member of a list brings its comma: the first one becomes the bracket. */
static inline char *
close_list(char *first, char *p)
{
	if (p == first)
		p++;
	*first = '[';
	*p++ = ']';
	return p;
}

static char *
put_labels(const struct judge *j, char *p)
{
	char *first = p;

	for (size_t i = 0; i < j->nlabels; i++)
		p = put_name(p, &j->names[j->rules->nrules + j->labels[i]]);
	return close_list(first, p);
}

/* One place a rule and field is enough to underline; all are kept in hits. */
static char *
put_why(const struct judge *j, char *p)
{
	char *first = p;

	for (size_t i = 0; i < j->nhits; i++) {
		const struct judge_hit *h = &j->hits[i];

		if (h->standing != JUDGE_COUNTED || !h->first)
			continue;
		p = put_name(p, &j->names[h->rule]);
		if (h->field != RULE_NARRATIVE)
			p = put(p, sv_z(rule_field_name(h->field)));
		if (h->field < RULE_NFIELDS) {
			if (h->field != RULE_NARRATIVE)
				*p++ = ':';
			p = put_number(p, h->start);
			*p++ = '+';
			p = put_number(p, h->len);
		}
		*p++ = '"';
	}
	return close_list(first, p);
}

void
judge_put_why(const struct judge *j, struct str *out)
{
	char *p;

	str_reserve(out, (2 * j->nhits + 2) * NAME);
	p = put_why(j, out->p + out->len);
	out->len = (size_t)(p - out->p);
	out->p[out->len] = '\0';
}

void
judge_put(const struct judge *j, struct str *out)
{
	char *p;

	str_reserve(out, HEAD + (j->nlabels + 2 * j->nhits + 2) * NAME);
	p = put(out->p + out->len, SV(",\"category\":\""));
	p = put(p, judge_category(j));
	p = put_labels(j, put(p, SV("\",\"labels\":")));
	p = put(p, SV(",\"risk\":\""));
	p = put(p, sv_z(rule_level_name(j->risk)));
	p = put(p, SV("\",\"risk_score\":"));
	p = put_number(p, (uint32_t)j->score);
	p = put_why(j, put(p, SV(",\"why\":")));
	p = put(p, SV(",\"classifier\":"));
	out->len = (size_t)(p - out->p);
	out->p[out->len] = '\0';
	str_addsv(out, str_sv(&j->rules->classifier));
}
