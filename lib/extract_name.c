/* SPDX-License-Identifier: MIT */
/*
 * Names of people, by what stands around them: a word that announces one
 * (姓名:, 报警人, 其丈夫, 与), or that follows one (先生, (男, 称). A name is a
 * surname and one or two characters, of which the common ones of given names
 * speak for it and those of grammar (的, 称, 在) against it; words that begin
 * with a surname (高速, 金额) are known and left.
 */
#include "extract_parts.h"

enum strength {
	LINK,                   /* 与, 被: only names beyond doubt */
	ROLE,                   /* 报警人 */
	LABEL                   /* 姓名: */
};

enum { MOU = 0x67d0, TIMES = 0xd7, CIRCLE = 0x25cb, ZERO = 0x3007 };

#define WORDS (LIST_BIT(TERM_LABELS) | LIST_BIT(TERM_ROLES) |                 \
	LIST_BIT(TERM_LINKS) | LIST_BIT(TERM_AFTER) |                         \
	LIST_BIT(TERM_PHONE_CUES) | LIST_BIT(TERM_ID_CUES) |                  \
	LIST_BIT(TERM_CARD_CUES) | LIST_BIT(TERM_ACCOUNT_CUES))

/* --- parts of a name ------------------------------------------------------- */

/* Units of the surname at i: 2, 1, or 0. */
static size_t
surname(const struct scan *s, size_t i)
{
	if (i + 1 < s->n && unit_is(s, i, UNIT_HAN) && map_get(
	    &s->x->compound, (struct sv){(const char *)(s->u + i),
	    2 * sizeof(*s->u)}) != NULL)
		return 2;
	return unit_is(s, i, UNIT_SURNAME) ? 1 : 0;
}

static bool
is_cross(uint16_t u)
{
	return u == 'x' || u == TIMES || u == CIRCLE || u == ZERO ||
	    u == 0x25a1 || u == 0x2573 || u == 0x2715;
}

/* How surely a name ends before unit i: 3 where the words end, 2 before a
 * word of grammar or of people, 1 before another surname, 0. */
static unsigned
boundary(const struct scan *s, size_t i)
{
	size_t longest;

	if (!unit_is(s, i, UNIT_HAN))
		return 3;
	if (unit_is(s, i, UNIT_NEVER | UNIT_NUMERAL))
		return 2;
	if (scan_words_at(s, i, WORDS, &longest) != 0)
		return 2;
	return 0;
}

/* 某, 某某, 某甲, 某1, XX, ×× after a surname that ends at i. */
static size_t
blanked(const struct scan *s, size_t i)
{
	size_t end = i;

	if (i < s->n && s->u[i] == MOU) {
		end = i + 1;
		if (end < s->n && s->u[end] == MOU)
			end++;
		/* 甲乙丙丁, a letter or digit alone */
		if (end < s->n && (s->u[end] == 0x7532 || s->u[end] == 0x4e59 ||
		    s->u[end] == 0x4e19 || s->u[end] == 0x4e01))
			return end + 1;
		if (unit_is(s, end, UNIT_LETTER | UNIT_DIGIT) &&
		    !unit_is(s, end + 1, UNIT_LETTER | UNIT_DIGIT))
			return end + 1;
		return end;
	}
	while (end < s->n && end - i < 2 && is_cross(s->u[end]))
		end++;
	return unit_is(s, end, UNIT_LETTER | UNIT_DIGIT) ||
	    (end < s->n && is_cross(s->u[end])) ? i : end;
}

/* A word of at least two units begins at i: it is no given name. */
static bool
is_word(const struct scan *s, size_t i)
{
	size_t longest;

	scan_words_at(s, i, WORDS, &longest);
	return longest >= 2;
}

static bool
no_given(const struct scan *s, size_t i)
{
	return !unit_is(s, i, UNIT_HAN) || unit_is(s, i, UNIT_NEVER) ||
	    is_word(s, i);
}

/* 和 of 李四和王五: a second character that joins two names. */
static bool
joins(const struct scan *s, size_t i)
{
	size_t longest;

	return unit_is(s, i + 1, UNIT_SURNAME) &&
	    scan_words_at(s, i, LIST_BIT(TERM_LINKS), &longest) != 0;
}

struct guess {
	size_t end;             /* of the name */
	unsigned given;         /* characters common in given names */
	unsigned boundary;
	unsigned score;
};

static struct guess
guess(const struct scan *s, size_t from, size_t n)
{
	struct guess g = {.end = from + n};

	for (size_t i = from; i < g.end; i++) {
		if (no_given(s, i) || (i > from && joins(s, i)))
			return (struct guess){0};
		g.given += unit_is(s, i, UNIT_GIVEN);
	}
	g.boundary = boundary(s, g.end);
	/* 李四, 王五; 张三妹, but not 张三人 */
	if (unit_is(s, from, UNIT_NUMERAL)) {
		if (n == 1 ? g.boundary < 2 : g.given == 0)
			return (struct guess){0};
		g.given++;
	}
	g.score = 2 * g.given + g.boundary + (n == 2);
	return g;
}

static bool
is_good(const struct guess *g, size_t n, enum strength strength)
{
	if (g->end == 0)
		return false;
	switch (strength) {
	case LABEL:
		return g->given > 0 || g->boundary >= 2;
	case ROLE:
		return g->boundary == 3 || (g->given > 0 && g->boundary == 2) ||
		    (g->given >= n && (n == 2 || g->boundary > 0));
	default:
		return (g->given >= n && g->boundary >= 2) ||
		    (n == 2 && g->given > 0 && g->boundary == 3);
	}
}

/* Words that begin as a name does: 高速, 金额; with 姓名: before and an end
 * after them they are names all the same. */
static bool
is_no_name(const struct scan *s, size_t i, enum strength strength)
{
	size_t longest;

	scan_words_at(s, i, LIST_BIT(TERM_NOT_NAMES), &longest);
	if (longest < 2)
		return false;
	return strength != LABEL || boundary(s, i + longest) != 3;
}

/* A name without a surname of ours, or of many characters: 姓名:阿依古丽,
 * 艾力·买买提. After a label alone, up to where the words end. */
static size_t
foreign_name(const struct scan *s, size_t i)
{
	size_t end = i;

	while (end < s->n && end - i < 16 && (unit_is(s, end, UNIT_HAN) ||
	    s->u[end] == 0xb7 || s->u[end] == 0x2022))
		end++;
	return end - i >= 2 && end - i <= 15 && !no_given(s, i) &&
	    !is_no_name(s, i, ROLE) ? end : i;
}

/* The end of the name that begins at i, or i. */
static size_t
name_end(const struct scan *s, size_t i, enum strength strength)
{
	size_t n = surname(s, i), end;
	struct guess one, two;

	if (n == 0) {
		end = strength == LABEL ? foreign_name(s, i) : i;
		return end - i <= 4 && boundary(s, end) == 3 ? end : i;
	}
	end = blanked(s, i + n);
	if (end > i + n)
		return end;
	if (i + n >= s->n || is_no_name(s, i, strength))
		return i;
	one = guess(s, i + n, 1);
	two = guess(s, i + n, 2);
	if (n == 2 && one.end != 0)
		one.given += 1;
	if (!is_good(&one, 1, strength))
		one.end = 0;
	if (!is_good(&two, 2, strength))
		two.end = 0;
	if (one.end == 0 && two.end == 0)
		return i;
	end = two.end == 0 || (one.end != 0 && one.score > two.score) ?
	    one.end : two.end;
	/* 张三*: somebody masked it */
	return end < s->n && s->u[end] == '*' ? i : end;
}

static void
put_name(struct scan *s, size_t from, size_t end)
{
	struct str norm = {0};

	fold_to_utf8(&norm, s->u + from, end - from);
	scan_put(s, EXTRACT_NAME, from, end, str_sv(&norm), 0);
	str_free(&norm);
}

/* --- after a word ---------------------------------------------------------- */

/* Over a bracket: 报警人(男,35岁)张三. */
static size_t
after_bracket(const struct scan *s, size_t i)
{
	for (size_t k = i + 1; k < s->n && k < i + 40; k++)
		if (s->u[k] == ')')
			return k + 1;
	return i;
}

static size_t
filler(const struct scan *s, size_t i, enum strength strength)
{
	size_t end = i + 4;

	for (; i < s->n && i < end; i++) {
		uint16_t u = s->u[i];

		if (u == ':' || u == ' ' || u == '"' || u == '(' ||
		    u == 0x201c || u == 0x300c || u == 0x3010 || u == '[' ||
		    u == '\n' || u == 0x2018 || u == '\'')
			continue;
		/* 为是叫系 名 */
		if (strength >= ROLE && (u == 0x4e3a || u == 0x662f ||
		    u == 0x53eb || u == 0x7cfb || u == 0x540d || u == 0x59d3))
			continue;
		break;
	}
	return i;
}

static bool
is_and(uint16_t u)
{
	return u == 0x3001 || u == ',' || u == 0x548c || u == 0x4e0e ||
	    u == 0x53ca || u == 0x8ddf || u == 0x540c || u == '/' ||
	    u == ';' || u == 0x5bf9 || u == 0x88ab || u == 0x5c06 ||
	    u == ' ';
}

/* 张三、李四和王五: the names go on. */
static void
chain(struct scan *s, size_t i)
{
	for (int k = 0; k < 64; k++) {
		size_t end;

		if (i < s->n && s->u[i] == '(')
			i = after_bracket(s, i);
		if (i >= s->n || !is_and(s->u[i]))
			return;
		end = name_end(s, i + 1, s->u[i] == 0x3001 ? ROLE : LINK);
		if (end == i + 1)
			return;
		put_name(s, i + 1, end);
		i = end;
	}
}

static void
name_after(struct scan *s, size_t i, enum strength strength)
{
	size_t from = filler(s, i, strength), end;

	end = name_end(s, from, strength);
	if (end == from && strength == ROLE && i < s->n && s->u[i] == '(') {
		from = filler(s, after_bracket(s, i), strength);
		end = name_end(s, from, strength);
	}
	if (end == from)
		return;
	put_name(s, from, end);
	chain(s, end);
}

/* --- before a word --------------------------------------------------------- */

/* A word, or the end of one, stands right before unit i. */
static bool
starts_here(const struct scan *s, size_t i)
{
	return i == 0 || !unit_is(s, i - 1, UNIT_HAN) ||
	    unit_is(s, i - 1, UNIT_NEVER) || scan_word_before(s, i, WORDS, 0);
}

static void
name_before(struct scan *s, size_t i)
{
	for (size_t n = 4; n >= 2; n--) {
		size_t from = i - n, sur, given = 0;
		bool good = true;

		if (n > i)
			continue;
		sur = surname(s, from);
		if (sur == 0 || n - sur > 2 || n == sur ||
		    (n == 4 && sur == 1) || is_no_name(s, from, ROLE))
			continue;
		for (size_t k = from + sur; k < i; k++) {
			good &= !no_given(s, k);
			given += unit_is(s, k, UNIT_GIVEN);
		}
		if (!good || given == 0 ||
		    (!starts_here(s, from) && given + sur < n))
			continue;
		if (n == 2 && !starts_here(s, from))
			continue;
		put_name(s, from, i);
		return;
	}
}

/* --- at a mark ------------------------------------------------------------- */

/* 在, 于 and the like before 某 are no surnames: 于某日, 和某公司. */
static bool
is_some(const struct scan *s, size_t i)
{
	static const uint16_t things[] = {0x65e5, 0x5e74, 0x6708, 0x5730,
	    0x5904, 0x516c, 0x5c0f, 0x5e02, 0x53bf, 0x5e97, 0x8d85, 0x5e73,
	    0x7f51, 0x8f6f, 0x7fa4, 0x4eba, 0x7537, 0x5973, 0x5b66, 0x94f6,
	    0x4e2a, 0x4e9b, 0x79cd, 0x6b21, 0x8def, 0x8857, 0x9547, 0x6751,
	    0x4e61, 0x5c97, 0x54c1, 0x5de5, 0x7535, 0x9879, 0x6e38, 0x793e};

	for (size_t k = 0; k < sizeof(things) / sizeof(things[0]); k++)
		if (s->u[i] == things[k])
			return true;
	return false;
}

static bool
is_grammar(uint16_t u)
{
	/* 于向和从由应时以连同来对经因都在与 */
	static const uint16_t words[] = {0x4e8e, 0x5411, 0x548c, 0x4ece,
	    0x7531, 0x5e94, 0x65f6, 0x4ee5, 0x8fde, 0x540c, 0x6765, 0x7ecf,
	    0x90fd, 0x67e5, 0x5230, 0x8bb8, 0x6709, 0x660e, 0x6210, 0x65b9,
	    0x5355, 0x5c45, 0x4ee3, 0x5e38};

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (u == words[k])
			return true;
	return false;
}

/* The run of Han around · of 艾力·买买提: the end of the right part. */
static size_t
dotted(struct scan *s, size_t i)
{
	size_t from = i, end = i + 1;

	while (from > 0 && i - from < 5 && unit_is(s, from - 1, UNIT_HAN) &&
	    !unit_is(s, from - 1, UNIT_NEVER) &&
	    (i - from < 2 || !scan_word_before(s, from, WORDS, 0)))
		from--;
	while (end < s->n && end - i < 7 && unit_is(s, end, UNIT_HAN) &&
	    !no_given(s, end))
		end++;
	if (i - from < 2 || end - i < 3 || boundary(s, end) < 2)
		return i + 1;
	put_name(s, from, end);
	return end;
}

size_t
scan_name_mark(struct scan *s, size_t i)
{
	size_t from = i, end;

	if ((s->classes & EXTRACT_BIT(EXTRACT_NAME)) == 0)
		return i + 1;
	if (s->u[i] != MOU)
		return dotted(s, i);
	if (i >= 2 && surname(s, i - 2) == 2)
		from = i - 2;
	else if (i >= 1 && surname(s, i - 1) == 1)
		from = i - 1;
	if (from == i)
		return i + 1;
	end = blanked(s, i);
	/* 某市某某小区 */
	if (end < s->n && is_some(s, end) && (is_grammar(s->u[from]) ||
	    end - i == 2))
		return end;
	if (is_grammar(s->u[from]) && boundary(s, end) < 2)
		return end;
	put_name(s, from, end);
	return end;
}

/* 张三将, 李建国称, 王五、: a name with a word after it that names a doer. */
void
scan_name_start(struct scan *s, size_t i)
{
	/* 称将把被与和跟对向说、因从用 */
	static const uint16_t after[] = {0x79f0, 0x5c06, 0x628a, 0x88ab, 0x4e0e,
	    0x548c, 0x8ddf, 0x5bf9, 0x5411, 0x8bf4, 0x3001, 0x56e0, 0x4ece,
	    0x7528};
	size_t end;

	while (i < s->n && s->u[i] == ' ')
		i++;
	if ((s->classes & EXTRACT_BIT(EXTRACT_NAME)) == 0 ||
	    surname(s, i) == 0)
		return;
	end = name_end(s, i, LINK);
	if (end == i || end >= s->n)
		return;
	for (size_t k = 0; k < sizeof(after) / sizeof(after[0]); k++)
		if (s->u[end] == after[k] && (s->u[end] != 0x3001 ||
		    name_end(s, end + 1, LINK) > end + 1)) {
			put_name(s, i, end);
			chain(s, end);
			return;
		}
}

void
scan_names(struct scan *s)
{
	for (size_t k = 0; k < s->nhits; k++) {
		const struct matcher_hit *h = &s->hits[k];
		uint32_t lists = s->x->words[h->literal].lists;
		size_t end = h->at + h->len;

		if ((lists & LIST_BIT(TERM_LABELS)) != 0)
			name_after(s, end, LABEL);
		else if ((lists & LIST_BIT(TERM_ROLES)) != 0)
			name_after(s, end, ROLE);
		else if ((lists & LIST_BIT(TERM_LINKS)) != 0 &&
		    unit_is(s, end, UNIT_HAN) && surname(s, end) > 0)
			name_after(s, end, LINK);
		if ((lists & LIST_BIT(TERM_AFTER)) != 0 && h->at >= 2)
			name_before(s, h->at);
	}
}
