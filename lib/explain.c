/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include "category.h"
#include "utf8.h"

struct pair {
	const char *chinese, *english;
};

static const struct pair field_titles[] = {
    [RULE_NARRATIVE] = {"简要案情", "narrative"},
    [RULE_FEEDBACK] = {"反馈", "feedback"},
    [RULE_OUTCOME] = {"处警结果", "outcome"},
    [RULE_ADDRESS] = {"地址", "address"},
    [RULE_CALLER_JOB] = {"报警人职业", "caller's job"},
    [RULE_PLACE_TYPE] = {"场所", "place"},
    [RULE_CHANNEL] = {"报警方式", "channel"},
    [RULE_TYPE] = {"警情类别", "class"},
    [RULE_LOSS] = {"损失金额", "loss"},
};
static const struct pair level_titles[] = {
    {"低", "low"}, {"中", "medium"}, {"高", "high"}};
static const struct pair kind_titles[] = {
    {"类别", "category"}, {"风险", "risk"}, {"关口", "gate"},
    {"取消", "cancels"}};
static const struct pair standing_titles[] = {
    [JUDGE_COUNTED] = {"", ""},
    [JUDGE_CANCELLED] = {"被更可靠的内容取消", "cancelled by a stronger word"},
    [JUDGE_WEAK] = {"类别分值不足", "too little for the category"},
    [JUDGE_ELSEWHERE] = {"只用于其他类别", "for other categories only"},
    [JUDGE_IDLE] = {NULL, NULL}, /* not told: nothing was there to cancel */
};

static const char *
title(const struct explain *e, const struct pair *p)
{
	return e->english ? p->english : p->chinese;
}

/* One character, with what could drive a terminal or break the line made a
 * blank. Gives its length. */
static size_t
put_character(struct str *out, struct sv s)
{
	uint32_t c = 0;
	size_t n = utf8_decode(s, &c);

	if (n == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
		str_addc(out, ' ');
	else
		str_add(out, s.p, n);
	return n > 0 ? n : 1;
}

static void
put_plain(struct str *out, struct sv s)
{
	for (size_t at = 0; at < s.len;)
		at += put_character(out, sv_from(s, at));
}

/* Where the mark that holds character `at` of the field ends, or `at` when
 * none does. */
static size_t
mark_end(const struct judge *j, enum rule_field field, size_t at)
{
	size_t end = at;

	for (size_t i = 0; i < j->nhits; i++) {
		const struct judge_hit *h = &j->hits[i];

		if (h->field == field && h->standing == JUDGE_COUNTED &&
		    h->start <= at && (size_t)h->start + h->len > end)
			end = (size_t)h->start + h->len;
	}
	return end;
}

static void
put_marked(const struct explain *e, const struct judge *j,
    enum rule_field field, struct sv text, struct str *out)
{
	const char *open = e->bold ? "\033[1m" : "【";
	const char *close = e->bold ? "\033[0m" : "】";
	size_t at = 0, end = 0;
	bool inside = false;

	for (size_t byte = 0; byte < text.len; at++) {
		size_t reach = mark_end(j, field, at);

		if (inside && at == end && reach == at) {
			str_addz(out, close);
			inside = false;
		}
		if (reach > at && !inside)
			str_addz(out, open);
		inside |= reach > at;
		if (reach > end)
			end = reach;
		byte += put_character(out, sv_from(text, byte));
	}
	if (inside)
		str_addz(out, close);
}

static bool
has_hits(const struct judge *j, enum rule_field field)
{
	for (size_t i = 0; i < j->nhits; i++)
		if (j->hits[i].field == field)
			return true;
	return false;
}

/* The three texts always; another field only when something was found there. */
static void
put_texts(struct explain *e, const struct judge *j, const struct record *r,
    struct str *out)
{
	for (unsigned f = 0; f < RULE_NFIELDS; f++) {
		struct sv text = record_text(record_get(r,
		    judge_key((enum rule_field)f)), &e->text);

		if (text.len == 0 || (f > RULE_OUTCOME &&
		    !has_hits(j, (enum rule_field)f)))
			continue;
		str_addf(out, "  %s: ", title(e, &field_titles[f]));
		put_marked(e, j, (enum rule_field)f, text, out);
		str_addc(out, '\n');
	}
}

static void
put_head(struct explain *e, const struct judge *j, const struct record *r,
    struct str *out)
{
	static const enum record_key keys[] = {REC_ID, REC_REPORTED_AT,
	    REC_COMMUNITY, REC_TYPE, REC_NKEYS};
	struct sv category = e->category.p != NULL ? e->category :
	    judge_category(j);

	for (size_t i = 0; keys[i] != REC_NKEYS; i++) {
		struct sv text = record_text(record_get(r, keys[i]),
		    &e->text);

		if (text.len > 0 && i > 0)
			str_addz(out, "  ");
		put_plain(out, text);
	}
	str_addf(out, "\n  %s: ", e->english ? "category" : "类别");
	str_addsv(out, category_title(category, e->english));
	str_addz(out, " (");
	str_addsv(out, category);
	str_addf(out, e->english ? ")   risk: %s (%lld points)\n" :
	    ")   风险: %s (%lld分)\n", title(e, &level_titles[j->risk]),
	    (long long)j->score);
}

/* The words of a hit, out of the record's text. */
static void
put_words(struct explain *e, const struct judge_hit *h,
    const struct record *r, struct str *out)
{
	struct sv text;
	size_t from;

	if (h->field >= RULE_NFIELDS) {
		str_addf(out, "[%s]", title(e, &field_titles[h->field]));
		return;
	}
	text = record_text(record_get(r, judge_key(h->field)), &e->text);
	from = utf8_offset(text, h->start);
	text = sv_from(text, from);
	text.len = utf8_offset(text, h->len);
	str_addz(out, e->english ? "\"" : "“");
	put_plain(out, text);
	str_addz(out, e->english ? "\"" : "”");
	if (h->field != RULE_NARRATIVE)
		str_addf(out, "[%s]", title(e, &field_titles[h->field]));
}

/* What the rule does: "risk.weapon +4, at least high". */
static void
put_effect(const struct explain *e, const struct rule *r, struct str *out)
{
	str_addf(out, "%s ", title(e, &kind_titles[r->kind]));
	str_addsv(out, r->gives);
	if (r->kind == RULE_CATEGORY || r->kind == RULE_FACTOR)
		str_addf(out, " %+d", r->weight);
	if (r->level > RULE_LOW)
		str_addf(out, e->english ? ", at least %s" : ", 至少为%s",
		    title(e, &level_titles[r->level]));
	if (r->final)
		str_addz(out, e->english ? ", final" : ", 优先");
}

/* The first hit of each rule, counted or not. A rule that would have cancelled
 * something, had it been told, is no news. */
static void
put_reasons(struct explain *e, const struct judge *j, const struct record *r,
    bool counted, struct str *out)
{
	bool any = false;

	for (size_t i = 0; i < j->nhits; i++) {
		const struct judge_hit *h = &j->hits[i];
		const struct rule *rule = &j->rules->rules[h->rule];

		if ((h->standing == JUDGE_COUNTED) != counted ||
		    h->standing == JUDGE_IDLE ||
		    (i > 0 && j->hits[i - 1].rule == h->rule))
			continue;
		if (!any)
			str_addf(out, "  %s:\n", counted ?
			    (e->english ? "because" : "依据") :
			    (e->english ? "not counted" : "未计入"));
		any = true;
		str_addz(out, "    ");
		put_effect(e, rule, out);
		str_addz(out, "  ");
		put_words(e, h, r, out);
		str_addz(out, e->english ? " - " : "：");
		put_plain(out, e->english ? rule->why_en : rule->why);
		if (!counted)
			str_addf(out, e->english ? " (%s)" : "（%s）",
			    title(e, &standing_titles[h->standing]));
		str_addf(out, "  {%s}\n", rule->id.p);
	}
	if (!any && counted)
		str_addf(out, "  %s\n", e->english ?
		    "no rule applies" : "没有适用的规则");
}

void
explain_add(struct explain *e, const struct judge *j, const struct record *r,
    struct str *out)
{
	put_head(e, j, r, out);
	put_texts(e, j, r, out);
	put_reasons(e, j, r, true, out);
	put_reasons(e, j, r, false, out);
	str_addc(out, '\n');
}
