/* SPDX-License-Identifier: MIT */
#include "fraud_worker.h"

#include "jsonout.h"

#include <stdlib.h>

void
fraud_workers_make(struct fraud_workers *w, unsigned n,
    const struct count_query *q, const struct fraud_ask *ask,
    const struct fraud_load *load, bool texts)
{
	w->n = n;
	w->at = mem_zalloc(n, sizeof(*w->at));
	w->pointers = mem_zalloc(n, sizeof(*w->pointers));
	for (unsigned i = 0; i < n; i++) {
		count_init(&w->at[i].tally, q);
		if (texts)
			w->at[i].texts = fraud_texts_new(ask, load->fold,
			    load->extractor);
		w->pointers[i] = &w->at[i];
	}
}

void
fraud_workers_free(struct fraud_workers *w)
{
	for (unsigned i = 0; i < w->n; i++) {
		count_free(&w->at[i].tally);
		fraud_texts_free(w->at[i].texts);
	}
	free(w->at);
	free(w->pointers);
	*w = (struct fraud_workers){0};
}

int
fraud_worker_record(struct fraud_worker *w, const struct record *r,
    struct fault *f)
{
	if (count_record(&w->tally, r, f) != 0)
		return -1;
	if (w->texts != NULL)
		fraud_texts_take(w->texts, &w->tally, r);
	return 0;
}

int
fraud_worker_partial(struct fraud_worker *w, struct count_query *q,
    const struct record *r, struct fault *f)
{
	int status = fraud_texts_read_partial(w->texts, r, f);

	if (status != 0)
		return status < 0 ? -1 : 0;
	return count_read_partial(&w->tally, q, r, f);
}

struct fraud_worker *
fraud_workers_join(struct fraud_workers *w)
{
	for (unsigned i = 1; i < w->n; i++) {
		count_merge(&w->at[0].tally, &w->at[i].tally);
		if (w->at[0].texts != NULL)
			fraud_texts_merge(w->at[0].texts, w->at[i].texts);
	}
	return &w->at[0];
}

int
fraud_worker_end(const struct fraud_worker *w, bool texts, struct fault *f)
{
	if (count_partial_end(&w->tally, f) != 0 ||
	    fraud_texts_end(w->texts, f) != 0)
		return -1;
	if (texts && !w->texts->headed)
		return fault_set(f, NULL, 0, 0, "partials without texts; make "
		    "them with --variants or --cases");
	return 0;
}

void
fraud_worker_put_partial(struct str *out, struct fraud_worker *w, bool texts)
{
	count_put_partial(out, &w->tally);
	if (texts || (w->texts != NULL && w->texts->headed))
		fraud_texts_put_partial(out, w->texts);
}

/* --- each case ----------------------------------------------------------- */

static void
add_facet(struct str *out, struct str *why, const struct count_tally *t,
    enum count_key key)
{
	const struct count_query *q = t->query;
	size_t facet = q->facet[key - COUNT_SUBTYPE];
	const struct facet_found *found = &t->found[facet];
	struct str one = {0};

	if (found->group == FACET_NONE)
		return;
	json_put_text(out, facet_name(q->facets, facet),
	    facet_group_id(q->facets, facet, found->group));
	facet_why(&one, q->facets, facet, found);
	str_addz(why, why->len > 0 ? "," : "");
	json_text(why, str_sv(&one));
	str_free(&one);
}

/* The first place of the term in the narrative. */
static void
add_way(struct str *out, struct str *why, const struct count_tally *t,
    enum count_key key, int term, enum extract_class class)
{
	const struct terms *terms = extractor_terms(t->query->extractor);
	const char *name = count_key_name(t->query->subject, key);
	struct str one = {0};

	if (term < 0)
		return;
	json_put_text(out, sv_z(name), terms_at(terms, (size_t)term)->id);
	for (size_t i = 0; i < t->extract.n; i++) {
		const struct extract_value *v = &t->extract.at[i];

		if (v->class != class || v->number != term)
			continue;
		str_addf(&one, "%s.%s@narrative:%zu+%zu", name,
		    terms_at(terms, (size_t)term)->id.p, v->first, v->chars);
		str_addz(why, why->len > 0 ? "," : "");
		json_text(why, str_sv(&one));
		break;
	}
	str_free(&one);
}

void
fraud_worker_explain(struct str *out, const struct fraud_worker *w,
    const struct record *r)
{
	static const enum record_key keys[] = {REC_ID, REC_SRC, REC_CATEGORY};
	const struct count_tally *t = &w->tally;
	struct str why = {0}, scratch = {0};
	size_t start = out->len;

	if (t->fate != COUNT_COUNTED)
		return;
	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("fraud-facets"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (record_get(r, keys[i])->type == RECORD_STRING)
			json_put_text(out, sv_z(record_key_name(keys[i])),
			    record_text(record_get(r, keys[i]), &scratch));
	add_facet(out, &why, t, COUNT_SUBTYPE);
	add_facet(out, &why, t, COUNT_VICTIM);
	add_way(out, &why, t, COUNT_CONTACT, t->ways.contact,
	    EXTRACT_CONTACT);
	add_way(out, &why, t, COUNT_PLATFORM, t->ways.platform,
	    EXTRACT_PLATFORM);
	add_way(out, &why, t, COUNT_PAYMENT, t->ways.payment,
	    EXTRACT_PAYMENT);
	str_addz(out, ",\"why\":[");
	str_addsv(out, str_sv(&why));
	str_addc(out, ']');
	json_enclose(out, start);
	str_addc(out, '\n');
	str_free(&why);
	str_free(&scratch);
}
