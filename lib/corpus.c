/* SPDX-License-Identifier: MIT */
#include "corpus.h"

#include <stdlib.h>

#define WORDS_LEAST ((size_t)1 << 16)
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
	c->words.mask = WORDS_LEAST - 1;
	c->words.at = mem_zalloc(WORDS_LEAST, sizeof(*c->words.at));
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
	ngrams_free(&c->all);
	ngrams_free(&c->counted);
	ngram_seen_free(&c->seen);
	free(c->units);
	free(c->repeats);
	ngram_vector_free(&c->vector);
	free(c->words.at);
	free(c->suffixes);
	free(c->rows);
	free(c->tokens);
	free(c->hashes);
	free(c);
}

/* --- n-grams --------------------------------------------------------------- */

static struct corpus_entry *
entry_of(const struct corpus_vocabulary *v, uint32_t hash)
{
	size_t at = hash & v->mask;

	while (v->at[at].hash != hash && v->at[at].hash != 0)
		at = (at + 1) & v->mask;
	return &v->at[at];
}

static void
grow(struct corpus_vocabulary *v)
{
	struct corpus_vocabulary old = *v;

	v->mask = old.mask * 2 + 1;
	v->at = mem_zalloc(v->mask + 1, sizeof(*v->at));
	for (size_t i = 0; i <= old.mask; i++)
		if (old.at[i].hash != 0)
			*entry_of(v, old.at[i].hash) = old.at[i];
	free(old.at);
}

/* Hashes that are equal by chance are one n-gram, the first. */
static void
learn_word(struct corpus_vocabulary *v, uint32_t hash, uint32_t suffix,
    unsigned len)
{
	struct corpus_entry *e = entry_of(v, hash);

	if (e->hash != 0)
		return;
	*e = (struct corpus_entry){hash, 0, suffix, len};
	if (++v->used > v->mask / 2)
		grow(v);
}

/* Room for what is known of each unit, and for all n-grams to be counted. */
static void
make_room(struct corpus *c)
{
	size_t n = c->all.n + 1;

	if (c->units_cap >= n)
		return;
	c->units_cap = n * 2;
	free(c->units);
	free(c->repeats);
	free(c->counted.hashes);
	c->units = mem_alloc(c->units_cap * sizeof(*c->units));
	c->repeats = mem_zalloc(c->units_cap, sizeof(*c->repeats));
	c->counted.hashes = mem_alloc(c->units_cap *
	    sizeof(*c->counted.hashes));
}

/* Which units end a run of the longest n-grams that stands in the part
 * before. */
static void
mark_repeats(struct corpus *c, const struct ngram_run *longest)
{
	size_t n = ngrams_once(&c->seen, &c->all, longest, c->units);

	memset(c->repeats + longest->at, true,
	    longest->count * sizeof(*c->repeats));
	for (size_t i = 0; i < n; i++)
		c->repeats[c->units[i]] = false;
}

static void
count_run(struct corpus *c, const struct ngram_run *r)
{
	const uint32_t *hashes = c->all.hashes + r->first;
	const struct ngram_run *shorter = r > c->all.runs &&
	    ngram_run_follows(r, r - 1) ? r - 1 : NULL;

	for (uint32_t i = 0; i < r->count; i++) {
		uint32_t unit = r->at + i, hash = model_hash(hashes[i]);
		uint32_t suffix = 0;

		if (!r->opening && c->repeats[unit])
			continue;
		if (shorter != NULL && unit - shorter->at < shorter->count)
			suffix = model_hash(c->all.hashes[shorter->first +
			    (unit - shorter->at)]);
		learn_word(&c->words, hash, suffix, r->len);
		c->counted.hashes[c->counted.n++] = hash;
	}
}

/* The n-grams of a text as model_find takes them. */
static void
count_ngrams(struct corpus *c)
{
	const struct ngrams *g = &c->all;

	make_room(c);
	c->counted.n = 0;
	for (unsigned part = 0; part < g->parts; part++) {
		memset(c->repeats, 0, c->units_cap * sizeof(*c->repeats));
		for (size_t i = 0; i < g->nruns; i++)
			if (g->runs[i].part == part &&
			    g->runs[i].len == c->ngrams.max)
				mark_repeats(c, &g->runs[i]);
		for (size_t i = 0; i < g->nruns; i++)
			if (g->runs[i].part == part)
				count_run(c, &g->runs[i]);
	}
}

/* --- texts ------------------------------------------------------------------ */

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
	for (size_t i = 0; i < v->n; i++) {
		entry_of(&c->words, v->at[i].hash)->df++;
		c->tokens[c->ntokens++] = (struct corpus_token){
		    v->at[i].hash, (uint32_t)v->at[i].weight};
	}
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
	ngrams_begin(&c->all);
	for (size_t i = 0; i < MODEL_NPARTS; i++)
		if (c->folded[i].n > 0)
			ngrams_add(&c->all, &c->ngrams, c->folded[i].units,
			    c->folded[i].n);
	count_ngrams(c);
	ngram_vector_count(&c->vector, &c->counted);
	if (c->nrows == c->rows_cap) {
		c->rows_cap = c->rows_cap * 2 + 256;
		c->rows = mem_realloc(c->rows,
		    c->rows_cap * sizeof(*c->rows));
	}
	c->rows[c->nrows++] = (struct corpus_row){c->ntokens, c->vector.n,
	    (uint32_t)c->counted.n, number_of(c, label), group_of(c, group)};
	add_tokens(c, &c->vector);
}

/* --- numbering ------------------------------------------------------------- */

/* The least number of texts that leaves no more features than allowed. */
static uint32_t
least_df(const struct corpus_vocabulary *v)
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
number_tokens(struct corpus *c, const struct corpus_vocabulary *v)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->nrows; i++) {
		struct corpus_row *r = &c->rows[i];
		size_t first = kept;

		for (size_t k = r->first; k < r->first + r->n; k++) {
			uint32_t number = entry_of(v,
			    c->tokens[k].feature)->df;

			if (number != CORPUS_NONE)
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

/* The suffix of an n-gram, which is in the vocabulary, feature or not; NULL:
 * none, or one that is another n-gram's by chance. */
static const struct corpus_entry *
suffix_of(const struct corpus_vocabulary *v, const struct corpus_entry *e)
{
	const struct corpus_entry *s;

	if (e->suffix == 0)
		return NULL;
	s = entry_of(v, e->suffix);
	return s->len < e->len ? s : NULL;
}

static void
link_suffixes(struct corpus *c)
{
	const struct corpus_vocabulary *v = &c->words;

	for (size_t i = 0; i < c->nfeatures; i++) {
		const struct corpus_entry *e = suffix_of(v,
		    entry_of(v, c->hashes[i]));

		while (e != NULL && e->df == CORPUS_NONE)
			e = suffix_of(v, e);
		c->suffixes[i] = e == NULL ? CORPUS_NONE : e->df;
	}
}

void
corpus_index(struct corpus *c)
{
	struct corpus_vocabulary *v = &c->words;
	uint32_t least = least_df(v);

	c->hashes = mem_alloc((v->used + 1) * sizeof(*c->hashes));
	for (size_t i = 0; i <= v->mask; i++)
		if (v->at[i].hash != 0 && v->at[i].df >= least)
			c->hashes[c->nfeatures++] = v->at[i].hash;
	qsort(c->hashes, c->nfeatures, sizeof(*c->hashes), by_hash);
	for (size_t i = 0; i <= v->mask; i++)
		v->at[i].df = CORPUS_NONE;
	for (size_t i = 0; i < c->nfeatures; i++)
		entry_of(v, c->hashes[i])->df = (uint32_t)i;
	c->suffixes = mem_alloc((c->nfeatures + 1) * sizeof(*c->suffixes));
	link_suffixes(c);
	number_tokens(c, v);
	order_classes(c);
	free(v->at);
	v->at = NULL;
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
