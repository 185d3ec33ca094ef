/* SPDX-License-Identifier: MIT */
#include "resident_id.h"
#include "narrow.h"
#include "regions.h"

/* The longest that can still be a number once blanks are taken out. */
#define CELL_MAX 96

static unsigned
two(const char *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

static bool
all_digits(const char *p, size_t n)
{
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++)
		bad |= (unsigned char)p[i] - (unsigned)'0' > 9;
	return bad == 0;
}

char
resident_id_check(const char *p)
{
	static const uint8_t weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7,
	    9, 10, 5, 8, 4, 2};
	unsigned sum = 0;

	for (size_t i = 0; i < 17; i++)
		sum += (unsigned)(p[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

static uint32_t
region_code(const char *p)
{
	return (uint32_t)(two(p) * 10000 + two(p + 2) * 100 + two(p + 4));
}

/*
 * Residence permits have their own beginnings: 810000 Hong Kong, 820000
 * Macao, 830000 Taiwan (permits of 2018); 9, the accepting province and the
 * nationality: the foreigners' permanent residence card of 2023.
 */
static enum region_status
region_of(const char *p)
{
	uint32_t code = region_code(p);

	if (code == 810000 || code == 820000 || code == 830000)
		return REGION_CURRENT;
	if (p[0] == '9')
		return region_status(two(p + 1) * 10000) == REGION_UNKNOWN ?
		    REGION_UNKNOWN : REGION_CURRENT;
	return region_status(code);
}

/* False for a date that is none, or before anybody alive was born. */
static bool
birth(const char *p, bool short_year, int64_t *day)
{
	unsigned year = short_year ? 1900 + two(p) :
	    two(p) * 100 + two(p + 2);
	const char *rest = p + (short_year ? 2 : 4);

	if (year < 1850 || !date_exists((int32_t)year, two(rest),
	    two(rest + 2)))
		return false;
	*day = date_days((int32_t)year, two(rest), two(rest + 2));
	return true;
}

bool
resident_id_is_valid(const char *p)
{
	char last = p[17] == 'x' ? 'X' : p[17];
	int64_t day;

	return all_digits(p, 17) && last == resident_id_check(p) &&
	    birth(p + 6, false, &day) && region_of(p) != REGION_UNKNOWN;
}

/* What Excel and hands put around a long number: '5101…, ="5101…", blanks,
 * dashes, .0 of a float. */
static struct sv
bare(struct sv cell, char *buf, size_t cap)
{
	struct sv s = sv_trim(narrow_to(buf, cap, cell));
	size_t n = 0;

	if (s.p == NULL)
		return s;
	if (sv_starts(s, SV("=\"")) && sv_ends(s, SV("\"")) && s.len > 2)
		s = (struct sv){s.p + 2, s.len - 3};
	for (size_t i = 0; i < s.len; i++)
		if (strchr(" \t'-\"", s.p[i]) == NULL)
			buf[n++] = s.p[i];
	if (n > 2 && buf[n - 2] == '.' && buf[n - 1] == '0' &&
	    all_digits(buf, n - 2))
		n -= 2;
	return (struct sv){buf, n};
}

/* 5.10124E+17: the digits that are missing are gone. */
static bool
is_scientific(struct sv s)
{
	size_t e = 0, digits;

	while (e < s.len && s.p[e] != 'e' && s.p[e] != 'E')
		e++;
	if (e == 0 || e + 1 >= s.len || s.p[0] < '0' || s.p[0] > '9')
		return false;
	digits = e > 1 ? e - 2 : 0;
	if (e > 1 && (s.p[1] != '.' || !all_digits(s.p + 2, digits)))
		return false;
	e++;
	if (s.p[e] == '+')
		e++;
	return s.len - e >= 1 && s.len - e <= 2 && all_digits(s.p + e,
	    s.len - e);
}

static void
read_18(struct resident_id *id, const char *p)
{
	memcpy(id->text, p, 18);
	if (id->text[17] == 'x')
		id->text[17] = 'X';
	if (id->text[17] != resident_id_check(p))
		id->doubts |= RESIDENT_ID_CHECK;
	if (!birth(p + 6, false, &id->born))
		id->doubts |= RESIDENT_ID_BIRTH;
	id->male = (p[16] - '0') % 2 == 1;
}

static void
read_15(struct resident_id *id, const char *p)
{
	memcpy(id->text, p, 15);
	id->doubts |= RESIDENT_ID_15;
	if (!birth(p + 6, true, &id->born))
		id->doubts |= RESIDENT_ID_BIRTH;
	id->male = (p[14] - '0') % 2 == 1;
}

static void
read_region(struct resident_id *id)
{
	enum region_status status = region_of(id->text);

	id->region = region_code(id->text);
	if (status == REGION_UNKNOWN)
		id->doubts |= RESIDENT_ID_REGION;
	else if (status == REGION_OLD)
		id->doubts |= RESIDENT_ID_OLD_REGION;
}

bool
resident_id_parse(struct sv cell, struct resident_id *id)
{
	char buf[CELL_MAX];
	struct sv s = bare(cell, buf, sizeof(buf));
	bool number18 = s.len == 18 && all_digits(s.p, 17) &&
	    (all_digits(s.p + 17, 1) || (s.p[17] | 0x20) == 'x');

	*id = (struct resident_id){0};
	if (s.p != NULL && s.len == 0)
		return false;
	if (number18) {
		read_18(id, s.p);
	} else if (s.len == 15 && all_digits(s.p, 15)) {
		read_15(id, s.p);
	} else {
		id->doubts = s.p != NULL && is_scientific(s) ?
		    RESIDENT_ID_PRECISION : RESIDENT_ID_FORMAT;
		return false;
	}
	/* Excel keeps 15 digits: the last three turn into zeros. */
	if (number18 && (id->doubts & RESIDENT_ID_CHECK) != 0 &&
	    memcmp(s.p + 15, "000", 3) == 0) {
		*id = (struct resident_id){.doubts = RESIDENT_ID_PRECISION};
		return false;
	}
	read_region(id);
	return true;
}

int
resident_id_age(const struct resident_id *id, int64_t day)
{
	int32_t year, born_year;
	unsigned month, mday, born_month, born_day;

	if (id->text[0] == '\0' || (id->doubts & RESIDENT_ID_BIRTH) != 0 ||
	    day < id->born)
		return -1;
	date_civil(day, &year, &month, &mday);
	date_civil(id->born, &born_year, &born_month, &born_day);
	return (int)(year - born_year) - (month < born_month ||
	    (month == born_month && mday < born_day));
}
