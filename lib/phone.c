/* SPDX-License-Identifier: MIT */
#include "phone.h"
#include "narrow.h"

/* A cell: longer ones are no telephone numbers. Groups: 138 0013 8000. */
#define CELL_MAX 512
#define GROUPS_MAX 32

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_mobile(struct sv d)
{
	return d.len == 11 && d.p[0] == '1' && d.p[1] >= '3';
}

/* Emergency, 123xx, carriers (100xx), banks (95xxx), local services (96xxx),
 * 400 and 800, and the senders of mass messages (106…). */
static bool
is_service(struct sv d)
{
	static const char *const three[] = {"110", "114", "119", "120", "121",
	    "122", "999"};

	if (d.len == 3) {
		for (size_t i = 0; i < sizeof(three) / sizeof(three[0]); i++)
			if (memcmp(d.p, three[i], 3) == 0)
				return true;
		return false;
	}
	if (d.len == 10)
		return sv_starts(d, SV("400")) || sv_starts(d, SV("800"));
	if (sv_starts(d, SV("106")))
		return d.len >= 8;
	if (sv_starts(d, SV("95")) || sv_starts(d, SV("96")))
		return d.len >= 5 && d.len <= 6;
	return (d.len == 5 || d.len == 6) && (sv_starts(d, SV("12")) ||
	    sv_starts(d, SV("11")) || sv_starts(d, SV("100")));
}

/* Digits of the area code (with its 0) that d begins with, or 0. */
static size_t
area_code(struct sv d)
{
	if (d.len < 5 || d.p[0] != '0' || d.p[1] == '0')
		return 0;
	if (d.p[1] == '1')
		return d.p[2] == '0' ? 3 : 0;
	return d.p[1] == '2' ? 3 : 4;
}

static bool
is_local(struct sv d)
{
	return (d.len == 7 || d.len == 8) && d.p[0] >= '2' && d.p[0] <= '8';
}

static bool
one_digit_only(struct sv d)
{
	return d.len > 3 && memcmp(d.p, d.p + 1, d.len - 1) == 0;
}

enum phone_kind
phone_kind(struct sv d)
{
	size_t area;

	if (d.len < 3 || d.len > 20 || sv_digits(d) != d.len ||
	    one_digit_only(d))
		return PHONE_ODD;
	if (is_mobile(d))
		return PHONE_MOBILE;
	if (is_service(d))
		return PHONE_SERVICE;
	if (is_local(d))
		return PHONE_LOCAL;
	if (sv_starts(d, SV("00")))
		return d.len >= 8 && d.len <= 17 && d.p[2] != '0' ?
		    PHONE_FOREIGN : PHONE_ODD;
	area = area_code(d);
	if (area == 0)
		return PHONE_ODD;
	if (is_service(sv_from(d, area)))
		return PHONE_SERVICE;
	return is_local(sv_from(d, area)) ? PHONE_LANDLINE : PHONE_ODD;
}

/* Digits of one number, prefixes off; false when they do not fit. */
static bool
put(struct phone *phone, const char *front, struct sv digits)
{
	size_t n = strlen(front);

	if (n + digits.len >= sizeof(phone->digits))
		return false;
	memcpy(phone->digits, front, n);
	memcpy(phone->digits + n, digits.p, digits.len);
	phone->digits[n + digits.len] = '\0';
	phone->kind = phone_kind(sv_z(phone->digits));
	return true;
}

/* The number that a run of digits is, after + or not. +86 28 8765 4321 lacks
 * the 0 of the area code, 0138… has one too many. */
static bool
number(struct sv d, bool plus, struct phone *phone)
{
	if (plus && !sv_starts(d, SV("86")))
		return put(phone, "00", d);
	if (plus || sv_starts(d, SV("0086")))
		d = sv_from(d, plus ? 2 : 4);
	else if (d.len == 13 && sv_starts(d, SV("86")) &&
	    is_mobile(sv_from(d, 2)))
		return put(phone, "", sv_from(d, 2));
	else if (d.len == 12 && d.p[0] == '0' && is_mobile(sv_from(d, 1)))
		return put(phone, "", sv_from(d, 1));
	else
		return put(phone, "", d);
	if (put(phone, "", d) && phone->kind != PHONE_ODD)
		return true;
	return put(phone, "0", d) && phone->kind == PHONE_LANDLINE ? true :
	    put(phone, "", d);
}

struct group {
	struct sv digits;
	bool plus;              /* '+' before it */
	bool dash;              /* '-' or 转 before it */
};

struct cell {
	struct group groups[GROUPS_MAX];
	size_t n;
	struct phone *list;
	size_t max, count;
	unsigned doubts;
};

static void
emit(struct cell *c, const struct phone *phone)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->list[i].digits, phone->digits) == 0)
			return;
	if (c->count < c->max)
		c->list[c->count++] = *phone;
}

/* Groups from..to as one number. */
static bool
join(const struct cell *c, size_t from, size_t to, struct phone *phone)
{
	char buf[sizeof(phone->digits)];
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		struct sv d = c->groups[i].digits;

		if (n + d.len > sizeof(buf) - 4 ||
		    (i > from && c->groups[i].plus))
			return false;
		memcpy(buf + n, d.p, d.len);
		n += d.len;
	}
	return number((struct sv){buf, n}, c->groups[from].plus, phone) &&
	    phone->kind != PHONE_ODD;
}

/* 028-87654321-801, 4008001234转6: the extension stays, after a dash. */
static size_t
extension(const struct cell *c, size_t i, struct phone *phone)
{
	size_t n = strlen(phone->digits);

	if (i >= c->n || !c->groups[i].dash || c->groups[i].digits.len > 6 ||
	    phone->kind == PHONE_MOBILE ||
	    n + 1 + c->groups[i].digits.len >= sizeof(phone->digits))
		return 0;
	phone->digits[n] = '-';
	memcpy(phone->digits + n + 1, c->groups[i].digits.p,
	    c->groups[i].digits.len);
	phone->digits[n + 1 + c->groups[i].digits.len] = '\0';
	return 1;
}

/* Digits of no known form: two mobiles run together, or odd ones. */
static void
odd(struct cell *c, const struct group *g)
{
	struct phone a, b;
	struct sv half = {g->digits.p, 11};

	if (g->digits.len == 22 && number(half, false, &a) &&
	    number(sv_from(g->digits, 11), false, &b) &&
	    a.kind == PHONE_MOBILE && b.kind == PHONE_MOBILE) {
		emit(c, &a);
		emit(c, &b);
		return;
	}
	c->doubts |= PHONE_FORMAT;
	/* fewer are a remark, a house number or half of a masked number */
	if (g->digits.len >= 5 && put(&a, "", g->digits))
		emit(c, &a);
}

static void
numbers(struct cell *c)
{
	for (size_t i = 0; i < c->n;) {
		struct phone phone;
		size_t to = i + 1;

		if (!join(c, i, to, &phone)) {
			to = c->n < i + 6 ? c->n : i + 6;
			while (to > i && !join(c, i, to, &phone))
				to--;
		}
		if (to == i) {
			odd(c, &c->groups[i++]);
			continue;
		}
		i = to + extension(c, to, &phone);
		emit(c, &phone);
	}
	c->n = 0;
}

/* Length of 1.38E+10 at s, else 0. */
static size_t
scientific(struct sv s)
{
	size_t n = sv_digits(s), e;

	if (n != 1 || s.len < 3)
		return 0;
	if (s.p[n] == '.')
		n += 1 + sv_digits(sv_from(s, n + 1));
	if (n >= s.len || (s.p[n] | 0x20) != 'e')
		return 0;
	n++;
	if (n < s.len && s.p[n] == '+')
		n++;
	e = sv_digits(sv_from(s, n));
	return e >= 1 && e <= 2 ? n + e : 0;
}

/* Bytes of a mark that may stand inside a number, 0 for what parts two. */
static size_t
joint(struct sv s, struct group *next)
{
	if (sv_starts(s, SV("转")) || sv_starts(s, SV("轉"))) {
		next->dash = true;
		return 3;
	}
	if (strchr(" \t()-.+", s.p[0]) == NULL || s.p[0] == '\0')
		return 0;
	next->dash |= s.p[0] == '-';
	next->plus |= s.p[0] == '+';
	return 1;
}

/* The ".0" of a number that was a float. */
static bool
is_float_end(const struct cell *c, struct sv from, size_t len)
{
	return c->n > 0 && len == 1 && from.p[0] == '0' &&
	    from.p[-1] == '.' && (from.len == 1 || !is_digit(from.p[1])) &&
	    c->groups[c->n - 1].digits.p + c->groups[c->n - 1].digits.len ==
	    from.p - 1;
}

static void
walk(struct cell *c, struct sv s)
{
	struct group next = {0};

	while (s.len > 0) {
		size_t len = scientific(s);

		if (len != 0) {
			c->doubts |= PHONE_PRECISION;
			numbers(c);
		} else if ((len = sv_digits(s)) != 0) {
			next.digits = (struct sv){s.p, len};
			if (c->n == GROUPS_MAX)
				numbers(c);
			if (!is_float_end(c, s, len))
				c->groups[c->n++] = next;
			next = (struct group){0};
		} else if ((len = joint(s, &next)) == 0) {
			numbers(c);
			next = (struct group){0};
			len = 1;
		}
		s = sv_from(s, len);
	}
	numbers(c);
}

unsigned
phone_parse(struct sv cell, struct phone *list, size_t max, size_t *count)
{
	char buf[CELL_MAX];
	struct cell c = {.list = list, .max = max};
	struct sv s;

	*count = 0;
	/* nearly every cell */
	if (max > 0 && is_mobile(cell) && sv_digits(cell) == 11) {
		*count = put(list, "", cell);
		return 0;
	}
	s = sv_trim(narrow_to(buf, sizeof(buf), cell));
	if (s.p == NULL)
		return PHONE_FORMAT;
	walk(&c, s);
	if (s.len > 0 && c.count == 0 && c.doubts == 0)
		c.doubts |= PHONE_FORMAT;
	*count = c.count;
	return c.doubts;
}

unsigned
phone_add(struct str *out, struct sv cell)
{
	struct phone list[16];
	size_t count;
	unsigned doubts = phone_parse(cell, list, 16, &count);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			str_addc(out, ',');
		str_addz(out, list[i].digits);
	}
	return doubts;
}
