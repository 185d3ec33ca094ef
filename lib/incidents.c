/* SPDX-License-Identifier: MIT */
#include "incidents.h"

#include "mask.h"
#include "utf8.h"

#include <stdlib.h>

void
incidents_init(struct incidents *t, const struct count_query *q)
{
	*t = (struct incidents){.places_from = INT64_MIN,
	    .places_to = INT64_MAX};
	count_init(&t->tally, q);
	tally_init(&t->aside, INCIDENTS_NASIDE, 0);
	for (size_t i = 0; i < INCIDENTS_NNAMES; i++) {
		t->names[i].size = 1;
		map_put(&t->names[i], SV(""), NULL); /* not told */
	}
}

void
incidents_free(struct incidents *t)
{
	count_free(&t->tally);
	tally_free(&t->aside);
	for (size_t i = 0; i < INCIDENTS_NNAMES; i++)
		map_free(&t->names[i]);
	free(t->facts);
	mask_free(t->mask);
	mask_free(t->numbers);
	map_free(&t->parts);
	address_free(&t->address);
	str_free(&t->key);
	str_free(&t->scratch);
	str_free(&t->told);
}

void
incidents_mask(struct incidents *t, const struct extractor *x)
{
	struct mask_options o = {.extractor = x, .as = MASK_PARTIAL,
	    .classes = EXTRACT_PERSONAL & ~EXTRACT_BIT(EXTRACT_HOUSE)};

	t->mask = mask_new(&o);
	o.classes &= ~EXTRACT_BIT(EXTRACT_NAME);
	t->numbers = mask_new(&o);
	t->parts.size = sizeof(struct sv);
}

static uint32_t
name_of(struct map *names, struct sv text)
{
	unsigned char *at = map_put(names, text, NULL);

	return (uint32_t)((size_t)(at - names->values) / names->size);
}

static struct incidents_fact *
new_fact(struct incidents *t)
{
	if (t->nfacts == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 256;
		t->facts = mem_realloc(t->facts, t->cap * sizeof(*t->facts));
	}
	return &t->facts[t->nfacts++];
}

void
incidents_add(struct incidents *t, int64_t day, int64_t hour,
    const struct sv *texts, int64_t count)
{
	struct incidents_fact *f = new_fact(t);

	*f = (struct incidents_fact){.day = day, .hour = hour, .count = count};
	for (size_t i = 0; i < INCIDENTS_NNAMES; i++)
		f->names[i] = name_of(&t->names[i], texts[i]);
}

/* --- one record ---------------------------------------------------------- */

static struct sv
text_of(struct incidents *t, const struct record *r, enum record_key key)
{
	return record_text(record_get(r, key), &t->scratch);
}

/* 00:00 of a date alone is no midnight. */
static bool
has_no_time(struct incidents *t, const struct record *r)
{
	const struct record_value *v = record_get(r, REC_QUALITY);
	struct sv text;
	size_t at = 0;

	while (record_next_text(v, &at, &text, &t->scratch))
		if (sv_eq(text, SV("reported_at.no_time")))
			return true;
	return false;
}

static void
set_time(struct incidents *t, const struct record *r,
    struct incidents_fact *fact)
{
	struct datetime dt;

	/* lib/count has read it: it is a time. */
	datetime_read(text_of(t, r, REC_REPORTED_AT), &dt);
	datetime_move(&dt, DATETIME_CHINA);
	fact->day = datetime_day(&dt);
	fact->hour = dt.hour != 0 || !has_no_time(t, r) ? dt.hour : -1;
}

/* The next name that the record itself tells: of the caller, of the parties;
 * *at begins with SIZE_MAX. */
static bool
next_person(struct incidents *t, const struct record *r, size_t *at,
    struct sv *name)
{
	if (*at == SIZE_MAX) {
		*at = 0;
		*name = text_of(t, r, REC_CALLER_NAME);
		if (name->len > 0)
			return true;
	}
	return record_next_text(record_get(r, REC_PARTIES), at, name,
	    &t->scratch);
}

static bool
names_person(struct incidents *t, const struct record *r, struct sv text)
{
	struct sv name;
	size_t at = SIZE_MAX;

	while (next_person(t, r, &at, &name))
		if (name.len > 0 && sv_find(text, name) != SIZE_MAX)
			return true;
	return false;
}

/* Into t->told. A name by its looks alone is one where it is somebody's home;
 * beside such a one all are masked. */
static void
mask_place(struct incidents *t, struct sv part)
{
	size_t names = 0, homes = 0;

	mask_text(t->mask, part, &t->told);
	for (size_t i = 0; i < t->mask->nedits; i++) {
		const struct mask_edit *e = &t->mask->edits[i];
		struct sv from = sv_from(part, e->byte);

		if (e->class != EXTRACT_NAME)
			continue;
		names++;
		homes += sv_starts(sv_from(from, utf8_offset(from, e->len)),
		    SV("家"));
	}
	if (names == 0 || homes > 0)
		return;
	str_clear(&t->told);
	mask_text(t->numbers, part, &t->told);
}

/* The name of a place without persons. Most places come again and again:
 * what was made of them is kept. */
static struct sv
without_persons(struct incidents *t, const struct record *r, struct sv part)
{
	struct sv made, name;
	size_t at = SIZE_MAX;
	void *kept;
	bool is_new;

	if (t->mask == NULL || part.len == 0)
		return part;
	mask_forget(t->mask);
	str_clear(&t->told);
	if (names_person(t, r, part)) {
		while (next_person(t, r, &at, &name))
			mask_know(t->mask, name);
		mask_text(t->mask, part, &t->told);
		return str_sv(&t->told);
	}
	kept = map_put(&t->parts, part, &is_new);
	if (is_new) {
		mask_place(t, part);
		made = arena_dup(&t->parts.arena, str_sv(&t->told));
		memcpy(kept, &made, sizeof(made));
	}
	memcpy(&made, kept, sizeof(made));
	return made;
}

/* A key of community, name and the rest, with the name as it may be told. */
static uint32_t
key_name(struct incidents *t, const struct record *r,
    enum incidents_name which)
{
	struct sv key = str_sv(&t->key), community = spot_community(key);
	struct sv name = spot_name(key), made = without_persons(t, r, name);
	struct str whole = {0};
	uint32_t number;

	if (t->mask == NULL)
		return name_of(&t->names[which], key);
	str_addsv(&whole, community);
	str_addc(&whole, '|');
	str_addsv(&whole, made);
	str_addsv(&whole, sv_from(key, community.len + 1 + name.len));
	number = name_of(&t->names[which], str_sv(&whole));
	str_free(&whole);
	return number;
}

static void
set_place(struct incidents *t, const struct record *r,
    struct incidents_fact *fact)
{
	struct str community = {0};
	struct sv text;
	bool told;

	str_addsv(&community, text_of(t, r, REC_COMMUNITY));
	text = text_of(t, r, REC_ADDRESS);
	str_clear(&t->key);
	told = text.len > 0;
	if (spot_add_key(&t->key, &t->address, text, str_sv(&community)))
		fact->names[INCIDENTS_PLACE] = key_name(t, r, INCIDENTS_PLACE);
	str_clear(&t->key);
	if (told && spot_add_door(&t->key, &t->address, str_sv(&community)))
		fact->names[INCIDENTS_DOOR] = key_name(t, r, INCIDENTS_DOOR);
	str_free(&community);
}

static struct sv
class_of(struct sv category)
{
	struct sv class = category;

	sv_split(&category, '.', &class);
	return class;
}

static void
put_aside(struct incidents *t, const struct record *r,
    enum incidents_aside which)
{
	int64_t sums[INCIDENTS_NASIDE] = {[INCIDENTS_LINKED] = 0};
	struct incidents_fact when;

	/* these may be without a time */
	if (record_get(r, REC_REPORTED_AT)->type == RECORD_ABSENT)
		return;
	set_time(t, r, &when);
	sums[which] = 1;
	str_clear(&t->key);
	tally_key_int(&t->key, when.day);
	tally_add(&t->aside, tally_group(&t->aside, str_sv(&t->key)), sums);
}

int64_t
incidents_aside(const struct incidents *t, int64_t day,
    enum incidents_aside which)
{
	struct str key = {0};
	size_t group;

	tally_key_int(&key, day);
	group = tally_find(&t->aside, str_sv(&key));
	str_free(&key);
	return group != SIZE_MAX ? tally_at(&t->aside, group)[which] : 0;
}

int
incidents_record(struct incidents *t, const struct record *r, struct fault *f)
{
	static const enum record_key keys[] = {
	    [INCIDENTS_CATEGORY] = REC_CATEGORY,
	    [INCIDENTS_COMMUNITY] = REC_COMMUNITY,
	    [INCIDENTS_PLACE_TYPE] = REC_PLACE_TYPE,
	    [INCIDENTS_RISK] = REC_RISK};
	const int64_t *fates = t->tally.fates;
	int64_t before = fates[COUNT_COUNTED], linked = fates[COUNT_LINKED];
	int64_t invalid = fates[COUNT_OTHER_CATEGORY];
	struct incidents_fact *fact;

	if (count_record(&t->tally, r, f) != 0)
		return -1;
	if (fates[COUNT_COUNTED] == before) {
		if (fates[COUNT_LINKED] > linked)
			put_aside(t, r, INCIDENTS_LINKED);
		/* asked for one category, they are of none */
		if (fates[COUNT_OTHER_CATEGORY] > invalid &&
		    t->tally.query->type.len == 0)
			put_aside(t, r, INCIDENTS_INVALID);
		return 0;
	}
	fact = new_fact(t);
	*fact = (struct incidents_fact){.count = 1};
	set_time(t, r, fact);
	for (size_t i = INCIDENTS_CATEGORY; i < INCIDENTS_PLACE; i++)
		fact->names[i] = name_of(&t->names[i], text_of(t, r, keys[i]));
	fact->names[INCIDENTS_CLASS] = name_of(&t->names[INCIDENTS_CLASS],
	    class_of(text_of(t, r, REC_CATEGORY)));
	if (fact->day >= t->places_from && fact->day < t->places_to)
		set_place(t, r, fact);
	return 0;
}

void
incidents_merge(struct incidents *into, const struct incidents *from)
{
	struct sv texts[INCIDENTS_NNAMES];

	count_merge(&into->tally, &from->tally);
	tally_merge(&into->aside, &from->aside);
	for (size_t i = 0; i < from->nfacts; i++) {
		const struct incidents_fact *f = &from->facts[i];

		for (size_t k = 0; k < INCIDENTS_NNAMES; k++)
			texts[k] = incidents_text(from, k, f->names[k]);
		incidents_add(into, f->day, f->hour, texts, f->count);
	}
}

/* --- in order ------------------------------------------------------------ */

static int
compare_names(const void *a, const void *b, void *map)
{
	const struct map *m = map;
	const uint32_t *x = a, *y = b;

	return sv_cmp(m->keys[*x], m->keys[*y]);
}

/* Numbers names in the order of their bytes ("" is 0), so that the order of
 * facts is that of their texts. */
static void
sort_names(struct map *m, uint32_t *number)
{
	uint32_t *order = mem_zalloc(m->count, sizeof(*order));
	struct map sorted = {.size = m->size};

	for (uint32_t i = 0; i < m->count; i++)
		order[i] = i;
	qsort_r(order, m->count, sizeof(*order), compare_names, m);
	for (uint32_t i = 0; i < m->count; i++) {
		number[order[i]] = i;
		map_put(&sorted, m->keys[order[i]], NULL);
	}
	free(order);
	map_free(m);
	*m = sorted;
}

static int
compare_facts(const void *a, const void *b)
{
	const struct incidents_fact *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->hour != y->hour)
		return x->hour < y->hour ? -1 : 1;
	for (size_t i = 0; i < INCIDENTS_NNAMES; i++)
		if (x->names[i] != y->names[i])
			return x->names[i] < y->names[i] ? -1 : 1;
	return 0;
}

void
incidents_settle(struct incidents *t)
{
	size_t n = 0;

	mask_free(t->mask);     /* no more records come */
	mask_free(t->numbers);
	t->mask = t->numbers = NULL;
	map_free(&t->parts);
	t->parts = (struct map){0};
	for (size_t k = 0; k < INCIDENTS_NNAMES; k++) {
		uint32_t *number = mem_zalloc(t->names[k].count,
		    sizeof(*number));

		sort_names(&t->names[k], number);
		for (size_t i = 0; i < t->nfacts; i++)
			t->facts[i].names[k] = number[t->facts[i].names[k]];
		free(number);
	}
	if (t->nfacts > 0)
		qsort(t->facts, t->nfacts, sizeof(*t->facts), compare_facts);
	for (size_t i = 0; i < t->nfacts; i++) {
		if (n > 0 && compare_facts(&t->facts[n - 1],
		    &t->facts[i]) == 0)
			t->facts[n - 1].count += t->facts[i].count;
		else
			t->facts[n++] = t->facts[i];
	}
	t->nfacts = n;
}

struct sv
incidents_text(const struct incidents *t, enum incidents_name which,
    uint32_t name)
{
	return t->names[which].keys[name];
}

static size_t
first_of(const struct incidents *t, int64_t day)
{
	size_t low = 0, high = t->nfacts;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->facts[mid].day < day)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct incidents_fact *
incidents_days(const struct incidents *t, int64_t from, int64_t to, size_t *n)
{
	size_t first = first_of(t, from), end = first_of(t, to);

	*n = end > first ? end - first : 0;
	return t->facts != NULL ? t->facts + first : NULL;
}

int64_t
incidents_sum(const struct incidents_fact *facts, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += facts[i].count;
	return sum;
}
