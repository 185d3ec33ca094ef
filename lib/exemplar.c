/* SPDX-License-Identifier: MIT */
#include "exemplar.h"

#include "ngram.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_CHARS 20
#define SAME 0.9        /* cosine from which two texts tell the same */

/* Relevance of a case: how near the centre, how much of its course is known,
 * how recent. Station reports choose 典型 before 最新, hence the order. */
#define W_CENTRE 0.6
#define W_COURSE 0.25
#define W_RECENT 0.15
#define LAMBDA 0.7      /* relevance against being different */
#define HALF_LIFE 30.0  /* days */

struct candidate {
	size_t at;              /* of the cases */
	struct ngram_vector v;
	double relevance;
	double nearest;         /* to one chosen */
	bool chosen;
};

static int
compare_hashes(const void *a, const void *b)
{
	const struct ngram_pair *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* The sum of all vectors, of length 1. */
static void
make_centre(const struct candidate *c, size_t n, struct ngram_vector *centre)
{
	size_t total = 0, k = 0;
	double length = 0;

	for (size_t i = 0; i < n; i++)
		total += c[i].v.n;
	centre->at = mem_alloc((total + 1) * sizeof(*centre->at));
	centre->cap = total + 1;
	for (size_t i = 0; i < n; i++) {
		memcpy(centre->at + k, c[i].v.at,
		    c[i].v.n * sizeof(*centre->at));
		k += c[i].v.n;
	}
	qsort(centre->at, k, sizeof(*centre->at), compare_hashes);
	for (size_t i = 0, end; i < k; i = end) {
		double sum = 0;

		for (end = i; end < k &&
		     centre->at[end].hash == centre->at[i].hash; end++)
			sum += centre->at[end].weight;
		centre->at[centre->n++] = (struct ngram_pair){
		    centre->at[i].hash, (float)sum};
		length += sum * sum;
	}
	for (size_t i = 0; length > 0 && i < centre->n; i++)
		centre->at[i].weight = (float)(centre->at[i].weight /
		    sqrt(length));
}

static size_t
take_candidates(const struct fold *fold, const struct case_text *cases,
    size_t n, struct candidate *c)
{
	static const struct ngram_options grams = {.min = 2, .max = 3,
	    .digits = true};
	struct folded folded = {0};
	struct ngrams scratch = {0};
	size_t k = 0;

	for (size_t i = 0; i < n && k < EXEMPLAR_MOST; i++) {
		if (utf8_count(cases[i].text) < LEAST_CHARS)
			continue;
		c[k] = (struct candidate){.at = i};
		fold_text(fold, &folded, cases[i].text);
		ngram_vector_of(&c[k].v, &scratch, &grams, &folded);
		k++;
	}
	folded_free(&folded);
	ngrams_free(&scratch);
	return k;
}

static void
rate(struct candidate *c, size_t n, const struct case_text *cases)
{
	struct ngram_vector centre = {0};

	make_centre(c, n, &centre);
	for (size_t i = 0; i < n; i++) {
		const struct case_text *t = &cases[c[i].at];
		double age = (double)(cases[0].day - t->day);

		c[i].relevance = W_CENTRE * ngram_cosine(&c[i].v, &centre) +
		    W_COURSE * t->course / 3 +
		    W_RECENT * exp2(-age / HALF_LIFE);
	}
	ngram_vector_free(&centre);
}

/* SIZE_MAX: none is left that is worth it. Ties: the first, the newest. */
static size_t
next_best(const struct candidate *c, size_t n)
{
	size_t best = SIZE_MAX;
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		double worth = LAMBDA * c[i].relevance -
		    (1 - LAMBDA) * c[i].nearest;

		if (c[i].chosen || c[i].nearest >= SAME ||
		    (best != SIZE_MAX && worth <= most))
			continue;
		best = i;
		most = worth;
	}
	return best;
}

size_t
exemplar_choose(const struct fold *fold, const struct case_text *cases,
    size_t n, size_t k, size_t *chosen)
{
	struct candidate *c = mem_zalloc((n < EXEMPLAR_MOST ? n
		: EXEMPLAR_MOST) + 1, sizeof(*c));
	size_t m = take_candidates(fold, cases, n, c), found = 0, best;

	rate(c, m, cases);
	while (found < k && (best = next_best(c, m)) != SIZE_MAX) {
		chosen[found++] = c[best].at;
		c[best].chosen = true;
		for (size_t i = 0; i < m; i++) {
			double like = ngram_cosine(&c[i].v, &c[best].v);

			if (like > c[i].nearest)
				c[i].nearest = like;
		}
	}
	for (size_t i = 0; i < m; i++)
		ngram_vector_free(&c[i].v);
	free(c);
	return found;
}
