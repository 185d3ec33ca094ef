/* SPDX-License-Identifier: MIT */
#include "assign.h"

#include <stdlib.h>

struct assign {
	const struct roster *roster;
	int64_t *open[ROSTER_LISTS];
	int64_t usual[ROSTER_LISTS];    /* capacity taken for those without */
};

struct assign *
assign_new(const struct roster *roster)
{
	struct assign *a = mem_zalloc(1, sizeof(*a));

	a->roster = roster;
	for (size_t l = 0; l < ROSTER_LISTS; l++) {
		size_t n = roster->lists[l].count;

		a->open[l] = mem_zalloc(n + 1, sizeof(*a->open[l]));
		a->usual[l] = 1;
		for (size_t i = 0; i < n; i++) {
			const struct roster_person *p =
			    &roster->lists[l].people[i];

			a->open[l][i] = p->open;
			if (p->capacity > a->usual[l])
				a->usual[l] = p->capacity;
		}
	}
	return a;
}

void
assign_free(struct assign *a)
{
	if (a == NULL)
		return;
	for (size_t l = 0; l < ROSTER_LISTS; l++)
		free(a->open[l]);
	free(a);
}

void
assign_clear(struct assign *a)
{
	for (size_t l = 0; l < ROSTER_LISTS; l++)
		for (size_t i = 0; i < a->roster->lists[l].count; i++)
			a->open[l][i] = 0;
}

void
assign_count(struct assign *a, struct sv id, int64_t cases)
{
	for (size_t l = 0; l < ROSTER_LISTS; l++)
		for (size_t i = 0; i < a->roster->lists[l].count; i++)
			if (sv_eq(a->roster->lists[l].people[i].id, id)) {
				a->open[l][i] += cases;
				return;
			}
}

static bool
serves(const struct roster_person *p, struct sv community)
{
	for (size_t i = 0; community.len > 0 && i < p->communities.count; i++)
		if (sv_eq(p->communities.items[i], community))
			return true;
	return false;
}

static bool
knows(const struct roster_person *p, struct sv category)
{
	for (size_t i = 0; i < p->specialities.count; i++)
		if (texts_covers(p->specialities.items[i], category))
			return true;
	return false;
}

bool
assign_next(struct assign *a, enum roster_list list, struct sv community,
    struct sv category, bool has_day, int64_t day,
    struct assign_choice *choice)
{
	const struct roster_person *people = a->roster->lists[list].people;
	int64_t *open = a->open[list];
	int64_t best_weight = 1;
	size_t best = SIZE_MAX;
	int best_rank = -1;

	for (size_t i = 0; i < a->roster->lists[list].count; i++) {
		const struct roster_person *p = &people[i];
		int64_t weight = p->capacity > 0 ? p->capacity
						 : a->usual[list];
		int rank;

		if ((p->capacity > 0 && open[i] >= p->capacity) ||
		    (has_day && roster_on_leave(p, day)))
			continue;
		rank = (serves(p, community) ? 2 : 0) + knows(p, category);
		/* open / weight against the best's, without fractions; both
		 * are bounded by ROSTER_CASES, cases by the records read. */
		if (rank < best_rank || (rank == best_rank &&
		    open[i] * best_weight >= open[best] * weight))
			continue;
		best = i;
		best_rank = rank;
		best_weight = weight;
	}
	if (best == SIZE_MAX)
		return false;
	*choice = (struct assign_choice){&people[best],
	    (best_rank & 2) != 0, (best_rank & 1) != 0, open[best]++};
	return true;
}
