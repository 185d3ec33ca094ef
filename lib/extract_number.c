/* SPDX-License-Identifier: MIT */
/*
 * Numbers of persons: the longest joins of a run that are a resident ID, a
 * card or a telephone number are taken out of it.
 */
#include "extract_run.h"
#include "phone.h"
#include "resident_id.h"

/* --- resident IDs ---------------------------------------------------------- */

/* An X may follow the 17 digits, after a blank or not; × is typed for it. */
static size_t
x_after(const struct join *j)
{
	const struct scan *s = j->r->s;
	size_t i = j->end;

	if (i < s->n && (s->u[i] == ' ' || s->u[i] == '-'))
		i++;
	if (i >= s->n || (s->u[i] != 'x' && s->u[i] != 0xd7))
		return 0;
	return unit_is(s, i + 1, UNIT_LETTER | UNIT_DIGIT) ? 0 : i + 1;
}

/* Region and birth date of a person alive, whatever the check says. Case
 * numbers begin so too, but with dates of today. */
static bool
looks_like_id(const struct join *j, const struct resident_id *id)
{
	unsigned bad = RESIDENT_ID_REGION | RESIDENT_ID_BIRTH |
		       RESIDENT_ID_FORMAT | RESIDENT_ID_PRECISION;

	if ((id->doubts & bad) != 0 || join_is_reference(j))
		return false;
	if (join_cue(j, TERM_ID_CUES, 8))
		return true;
	if (id->born < date_days(1900, 1, 1) ||
	    id->born >= date_days(2013, 1, 1))
		return false;
	return j->digits.len != 15 || j->to - j->from == 1;
}

static bool
try_id(const struct join *j)
{
	char text[20];
	size_t end = j->end, n = j->digits.len;
	struct resident_id id;

	if (!join_is_one(j) || (n != 15 && n != 17 && n != 18) ||
	    n >= sizeof(text))
		return false;
	memcpy(text, j->digits.p, n);
	if (n == 17) {
		end = x_after(j);
		if (end == 0)
			return false;
		text[n++] = 'X';
	}
	if (join_glued_before(j) || (n == 15 && join_letter_after(j)))
		return false;
	if (n == 18 && resident_id_is_valid(text) &&
	    (!join_is_reference(j) || join_cue(j, TERM_ID_CUES, 3)))
		return join_put(j, EXTRACT_ID, end, (struct sv){text, n});
	if (!resident_id_parse((struct sv){text, n}, &id) ||
	    !looks_like_id(j, &id))
		return false;
	return join_put(j, EXTRACT_ID, end, (struct sv){text, n});
}

/* --- cards ----------------------------------------------------------------- */

static bool
luhn(struct sv d)
{
	unsigned sum = 0;

	for (size_t i = 0; i < d.len; i++) {
		unsigned v = (unsigned)(d.p[d.len - 1 - i] - '0');

		if (i % 2 == 1)
			v *= 2;
		sum += v > 9 ? v - 9 : v;
	}
	return sum % 10 == 0;
}

/* Issuers by ISO/IEC 7812: 62 UnionPay of 16 to 19; 9, 60, 68, 69 the older
 * cards of Chinese banks; Visa, Mastercard, JCB, Amex, Diners. */
static bool
is_issued(struct sv d)
{
	unsigned two = (unsigned)(d.p[0] - '0') * 10 + (unsigned)(d.p[1] - '0');

	switch (d.len) {
	case 13:
		return d.p[0] == '4';
	case 14:
		return two == 36 || two == 38 || two == 30;
	case 15:
		return two == 34 || two == 37;
	case 16:
		return d.p[0] == '4' || (two >= 51 && two <= 55) || two == 62 ||
		       two == 60 || two == 35 || two == 22 || two == 81 ||
		       d.p[0] == '9';
	case 19:
		return two == 62 || two == 60 || two == 68 || two == 69 ||
		       two == 81 || d.p[0] == '9' || two == 45 || two == 40;
	default:
		return two == 62 || two == 68 || d.p[0] == '9';
	}
}

static bool
try_card(const struct join *j)
{
	static const char *const shapes[] = {"4444", "44443", "4446", "4447",
	    "44442", "44441", "6:", "6<", "6=", "64", "8:", "88", "8;",
	    "46:", "664", "466", "4663", "445", "654", "567", "556", "555",
	    "4=", "4?", "4<", "<4", "<7", "?4", "?3", "<3", "465", "655",
	    "644442", "64443", "6445", "6463", "444;", NULL};
	size_t n = j->digits.len;
	bool told;

	if (!join_is_one(j) || n < 12 || n > 22 || join_glued_before(j) ||
	    join_letter_after(j) || join_is_sum(j) || join_is_reference(j))
		return false;
	told = join_cue(j, TERM_CARD_CUES, 8);
	if (n >= 13 && n <= 19 && is_issued(j->digits) && luhn(j->digits) &&
	    (told || join_has_shape(j, shapes)))
		return join_put(j, EXTRACT_CARD, j->end, j->digits);
	if (told && join_has_shape(j, shapes) &&
	    (n >= 15 || j->to - j->from == 1) &&
	    phone_kind(j->digits) != PHONE_MOBILE)
		return join_put(j, EXTRACT_CARD, j->end, j->digits);
	return false;
}

/* --- telephones ------------------------------------------------------------ */

/* The number without the country code or a needless 0. */
static struct sv
bare(const struct join *j)
{
	struct sv d = j->digits;

	if (j->r->g[j->from].plus && d.len >= 12 && sv_starts(d, SV("86")))
		return sv_from(d, 2);
	if (d.len >= 14 && sv_starts(d, SV("0086")))
		return sv_from(d, 4);
	if (d.len == 13 && sv_starts(d, SV("86")))
		return sv_from(d, 2);
	if (d.len == 12 && d.p[0] == '0' && d.p[1] == '1' && d.p[2] != '0')
		return sv_from(d, 1);
	return d;
}

static bool
is_mobile(struct sv d)
{
	return d.len == 11 && d.p[0] == '1' && d.p[1] >= '3';
}

static bool
try_mobile(const struct join *j)
{
	static const char *const shapes[] = {"344", "335", "443", "38", "74",
	    "47", "56", "65", "353", "83", "434", "3422", "32222", "3224",
	    "322211", "22223", "31313", "13331", "1334", "2344", "2;", "4;",
	    "4344", "1;", "238", "274", "2335", "4335", "2443", "1344", "37",
	    "73", "29", "92", ":1", "1:", "254", NULL};
	struct sv d = bare(j);

	if (!is_mobile(d) || !join_is_one(j) || join_glued_before(j) ||
	    join_is_sum(j))
		return false;
	if (!join_has_shape(j, shapes) && !join_cue(j, TERM_PHONE_CUES, 6))
		return false;
	if (join_is_reference(j) && !join_cue(j, TERM_PHONE_CUES, 3))
		return false;
	return join_put(j, EXTRACT_PHONE, j->end, d);
}

/* 028-87654321-801, 4008001234转6 */
static size_t
extension(const struct join *j)
{
	const struct scan *s = j->r->s;
	size_t i = j->end, n = 0;

	if (i < s->n && (s->u[i] == 0x8f6c || s->u[i] == '-'))
		i++;
	else
		return j->end;
	while (n < 6 && unit_is(s, i + n, UNIT_DIGIT))
		n++;
	return n == 0 || unit_is(s, i + n, UNIT_DIGIT) ||
		       (n < 2 && s->u[i - 1] == '-')
		   ? j->end
		   : i + n;
}

/* A date (20240831) is no local number. */
static bool
is_date(struct sv d)
{
	return d.len == 8 &&
	       (sv_starts(d, SV("20")) || sv_starts(d, SV("19"))) &&
	       d.p[4] <= '1' && d.p[6] <= '3';
}

static bool
try_landline(const struct join *j)
{
	static const char *const shapes[] = {"38", "47", "48", "344", "334",
	    "443", "434", "435", "444", "343", "3332", "238", "2344", "248",
	    "2344", "247", "437", "4344", "4443", "439", NULL};
	struct sv d = bare(j);
	char zero[24];

	if (j->r->g[j->from].plus && d.len < j->digits.len && d.p[0] != '0' &&
	    d.len + 1 < sizeof(zero)) {
		zero[0] = '0';
		memcpy(zero + 1, d.p, d.len);
		d = (struct sv){zero, d.len + 1};
	}
	if (!join_is_one(j) || join_glued_before(j) || join_letter_after(j) ||
	    join_is_sum(j) || phone_kind(d) != PHONE_LANDLINE ||
	    !join_has_shape(j, shapes) ||
	    (join_is_reference(j) && !join_cue(j, TERM_PHONE_CUES, 3)))
		return false;
	return join_put(j, EXTRACT_PHONE, extension(j), d);
}

static bool
try_foreign(const struct join *j)
{
	struct sv d = j->digits;
	bool plus = j->r->g[j->from].plus;
	char norm[32];

	if (!join_is_one(j) || join_is_sum(j) || join_letter_after(j) ||
	    d.len > 17)
		return false;
	if (plus && d.len >= 9 && !sv_starts(d, SV("86"))) {
		memcpy(norm, "00", 2);
		memcpy(norm + 2, d.p, d.len);
		d = (struct sv){norm, d.len + 2};
	} else if (!sv_starts(d, SV("00")) || d.len < 10 ||
		   join_glued_before(j) || j->to - j->from > 4 ||
		   (!join_cue(j, TERM_PHONE_CUES, 6) &&
		       !scan_word_after(
			   j->r->s, j->end, LIST_BIT(TERM_PHONE_CUES), 4))) {
		return false;
	}
	if (phone_kind(d) != PHONE_FOREIGN)
		return false;
	return join_put(j, EXTRACT_PHONE, j->end, d);
}

static bool
try_service(const struct join *j)
{
	static const char *const shapes[] = {
	    "334", "343", "37", "46", "442", "325", NULL};
	size_t n = j->digits.len;
	const struct scan *s = j->r->s;

	if (!join_is_one(j) || join_glued_before(j) || join_letter_after(j) ||
	    join_is_sum(j) || j->r->g[j->from].han ||
	    phone_kind(j->digits) != PHONE_SERVICE)
		return false;
	if (n == 10 ? !join_has_shape(j, shapes) : j->to - j->from != 1)
		return false;
	if (n < 10 && unit_is(s, j->end, UNIT_HAN) &&
	    !join_cue(j, TERM_PHONE_CUES, 2) && n > 3 &&
	    !unit_is(s, j->end, UNIT_NEVER))
		return false;
	return join_put(
	    j, EXTRACT_SERVICE, n == 10 ? extension(j) : j->end, j->digits);
}

/* Without an area code only after a word that says it is a telephone. */
static bool
try_local(const struct join *j)
{
	static const char *const shapes[] = {"44", "34", NULL};

	if (!join_is_one(j) || join_glued_before(j) || join_letter_after(j) ||
	    join_is_sum(j) || phone_kind(j->digits) != PHONE_LOCAL ||
	    !join_has_shape(j, shapes) || is_date(j->digits) ||
	    join_is_reference(j) || !join_cue(j, TERM_PHONE_CUES, 4))
		return false;
	return join_put(j, EXTRACT_PHONE, extension(j), j->digits);
}

/* Numbers written without anything between: two mobiles, an ID and a mobile
 * in either order. */
static bool
try_glued(const struct join *j)
{
	static const size_t cuts[][2] = {
	    {22, 11}, {29, 18}, {29, 11}, {33, 11}};
	struct scan *s = j->r->s;

	if (j->to - j->from != 1 || join_glued_before(j))
		return false;
	for (size_t i = 0; i < 4; i++) {
		size_t n = j->digits.len, cut = cuts[i][1];
		struct sv a = {j->digits.p, cut}, b;

		if (n != cuts[i][0])
			continue;
		b = sv_from(j->digits, cut);
		if (!(is_mobile(a) ||
			(cut == 18 && resident_id_is_valid(a.p))) ||
		    !(is_mobile(b) ||
			(b.len == 18 && resident_id_is_valid(b.p)) ||
			(b.len == 22 && is_mobile((struct sv){b.p, 11}))))
			continue;
		scan_put(s, cut == 18 ? EXTRACT_ID : EXTRACT_PHONE, j->at,
		    j->at + cut, a, 0);
		if (b.len == 22) {
			scan_put(s, EXTRACT_PHONE, j->at + 11, j->at + 22,
			    (struct sv){b.p, 11}, 0);
			b = sv_from(b, 11);
		}
		scan_put(s, b.len == 18 ? EXTRACT_ID : EXTRACT_PHONE,
		    j->end - b.len, j->end, b, 0);
		return true;
	}
	return false;
}

/* --- the run --------------------------------------------------------------- */

static bool
try_join(const struct join *j)
{
	return try_id(j) || try_mobile(j) || try_card(j) || try_foreign(j) ||
	       try_landline(j) || try_service(j) || try_local(j) ||
	       try_glued(j);
}

static void
split(struct run *r)
{
	size_t i = 0;

	while (i < r->n) {
		size_t to = i, digits = 0;
		bool found = false;

		while (to < r->n && digits <= 22)
			digits += r->g[to++].len;
		for (; to > i && !found; to--) {
			struct join j = run_join(r, i, to);

			/* one longer than every number: glued ones only */
			if (j.digits.len >= 3 &&
			    (to == i + 1 || j.digits.len <= 22))
				found = try_join(&j);
		}
		i = found ? to + 1 : i + 1;
	}
}

size_t
scan_number(struct scan *s, size_t i)
{
	struct run r;
	size_t end, to = i;

	/* Nearly every numeral: one alone, of a word (一直, 三人). */
	if (unit_is(s, i, UNIT_NUMERAL) &&
	    !unit_is(s, i + 1, UNIT_DIGIT | UNIT_NUMERAL) &&
	    !run_is_mark(s->u[i + 1]) && s->u[i + 1] != ',' &&
	    s->u[i + 1] != 0x3001)
		return i + 1;
	r.s = s;
	r.n = 0;
	r.ndigits = 0;
	end = run_gather(&r, i);
	if (r.ndigits >= 3)
		split(&r);
	for (; to < end; to++)
		if (s->taken[to] == 0 &&
		    (to == 0 || !unit_is(s, to - 1, UNIT_DIGIT)) &&
		    unit_is(s, to, UNIT_DIGIT)) {
			size_t dashes = scan_house_dashes(s, to);

			if (dashes > to)
				to = dashes - 1;
		}
	return end;
}
