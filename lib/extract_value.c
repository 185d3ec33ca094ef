/* SPDX-License-Identifier: MIT */
/* Sums of money and times of day. */
#include "extract_parts.h"
#include "money_amount.h"

#define SUM_MAX 32              /* units of a sum as people write them */

enum {
	SHI = 0x65f6, DIAN = 0x70b9, FEN = 0x5206, BAN = 0x534a,
	WAN = 0x4e07, YI = 0x4ebf, YUAN = 0x5143, KUAI = 0x5757,
	QIAN = 0x5343, BAI = 0x767e, TEN = 0x5341
};

static bool
is_size(uint16_t u)
{
	return u == TEN || u == BAI || u == QIAN || u == WAN || u == YI ||
	    u == 0x62fe || u == 0x4f70 || u == 0x4edf || u == 0x4e24;
}

static bool
is_part(const struct scan *s, size_t i)
{
	return unit_is(s, i, UNIT_DIGIT | UNIT_NUMERAL) ||
	    (i < s->n && is_size(s->u[i]));
}

/* The units after i tell of money: cheap, before the sum is read. */
static bool
may_be_sum(const struct scan *s, size_t i)
{
	if (i > 0 && (s->u[i - 1] == 0xa5 || s->u[i - 1] == ' '))
		return true;
	for (size_t k = i; k < s->n && k < i + SUM_MAX; k++) {
		uint16_t u = s->u[k];

		if (u == YUAN || u == KUAI || u == WAN || u == QIAN ||
		    u == YI || u == 'w' || u == 0x5706 || u == BAI)
			return true;
		if (!is_part(s, k) && u != '.' && u != ',' && u != ' ' &&
		    u != 0x4f59 && u != 0x591a && u != 0x51e0 && u != '-' &&
		    u != '~')
			return false;
	}
	return false;
}

/* The unit that ends at a byte further on. */
static size_t
unit_after(struct scan *s, size_t i, size_t byte)
{
	while (i < s->n && scan_byte(s, folded_origin(s->folded, i)) < byte)
		i++;
	return i;
}

static size_t
put_sum(struct scan *s, size_t i)
{
	size_t start = scan_byte(s, folded_origin(s->folded, i)), len, before;
	struct money_amount a;
	struct str norm = {0};
	bool sign;

	len = money_amount_read(sv_from(s->text, start), MONEY_YUAN, &a);
	if (len == 0)
		return i;
	money_amount_before((struct sv){s->text.p, start}, &before, &sign);
	if (a.beyond || a.foreign || a.fen == 0 || (!a.unit && !sign))
		return unit_after(s, i, start + len);
	str_addi(&norm, a.fen);
	len = unit_after(s, i, start + len);
	scan_put(s, EXTRACT_AMOUNT, i, len, str_sv(&norm), a.fen);
	str_free(&norm);
	return len;
}

void
scan_amounts(struct scan *s)
{
	size_t i = 0;

	while (i < s->n) {
		size_t end = i;

		if (!is_part(s, i)) {
			i++;
			continue;
		}
		if (may_be_sum(s, i))
			end = put_sum(s, i);
		if (end == i)
			while (is_part(s, end))
				end++;
		i = end;
	}
}

/* --- times ----------------------------------------------------------------- */

/* 0 to 99 in digits or numerals (十四, 二十); -1. *end after it. */
static int
small(const struct scan *s, size_t i, size_t *end)
{
	int v = -1;

	*end = i;
	if (unit_is(s, i, UNIT_DIGIT)) {
		v = 0;
		while (unit_is(s, *end, UNIT_DIGIT) && *end - i < 3)
			v = v * 10 + unit_digit(s->u[(*end)++]);
		return *end - i <= 2 ? v : -1;
	}
	if (unit_is(s, i, UNIT_NUMERAL) || (i < s->n && s->u[i] == 0x4e24)) {
		v = s->u[i] == 0x4e24 ? 2 : unit_digit(s->u[i]);
		*end = i + 1;
	}
	if (*end < s->n && s->u[*end] == TEN) {
		v = (v < 0 ? 1 : v) * 10;
		(*end)++;
		if (unit_is(s, *end, UNIT_NUMERAL))
			v += unit_digit(s->u[(*end)++]);
	}
	return v;
}

/* Hours to add for 下午, 晚上 before; noon counts as 下午. */
static int
half_of_day(const struct scan *s, size_t i, int hour)
{
	/* 午 of 下午, 晚 (上), 傍晚 */
	for (size_t k = i; k > 0 && i - k < 3; k--) {
		uint16_t u = s->u[k - 1], b = k > 1 ? s->u[k - 2] : 0;

		if ((u == 0x5348 && b == 0x4e0b) || u == 0x665a)
			return hour < 12 ? 12 : 0;
		if (u == 0x5348 && b == 0x4e2d)         /* 中午 */
			return hour < 4 ? 12 : 0;
	}
	return 0;
}

static bool
is_clock(const struct scan *s, size_t i)
{
	return i < s->n && (s->u[i] == ':' || s->u[i] == SHI ||
	    s->u[i] == DIAN);
}

static size_t
put_time(struct scan *s, size_t i)
{
	size_t end, at;
	int hour = small(s, i, &end), minute = 0, m;
	char norm[8];
	uint16_t mark;

	if (hour < 0 || hour > 24 || !is_clock(s, end))
		return end > i ? end : i + 1;
	mark = s->u[end];
	at = end + 1;
	m = small(s, at, &end);
	if (m >= 0 && m < 60 && !(mark == ':' && end - at != 2)) {
		minute = m;
		if (mark != ':' && end < s->n && s->u[end] == FEN)
			end++;
		else if (mark == DIAN && end < s->n && s->u[end] == 0x523b &&
		    m < 4) {
			minute = m * 15;        /* 三点一刻 */
			end++;
		} else if (mark != ':')
			minute = 0, end = at;
	} else if (mark == DIAN && at < s->n && s->u[at] == BAN) {
		minute = 30;
		end = at + 1;
	} else if (mark == ':') {
		return at;
	} else {
		end = at;
	}
	/* 有3点要说 and 24小时 are no times; 3点多, 3点许 are */
	if (mark == DIAN && end == at && hour < 1)
		return at;
	hour += half_of_day(s, i, hour);
	if (hour > 24)
		return at;
	norm[0] = (char)('0' + hour % 24 / 10);
	norm[1] = (char)('0' + hour % 24 % 10);
	norm[2] = ':';
	norm[3] = (char)('0' + minute / 10);
	norm[4] = (char)('0' + minute % 10);
	scan_put(s, EXTRACT_TIME, i, end, (struct sv){norm, 5},
	    hour % 24 * 60 + minute);
	/* 14:30:05 */
	while (end + 2 < s->n && s->u[end] == ':' &&
	    unit_is(s, end + 1, UNIT_DIGIT))
		end += 3;
	return end;
}

void
scan_times(struct scan *s)
{
	size_t i = 0;

	while (i < s->n)
		if (unit_is(s, i, UNIT_DIGIT | UNIT_NUMERAL) ||
		    s->u[i] == TEN)
			i = put_time(s, i);
		else
			i++;
}
