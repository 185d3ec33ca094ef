/* SPDX-License-Identifier: MIT */
/* Scoring; what a model's file looks like is in model_file.c. */
#include "model_table.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <math.h>
#include <stdlib.h>

#define GROUPS 4        /* vectors of sums at once */
#define SUMS_EACH 4096  /* times 255 * 12.1 (65536 times) * 127: 31 bits */
#define UNKNOWN 64      /* rarity of what stands in every text */
#define NOTABLE 12      /* of 127; most weights are lower */
#define BEST 16         /* n-grams that reasons are chosen from */
#define SUMS ((MODEL_CLASSES + MODEL_LANES - 1) / MODEL_LANES * MODEL_LANES)

const enum record_key model_keys[MODEL_NPARTS] = {REC_NARRATIVE,
    REC_FEEDBACK, REC_OUTCOME};

/* A feature that a text has. */
struct found {
	const unsigned char *slot;
	uint32_t place;         /* of its first n-gram */
	uint32_t count;
	int32_t weight;
};

struct best {
	uint32_t place;
	float weight;
};

struct model_scratch {
	struct ngrams ngrams;
	uint32_t *maybe;        /* n-grams that may be features */
	const unsigned char **slots;    /* of them */
	struct found *found;
	size_t n, cap;
	uint32_t *seen;         /* open addressing: index + 1 into found */
	size_t seen_mask;
	int64_t sums[SUMS];     /* by class */
	double length;
	unsigned by_count[64];  /* 16 * (1 + ln(count)) */
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
	free(m->slots);
	free(m->bits);
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

/* For the features of n n-grams; at most a quarter of their table is used:
 * looking twice costs more than clearing it. */
static void
make_room(struct model_scratch *x, size_t n)
{
	x->cap = n;
	x->maybe = mem_realloc(x->maybe, n * sizeof(*x->maybe));
	x->slots = mem_realloc(x->slots, n * sizeof(*x->slots));
	x->found = mem_realloc(x->found, n * sizeof(*x->found));
	x->seen = mem_realloc(x->seen, n * 8 * sizeof(*x->seen));
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
	for (uint32_t i = 1; i < 64; i++)
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
	free(s->scratch->maybe);
	free(s->scratch->slots);
	free(s->scratch->found);
	free(s->scratch->seen);
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

static inline uint32_t
slot_hash(const unsigned char *slot)
{
	uint32_t hash;

	memcpy(&hash, slot, sizeof(hash));
	return hash;
}

/* Of at most n features. */
static void
begin_counting(struct model_scratch *x, size_t n)
{
	size_t slots = 64;

	while (slots < n * 4)
		slots *= 2;
	x->seen_mask = slots - 1;
	memset(x->seen, 0, slots * sizeof(*x->seen));
	x->n = 0;
}

/* Lists the n-grams that may be features; gives how many. */
static size_t
list_candidates(const struct model *m, const struct ngrams *g,
    uint32_t *maybe)
{
	const uint64_t *bits = m->bits;
	const uint32_t *hashes = g->hashes;
	size_t mask = m->bits_mask, n = 0, all = g->n;

	for (size_t i = 0; i < all; i++) {
		size_t bit = model_hash(hashes[i]) & mask;

		maybe[n] = (uint32_t)i;
		n += bits[bit / 64] >> bit % 64 & 1;
	}
	return n;
}

/* Keeps those of the n that are features, each once. */
static void
count_features(struct model_scratch *x, size_t n)
{
	const unsigned char *const *slots = x->slots;
	const uint32_t *hashes = x->ngrams.hashes, *maybe = x->maybe;
	uint32_t *seen = x->seen;
	struct found *found = x->found;
	size_t mask, kept = 0;

	begin_counting(x, n);
	mask = x->seen_mask;
	for (size_t i = 0; i < n; i++) {
		uint32_t hash = model_hash(hashes[maybe[i]]);
		size_t at = hash & mask;

		if (slot_hash(slots[i]) != hash)
			continue;
		while (seen[at] != 0 && found[seen[at] - 1].slot != slots[i])
			at = (at + 1) & mask;
		if (seen[at] != 0) {
			found[seen[at] - 1].count++;
			continue;
		}
		found[kept++] = (struct found){slots[i],
		    x->ngrams.places[maybe[i]], 1, 0};
		seen[at] = (uint32_t)kept;
	}
	x->n = kept;
}

/* The features among the n-grams. The slots lie outside the near caches: all
 * that may matter are asked for before the first is looked at. */
static void
find_features(struct model_scorer *s)
{
	const struct model *m = s->model;
	struct model_scratch *x = s->scratch;
	const uint32_t *hashes = x->ngrams.hashes, *maybe = x->maybe;
	const unsigned char **slots = x->slots;
	size_t n = list_candidates(m, &x->ngrams, x->maybe);

	for (size_t i = 0; i < n; i++) {
		slots[i] = m->slots + m->stride *
		    model_slot(m, model_hash(hashes[maybe[i]]));
		__builtin_prefetch(slots[i]);
	}
	count_features(x, n);
}

/* What each feature weighs in the text, and the length of its vector. */
static void
weigh(struct model_scratch *x)
{
	uint64_t squares = 0, known = 0;

	for (size_t i = 0; i < x->n; i++) {
		struct found *f = &x->found[i];
		unsigned w = f->slot[sizeof(uint32_t)];

		if (f->count > 1)
			w = w * (f->count < 64 ? x->by_count[f->count] :
			    sublinear(f->count)) / 16;
		f->weight = (int32_t)w;
		squares += (uint64_t)w * w;
		known += f->count;
	}
	x->length = model_length((double)squares, x->ngrams.n - known);
}

static void
add_all(struct model_scratch *x, size_t lanes)
{
	for (size_t i = 0; i < x->n; i++) {
		const int8_t *w = (const int8_t *)x->found[i].slot +
		    MODEL_HEAD;

		for (size_t c = 0; c < lanes; c++)
			x->sums[c] += x->found[i].weight * w[c];
	}
}

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2")))

/* The sums of `groups` (1 or 4) times MODEL_LANES classes, from class `first`
 * on: in registers as long as 32 bits suffice. */
static inline __attribute__((always_inline)) WIDE void
add_lanes(struct model_scratch *x, size_t first, size_t groups)
{
	for (size_t i = 0; i < x->n;) {
		size_t end = x->n - i < SUMS_EACH ? x->n : i + SUMS_EACH;
		__m256i sum[GROUPS] = {_mm256_setzero_si256()};
		int32_t part[GROUPS * MODEL_LANES];

		for (size_t g = 1; g < groups; g++)
			sum[g] = _mm256_setzero_si256();
		for (; i < end; i++) {
			const unsigned char *w = x->found[i].slot +
			    MODEL_HEAD + first;
			__m256i weight = _mm256_set1_epi32(
			    x->found[i].weight);

#pragma GCC unroll 4
			for (size_t g = 0; g < groups; g++)
				sum[g] = _mm256_add_epi32(sum[g],
				    _mm256_mullo_epi32(weight,
				    _mm256_cvtepi8_epi32(_mm_loadl_epi64(
				    (const void *)(w + g * MODEL_LANES)))));
		}
		memcpy(part, sum, groups * sizeof(sum[0]));
		for (size_t c = 0; c < groups * MODEL_LANES; c++)
			x->sums[first + c] += part[c];
	}
}

WIDE static void
add_all_wide(struct model_scratch *x, size_t lanes)
{
	size_t c = 0;

	for (; c + GROUPS * MODEL_LANES <= lanes; c += GROUPS * MODEL_LANES)
		add_lanes(x, c, GROUPS);
	for (; c < lanes; c += MODEL_LANES)
		add_lanes(x, c, 1);
}
#endif

static void
add_up(struct model_scorer *s)
{
	struct model_scratch *x = s->scratch;

	memset(x->sums, 0, s->model->lanes * sizeof(*x->sums));
	weigh(x);
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		add_all_wide(x, s->model->lanes);
		return;
	}
#endif
	add_all(x, s->model->lanes);
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
	find_features(s);
	add_up(s);
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

/* What a feature says for a class against another. */
static inline float
says(const struct model_scorer *s, const struct found *f, size_t class,
    size_t against)
{
	const struct model_class *c = s->model->classes;
	const int8_t *w = (const int8_t *)f->slot + MODEL_HEAD;

	return (float)f->weight *
	    ((float)w[class] * (float)c[class].scale -
	    (float)w[against] * (float)c[against].scale);
}

/* An n-gram where it first stands, as a place of its text. */
static struct model_reason
place_of(const struct model_scorer *s, const struct best *b)
{
	uint32_t start = ngram_start(b->place), len = ngram_len(b->place);
	unsigned part = ngram_part(b->place);
	const struct folded *f = &s->parts[part];
	size_t first = folded_origin(f, start);
	size_t last = folded_origin(f, start + len - 1);

	return (struct model_reason){s->which[part], (uint32_t)first,
	    (uint32_t)(last + 1 - first), b->weight};
}

static bool
overlaps(const struct model_reason *a, const struct model_reason *b)
{
	return a->part == b->part && a->start < b->start + b->len &&
	    b->start < a->start + a->len;
}

/* The heaviest of the n-grams of two units and more (one is no word) with a
 * stored weight of at least `lightest`, best first; gives how many. */
static size_t
heaviest(const struct model_scorer *s, size_t class, int lightest,
    struct best *best)
{
	const struct model_scratch *x = s->scratch;
	size_t against = class == s->best ? s->second : s->best, n = 0;
	float least = 0;

	for (size_t i = 0; i < x->n; i++) {
		const unsigned char *w = x->found[i].slot + MODEL_HEAD;
		float weight;
		size_t k;

		if ((int8_t)w[class] < lightest ||
		    ngram_len(x->found[i].place) < 2)
			continue;
		weight = says(s, &x->found[i], class, against);
		if (weight <= least)
			continue;
		k = n < BEST ? n++ : n - 1;
		for (; k > 0 && best[k - 1].weight < weight; k--)
			best[k] = best[k - 1];
		best[k] = (struct best){x->found[i].place, weight};
		if (n == BEST)
			least = best[n - 1].weight;
	}
	return n;
}

size_t
model_reasons(struct model_scorer *s, size_t class,
    struct model_reason *reasons, size_t most)
{
	struct best best[BEST];
	size_t candidates = heaviest(s, class, NOTABLE, best), n = 0;

	if (candidates == 0)
		candidates = heaviest(s, class, INT8_MIN, best);
	for (size_t i = 0; i < candidates && n < most; i++) {
		struct model_reason r = place_of(s, &best[i]);
		size_t k = 0;

		while (k < n && !overlaps(&r, &reasons[k]))
			k++;
		if (k == n)
			reasons[n++] = r;
	}
	for (size_t i = 0; i < n; i++)
		reasons[i].weight /= s->scratch->length;
	return n;
}
