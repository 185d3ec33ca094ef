/* SPDX-License-Identifier: MIT */
#include "prefilter.h"

/*
 * The pattern is parsed by recursive descent. Of every part it is known which
 * texts it can take, when these are few (exact), else which texts stand in
 * whatever it takes (best). In a sequence exact parts are crossed as long as
 * they stay few: [刀枪]支 becomes 刀支, 枪支; a gap ends such a run, and of all
 * runs the rarest is kept. What repeats ends in one of its passes: [0-9]+人 is
 * looked for as 0人 to 9人. What is not understood makes the whole answer
 * "none", which is always right, only slow.
 */

#include "arena.h"

#include <stdlib.h>
#include <uchar.h>

#define DEPTH_MAX 250           /* PCRE2's own limit of nested brackets */
#define CLASS_MAX 40            /* members of a class worth spelling out */
#define POWER_MAX 4             /* x{n} worth spelling out */

struct set {
	struct prefilter_literal *at;
	size_t n;
};

/* What is known of a part of the pattern. */
struct part {
	const struct set *exact; /* every text it can take, or NULL */
	const struct set *tail; /* it ends with one of these, or NULL; of an
	                         * exact part the same as exact */
	const struct set *best; /* one of these stands in what it takes */
	size_t best_before;     /* at most so far from its beginning */
	size_t max;             /* most units it takes */
};

struct parser {
	const uint16_t *p, *end;
	struct arena arena;
	unsigned depth;
	bool lost;              /* something was not understood */
};

static struct part alternatives(struct parser *s);

static size_t
far_add(size_t a, size_t b)
{
	return a == PREFILTER_FAR || b == PREFILTER_FAR || a > SIZE_MAX / 4 ||
	    b > SIZE_MAX / 4 ? PREFILTER_FAR : a + b;
}

/* Saturates early: nobody asks for a window of a million characters. */
static size_t
far_times(size_t a, size_t b)
{
	if (a == 0 || b == 0)
		return 0;
	return a == PREFILTER_FAR || b == PREFILTER_FAR || a > 1 << 20 ||
	    b > 1 << 20 ? PREFILTER_FAR : a * b;
}

static struct set *
set_new(struct parser *s, size_t n)
{
	struct set *set = arena_alloc(&s->arena, sizeof(*set));

	set->at = arena_alloc(&s->arena, (n + 1) * sizeof(*set->at));
	set->n = 0;
	return set;
}

static void
set_add(struct set *set, const struct prefilter_literal *l)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->at[i].n == l->n &&
		    memcmp(set->at[i].units, l->units, 2U * l->n) == 0)
			return;
	set->at[set->n++] = *l;
}

static const struct set *
set_of(struct parser *s, const uint16_t *units, size_t n)
{
	struct set *set = set_new(s, n);

	for (size_t i = 0; i < n; i++) {
		struct prefilter_literal one = {{units[i]}, 1};

		set_add(set, &one);
	}
	return set;
}

static const struct set *
set_empty(struct parser *s)
{
	struct set *set = set_new(s, 1);
	struct prefilter_literal none = {{0}, 0};

	set_add(set, &none);
	return set;
}

/* NULL when it grows out of bounds. */
static const struct set *
set_union(struct parser *s, const struct set *a, const struct set *b)
{
	struct set *u;

	if (a == NULL || b == NULL)
		return NULL;
	u = set_new(s, a->n + b->n);
	for (size_t i = 0; i < a->n; i++)
		set_add(u, &a->at[i]);
	for (size_t i = 0; i < b->n; i++)
		set_add(u, &b->at[i]);
	return u->n <= PREFILTER_COUNT ? u : NULL;
}

static const struct set *
set_cross(struct parser *s, const struct set *a, const struct set *b)
{
	struct set *x;

	if (a == NULL || b == NULL || a->n * b->n > PREFILTER_COUNT)
		return NULL;
	x = set_new(s, a->n * b->n);
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b->n; k++) {
			struct prefilter_literal l = a->at[i];

			if (l.n + b->at[k].n > PREFILTER_UNITS)
				return NULL;
			memcpy(l.units + l.n, b->at[k].units,
			    2U * b->at[k].n);
			l.n = (uint8_t)(l.n + b->at[k].n);
			x->at[x->n++] = l;
		}
	}
	return x;
}

/* How often a text is thought to hold the literal, in thousandths. What only
 * orders guesses need not be exact: two tables do, of characters that every
 * text is full of, and of words that every police report begins with. */
static size_t
literal_cost(const struct prefilter_literal *l)
{
	static const char16_t characters[] =
	    u"的一是不了人在有我他这中大来上个到说们为子和你地出也时年得就"
	    u"要下以会自着去之过家学对可她里后小多天能好没日于起还发成事"
	    u"当开手用行方如前所本经面公同已老从动两现分将外但其工话者"
	    u"向情名定女问给等打位因被走电门相次口信并内加入先处场住员"
	    u"报安车应路叫死提金反放做系计受及今物接请交让元社民警点钱"
	    u"称因通知派双无未持取找房失拿包区求转收机号单二三四五，。、：";
	static const char16_t words[][2] = {u"报警", u"警人", u"民警",
	    u"双方", u"对方", u"现场", u"派出", u"电话", u"情况", u"处理"};
	static const size_t by_length[] = {0, 150, 8, 3, 2};

	if (l->n == 1)
		for (const char16_t *c = characters; *c != 0; c++)
			if (*c == l->units[0])
				return 1000;
	for (size_t i = 0; l->n == 2 && i < sizeof(words) / sizeof(words[0]);
	    i++)
		if (words[i][0] == l->units[0] && words[i][1] == l->units[1])
			return 2000;
	return by_length[l->n < 4 ? l->n : 4];
}

/* The same of one of the set: of any that end in the same character not more
 * than that character's own. */
static size_t
set_cost(const struct set *set, size_t before)
{
	struct {
		uint16_t unit;
		size_t cost;
	} ends[PREFILTER_COUNT];
	size_t cost = before > 64 ? 60 : 0, n = 0, k;

	if (set == NULL || set->n == 0)
		return SIZE_MAX;
	for (size_t i = 0; i < set->n; i++) {
		const struct prefilter_literal *l = &set->at[i];

		if (l->n == 0)
			return SIZE_MAX;
		for (k = 0; k < n && ends[k].unit != l->units[l->n - 1];)
			k++;
		if (k == n) {
			ends[n].unit = l->units[l->n - 1];
			ends[n++].cost = 0;
		}
		ends[k].cost += literal_cost(l);
	}
	for (k = 0; k < n; k++) {
		struct prefilter_literal last = {{ends[k].unit}, 1};
		size_t most = literal_cost(&last);

		cost += ends[k].cost < most ? ends[k].cost : most;
	}
	return cost;
}

/* The last units of the texts of a set, so that it can grow on. *cut is raised
 * by how much further on they may begin. */
static const struct set *
set_ends(struct parser *s, const struct set *set, size_t *cut)
{
	struct set *ends = set_new(s, set->n);
	size_t most = 0;

	for (size_t i = 0; i < set->n; i++) {
		struct prefilter_literal l = set->at[i];

		if (l.n > 1) {
			most = l.n - 1u > most ? l.n - 1u : most;
			l.units[0] = l.units[l.n - 1];
			l.n = 1;
		}
		set_add(ends, &l);
	}
	*cut = far_add(*cut, most);
	return ends;
}

/* Takes the set as the part's best when it is better. */
static void
consider(struct part *p, const struct set *set, size_t before)
{
	if (set_cost(set, before) < set_cost(p->best, p->best_before)) {
		p->best = set;
		p->best_before = before;
	}
}

static struct part
part_exact(const struct set *set, size_t max)
{
	return (struct part){.exact = set, .tail = set, .max = max};
}

static struct part
part_any(void)
{
	return (struct part){.max = 1};
}

static struct part
part_nothing(struct parser *s)
{
	return part_exact(set_empty(s), 0);
}

static struct part
part_unit(struct parser *s, uint16_t u)
{
	return part_exact(set_of(s, &u, 1), 1);
}

static struct part
part_lost(struct parser *s)
{
	s->lost = true;
	s->p = s->end;
	return part_any();
}

static int
hex(uint16_t u)
{
	return u >= '0' && u <= '9' ? u - '0' :
	    u >= 'a' && u <= 'f' ? u - 'a' + 10 :
	    u >= 'A' && u <= 'F' ? u - 'A' + 10 : -1;
}

/* After \x: the unit, or -1. */
static int
hex_unit(struct parser *s)
{
	bool braces = s->p < s->end && *s->p == '{';
	int v = 0, digits = 0;

	if (braces)
		s->p++;
	while (s->p < s->end && hex(*s->p) >= 0 && digits < (braces ? 4 : 2)) {
		v = v * 16 + hex(*s->p++);
		digits++;
	}
	if (braces && (s->p == s->end || *s->p++ != '}'))
		return -1;
	return digits > 0 ? v : -1;
}

/* \p{Han} and \pL: past the name. */
static bool
skip_property(struct parser *s)
{
	if (s->p == s->end)
		return false;
	if (*s->p++ != '{')
		return true;
	while (s->p < s->end && *s->p != '}')
		s->p++;
	return s->p < s->end && *s->p++ == '}';
}

enum escape { ESCAPE_LOST, ESCAPE_ANY, ESCAPE_NOTHING, ESCAPE_UNIT };

/* After the backslash. One table of letters: long, flat. */
static enum escape
escape(struct parser *s, uint16_t *unit)
{
	uint16_t c;
	int v;

	if (s->p == s->end)
		return ESCAPE_LOST;
	c = *s->p++;
	switch (c) {
	case 'd': case 'D': case 'w': case 'W': case 's': case 'S':
	case 'h': case 'H': case 'v': case 'V': case 'N':
		return ESCAPE_ANY;
	case 'p': case 'P':
		return skip_property(s) ? ESCAPE_ANY : ESCAPE_LOST;
	case 'b': case 'B': case 'A': case 'z': case 'Z': case 'G':
		return ESCAPE_NOTHING;
	case 'n': c = '\n'; break;
	case 't': c = '\t'; break;
	case 'r': c = '\r'; break;
	case 'f': c = '\f'; break;
	case 'x':
		v = hex_unit(s);
		if (v < 0)
			return ESCAPE_LOST;
		c = (uint16_t)v;
		break;
	default:
		if (c < 0x80 && ((c >= '0' && c <= '9') ||
		    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			return ESCAPE_LOST;
	}
	*unit = c;
	return ESCAPE_UNIT;
}

/* One member of a class, which stands at s->p: -1 when it is more than one
 * character or not understood (s->lost then). */
static int
class_member(struct parser *s)
{
	uint16_t u = *s->p++;
	enum escape e;

	if (u == '[' && s->p < s->end && (*s->p == ':' || *s->p == '.' ||
	    *s->p == '=')) {
		while (s->p + 1 < s->end && !(s->p[0] == ':' &&
		    s->p[1] == ']'))
			s->p++;
		s->p = s->p + 2 < s->end ? s->p + 2 : s->end;
		return -1;
	}
	if (u != '\\')
		return u;
	/* \b is a backspace here. */
	if (s->p < s->end && (*s->p == 'b' || *s->p == 'B')) {
		s->p++;
		return -1;
	}
	e = escape(s, &u);
	if (e == ESCAPE_LOST)
		s->lost = true;
	return e == ESCAPE_UNIT ? u : -1;
}

/* After '['. */
static struct part
class(struct parser *s)
{
	uint16_t units[CLASS_MAX];
	size_t n = 0;
	bool spelt = true, first = true;

	if (s->p < s->end && *s->p == '^') {
		s->p++;
		spelt = false;
	}
	while (s->p < s->end && (*s->p != ']' || first)) {
		int from = class_member(s), to = from;

		first = false;
		if (s->end - s->p >= 2 && s->p[0] == '-' && s->p[1] != ']') {
			s->p++;
			to = class_member(s);
		}
		if (from < 0 || to < from ||
		    to - from >= (int)(CLASS_MAX - n))
			spelt = false;
		for (int u = from; spelt && u <= to; u++)
			units[n++] = (uint16_t)u;
	}
	if (s->p == s->end || s->lost)
		return part_lost(s);
	s->p++;
	return spelt && n > 0 ?
	    part_exact(set_of(s, units, n), 1) : part_any();
}

static bool
skip_name(struct parser *s, uint16_t close)
{
	while (s->p < s->end && *s->p != close)
		s->p++;
	return s->p < s->end && *s->p++ == close;
}

/* After "(?": sets *zero for lookaround; false when not understood. */
static bool
group_head(struct parser *s, bool *zero)
{
	uint16_t c;

	if (s->p == s->end)
		return false;
	c = *s->p++;
	if (c == ':' || c == '>' || c == '|')
		return true;
	if (c == '=' || c == '!') {
		*zero = true;
		return true;
	}
	if (c == 'P' && s->p < s->end && *s->p == '<')
		c = *s->p++;
	if (c == '<' && s->p < s->end && (*s->p == '=' || *s->p == '!')) {
		s->p++;
		*zero = true;
		return true;
	}
	return (c == '<' && skip_name(s, '>')) ||
	    (c == '\'' && skip_name(s, '\''));
}

/* After '('. What lookaround sees is no part of what is taken. */
static struct part
group(struct parser *s)
{
	bool zero = false;
	struct part p;

	if (s->p < s->end && *s->p == '*')
		return part_lost(s);
	if (s->p < s->end && *s->p == '?') {
		s->p++;
		if (!group_head(s, &zero))
			return part_lost(s);
	}
	if (++s->depth > DEPTH_MAX)
		return part_lost(s);
	p = alternatives(s);
	s->depth--;
	if (s->lost || s->p == s->end || *s->p != ')')
		return part_lost(s);
	s->p++;
	return zero ? part_nothing(s) : p;
}

static struct part
atom(struct parser *s)
{
	uint16_t u = *s->p++;

	switch (u) {
	case '(':
		return group(s);
	case '[':
		return class(s);
	case '.':
		return part_any();
	case '^': case '$':
		return part_nothing(s);
	case '\\':
		switch (escape(s, &u)) {
		case ESCAPE_ANY:
			return part_any();
		case ESCAPE_NOTHING:
			return part_nothing(s);
		case ESCAPE_UNIT:
			return part_unit(s, u);
		case ESCAPE_LOST:
			break;
		}
		return part_lost(s);
	case '{': case '*': case '+': case '?':
		return part_lost(s);
	default:
		return part_unit(s, u);
	}
}

static size_t
number(struct parser *s)
{
	size_t v = 0;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
		if (v < 100000)
			v = v * 10 + (size_t)(*s->p - '0');
		s->p++;
	}
	return v;
}

/* A quantifier at s->p; false when there is none. */
static bool
quantifier(struct parser *s, size_t *least, size_t *most)
{
	uint16_t c = s->p < s->end ? *s->p : 0;

	if (c != '*' && c != '+' && c != '?' && c != '{')
		return false;
	s->p++;
	*least = c == '+';
	*most = c == '?' ? 1 : PREFILTER_FAR;
	if (c == '{') {
		if (s->p == s->end || *s->p < '0' || *s->p > '9')
			s->lost = true;
		*least = *most = number(s);
		if (s->p < s->end && *s->p == ',') {
			s->p++;
			*most = s->p < s->end && *s->p == '}' ?
			    PREFILTER_FAR : number(s);
		}
		if (s->p == s->end || *s->p++ != '}')
			s->lost = true;
	}
	if (s->p < s->end && (*s->p == '?' || *s->p == '+'))
		s->p++;
	return true;
}

/* One pass of what stands at least once is enough to look for. */
static struct part
repeated(struct parser *s, struct part p, size_t least, size_t most)
{
	struct part r = {.max = far_times(p.max, most)};
	const struct set *power = p.exact;

	if (most == 0)
		return part_nothing(s);
	if (least == 0) {
		if (most == 1 && p.exact != NULL)
			r.exact = set_union(s, p.exact, set_empty(s));
		r.tail = r.exact;
		return r;
	}
	r.best = p.best;
	r.best_before = p.best_before;
	r.tail = p.tail;
	consider(&r, p.exact, 0);
	if (least == most && most <= POWER_MAX) {
		for (size_t i = 1; i < most; i++)
			power = set_cross(s, power, p.exact);
		r.exact = power;
		if (power != NULL)
			r.tail = power;
	}
	return r;
}

/* A run of parts that are spelt out grows by crossing; where it cannot, it
 * is considered and a new one begins. */
static struct part
sequence(struct parser *s)
{
	struct part all = {0};
	const struct set *run = set_empty(s);
	size_t run_before = 0;
	bool whole = true;

	while (s->p < s->end && *s->p != '|' && *s->p != ')' && !s->lost) {
		struct part p = atom(s);
		const struct set *longer;
		size_t least, most;

		while (!s->lost && quantifier(s, &least, &most))
			p = repeated(s, p, least, most);
		longer = set_cross(s, run, p.exact);
		if (longer == NULL && p.exact != NULL && run->n > 1) {
			/* Too many: their last characters still tell more
			 * than none. */
			consider(&all, run, run_before);
			whole = false;
			longer = set_cross(s, set_ends(s, run, &run_before),
			    p.exact);
		}
		if (longer != NULL) {
			run = longer;
		} else {
			whole = false;
			consider(&all, run, run_before);
			consider(&all, p.best, far_add(all.max,
			    p.best_before));
			run = p.tail != NULL ? p.tail : set_empty(s);
			run_before = p.exact != NULL ? all.max :
			    far_add(all.max, p.max);
		}
		all.max = far_add(all.max, p.max);
	}
	consider(&all, run, run_before);
	if (whole)
		all.exact = run;
	all.tail = run;
	return all;
}

/* Each branch must have its literals: one of all of them is required. */
static struct part
alternatives(struct parser *s)
{
	struct part a = sequence(s);

	while (!s->lost && s->p < s->end && *s->p == '|') {
		struct part b;

		s->p++;
		b = sequence(s);
		a.exact = set_union(s, a.exact, b.exact);
		a.tail = set_union(s, a.tail, b.tail);
		a.best = set_union(s, a.best, b.best);
		if (b.best_before > a.best_before)
			a.best_before = b.best_before;
		if (b.max > a.max)
			a.max = b.max;
	}
	return a;
}

void
prefilter_make(struct prefilter *p, const uint16_t *pattern, size_t n)
{
	struct parser s = {.p = pattern, .end = pattern + n};
	struct part all = alternatives(&s);

	*p = (struct prefilter){0};
	if (!s.lost && s.p == s.end && all.best != NULL &&
	    set_cost(all.best, 0) != SIZE_MAX) {
		p->count = all.best->n;
		p->before = all.best_before;
		p->literals = mem_alloc(p->count * sizeof(*p->literals));
		memcpy(p->literals, all.best->at,
		    p->count * sizeof(*p->literals));
	}
	arena_free(&s.arena);
}

void
prefilter_free(struct prefilter *p)
{
	free(p->literals);
	*p = (struct prefilter){0};
}
