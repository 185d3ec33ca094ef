/* SPDX-License-Identifier: MIT */
/* Runs of four that are new, joined to words, tested, ranked. */
#include "variant.h"

#include "map.h"
#include "signif.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

#define WORDS_MOST 30   /* characters of one */
#define WORDS_KEPT 300
#define SHARED 0.5      /* of the texts, from which words tell the same */

struct finding {
	const struct variants *v;
	const struct fold *fold;
	const struct case_texts *texts;
	int64_t tested;
	struct map words;       /* folded words -> struct word */
};

struct word {
	uint32_t *texts;        /* that hold it, ascending */
	size_t n, cap;
	size_t start, length;   /* characters, in the first text */
	uint32_t first;         /* that text */
	uint32_t before;        /* least of its runs */
	bool kept;
};

static const struct variant_slot *
find_slot(const struct variants *v, uint64_t key)
{
	size_t i;

	if (v->nslots == 0)
		return NULL;
	/* The spread of variant.c. */
	i = (size_t)(key ^ key >> 29);
	i = (size_t)((uint64_t)i * UINT64_C(0xbf58476d1ce4e5b9));
	i = (i ^ i >> 32) & (v->nslots - 1);
	while (v->slots[i].key != 0 && v->slots[i].key != key)
		i = (i + 1) & (v->nslots - 1);
	return v->slots[i].key == key ? &v->slots[i] : NULL;
}

static uint64_t
key_at(const struct folded *t, size_t i)
{
	uint64_t key = 0;

	for (size_t k = 0; k < VARIANT_UNITS; k++)
		key = key << 16 | t->units[i + k];
	return key;
}

/* --- the tests ----------------------------------------------------------- */

static double
term(double observed, double expected)
{
	return observed > 0 ? observed * log(observed / expected) : 0;
}

/* G² of the two by two table of texts with and without, now and before. */
static double
ratio_of(const struct variants *v, int64_t now, int64_t before)
{
	double a = (double)now, b = (double)before;
	double n = (double)v->now, m = (double)v->before;
	double with = (a + b) / (n + m), without = 1 - with;

	return 2 * (term(a, n * with) + term(b, m * with) +
	    term(n - a, n * without) + term(m - b, m * without));
}

static double
p_of(const struct finding *f, int64_t now, int64_t before)
{
	double share = (double)f->v->now / (double)(f->v->now + f->v->before);
	double p = signif_binomial(now, now + before, share) *
	    (double)f->tested;

	return p < 1 ? p : 1;
}

static bool
is_new(const struct finding *f, const struct variant_slot *s)
{
	return s != NULL && s->now >= VARIANT_SUPPORT &&
	    p_of(f, s->now, s->before) <= VARIANT_LEVEL;
}

/* --- words --------------------------------------------------------------- */

static void
note_word(struct finding *f, const struct folded *t, size_t from, size_t to,
    uint32_t before, uint32_t text)
{
	struct sv key = {(const char *)(t->units + from),
	    (to - from) * sizeof(*t->units)};
	struct word *w;
	bool is_first;

	if (to - from > WORDS_MOST)
		key.len = WORDS_MOST * sizeof(*t->units);
	w = map_put(&f->words, key, &is_first);
	if (is_first) {
		w->start = folded_origin(t, from);
		w->length = folded_origin(t, from + key.len /
		    sizeof(*t->units) - 1) + 1 - w->start;
		w->before = before;
		w->first = text;
	}
	if (w->n > 0 && w->texts[w->n - 1] == text)
		return;
	if (w->n == w->cap) {
		w->cap = w->cap != 0 ? w->cap * 2 : 8;
		w->texts = mem_realloc(w->texts, w->cap * sizeof(*w->texts));
	}
	w->texts[w->n++] = text;
	w->before = before < w->before ? before : w->before;
}

/* The new runs of one text, joined where one goes on in the next: as long as
 * they stand in about as many texts. */
static void
join_runs(struct finding *f, const struct folded *t, uint32_t text)
{
	size_t i = 0;

	while (i + VARIANT_UNITS <= t->n) {
		const struct variant_slot *s = find_slot(f->v, key_at(t, i));
		size_t end = i;
		uint32_t before, support;

		if (!is_new(f, s)) {
			i++;
			continue;
		}
		before = s->before;
		support = s->now;
		while (is_new(f, s) && s->now * 4 >= support * 3 &&
		    s->now * 3 <= support * 4) {
			before = s->before < before ? s->before : before;
			end++;
			if (end + VARIANT_UNITS > t->n)
				break;
			s = find_slot(f->v, key_at(t, end));
		}
		note_word(f, t, i, end - 1 + VARIANT_UNITS, before, text);
		i = end;
	}
}

/* Words that are part of longer ones stand in their texts too. */
static bool
holds(const struct folded *t, struct sv word)
{
	size_t n = word.len / sizeof(*t->units);

	for (size_t i = 0; i + n <= t->n; i++)
		if (memcmp(t->units + i, word.p, word.len) == 0)
			return true;
	return false;
}

static void
count_holders(struct finding *f, const struct folded *t, uint32_t text)
{
	for (size_t i = 0; i < f->words.count; i++) {
		struct word *w = map_at(&f->words, i);

		if (w->kept && holds(t, f->words.keys[i])) {
			if (w->n == w->cap) {
				w->cap = w->cap != 0 ? w->cap * 2 : 8;
				w->texts = mem_realloc(w->texts,
				    w->cap * sizeof(*w->texts));
			}
			w->texts[w->n++] = text;
		}
	}
}

/* --- the list ------------------------------------------------------------ */

static int
compare_variants(const void *a, const void *b)
{
	const struct variant *x = a, *y = b;

	if (x->ratio != y->ratio)
		return x->ratio > y->ratio ? -1 : 1;
	/* Of as many texts the longer words tell more. */
	if (x->words.len != y->words.len)
		return x->words.len > y->words.len ? -1 : 1;
	return sv_cmp(x->words, y->words);
}

static size_t
shared(const struct word *a, const struct word *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n && k < b->n) {
		if (a->texts[i] == b->texts[k]) {
			n++;
			i++;
			k++;
		} else if (a->texts[i] < b->texts[k]) {
			i++;
		} else {
			k++;
		}
	}
	return n;
}

static void
add_variant(struct finding *f, struct variant_list *list, size_t i)
{
	const struct word *w = map_at(&f->words, i);
	struct sv text = f->texts->at[w->first].text;
	struct variant x = {.now = (int64_t)w->n, .before = w->before,
	    .key = i};
	size_t from, to;

	if (!w->kept || w->n < VARIANT_SUPPORT)
		return;
	x.examples[0] = w->texts[0];
	x.examples[1] = w->texts[1];
	x.p = p_of(f, x.now, x.before);
	x.ratio = ratio_of(f->v, x.now, x.before);
	if (x.p > VARIANT_LEVEL)
		return;
	from = utf8_offset(text, w->start);
	to = utf8_offset(text, w->start + w->length);
	x.words = arena_dup(&list->arena, (struct sv){text.p + from,
	    to - from});
	list->at[list->n++] = x;
}

static void
drop_same(const struct finding *f, struct variant_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct word *w = map_at(&f->words, list->at[i].key);
		bool same = false;

		for (size_t k = 0; k < kept && !same; k++) {
			const struct word *b = map_at(&f->words,
			    list->at[k].key);
			size_t least = w->n < b->n ? w->n : b->n;

			same = (double)shared(w, b) >
			    SHARED * (double)least;
		}
		if (!same)
			list->at[kept++] = list->at[i];
	}
	list->n = kept;
}

/* Where thousands are new, as after a change of the forms that calls are
 * written by, the most frequent are enough to say so. */
static int
compare_words(const void *a, const void *b, void *finding)
{
	const struct finding *f = finding;
	const struct word *x = map_at(&f->words, *(const size_t *)a);
	const struct word *y = map_at(&f->words, *(const size_t *)b);

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return sv_cmp(f->words.keys[*(const size_t *)a],
	    f->words.keys[*(const size_t *)b]);
}

static void
keep_most(struct finding *f)
{
	size_t n = f->words.count;
	size_t *order = mem_alloc((n + 1) * sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 0)
		qsort_r(order, n, sizeof(*order), compare_words, f);
	for (size_t i = 0; i < n; i++) {
		struct word *w = map_at(&f->words, order[i]);

		w->kept = i < WORDS_KEPT;
		w->n = 0;
	}
	free(order);
}

static int64_t
count_tested(const struct variants *v)
{
	int64_t n = 0;

	for (size_t i = 0; i < v->nslots; i++)
		n += v->slots[i].now >= VARIANT_SUPPORT;
	return n;
}

static void
each_text(struct finding *f, void (*take)(struct finding *,
    const struct folded *, uint32_t))
{
	struct folded folded = {0};

	for (size_t i = 0; i < f->texts->n && i < UINT32_MAX; i++) {
		fold_text(f->fold, &folded, f->texts->at[i].text);
		take(f, &folded, (uint32_t)i);
	}
	folded_free(&folded);
}

void
variants_find(const struct variants *v, const struct fold *fold,
    const struct case_texts *texts, struct variant_list *list)
{
	struct finding f = {v, fold, texts, count_tested(v),
	    {.size = sizeof(struct word)}};

	*list = (struct variant_list){.tested = f.tested};
	if (v->now > 0 && v->before > 0 && f.tested > 0)
		each_text(&f, join_runs);
	keep_most(&f);
	if (f.words.count > 0)
		each_text(&f, count_holders);
	list->at = mem_alloc((f.words.count + 1) * sizeof(*list->at));
	for (size_t i = 0; i < f.words.count; i++)
		add_variant(&f, list, i);
	if (list->n > 0)
		qsort(list->at, list->n, sizeof(*list->at),
		    compare_variants);
	drop_same(&f, list);
	for (size_t i = 0; i < f.words.count; i++)
		free(((struct word *)map_at(&f.words, i))->texts);
	map_free(&f.words);
}

void
variant_list_free(struct variant_list *list)
{
	free(list->at);
	arena_free(&list->arena);
	*list = (struct variant_list){0};
}
