/* SPDX-License-Identifier: MIT */
#include "train.h"

#include "brood.h"
#include "calibrate.h"
#include "svm.h"

#include <math.h>
#include <stdlib.h>

#define WEIGHT_MOST 127
/* Cases that a class needs for a curve of its own; with fewer it gets the one
 * of all. */
#define CASES_LEAST 30
/* N-grams kept for each class: half of them cost a text or two of 7,000 in
 * cross-validation, twice as many gained none that could be told from chance,
 * and reading a text gets slower with each. */
#define FEATURES_EACH 12000
/* Added to the cases of a curve: where two classes are level, each is right as
 * often as not. Without them a class that was never wrong would always be
 * sure. */
#define LEVEL_CASES 10
/* When the solver stops. A fifth of ROUGH (its own default) decided one or two
 * texts of 6,941 otherwise in cross-validation and took twice as long: worth
 * it where that is seconds. */
#define FINE 0.1
#define ROUGH 0.5
#define MANY_ROWS 20000
#define LEAD_MOST 1e5   /* no lead reaches it: never sure */

/* A text's vector has about this length where it is divided by the square root
 * of how many n-grams the text has. Lengths that are all alike learn at a cost
 * that need not be set anew for each station. */
#define LENGTH 2.2

/* What was learned from a part of the rows. */
struct learned {
	float *rarity;          /* of each feature; 0: none of the part */
	float *weights;         /* nclasses of each feature */
	int8_t *small;          /* the same, to be times scale */
	double *bias, *scale;   /* by class */
	size_t nclasses, nfeatures;
};

struct job {
	const struct corpus *c;
	const struct train_options *o;
	size_t k, most;         /* classes; features that fit the size */
	unsigned done, steps;
	struct fault *f;
	uint8_t *fold;          /* of each row */
	struct calibrate_case *cases;   /* by row: held out */
	uint32_t *said;
};

/* --- learning -------------------------------------------------------------- */

static void
learned_new(struct learned *l, const struct job *j)
{
	l->nclasses = j->k;
	l->nfeatures = j->c->nfeatures;
	l->rarity = mem_zalloc(j->c->nfeatures + 1, sizeof(*l->rarity));
	l->weights = brood_memory(l->nfeatures * j->k, sizeof(*l->weights));
	l->small = mem_zalloc(j->c->nfeatures * j->k + 1, 1);
	l->bias = brood_memory(j->k, sizeof(*l->bias));
	l->scale = mem_zalloc(j->k, sizeof(*l->scale));
}

static void
learned_free(struct learned *l)
{
	free(l->rarity);
	brood_memory_free(l->weights, l->nfeatures * l->nclasses,
	    sizeof(*l->weights));
	free(l->small);
	brood_memory_free(l->bias, l->nclasses, sizeof(*l->bias));
	free(l->scale);
}

/* The square root of the inverse document frequency of what stands in df of n
 * texts. */
static float
rarity_of(uint64_t n, uint64_t df)
{
	return (float)sqrt(log((1 + (double)n) / (1 + (double)df)) + 1);
}

/* The features of the rows that are not in fold `out`. */
static void
weigh_features(const struct job *j, struct learned *l, unsigned out)
{
	const struct corpus *c = j->c;
	uint32_t *df = mem_zalloc(c->nfeatures + 1, sizeof(*df));
	uint64_t n = 0;

	for (size_t i = 0; i < c->nrows; i++) {
		const struct corpus_row *r = &c->rows[i];

		if (j->fold[i] == out)
			continue;
		n++;
		for (size_t t = 0; t < r->n; t++)
			df[c->tokens[r->first + t].feature]++;
	}
	for (size_t i = 0; i < c->nfeatures; i++)
		l->rarity[i] = df[i] < CORPUS_DF ? 0 :
		    rarity_of(n, df[i]);
	free(df);
}

static void
add_row(const struct job *j, const struct learned *l, size_t row,
    struct svm *svm)
{
	const struct corpus_row *r = &j->c->rows[row];
	double length = LENGTH * model_length(r->ngrams);

	svm_row(svm);
	for (size_t t = 0; t < r->n; t++) {
		struct corpus_token token = j->c->tokens[r->first + t];
		float rarity = l->rarity[token.feature];

		if (rarity > 0)
			svm_cell(svm, token.feature, token.count *
			    (double)rarity / length);
	}
}

/* A rare class costs more to miss: the square root of how much rarer than
 * the largest it is. */
static double
worth_of(const struct job *j, size_t class)
{
	uint64_t most = 0;

	for (size_t i = 0; i < j->k; i++)
		if (corpus_count(j->c, i) > most)
			most = corpus_count(j->c, i);
	return sqrt((double)most / (double)corpus_count(j->c, class));
}

struct lesson {
	struct job *j;
	struct learned *l;
	struct svm *svm;
	unsigned out;
};

static void
learn_class(void *context, size_t class)
{
	const struct lesson *t = context;
	const struct job *j = t->j;
	const struct corpus *c = j->c;
	struct svm_costs costs = {j->o->cost, worth_of(j, class),
	    c->nrows < MANY_ROWS ? FINE : ROUGH};
	bool *is_in = mem_zalloc(c->nrows + 1, sizeof(*is_in));
	size_t n = 0;

	for (size_t i = 0; i < c->nrows; i++)
		if (j->fold[i] != t->out)
			is_in[n++] = c->rows[i].class == class;
	svm_learn(t->svm, is_in, &costs, t->l->weights + class, j->k,
	    &t->l->bias[class]);
	free(is_in);
}

static void
show_progress(void *context)
{
	struct job *j = ((struct lesson *)context)->j;

	j->done++;
	if (j->o->progress != NULL)
		j->o->progress(j->o->context, j->done, j->steps);
}

static int
learn(struct job *j, struct learned *l, unsigned out)
{
	const struct corpus *c = j->c;
	struct lesson t = {j, l, svm_new(c->nrows, c->ntokens, c->nfeatures),
	    out};
	struct brood b = {.jobs = j->o->jobs, .part = learn_class,
	    .done = show_progress, .context = &t};
	int r;

	for (size_t i = 0; i < c->nrows; i++)
		if (j->fold[i] != out)
			add_row(j, l, i, t.svm);
	r = brood_run(&b, j->k, j->f);
	svm_free(t.svm);
	return r;
}

/* --- making it small ------------------------------------------------------- */

static float
heaviest(const struct learned *l, size_t feature)
{
	float most = 0;

	for (size_t k = 0; k < l->nclasses; k++) {
		float w = fabsf(l->weights[feature * l->nclasses + k]);

		if (w > most)
			most = w;
	}
	return most;
}

static int
by_weight(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

/* Drops the lightest features until the others fit. */
static void
select_features(const struct job *j, struct learned *l)
{
	size_t n = j->c->nfeatures, used = 0, kept = 0;
	float *weights = mem_alloc((n + 1) * sizeof(*weights)), least;

	for (size_t i = 0; i < n; i++)
		if (l->rarity[i] > 0)
			weights[used++] = heaviest(l, i);
	if (used <= j->most) {
		free(weights);
		return;
	}
	qsort(weights, used, sizeof(*weights), by_weight);
	least = weights[j->most - 1];
	for (size_t i = 0; i < n; i++) {
		if (l->rarity[i] <= 0)
			continue;
		if (kept == j->most || heaviest(l, i) < least)
			l->rarity[i] = 0;
		else
			kept++;
	}
	free(weights);
}

/* What a feature says each time it stands in a text, as whole numbers of a
 * scale that the heaviest one sets. */
static void
quantise(const struct job *j, struct learned *l)
{
	for (size_t k = 0; k < j->k; k++) {
		float most = 0;

		for (size_t i = 0; i < j->c->nfeatures; i++)
			most = fmaxf(most, fabsf(l->weights[i * j->k + k]) *
			    l->rarity[i]);
		l->scale[k] = most > 0 ? (double)most / WEIGHT_MOST : 1;
		for (size_t i = 0; i < j->c->nfeatures; i++)
			l->small[i * j->k + k] = (int8_t)lround(
			    (double)(l->weights[i * j->k + k] *
			    l->rarity[i]) / l->scale[k]);
		l->scale[k] /= LENGTH;
	}
}

/* From the rows outside fold `out`. Features are chosen by a first round, the
 * second one makes the best of them. */
static int
learn_small(struct job *j, struct learned *l, unsigned out)
{
	bool chooses = j->most < j->c->nfeatures;

	learned_new(l, j);
	weigh_features(j, l, out);
	if (learn(j, l, out) != 0)
		return -1;
	if (chooses) {
		select_features(j, l);
		if (learn(j, l, out) != 0)
			return -1;
	}
	quantise(j, l);
	return 0;
}

/* --- trying it ------------------------------------------------------------- */

struct order {
	uint64_t group;
	uint32_t class, row;
};

static int
by_class_and_group(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* Every class is spread evenly over the folds, whole groups at a time; a group
 * of several classes goes where its first one went. */
static void
make_folds(struct job *j)
{
	const struct corpus *c = j->c;
	struct order *order = mem_alloc((c->nrows + 1) * sizeof(*order));
	struct map folds = {.size = sizeof(uint8_t)};
	unsigned next = 0;

	for (size_t i = 0; i < c->nrows; i++)
		order[i] = (struct order){c->rows[i].group, c->rows[i].class,
		    (uint32_t)i};
	qsort(order, c->nrows, sizeof(*order), by_class_and_group);
	for (size_t i = 0; i < c->nrows; i++) {
		bool is_new;
		uint8_t *fold = map_put(&folds, (struct sv){
		    (const char *)&order[i].group, sizeof(uint64_t)}, &is_new);

		if (is_new)
			*fold = (uint8_t)(next++ % j->o->folds);
		j->fold[order[i].row] = *fold;
	}
	map_free(&folds);
	free(order);
}

static void
try_row(struct job *j, const struct learned *l, size_t row, double *scores)
{
	const struct corpus_row *r = &j->c->rows[row];
	double length = model_length(r->ngrams), second = -INFINITY;
	size_t best = 0;

	for (size_t k = 0; k < j->k; k++)
		scores[k] = 0;
	for (size_t t = 0; t < r->n; t++) {
		struct corpus_token token = j->c->tokens[r->first + t];

		for (size_t k = 0; k < j->k; k++)
			scores[k] += token.count *
			    (double)l->small[token.feature * j->k + k];
	}
	for (size_t k = 0; k < j->k; k++)
		scores[k] = l->bias[k] + (length > 0 ?
		    scores[k] * l->scale[k] / length : 0);
	for (size_t k = 1; k < j->k; k++)
		if (scores[k] > scores[best])
			best = k;
	for (size_t k = 0; k < j->k; k++)
		if (k != best && scores[k] > second)
			second = scores[k];
	j->said[row] = (uint32_t)best;
	j->cases[row] = (struct calibrate_case){scores[best] - second,
	    best == r->class};
}

static int
cross_validate(struct job *j)
{
	double *scores = mem_zalloc(j->k, sizeof(*scores));
	int r = 0;

	for (unsigned out = 0; out < j->o->folds && r == 0; out++) {
		struct learned l;

		r = learn_small(j, &l, out);
		for (size_t i = 0; i < j->c->nrows && r == 0; i++)
			if (j->fold[i] == out)
				try_row(j, &l, i, scores);
		learned_free(&l);
	}
	free(scores);
	return r;
}

/* --- the model ------------------------------------------------------------- */

static struct calibrate_curve
fit_curve(struct calibrate_case *cases, size_t n)
{
	for (size_t i = 0; i < LEVEL_CASES; i++)
		cases[n++] = (struct calibrate_case){0, i % 2 == 0};
	return calibrate_fit(cases, n);
}

static void
set_curves(const struct job *j, struct model *m)
{
	struct calibrate_case *of = mem_alloc((j->c->nrows + LEVEL_CASES) *
	    sizeof(*of));
	struct calibrate_curve all;

	memcpy(of, j->cases, j->c->nrows * sizeof(*of));
	all = fit_curve(of, j->c->nrows);
	for (size_t k = 0; k < j->k; k++) {
		struct model_class *c = &m->classes[k];
		struct calibrate_curve own = all;
		size_t n = 0;
		double lead;

		for (size_t i = 0; i < j->c->nrows; i++)
			if (j->said[i] == k)
				of[n++] = j->cases[i];
		if (n >= CASES_LEAST)
			own = fit_curve(of, n);
		lead = calibrate_lead(&own, (double)m->sure / 100);
		c->slope = own.slope;
		c->offset = own.offset;
		c->margin = lead < LEAD_MOST ? lead : LEAD_MOST;
	}
	free(of);
}

static struct model *
start_model(const struct job *j)
{
	struct model *m = mem_zalloc(1, sizeof(*m));

	m->ngrams = j->c->ngrams;
	m->parts = j->c->parts;
	m->texts = j->c->nrows;
	m->sure = j->o->sure;
	m->nclasses = j->k;
	m->classes = mem_zalloc(j->k, sizeof(*m->classes));
	for (size_t k = 0; k < j->k; k++) {
		str_addsv(&m->classes[k].name, corpus_class(j->c, k));
		m->classes[k].count = corpus_count(j->c, k);
	}
	return m;
}

/* The longest feature of the model that this one ends with. */
static uint32_t
suffix_of(const struct corpus *c, const uint32_t *numbers, size_t feature)
{
	uint32_t s = c->suffixes[feature];

	while (s != CORPUS_NONE && numbers[s] == MODEL_NONE)
		s = c->suffixes[s];
	return s == CORPUS_NONE ? MODEL_NONE : numbers[s];
}

static void
fill_model(const struct job *j, const struct learned *l, struct model *m)
{
	const struct corpus *c = j->c;
	size_t n = c->nfeatures;
	uint32_t *numbers = mem_alloc((n + 1) * sizeof(*numbers));

	for (size_t i = 0; i < n; i++)
		numbers[i] = l->rarity[i] > 0 ? (uint32_t)m->nfeatures++ :
		    MODEL_NONE;
	m->hashes = mem_alloc((m->nfeatures + 1) * sizeof(*m->hashes));
	m->suffixes = mem_alloc((m->nfeatures + 1) * sizeof(*m->suffixes));
	m->weights = mem_alloc(m->nfeatures * j->k + 1);
	for (size_t i = 0; i < n; i++) {
		if (numbers[i] == MODEL_NONE)
			continue;
		m->hashes[numbers[i]] = c->hashes[i];
		m->suffixes[numbers[i]] = suffix_of(c, numbers, i);
		memcpy(m->weights + numbers[i] * j->k, l->small + i * j->k,
		    j->k);
	}
	for (size_t k = 0; k < j->k; k++) {
		m->classes[k].scale = l->scale[k];
		m->classes[k].bias = l->bias[k];
	}
	free(numbers);
}

static void
tell(const struct job *j, const struct model *m, struct train_result *r)
{
	for (size_t i = 0; i < j->c->nrows; i++) {
		const struct model_class *c = &m->classes[j->said[i]];
		struct sv truth = corpus_class(j->c, j->c->rows[i].class);

		score_add(&r->held_out, truth, str_sv(&c->name));
		score_add(&r->decided, truth, j->cases[i].lead >= c->margin ?
		    str_sv(&c->name) : SV(SCORE_UNSURE));
	}
	r->fewest = SIZE_MAX;
	for (size_t k = 0; k < j->k; k++)
		if (corpus_count(j->c, k) < r->fewest)
			r->fewest = (size_t)corpus_count(j->c, k);
}

static int
learn_all(struct job *j, struct train_result *r)
{
	struct learned l;
	int status = learn_small(j, &l, UINT8_MAX);

	if (status == 0)
		fill_model(j, &l, r->model);
	learned_free(&l);
	return status;
}

static int
run(struct job *j, struct train_result *r)
{
	size_t rows = j->c->nrows;
	int status;

	j->steps = (j->o->folds + 1) * (unsigned)j->k *
	    (j->most < j->c->nfeatures ? 2 : 1);
	j->fold = mem_zalloc(rows + 1, sizeof(*j->fold));
	j->said = mem_zalloc(rows + 1, sizeof(*j->said));
	j->cases = mem_zalloc(rows + 1, sizeof(*j->cases));
	make_folds(j);
	if (j->o->progress != NULL)
		j->o->progress(j->o->context, 0, j->steps);
	status = cross_validate(j);
	if (status == 0) {
		set_curves(j, r->model);
		status = learn_all(j, r);
	}
	if (status == 0)
		tell(j, r->model, r);
	free(j->fold);
	free(j->said);
	free(j->cases);
	return status;
}

int
train_model(const struct corpus *c, const struct train_options *o,
    struct train_result *r, struct fault *f)
{
	struct job j = {.c = c, .o = o, .k = c->classes.count, .f = f};
	size_t empty;

	*r = (struct train_result){.folds = o->folds};
	if (j.k < 2 || j.k > MODEL_CLASSES)
		return fault_set(f, NULL, 0, 0, "classes among the labels: %zu; "
		    "a model needs 2 to %d", j.k, MODEL_CLASSES);
	r->model = start_model(&j);
	/* The head grows by the figures that are not known yet. */
	empty = model_size(r->model, 0) + j.k * 128;
	if (o->max_size <= empty + MODEL_EACH + j.k)
		return fault_set(f, NULL, 0, 0, "a model of %zu classes does "
		    "not fit into %zu bytes; allow more", j.k, o->max_size);
	j.most = (o->max_size - empty) /
	    (MODEL_EACH + j.k);
	if (j.most > FEATURES_EACH * j.k)
		j.most = FEATURES_EACH * j.k;
	return run(&j, r);
}

void
train_result_free(struct train_result *r)
{
	score_free(&r->held_out);
	score_free(&r->decided);
	model_free(r->model);
	*r = (struct train_result){0};
}
