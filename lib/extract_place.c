/* SPDX-License-Identifier: MIT */
/*
 * House numbers: 学源路88号附3号, 3栋2单元501室, 柳河苑3-2-501. A number
 * before 号 is a house's only after a road or a place: 8月8号, 3号线, 第12号
 * are none.
 */
#include "extract_parts.h"

enum {
	HAO = 0x53f7,           /* 号 */
	FU = 0x9644,            /* 附 */
	DAN = 0x5355, YUAN = 0x5143, /* 单元 */
	LOU = 0x697c,           /* 楼 */
	CENG = 0x5c42,          /* 层 */
	SHI = 0x5ba4,           /* 室 */
	DONG = 0x680b, ZHUANG = 0x5e62, ZUO = 0x5ea7, /* 栋幢座 */
	HU = 0x6237, PU = 0x94fa, MEN = 0x95e8, FANG = 0x623f, ZU = 0x7ec4
};

/* Digits, numerals and 十百 of a number of a house. */
static bool
is_number(const struct scan *s, size_t i)
{
	return unit_is(s, i, UNIT_DIGIT | UNIT_NUMERAL) ||
	    (i < s->n && (s->u[i] == 0x5341 || s->u[i] == 0x767e));
}

static size_t
number_before(const struct scan *s, size_t i)
{
	size_t from = i;

	while (from > 0 && i - from < 6 && is_number(s, from - 1))
		from--;
	if (from == i && from > 0 && unit_is(s, from - 1, UNIT_LETTER) &&
	    (from < 2 || !unit_is(s, from - 2, UNIT_LETTER)))
		from--;
	/* 12-3号 */
	if (from > 1 && from < i && s->u[from - 1] == '-' &&
	    is_number(s, from - 2))
		return number_before(s, from - 1);
	return from;
}

/* Where the part of an address that begins at i ends: a number and what it
 * counts (附3号, 2单元, 501室, -501); i when none does. */
static size_t
part(const struct scan *s, size_t i)
{
	size_t at = i, n;

	if (at < s->n && (s->u[at] == '-' || s->u[at] == ' ' ||
	    s->u[at] == FU || s->u[at] == 0x4e4b || s->u[at] == '#'))
		at++;
	n = at;
	while (n < s->n && n - at < 6 && is_number(s, n))
		n++;
	if (n == at && unit_is(s, n, UNIT_LETTER) &&
	    !unit_is(s, n + 1, UNIT_LETTER | UNIT_DIGIT))
		n++;
	if (n == at || is_number(s, n))
		return i;
	if (n + 1 < s->n && s->u[n] == DAN && s->u[n + 1] == YUAN)
		return n + 2;
	if (n + 1 < s->n && s->u[n] == HAO && (s->u[n + 1] == LOU ||
	    s->u[n + 1] == PU || s->u[n + 1] == MEN || s->u[n + 1] == FANG))
		return n + 2;
	if (n < s->n && (s->u[n] == HAO || s->u[n] == SHI || s->u[n] == HU ||
	    s->u[n] == LOU || s->u[n] == CENG || s->u[n] == DONG ||
	    s->u[n] == ZHUANG || s->u[n] == ZUO || s->u[n] == FANG ||
	    s->u[n] == '#'))
		return n + 1;
	/* 3栋501, 2单元5-3: a number alone ends it */
	return at == i || s->u[at - 1] == '-' || s->u[at - 1] == ' ' ?
	    (n - at >= 2 || s->u[i] == '-' ? n : i) : n;
}

static size_t
parts(const struct scan *s, size_t i)
{
	for (int k = 0; k < 6; k++) {
		size_t next = part(s, i);

		if (next == i)
			break;
		i = next;
	}
	return i;
}

static bool
is_place_before(const struct scan *s, size_t from)
{
	if (from > 0 && (s->u[from - 1] == FU || s->u[from - 1] == ' '))
		from--;
	if (from == 0 || !unit_is(s, from - 1, UNIT_ROAD))
		return false;
	/* 处置情况3号: a road has a name */
	return from > 1 && unit_is(s, from - 2, UNIT_HAN | UNIT_DIGIT);
}

/* What the units at i count; *sure: whatever stands before. */
static size_t
counted(const struct scan *s, size_t i, bool *sure)
{
	uint16_t u = s->u[i], next = i + 1 < s->n ? s->u[i + 1] : 0;

	*sure = false;
	switch (u) {
	case DAN:
		*sure = true;
		return next == YUAN ? i + 2 : i;
	case DONG:
	case ZHUANG:
		/* 3栋楼, 3栋别墅 are counted; 15幢楼下 is one */
		*sure = (next != LOU || (i + 2 < s->n &&
		    (s->u[i + 2] == 0x4e0b || s->u[i + 2] == 0x4e0a ||
		    s->u[i + 2] == 0x9053))) && next != FANG &&
		    next != 0x522b;
		return i + 1;
	case HAO:
		if (next == LOU) {
			*sure = true;
			return i + 2;
		}
		if (next == 0x7ebf || next == 0x7801)   /* 线码 */
			return i;
		return next == PU || next == MEN ? i + 2 : i + 1;
	case ZUO:
	case SHI:
		return i + 1;
	default:
		return i;
	}
}

static void
put_house(struct scan *s, size_t from, size_t end)
{
	struct str norm = {0};

	fold_to_utf8(&norm, s->u + from, end - from);
	scan_put(s, EXTRACT_HOUSE, from, end, str_sv(&norm), 0);
	str_free(&norm);
}

size_t
scan_house(struct scan *s, size_t i)
{
	size_t from, end;
	bool sure;

	if ((s->classes & EXTRACT_BIT(EXTRACT_HOUSE)) == 0)
		return i + 1;
	from = number_before(s, i);
	end = counted(s, i, &sure);
	if (from == i || end == i)
		return i + 1;
	if (from > 0 && s->u[from - 1] == FU)
		from--;
	if (!sure && !is_place_before(s, from))
		return i + 1;
	/* a number of many rooms, of thousands of houses: no house */
	if (from > 0 && (s->u[from - 1] == 0x7b2c || s->u[from - 1] == 0x51e0))
		return i + 1;
	end = parts(s, end);
	put_house(s, from, end);
	return end;
}

size_t
scan_house_dashes(struct scan *s, size_t i)
{
	size_t at = i, groups = 0, last = 0;

	if ((s->classes & EXTRACT_BIT(EXTRACT_HOUSE)) == 0 ||
	    !is_place_before(s, i))
		return 0;
	for (;;) {
		size_t n = at;

		while (n < s->n && n - at < 5 && unit_is(s, n, UNIT_DIGIT))
			n++;
		if (n == at || n - at == 5)
			return 0;
		last = n - at;
		groups++;
		at = n;
		if (at >= s->n || s->u[at] != '-' || groups == 4)
			break;
		at++;
	}
	if (groups < 2 || (groups == 2 && last < 3))
		return 0;
	if (at < s->n && (s->u[at] == HAO || s->u[at] == SHI))
		at++;
	put_house(s, i, at);
	return at;
}
