/* SPDX-License-Identifier: MIT */
#include "facet_parts.h"

#include <stdlib.h>

/* How close before a word a denial stands: 没用, 未使用, 没有下载. */
#define DENIAL_UNITS 3

/* What an item needs to win: the strength of its field, then the place in the
 * text or the group's own. */
struct rank {
	uint64_t value;         /* less is better */
	bool any;
};

struct facet_work {
	const struct facets *fs;
	struct folded text;
	struct matcher_hits hits;
	struct str scratch, category;
	struct {
		uint32_t item, start, length;
		bool hit, denied;
	} *of;                  /* of each item, in this field */
	uint32_t *touched;
	size_t ntouched;
};

/* --- set up -------------------------------------------------------------- */

struct facets *
facets_new(void)
{
	struct facets *fs = mem_zalloc(1, sizeof(*fs));

	fs->fold = fold_new();
	fs->matcher = matcher_new();
	return fs;
}

void
facets_free(struct facets *fs)
{
	if (fs == NULL)
		return;
	for (size_t i = 0; i < fs->ndocs; i++)
		json_free(fs->docs[i]);
	free(fs->docs);
	free(fs->items);
	free(fs->uses);
	free(fs->first_use);
	fold_free(fs->fold);
	matcher_free(fs->matcher);
	arena_free(&fs->arena);
	free(fs);
}

static int
compare_uses(const void *a, const void *b)
{
	const struct facet_use *x = a, *y = b;

	if (x->literal != y->literal)
		return x->literal < y->literal ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

static size_t
count_uses(const struct facets *fs)
{
	size_t n = 0;

	for (size_t i = 0; i < fs->nitems; i++)
		n += fs->items[i].nwords + fs->items[i].nunless;
	return n;
}

void
facets_build(struct facets *fs)
{
	size_t n = count_uses(fs), k = 0, literals;

	matcher_build(fs->matcher);
	literals = matcher_count(fs->matcher);
	fs->uses = mem_zalloc(n + 1, sizeof(*fs->uses));
	fs->first_use = mem_zalloc(literals + 1, sizeof(*fs->first_use));
	for (size_t i = 0; i < fs->nitems; i++) {
		const struct facet_item *item = &fs->items[i];

		fs->fields[item->facet] |= 1U << item->field;
		if (fs->all[item->facet].groups[item->group].category.len > 0)
			fs->by_category |= 1U << item->facet;
		for (size_t w = 0; w < item->nwords; w++)
			fs->uses[k++] = (struct facet_use){item->words[w],
			    (uint32_t)i, false};
		for (size_t w = 0; w < item->nunless; w++)
			fs->uses[k++] = (struct facet_use){item->unless[w],
			    (uint32_t)i, true};
	}
	qsort(fs->uses, n, sizeof(*fs->uses), compare_uses);
	for (size_t i = 0; i < n; i++)
		fs->first_use[fs->uses[i].literal + 1]++;
	for (size_t i = 0; i < literals; i++)
		fs->first_use[i + 1] += fs->first_use[i];
}

struct facet_work *
facet_work_new(const struct facets *fs)
{
	struct facet_work *w = mem_zalloc(1, sizeof(*w));

	w->fs = fs;
	w->of = mem_zalloc(fs->nitems + 1, sizeof(*w->of));
	w->touched = mem_zalloc(fs->nitems + 1, sizeof(*w->touched));
	return w;
}

void
facet_work_free(struct facet_work *w)
{
	if (w == NULL)
		return;
	folded_free(&w->text);
	matcher_hits_free(&w->hits);
	str_free(&w->scratch);
	str_free(&w->category);
	free(w->of);
	free(w->touched);
	free(w);
}

/* --- names --------------------------------------------------------------- */

size_t
facets_count(const struct facets *fs)
{
	return fs->n;
}

size_t
facets_find(const struct facets *fs, struct sv name)
{
	for (size_t i = 0; i < fs->n; i++)
		if (sv_eq(fs->all[i].name, name))
			return i;
	return FACET_NONE;
}

struct sv
facet_name(const struct facets *fs, size_t facet)
{
	return fs->all[facet].name;
}

struct sv
facet_title(const struct facets *fs, size_t facet, bool english)
{
	return english ? fs->all[facet].title_en : fs->all[facet].title;
}

size_t
facet_groups(const struct facets *fs, size_t facet)
{
	return fs->all[facet].ngroups;
}

struct sv
facet_group_id(const struct facets *fs, size_t facet, size_t group)
{
	return fs->all[facet].groups[group].id;
}

struct sv
facet_group_title(const struct facets *fs, size_t facet, size_t group,
    bool english)
{
	const struct facet_group *g = &fs->all[facet].groups[group];

	return english ? g->title_en : g->title;
}

size_t
facet_group_find(const struct facets *fs, size_t facet, struct sv id)
{
	for (size_t i = 0; i < fs->all[facet].ngroups; i++)
		if (sv_eq(fs->all[facet].groups[i].id, id))
			return i;
	return FACET_NONE;
}

/* --- a text -------------------------------------------------------------- */

/* 没有, 未, 并非 … right before the word, in the same clause. */
static bool
is_denied(const struct folded *text, size_t at)
{
	for (size_t i = 1; i <= DENIAL_UNITS && i <= at; i++) {
		uint16_t u = text->units[at - i];

		if (fold_is_clause_mark(u) || u == 0x3001)
			return false;
		if (u == 0x6ca1 || u == 0x672a || u == 0x975e) /* 没未非 */
			return true;
	}
	return false;
}

/* First and last decide by place: which word of an item counts. */
static void
note_hit(struct facet_work *w, const struct facet_use *use,
    const struct matcher_hit *hit)
{
	const struct facet_item *item = &w->fs->items[use->item];
	bool last = w->fs->all[item->facet].pick == FACET_LAST;

	if (!use->unless && !item->negated && is_denied(&w->text, hit->at))
		return;
	if (!w->of[use->item].hit && !w->of[use->item].denied)
		w->touched[w->ntouched++] = use->item;
	if (use->unless) {
		w->of[use->item].denied = true;
		return;
	}
	if (w->of[use->item].hit && !last)
		return;
	w->of[use->item].hit = true;
	w->of[use->item].start = hit->at;
	w->of[use->item].length = hit->len;
}

static void
scan_field(struct facet_work *w, const struct record *r,
    enum facet_field field, unsigned wanted)
{
	const struct facets *fs = w->fs;
	struct sv text = record_text(record_get(r, facet_field_key(field)),
	    &w->scratch);

	w->ntouched = 0;
	if (text.len == 0)
		return;
	fold_text(fs->fold, &w->text, text);
	matcher_scan(fs->matcher, w->text.units, w->text.n, &w->hits);
	for (size_t h = 0; h < w->hits.n; h++) {
		uint32_t l = w->hits.at[h].literal;

		for (size_t u = fs->first_use[l]; u < fs->first_use[l + 1];
		     u++) {
			const struct facet_item *item =
			    &fs->items[fs->uses[u].item];

			if (item->field == field &&
			    (wanted >> item->facet & 1) != 0)
				note_hit(w, &fs->uses[u], &w->hits.at[h]);
		}
	}
}

static void
forget(struct facet_work *w)
{
	for (size_t i = 0; i < w->ntouched; i++)
		w->of[w->touched[i]].hit = w->of[w->touched[i]].denied = false;
	w->ntouched = 0;
}

static uint64_t
rank_of(const struct facets *fs, const struct facet_item *item,
    uint32_t start)
{
	const struct facet_one *one = &fs->all[item->facet];
	uint64_t rank = (uint64_t)one->strength[item->field] << 56;

	if (one->pick == FACET_FIRST)
		rank |= (uint64_t)start << 20;
	else if (one->pick == FACET_LAST)
		rank |= (uint64_t)(UINT32_MAX - start) << 20;
	return rank | item->group;
}

static bool
of_age(const struct facet_item *item, bool known, int64_t age)
{
	return !item->aged || !known ||
	    (age >= item->age_from && age <= item->age_to);
}

/* Groups of a finer kind are looked for among their own. */
static bool
of_category(const struct facet_work *w, const struct facet_item *item)
{
	struct sv want =
	    w->fs->all[item->facet].groups[item->group].category;
	struct sv is = str_sv(&w->category);

	return want.len == 0 || (sv_starts(is, want) &&
	    (is.len == want.len || is.p[want.len] == '.'));
}

static void
read_category(struct facet_work *w, const struct record *r, unsigned wanted)
{
	str_clear(&w->category);
	if ((w->fs->by_category & wanted) != 0)
		str_addsv(&w->category, record_text(
		    record_get(r, REC_CATEGORY), &w->scratch));
}

static void
better(const struct facets *fs, struct facet_found *found, struct rank *ranks,
    const struct facet_item *item, uint32_t start, uint32_t length)
{
	uint64_t rank = rank_of(fs, item, start);

	if (ranks[item->facet].any && ranks[item->facet].value <= rank)
		return;
	ranks[item->facet] = (struct rank){rank, true};
	found[item->facet] = (struct facet_found){item->group, item->field,
	    start, length};
}

/* A field that could only give weaker evidence than what there is need not
 * be read: most records tell the job or the age. */
static unsigned
still_open(const struct facets *fs, unsigned wanted, enum facet_field field,
    const struct rank *ranks)
{
	unsigned open = 0;

	for (size_t i = 0; i < fs->n; i++)
		if ((wanted >> i & 1) != 0 &&
		    (fs->fields[i] >> field & 1) != 0 &&
		    (!ranks[i].any || ranks[i].value >> 56 >=
			fs->all[i].strength[field]))
			open |= 1U << i;
	return open;
}

static void
take_words(struct facet_work *w, enum facet_field field, bool aged,
    int64_t age, struct facet_found *found, struct rank *ranks)
{
	for (size_t i = 0; i < w->ntouched; i++) {
		uint32_t k = w->touched[i];
		const struct facet_item *item = &w->fs->items[k];

		if (item->field == field && w->of[k].hit && !w->of[k].denied &&
		    of_age(item, aged, age) && of_category(w, item))
			better(w->fs, found, ranks, item, w->of[k].start,
			    w->of[k].length);
	}
}

/* Places are of the text as it stands, not as it was folded. */
static void
unfold(const struct folded *text, struct facet_found *found)
{
	size_t end = found->start + found->length - 1;
	size_t start = folded_origin(text, found->start);

	found->length = (uint32_t)(folded_origin(text, end) + 1 - start);
	found->start = (uint32_t)start;
}

static void
take_ages(const struct facets *fs, unsigned wanted, int64_t age,
    struct facet_found *found, struct rank *ranks)
{
	for (size_t i = 0; i < fs->nitems; i++) {
		const struct facet_item *item = &fs->items[i];

		if (item->field == FACET_AGE &&
		    (wanted >> item->facet & 1) != 0 && age >= item->age_from
		    && age <= item->age_to)
			better(fs, found, ranks, item, 0, 0);
	}
}

void
facets_assign(struct facet_work *w, unsigned wanted, const struct record *r,
    struct facet_found *found)
{
	const struct facets *fs = w->fs;
	struct rank ranks[FACET_MOST] = {{0, false}};
	int64_t age = 0;
	bool aged = record_int(record_get(r, REC_CALLER_AGE), &age);

	for (size_t i = 0; i < fs->n; i++)
		if ((wanted >> i & 1) != 0)
			found[i] = (struct facet_found){.group = FACET_NONE};
	read_category(w, r, wanted);
	if (aged)
		take_ages(fs, wanted, age, found, ranks);
	for (enum facet_field field = 0; field < FACET_NFIELDS; field++) {
		unsigned open = still_open(fs, wanted, field, ranks);

		if (field == FACET_AGE || open == 0)
			continue;
		scan_field(w, r, field, open);
		take_words(w, field, aged, age, found, ranks);
		forget(w);
		for (size_t i = 0; i < fs->n; i++)
			if ((open >> i & 1) != 0 && found[i].length > 0 &&
			    found[i].field == field)
				unfold(&w->text, &found[i]);
	}
}

bool
facet_is_of(struct facet_work *w, const struct record *r, size_t facet,
    size_t group)
{
	const struct facets *fs = w->fs;
	int64_t age = 0;
	bool aged = record_int(record_get(r, REC_CALLER_AGE), &age);
	bool is = false;

	read_category(w, r, 1U << facet);
	for (size_t i = 0; aged && i < fs->nitems; i++)
		if (fs->items[i].facet == facet &&
		    fs->items[i].group == group &&
		    fs->items[i].field == FACET_AGE)
			is = is || (age >= fs->items[i].age_from &&
			    age <= fs->items[i].age_to);
	for (enum facet_field field = 0; field < FACET_NFIELDS && !is;
	     field++) {
		if (field == FACET_AGE ||
		    (fs->fields[facet] >> field & 1) == 0)
			continue;
		scan_field(w, r, field, 1U << facet);
		for (size_t i = 0; i < w->ntouched; i++) {
			uint32_t k = w->touched[i];

			is = is || (fs->items[k].group == group &&
			    w->of[k].hit && !w->of[k].denied &&
			    of_age(&fs->items[k], aged, age) &&
			    of_category(w, &fs->items[k]));
		}
		forget(w);
	}
	return is;
}

void
facet_why(struct str *out, const struct facets *fs, size_t facet,
    const struct facet_found *found)
{
	str_addsv(out, fs->all[facet].name);
	str_addc(out, '.');
	str_addsv(out, facet_group_id(fs, facet, found->group));
	str_addc(out, '@');
	str_addz(out, facet_field_name(found->field));
	if (found->field != FACET_AGE)
		str_addf(out, ":%u+%u", found->start, found->length);
}
