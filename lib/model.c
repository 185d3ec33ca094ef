/* SPDX-License-Identifier: MIT */
/* Scoring; what a model's file looks like is in model_file.c. */
#include "model_table.h"

#include <math.h>
#include <stdlib.h>

#define UNKNOWN 64      /* rarity of what stands in every text */
#define NOTABLE 12      /* of 127; most weights are lower */
#define BEST 16         /* n-grams that reasons are chosen from */

const enum record_key model_keys[MODEL_NPARTS] = {REC_NARRATIVE,
    REC_FEEDBACK, REC_OUTCOME};

struct best {
	uint32_t ngram;
	float weight;
};

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->nclasses; i++)
		str_free(&m->classes[i].name);
	free(m->classes);
	free(m->hashes);
	free(m->rarity);
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

static unsigned
sublinear(uint32_t count)
{
	return (unsigned)lround(16 * (1 + log((double)count)));
}

unsigned
model_weight(unsigned rarity, uint32_t count)
{
	return count == 1 ? rarity : rarity * sublinear(count) / 16;
}

double
model_length(double squares, uint64_t unknown)
{
	return sqrt(squares + (double)unknown * UNKNOWN * UNKNOWN);
}

uint8_t
model_rarity(uint64_t n, uint64_t df)
{
	double idf = log((1 + (double)n) / (1 + (double)df)) + 1;
	double code = round(64 * sqrt(idf > 0 ? idf : 0));

	return (uint8_t)(code < 255 ? code : 255);
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
	n += MODEL_LANES;
	x->hits = mem_realloc(x->hits, n * sizeof(*x->hits));
	x->slots = mem_realloc(x->slots, n * sizeof(*x->slots));
	x->says = mem_realloc(x->says, n * sizeof(*x->says));
	x->listed = mem_realloc(x->listed, n * sizeof(*x->listed));
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
	s->scratch->counts = mem_zalloc(m->nslots, sizeof(uint32_t));
	for (uint32_t i = 1; i < MODEL_COUNTS; i++)
		s->scratch->by_count[i] = sublinear(i);
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
	free(s->scratch->hits);
	free(s->scratch->slots);
	free(s->scratch->found);
	free(s->scratch->counts);
	free(s->scratch->listed);
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
	double margin;

	list_ngrams(s);
	model_find(m, x);
	model_add_up(m, x);
	for (size_t c = 0; c < m->nclasses; c++)
		s->scores[c] = m->classes[c].bias + (x->n == 0 ? 0 :
		    m->classes[c].scale * (double)x->sums[c] / x->length);
	choose(s);
	margin = s->scores[s->best] - s->scores[s->second];
	s->certainty = x->n == 0 ? 0 :
	    model_certainty(&m->classes[s->best], margin);
	s->sure = x->n > 0 && margin >= m->classes[s->best].margin;
}

/* --- reasons --------------------------------------------------------------- */

/* An n-gram where it first stands, as a place of its text. */
static struct model_reason
place_of(const struct model_scorer *s, const struct best *b)
{
	struct ngram_place p = ngrams_place(&s->scratch->ngrams, b->ngram);
	const struct folded *f = &s->parts[p.part];
	size_t first = folded_origin(f, p.start);
	size_t last = folded_origin(f, p.start + p.len - 1);

	return (struct model_reason){s->which[p.part], (uint32_t)first,
	    (uint32_t)(last + 1 - first), b->weight};
}

static bool
overlaps(const struct model_reason *a, const struct model_reason *b)
{
	return a->part == b->part && a->start < b->start + b->len &&
	    b->start < a->start + a->len;
}

/* Lists the features with a stored weight of at least `lightest`: most are
 * lighter, and a loop that does not branch passes over them. */
static size_t
list_notable(const struct model_scorer *s, size_t class, int lightest,
    uint32_t *list)
{
	const struct model_scratch *x = s->scratch;
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++) {
		list[n] = (uint32_t)i;
		n += (int8_t)x->found[i].row[class] >= lightest;
	}
	return n;
}

/* What the features with a stored weight of at least `lightest` say for the
 * class against the next best one; gives how many they are. */
static size_t
list_weights(const struct model_scorer *s, size_t class, int lightest)
{
	struct model_scratch *x = s->scratch;
	size_t against = class == s->best ? s->second : s->best;
	size_t n = list_notable(s, class, lightest, x->listed);
	float for_it = (float)s->model->classes[class].scale;
	float for_other = (float)s->model->classes[against].scale;

	for (size_t i = 0; i < n; i++) {
		const struct model_found *f = &x->found[x->listed[i]];
		const int8_t *w = (const int8_t *)f->row;

		x->says[i] = (float)f->weight * ((float)w[class] * for_it -
		    (float)w[against] * for_other);
	}
	for (size_t i = 0; i < MODEL_LANES; i++)
		x->says[n + i] = 0;
	return n;
}

/* Takes the heaviest of n and the first in the text of its equals away; false:
 * none speaks for the class. */
static bool
take_heaviest(struct model_scratch *x, size_t n, struct best *best)
{
	size_t at = model_heaviest(x->says, n);

	if (n == 0 || x->says[at] <= 0)
		return false;
	*best = (struct best){model_first(x, x->found[x->listed[at]].slot),
	    x->says[at]};
	x->says[at] = 0;
	return true;
}

size_t
model_reasons(struct model_scorer *s, size_t class,
    struct model_reason *reasons, size_t most)
{
	struct model_scratch *x = s->scratch;
	size_t listed = list_weights(s, class, NOTABLE), n = 0;
	struct best best;
	unsigned tries = 0;

	if (listed == 0)
		listed = list_weights(s, class, INT8_MIN);
	while (tries < BEST && n < most && take_heaviest(x, listed, &best)) {
		struct model_reason r = place_of(s, &best);
		size_t k = 0;

		if (ngrams_place(&x->ngrams, best.ngram).len < 2)
			continue;
		tries++;
		while (k < n && !overlaps(&r, &reasons[k]))
			k++;
		if (k == n)
			reasons[n++] = r;
	}
	for (size_t i = 0; i < n; i++)
		reasons[i].weight /= x->length;
	return n;
}
