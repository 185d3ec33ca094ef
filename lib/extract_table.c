/* SPDX-License-Identifier: MIT */
/* The tables of an extractor, made from the terms. */
#include "extract_parts.h"
#include "prog.h"
#include "utf8.h"

#include <stdlib.h>

int
unit_digit(uint16_t u)
{
	static const uint16_t han[10] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
	    0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d};   /* 〇一二三 … 九 */
	static const uint16_t bank[10] = {0x96f6, 0x58f9, 0x8d30, 0x53c1,
	    0x8086, 0x4f0d, 0x9646, 0x67d2, 0x634c, 0x7396}; /* 零壹贰 … 玖 */

	if (u >= '0' && u <= '9')
		return u - '0';
	if (u >= 0x2460 && u <= 0x2468)         /* ① to ⑨ */
		return u - 0x2460 + 1;
	if (u == 0x24ea)                        /* ⓪ */
		return 0;
	if (u == 0x5e7a || u == 0x4e48)         /* 幺, and 么 typed for it */
		return 1;
	for (int i = 0; i < 10; i++)
		if (u == han[i] || u == bank[i])
			return i;
	return -1;
}

/* Each character of the rows gets the bits. */
static void
mark(struct extractor *x, struct sv row, unsigned bits)
{
	uint32_t c;
	size_t n;

	for (; (n = utf8_decode(row, &c)) != 0; row = sv_from(row, n))
		x->units[fold_unit(x->fold, c)] |= (uint16_t)bits;
}

static void
mark_rows(struct extractor *x, enum term_list list, unsigned bits)
{
	const struct texts *rows = terms_list(x->terms, list);

	for (size_t i = 0; i < rows->count; i++)
		mark(x, rows->items[i], bits);
}

static void
mark_units(struct extractor *x)
{
	for (unsigned u = 0; u < 0x10000; u++) {
		if (u >= '0' && u <= '9')
			x->units[u] = UNIT_DIGIT;
		else if (u >= 'a' && u <= 'z')
			x->units[u] = UNIT_LETTER;
		else if (u != 0x4e48 && unit_digit((uint16_t)u) >= 0)
			x->units[u] = UNIT_NUMERAL;
		if (fold_is_clause_mark((uint16_t)u))
			x->units[u] |= UNIT_CLAUSE;
		if (fold_is_han((uint16_t)u))
			x->units[u] |= UNIT_HAN;
	}
	/* GA 36: the provinces of civil plates, and 使 for embassies */
	mark(x, SV("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川"
	    "宁琼使"), UNIT_PROVINCE);
	mark(x, SV("号栋幢座室单"), UNIT_HOUSE);
	mark(x, SV("某·•"), UNIT_MARK);
	mark(x, SV("路街巷弄道段村组社苑园院里坊区城湾坪坝桥镇乡屯寨庄厦庭府舍"
	    "寓邸居郡都坡沟冲塘井口岭墅胡同场"), UNIT_ROAD);
	mark_rows(x, TERM_SURNAMES, UNIT_SURNAME);
	mark_rows(x, TERM_GIVEN, UNIT_GIVEN);
	mark_rows(x, TERM_COMMON, UNIT_COMMON);
	mark_rows(x, TERM_STOPS, UNIT_STOP);
	mark_rows(x, TERM_NEVER_GIVEN, UNIT_NEVER);
	/* Zero units stand for the end of the text. */
	x->units[0] = 0;
}

/* The literal of a word, its meaning empty when it is new. */
static struct word *
word_of(struct extractor *x, struct sv text)
{
	struct folded f = {0};
	uint32_t literal;

	fold_text(x->fold, &f, text);
	if (f.n == 0) {
		folded_free(&f);
		return NULL;
	}
	literal = matcher_add(x->matcher, f.units, f.n);
	folded_free(&f);
	if (literal >= x->nwords) {
		x->words = mem_realloc(x->words,
		    (literal + 1) * sizeof(*x->words));
		for (; x->nwords <= literal; x->nwords++)
			x->words[x->nwords] = (struct word){0, {-1, -1, -1},
			    -1};
	}
	return &x->words[literal];
}

static bool
is_row_list(unsigned list)
{
	return list == TERM_SURNAMES || list == TERM_GIVEN ||
	    list == TERM_NEVER_GIVEN || list == TERM_COMPOUND ||
	    list == TERM_COMMON || list == TERM_STOPS || list == TERM_WORDS;
}

static void
add_words(struct extractor *x)
{
	for (unsigned l = 0; l < TERM_NLISTS; l++) {
		const struct texts *t = terms_list(x->terms,
		    (enum term_list)l);

		for (size_t i = 0; !is_row_list(l) && i < t->count; i++) {
			struct word *w = word_of(x, t->items[i]);

			if (w != NULL)
				w->lists |= LIST_BIT(l);
		}
	}
	for (size_t i = 0; i < terms_count(x->terms); i++) {
		const struct term *t = terms_at(x->terms, i);

		for (size_t k = 0; k < t->words.count; k++) {
			struct word *w = word_of(x, t->words.items[k]);

			if (w != NULL && w->term[t->kind] < 0)
				w->term[t->kind] = (int)i;
		}
		for (size_t k = 0; k < t->nouns.count; k++) {
			struct word *w = word_of(x, t->nouns.items[k]);

			if (w != NULL && w->noun < 0)
				w->noun = (int)i;
		}
	}
}

static void
add_compounds(struct extractor *x)
{
	const struct texts *t = terms_list(x->terms, TERM_COMPOUND);
	struct folded f = {0};

	x->compound.size = 1;
	for (size_t i = 0; i < t->count; i++) {
		fold_text(x->fold, &f, t->items[i]);
		if (f.n != 2)
			continue;
		map_put(&x->compound, (struct sv){(const char *)f.units,
		    2 * sizeof(*f.units)}, NULL);
		x->units[f.units[0]] |= UNIT_DOUBLE;
	}
	folded_free(&f);
}

#define PAIRS (1U << 16)        /* of which a quarter is in use */

static uint32_t
pair_slot(uint32_t pair)
{
	return pair * UINT32_C(2654435761) >> 16;
}

/* More words than fit are left out: they only help to tell names. */
static void
add_pairs(struct extractor *x)
{
	const struct texts *rows = terms_list(x->terms, TERM_WORDS);
	struct folded f = {0};
	size_t used = 0;

	x->pairs = mem_zalloc(PAIRS, sizeof(*x->pairs));
	for (size_t i = 0; i < rows->count; i++) {
		fold_text(x->fold, &f, rows->items[i]);
		for (size_t k = 0; k + 1 < f.n && used < PAIRS / 2; k += 2) {
			uint32_t pair = (uint32_t)f.units[k] << 16 |
			    f.units[k + 1], at = pair_slot(pair);

			while (x->pairs[at] != 0 && x->pairs[at] != pair)
				at = (at + 1) % PAIRS;
			used += x->pairs[at] == 0;
			x->pairs[at] = pair;
		}
	}
	folded_free(&f);
}

bool
scan_pair(const struct scan *s, size_t i)
{
	uint32_t pair, at;

	if (i + 1 >= s->n)
		return false;
	pair = (uint32_t)s->u[i] << 16 | s->u[i + 1];
	for (at = pair_slot(pair); s->x->pairs[at] != 0; at = (at + 1) % PAIRS)
		if (s->x->pairs[at] == pair)
			return true;
	return false;
}

struct extractor *
extractor_new(const char *dir, struct fault *f)
{
	struct terms *terms = terms_read(dir, f);
	struct extractor *x;

	if (terms == NULL)
		return NULL;
	x = mem_zalloc(1, sizeof(*x));
	x->terms = terms;
	x->fold = fold_new();
	x->matcher = matcher_new();
	mark_units(x);
	add_words(x);
	add_compounds(x);
	add_pairs(x);
	matcher_build(x->matcher);
	return x;
}

struct extractor *
extractor_shipped(struct fault *f)
{
	char *dir = prog_data_path("terms");
	struct extractor *x = NULL;

	if (dir != NULL)
		x = extractor_new(dir, f);
	else
		fault_set(f, NULL, 0, 0, "the words of share/terms are not "
		    "found; install precinct or set PRECINCT_DATADIR");
	free(dir);
	return x;
}

void
extractor_free(struct extractor *x)
{
	if (x == NULL)
		return;
	terms_free(x->terms);
	fold_free(x->fold);
	matcher_free(x->matcher);
	map_free(&x->compound);
	free(x->words);
	free(x->pairs);
	free(x);
}

const struct terms *
extractor_terms(const struct extractor *x)
{
	return x->terms;
}

size_t
extractor_surname(const struct extractor *x, struct sv name)
{
	uint16_t units[2] = {0, 0};
	size_t n = 0, len[2] = {0, 0};

	while (n < 2) {
		struct sv rest = sv_from(name, n > 0 ? len[0] : 0);
		uint32_t c;

		len[n] = utf8_decode(rest, &c);
		if (len[n] == 0)
			break;
		units[n++] = fold_unit(x->fold, c);
	}
	if (n == 2 && map_get(&x->compound, (struct sv){(const char *)units,
	    sizeof(units)}) != NULL)
		return len[0] + len[1];
	return n > 0 && (x->units[units[0]] & UNIT_SURNAME) != 0 ? len[0] : 0;
}
