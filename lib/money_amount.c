/* SPDX-License-Identifier: MIT */
#include "money_amount.h"
#include "numeral.h"

/* Wide enough for 18 decimals of a 亿, in fen. */
__extension__ typedef unsigned __int128 wide;

struct number {
	int64_t whole;
	uint64_t part, power;   /* part / power is what follows the point */
	unsigned ndigits;       /* before the point */
	bool ascii, decimals;
};

/*
 * A sum as it is read: sections of 万 and 亿 in yuan and fen, as in numeral.c,
 * but of numbers that may have decimals (3.5万) and be followed by 元, 角, 分.
 * `more` is the width of a range told by digits (三五千: 2000 yuan).
 */
struct sum {
	struct sv rest;
	int64_t total, section, more;   /* fen */
	struct number number;
	bool pending;           /* number waits for its unit */
	int width;              /* of a range: second digit less the first */
	int64_t last, big;      /* the last unit, the last of 万, 亿 */
	int64_t first;          /* the first unit of all */
	int64_t small;          /* the last of 千, 百, 十 in this section */
	bool zero;              /* 零 since the last unit */
	bool any, unit, yuan, beyond;
	unsigned flags;
};

static bool
next_is(struct sv s, const char *word)
{
	return sv_starts(s, sv_z(word));
}

static size_t
next_in(struct sv s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (next_is(s, *words))
			return strlen(*words);
	return 0;
}

/* An ASCII or full-width digit, -1 when s begins with none. */
static int
digit(struct sv s, size_t *len)
{
	if (s.len > 0 && s.p[0] >= '0' && s.p[0] <= '9') {
		*len = 1;
		return s.p[0] - '0';
	}
	if (s.len >= 3 && memcmp(s.p, "\xef\xbc", 2) == 0 &&
	    (unsigned char)s.p[2] - 0x90u <= 9) {
		*len = 3;
		return (unsigned char)s.p[2] - 0x90;
	}
	return -1;
}

/* Bytes of a comma that exactly three digits follow: 35,000 but not 3,5. A
 * full-width one parts sentences, except in full-width numbers. */
static size_t
group_mark(struct sv s, bool full)
{
	size_t mark = next_is(s, ",") ? 1 : full && next_is(s, "，") ? 3 : 0;
	size_t len, n = mark;

	for (int i = 0; mark != 0 && i < 3; i++) {
		if (digit(sv_from(s, n), &len) < 0)
			return 0;
		n += len;
	}
	return mark != 0 && digit(sv_from(s, n), &len) < 0 ? mark : 0;
}

static size_t
point(struct sv s)
{
	size_t mark = next_is(s, ".") ? 1 : next_is(s, "．") ? 3 : 0, len;

	return mark != 0 && digit(sv_from(s, mark), &len) >= 0 ? mark : 0;
}

/* 35000, 35,000.00: the bytes read; *beyond when it has over 18 digits. */
static size_t
read_number(struct sv s, struct number *n, bool *beyond)
{
	size_t at = 0, len, mark;
	bool full = false;
	int d;

	*n = (struct number){.power = 1, .ascii = true};
	for (;;) {
		if ((d = digit(sv_from(s, at), &len)) >= 0) {
			if (++n->ndigits > 18)
				*beyond = true;
			else
				n->whole = n->whole * 10 + d;
			at += len;
			full = len == 3;
		} else if (n->ndigits > 0 &&
		    (mark = group_mark(sv_from(s, at), full)) != 0) {
			at += mark;
		} else {
			break;
		}
	}
	if (n->ndigits == 0 || (len = point(sv_from(s, at))) == 0)
		return at;
	n->decimals = true;
	at += len;
	while ((d = digit(sv_from(s, at), &len)) >= 0) {
		/* what is cut off cannot change rounding half up */
		if (n->power < UINT64_C(1000000000000000000)) {
			n->part = n->part * 10 + (uint64_t)d;
			n->power *= 10;
		}
		at += len;
	}
	return at;
}

/* a += b * unit, saying when it does not fit. */
static void
add_scaled(struct sum *s, int64_t *a, int64_t b, int64_t unit)
{
	int64_t product;

	if (__builtin_mul_overflow(b, unit, &product) ||
	    __builtin_add_overflow(*a, product, a))
		s->beyond = true;
}

static void
add_number(struct sum *s, int64_t *a, const struct number *n, int64_t fen)
{
	wide part = ((wide)n->part * (wide)fen + n->power / 2) / n->power;

	add_scaled(s, a, n->whole, fen);
	add_scaled(s, a, (int64_t)part, 1);
}

static void
take_number(struct sum *s, int64_t *a, int64_t fen)
{
	if (!s->pending)
		return;
	add_number(s, a, &s->number, fen);
	if (s->width != 0)
		add_scaled(s, &s->more, s->width, fen);
	s->width = 0;
	s->pending = false;
}

/* 千, 百, 十 and k; false when it cannot stand here. */
static bool
small_unit(struct sum *s, int64_t unit)
{
	static const struct number one = {.whole = 1, .power = 1};

	if (s->small != 0 && unit >= s->small)
		return false;
	if (!s->pending) {
		if (unit != 10)
			return false;
		s->number = one;
		s->pending = true;
	}
	s->unit |= s->number.ascii || unit > 10;
	take_number(s, &s->section, unit * MONEY_YUAN);
	s->small = s->last = unit;
	s->first = s->first != 0 ? s->first : unit;
	s->zero = false;
	s->any = true;
	return true;
}

/* 万 and 亿. */
static bool
big_unit(struct sum *s, int64_t unit)
{
	int64_t sum = 0;

	if (unit == s->big)
		return false;
	if (!s->pending && s->section == 0 &&
	    (s->total == 0 || unit == 10000))
		return false;
	add_scaled(s, &sum, s->section, unit);
	if (unit == 100000000) {
		add_scaled(s, &sum, s->total, unit);
		s->total = 0;
	}
	if (__builtin_mul_overflow(s->more, unit, &s->more))
		s->beyond = true;
	take_number(s, &sum, unit * MONEY_YUAN);
	add_scaled(s, &s->total, sum, 1);
	s->section = 0;
	s->small = 0;
	s->big = s->last = unit;
	s->first = s->first != 0 ? s->first : unit;
	s->zero = false;
	s->any = s->unit = true;
	return true;
}

static const char *const yuan_words[] = {"元", "块", "圆", "圓", "塊",
    "人民币", "RMB", "rmb", NULL};
/* 一块地, 3块砖, 元旦, 5元月租 are no money. */
static const char *const no_yuan[] = {"块地", "块砖", "块石", "块玻", "块木",
    "块板", "块表", "块手表", "块儿", "元旦", "元月", "元宵", NULL};
static const char *const foreign_words[] = {"美元", "美金", "美刀", "日元",
    "港元", "港币", "欧元", "英镑", "韩元", "泰铢", "卢布", "澳元", "加元",
    "台币", "新台币", "新币", "比索", "U币", "USDT", "usdt", "USD", "usd",
    "HKD", "EUR", NULL};

static bool
at_yuan(struct sv s)
{
	return next_in(s, yuan_words) != 0 && next_in(s, no_yuan) == 0;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' &&
	    (c | 0x20) <= 'z');
}

/* 3w, 5k: only right after a number. */
static int64_t
letter_unit(const struct sum *s)
{
	if (!s->pending || !s->number.ascii || s->rest.len == 0 ||
	    (s->rest.len > 1 && is_alnum(s->rest.p[1])))
		return 0;
	return (s->rest.p[0] | 0x20) == 'w' ? 10000 :
	    (s->rest.p[0] | 0x20) == 'k' ? 1000 : 0;
}

static bool
at_unit(struct sv s)
{
	size_t len;

	return numeral_unit(s, &len) != 0 || at_yuan(s);
}

static size_t
take_unit(struct sum *s)
{
	size_t len = 1;
	int64_t unit = letter_unit(s);

	if (unit == 0)
		unit = numeral_unit(s->rest, &len);
	if (unit == 0 || (unit == 100 && next_is(s->rest, "百分")))
		return 0;
	if (unit >= 10000 ? !big_unit(s, unit) : !small_unit(s, unit))
		return 0;
	return len;
}

static size_t
take_ascii(struct sum *s)
{
	struct number n;
	bool beyond = false;
	size_t len = read_number(s->rest, &n, &beyond);

	/* 3万50000 is two numbers */
	if (s->pending || (s->any && n.whole >= s->last))
		return 0;
	s->number = n;
	s->beyond |= beyond;
	s->pending = true;
	return len;
}

static size_t
take_han(struct sum *s, int d)
{
	size_t len;

	if (d == 0 && s->any && !s->pending) {
		s->zero = true;
		return 3;
	}
	if (!s->pending) {
		s->number = (struct number){.whole = d, .power = 1};
		s->pending = true;
		return 3;
	}
	/* 三五千: a range, where a unit follows */
	if (s->number.ascii || s->width != 0 || d <= s->number.whole ||
	    s->number.whole == 0 ||
	    numeral_unit(sv_from(s->rest, 3), &len) == 0)
		return 0;
	s->width = d - (int)s->number.whole;
	s->flags |= MONEY_RANGE | MONEY_APPROXIMATE;
	return 3;
}

/* 20余万, 两万余元, 十几万, 十来块: more than was said. */
static size_t
take_vague(struct sum *s)
{
	static const char *const words[] = {"余", "多", "几", "来", "餘", NULL};
	size_t len = next_in(s->rest, words);

	if (len == 0 || (!s->any && !s->pending) ||
	    !at_unit(sv_from(s->rest, len)))
		return 0;
	s->flags |= MONEY_APPROXIMATE | MONEY_AT_LEAST;
	return len;
}

static size_t
step(struct sum *s)
{
	size_t len;
	int d;

	if (digit(s->rest, &len) >= 0)
		return take_ascii(s);
	if ((d = numeral_digit(s->rest, &len)) >= 0)
		return take_han(s, d);
	if ((len = take_unit(s)) != 0)
		return len;
	if ((len = take_vague(s)) != 0)
		return len;
	/* 3.5 万元 */
	return next_is(s->rest, " ") && s->pending &&
	    at_unit(sv_from(s->rest, 1)) ? 1 : 0;
}

/* The number that is left at the end: of 3万5, 一百二 the place below the
 * last unit, else ones. */
static void
last_number(struct sum *s)
{
	bool below = s->any && !s->zero && s->last >= 100 &&
	    !s->number.decimals && s->number.whole < 10 &&
	    s->number.ndigits <= 1;

	take_number(s, &s->section, (below ? s->last / 10 : 1) * MONEY_YUAN);
	s->any = true;
}

static bool
read_small(struct sum *s, int64_t *value, const char *const *marks)
{
	size_t len, mark;
	int d = numeral_digit(s->rest, &len);

	if (d < 0 && (d = digit(s->rest, &len)) < 0)
		return false;
	mark = next_in(sv_from(s->rest, len), marks);
	if (mark == 0)
		return false;
	*value = d;
	s->rest = sv_from(s->rest, len + mark);
	return true;
}

/* 500块5: the digit is 角 where the text ends or a clause does. */
static bool
bare_jiao(struct sum *s, int64_t *value)
{
	static const char *const ends[] = {"。", "，", "；", "、", ",", ";", "）",
	    ")", " ", "\n", NULL};
	size_t len;
	int d = numeral_digit(s->rest, &len);
	struct sv after;

	if (d <= 0)
		return false;
	after = sv_from(s->rest, len);
	if (after.len != 0 && next_in(after, ends) == 0)
		return false;
	*value = d;
	s->rest = after;
	return true;
}

/* What follows 元 or 块: 5角3分, 零5百, 钱, 整. */
static void
after_yuan(struct sum *s, bool kuai)
{
	static const char *const jiao[] = {"角", "毛", NULL};
	static const char *const fen[] = {"分", NULL};
	static const char *const done[] = {"钱", "整", "正", NULL};
	int64_t value;

	s->rest = sv_from(s->rest, next_in(s->rest, done));
	if (next_is(s->rest, "零")) {
		struct sum small = {.rest = sv_from(s->rest, 3)};
		size_t len;

		if (read_small(&small, &value, fen)) {
			add_scaled(s, &s->section, value, 1);
			s->rest = small.rest;
			return;
		}
		/* 1万元零5百 */
		while ((len = step(&small)) != 0)
			small.rest = sv_from(small.rest, len);
		if (small.any && small.total == 0 && !small.beyond) {
			last_number(&small);
			add_scaled(s, &s->section, small.section, 1);
			s->rest = small.rest;
		}
		return;
	}
	if (read_small(s, &value, jiao) || (kuai && bare_jiao(s, &value)))
		add_scaled(s, &s->section, value, 10);
	if (read_small(s, &value, fen))
		add_scaled(s, &s->section, value, 1);
	s->rest = sv_from(s->rest, next_in(s->rest, done));
}

static void
take_yuan(struct sum *s)
{
	struct sv from = s->rest;
	bool kuai = next_is(s->rest, "块") || next_is(s->rest, "塊");

	s->rest = sv_from(s->rest, next_is(s->rest, " ") ? 1 : 0);
	if (!at_yuan(s->rest)) {
		s->rest = from;
		return;
	}
	s->rest = sv_from(s->rest, next_in(s->rest, yuan_words));
	s->yuan = s->unit = true;
	after_yuan(s, kuai);
}

static void
take_suffix(struct sum *s)
{
	static const char *const about[] = {"左右", "上下", "不等", "许", NULL};
	static const char *const more[] = {"余", "多", "以上", "餘", NULL};
	static const char *const less[] = {"以内", "以下", NULL};
	size_t len;

	if ((len = next_in(s->rest, about)) != 0)
		s->flags |= MONEY_APPROXIMATE;
	else if ((len = next_in(s->rest, more)) != 0)
		s->flags |= MONEY_APPROXIMATE | MONEY_AT_LEAST;
	else if ((len = next_in(s->rest, less)) != 0)
		s->flags |= MONEY_APPROXIMATE | MONEY_AT_MOST;
	s->rest = sv_from(s->rest, len);
}

/* One sum at s->rest; false when there is none. */
static bool
read_sum(struct sum *s)
{
	static const char *const jiao[] = {"角", "毛", NULL};
	size_t len;

	while ((len = step(s)) != 0)
		s->rest = sv_from(s->rest, len);
	if (!s->any && !s->pending)
		return false;
	if (s->pending && !s->any && (len = next_in(s->rest, jiao)) != 0) {
		take_number(s, &s->section, 10);
		s->rest = sv_from(s->rest, len);
		s->any = s->unit = s->yuan = true;
		return true;
	}
	if (s->pending)
		last_number(s);
	take_yuan(s);
	take_suffix(s);
	/* 3万多块: the unit after the word */
	if (!s->yuan && (s->flags & MONEY_AT_LEAST) != 0)
		take_yuan(s);
	return true;
}

static int64_t
sum_fen(struct sum *s, int64_t unit_fen)
{
	int64_t fen = 0;

	add_scaled(s, &fen, s->total, 1);
	if (s->unit || unit_fen == MONEY_YUAN)
		add_scaled(s, &fen, s->section, 1);
	else if (s->number.ascii)
		add_number(s, &fen, &s->number, unit_fen);
	else
		add_scaled(s, &fen, s->section / MONEY_YUAN, unit_fen);
	return fen;
}

/* 3-5万, 3万至5万元: b is the upper end. */
static bool
read_range(const struct sum *a, struct sum *b)
{
	static const char *const marks[] = {"-", "~", "～", "至", "到", "—", NULL};
	size_t len = next_in(a->rest, marks);

	if (len == 0)
		return false;
	*b = (struct sum){.rest = sv_from(a->rest, len)};
	return read_sum(b);
}

size_t
money_amount_read(struct sv s, int64_t unit_fen, struct money_amount *a)
{
	struct sum low = {.rest = s}, high;

	*a = (struct money_amount){0};
	if (!read_sum(&low))
		return 0;
	a->fen = sum_fen(&low, unit_fen);
	if (__builtin_add_overflow(a->fen, low.more, &a->fen_max))
		low.beyond = true;
	if (low.more == 0 && read_range(&low, &high)) {
		/* 3 of 3-5万 is in 万 as well */
		int64_t unit = low.unit || !high.unit ? unit_fen :
		    (high.first != 0 ? high.first : 1) * MONEY_YUAN;
		struct sum first = low;
		int64_t from = sum_fen(&first, unit);
		int64_t to = sum_fen(&high, unit_fen);

		if (from < to && !first.beyond && !high.beyond) {
			a->fen = from;
			a->fen_max = to;
			low.flags |= high.flags | MONEY_RANGE |
			    MONEY_APPROXIMATE;
			low.unit |= high.unit;
			low.rest = high.rest;
		}
	}
	a->flags = low.flags;
	a->unit = low.unit;
	a->beyond = low.beyond;
	a->foreign = next_in(low.rest, foreign_words) != 0;
	return s.len - low.rest.len;
}

unsigned
money_amount_before(struct sv s, size_t *len, bool *sign)
{
	static const struct {
		const char *word;
		unsigned flags;
		bool sign;
	} words[] = {
		{"最近", 0, false}, {"附近", 0, false},
		{"不超过", MONEY_AT_MOST, false}, {"超过", MONEY_AT_LEAST, false},
		{"不少于", MONEY_AT_LEAST, false},
		{"不低于", MONEY_AT_LEAST, false}, {"至少", MONEY_AT_LEAST, false},
		{"不到", MONEY_AT_MOST, false}, {"不足", MONEY_AT_MOST, false},
		{"少于", MONEY_AT_MOST, false}, {"低于", MONEY_AT_MOST, false},
		{"最多", MONEY_AT_MOST, false}, {"至多", MONEY_AT_MOST, false},
		{"将近", MONEY_AT_MOST, false}, {"接近", MONEY_AT_MOST, false},
		{"近", MONEY_AT_MOST, false}, {"超", MONEY_AT_LEAST, false},
		{"逾", MONEY_AT_LEAST, false},
		{"大约", MONEY_APPROXIMATE, false},
		{"大概", MONEY_APPROXIMATE, false},
		{"估计", MONEY_APPROXIMATE, false},
		{"约", MONEY_APPROXIMATE, false},
		{"人民币", 0, true}, {"RMB", 0, true}, {"rmb", 0, true},
		{"￥", 0, true}, {"\xc2\xa5", 0, true}, {" ", 0, false}
	};
	unsigned flags = 0;
	size_t i = 0, n = sizeof(words) / sizeof(words[0]);

	*len = 0;
	*sign = false;
	while (i < n) {
		struct sv w = sv_z(words[i].word);

		if (!sv_ends(s, w)) {
			i++;
			continue;
		}
		if (i < 2)
			break;
		flags |= words[i].flags;
		*sign |= words[i].sign;
		*len += w.len;
		s.len -= w.len;
		i = 0;
	}
	return flags != 0 ? flags | MONEY_APPROXIMATE : 0;
}
