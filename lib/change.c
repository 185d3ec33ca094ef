/* SPDX-License-Identifier: MIT */
#include "change.h"

#include <math.h>

/* Below this a number times 2000 fits 64 bits. */
#define SAFE (INT64_MAX / 2000)

/* a * 1000 / b, half away from zero; b > 0. */
static int64_t
per_mille(int64_t a, int64_t b)
{
	int64_t half;

	/* Beyond 2^53 fen the last three digits change no tenth. */
	while (a > SAFE || a < -SAFE || b > SAFE) {
		a /= 1000;
		b /= 1000;
	}
	if (b == 0)
		return 0;
	half = a < 0 ? -b : b;
	return (a * 2000 + half) / (2 * b);
}

bool
change_percent(const struct change *c, int64_t *tenths)
{
	if (!c->known || !c->whole || c->before <= 0)
		return false;
	*tenths = per_mille(c->now - c->before, c->before);
	return true;
}

bool
change_z(const struct change *c, int64_t *hundredths)
{
	double z;

	if (!c->known || !c->whole || c->digits != 0 || c->now < 0 ||
	    c->before < 0)
		return false;
	z = 2 * (sqrt((double)c->now) - sqrt((double)c->before));
	*hundredths = llround(z * 100);
	return true;
}

bool
change_notable(const struct change *c)
{
	int64_t z;

	return change_z(c, &z) && c->now >= CHANGE_LEAST &&
	       c->before >= CHANGE_LEAST && (z >= 300 || z <= -300);
}

void
change_cell(struct str *out, const struct change *c, bool english)
{
	int64_t tenths;

	if (!c->known || !c->whole) {
		str_addc(out, '-');
		return;
	}
	change_add_fixed(out, c->now - c->before, c->digits, true);
	if (c->now == c->before) {
		str_addz(out, english ? " (level)" : " (持平)");
	} else if (change_percent(c, &tenths)) {
		str_addz(out, " (");
		change_add_fixed(out, tenths, 1, true);
		str_addz(out, "%)");
	} else {
		str_addz(out, english ? " (from 0)" : " (基数为0)");
	}
}

void
change_words(
    struct str *out, const struct change *c, bool last_year, bool english)
{
	int64_t tenths;

	if (!c->known || !c->whole)
		return;
	if (c->now == c->before) {
		str_addz(out, english ? "level" : "持平");
	} else if (change_percent(c, &tenths)) {
		str_addz(out, english ? (tenths < 0 ? "down " : "up ")
				      : (c->now < c->before ? "下降" : "上升"));
		change_add_fixed(out, tenths < 0 ? -tenths : tenths, 1, false);
		str_addc(out, '%');
	} else if (english) {
		str_addz(out, last_year ? "0 a year before" : "0 before");
	} else {
		str_addz(out, last_year ? "上年同期为0" : "上期为0");
	}
}

static int64_t
sign_of(int64_t before, int64_t now)
{
	return (now > before) - (now < before);
}

/* Strictly: a level period ends a run, as 连续下降 is understood. */
int64_t
change_run(const int64_t *values, size_t n)
{
	int64_t run = 0, sign;

	if (n < 2)
		return 0;
	sign = sign_of(values[n - 2], values[n - 1]);
	if (sign == 0)
		return 0;
	for (size_t i = n - 1; i > 0; i--) {
		if (sign_of(values[i - 1], values[i]) != sign)
			break;
		run += sign;
	}
	return run;
}

bool
change_share(int64_t part, int64_t whole, int64_t *tenths)
{
	if (part < 0 || whole <= 0)
		return false;
	*tenths = per_mille(part, whole);
	return true;
}

void
change_add_fixed(struct str *out, int64_t value, unsigned digits, bool plus)
{
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t scale = 1;

	for (unsigned i = 0; i < digits; i++)
		scale *= 10;
	if (value < 0)
		str_addc(out, '-');
	else if (plus && value > 0)
		str_addc(out, '+');
	str_addu(out, left / scale);
	if (digits == 0)
		return;
	str_addc(out, '.');
	str_add_padded(out, left % scale, digits);
}
