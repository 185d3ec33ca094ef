/* SPDX-License-Identifier: MIT */
/*
 * Where names of people are looked for: after words that announce them, before
 * words that follow them, in lists, at 某 and ·, at the beginnings of clauses,
 * at common surnames; and wherever a name that was found stands again.
 */
#include "extract_name.h"

#define REPEATS_MAX 64          /* names of a text looked for again */

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
filler(const struct scan *s, size_t i, enum name_where where)
{
	size_t end = i + 4;

	for (; i < s->n && i < end; i++) {
		uint16_t u = s->u[i];

		if (u == ':' || u == ' ' || u == '"' || u == '(' ||
		    u == 0x201c || u == 0x300c || u == 0x3010 || u == '[' ||
		    u == '\n' || u == 0x2018 || u == '\'')
			continue;
		/* 为是叫系 名姓 */
		if (where >= NAME_ROLE && (u == 0x4e3a || u == 0x662f ||
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
		end = name_end(s, i + 1, s->u[i] == 0x3001 ? NAME_ROLE :
		    NAME_LINK);
		if (end == i + 1)
			return;
		put_name(s, i + 1, end);
		i = end;
	}
}

static void
name_after(struct scan *s, size_t i, enum name_where where)
{
	size_t from = filler(s, i, where), end;

	end = name_end(s, from, where);
	if (end == from && where == NAME_ROLE && i < s->n && s->u[i] == '(') {
		from = filler(s, after_bracket(s, i), where);
		end = name_end(s, from, where);
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
	    unit_is(s, i - 1, UNIT_STOP | UNIT_NEVER) ||
	    scan_word_before(s, i, NAME_WORDS, 0) ||
	    (i > 1 && scan_pair(s, i - 2));
}

/* 张建国先生: the name that ends at i, its end being sure. */
static void
name_before(struct scan *s, size_t i)
{
	for (size_t n = 4; n >= 2; n--) {
		size_t from = i - n, sur, longest;
		int sum = 0;

		if (n > i)
			continue;
		sur = name_surname(s, from);
		if (sur == 0 || n - sur > 2 || n == sur || (n == 4 && sur == 1))
			continue;
		scan_words_at(s, from, LIST_BIT(TERM_NOT_NAMES), &longest);
		if (longest >= 2)
			continue;
		for (size_t k = from + sur; k < i; k++)
			sum += name_no_given(s, k) ? NAME_NEVER :
			    unit_is(s, k, UNIT_GIVEN) ? 2 : -1;
		sum += starts_here(s, from) ? 2 : 0;
		sum += sur == 2 ? 2 : unit_is(s, from, UNIT_COMMON) ? 1 : 0;
		sum -= sur == 1 && scan_pair(s, from) ? 3 : 0;
		/* 对方提供 */
		sum -= sur == 1 && from > 0 && scan_pair(s, from - 1) ? 4 : 0;
		sum -= sur == 1 && n == 3 && scan_pair(s, from + 1) ? 2 : 0;
		if (sum < 3)
			continue;
		put_name(s, from, i);
		return;
	}
}

/* --- anywhere -------------------------------------------------------------- */

void
scan_name(struct scan *s, size_t i)
{
	enum name_where where = NAME_FREE;
	size_t end;

	if ((s->classes & EXTRACT_BIT(EXTRACT_NAME)) == 0 ||
	    (i > 0 && name_surname(s, i - 1) == 2))
		return;
	while (i < s->n && s->u[i] == ' ')
		i++;
	if (name_surname(s, i) == 0)
		return;
	if (i == 0 || !unit_is(s, i - 1, UNIT_HAN))
		where = NAME_CLAUSE;
	else if (starts_here(s, i))
		where = NAME_CLEAN;
	end = name_end(s, i, where);
	if (end == i || name_blanked(s, i + name_surname(s, i)) == end)
		return;
	put_name(s, i, end);
	chain(s, end);
}

/* --- at a mark ------------------------------------------------------------- */

/* What 某 may stand before besides the given name that it hides: 于某日,
 * 和某公司. */
static bool
is_thing(const struct scan *s, size_t i)
{
	static const uint16_t things[] = {0x65e5, 0x5e74, 0x6708, 0x5730,
	    0x5904, 0x516c, 0x5c0f, 0x5e02, 0x53bf, 0x5e97, 0x8d85, 0x5e73,
	    0x7f51, 0x8f6f, 0x7fa4, 0x4eba, 0x7537, 0x5973, 0x5b66, 0x94f6,
	    0x4e2a, 0x4e9b, 0x79cd, 0x6b21, 0x8def, 0x8857, 0x9547, 0x6751,
	    0x4e61, 0x5c97, 0x54c1, 0x5de5, 0x7535, 0x9879, 0x6e38, 0x793e,
	    0x8336, 0x9910, 0x9152, 0x5bbe, 0x533b, 0x76f4, 0x6295, 0x8d37};

	for (size_t k = 0; k < sizeof(things) / sizeof(things[0]); k++)
		if (s->u[i] == things[k])
			return true;
	return false;
}

/* The surname before 某 at i, which is no end of another word (社区某): its
 * first unit, or i. */
static size_t
surname_before(const struct scan *s, size_t i)
{
	if (i >= 2 && name_surname(s, i - 2) == 2)
		return i - 2;
	if (i >= 1 && name_surname(s, i - 1) == 1 &&
	    (i < 2 || !scan_pair(s, i - 2)))
		return i - 1;
	return i;
}

/* The Han around · of 艾力·买买提: the end of the right part. */
static size_t
dotted(struct scan *s, size_t i)
{
	size_t from = i, end = i + 1;

	while (from > 0 && i - from < 5 && unit_is(s, from - 1, UNIT_HAN) &&
	    !unit_is(s, from - 1, UNIT_STOP) &&
	    (i - from < 2 || !scan_word_before(s, from, NAME_WORDS, 0)))
		from--;
	while (end < s->n && end - i < 8 && unit_is(s, end, UNIT_HAN) &&
	    !unit_is(s, end, UNIT_STOP))
		end++;
	if (i - from < 2 || end - i < 3 || name_boundary(s, end) < 3)
		return i + 1;
	put_name(s, from, end);
	return end;
}

size_t
scan_name_mark(struct scan *s, size_t i)
{
	size_t from, end;

	if ((s->classes & EXTRACT_BIT(EXTRACT_NAME)) == 0)
		return i + 1;
	if (s->u[i] != 0x67d0)
		return dotted(s, i);
	from = surname_before(s, i);
	end = name_blanked(s, i);
	if (from == i)
		return i + 1;
	/* 向某公司, 某市某某小区; 于 and the like alone are grammar */
	if (end < s->n && is_thing(s, end) &&
	    (!unit_is(s, from, UNIT_COMMON) || end - i == 2 ||
	    unit_is(s, from, UNIT_STOP)))
		return end;
	if (unit_is(s, from, UNIT_STOP) && name_boundary(s, end) < 2)
		return end;
	put_name(s, from, end);
	return end;
}

/* --- again ----------------------------------------------------------------- */

/* Other places of the name at value v. */
static void
repeat(struct scan *s, const struct extract_value *v)
{
	size_t n = v->chars, at = v->first;

	for (size_t i = 0; i + n <= s->n; i++)
		if (s->u[i] == s->u[at] && s->taken[i] == 0 &&
		    memcmp(s->u + i, s->u + at, n * sizeof(*s->u)) == 0)
			put_name(s, i, i + n);
}

void
scan_names_again(struct scan *s)
{
	size_t last = s->e->n, seen = 0;

	for (size_t k = 0; k < last && seen < REPEATS_MAX; k++) {
		struct extract_value v = s->e->at[k];
		size_t at = v.first + v.chars - 1;

		/* 某 and XX are many; 高峰 found by a word near it may be one
		 * elsewhere */
		if (v.class != EXTRACT_NAME || v.chars < 2 || v.chars > 4 ||
		    s->u[at] == 0x67d0 || !unit_is(s, at, UNIT_HAN) ||
		    (v.chars == 2 && scan_pair(s, v.first)))
			continue;
		seen++;
		repeat(s, &v);
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
			name_after(s, end, NAME_LABEL);
		else if ((lists & LIST_BIT(TERM_ROLES)) != 0)
			name_after(s, end, NAME_ROLE);
		else if ((lists & LIST_BIT(TERM_LINKS)) != 0 &&
		    name_surname(s, end) > 0)
			name_after(s, end, NAME_LINK);
		if ((lists & LIST_BIT(TERM_AFTER)) != 0 && h->at >= 2)
			name_before(s, h->at);
	}
}
