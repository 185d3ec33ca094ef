/* SPDX-License-Identifier: MIT */
#include "xlsx_parts.h"

#include "datetime.h"
#include "utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Day 1 of Excel is 1900-01-01, and it believes in a 29 February 1900 (day
 * 60); from day 61 on, days since 1970-01-01 are serial - 25569. The other
 * calendar begins with 1904-01-01 as day 0. */
static bool
serial_day(int64_t serial, bool date1904, int64_t *day)
{
	if (date1904) {
		*day = serial - 24107;
		return serial >= 0 && serial <= 2957003;
	}
	if (serial < 1 || serial == 60 || serial > 2958465)
		return false;
	*day = serial - (serial > 60 ? 25569 : 25568);
	return true;
}

static bool
add_serial(struct str *out, double value, enum xlsx_look look, bool date1904)
{
	double whole = floor(value);
	int64_t seconds, serial, day = 0;

	if (!(value >= 0 && value <= 3e6))
		return false;
	seconds = (int64_t)((value - whole) * 86400 + 0.5);
	serial = (int64_t)whole;
	if (seconds == 86400) {
		serial++;
		seconds = 0;
	}
	if (look != XLSX_TIME || serial > 0) {
		if (!serial_day(serial, date1904, &day))
			return false;
		date_add(out, day);
		if (look == XLSX_DATE && seconds == 0)
			return true;
		str_addc(out, ' ');
	}
	str_add_padded(out, (uint64_t)(seconds / 3600), 2);
	str_addc(out, ':');
	str_add_padded(out, (uint64_t)(seconds / 60 % 60), 2);
	str_addc(out, ':');
	str_add_padded(out, (uint64_t)(seconds % 60), 2);
	return true;
}

/* How many digits there are before a point or an exponent. */
static size_t
whole_digits(struct sv number)
{
	size_t sign = number.len > 0 && number.p[0] == '-';

	return sv_digits(sv_from(number, sign));
}

bool
xlsx_add_number(struct str *out, struct sv number, enum xlsx_look look,
    bool date1904)
{
	char *copy, *end, shown[40];
	double value;
	bool good;

	if (number.len == 0 || number.len > 400 ||
	    strchr("+-.0123456789", number.p[0]) == NULL)
		return false;
	copy = sv_dup(number);
	value = strtod(copy, &end);
	good = *end == '\0' && isfinite(value);
	free(copy);
	if (!good)
		return false;
	if (look != XLSX_NUMBER && look != XLSX_WAN && add_serial(out, value, look, date1904))
		return true;
	/* 16 digits and more: the end is lost, and is shown so. */
	if (fabs(value) >= 1e15 || whole_digits(number) > 15)
		snprintf(shown, sizeof(shown), "%.14E", value);
	else
		snprintf(shown, sizeof(shown), "%.15g", value);
	str_addz(out, shown);
	if (look == XLSX_WAN && value != 0)
		str_addz(out, "万");
	return true;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* _x000D_ (ECMA-376, 22.9.2.19). */
static bool
escaped(struct sv s, uint32_t *c)
{
	*c = 0;
	if (s.len < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++) {
		if (hex(s.p[i]) < 0)
			return false;
		*c = *c << 4 | (uint32_t)hex(s.p[i]);
	}
	return *c != 0 && (*c < 0xd800 || *c > 0xdfff);
}

void
xlsx_add_text(struct str *out, struct sv text)
{
	uint32_t c;

	while (text.len > 0) {
		const char *mark = memchr(text.p, '_', text.len);
		size_t n = mark != NULL ? (size_t)(mark - text.p) : text.len;

		str_add(out, text.p, n);
		text = sv_from(text, n);
		if (text.len == 0)
			break;
		if (escaped(text, &c)) {
			utf8_add(out, c);
			text = sv_from(text, 7);
		} else {
			str_addc(out, '_');
			text = sv_from(text, 1);
		}
	}
}

bool
xlsx_reference(struct sv text, size_t *column, size_t *row)
{
	size_t at = 0, c = 0, r = 0;

	while (at < text.len && isupper((unsigned char)text.p[at]) && at < 4)
		c = c * 26 + (size_t)(text.p[at++] - 'A' + 1);
	if (at == 0 || c > GRID_COLUMNS)
		return false;
	for (size_t i = at; i < text.len; i++) {
		if (!isdigit((unsigned char)text.p[i]) || i - at > 7)
			return false;
		r = r * 10 + (size_t)(text.p[i] - '0');
	}
	if (at == text.len || r == 0 || r > GRID_ROWS)
		return false;
	*column = c - 1;
	*row = r - 1;
	return true;
}
