/* SPDX-License-Identifier: MIT */
#include "money.h"
#include "money_amount.h"
#include "narrow.h"
#include "numeral.h"

/* A cell with more than this holds a story. */
#define CELL_MAX 192

/* Words that stand before a sum in a column of losses. */
static const char *const before[] = {"直接经济损失", "经济损失", "损失",
    "涉案金额", "被骗金额", "被骗", "诈骗", "金额", "价值", "总额", "总价",
    "共计", "合计", "总计", "累计", "总共", "一共", "共", "现金", "为", ":",
    "'", NULL};
static const char *const no_sum[] = {"无", "没有", "无损失", "未损失", "不详",
    "未知", "暂无", "待查", "待核实", "空", "-", "--", "/", "\\", "NULL",
    "null", "未统计", "不明", NULL};
/* 数万, 几千元, 上百元 tell a size, no sum. */
static const char *const sizes[] = {"数", "几", "上", "成", "若干", "近",
    "余", "多", "元", "块", "十", "百", "千", "万", "亿", "拾", "佰", "仟",
    "钱", "余元", "约", "好", "整", "人民币", NULL};

static size_t
word_at(struct sv s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (sv_starts(s, sv_z(*words)))
			return strlen(*words);
	return 0;
}

/* Only words that tell a size: no sum is told (十万 is one). */
static bool
only_sizes(struct sv s)
{
	size_t len;

	if (numeral_unit(s, &len) == 10)
		return false;
	while (s.len > 0 && (len = word_at(s, sizes)) != 0)
		s = sv_from(s, len);
	return s.len == 0;
}

static bool
is_word(struct sv s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (sv_eq(s, sv_z(*words)))
			return true;
	return false;
}

/* Offset of the first digit, or of a 十 that begins a number. */
static size_t
number_start(struct sv s)
{
	size_t at = 0, len;

	while (at < s.len && numeral_digit(sv_from(s, at), &len) < 0 &&
	    numeral_unit(sv_from(s, at), &len) != 10)
		at++;
	return at;
}

/* Whether all of the words before the sum may stand there. */
static bool
take_before(struct sv s, unsigned *flags, bool *sign)
{
	while (s.len > 0) {
		size_t len;
		bool named;

		*flags |= money_amount_before(s, &len, &named);
		*sign |= named;
		s.len -= len;
		if (len != 0)
			continue;
		for (const char *const *w = before; *w != NULL; w++)
			if (sv_ends(s, sv_z(*w))) {
				len = strlen(*w);
				break;
			}
		if (len == 0)
			return false;
		s.len -= len;
	}
	return true;
}

static bool
is_end(struct sv s)
{
	static const char *const words[] = {"人民币", "。", "整", "正", " ", NULL};
	size_t len;

	while (s.len > 0 && (len = word_at(s, words)) != 0)
		s = sv_from(s, len);
	return s.len == 0;
}

/* What nearly every cell is: 35000, 35000.00. Short enough for any unit. */
static bool
plain(struct sv s, int64_t unit_fen, struct money *m)
{
	int64_t v = 0;
	size_t n = 0;

	while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
		v = v * 10 + (s.p[n++] - '0');
	if (n == 0 || unit_fen % 100 != 0)
		return false;
	v *= unit_fen;
	if (s.len == n + 3 && s.p[n] == '.' && s.p[n + 1] >= '0' &&
	    s.p[n + 1] <= '9' && s.p[n + 2] >= '0' && s.p[n + 2] <= '9')
		v += ((s.p[n + 1] - '0') * 10 + (s.p[n + 2] - '0')) *
		    (unit_fen / 100);
	else if (s.len != n)
		return false;
	*m = (struct money){v, v, MONEY_NO_UNIT};
	return true;
}

enum money_status
money_parse(struct sv text, int64_t unit_fen, struct money *m)
{
	char buf[CELL_MAX];
	struct sv s;
	struct money_amount a;
	unsigned flags = 0;
	bool sign = false;
	size_t start, len;

	if (text.len <= 8 && plain(text, unit_fen, m))
		return MONEY_OK;
	*m = (struct money){0};
	s = sv_trim(narrow_to(buf, sizeof(buf), text));
	if (s.p == NULL)
		return MONEY_BAD;
	if (s.len == 0 || is_word(s, no_sum) || only_sizes(s))
		return MONEY_NONE;
	start = number_start(s);
	if (start == s.len ||
	    !take_before((struct sv){s.p, start}, &flags, &sign))
		return MONEY_BAD;
	len = money_amount_read(sv_from(s, start),
	    sign ? MONEY_YUAN : unit_fen, &a);
	if (len == 0 || a.foreign || !is_end(sv_from(s, start + len)))
		return MONEY_BAD;
	if (a.beyond)
		return MONEY_BEYOND;
	m->fen = a.fen;
	m->fen_max = a.fen_max;
	m->flags = flags | a.flags;
	if (!a.unit && !sign)
		m->flags |= MONEY_NO_UNIT;
	return MONEY_OK;
}

int64_t
money_header_unit(struct sv header)
{
	static const struct {
		const char *word;
		int64_t fen;
	} units[] = {
		{"亿元", MONEY_WAN * 10000}, {"万元", MONEY_WAN},
		{"(万)", MONEY_WAN}, {"（万）", MONEY_WAN},
		{"千元", MONEY_YUAN * 1000}, {"仟元", MONEY_YUAN * 1000},
		{"百元", MONEY_YUAN * 100}, {"(分)", 1}, {"（分）", 1},
		{"元", MONEY_YUAN}
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t at = sv_find(header, sv_z(units[i].word));

		if (at == SIZE_MAX)
			continue;
		/* 单元 is part of a building */
		if (!sv_ends((struct sv){header.p, at}, SV("单")))
			return units[i].fen;
	}
	return 0;
}

static uint64_t
size_of(int64_t fen)
{
	return fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
}

void
money_add(struct str *out, int64_t fen)
{
	uint64_t v = size_of(fen);

	if (fen < 0)
		str_addc(out, '-');
	str_addu(out, v / 100);
	str_addc(out, '.');
	str_add_padded(out, v % 100, 2);
}

/* Hundredths with as few places as they need. */
static void
add_hundredths(struct str *out, uint64_t v)
{
	str_addu(out, v / 100);
	if (v % 100 == 0)
		return;
	str_addc(out, '.');
	if (v % 10 == 0)
		str_addu(out, v % 100 / 10);
	else
		str_add_padded(out, v % 100, 2);
}

static void
add_grouped(struct str *out, uint64_t v)
{
	if (v >= 1000) {
		add_grouped(out, v / 1000);
		str_addc(out, ',');
		str_add_padded(out, v % 1000, 3);
	} else {
		str_addu(out, v);
	}
}

static void
title_english(struct str *out, uint64_t v)
{
	add_grouped(out, v / 100);
	if (v % 100 != 0) {
		str_addc(out, '.');
		str_add_padded(out, v % 100, 2);
	}
	str_addz(out, " yuan");
}

void
money_title(struct str *out, int64_t fen, bool english)
{
	uint64_t v = size_of(fen);
	/* hundredths of 万 and 亿, half up; 9999.999万 is 1亿 */
	uint64_t wan = v / 10000 + (v % 10000 >= 5000);
	uint64_t yi = v / 100000000 + (v % 100000000 >= 50000000);

	if (fen < 0)
		str_addc(out, '-');
	if (english) {
		title_english(out, v);
	} else if (wan >= 1000000) {
		add_hundredths(out, yi);
		str_addz(out, "亿元");
	} else if (v >= 1000000) {
		add_hundredths(out, wan);
		str_addz(out, "万元");
	} else {
		str_addu(out, v / 100);
		if (v % 100 != 0) {
			str_addc(out, '.');
			str_add_padded(out, v % 100, 2);
		}
		str_addz(out, "元");
	}
}
