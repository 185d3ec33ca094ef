/* SPDX-License-Identifier: MIT */
/*
 * Whether units are the name of a person: a surname and one or two characters
 * more. Evidence is added up: a word that announces a name or the beginning of
 * a clause before it, a surname that is common, characters of given names, and
 * the end of the name: a mark, a word of grammar, a common word. Against it
 * speak words that begin with a surname (高速, 金额) and words that would be
 * cut in two.
 */
#include "extract_name.h"

enum { MOU = 0x67d0, TIMES = 0xd7, CIRCLE = 0x25cb, ZERO = 0x3007 };

/* --- parts ----------------------------------------------------------------- */

size_t
name_surname(const struct scan *s, size_t i)
{
	if (i + 1 < s->n && unit_is(s, i, UNIT_DOUBLE) && map_get(
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

size_t
name_blanked(const struct scan *s, size_t i)
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

bool
name_no_given(const struct scan *s, size_t i)
{
	size_t longest;

	if (!unit_is(s, i, UNIT_HAN) || unit_is(s, i, UNIT_NEVER))
		return true;
	scan_words_at(s, i, NAME_WORDS, &longest);
	return longest >= 2;
}

/* How surely a name ends before unit i: 3 at a mark or a word of grammar or
 * of people, 2 before a common word. */
int
name_boundary(const struct scan *s, size_t i)
{
	size_t longest;

	if (!unit_is(s, i, UNIT_HAN) || unit_is(s, i, UNIT_STOP))
		return 3;
	if (scan_words_at(s, i, NAME_WORDS, &longest) != 0 && longest >= 2)
		return 3;
	if (scan_pair(s, i) || longest > 0)
		return 2;
	return unit_is(s, i, UNIT_NEVER | UNIT_NUMERAL) ? 1 : 0;
}

/* 和 of 李四和王五: a second character that joins two names. */
static bool
joins(const struct scan *s, size_t i)
{
	size_t longest;

	return unit_is(s, i + 1, UNIT_SURNAME) &&
	    scan_words_at(s, i, LIST_BIT(TERM_LINKS), &longest) != 0;
}

/* What stands before a name weighs, and the sum that is wanted then. */
static const struct {
	int weight, least;
} evidence[] = {
	[NAME_FREE] = {0, 7},
	[NAME_CLEAN] = {1, 7},
	[NAME_CLAUSE] = {2, 6},
	[NAME_LINK] = {2, 5},
	[NAME_ROLE] = {3, 5},
	[NAME_LABEL] = {4, 4},
};

/* --- the sum --------------------------------------------------------------- */

static bool
is_verb_given(uint16_t u)
{
	return u == 0x6709 || u == 0x5728 || u == 0x4e3a || u == 0x5f97;
}

/* Characters of a given name: 2 for each that is common in them, -1 for each
 * other; INT_MIN when one cannot be. */
static int
given(const struct scan *s, size_t from, size_t n, int end)
{
	int sum = 0;

	for (size_t i = from; i < from + n; i++) {
		/* 有福, 在林, 为民 */
		if (n == 2 && i == from && is_verb_given(s->u[i]) &&
		    unit_is(s, i + 1, UNIT_GIVEN))
			continue;
		if (name_no_given(s, i) || (i > from && joins(s, i)))
			return NAME_NEVER;
		if (!unit_is(s, i, UNIT_NUMERAL))
			sum += unit_is(s, i, UNIT_GIVEN) ? 2 : -1;
		else if (end < 2 && i + 1 == from + n)
			return NAME_NEVER;      /* 张三人 */
		else
			sum += 2;               /* 李四, 王三妹 */
	}
	return sum;
}

/* The surname at i, and what stands before it. */
static int
head(const struct scan *s, size_t i, size_t sur, enum name_where where)
{
	int sum = evidence[where].weight;

	if (sur == 2)
		sum += 2;
	else if (unit_is(s, i, UNIT_COMMON))
		sum++;
	else if (where < NAME_ROLE)
		sum--;
	/* 和, 于, 向 are words far more often */
	if (sur == 1 && where < NAME_ROLE && unit_is(s, i, UNIT_STOP))
		sum -= 2;
	/* 社区某, 保安全: the surname ends a word */
	if (where < NAME_LABEL && i > 0 && sur == 1 && scan_pair(s, i - 1))
		sum -= where == NAME_ROLE ? 2 : 4;
	return sum;
}

static bool
is_no_name(const struct scan *s, size_t i)
{
	size_t longest;

	scan_words_at(s, i, LIST_BIT(TERM_NOT_NAMES), &longest);
	return longest >= 2;
}

static int
score(const struct scan *s, size_t i, size_t sur, size_t n, int first,
    enum name_where where)
{
	int end = name_boundary(s, i + sur + n);
	int sum = given(s, i + sur, n, end);

	if (sum == NAME_NEVER)
		return NAME_NEVER;
	sum += first + end;
	if (sur == 1 && scan_pair(s, i))
		sum -= 3;
	/* 支持 of 和支持; 友谊 of 张友谊 is a name all the same */
	if (n == 2 && sur == 1 && scan_pair(s, i + sur))
		sum -= where >= NAME_ROLE && unit_is(s, i + sur, UNIT_GIVEN) &&
		    unit_is(s, i + sur + 1, UNIT_GIVEN) ? 1 : 3;
	/* 付合 of 付合同 */
	if (n == 1 && sur == 1 && scan_pair(s, i + 1))
		sum -= 2;
	/* one character more is too little where nothing announces a name */
	if (n == 1 && sur == 1 && where <= NAME_CLEAN)
		sum -= 1;
	/* the last character begins a word that goes on */
	if (n == 2 && scan_pair(s, i + sur + 1) && end < 3)
		sum -= 2;
	/* 花源大道 is a road, where 道 says nothing (王大道:) */
	if (i + sur + n < s->n && s->u[i + sur + n - 1] == 0x5927 &&
	    s->u[i + sur + n] == 0x9053 && (i + sur + n + 1 == s->n ||
	    s->u[i + sur + n + 1] != ':'))
		return NAME_NEVER;
	/* 白云路, 柳河苑: a place */
	if (unit_is(s, i + sur + n, UNIT_ROAD) && end < 3)
		sum -= 3;
	if (n == 2 && unit_is(s, i + sur + 1, UNIT_ROAD))
		sum -= 3;
	return sum;
}

/* A name without a surname of ours, after a label alone: 姓名:阿依古丽. */
static size_t
foreign_name(const struct scan *s, size_t i)
{
	size_t end = i;

	while (end < s->n && end - i < 16 && (unit_is(s, end, UNIT_HAN) ||
	    s->u[end] == 0xb7 || s->u[end] == 0x2022))
		end++;
	return end - i >= 2 && end - i <= 4 && !name_no_given(s, i) &&
	    !is_no_name(s, i) && !scan_pair(s, i) ? end : i;
}

size_t
name_end(const struct scan *s, size_t i, enum name_where where)
{
	size_t sur = name_surname(s, i), end;
	int first, one = NAME_NEVER, two = NAME_NEVER;

	if (sur == 0)
		return where == NAME_LABEL ? foreign_name(s, i) : i;
	end = name_blanked(s, i + sur);
	if (end > i + sur)
		return end;
	if (!unit_is(s, i + sur, UNIT_HAN) || (unit_is(s, i + sur,
	    UNIT_NEVER) && !is_verb_given(s->u[i + sur])))
		return i;
	/* words that begin as a name does; after 姓名: they may be names */
	if (is_no_name(s, i) && (where != NAME_LABEL ||
	    name_boundary(s, i + 2) < 3))
		return i;
	first = head(s, i, sur, where);
	if (i + sur < s->n)
		one = score(s, i, sur, 1, first, where);
	if (i + sur + 1 < s->n)
		two = score(s, i, sur, 2, first, where);
	if (one < evidence[where].least && two < evidence[where].least)
		return i;
	end = i + sur + 1;
	if (two > one || (two == one && unit_is(s, i + sur + 1, UNIT_GIVEN) &&
	    !scan_pair(s, i + sur + 1)))
		end++;
	/* 张三*: somebody masked it; 艾力·: half of a name */
	return end < s->n && (s->u[end] == '*' || s->u[end] == 0xb7) ? i : end;
}
