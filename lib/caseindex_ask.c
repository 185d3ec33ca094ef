/* SPDX-License-Identifier: MIT */
/* What blocks may hold, asked of their index (caseindex.h). */
#include "caseindex.h"

#include "fold.h"
#include "map.h"

#define DIGITS_PART 8           /* digits of a mark */
/* The lowest bit of a mark: few marks are of digits, and who asks for a number
 * wants one record, so these have more bits in the filter. */
#define OF_DIGITS 1u
#define MORE_BITS 4

/* Pairs of letters in the names of our keys, a word for each first letter: bit
 * 0 for 'a'. A test holds them against the keys. */
static const uint32_t in_keys[26] = {
	0x30e394e, 0x0000011, 0x01a4c95, 0x016411a, 0x08ef85d,
	0x0004130, 0x0006010, 0x1004011, 0x0ac387c, 0x0004000,
	0x0040100, 0x004cd11, 0x0145113, 0x0186519, 0x01eb826,
	0x010c891, 0x0100000, 0x12e591d, 0x01e8514, 0x10651b5,
	0x00e2011, 0x0000110, 0x0000180, 0x0080010, 0x0009000,
	0x0000001,
};

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

static bool
is_in_keys(uint32_t first, uint32_t second)
{
	return first >= 'a' && first <= 'z' && second >= 'a' &&
	    second <= 'z' && (in_keys[first - 'a'] >> (second - 'a') & 1) != 0;
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
			each(context, least | OF_DIGITS);
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
		if (is_marked(before) && is_marked(unit) &&
		    !is_in_keys(before, unit))
			each(context, mix((uint64_t)before << 16 | unit) &
			    ~(uint64_t)OF_DIGITS);
		before = unit;
	}
	mark_digits(digits, ndigits, each, context);
}

static uint64_t
value_mark(enum record_key key, struct sv text)
{
	return mix(hash_bytes(text.p, text.len, key + 1u)) &
	    ~(uint64_t)OF_DIGITS;
}

void
caseindex_value_marks(enum record_key key, struct sv text,
    void (*each)(void *context, uint64_t mark), void *context)
{
	each(context, value_mark(key, text));
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.p[i] == '.')
			each(context, value_mark(key, (struct sv){text.p,
			    i + 1}));
}

unsigned
caseindex_bits(uint64_t mark, unsigned hashes)
{
	return (mark & OF_DIGITS) != 0 ? hashes + MORE_BITS : hashes;
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
	unsigned bits = caseindex_bits(mark, a->b->hashes);

	for (unsigned k = 0; !a->missing && k < bits; k++) {
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

/* Whether the block may have one of the values asked for. Of a beginning, what
 * it has up to its last point was marked. */
static bool
has_value(const struct query_node *n, const struct caseindex_block *b)
{
	for (size_t i = 0; i < n->ntexts; i++) {
		struct sv text = n->texts[i];
		struct asking a = {b, false};

		while (n->flags[i] && text.len > 0 &&
		    text.p[text.len - 1] != '.')
			text.len--;
		if (b->filter.len == 0 || (n->flags[i] && text.len < 2))
			return true;
		ask_mark(&a, value_mark(n->key, text));
		if (!a.missing)
			return true;
	}
	return false;
}

static bool
node_may(const struct query_node *n, const struct caseindex_block *b,
    bool times)
{
	bool some = false;

	switch (n->kind) {
	case QUERY_ALL:
		for (size_t i = 0; i < n->nchildren; i++)
			if (!node_may(n->children[i], b, times))
				return false;
		return true;
	case QUERY_ANY:
		for (size_t i = 0; !some && i < n->nchildren; i++)
			some = node_may(n->children[i], b, times);
		return some;
	case QUERY_NUMBER:
		if (n->key == REC_REPORTED_AT && n->part == QUERY_INSTANT)
			return !times || meets(n, b->first, b->last);
		if (n->key == REC_LOSS_FEN && n->part == QUERY_VALUE)
			return times || meets(n, b->least, b->most);
		return true;
	case QUERY_TEXT:
		if (n->key == REC_CATEGORY || n->key == REC_COMMUNITY)
			return times || has_value(n, b);
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
caseindex_may(void *question, const struct caseindex_block *b,
    struct history_stats *stats)
{
	const struct caseindex_question *q = question;

	stats->blocks++;
	if (b->odd)
		return true;
	if (!node_may(q->query->root, b, true)) {
		stats->by_time++;
		return false;
	}
	if (!node_may(q->query->root, b, false)) {
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
