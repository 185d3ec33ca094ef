/* SPDX-License-Identifier: MIT */
#include "classify.h"

#include "diag.h"
#include "explain.h"

#include <stdlib.h>

struct worker {
	const struct classify *c;
	struct judge *judge;
	struct opinion *opinion;        /* NULL: without a model */
	struct found *found;            /* NULL: without an extractor */
	struct explain explain;
	struct score score;
	struct review review;
	struct labelled_scratch scratch;
	struct str added, text;
};

void
classify_begin(struct classify *c)
{
	c->workers = mem_zalloc(c->jobs, sizeof(*c->workers));
	for (unsigned i = 0; i < c->jobs; i++) {
		struct worker *w = mem_zalloc(1, sizeof(*w));

		w->c = c;
		w->judge = judge_new(c->rules);
		/* Only people ask for what did not count. */
		w->judge->brief = !c->explain && !c->stats;
		w->explain.english = c->english;
		w->explain.bold = c->bold;
		w->review.most = c->review;
		if (c->model != NULL)
			w->opinion = opinion_new(c->model, w->judge);
		if (c->extractor != NULL)
			w->found = found_new(c->extractor);
		c->workers[i] = w;
	}
}

void
classify_end(struct classify *c)
{
	for (unsigned i = 0; i < c->jobs; i++) {
		struct worker *w = c->workers[i];

		judge_free(w->judge);
		opinion_free(w->opinion);
		found_free(w->found);
		str_free(&w->explain.text);
		score_free(&w->score);
		review_free(&w->review);
		labelled_scratch_free(&w->scratch);
		str_free(&w->added);
		str_free(&w->text);
		free(w);
	}
	free(c->workers);
}

/* --- records --------------------------------------------------------------- */

static bool
judge_it(struct worker *w, const struct record *r)
{
	return w->opinion != NULL ? opinion_record(w->opinion, r) :
	    judge_record(w->judge, r);
}

static struct sv
category_of(const struct worker *w)
{
	return w->opinion != NULL ? w->opinion->category :
	    judge_category(w->judge);
}

static bool
is_wanted(const struct worker *w)
{
	return w->c->only == NULL || sv_starts(category_of(w),
	    sv_z(w->c->only));
}

static void
explain_it(struct worker *w, const struct record *r, struct str *out)
{
	if (w->opinion != NULL)
		w->explain.category = w->opinion->category;
	explain_add(&w->explain, w->judge, r, out);
	if (w->opinion == NULL)
		return;
	out->len--; /* the line stands before the empty one */
	opinion_explain(w->opinion, r, w->c->english, out);
	str_addc(out, '\n');
}

static void
put_record(struct worker *w, const struct record *r, struct str *out)
{
	str_clear(&w->added);
	if (w->opinion != NULL)
		opinion_put(w->opinion, &w->added);
	else
		judge_put(w->judge, &w->added);
	if (w->found != NULL)
		found_splice(w->found, r, judge_keys, &w->added, out);
	else
		record_splice(out, r, judge_keys, str_sv(&w->added));
}

static void
keep_for_review(struct worker *w, uint64_t line, const struct block *b,
    size_t from)
{
	double rank = opinion_rank(w->opinion);

	if (review_wants(&w->review, rank, b->sequence, line))
		review_add(&w->review, rank, b->sequence, line,
		    sv_from(str_sv(&b->out), from));
}

static void
score_it(struct worker *w, const struct record *r)
{
	struct sv truth = labelled_value(w->c->evaluate, r, &w->scratch);
	bool incident = w->c->as_is || judge_it(w, r);

	if (truth.len == 0)
		w->score.unlabelled++;
	else if (incident)
		score_add(&w->score, truth, !w->c->as_is ? category_of(w) :
		    record_text(record_get(r, REC_CATEGORY), &w->text));
}

int
classify_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct worker *w = worker;
	size_t from = b->out.len;

	(void)f;
	judge_place(w->judge, b->file, b->sequence, line);
	if (w->c->evaluate != NULL) {
		score_it(w, r);
	} else if (!judge_it(w, r)) {
		if (w->c->stats || w->c->explain || w->c->only != NULL)
			return 0;
		str_addsv(&b->out, r->line);
		str_addc(&b->out, '\n');
	} else if (!w->c->stats && is_wanted(w)) {
		if (w->c->explain)
			explain_it(w, r, &b->out);
		else
			put_record(w, r, &b->out);
		if (w->c->review > 0)
			keep_for_review(w, line, b, from);
	}
	return 0;
}

/* --- at the end ------------------------------------------------------------ */

void
classify_put_stats(const struct classify *c, struct str *out)
{
	str_addz(out, c->english ?
	    "rule\tkind\tgives\tcounted\tnot_counted\n" :
	    "规则\t种类\t标签\t计入\t未计入\n");
	for (size_t i = 0; i < c->rules->nrules; i++) {
		const struct rule *r = &c->rules->rules[i];
		uint64_t counted = 0, struck = 0;

		for (unsigned k = 0; k < c->jobs; k++) {
			const struct worker *w = c->workers[k];

			counted += w->judge->counted[i];
			struck += w->judge->struck[i];
		}
		str_addf(out, "%s\t%s\t%s\t%llu\t%llu\n", r->id.p,
		    rule_kind_name(r->kind), r->gives.p,
		    (unsigned long long)counted, (unsigned long long)struck);
	}
}

/* The records of all workers, and the first of them. */
static struct judge_limit
limit_of(const struct classify *c, size_t rule)
{
	struct judge_limit all = {0};

	for (unsigned i = 0; i < c->jobs; i++) {
		const struct worker *w = c->workers[i];
		const struct judge_limit *l = &w->judge->limits[rule];

		if (l->records > 0 && (all.records == 0 ||
		    l->sequence < all.sequence)) {
			all.file = l->file;
			all.sequence = l->sequence;
			all.line = l->line;
		}
		all.records += l->records;
	}
	return all;
}

void
classify_warn(const struct classify *c)
{
	for (size_t i = 0; i < c->rules->nrules; i++) {
		struct judge_limit all = limit_of(c, i);
		struct fault f = {0};

		if (all.records == 0)
			continue;
		fault_set(&f, all.file, all.line, 0, "rule %s: a pattern "
		    "needs too many steps: not applied in %llu texts, here "
		    "first; make it simpler", c->rules->rules[i].id.p,
		    (unsigned long long)all.records);
		diag_fault_as("warning", &f);
		fault_free(&f);
	}
}

void
classify_score(const struct classify *c, struct score *sum)
{
	for (unsigned i = 0; i < c->jobs; i++) {
		const struct worker *w = c->workers[i];

		score_merge(sum, &w->score);
	}
}

void
classify_review(struct classify *c, struct review *all)
{
	all->most = c->review;
	for (unsigned i = 0; i < c->jobs; i++) {
		struct worker *w = c->workers[i];

		review_merge(all, &w->review);
	}
	review_sort(all);
}
