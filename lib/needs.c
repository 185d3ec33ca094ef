/* SPDX-License-Identifier: MIT */
#include "needs.h"

#include "repat.h"
#include "utf8.h"

#include <stdlib.h>

#define RUNS 8                  /* spellings that small classes may make */

/* The words of the characters read last, not yet a clause. */
struct runs {
	struct need_word words[RUNS];
	size_t n;
};

struct reader {
	struct needs *needs;    /* whose arena is used */
	const struct forms *forms;
	struct repat r;
	unsigned how;
	bool lost;              /* something was read that changes all */
};

struct list {
	struct need_clause *clauses;
	size_t n, cap;
};

void
needs_free(struct needs *n)
{
	arena_free(&n->arena);
	free(n->clauses);
	*n = (struct needs){0};
}

/* Characters that a JSON writer may escape, in whatever form: a line break,
 * quote, backslash or slash. */
static bool
may_be_escaped(uint32_t c)
{
	return c < 0x20 || c == '"' || c == '\\' || c == '/' || c == 0x7f;
}

/* Whether a character can be looked for in raw bytes. (?i) knows pairs that
 * are in no table here: of k and s (Kelvin sign, long s), and of alphabets. */
static bool
can_be_sought(const struct forms *forms, uint32_t c, unsigned how)
{
	const uint16_t *list;
	size_t n = (how & NEEDS_WIDE) ? forms_of(forms, c, &list) : 0;

	if (may_be_escaped(c))
		return false;
	for (size_t i = 0; i < n; i++)
		if (may_be_escaped(list[i]))
			return false;
	if (!(how & NEEDS_CASELESS))
		return true;
	if (c >= 0x80)
		return c >= 0x3000 && c < 0xa000;
	c |= 0x20;
	return c != 'k' && c != 's';
}

static void
add_clause(struct list *l, const struct need_clause *c)
{
	if (l->n == l->cap) {
		l->cap = l->cap * 2 + 4;
		l->clauses = mem_realloc(l->clauses,
		    l->cap * sizeof(*l->clauses));
	}
	l->clauses[l->n++] = *c;
}

static unsigned
rarity_of(const struct need_word *w)
{
	unsigned sum = (unsigned)w->opens + w->closes;

	for (size_t i = 0; i < w->n; i++)
		sum += w->chars[i] >= 0x80 ? 4 : 2;
	return sum;
}

unsigned
needs_rarity(const struct need_clause *c)
{
	unsigned least = c->n > 0 ? UINT32_MAX : 0, many = 0;

	for (size_t i = 0; i < c->n; i++) {
		unsigned r = rarity_of(&c->words[i]);

		least = r < least ? r : least;
	}
	for (size_t n = c->n; n > 1; n >>= 1)
		many++;
	return least > many ? least - many : 0;
}

const struct need_clause *
needs_best(const struct needs *n)
{
	const struct need_clause *best = NULL;

	for (size_t i = 0; i < n->n; i++)
		if (best == NULL || needs_rarity(&n->clauses[i]) >
		    needs_rarity(best))
			best = &n->clauses[i];
	return best;
}

/* Ends the runs; they become a clause of l. */
static void
flush(struct reader *rd, struct runs *runs, struct list *l)
{
	struct need_clause c = {.n = runs->n};

	if (runs->n > 0 && runs->words[0].n > 0) {
		c.words = arena_alloc(&rd->needs->arena,
		    runs->n * sizeof(*c.words));
		memcpy(c.words, runs->words, runs->n * sizeof(*c.words));
		add_clause(l, &c);
	}
	runs->n = 0;
}

static void
append_char(struct need_word *w, uint32_t c)
{
	if (w->n < NEEDS_CHARS)
		w->chars[w->n++] = c;
}

static struct need_word
new_word(struct reader *rd)
{
	return (struct need_word){.chars = arena_alloc(&rd->needs->arena,
	    NEEDS_CHARS * sizeof(uint32_t)), .how = (uint8_t)rd->how};
}

/* Lengthens the runs by one of the n characters: each run by each. */
static void
append(struct reader *rd, struct runs *runs, struct list *l,
    const uint32_t *chars, size_t n)
{
	size_t before;

	if (runs->n * n > RUNS || (runs->n > 0 &&
	    runs->words[0].n == NEEDS_CHARS))
		flush(rd, runs, l);
	if (runs->n == 0)
		runs->words[runs->n++] = new_word(rd);
	before = runs->n;
	for (size_t k = 1; k < n; k++)
		for (size_t i = 0; i < before; i++) {
			struct need_word *w = &runs->words[runs->n++];

			*w = new_word(rd);
			w->n = runs->words[i].n;
			memcpy(w->chars, runs->words[i].chars,
			    w->n * sizeof(uint32_t));
			append_char(w, chars[k]);
		}
	for (size_t i = 0; i < before; i++)
		append_char(&runs->words[i], chars[0]);
}

/* The characters an atom may be, if they are few and can be sought; else 0. */
static size_t
atom_chars(const struct reader *rd, const struct repat_token *t,
    uint32_t *chars)
{
	struct repat_item item;
	size_t n = 0, at = 0;

	if (t->kind == REPAT_CHAR) {
		chars[0] = t->c;
		return can_be_sought(rd->forms, t->c, rd->how) ? 1 : 0;
	}
	if (repat_class_negated(t->text))
		return 0;
	while (repat_class_next(t->text, &at, &item)) {
		if (item.kind != REPAT_ONE || n == RUNS ||
		    !can_be_sought(rd->forms, item.from, rd->how))
			return 0;
		chars[n++] = item.from;
	}
	return n;
}

static struct repat_token
peek(const struct reader *rd)
{
	struct repat r = rd->r;
	struct repat_token t;

	do
		t = repat_next(&r);
	while (t.kind == REPAT_NOTHING);
	return t;
}

static void
read_atom(struct reader *rd, const struct repat_token *t, struct runs *runs,
    struct list *l)
{
	uint32_t chars[RUNS];
	struct repat_token next = peek(rd);
	size_t n = atom_chars(rd, t, chars);
	bool counted = next.kind == REPAT_QUANTIFIER;

	if (n == 0 || (counted && next.c == 0)) {
		flush(rd, runs, l);
		return;
	}
	append(rd, runs, l, chars, n);
	if (!counted)
		return;
	/* a+b: a stands before what comes, and after what came. */
	flush(rd, runs, l);
	append(rd, runs, l, chars, n);
}

static void read_either(struct reader *rd, struct list *l, unsigned depth);

static void
read_group(struct reader *rd, bool counts, struct runs *runs, struct list *l,
    unsigned depth)
{
	struct list inner = {0};
	struct repat_token next;

	flush(rd, runs, l);
	read_either(rd, &inner, depth + 1);
	next = peek(rd);
	if (next.kind == REPAT_QUANTIFIER && next.c == 0)
		counts = false;
	for (size_t i = 0; counts && i < inner.n; i++)
		add_clause(l, &inner.clauses[i]);
	free(inner.clauses);
}

/* One branch, up to | or ), which is left to be read. */
static struct repat_token
read_branch(struct reader *rd, struct list *l, unsigned depth)
{
	struct runs runs = {.n = 0};
	struct repat_token t;

	for (;;) {
		t = repat_next(&rd->r);
		if (t.kind == REPAT_END || t.kind == REPAT_OR ||
		    t.kind == REPAT_CLOSE)
			break;
		if (t.kind == REPAT_OPTIONS || t.kind == REPAT_CONDITION ||
		    rd->r.extended || depth > 100 || sv_starts(t.text, SV("(*")))
			rd->lost = true;
		if (rd->lost)
			break;
		if (t.kind == REPAT_CHAR || t.kind == REPAT_CLASS)
			read_atom(rd, &t, &runs, l);
		else if (t.kind == REPAT_OPEN || t.kind == REPAT_LOOK)
			read_group(rd, t.kind == REPAT_OPEN, &runs, l, depth);
		else if (t.kind == REPAT_ANY || t.kind == REPAT_OTHER)
			flush(rd, &runs, l);
	}
	flush(rd, &runs, l);
	return t;
}

static const struct need_clause *
best_of(const struct list *l)
{
	struct needs n = {.clauses = l->clauses, .n = l->n};

	return needs_best(&n);
}

/* Adds the words of `more` to *all; false when they get too many. */
static bool
unite(struct arena *arena, struct need_clause *all,
    const struct need_clause *more)
{
	struct need_word *words;

	if (more == NULL || all->n + more->n > NEEDS_WORDS)
		return false;
	words = arena_alloc(arena, (all->n + more->n) * sizeof(*words));
	if (all->n > 0)
		memcpy(words, all->words, all->n * sizeof(*words));
	memcpy(words + all->n, more->words, more->n * sizeof(*words));
	all->words = words;
	all->n += more->n;
	return true;
}

/* Branches up to ) or the end: of one, its clauses; of several, one made of
 * the best of each. */
static void
read_either(struct reader *rd, struct list *l, unsigned depth)
{
	struct need_clause all = {0};
	struct list first = {0};
	bool several = false, told = true;

	for (;;) {
		struct list branch = {0};
		struct repat_token t = read_branch(rd, &branch, depth);

		several |= t.kind == REPAT_OR;
		told = told && unite(&rd->needs->arena, &all,
		    best_of(&branch));
		if (first.clauses == NULL)
			first = branch;
		else
			free(branch.clauses);
		if (t.kind != REPAT_OR || rd->lost)
			break;
	}
	if (several && told)
		add_clause(l, &all);
	for (size_t i = 0; !several && i < first.n; i++)
		add_clause(l, &first.clauses[i]);
	free(first.clauses);
}

static void
keep(struct needs *n, const struct need_clause *c)
{
	struct list l = {n->clauses, n->n, n->cap};

	/* A single ASCII character is in every line. */
	if (needs_rarity(c) < 4)
		return;
	add_clause(&l, c);
	n->clauses = l.clauses;
	n->n = l.n;
	n->cap = l.cap;
}

void
needs_pattern(struct needs *n, const struct forms *forms, struct sv pattern,
    unsigned how)
{
	struct reader rd = {.needs = n, .forms = forms, .how = how};
	struct list l = {0};

	repat_init(&rd.r, pattern);
	read_either(&rd, &l, 0);
	/* A ) too many: PCRE2 refuses it; here nothing is said. */
	if (rd.r.at < pattern.len)
		rd.lost = true;
	for (size_t i = 0; !rd.lost && i < l.n; i++)
		keep(n, &l.clauses[i]);
	free(l.clauses);
}

void
needs_either(struct needs *n, const struct needs *const *from, size_t count)
{
	struct need_clause all = {0}, one;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; count == 1 && k < from[i]->n; k++) {
			one = (struct need_clause){0};
			if (unite(&n->arena, &one, &from[i]->clauses[k]))
				keep(n, &one);
		}
		if (count > 1 && !unite(&n->arena, &all,
		    needs_best(from[i])))
			return;
	}
	if (count > 1)
		keep(n, &all);
	/* The characters must outlive `from`. */
	for (size_t i = 0; i < n->n; i++)
		for (size_t k = 0; k < n->clauses[i].n; k++) {
			struct need_word *w = &n->clauses[i].words[k];
			uint32_t *chars = arena_alloc(&n->arena,
			    (w->n + 1) * sizeof(*chars));

			memcpy(chars, w->chars, w->n * sizeof(*chars));
			w->chars = chars;
		}
}

void
needs_patterns(struct needs *n, const struct forms *forms,
    const struct sv *patterns, size_t count, unsigned how)
{
	struct needs *each = mem_zalloc(count + 1, sizeof(*each));
	const struct needs **list = mem_zalloc(count + 1, sizeof(*list));

	for (size_t i = 0; i < count; i++) {
		needs_pattern(&each[i], forms, patterns[i], how);
		list[i] = &each[i];
	}
	if (count > 0)
		needs_either(n, list, count);
	for (size_t i = 0; i < count; i++)
		needs_free(&each[i]);
	free(list);
	free(each);
}

/* The text up to the first character that may be escaped. */
static struct need_word
text_word(struct needs *n, struct sv text, bool prefix)
{
	struct need_word w = {.opens = true, .closes = !prefix,
	    .chars = arena_alloc(&n->arena, NEEDS_CHARS * sizeof(uint32_t))};
	uint32_t c;
	size_t len;

	while (text.len > 0) {
		len = utf8_decode(text, &c);
		if (len == 0 || may_be_escaped(c) || w.n == NEEDS_CHARS) {
			w.closes = false;
			break;
		}
		append_char(&w, c);
		text = sv_from(text, len);
	}
	return w;
}

void
needs_texts(struct needs *n, const struct sv *texts, const bool *prefix,
    size_t count)
{
	struct need_clause c = {.n = count};

	if (count == 0 || count > NEEDS_WORDS)
		return;
	c.words = arena_alloc(&n->arena, count * sizeof(*c.words));
	for (size_t i = 0; i < count; i++)
		c.words[i] = text_word(n, texts[i], prefix[i]);
	keep(n, &c);
}
