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

#include "prefilter_parts.h"

#include <stdlib.h>

#define DEPTH_MAX 250           /* PCRE2's own limit of nested brackets */
#define POWER_MAX 4             /* x{n} worth spelling out */
#define OTHERS_MAX 16           /* sets remembered of a sequence */
#define REACH_MAX 128           /* units to seek a second literal in */

static struct prefilter_part alternatives(struct prefilter_parser *s);

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

/* Takes the set as the part's best when it is better. */
static void
consider(struct prefilter_part *p, const struct litset *set, size_t before)
{
	if (litset_cost(set, before) >= litset_cost(p->best, p->best_before))
		return;
	p->best = set;
	p->best_before = before;
}

static struct prefilter_part
part_nothing(struct prefilter_parser *s)
{
	return prefilter_exact(litset_empty(&s->arena), 0);
}

static struct prefilter_part
part_unit(struct prefilter_parser *s, uint16_t u)
{
	struct prefilter_part p = prefilter_exact(litset_of(&s->arena, &u, 1),
	    1);

	p.takes = stops_mark(u);
	return p;
}

/* After "(?": sets *zero for lookaround; false when not understood. */
static bool
group_head(struct prefilter_parser *s, bool *zero)
{
	uint16_t c;

	if (s->p == s->end)
		return false;
	c = *s->p++;
	if (c == '=' || c == '!')
		*zero = true;
	if (c == ':' || c == '>' || c == '|' || *zero)
		return true;
	if (c == 'P' && s->p < s->end && *s->p == '<')
		c = *s->p++;
	if (c == '<' && s->p < s->end && (*s->p == '=' || *s->p == '!')) {
		s->p++;
		*zero = true;
		return true;
	}
	return (c == '<' && prefilter_skip_name(s, '>')) ||
	    (c == '\'' && prefilter_skip_name(s, '\''));
}

/* What is only looked at is no part of what is taken, but stands there. */
static struct prefilter_part
part_seen(struct prefilter_parser *s, const struct prefilter_part *p)
{
	struct prefilter_part seen = part_nothing(s);
	struct prefilter_part best = *p;

	consider(&best, p->exact, 0);
	seen.other = best.best;
	seen.ahead = far_add(p->max, p->ahead);
	seen.takes = p->takes;
	return seen;
}

/* After '('. */
static struct prefilter_part
group(struct prefilter_parser *s)
{
	bool zero = false, seen = s->end - s->p > 1 && s->p[0] == '?' &&
	    s->p[1] == '=';
	struct prefilter_part p;

	if (s->p < s->end && *s->p == '*')
		return prefilter_lost(s);
	if (s->p < s->end && *s->p == '?') {
		s->p++;
		if (!group_head(s, &zero))
			return prefilter_lost(s);
	}
	if (++s->depth > DEPTH_MAX)
		return prefilter_lost(s);
	p = alternatives(s);
	s->depth--;
	if (s->lost || s->p == s->end || *s->p != ')')
		return prefilter_lost(s);
	s->p++;
	return seen ? part_seen(s, &p) : zero ? part_nothing(s) : p;
}

static struct prefilter_part
atom(struct prefilter_parser *s)
{
	uint16_t u = *s->p++;
	struct prefilter_part p;

	switch (u) {
	case '(':
		return group(s);
	case '[':
		return prefilter_class(s);
	case '.':
		return prefilter_any();
	case '^': case '$':
		p = part_nothing(s);
		p.starts = u == '^';
		p.ends = u == '$';
		return p;
	case '\\':
		switch (prefilter_escape(s, &u)) {
		case PREFILTER_ANY:
			return prefilter_any();
		case PREFILTER_NOTHING:
			return part_nothing(s);
		case PREFILTER_UNIT:
			return part_unit(s, u);
		case PREFILTER_LOST:
			break;
		}
		return prefilter_lost(s);
	case '{': case '*': case '+': case '?':
		return prefilter_lost(s);
	default:
		return part_unit(s, u);
	}
}

static size_t
number(struct prefilter_parser *s)
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
quantifier(struct prefilter_parser *s, size_t *least, size_t *most)
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
static struct prefilter_part
repeated(struct prefilter_parser *s, struct prefilter_part p, size_t least,
    size_t most)
{
	struct prefilter_part r = {.max = far_times(p.max, most), .ahead = p.ahead,
	    .takes = p.takes};
	const struct litset *power = p.exact;

	if (most == 0)
		return part_nothing(s);
	if (least == 0) {
		if (most == 1 && p.exact != NULL)
			r.exact = litset_union(&s->arena, p.exact, litset_empty(&s->arena));
		r.tail = r.exact;
		return r;
	}
	r.best = p.best;
	r.best_before = p.best_before;
	r.other = p.other;
	r.tail = p.tail;
	r.starts = p.starts;
	r.ends = p.ends;
	consider(&r, p.exact, 0);
	if (least == most && most <= POWER_MAX) {
		for (size_t i = 1; i < most; i++)
			power = litset_cross(&s->arena, power, p.exact);
		r.exact = power;
		if (power != NULL)
			r.tail = power;
	}
	return r;
}

/* A set of which one literal stands in what the parts `from` to `to` of a
 * sequence take; `beside` when that is elsewhere than one of `beside`. */
struct candidate {
	const struct litset *set, *beside;
	size_t from, to;
};

struct sequence {
	struct prefilter_part all;
	bool broken;            /* not spelt out as a whole */
	const struct litset *run;
	size_t run_before, run_from; /* where it begins: units, part */
	size_t parts, best_from, best_to; /* before the one looked at; of best */
	struct candidate others[OTHERS_MAX];
	size_t nothers;
};

static void
consider_part(struct sequence *q, const struct candidate *c, size_t before)
{
	const struct litset *best = q->all.best;

	consider(&q->all, c->set, before);
	if (q->all.best != best) {
		q->best_from = c->from;
		q->best_to = c->to;
	}
	if (c->set != NULL && q->nothers < OTHERS_MAX)
		q->others[q->nothers++] = *c;
}

/* The run so far, without the part looked at. */
static void
consider_run(struct sequence *q)
{
	struct candidate c = {q->run, NULL, q->run_from,
	    q->parts > 0 ? q->parts - 1 : 0};

	consider_part(q, &c, q->run_before);
}

/* The rarest that stands apart from the best. */
static void
choose_other(struct sequence *q)
{
	for (size_t i = 0; i < q->nothers; i++) {
		const struct candidate *c = &q->others[i];

		if ((q->all.best == NULL || c->to < q->best_from ||
		    c->from > q->best_to || (c->beside != NULL &&
		    c->beside == q->all.best)) &&
		    litset_cost(c->set, 0) < litset_cost(q->all.other, 0))
			q->all.other = c->set;
	}
}

/* A run of parts that are spelt out grows by crossing; where it cannot, it
 * is considered and a new one begins. */
static void
add_part(struct prefilter_parser *s, struct sequence *q,
    const struct prefilter_part *p)
{
	const struct litset *longer = litset_cross(&s->arena, q->run,
	    p->exact);
	struct candidate in = {p->best, NULL, q->parts, q->parts};
	struct candidate beside = {p->other, p->best, q->parts, q->parts};
	size_t cut;

	if (longer == NULL && p->exact != NULL && q->run->n > 1) {
		/* Too many: their last characters still tell more than
		 * none. */
		consider_run(q);
		q->broken = true;
		longer = litset_cross(&s->arena, litset_ends(&s->arena,
		    q->run, &cut), p->exact);
		q->run_before = far_add(q->run_before, cut);
	}
	if (p->other != NULL && q->nothers < OTHERS_MAX)
		q->others[q->nothers++] = beside;
	if (longer != NULL) {
		q->run = longer;
	} else {
		q->broken = true;
		consider_run(q);
		consider_part(q, &in, far_add(q->all.max, p->best_before));
		q->run = p->tail != NULL ? p->tail : litset_empty(&s->arena);
		q->run_from = q->parts;
		q->run_before = p->exact != NULL ? q->all.max :
		    far_add(q->all.max, p->max);
	}
	q->all.takes |= p->takes;
	q->all.starts |= p->starts && q->all.max == 0;
	q->all.ends = p->ends || (q->all.ends && p->max == 0);
	q->all.max = far_add(q->all.max, p->max);
	if (p->ahead > q->all.ahead)
		q->all.ahead = p->ahead;
	q->parts++;
}

static struct prefilter_part
sequence(struct prefilter_parser *s)
{
	struct sequence q = {.run = litset_empty(&s->arena)};

	while (s->p < s->end && *s->p != '|' && *s->p != ')' && !s->lost) {
		struct prefilter_part p = atom(s);
		size_t least, most;

		while (!s->lost && quantifier(s, &least, &most))
			p = repeated(s, p, least, most);
		add_part(s, &q, &p);
	}
	consider_run(&q);
	choose_other(&q);
	if (!q.broken)
		q.all.exact = q.run;
	q.all.tail = q.run;
	return q.all;
}

/* Each branch must have its literals: one of all of them is required. */
static struct prefilter_part
alternatives(struct prefilter_parser *s)
{
	struct prefilter_part a = sequence(s);

	while (!s->lost && s->p < s->end && *s->p == '|') {
		struct prefilter_part b;

		s->p++;
		b = sequence(s);
		a.exact = litset_union(&s->arena, a.exact, b.exact);
		a.tail = litset_union(&s->arena, a.tail, b.tail);
		a.best = litset_union(&s->arena, a.best, b.best);
		a.other = litset_union(&s->arena, a.other, b.other);
		if (b.best_before > a.best_before)
			a.best_before = b.best_before;
		if (b.max > a.max)
			a.max = b.max;
		if (b.ahead > a.ahead)
			a.ahead = b.ahead;
		a.takes |= b.takes;
		a.starts &= b.starts;
		a.ends &= b.ends;
	}
	return a;
}

static void
make_other(struct prefilter *p, const struct litset *set, size_t reach)
{
	struct prefilter_other *o;

	if (reach > REACH_MAX || litset_cost(set, 0) == SIZE_MAX)
		return;
	o = p->other = mem_zalloc(1, sizeof(*o));
	o->reach = reach;
	litset_begin(set, o);
}

/* $ stands before a newline at the end, too, of two units at most. */
static size_t
room_after(const struct prefilter_part *all)
{
	return all->ends ? far_add(all->max, 2) : PREFILTER_FAR;
}

void
prefilter_make(struct prefilter *p, const uint16_t *pattern, size_t n)
{
	struct prefilter_parser s = {.p = pattern, .end = pattern + n};
	struct prefilter_part all = alternatives(&s);
	bool understood = !s.lost && s.p == s.end;

	*p = (struct prefilter){.starts = understood && all.starts,
	    .after = understood ? room_after(&all) : PREFILTER_FAR,
	    .stops = understood ? stops_of(all.takes) : STOPS_NONE};
	if (understood && all.best != NULL &&
	    litset_cost(all.best, 0) != SIZE_MAX) {
		p->count = all.best->n;
		p->before = all.best_before;
		p->literals = mem_alloc(p->count * sizeof(*p->literals));
		memcpy(p->literals, all.best->at,
		    p->count * sizeof(*p->literals));
		make_other(p, all.other, far_add(all.max, all.ahead));
	}
	arena_free(&s.arena);
}

bool
prefilter_may_match(const struct prefilter *p, const uint16_t *text,
    size_t end, size_t from, size_t last)
{
	const struct prefilter_other *o = p->other;
	uint32_t before = 0;

	if (o == NULL)
		return true;
	if (end > last && end - last > o->reach)
		end = last + o->reach;
	for (size_t i = from; i < end; i++) {
		uint32_t here = prefilter_allows(o, text[i]);

		if (((here & PREFILTER_ONLY) |
		    (here & before & PREFILTER_SECOND)) != 0)
			return true;
		before = here << 8;
	}
	return false;
}

void
prefilter_free(struct prefilter *p)
{
	free(p->literals);
	free(p->other);
	*p = (struct prefilter){0};
}
