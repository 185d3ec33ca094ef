/* SPDX-License-Identifier: MIT */
#include "extract_run.h"

#define GROUP_LONG 40 /* digits: more are no number of a person */
#define JOINT_MAX 8   /* units, a broken line and its margins */

/* --- gathering ------------------------------------------------------------- */

bool
run_is_mark(uint16_t u)
{
	return u == ' ' || u == '-' || u == '.' || u == '_' || u == '(' ||
	       u == ')' || u == 0xb7 || u == 0x2022 || u == 0x2010 ||
	       u == 0x2011 || u == 0x2012 || u == 0x2013 || u == 0x2014 ||
	       u == 0x2015 || u == 0x2500 || u == 0x2212 || u == 0x30fb ||
	       u == 0x3010 || u == 0x3011 || u == 0x20e3;
}

/* Units between two groups; 0 when what follows belongs to another number. */
static size_t
joint(const struct scan *s, size_t i, enum joint *kind)
{
	size_t n = 0;
	unsigned lines = 0, marks = 0;

	*kind = JOINT_MARK;
	while (i + n < s->n && n < JOINT_MAX) {
		uint16_t u = s->u[i + n];

		if (u == '\n') {
			/* one line end, or CR LF */
			if (lines > 0 && s->u[i + n - 1] != '\n')
				return 0;
			lines++;
			*kind = JOINT_LINE;
		} else if (u == ',' || u == 0x3001) {
			*kind = JOINT_LIST;
			marks++;
		} else if (run_is_mark(u)) {
			marks += u != ' ';
		} else {
			break;
		}
		n++;
	}
	if (n == 0 || marks > 2 || lines > 2 ||
	    !unit_is(s, i + n, UNIT_DIGIT | UNIT_NUMERAL))
		return 0;
	return n;
}

/* Reads a group of digits, or of numerals: 138零零… is several groups, and the
 * 一 of 8000一直 is none of the number's. */
static size_t
group(struct run *r, size_t i, enum joint joint)
{
	struct scan *s = r->s;
	struct group *g = &r->g[r->n];
	size_t at = i, first = r->ndigits;
	unsigned kind = unit_is(s, i, UNIT_DIGIT) ? UNIT_DIGIT : UNIT_NUMERAL;

	*g = (struct group){.at = at, .first = first, .joint = joint};
	g->plus = at > 0 && s->u[at - 1] == '+';
	g->han = kind == UNIT_NUMERAL;
	for (; unit_is(s, i, kind); i++) {
		if (r->ndigits < DIGITS_MAX && i - at < GROUP_LONG + 1)
			r->digits[r->ndigits++] =
			    (char)('0' + unit_digit(s->u[i]));
	}
	g->end = i;
	g->len = r->ndigits - first;
	r->digits[r->ndigits] = '\0';
	return i;
}

size_t
run_gather(struct run *r, size_t i)
{
	enum joint kind = JOINT_NONE;

	for (;;) {
		size_t n;

		i = group(r, i, kind);
		if (r->g[r->n].end - r->g[r->n].at > GROUP_LONG) {
			r->ndigits = r->g[r->n].first;
			return i;
		}
		r->n++;
		n = joint(r->s, i, &kind);
		if (unit_is(r->s, i, UNIT_DIGIT | UNIT_NUMERAL))
			kind = JOINT_GLUE;
		else if (n == 0)
			return i;
		if (r->n == GROUPS_MAX || r->ndigits > DIGITS_MAX - GROUP_LONG)
			return i;
		i += n;
	}
}

/* --- what a join may look like --------------------------------------------- */

struct join
run_join(const struct run *r, size_t from, size_t to)
{
	struct join j = {.r = r,
	    .from = from,
	    .to = to,
	    .single = true,
	    .at = r->g[from].at,
	    .end = r->g[to - 1].end};
	const struct group *last = &r->g[to - 1];

	j.digits = (struct sv){r->digits + r->g[from].first,
	    last->first + last->len - r->g[from].first};
	for (size_t i = from; i < to; i++) {
		j.single &= r->g[i].len == 1;
		j.list |= i > from && r->g[i].joint == JOINT_LIST;
		if (i > from && r->g[i].joint == JOINT_LINE)
			j.lines++;
	}
	return j;
}

/* Group lengths as text: "344". A line may break a number between groups or
 * inside one: then it is no joint. */
static void
shape(const struct join *j, bool lines, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = j->from; i < j->to; i++) {
		const struct group *g = &j->r->g[i];

		if (i > j->from && ((g->joint == JOINT_LINE && !lines) ||
				       g->joint == JOINT_GLUE)) {
			out[n - 1] = (char)((size_t)out[n - 1] + g->len);
			continue;
		}
		if (n + 1 == cap)
			break;
		out[n++] = (char)('0' + (g->len < 40 ? g->len : 40));
	}
	out[n] = '\0';
}

/* The joints of one number: by commas only digit by digit. */
bool
join_is_one(const struct join *j)
{
	/* 192.168.10.123 */
	if (j->to - j->from == 4 && !j->single &&
	    j->r->s->u[j->r->g[j->from].end] == '.' &&
	    j->r->g[j->to - 1].len <= 3)
		return false;
	return (!j->list || j->single) && j->lines <= 1;
}

bool
join_has_shape(const struct join *j, const char *const *shapes)
{
	char inside[GROUPS_MAX + 1], between[GROUPS_MAX + 1];

	if (j->single || j->to - j->from == 1)
		return true;
	shape(j, false, inside, sizeof(inside));
	shape(j, true, between, sizeof(between));
	for (; *shapes != NULL; shapes++)
		if (strcmp(inside, *shapes) == 0 ||
		    strcmp(between, *shapes) == 0)
			return true;
	/* only broken over a line */
	return inside[1] == '\0';
}

/* --- what stands around ---------------------------------------------------- */

bool
join_cue(const struct join *j, enum term_list list, size_t reach)
{
	return scan_word_before(j->r->s, j->at, LIST_BIT(list), reach);
}

/* Letters right before are part of an order number, unless they are a word
 * for such a number (tel138…). */
bool
join_glued_before(const struct join *j)
{
	const struct scan *s = j->r->s;

	return j->at > 0 && unit_is(s, j->at - 1, UNIT_LETTER | UNIT_DIGIT) &&
	       !scan_word_before(s, j->at,
		   LIST_BIT(TERM_PHONE_CUES) | LIST_BIT(TERM_ID_CUES) |
		       LIST_BIT(TERM_ACCOUNT_CUES),
		   0);
}

bool
join_letter_after(const struct join *j)
{
	return unit_is(j->r->s, j->end, UNIT_LETTER);
}

/* ¥138… and 138…元, 138….00: a sum. */
bool
join_is_sum(const struct join *j)
{
	const struct scan *s = j->r->s;
	size_t i = j->end;
	uint16_t before = j->at > 0 ? s->u[j->at - 1] : 0;

	if (before == 0xa5 || before == '$')
		return true;
	if (i < s->n && s->u[i] == ' ')
		i++;
	if (i < s->n &&
	    (s->u[i] == 0x5143 || s->u[i] == 0x5757 || s->u[i] == 0x4e07 ||
		s->u[i] == 0x4ebf || s->u[i] == 0x5706))
		return true; /* 元块万亿圆 */
	return i + 1 < s->n && s->u[i] == '.' &&
	       unit_is(s, i + 1, UNIT_DIGIT) &&
	       (!unit_is(s, i + 2, UNIT_DIGIT) ||
		   !unit_is(s, i + 3, UNIT_DIGIT | UNIT_NUMERAL));
}

bool
join_is_reference(const struct join *j)
{
	return join_cue(j, TERM_REFERENCE_CUES, 3);
}

bool
join_put(
    const struct join *j, enum extract_class class, size_t end, struct sv norm)
{
	const struct scan *s = j->r->s;
	size_t from = j->at;

	if (from > 0 && s->u[from - 1] == '+')
		from--;
	/* (028)8765: both brackets go, or none */
	if (from > 0 && s->u[from - 1] == '(') {
		size_t i = from;

		while (i < end && s->u[i] != '(' && s->u[i] != ')')
			i++;
		if (i < end && s->u[i] == ')')
			from--;
	}
	scan_put(j->r->s, class, from, end, norm, 0);
	return true;
}
