/* SPDX-License-Identifier: MIT */
/* A choice explained to the officer who sends it. */
#include "bulletin_write.h"

#include "category.h"
#include "change.h"
#include "jsonout.h"

#include <math.h>

void
bulletin_silence_words(struct str *out, const struct bulletin_work *w,
    size_t group, const struct bulletin_choice *c, bool english)
{
	const struct bulletin_groups *all = w->groups;
	const struct bulletin_group *g = &all->at[group];

	str_addz(out, english ? "nothing to send: " : "本期无需推送：");
	switch (c->silence) {
	case BULLETIN_SPEAKS:
		break;
	case BULLETIN_FULL_WEEK:
		str_addf(out, english
		    ? "it has had its %lld messages of the last 7 days"
		    : "近7天已推送%lld条，达到上限", (long long)g->max_per_week);
		break;
	case BULLETIN_NO_CASES:
		str_addf(out, english
		    ? "no case among its people and places in the last %lld "
		      "days" : "近%lld天本群范围内没有电信网络诈骗警情",
		    (long long)all->days);
		break;
	case BULLETIN_TOO_FEW:
		str_addf(out, english
		    ? "no type with %lld cases or more in the last %lld days"
		    : "各类均不足%lld起（近%lld天）", (long long)all->least,
		    (long long)all->days);
		break;
	case BULLETIN_ALL_HAD:
		str_addf(out, english
		    ? "what there is to tell was sent in the last %lld days "
		      "and is not surging"
		    : "可推送的类别近%lld天都已推送过，也没有明显上升",
		    (long long)all->repeat_days);
		break;
	}
}

static bool
is_chosen(const struct bulletin_choice *c, size_t i)
{
	for (size_t k = 0; k < c->nchosen; k++)
		if (c->chosen[k] == i)
			return true;
	return false;
}

static void
add_counts(struct str *out, const struct bulletin_groups *all,
    const struct bulletin_theme *t, bool english)
{
	if (english)
		str_addf(out, "%lld cases in %lld days", (long long)t->now,
		    (long long)all->days);
	else
		str_addf(out, "近%lld天%lld起", (long long)all->days,
		    (long long)t->now);
	if (t->past_n > 0) {
		str_addf(out, english ? ", mean of windows before (%lld) "
				      : "，此前%lld个时段平均",
		    (long long)t->past_n);
		change_add_fixed(out, (t->past_sum * 10 + t->past_n / 2) /
		    t->past_n, 1, false);
		str_addz(out, english ? "" : "起");
	}
	if (t->p >= 0) {
		str_addz(out, english ? ", p " : "，p=");
		change_add_fixed(out, (int64_t)ceil(t->p * 1e4 - 1e-9), 4,
		    false);
	}
	if (t->surging)
		str_addz(out, english ? ", surging" : "，明显上升");
}

void
bulletin_why(struct str *out, const struct bulletin_work *w, size_t group,
    const struct bulletin_choice *c, bool english)
{
	const struct bulletin_groups *all = w->groups;
	const struct bulletin_group *g = &all->at[group];

	for (size_t i = 0; i < c->nthemes; i++) {
		const struct bulletin_theme *t = &c->themes[i];
		bool chosen = c->silence == BULLETIN_SPEAKS &&
		    is_chosen(c, i);

		str_addz(out, chosen ? "+ " : "- ");
		str_addsv(out, category_title(t->type, english));
		str_addz(out, english ? ": " : "：");
		add_counts(out, all, t, english);
		if (t->had)
			str_addf(out, english ? "; sent in the last %lld days"
					      : "；近%lld天已推送",
			    (long long)all->repeat_days);
		for (size_t k = 0; k < g->exclude.count; k++)
			if (sv_eq(g->exclude.items[k], t->type))
				str_addz(out, english ? "; left out for this "
						        "group"
						      : "；本群不推送");
		if (!chosen && t->now < all->least && !t->surging)
			str_addf(out, english ? "; fewer than %lld"
					      : "；不足%lld起",
			    (long long)all->least);
		str_addc(out, '\n');
	}
}

/* --- what the command prints --------------------------------------------- */

void
bulletin_put_json(struct str *out, const struct bulletin_message *m,
    struct sv why)
{
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("fraud-digest"));
	json_put_text(out, SV("group"), m->group);
	if (m->text.len > 0) {
		json_put_text(out, SV("message"), str_sv(&m->text));
		json_put_int(out, SV("length"), (int64_t)m->length);
		json_put_texts(out, SV("themes"), m->themes, m->nthemes);
	} else {
		json_put_text(out, SV("silence"), str_sv(&m->silence));
	}
	if (why.len > 0)
		json_put_text(out, SV("why"), why);
	json_enclose(out, start);
	str_addc(out, '\n');
}

void
bulletin_put_text(struct str *out, const struct bulletin_message *m,
    struct sv why, bool heading, bool english)
{
	if (heading) {
		str_addz(out, "== ");
		str_addsv(out, m->group);
		if (m->text.len > 0)
			str_addf(out, english ? " (%zu)" : "（%zu字）",
			    m->length);
		str_addz(out, " ==\n");
	}
	str_addsv(out, str_sv(&m->text));
	if (m->text.len > 0)
		str_addc(out, '\n');
	if (heading && m->text.len == 0) {
		str_addsv(out, str_sv(&m->silence));
		str_addc(out, '\n');
	}
	if (why.len > 0) {
		str_addz(out, english ? "-- why --\n" : "-- 选题理由 --\n");
		str_addsv(out, why);
	}
	str_addz(out, heading ? "\n" : "");
}
