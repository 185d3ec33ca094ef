/* SPDX-License-Identifier: MIT */
/* What blocks may hold, asked of their index (caseindex.h). */
#include "caseindex.h"

#include "fold.h"

#define DIGITS_PART 8           /* digits of a mark */

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x7fb5d329728ea185u;
	x ^= x >> 27;
	x *= 0x81dadef4bc2dd44du;
	return x ^ x >> 33;
}

/* Han and letters: what words are made of. Pairs with signs or digits are
 * everywhere or nowhere. */
static bool
is_marked(uint32_t unit)
{
	return (unit < 0x10000 && fold_is_han((uint16_t)unit)) ||
	    (unit >= 'a' && unit <= 'z');
}

static bool
is_digit(uint32_t unit)
{
	return unit >= '0' && unit <= '9';
}

/* Of every eleven digits in a row, the eight that have the least hash: a
 * number asked for has the same ones, whatever stands around it. */
static void
mark_digits(const uint32_t *digits, size_t n,
    void (*each)(void *context, uint64_t mark), void *context)
{
	uint64_t hashes[CASEINDEX_DIGITS - DIGITS_PART + 1], last = 0;
	size_t kept = sizeof(hashes) / sizeof(*hashes);

	for (size_t i = 0; i + DIGITS_PART <= n; i++) {
		uint64_t value = 1, least = UINT64_MAX;

		for (size_t k = 0; k < DIGITS_PART; k++)
			value = value * 10 + (digits[i + k] - '0');
		hashes[i % kept] = mix(value);
		for (size_t k = 0; i + 1 >= kept && k < kept; k++)
			least = hashes[k] < least ? hashes[k] : least;
		if (i + 1 >= kept && least != last)
			each(context, least);
		last = least;
	}
}

void
caseindex_marks(const struct forms *forms, const uint32_t *chars, size_t n,
    void (*each)(void *context, uint64_t mark), void *context)
{
	uint32_t digits[64], before = 0;
	size_t ndigits = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t unit = forms_unit(forms, chars[i]);

		if (is_digit(unit)) {
			/* Of an endless number, pieces that overlap. */
			if (ndigits == 64) {
				mark_digits(digits, 64, each, context);
				memmove(digits, digits + 64 -
				    (CASEINDEX_DIGITS - 1),
				    (CASEINDEX_DIGITS - 1) * sizeof(*digits));
				ndigits = CASEINDEX_DIGITS - 1;
			}
			digits[ndigits++] = unit;
		} else {
			mark_digits(digits, ndigits, each, context);
			ndigits = 0;
		}
		if (is_marked(before) && is_marked(unit))
			each(context, mix((uint64_t)before << 16 | unit));
		before = unit;
	}
	mark_digits(digits, ndigits, each, context);
}

uint32_t
caseindex_bit(uint64_t mark, unsigned k, size_t bytes)
{
	uint64_t step = (uint32_t)mark | 1u;

	return (uint32_t)(((mark >> 32) + k * step) % (bytes * 8));
}

struct asking {
	const struct caseindex_block *b;
	bool missing;
};

static void
ask_mark(void *context, uint64_t mark)
{
	struct asking *a = context;
	struct sv filter = a->b->filter;

	for (unsigned k = 0; !a->missing && k < CASEINDEX_K; k++) {
		uint32_t bit = caseindex_bit(mark, k, filter.len);

		a->missing = !((unsigned char)filter.p[bit / 8] >>
		    (bit % 8) & 1);
	}
}

bool
caseindex_has_word(const struct caseindex_block *b, const struct need_word *w,
    const struct forms *forms)
{
	struct asking a = {b, false};

	if (b->filter.len > 0)
		caseindex_marks(forms, w->chars, w->n, ask_mark, &a);
	return !a.missing;
}

static bool
meets(const struct query_node *n, int64_t from, int64_t to)
{
	for (size_t i = 0; i < n->nranges; i++)
		if (n->ranges[i].from <= to && n->ranges[i].to >= from &&
		    from <= to)
			return true;
	return false;
}

static bool
is_text(const struct query_node *n, struct sv text)
{
	for (size_t i = 0; i < n->ntexts; i++)
		if (n->flags[i] ? sv_starts(text, n->texts[i])
				: sv_eq(text, n->texts[i]))
			return true;
	return false;
}

static bool
has_value(const struct query_node *n, const struct caseindex *x,
    const struct caseindex_block *b)
{
	for (size_t i = 0; i < x->nvalues; i++)
		if (x->values[i].key == n->key && i / 8 < b->sets.len &&
		    ((unsigned char)b->sets.p[i / 8] >> (i % 8) & 1) &&
		    is_text(n, x->values[i].text))
			return true;
	return false;
}

static bool
node_may(const struct query_node *n, const struct caseindex *x,
    const struct caseindex_block *b, bool times)
{
	bool some = false;

	switch (n->kind) {
	case QUERY_ALL:
		for (size_t i = 0; i < n->nchildren; i++)
			if (!node_may(n->children[i], x, b, times))
				return false;
		return true;
	case QUERY_ANY:
		for (size_t i = 0; !some && i < n->nchildren; i++)
			some = node_may(n->children[i], x, b, times);
		return some;
	case QUERY_NUMBER:
		if (n->key == REC_REPORTED_AT && n->part == QUERY_INSTANT)
			return !times || meets(n, b->first, b->last);
		if (n->key == REC_LOSS_FEN && n->part == QUERY_VALUE)
			return times || meets(n, b->least, b->most);
		return true;
	case QUERY_TEXT:
		if (n->key == REC_CATEGORY || n->key == REC_COMMUNITY)
			return times || has_value(n, x, b);
		return true;
	case QUERY_NOT:
	case QUERY_ORDER:
	case QUERY_REGEX:
	case QUERY_TRUE:
	case QUERY_THERE:
	case QUERY_OWN:
		break;
	}
	return true;
}

static bool
clause_may(const struct need_clause *c, const struct caseindex_block *b,
    const struct forms *forms)
{
	for (size_t i = 0; i < c->n; i++)
		if (caseindex_has_word(b, &c->words[i], forms))
			return true;
	return c->n == 0;
}

bool
caseindex_may(void *question, const struct caseindex *x,
    const struct caseindex_block *b, struct history_stats *stats)
{
	const struct caseindex_question *q = question;

	stats->blocks++;
	if (b->odd)
		return true;
	if (!node_may(q->query->root, x, b, true)) {
		stats->by_time++;
		return false;
	}
	if (!node_may(q->query->root, x, b, false)) {
		stats->by_value++;
		return false;
	}
	for (size_t i = 0; i < q->needs->n; i++)
		if (!clause_may(&q->needs->clauses[i], b, q->forms)) {
			stats->by_words++;
			return false;
		}
	return true;
}
