/* SPDX-License-Identifier: MIT */
/* Dates and times of day in a text, for publish.c. */
#include "publish.h"

static bool
eat(struct sv *s, struct sv what)
{
	if (!sv_starts(*s, what))
		return false;
	*s = sv_from(*s, what.len);
	return true;
}

static size_t
eat_digits(struct sv *s)
{
	size_t n = sv_digits(*s);

	*s = sv_from(*s, n);
	return n;
}

static bool
eat_any(struct sv *s, const char *const *list)
{
	for (size_t i = 0; list[i] != NULL; i++)
		if (eat(s, sv_z(list[i])))
			return true;
	return false;
}

/* 14时30分许, 14:30:05, 下午3点: what of a time follows a date. */
static void
eat_time(struct sv *s)
{
	static const char *const units[] = {"时", "点", "分", "秒", ":", "：",
	    NULL};
	static const char *const parts[] = {"凌晨", "早上", "上午", "中午",
	    "下午", "傍晚", "晚上", "夜间", "许", "左右", "半", NULL};
	bool seconds = false;

	for (;;) {
		struct sv rest = *s;
		size_t n;

		if (eat_any(s, parts))
			continue;
		if (!eat(&rest, SV(" ")))
			eat(&rest, SV("T"));
		n = eat_digits(&rest);
		/* 14:30:05 ends without a unit; 8月3日20人 is no time. */
		if (n == 0 || n > 2 || (!eat_any(&rest, units) && !seconds)) {
			eat(s, SV(" "));
			return;
		}
		seconds = sv_ends((struct sv){s->p, (size_t)(rest.p - s->p)},
		    SV(":"));
		*s = rest;
	}
}

static bool
eat_separator(struct sv *s)
{
	return eat(s, SV("-")) || eat(s, SV("/")) || eat(s, SV("."));
}

/* Two digits at most, as months and days have. */
static bool
eat_two(struct sv *s)
{
	size_t n = eat_digits(s);

	return n == 1 || n == 2;
}

/* 2024年8月3日, 8月3日, 2024-08-03, 2024.8.3: the bytes of a date at the start
 * of s with the time after it; 0: none. */
static size_t
date_at(struct sv s)
{
	struct sv r = s;
	size_t n = eat_digits(&r);
	bool year = n == 4 && eat(&r, SV("年"));

	if (n == 4 && !year) {
		if ((s.p[0] != '1' && s.p[0] != '2') || !eat_separator(&r) ||
		    !eat_two(&r) || !eat_separator(&r) || !eat_two(&r) ||
		    eat_separator(&r))
			return 0;
		eat_time(&r);
		return s.len - r.len;
	}
	if (year && (n = eat_digits(&r)) == 0)
		return s.len - r.len;
	if (n == 0 || n > 2 || !eat(&r, SV("月")))
		return 0;
	if (eat_digits(&r) > 0 && !eat(&r, SV("日")))
		eat(&r, SV("号"));
	eat_time(&r);
	return s.len - r.len;
}

/* A name begins a clause, or is not known for one: a comma after the date,
 * unless the sentence goes on with it. */
static void
add_date(struct str *out, struct sv rest, bool english)
{
	static const char *const goes_on[] = {"，", "、", "）", "。", "至",
	    "到", "以", "之", "起", "的", "，", ",", "-", NULL};
	struct sv after = rest;

	if (english) {
		str_addz(out, "recently");
	} else if (eat(&after, SV("生")) || eat(&after, SV("出生"))) {
		str_addz(out, "某年");
	} else {
		str_addz(out, "日前");
		if (rest.len > 0 && !eat_any(&after, goes_on))
			str_addz(out, "，");
	}
}

void
publish_dates(struct str *out, struct sv s, bool english)
{
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		/* 0086-138-0013 is no year. */
		bool inside = i > 0 && (s.p[i - 1] == '-' ||
		    (s.p[i - 1] >= '0' && s.p[i - 1] <= '9'));

		n = digit && !inside ? date_at(sv_from(s, i)) : 0;
		if (n == 0) {
			str_addc(out, s.p[i]);
			n = 1;
		} else {
			add_date(out, sv_from(s, i + n), english);
		}
	}
}
