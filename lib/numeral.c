/* SPDX-License-Identifier: MIT */
#include "numeral.h"

#define NUMERAL_MAX INT64_C(1000000000000000)

struct glyph {
	char bytes[4];
	int64_t value;
};

/* All are of three bytes in UTF-8. */
static const struct glyph digits[] = {
	{"零", 0}, {"〇", 0}, {"○", 0}, {"一", 1}, {"二", 2}, {"两", 2},
	{"三", 3}, {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8},
	{"九", 9}, {"壹", 1}, {"贰", 2}, {"叁", 3}, {"肆", 4}, {"伍", 5},
	{"陆", 6}, {"柒", 7}, {"捌", 8}, {"玖", 9}, {"兩", 2}, {"貳", 2},
	{"參", 3}, {"叄", 3}, {"陸", 6}, {"弍", 2}, {"幺", 1}
};

static const struct glyph units[] = {
	{"十", 10}, {"百", 100}, {"千", 1000}, {"万", 10000},
	{"亿", 100000000}, {"拾", 10}, {"佰", 100}, {"仟", 1000},
	{"萬", 10000}, {"億", 100000000}
};

/* 廿 twenty, 卅 thirty: a digit and its ten in one. */
static const struct glyph tens[] = {{"廿", 2}, {"卅", 3}};

static const struct glyph *
glyph_find(const struct glyph *table, size_t n, struct sv s)
{
	/* Every glyph begins with e3 to e8: most text is turned away here. */
	if (s.len < 3 || (unsigned char)s.p[0] < 0xe2 ||
	    (unsigned char)s.p[0] > 0xe9)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (memcmp(table[i].bytes, s.p, 3) == 0)
			return &table[i];
	return NULL;
}

#define GLYPH(table, s) \
	glyph_find(table, sizeof(table) / sizeof((table)[0]), s)

int
numeral_digit(struct sv s, size_t *len)
{
	const struct glyph *g;

	if (s.len > 0 && s.p[0] >= '0' && s.p[0] <= '9') {
		*len = 1;
		return s.p[0] - '0';
	}
	g = GLYPH(digits, s);
	if (g == NULL)
		return -1;
	*len = 3;
	return (int)g->value;
}

int64_t
numeral_unit(struct sv s, size_t *len)
{
	const struct glyph *g = GLYPH(units, s);

	if (g == NULL)
		return 0;
	*len = 3;
	return g->value;
}

static size_t
read_ascii(struct sv s, int64_t *value)
{
	int64_t v = 0;
	size_t n = 0;

	for (; n < s.len && s.p[n] >= '0' && s.p[n] <= '9'; n++) {
		v = v * 10 + (s.p[n] - '0');
		if (v > NUMERAL_MAX)
			return 0;
	}
	*value = v;
	return n;
}

/* 二〇二四, 五零一: digits alone stand for themselves. Gives 0 when a unit
 * follows: then they are no code but a sum. */
static size_t
read_spelled(struct sv s, int64_t *value)
{
	int64_t v = 0;
	size_t n = 0, len = 0, count = 0;
	int d;

	/* 五六个人 is a range, 56 would be 五十六 */
	while ((d = numeral_digit(sv_from(s, n), &len)) >= 0 && len == 3) {
		v = v * 10 + d;
		if (v > NUMERAL_MAX)
			return 0;
		n += len;
		count++;
	}
	if (count == 0 || numeral_unit(sv_from(s, n), &len) != 0 ||
	    GLYPH(tens, sv_from(s, n)) != NULL)
		return 0;
	*value = count == 2 && v / 10 != 0 && v % 10 == v / 10 + 1 ? v / 10 : v;
	return n;
}

/* What has been read of 一亿二千三百万零五: */
struct sum {
	int64_t total;          /* closed by 万 or 亿 */
	int64_t section;        /* below the next 万 */
	int64_t digit;          /* read, without its unit yet; -1: none */
	int64_t unit;           /* the last unit, 0: none or 零 since */
	int64_t smallest;       /* the unit before, of the section; 0: none */
	int64_t big;            /* the last 万 or 亿 */
};

/* False when the unit cannot follow (三百二千). */
static bool
sum_unit(struct sum *s, int64_t unit)
{
	if (unit >= 10000) {
		s->section += s->digit > 0 ? s->digit : 0;
		if (unit == s->big)
			return false;
		if (s->section == 0 && (s->total == 0 || unit == 10000))
			return false;
		if (s->total + s->section > NUMERAL_MAX / unit)
			return false;
		s->total = unit == 10000 ? s->total + s->section * unit :
		    (s->total + s->section) * unit;
		s->section = 0;
		s->smallest = 0;
		s->big = unit;
	} else {
		if (s->smallest != 0 && unit >= s->smallest)
			return false;
		/* 十五: the one before ten may be left out */
		if (s->digit < 0 && unit != 10)
			return false;
		s->section += (s->digit < 0 ? 1 : s->digit) * unit;
		s->smallest = unit;
	}
	s->digit = -1;
	s->unit = unit;
	return s->total <= NUMERAL_MAX;
}

/* One step at s: its length, 0 at the end of the number. */
static size_t
sum_step(struct sum *sum, struct sv s)
{
	const struct glyph *ten = GLYPH(tens, s);
	struct sum next = *sum;
	size_t len = 0;
	int64_t unit;
	int d;

	if (ten != NULL) {
		if (sum->digit >= 0)
			return 0;
		next.digit = ten->value;
		len = sum_unit(&next, 10) ? 3 : 0;
	} else if ((d = numeral_digit(s, &len)) >= 0 && len == 3) {
		if (d == 0)
			next.unit = 0;  /* 一万零五: the five are ones */
		else if (sum->digit > 0)
			return d == sum->digit + 1 ? len : 0; /* 三四百 */
		else
			next.digit = d;
	} else if ((unit = numeral_unit(s, &len)) != 0) {
		len = sum_unit(&next, unit) ? len : 0;
	} else {
		return 0;
	}
	if (len != 0)
		*sum = next;
	return len;
}

size_t
numeral_read(struct sv s, int64_t *value)
{
	struct sum sum = {.digit = -1};
	size_t n = read_ascii(s, value), step;

	if (n != 0)
		return n;
	if ((n = read_spelled(s, value)) != 0)
		return n;
	while ((step = sum_step(&sum, sv_from(s, n))) != 0)
		n += step;
	/* 三万五 is 35000, 一百二 is 120; 十五 is 15 */
	if (sum.digit > 0)
		sum.section += sum.digit *
		    (sum.unit > 10 ? sum.unit / 10 : 1);
	if (n == 0 || sum.total + sum.section > NUMERAL_MAX)
		return 0;
	*value = sum.total + sum.section;
	return n;
}
