/* SPDX-License-Identifier: MIT */
#include "score.h"

#include <stdlib.h>

#define WHOLE 10000

/* --- counting -------------------------------------------------------------- */

static void
prepare(struct score *s)
{
	s->pairs.size = sizeof(uint64_t);
	s->same.size = sizeof(struct sv);
}

void
score_same(struct score *s, struct sv a, struct sv b)
{
	struct sv *to;

	prepare(s);
	to = map_put(&s->same, a, NULL);
	*to = arena_dup(&s->arena, b);
}

static struct sv
alias(const struct score *s, struct sv name)
{
	const struct sv *to = map_get(&s->same, name);

	if (to != NULL)
		return *to;
	return sv_eq(name, SV("ordinary")) ? SV("none") : name;
}

static void
count(struct score *s, struct sv truth, struct sv said, uint64_t n)
{
	struct str key = {0};
	uint64_t *to;

	prepare(s);
	str_addsv(&key, alias(s, truth));
	str_addc(&key, '\n');
	str_addsv(&key, alias(s, said));
	to = map_put(&s->pairs, str_sv(&key), NULL);
	*to += n;
	str_free(&key);
}

void
score_add(struct score *s, struct sv truth, struct sv said)
{
	count(s, truth, said, 1);
}

/* The label is the part before the last line feed: what is said is a name of
 * ours, a true label may be anything. */
static void
split(struct sv pair, struct sv *truth, struct sv *said)
{
	size_t at = pair.len;

	while (pair.p[at - 1] != '\n')
		at--;
	*truth = (struct sv){pair.p, at - 1};
	*said = sv_from(pair, at);
}

void
score_merge(struct score *s, const struct score *from)
{
	for (size_t i = 0; i < from->pairs.count; i++) {
		const uint64_t *n = map_at(&from->pairs, i);
		struct sv truth, said;

		split(from->pairs.keys[i], &truth, &said);
		count(s, truth, said, *n);
	}
	s->unlabelled += from->unlabelled;
}

void
score_free(struct score *s)
{
	map_free(&s->pairs);
	map_free(&s->same);
	arena_free(&s->arena);
	*s = (struct score){0};
}

/* --- sums ------------------------------------------------------------------ */

static int
share(uint64_t part, uint64_t whole)
{
	return whole == 0 ? -1 :
	    (int)((part * WHOLE * 2 + whole) / (whole * 2));
}

static int
by_name(const void *a, const void *b)
{
	const struct score_class *x = a, *y = b;

	return sv_cmp(x->name, y->name);
}

static size_t
find(const struct score_sums *sums, struct sv name)
{
	for (size_t i = 0; i < sums->n; i++)
		if (sv_eq(sums->classes[i].name, name))
			return i;
	return SIZE_MAX;
}

static void
add_class(struct score_sums *sums, struct sv name)
{
	if (find(sums, name) != SIZE_MAX)
		return;
	sums->classes = mem_realloc(sums->classes,
	    (sums->n + 1) * sizeof(*sums->classes));
	sums->classes[sums->n++] = (struct score_class){.name = name};
}

static void
sort_classes(struct score_sums *sums, size_t from)
{
	if (sums->n > from)
		qsort(sums->classes + from, sums->n - from,
		    sizeof(*sums->classes), by_name);
}

/* The class that a word said stands for, given the true ones. */
static struct sv
meaning(const struct score_sums *sums, struct sv said)
{
	for (size_t i = 0; i < sums->ntrue; i++)
		if (sv_eq(sums->classes[i].name, said))
			return said;
	if (find(sums, SV("none")) == SIZE_MAX || sv_eq(said,
	    SV(SCORE_UNSURE)) || sv_starts(said, SV("dispute.")) ||
	    sv_starts(said, SV("fraud.")))
		return said;
	return SV("none");
}

static void
name_classes(const struct score *s, struct score_sums *sums)
{
	struct sv truth, said;

	for (size_t i = 0; i < s->pairs.count; i++) {
		split(s->pairs.keys[i], &truth, &said);
		add_class(sums, truth);
	}
	sort_classes(sums, 0);
	sums->ntrue = sums->n;
	for (size_t i = 0; i < s->pairs.count; i++) {
		split(s->pairs.keys[i], &truth, &said);
		add_class(sums, meaning(sums, said));
	}
	sort_classes(sums, sums->ntrue);
}

static void
fill(const struct score *s, struct score_sums *sums)
{
	for (size_t i = 0; i < s->pairs.count; i++) {
		const uint64_t *n = map_at(&s->pairs, i);
		struct sv truth, said;
		size_t t, c;

		split(s->pairs.keys[i], &truth, &said);
		t = find(sums, truth);
		c = find(sums, meaning(sums, said));
		sums->counts[t * sums->n + c] += *n;
		sums->classes[t].truly += *n;
		sums->classes[c].said += *n;
		sums->records += *n;
		if (t == c) {
			sums->classes[t].right += *n;
			sums->right += *n;
		}
		if (sv_eq(said, SV(SCORE_UNSURE)))
			sums->unsure += *n;
	}
}

/* F1 = 2 right / (true + said), which is their harmonic mean. */
static void
rate(struct score_class *c, bool is_true)
{
	c->precision = share(c->right, c->said);
	c->recall = is_true ? share(c->right, c->truly) : -1;
	c->f1 = is_true ? share(2 * c->right, c->truly + c->said) : -1;
}

void
score_sum(const struct score *s, struct score_sums *sums)
{
	double f1 = 0;

	*sums = (struct score_sums){0};
	name_classes(s, sums);
	sums->counts = mem_zalloc(sums->n * sums->n + 1,
	    sizeof(*sums->counts));
	fill(s, sums);
	for (size_t i = 0; i < sums->n; i++) {
		struct score_class *c = &sums->classes[i];

		rate(c, i < sums->ntrue);
		if (i < sums->ntrue)
			f1 += 2 * (double)c->right /
			    (double)(c->truly + c->said);
	}
	sums->macro_f1 = sums->ntrue == 0 ? -1 :
	    (int)(f1 / (double)sums->ntrue * WHOLE + 0.5);
	sums->accuracy = share(sums->right, sums->records);
	sums->decided = share(sums->right, sums->records - sums->unsure);
}

void
score_sums_free(struct score_sums *sums)
{
	free(sums->classes);
	free(sums->counts);
	*sums = (struct score_sums){0};
}
