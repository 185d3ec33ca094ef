/* SPDX-License-Identifier: MIT */
/* Scoring; what a model's file looks like is in model_file.c. */
#include "model.h"

#include <math.h>
#include <stdlib.h>

#define SUMS_EACH 4096  /* times 255 * 127 * 13 (65536 times) fits 31 bits */
#define UNKNOWN 64      /* rarity of what stands in every text */
#define WINDOW NGRAM_LONGEST
#define SUMS ((MODEL_CLASSES + MODEL_LANES - 1) / MODEL_LANES * MODEL_LANES)

const enum record_key model_keys[MODEL_NPARTS] = {REC_NARRATIVE,
    REC_FEEDBACK, REC_OUTCOME};

/* A feature that a text has. */
struct found {
	const unsigned char *slot;
	uint32_t place;         /* of its first n-gram */
	uint32_t count;
	uint32_t times;         /* 16 times the factor of the count */
};

struct model_scratch {
	struct ngrams ngrams;
	uint32_t *maybe;        /* n-grams that may be features */
	struct found *found;
	size_t n, cap;
	uint32_t *seen;         /* open addressing: index + 1 into found */
	size_t seen_mask;
	int64_t sums[SUMS];     /* by class */
	double length;
	double *windows;        /* see weigh_windows */
	size_t windows_cap;
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
	free(s->scratch->found);
	free(s->scratch->seen);
	free(s->scratch->windows);
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

/* Another n-gram of the feature at `slot`. */
static inline void
count(struct model_scratch *x, const unsigned char *slot, uint32_t hash,
    uint32_t place)
{
	size_t at = hash & x->seen_mask;

	while (x->seen[at] != 0) {
		struct found *f = &x->found[x->seen[at] - 1];

		if (f->slot == slot) {
			f->count++;
			return;
		}
		at = (at + 1) & x->seen_mask;
	}
	x->found[x->n++] = (struct found){slot, place, 1, 0};
	x->seen[at] = (uint32_t)x->n;
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

/* The features among the n-grams. The slots lie outside the near caches: all
 * that may matter are asked for before the first is looked at. */
static void
find_features(struct model_scorer *s)
{
	const struct model *m = s->model;
	struct model_scratch *x = s->scratch;
	const uint32_t *hashes = x->ngrams.hashes, *maybe = x->maybe;
	const unsigned char *slots = m->slots;
	size_t stride = m->stride, mask = m->mask;
	size_t n = list_candidates(m, &x->ngrams, x->maybe);

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(slots + stride *
		    model_slot(m, model_hash(hashes[maybe[i]])));
	begin_counting(x, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t hash = model_hash(hashes[maybe[i]]), there;
		size_t at = model_slot(m, hash);

		while ((there = slot_hash(slots + at * stride)) != hash &&
		    there != 0)
			at = (at + 1) & mask;
		if (there != 0)
			count(x, slots + at * stride, hash,
			    x->ngrams.places[maybe[i]]);
	}
}

/* What the counts do to the weights, and the length of the text's vector. */
static void
weigh(struct model_scratch *x)
{
	uint64_t squares = 0, known = 0;

	for (size_t i = 0; i < x->n; i++) {
		struct found *f = &x->found[i];
		unsigned rarity = f->slot[sizeof(uint32_t)], w = rarity;

		f->times = 16;
		if (f->count > 1) {
			f->times = f->count < 64 ? x->by_count[f->count] :
			    sublinear(f->count);
			w = rarity * f->times / 16;
		}
		squares += (uint64_t)w * w;
		known += f->count;
	}
	x->length = model_length((double)squares, x->ngrams.n - known);
}

typedef int8_t stored __attribute__((vector_size(MODEL_LANES)));
typedef int16_t narrow __attribute__((vector_size(MODEL_LANES * 2)));
typedef int32_t wide __attribute__((vector_size(MODEL_LANES * 4)));

/* The sums of MODEL_LANES classes, from class `first` on: in registers as long
 * as 32 bits suffice. */
static void
add_lanes(struct model_scratch *x, size_t first)
{
	for (size_t i = 0; i < x->n;) {
		size_t end = x->n - i < SUMS_EACH ? x->n : i + SUMS_EACH;
		wide sum = {0};

		for (; i < end; i++) {
			const struct found *f = &x->found[i];
			stored w;
			wide v;

			memcpy(&w, f->slot + MODEL_HEAD + first, sizeof(w));
			v = __builtin_convertvector(
			    __builtin_convertvector(w, narrow) *
			    (int16_t)f->slot[sizeof(uint32_t)], wide);
			if (f->times != 16)
				v = v * (int32_t)f->times / 16;
			sum += v;
		}
		for (size_t c = 0; c < MODEL_LANES; c++)
			x->sums[first + c] += sum[c];
	}
}

static void
add_up(struct model_scorer *s)
{
	struct model_scratch *x = s->scratch;

	memset(x->sums, 0, s->model->lanes * sizeof(*x->sums));
	weigh(x);
	for (size_t c = 0; c < s->model->lanes; c += MODEL_LANES)
		add_lanes(x, c);
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

/* Room for the sums of a part's windows. */
static double *
windows_for(struct model_scratch *x, size_t n)
{
	if (x->windows_cap < n) {
		x->windows_cap = n + n / 2;
		free(x->windows);
		x->windows = mem_alloc(x->windows_cap * sizeof(*x->windows));
	}
	memset(x->windows, 0, n * sizeof(*x->windows));
	return x->windows;
}

static inline double
slot_weight(const unsigned char *slot, size_t class)
{
	return (int8_t)slot[MODEL_HEAD + class];
}

/* What each stretch of WINDOW units that begins at a unit of the parts (which
 * lie one behind the other) says for a class against the next best one: all
 * that the n-grams within it weigh, where they first stand. */
static size_t
weigh_windows(struct model_scorer *s, size_t class)
{
	const struct model *m = s->model;
	struct model_scratch *x = s->scratch;
	size_t against = class == s->best ? s->second : s->best, n = 0;
	size_t first[MODEL_NPARTS];
	double *sums;

	for (size_t i = 0; i < s->nparts; i++) {
		first[i] = n;
		n += s->parts[i].n;
	}
	sums = windows_for(x, n);
	for (size_t i = 0; i < x->n; i++) {
		const struct found *g = &x->found[i];
		double weight = g->times * g->slot[sizeof(uint32_t)] *
		    (slot_weight(g->slot, class) * m->classes[class].scale -
		    slot_weight(g->slot, against) *
		    m->classes[against].scale);
		uint32_t start = ngram_start(g->place);
		uint32_t end = start + ngram_len(g->place);
		size_t part = first[ngram_part(g->place)];
		size_t last = part + start;
		size_t from = part + (end > WINDOW ? end - WINDOW : 0);

		for (size_t k = from; k <= last && k < n; k++)
			sums[k] += weight;
	}
	return n;
}

static bool
is_blank(uint16_t u)
{
	return u == ' ' || u == 0x3001 || fold_is_clause_mark(u);
}

/* The stretch at unit `at` of all parts as a place in its text, without marks
 * at its ends; len 0: it is nothing but marks. */
static struct model_reason
place_of(const struct model_scorer *s, size_t at, double weight)
{
	struct model_reason r = {.weight = weight};
	const struct folded *f;
	size_t part = 0, end;

	while (at >= s->parts[part].n)
		at -= s->parts[part++].n;
	f = &s->parts[part];
	end = at + WINDOW < f->n ? at + WINDOW : f->n;
	while (at < end && is_blank(f->units[at]))
		at++;
	while (end > at && is_blank(f->units[end - 1]))
		end--;
	if (at == end)
		return r;
	r.part = s->which[part];
	r.start = (uint32_t)folded_origin(f, at);
	r.len = (uint32_t)(folded_origin(f, end - 1) + 1) - r.start;
	return r;
}

/* The heaviest window; it and those that overlap it are used up. */
static size_t
take_heaviest(double *sums, size_t n, double *weight)
{
	size_t best = 0, from, to;

	for (size_t i = 1; i < n; i++)
		if (sums[i] > sums[best])
			best = i;
	*weight = sums[best];
	from = best < WINDOW ? 0 : best - WINDOW + 1;
	to = best + WINDOW < n ? best + WINDOW : n;
	for (size_t i = from; i < to; i++)
		sums[i] = 0;
	return best;
}

size_t
model_reasons(struct model_scorer *s, size_t class,
    struct model_reason *reasons, size_t most)
{
	struct model_scratch *x = s->scratch;
	size_t windows = x->n == 0 ? 0 : weigh_windows(s, class), n = 0;

	while (n < most && windows > 0) {
		double weight;
		size_t at = take_heaviest(x->windows, windows, &weight);

		if (!(weight > 0))
			break;
		reasons[n] = place_of(s, at, weight / 16 / x->length);
		n += reasons[n].len > 0;
	}
	return n;
}
