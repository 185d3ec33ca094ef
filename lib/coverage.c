/* SPDX-License-Identifier: MIT */
#include "coverage.h"

#include "change.h"
#include "signif.h"
#include "texts.h"

#include <math.h>
#include <stdlib.h>

struct making {
	struct coverage *c;
	const struct patrol_log *l;
	const struct incidents *t;
	struct sv categories;
	struct map index;       /* name of a place -> its number + 1 */
	size_t cap;
	uint32_t *of_spot;      /* place of INCIDENTS_PLACE name; 0: unknown */
	int64_t *since;         /* first day of each place in the log */
	struct address address;
	struct str key;
};

static bool
is_counted(const struct making *m, const struct incidents_fact *f)
{
	struct sv category = incidents_text(m->t, INCIDENTS_CATEGORY,
	    f->names[INCIDENTS_CATEGORY]);
	struct sv rest = m->categories, one;

	if (sv_eq(rest, SV("all")))
		return true;
	while (sv_split(&rest, ',', &one))
		if (texts_covers(sv_trim(one), category))
			return true;
	return false;
}

/* --- places of the log --------------------------------------------------- */

static size_t
place_of(struct making *m, struct sv name, bool area)
{
	struct coverage *c = m->c;
	bool is_new;
	void *at = map_put(&m->index, name, &is_new);
	uint32_t number;

	if (!is_new) {
		memcpy(&number, at, sizeof(number));
		return number - 1;
	}
	number = (uint32_t)c->nplaces + 1;
	memcpy(at, &number, sizeof(number));
	if (c->nplaces == m->cap) {
		m->cap = m->cap * 2 + 64;
		c->places = mem_realloc(c->places,
		    m->cap * sizeof(*c->places));
		m->since = mem_realloc(m->since, m->cap * sizeof(*m->since));
	}
	m->since[c->nplaces] = INT64_MAX;
	c->places[c->nplaces] = (struct coverage_place){
	    .name = arena_dup(&c->arena, name), .area = area};
	return c->nplaces++;
}

/* 、，,;；/ and blanks: *n bytes of the separator at the beginning of s. */
static bool
separator(struct sv s, size_t *n)
{
	static const char *const marks[] = {"、", "，", "；", ",", ";", "/", " ",
	    "及", NULL};

	for (size_t i = 0; marks[i] != NULL; i++)
		if (sv_starts(s, sv_z(marks[i]))) {
			*n = strlen(marks[i]);
			return true;
		}
	return false;
}

/* Takes the next place off an area's text. */
static bool
next_part(struct sv *rest, struct sv *part)
{
	size_t at = 0, n;

	while (rest->len > 0 && separator(*rest, &n))
		*rest = sv_from(*rest, n);
	while (at < rest->len && !separator(sv_from(*rest, at), &n))
		at++;
	*part = (struct sv){rest->p, at};
	*rest = sv_from(*rest, at);
	return at > 0;
}

/* What is said of a place without being its name. */
static struct sv
without_around(struct sv s)
{
	static const char *const around[] = {"周边", "一带", "片区", "沿线",
	    "区域", NULL};

	for (size_t i = 0; around[i] != NULL; i++) {
		struct sv word = sv_z(around[i]);

		if (sv_ends(s, word) && s.len > word.len + 3)
			s.len -= word.len;
	}
	return s;
}

/* The name as addresses have it; a community's own name stays. */
static size_t
area_place(struct making *m, struct sv part)
{
	part = without_around(part);
	str_clear(&m->key);
	if (!sv_ends(part, SV("社区")) && spot_add_key(&m->key, &m->address,
	    part, SV("")))
		part = spot_name(str_sv(&m->key));
	return place_of(m, part, true);
}

static void
add_area(struct making *m, struct sv area, int64_t first)
{
	const int64_t *sums = patrol_text_group(m->l, PATROL_OF_AREA, area);
	struct sv rest = area, part;
	int64_t minutes = sums != NULL ? sums[PATROL_MINUTES] : 0, n = 0;

	while (next_part(&rest, &part))
		n++;
	if (n == 0)
		m->c->no_area += minutes;
	rest = area;
	for (int64_t i = 0; next_part(&rest, &part); i++) {
		size_t p = area_place(m, part);
		struct coverage_place *place = &m->c->places[p];

		/* divided, the rest to the first */
		place->minutes += minutes / n + (i == 0 ? minutes % n : 0);
		place->patrols += sums != NULL ? sums[PATROL_COUNT] : 0;
		m->since[p] = first < m->since[p] ? first : m->since[p];
	}
}

/* --- incidents ----------------------------------------------------------- */

/* The longest area that the place belongs to; else a place of its own. */
static size_t
match(struct making *m, struct sv name, struct sv community)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < m->c->nplaces; i++) {
		const struct coverage_place *p = &m->c->places[i];

		if (!p->area || (best != SIZE_MAX &&
		    p->name.len <= m->c->places[best].name.len))
			continue;
		/* A single character begins too much. */
		if (sv_eq(p->name, name) || sv_eq(p->name, community) ||
		    (p->name.len > 3 && sv_starts(name, p->name)))
			best = i;
	}
	if (best != SIZE_MAX || name.len == 0)
		return best;
	return place_of(m, name, false);
}

/* Of a fact: SIZE_MAX where it has no place. The community of a place is in
 * its key; one without a place may still be in a community that is walked. */
static size_t
fact_place(struct making *m, const struct incidents_fact *f)
{
	uint32_t spot = f->names[INCIDENTS_PLACE];
	struct sv key = incidents_text(m->t, INCIDENTS_PLACE, spot);
	size_t place;

	if (spot == 0)
		return match(m, SV(""), incidents_text(m->t,
		    INCIDENTS_COMMUNITY, f->names[INCIDENTS_COMMUNITY]));
	if (m->of_spot[spot] == 0) {
		place = match(m, spot_name(key), spot_community(key));
		m->of_spot[spot] = (uint32_t)place + 1;
	}
	return m->of_spot[spot] - 1;
}

static void
add_incidents(struct making *m)
{
	struct coverage *c = m->c;
	size_t n;
	const struct incidents_fact *f = incidents_days(m->t, c->from, c->to,
	    &n);

	for (size_t i = 0; i < n; i++) {
		size_t place;

		if (!is_counted(m, &f[i]))
			continue;
		place = fact_place(m, &f[i]);
		c->incidents += f[i].count;
		if (place == SIZE_MAX)
			c->nowhere += f[i].count;
		else
			c->places[place].incidents += f[i].count;
		if (f[i].hour >= 0)
			c->clock_incidents[24 * (date_weekday(f[i].day) - 1) +
			    (size_t)f[i].hour] += f[i].count;
	}
}

static void
add_clock(struct making *m)
{
	for (int64_t i = 0; i < 7 * 24; i++) {
		const int64_t *sums = patrol_hours_group(m->l,
		    PATROL_OF_CLOCK, i / 24 + 1, i % 24);

		if (sums != NULL)
			m->c->clock_minutes[i] = sums[PATROL_MINUTES];
	}
}

/* --- before and after ---------------------------------------------------- */

/* Incidents of days [from, to), at the place and elsewhere. */
static void
count_span(struct making *m, size_t place, int64_t from, int64_t to,
    int64_t *here, int64_t *elsewhere)
{
	size_t n;
	const struct incidents_fact *f = incidents_days(m->t, from, to, &n);

	*here = *elsewhere = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_counted(m, &f[i]))
			continue;
		if (fact_place(m, &f[i]) == place)
			*here += f[i].count;
		else
			*elsewhere += f[i].count;
	}
}

static void
compare(struct making *m, struct coverage_new *e)
{
	int64_t year = e->since - 364, ignored;
	double higher, lower;

	count_span(m, e->place, e->since - e->days, e->since, &e->before,
	    &e->others_before);
	count_span(m, e->place, e->since, e->since + e->days, &e->after,
	    &e->others_after);
	e->has_year = year - e->days >= m->t->tally.first;
	if (e->has_year) {
		count_span(m, e->place, year - e->days, year, &e->year_before,
		    &ignored);
		count_span(m, e->place, year, year + e->days, &e->year_after,
		    &ignored);
	}
	higher = signif_rates(e->after, 1, e->before, 1);
	lower = signif_rates(e->before, 1, e->after, 1);
	e->p = fmin(1, 2 * fmin(higher, lower));
}

/* Places first walked when the log had been kept for some weeks, and not after
 * the period. */
static void
find_new(struct making *m)
{
	struct coverage *c = m->c;
	int64_t end = m->t->tally.last + 1;

	for (size_t i = 0; i < c->nplaces; i++) {
		struct coverage_new e = {.place = i, .since = m->since[i],
		    .days = COVERAGE_MOST};

		if (!c->places[i].area || e.since >= c->to ||
		    e.since - m->l->first < COVERAGE_BEFORE)
			continue;
		if (end - e.since < e.days)
			e.days = end - e.since;
		if (e.since - m->t->tally.first < e.days)
			e.days = e.since - m->t->tally.first;
		/* whole weeks: weekdays differ */
		e.days -= e.days % 7;
		if (e.days < COVERAGE_LEAST)
			continue;
		compare(m, &e);
		c->fresh = mem_realloc(c->fresh,
		    (c->nfresh + 1) * sizeof(*c->fresh));
		c->fresh[c->nfresh++] = e;
	}
}

/* --- the whole ----------------------------------------------------------- */

static int
compare_places(const void *a, const void *b, void *places)
{
	const struct coverage_place *x = (struct coverage_place *)places +
	    *(const size_t *)a;
	const struct coverage_place *y = (struct coverage_place *)places +
	    *(const size_t *)b;

	if (x->incidents != y->incidents)
		return x->incidents > y->incidents ? -1 : 1;
	if (x->minutes != y->minutes)
		return x->minutes > y->minutes ? -1 : 1;
	return sv_cmp(x->name, y->name);
}

static int
compare_new(const void *a, const void *b)
{
	const struct coverage_new *x = a, *y = b;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Into their order, with what refers to them. Places of which the period has
 * nothing go, unless they are new. */
static void
sort_places(struct coverage *c)
{
	size_t *order = mem_zalloc(c->nplaces + 1, sizeof(*order));
	struct coverage_place *sorted = mem_zalloc(c->nplaces + 1,
	    sizeof(*sorted));
	size_t *to = mem_zalloc(c->nplaces + 1, sizeof(*to));

	for (size_t i = 0; i < c->nplaces; i++)
		order[i] = i;
	if (c->nplaces > 0)
		qsort_r(order, c->nplaces, sizeof(*order), compare_places,
		    c->places);
	for (size_t i = 0; i < c->nplaces; i++) {
		sorted[i] = c->places[order[i]];
		to[order[i]] = i;
	}
	for (size_t i = 0; i < c->nfresh; i++)
		c->fresh[i].place = to[c->fresh[i].place];
	if (c->nfresh > 0)
		qsort(c->fresh, c->nfresh, sizeof(*c->fresh), compare_new);
	free(order);
	free(to);
	free(c->places);
	c->places = sorted;
}

/* In order of their names, so that the figures do not depend on which thread
 * met an area first. */
static int
compare_areas(const void *a, const void *b, void *map)
{
	const struct map *m = map;

	return sv_cmp(m->keys[*(const size_t *)a], m->keys[*(const size_t *)b]);
}

static void
add_areas(struct making *m)
{
	struct map areas = m->l->areas;
	size_t *order = mem_zalloc(areas.count + 1, sizeof(*order));

	for (size_t i = 0; i < areas.count; i++)
		order[i] = i;
	if (areas.count > 0)
		qsort_r(order, areas.count, sizeof(*order), compare_areas,
		    &areas);
	for (size_t i = 0; i < areas.count; i++) {
		int64_t first;

		memcpy(&first, map_at(&areas, order[i]), sizeof(first));
		add_area(m, areas.keys[order[i]], first);
	}
	free(order);
}

void
coverage_make(struct coverage *c, const struct patrol_log *l,
    const struct incidents *t, const char *categories, int64_t from,
    int64_t to)
{
	struct making m = {.c = c, .l = l, .t = t,
	    .categories = sv_z(categories)};

	*c = (struct coverage){.from = from, .to = to};
	m.index.size = sizeof(uint32_t);
	m.of_spot = mem_zalloc(t->names[INCIDENTS_PLACE].count,
	    sizeof(*m.of_spot));
	add_areas(&m);
	for (size_t i = 0; i < c->nplaces; i++)
		c->minutes += c->places[i].minutes;
	c->minutes += c->no_area;
	add_incidents(&m);
	add_clock(&m);
	find_new(&m);
	sort_places(c);
	map_free(&m.index);
	free(m.of_spot);
	free(m.since);
	address_free(&m.address);
	str_free(&m.key);
}

void
coverage_free(struct coverage *c)
{
	free(c->places);
	free(c->fresh);
	arena_free(&c->arena);
	*c = (struct coverage){0};
}

bool
coverage_gap(int64_t incidents, int64_t all_incidents, int64_t minutes,
    int64_t all_minutes, int64_t *tenths)
{
	int64_t a, b;

	if (all_incidents < COVERAGE_FEW ||
	    !change_share(incidents, all_incidents, &a) ||
	    !change_share(minutes, all_minutes, &b))
		return false;
	*tenths = a - b;
	return true;
}
