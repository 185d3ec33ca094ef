/* SPDX-License-Identifier: MIT */
/* Scoring; what a model's file looks like is in model_file.c. */
#include "model_table.h"

#include <math.h>
#include <stdlib.h>

#define BEST 16         /* places that reasons are chosen from */

const enum record_key model_keys[MODEL_NPARTS] = {REC_NARRATIVE,
    REC_FEEDBACK, REC_OUTCOME};

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->nclasses; i++)
		str_free(&m->classes[i].name);
	free(m->classes);
	free(m->hashes);
	free(m->suffixes);
	free(m->weights);
	free(m->keys);
	free(m->rows);
	free(m->numbers);
	free(m);
}

size_t
model_class(const struct model *m, struct sv name)
{
	for (size_t i = 0; i < m->nclasses; i++)
		if (sv_eq(str_sv(&m->classes[i].name), name))
			return i;
	return SIZE_MAX;
}

unsigned
model_parts(struct sv names)
{
	struct sv name;
	unsigned parts = 0;

	while (sv_split(&names, ',', &name)) {
		unsigned i = 0;

		while (i < MODEL_NPARTS && !sv_eq(name,
		    sv_z(record_key_name(model_keys[i]))))
			i++;
		if (i == MODEL_NPARTS)
			return 0;
		parts |= 1U << i;
	}
	return parts;
}

double
model_length(uint64_t ngrams)
{
	return sqrt((double)ngrams);
}

double
model_certainty(const struct model_class *c, double margin)
{
	return 1 / (1 + exp(-(c->slope * margin + c->offset)));
}

/* For the features of n n-grams; vectors write on behind the last. */
static void
make_room(struct model_scratch *x, size_t n)
{
	x->cap = n;
	n += NGRAM_LONGEST + MODEL_LANES;
	x->units = mem_realloc(x->units, n * sizeof(*x->units));
	x->says = mem_realloc(x->says, n * sizeof(*x->says));
	x->found = mem_realloc(x->found, n * sizeof(*x->found));
}

struct model_scorer *
model_scorer_new(const struct model *m, const struct fold *fold)
{
	struct model_scorer *s = mem_zalloc(1, sizeof(*s));

	s->model = m;
	s->fold = fold;
	s->scores = mem_zalloc(m->nclasses, sizeof(*s->scores));
	s->scratch = mem_zalloc(1, sizeof(*s->scratch));
	make_room(s->scratch, 64);
	return s;
}

void
model_scorer_free(struct model_scorer *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < MODEL_NPARTS; i++)
		folded_free(&s->parts[i]);
	ngrams_free(&s->scratch->ngrams);
	ngram_seen_free(&s->scratch->seen);
	free(s->scratch->units);
	free(s->scratch->found);
	free(s->scratch->says);
	free(s->scratch);
	free(s->scores);
	free(s);
}

void
model_begin(struct model_scorer *s)
{
	s->nparts = 0;
}

void
model_text(struct model_scorer *s, enum model_part part, struct sv text)
{
	if (!(s->model->parts >> part & 1) || text.len == 0)
		return;
	fold_text(s->fold, &s->parts[s->nparts], text);
	s->which[s->nparts++] = part;
}

static void
list_ngrams(struct model_scorer *s)
{
	struct model_scratch *x = s->scratch;

	ngrams_begin(&x->ngrams);
	for (size_t i = 0; i < s->nparts; i++)
		ngrams_add(&x->ngrams, &s->model->ngrams, s->parts[i].units,
		    s->parts[i].n);
	if (x->cap < x->ngrams.n)
		make_room(x, x->ngrams.cap);
}

/* The first in order of the classes wins among equals. */
static void
choose(struct model_scorer *s)
{
	size_t k = s->model->nclasses;

	s->best = 0;
	for (size_t c = 1; c < k; c++)
		if (s->scores[c] > s->scores[s->best])
			s->best = c;
	s->second = s->best == 0 && k > 1;
	for (size_t c = 0; c < k; c++)
		if (c != s->best && s->scores[c] > s->scores[s->second])
			s->second = c;
}

void
model_end(struct model_scorer *s)
{
	const struct model *m = s->model;
	struct model_scratch *x = s->scratch;
	double margin, each;

	list_ngrams(s);
	model_find(m, x);
	model_add_up(m, x);
	each = x->n == 0 ? 0 : 1 / x->length;
	for (size_t c = 0; c < m->nclasses; c++)
		s->scores[c] = m->classes[c].bias + m->classes[c].scale *
		    (double)x->sums[c] * each;
	choose(s);
	margin = s->scores[s->best] - s->scores[s->second];
	s->certainty = x->n == 0 ? 0 :
	    model_certainty(&m->classes[s->best], margin);
	s->sure = x->n > 0 && margin >= m->classes[s->best].margin;
}

/* --- reasons --------------------------------------------------------------- */

static struct model_reason
reason_of(const struct model_scorer *s, struct ngram_place p, float weight)
{
	const struct folded *f = &s->parts[p.part];
	size_t first = folded_origin(f, p.start);
	size_t last = folded_origin(f, p.start + p.len - 1);

	return (struct model_reason){s->which[p.part], (uint32_t)first,
	    (uint32_t)(last + 1 - first), (double)weight};
}

static bool
overlaps(const struct model_reason *a, const struct model_reason *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a->part == b[i].part && a->start < b[i].start + b[i].len &&
		    b[i].start < a->start + a->len)
			return true;
	return false;
}

/* What the places say for the class against the next best one. */
static void
list_weights(const struct model_scorer *s, size_t class)
{
	const struct model *m = s->model;
	struct model_scratch *x = s->scratch;
	size_t against = class == s->best ? s->second : s->best;
	float for_it = (float)m->classes[class].scale;
	float for_other = (float)m->classes[against].scale;

	for (size_t i = 0; i < x->n; i++) {
		const int16_t *row = m->rows + m->stride * x->found[i].slot;

		x->says[i] = (float)row[class] * for_it -
		    (float)row[against] * for_other;
	}
	for (size_t i = 0; i < MODEL_LANES; i++)
		x->says[x->n + i] = 0;
}

size_t
model_reasons(struct model_scorer *s, size_t class,
    struct model_reason *reasons, size_t most)
{
	struct model_scratch *x = s->scratch;
	size_t n = 0;

	list_weights(s, class);
	for (unsigned tries = 0; x->n > 0 && tries < BEST && n < most;
	    tries++) {
		size_t at = model_heaviest(x->says, x->n);
		struct ngram_place p = ngrams_place(&x->ngrams,
		    x->found[at].ngram);

		if (x->says[at] <= 0)
			break;
		reasons[n] = reason_of(s, p, x->says[at]);
		n += p.len > 1 && !overlaps(&reasons[n], reasons, n);
		x->says[at] = 0;
	}
	for (size_t i = 0; i < n; i++)
		reasons[i].weight /= x->length;
	return n;
}
