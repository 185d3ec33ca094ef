/* SPDX-License-Identifier: MIT */
#include "fraud_texts.h"

#include "jsonout.h"

#include <stdlib.h>

#define KIND_HEAD "fraud-partial-texts"

struct fraud_texts *
fraud_texts_new(const struct fraud_ask *ask, const struct fold *fold,
    const struct extractor *extractor)
{
	struct fraud_texts *x = mem_zalloc(1, sizeof(*x));

	x->ask = ask;
	x->has_runs = ask->variants;
	x->fold = fold;
	if (extractor != NULL)
		x->publish = publish_new(extractor, false);
	return x;
}

void
fraud_texts_free(struct fraud_texts *x)
{
	if (x == NULL)
		return;
	publish_free(x->publish);
	extract_free(&x->extract);
	variants_free(&x->runs);
	case_texts_free(&x->texts);
	folded_free(&x->folded);
	str_free(&x->text);
	str_free(&x->why);
	str_free(&x->scratch);
	str_free(&x->id);
	free(x);
}

/* --- collecting ---------------------------------------------------------- */

/* How the victim was met, what the money went by, what was lost: a case of
 * which these are known can be told as a story. */
static unsigned
course_of(struct fraud_texts *x, const struct count_query *q,
    const struct record *r, int64_t loss)
{
	struct extract_ways w;

	extract_ways(q->extractor, &x->extract, record_text(record_get(r,
	    REC_NARRATIVE), &x->scratch), &w);
	return (unsigned)(loss > 0) + (unsigned)(w.contact >= 0) +
	    (unsigned)(w.payment >= 0 || w.platform >= 0);
}

static void
add_case(struct fraud_texts *x, const struct count_tally *t,
    const struct record *r)
{
	const struct count_query *q = t->query;
	size_t facet = q->facet[COUNT_VICTIM - COUNT_SUBTYPE];
	struct str category = {0};
	struct case_text c = {.text = str_sv(&x->text), .day = t->when.day,
	    .loss = -1};
	int64_t loss;

	if (record_int(record_get(r, REC_LOSS_FEN), &loss) && loss >= 0)
		c.loss = loss;
	str_clear(&x->why);
	if (q->facets != NULL && (q->wanted >> facet & 1) != 0 &&
	    t->found[facet].group != FACET_NONE) {
		c.victim = facet_group_id(q->facets, facet,
		    t->found[facet].group);
		facet_why(&x->why, q->facets, facet, &t->found[facet]);
	}
	c.why = str_sv(&x->why);
	if (x->ask->cases > 0)
		c.course = course_of(x, q, r, c.loss);
	if (x->ask->ids)
		c.id = record_text(record_get(r, REC_ID), &x->id);
	c.category = record_text(record_get(r, REC_CATEGORY), &category);
	case_texts_add(&x->texts, &c);
	str_free(&category);
}

void
fraud_texts_take(struct fraud_texts *x, const struct count_tally *t,
    const struct record *r)
{
	bool now = t->fate == COUNT_COUNTED;
	bool before = t->fate == COUNT_BASE || t->fate == COUNT_EARLIER;

	if (!now && !(before && x->ask->variants))
		return;
	str_clear(&x->text);
	publish_record(x->publish, r, &x->text);
	if (x->text.len == 0)
		return;
	if (x->ask->variants) {
		fold_text(x->fold, &x->folded, str_sv(&x->text));
		variants_count(&x->runs, &x->folded, now);
	}
	if (now)
		add_case(x, t, r);
}

void
fraud_texts_merge(struct fraud_texts *into, struct fraud_texts *from)
{
	variants_merge(&into->runs, &from->runs);
	case_texts_join(&into->texts, &from->texts);
}

/* --- partials ------------------------------------------------------------ */

/* Its lines follow the head; counted, so that one cut short is seen. */
void
fraud_texts_put_partial(struct str *out, struct fraud_texts *x)
{
	struct str lines = {0};
	int64_t n = 0;
	size_t start;

	case_texts_sort(&x->texts);
	for (size_t i = 0; i < x->texts.n; i++)
		case_text_put(&lines, &x->texts.at[i]);
	if (x->has_runs)
		variants_put(&lines, &x->runs);
	for (size_t i = 0; i < lines.len; i++)
		n += lines.p[i] == '\n';
	start = out->len;
	json_put_text(out, SV("kind"), SV(KIND_HEAD));
	json_put_bool(out, SV("variants"), x->has_runs);
	json_put_int(out, SV("lines"), n);
	json_enclose(out, start);
	str_addc(out, '\n');
	str_addsv(out, str_sv(&lines));
	str_free(&lines);
}

static int
read_head(struct fraud_texts *x, const struct record *r, struct fault *f)
{
	bool variants = false;
	int64_t lines = -1;

	if (fraud_texts_end(x, f) != 0)
		return -1;
	for (size_t i = 0; i < r->nfields; i++) {
		if (sv_eq(r->fields[i].key, SV("lines")))
			record_int(&r->fields[i].value, &lines);
		else if (sv_eq(r->fields[i].key, SV("variants")))
			variants = record_bool(&r->fields[i].value, false);
	}
	if (lines < 0)
		return fault_set(f, NULL, 0, 0,
		    "head of the texts of a partial without `lines`");
	if (!variants && (x->ask->variants || (x->headed && x->has_runs)))
		return fault_set(f, NULL, 0, 0, "a partial without runs of "
		    "words; make it with --variants");
	if (variants && x->headed && !x->has_runs)
		return fault_set(f, NULL, 0, 0, "a partial with runs of words "
		    "after one without; make all with --variants");
	x->has_runs = variants;
	x->headed = true;
	x->expected = lines;
	return 1;
}

int
fraud_texts_read_partial(struct fraud_texts *x, const struct record *r,
    struct fault *f)
{
	struct sv kind = record_text(record_get(r, REC_KIND), &x->scratch);
	int status;

	if (sv_eq(kind, SV(KIND_HEAD)))
		return read_head(x, r, f);
	if (!sv_eq(kind, SV(CASETEXT_KIND)) && !sv_eq(kind, SV(VARIANT_KIND)))
		return 0;
	if (x->expected == 0)
		return fault_set(f, NULL, 0, 0,
		    "a text that no head of a partial announces");
	x->expected--;
	status = sv_eq(kind, SV(CASETEXT_KIND))
	    ? case_text_read(&x->texts, r, f) : variants_read(&x->runs, r, f);
	return status == 0 ? 1 : -1;
}

int
fraud_texts_end(const struct fraud_texts *x, struct fault *f)
{
	return x->expected == 0 ? 0 : fault_set(f, NULL, 0, 0,
	    "a partial ends early: %lld lines of its texts are missing",
	    (long long)x->expected);
}
