/* SPDX-License-Identifier: MIT */
#include "wordset.h"

#include "arena.h"
#include "utf8.h"

#include <stdlib.h>

#define BITS 16                 /* of the hash: a bit each tells of nothing */

struct word {
	const uint32_t *units;
	size_t n;
	uint32_t hash;
};

struct wordset {
	const struct forms *forms;
	struct arena arena;
	struct word *words;     /* by hash, of a hash the longest first */
	size_t n, cap;
	uint32_t *first;        /* of each hash, into words; 1 << BITS + 1 */
	uint64_t some[(1 << BITS) / 64];
	bool singles;           /* there are words of one character */
};

static uint32_t
unit_of(const struct wordset *s, uint32_t c)
{
	return s->forms != NULL ? forms_unit(s->forms, c) : c;
}

/* second: 0 for a word of one character. */
static inline uint32_t
hash(uint32_t first, uint32_t second)
{
	return (uint32_t)((first * 0x9e3779b97f4a7c15u ^ second) *
	    0xd6e8feb86659fd93u >> (64 - BITS));
}

static inline bool
has(const struct wordset *s, uint32_t h)
{
	return s->some[h / 64] >> (h % 64) & 1;
}

struct wordset *
wordset_new(const struct forms *forms)
{
	struct wordset *s = mem_zalloc(1, sizeof(*s));

	s->forms = forms;
	return s;
}

void
wordset_free(struct wordset *s)
{
	if (s == NULL)
		return;
	arena_free(&s->arena);
	free(s->words);
	free(s->first);
	free(s);
}

void
wordset_add(struct wordset *s, const uint32_t *chars, size_t n)
{
	uint32_t *units = arena_alloc(&s->arena, n * sizeof(*units));
	uint32_t h;

	for (size_t i = 0; i < n; i++)
		units[i] = unit_of(s, chars[i]);
	h = hash(units[0], n > 1 ? units[1] : 0);
	s->singles |= n == 1;
	s->some[h / 64] |= (uint64_t)1 << (h % 64);
	if (s->n == s->cap) {
		s->cap = s->cap * 2 + 64;
		s->words = mem_realloc(s->words, s->cap * sizeof(*s->words));
	}
	s->words[s->n++] = (struct word){units, n, h};
}

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->n > y->n ? -1 : x->n < y->n ? 1 : 0;
}

void
wordset_finish(struct wordset *s)
{
	size_t k = 0;

	if (s->n > 1)
		qsort(s->words, s->n, sizeof(*s->words), compare);
	s->first = mem_alloc((((size_t)1 << BITS) + 1) * sizeof(*s->first));
	for (uint32_t h = 0; h <= (uint32_t)1 << BITS; h++) {
		while (k < s->n && s->words[k].hash < h)
			k++;
		s->first[h] = (uint32_t)k;
	}
}

/* Bytes of the word when it stands at `at`, else 0. */
static size_t
stands(const struct wordset *s, const struct word *w, struct sv text,
    size_t at)
{
	size_t i = at, n;
	uint32_t c;

	for (size_t k = 0; k < w->n; k++, i += n) {
		n = utf8_decode(sv_from(text, i), &c);
		if (n == 0 || unit_of(s, c) != w->units[k])
			return 0;
	}
	return i - at;
}

static size_t
longest(const struct wordset *s, uint32_t h, struct sv text, size_t at)
{
	size_t best = 0, n;

	if (!has(s, h))
		return 0;
	/* Of one hash the longest in characters comes first; bytes tell. */
	for (size_t i = s->first[h]; i < s->first[h + 1]; i++) {
		n = stands(s, &s->words[i], text, at);
		best = n > best ? n : best;
	}
	return best;
}

bool
wordset_find(const struct wordset *s, struct sv text, size_t from,
    size_t *start, size_t *end)
{
	uint32_t c = 0, unit = 0, next;
	size_t at = from, n, after, best, one;

	n = from < text.len ? utf8_decode(sv_from(text, at), &c) : 0;
	unit = unit_of(s, c);
	while (n > 0) {
		next = 0;
		after = at + n < text.len ? utf8_decode(sv_from(text, at + n),
		    &c) : 0;
		if (after > 0)
			next = unit_of(s, c);
		best = longest(s, hash(unit, next), text, at);
		one = s->singles ? longest(s, hash(unit, 0), text, at) : 0;
		best = one > best ? one : best;
		if (best > 0) {
			*start = at;
			*end = at + best;
			return true;
		}
		at += n;
		n = after;
		unit = next;
	}
	return false;
}
