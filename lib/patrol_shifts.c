/* SPDX-License-Identifier: MIT */
/* Members, their shifts, and what is doubtful about them. */
#include "patrol_parts.h"

#include <stdlib.h>

/* --- members and doubts -------------------------------------------------- */

static void *
grow(void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	*cap = *cap != 0 ? *cap * 2 : 64;
	return mem_realloc(items, *cap * size);
}

void
patrol_flag(struct patrol_log *l, enum patrol_flag which, int64_t start,
    struct sv src)
{
	l->flagged = grow(l->flagged, l->nflagged, &l->flagged_cap,
	    sizeof(*l->flagged));
	l->flagged[l->nflagged++] = (struct patrol_flagged){which, start, src};
}

/* Names stay in this table: figures and messages know numbers only. */
static uint32_t
member_number(struct patrol_log *l, struct sv name)
{
	uint32_t *number = map_put(&l->members, name, NULL);

	if (*number == 0)
		*number = (uint32_t)l->members.count;
	return *number;
}

static void
add_shift(struct patrol_log *l, struct patrol_shift s)
{
	l->shifts = grow(l->shifts, l->nshifts, &l->shifts_cap,
	    sizeof(*l->shifts));
	l->shifts[l->nshifts++] = s;
}

/* A log that names only the leader still tells of one who took part. */
void
patrol_add_members(struct patrol_log *l, const struct record *r,
    const struct patrol *p)
{
	struct sv name;
	size_t at = 0, n = 0;

	for (; record_next_text(record_get(r, REC_MEMBERS), &at, &name,
	    &l->scratch); n++)
		add_shift(l, (struct patrol_shift){p->start,
		    p->start + p->minutes * 60, member_number(l, name),
		    p->src});
	name = record_text(record_get(r, REC_LEADER), &l->scratch);
	if (n == 0 && name.len > 0) {
		n++;
		add_shift(l, (struct patrol_shift){p->start,
		    p->start + p->minutes * 60, member_number(l, name),
		    p->src});
	}
	if (n == 0)
		l->unnamed++;
}

void
patrol_add_flags(struct patrol_log *l, const struct record *r,
    const struct patrol *p)
{
	if (!p->has_minutes)
		patrol_flag(l, PATROL_NO_END, p->start, p->src);
	else if (p->minutes == 0)
		patrol_flag(l, PATROL_ZERO, p->start, p->src);
	else if (p->minutes > PATROL_LONGEST)
		patrol_flag(l, PATROL_LONG, p->start, p->src);
	if (p->minute_of_day + p->minutes > 24 * 60)
		patrol_flag(l, PATROL_MIDNIGHT, p->start, p->src);
	if (p->sums[PATROL_SHIFTS] == 0)
		patrol_flag(l, PATROL_NOBODY, p->start, p->src);
	if (record_get(r, REC_QUALITY)->type == RECORD_ARRAY)
		patrol_flag(l, PATROL_DOUBTFUL, p->start, p->src);
}

void
patrol_merge_shifts(struct patrol_log *into, const struct patrol_log *from)
{
	for (size_t i = 0; i < from->nshifts; i++) {
		struct patrol_shift s = from->shifts[i];

		s.member = member_number(into,
		    from->members.keys[s.member - 1]);
		s.src = arena_dup(&into->arena, s.src);
		add_shift(into, s);
	}
	for (size_t i = 0; i < from->nflagged; i++)
		patrol_flag(into, from->flagged[i].flag, from->flagged[i].start,
		    arena_dup(&into->arena, from->flagged[i].src));
}

/* --- after the last ------------------------------------------------------ */

/* A whole order, down to the line of the log: what is flagged must not depend
 * on which thread read it. */
static int
compare_shifts(const void *a, const void *b)
{
	const struct patrol_shift *x = a, *y = b;

	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return sv_cmp(x->src, y->src);
}

static int
compare_flagged(const void *a, const void *b)
{
	const struct patrol_flagged *x = a, *y = b;

	if (x->flag != y->flag)
		return x->flag < y->flag ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return sv_cmp(x->src, y->src);
}

void
patrol_sort_flags(struct patrol_log *l)
{
	if (l->nflagged > 0)
		qsort(l->flagged, l->nflagged, sizeof(*l->flagged),
		    compare_flagged);
}

/* A shift that begins before an earlier one of the same member has ended. */
void
patrol_settle(struct patrol_log *l)
{
	int64_t busy_until = INT64_MIN;

	if (l->nshifts > 0)
		qsort(l->shifts, l->nshifts, sizeof(*l->shifts),
		    compare_shifts);
	for (size_t i = 0; i < l->nshifts; i++) {
		const struct patrol_shift *s = &l->shifts[i];

		if (i == 0 || s->member != l->shifts[i - 1].member)
			busy_until = INT64_MIN;
		if (s->start < busy_until)
			patrol_flag(l, PATROL_OVERLAP, s->start, s->src);
		if (s->end > busy_until)
			busy_until = s->end;
	}
	patrol_sort_flags(l);
}

size_t
patrol_flag_count(const struct patrol_log *l, enum patrol_flag which)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nflagged; i++)
		n += l->flagged[i].flag == which;
	return n;
}
