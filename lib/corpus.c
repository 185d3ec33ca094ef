/* SPDX-License-Identifier: MIT */
#include "corpus.h"

#include <stdlib.h>

#define OPENING 16      /* see ngram_options; of 8 to 40, cross-validated */

struct corpus *
corpus_new(unsigned parts)
{
	struct corpus *c = mem_zalloc(1, sizeof(*c));

	c->ngrams = (struct ngram_options){1, NGRAM_LONGEST, true, true,
	    OPENING};
	c->parts = parts;
	c->fold = fold_new();
	c->classes.size = sizeof(uint64_t);
	return c;
}

void
corpus_free(struct corpus *c)
{
	if (c == NULL)
		return;
	fold_free(c->fold);
	map_free(&c->classes);
	for (size_t i = 0; i < MODEL_NPARTS; i++)
		folded_free(&c->folded[i]);
	ngrams_free(&c->counts);
	ngram_vector_free(&c->vector);
	free(c->rows);
	free(c->tokens);
	free(c->hashes);
	free(c);
}

static uint32_t
number_of(struct corpus *c, struct sv label)
{
	uint64_t *count = map_put(&c->classes, label, NULL);
	const uint64_t *first = map_at(&c->classes, 0);

	++*count;
	return (uint32_t)(count - first);
}

static void
add_tokens(struct corpus *c, const struct ngram_vector *v)
{
	if (c->tokens_cap - c->ntokens < v->n) {
		c->tokens_cap = c->tokens_cap * 2 + v->n + 4096;
		c->tokens = mem_realloc(c->tokens,
		    c->tokens_cap * sizeof(*c->tokens));
	}
	for (size_t i = 0; i < v->n; i++)
		c->tokens[c->ntokens++] = (struct corpus_token){
		    model_hash(v->at[i].hash), (uint32_t)v->at[i].weight};
}

/* Texts that read the same, once folded, are one group: a copy of a text in
 * another fold would make cross-validation flatter. */
static uint64_t
group_of(const struct corpus *c, struct sv group)
{
	uint64_t h = 0;

	if (group.len > 0)
		return hash_bytes(group.p, group.len, 1);
	for (size_t i = 0; i < MODEL_NPARTS; i++)
		if (c->folded[i].n > 0)
			h = hash_bytes(c->folded[i].units, c->folded[i].n *
			    sizeof(uint16_t), h + i + 2);
	return h;
}

void
corpus_add(struct corpus *c, const struct sv texts[MODEL_NPARTS],
    struct sv label, struct sv group)
{
	for (size_t i = 0; i < MODEL_NPARTS; i++) {
		c->folded[i].n = 0;
		if (c->parts >> i & 1 && texts[i].len > 0)
			fold_text(c->fold, &c->folded[i], texts[i]);
	}
	ngrams_begin(&c->counts);
	for (size_t i = 0; i < MODEL_NPARTS; i++)
		if (c->folded[i].n > 0)
			ngrams_add(&c->counts, &c->ngrams, c->folded[i].units,
			    c->folded[i].n);
	ngram_vector_count(&c->vector, &c->counts);
	if (c->nrows == c->rows_cap) {
		c->rows_cap = c->rows_cap * 2 + 256;
		c->rows = mem_realloc(c->rows,
		    c->rows_cap * sizeof(*c->rows));
	}
	c->rows[c->nrows++] = (struct corpus_row){c->ntokens, c->vector.n,
	    0, number_of(c, label), group_of(c, group)};
	add_tokens(c, &c->vector);
}

/* --- numbering ------------------------------------------------------------- */

struct entry {
	uint32_t hash, df;      /* hash 0: free; df becomes the number */
};

struct vocabulary {
	struct entry *at;
	size_t mask, used;
};

static struct entry *
entry_of(const struct vocabulary *v, uint32_t hash)
{
	size_t at = hash & v->mask;

	while (v->at[at].hash != hash && v->at[at].hash != 0)
		at = (at + 1) & v->mask;
	return &v->at[at];
}

static void
grow(struct vocabulary *v)
{
	struct vocabulary old = *v;

	v->mask = old.mask * 2 + 1;
	v->at = mem_zalloc(v->mask + 1, sizeof(*v->at));
	for (size_t i = 0; old.at != NULL && i <= old.mask; i++)
		if (old.at[i].hash != 0)
			*entry_of(v, old.at[i].hash) = old.at[i];
	free(old.at);
}

static void
count_texts(const struct corpus *c, struct vocabulary *v)
{
	v->mask = 0x7fff;
	grow(v);
	for (size_t i = 0; i < c->ntokens; i++) {
		struct entry *e = entry_of(v, c->tokens[i].feature);

		if (e->hash == 0) {
			e->hash = c->tokens[i].feature;
			if (++v->used > v->mask / 2) {
				grow(v);
				e = entry_of(v, c->tokens[i].feature);
			}
		}
		e->df++;
	}
}

/* The least number of texts that leaves no more features than allowed. */
static uint32_t
least_df(const struct vocabulary *v)
{
	uint32_t df = CORPUS_DF;
	size_t n;

	for (;; df++) {
		n = 0;
		for (size_t i = 0; i <= v->mask; i++)
			n += v->at[i].df >= df;
		if (n <= CORPUS_FEATURES)
			return df;
	}
}

static int
by_hash(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Replaces hashes by numbers, drops what is no feature. */
static void
number_tokens(struct corpus *c, const struct vocabulary *v)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->nrows; i++) {
		struct corpus_row *r = &c->rows[i];
		size_t first = kept;

		for (size_t k = r->first; k < r->first + r->n; k++) {
			uint32_t number = entry_of(v,
			    c->tokens[k].feature)->df;

			if (number == UINT32_MAX)
				r->unknown += c->tokens[k].count;
			else
				c->tokens[kept++] = (struct corpus_token){
				    number, c->tokens[k].count};
		}
		r->first = first;
		r->n = kept - first;
	}
	c->ntokens = kept;
}

static int
by_name(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void
order_classes(struct corpus *c)
{
	size_t n = c->classes.count;
	struct sv *names = mem_alloc((n + 1) * sizeof(*names));
	struct map sorted = {.size = sizeof(uint64_t)};
	uint32_t *number = mem_alloc((n + 1) * sizeof(*number));

	for (size_t i = 0; i < n; i++)
		names[i] = c->classes.keys[i];
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 0; i < n; i++)
		*(uint64_t *)map_put(&sorted, names[i], NULL) =
		    *(uint64_t *)map_get(&c->classes, names[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (sv_eq(sorted.keys[k], c->classes.keys[i]))
				number[i] = (uint32_t)k;
	for (size_t i = 0; i < c->nrows; i++)
		c->rows[i].class = number[c->rows[i].class];
	map_free(&c->classes);
	c->classes = sorted;
	free(names);
	free(number);
}

void
corpus_index(struct corpus *c)
{
	struct vocabulary v = {0};
	uint32_t least;

	count_texts(c, &v);
	least = least_df(&v);
	c->hashes = mem_alloc((v.used + 1) * sizeof(*c->hashes));
	for (size_t i = 0; i <= v.mask; i++)
		if (v.at[i].hash != 0 && v.at[i].df >= least)
			c->hashes[c->nfeatures++] = v.at[i].hash;
	qsort(c->hashes, c->nfeatures, sizeof(*c->hashes), by_hash);
	for (size_t i = 0; i <= v.mask; i++)
		v.at[i].df = UINT32_MAX;
	for (size_t i = 0; i < c->nfeatures; i++)
		entry_of(&v, c->hashes[i])->df = (uint32_t)i;
	number_tokens(c, &v);
	order_classes(c);
	free(v.at);
}

struct sv
corpus_class(const struct corpus *c, size_t i)
{
	return c->classes.keys[i];
}

uint64_t
corpus_count(const struct corpus *c, size_t i)
{
	const uint64_t *count = map_at(&c->classes, i);

	return *count;
}
