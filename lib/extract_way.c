/* SPDX-License-Identifier: MIT */
/*
 * Platforms, means of payment, ways of contact: terms told by their words; a
 * contact by a noun (微信, 电话) only with a verb of meeting near it and no
 * word of paying or reporting beside it.
 */
#include "extract_parts.h"

#define NEAR 8                  /* units from a noun to its verb */
#define BESIDE 3

/* 中qq in abcqq, app in happy: no words. */
static bool
is_whole(const struct scan *s, const struct matcher_hit *h)
{
	size_t end = h->at + h->len;

	if (unit_is(s, h->at, UNIT_LETTER | UNIT_DIGIT) && h->at > 0 &&
	    unit_is(s, h->at - 1, UNIT_LETTER | UNIT_DIGIT))
		return false;
	return !unit_is(s, end - 1, UNIT_LETTER | UNIT_DIGIT) ||
	    !unit_is(s, end, UNIT_LETTER | UNIT_DIGIT);
}

/* A word of the list between `from` and `to`, in the clause of [at, end). */
static bool
word_near(const struct scan *s, size_t k, size_t reach, uint32_t lists)
{
	const struct matcher_hit *h = &s->hits[k];
	size_t end = h->at + h->len, low, high;

	for (low = h->at; low > 0 && h->at - low < reach &&
	    !fold_is_clause_mark(s->u[low - 1]); low--)
		;
	for (high = end; high < s->n && high - end < reach &&
	    !fold_is_clause_mark(s->u[high]); high++)
		;
	for (size_t i = k; i > 0 && s->hits[i - 1].at + 16 >= low; i--) {
		const struct matcher_hit *b = &s->hits[i - 1];

		if (b->at >= low && b->at + b->len <= h->at &&
		    (s->x->words[b->literal].lists & lists) != 0)
			return true;
	}
	for (size_t i = k + 1; i < s->nhits && s->hits[i].at < high; i++) {
		const struct matcher_hit *b = &s->hits[i];

		if (b->at >= end && b->at + b->len <= high &&
		    (s->x->words[b->literal].lists & lists) != 0)
			return true;
	}
	return false;
}

/* 微信报警: how the police were told, no way of the fraud. */
static bool
is_report(const struct scan *s, size_t i)
{
	return i + 1 < s->n && s->u[i] == 0x62a5 && s->u[i + 1] == 0x8b66;
}

static void
put_term(struct scan *s, enum extract_class class, const struct matcher_hit *h,
    int term)
{
	scan_put(s, class, h->at, h->at + h->len,
	    terms_at(s->x->terms, (size_t)term)->id, term);
}

void
scan_ways(struct scan *s)
{
	static const enum extract_class class_of[TERM_NKINDS] = {
	    [TERM_PLATFORM] = EXTRACT_PLATFORM,
	    [TERM_PAYMENT] = EXTRACT_PAYMENT,
	    [TERM_CONTACT] = EXTRACT_CONTACT};
	size_t done[TERM_NKINDS] = {0};

	/* Hits come by place, the longest first: shorter words inside one
	 * that told a term of the kind are passed over. */
	for (size_t k = 0; k < s->nhits; k++) {
		const struct matcher_hit *h = &s->hits[k];
		const struct word *w = &s->x->words[h->literal];

		for (unsigned kind = 0; kind < TERM_NKINDS; kind++) {
			int term = w->term[kind];

			if (term < 0 && kind == TERM_CONTACT && w->noun >= 0 &&
			    h->at >= done[kind] && word_near(s, k, NEAR,
			    LIST_BIT(TERM_CONTACT_VERBS)) && !word_near(s, k,
			    BESIDE, LIST_BIT(TERM_CONTACT_NOT)))
				term = w->noun;
			if (term < 0 || h->at < done[kind] || !is_whole(s, h) ||
			    is_report(s, h->at + h->len))
				continue;
			put_term(s, class_of[kind], h, term);
			done[kind] = h->at + h->len;
		}
	}
}

/* Some value of the class is the term of this id, or of one that begins so
 * (alipay, wechat_pay). */
static bool
is_told(const struct extract *e, enum extract_class class, struct sv id)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->at[i].class == class &&
		    sv_starts(extract_norm(e, &e->at[i]), id))
			return true;
	return false;
}

/* 微信 where one is spoken to by it, 支付宝 where one pays by it, are no
 * platforms of their own unless there is no other. */
void
extract_ways(const struct extractor *x, struct extract *e, struct sv narrative,
    struct extract_ways *w)
{
	int first = -1;

	*w = (struct extract_ways){-1, -1, -1};
	extract_text(x, e, narrative, EXTRACT_WAYS);
	for (size_t i = 0; i < e->n; i++) {
		const struct extract_value *v = &e->at[i];
		struct sv id = extract_norm(e, v);

		if (v->class == EXTRACT_CONTACT && w->contact < 0)
			w->contact = (int)v->number;
		if (v->class == EXTRACT_PAYMENT && w->payment < 0)
			w->payment = (int)v->number;
		if (v->class != EXTRACT_PLATFORM)
			continue;
		if (first < 0)
			first = (int)v->number;
		if (w->platform < 0 && !is_told(e, EXTRACT_CONTACT, id) &&
		    !is_told(e, EXTRACT_PAYMENT, id))
			w->platform = (int)v->number;
	}
	if (w->platform < 0)
		w->platform = first;
}
