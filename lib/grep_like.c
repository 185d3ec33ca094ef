/* SPDX-License-Identifier: MIT */
/* Likeness of grep_ask.h: the cosine of character n-grams. */
#include "grep_ask.h"

#include "ngram.h"

#include <stdlib.h>

#define COST_LIKENESS 2000

/* Pairs tell the words, triples their order. */
static const struct ngram_options grams = {.min = 2, .max = 3,
    .digits = true};

struct grep_like {
	struct fold *fold;
	struct ngram_vector asked;
	struct str id;
	double least;
};

struct own {
	struct folded folded;
	struct ngrams grams;
	struct ngram_vector vector;
};

static void
free_own(void *p)
{
	struct own *own = p;

	folded_free(&own->folded);
	ngrams_free(&own->grams);
	ngram_vector_free(&own->vector);
	free(own);
}

static struct own *
own_of(struct query_scratch *s)
{
	if (s->own == NULL) {
		s->own = mem_zalloc(1, sizeof(struct own));
		s->own_free = free_own;
	}
	return s->own;
}

static const struct ngram_vector *
vector_of(const struct grep_like *like, struct sv text, struct own *own)
{
	fold_text(like->fold, &own->folded, text);
	ngram_vector_of(&own->vector, &own->grams, &grams, &own->folded);
	return &own->vector;
}

struct grep_like *
grep_like_new(const struct record *record, double least)
{
	struct grep_like *like = mem_zalloc(1, sizeof(*like));
	struct str scratch = {0};
	struct own *own = mem_zalloc(1, sizeof(*own));
	struct sv text;

	like->fold = fold_new();
	like->least = least;
	str_addsv(&like->id, record_text(record_get(record, REC_ID),
	    &scratch));
	text = record_text(record_get(record, REC_NARRATIVE), &scratch);
	vector_of(like, text, own);
	like->asked = own->vector;
	own->vector = (struct ngram_vector){0};
	free_own(own);
	str_free(&scratch);
	if (like->asked.n > 0)
		return like;
	grep_like_free(like);
	return NULL;
}

void
grep_like_free(struct grep_like *like)
{
	if (like == NULL)
		return;
	fold_free(like->fold);
	ngram_vector_free(&like->asked);
	str_free(&like->id);
	free(like);
}

static bool
is_like(void *context, const struct record *r, struct query_scratch *s)
{
	const struct grep_like *like = context;
	struct sv text;

	if (sv_eq(record_text(record_get(r, REC_ID), &s->text),
	    str_sv(&like->id)))
		return false;
	text = record_text(record_get(r, REC_NARRATIVE), &s->text);
	s->score = text.len == 0 ? 0 : ngram_cosine(&like->asked,
	    vector_of(like, text, own_of(s)));
	return s->score >= like->least;
}

void
grep_like_add(struct query *q, struct grep_like *like)
{
	struct query_node *n = query_node(q, QUERY_OWN);

	n->own = is_like;
	n->context = like;
	n->cost = COST_LIKENESS;
	query_add(q, n);
}
