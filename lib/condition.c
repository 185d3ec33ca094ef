/* SPDX-License-Identifier: MIT */
#include "condition.h"

static const char *const risk_names[] = {"low", "medium", "high", NULL};

void
condition_terms_init(struct condition_terms *t)
{
	*t = (struct condition_terms){.labels = {.size = sizeof(unsigned)},
	    .categories = {.size = sizeof(unsigned)}};
}

void
condition_terms_free(struct condition_terms *t)
{
	map_free(&t->labels);
	map_free(&t->categories);
}

static void
set_bit(struct condition_bits *bits, unsigned bit)
{
	bits->words[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* --- reading --------------------------------------------------------------- */

static int
read_terms(const struct json_doc *doc, const struct json *when,
    const char *key, struct condition_terms *terms, struct map *names,
    struct condition_bits *bits, bool *present, struct fault *f)
{
	struct arena arena = {0};
	struct texts list;
	int r = texts_read(doc, when, key, &arena, &list, f);

	for (size_t i = 0; r == 0 && i < list.count; i++) {
		bool is_new;
		unsigned *bit;

		if (terms->count == CONDITION_TERMS) {
			r = json_fault(doc, json_get(when, key), f,
			    "more than %d names in the conditions",
			    CONDITION_TERMS);
			break;
		}
		bit = map_put(names, list.items[i], &is_new);
		if (is_new)
			*bit = terms->count++;
		set_bit(bits, *bit);
		*present = true;
	}
	arena_free(&arena);
	return r;
}

static int
read_risks(const struct json_doc *doc, const struct json *when,
    struct condition *c, struct fault *f)
{
	const struct json *list;

	if (json_want(doc, when, "risk", JSON_LIST, &list, f) != 0)
		return -1;
	for (size_t i = 0; i < json_count(list); i++) {
		unsigned index;

		if (texts_choice(doc, json_at(list, i), risk_names, &index,
		    f) != 0)
			return -1;
		c->risks |= 1U << (index + 1);
	}
	return 0;
}

int
condition_read(const struct json_doc *doc, const struct json *map,
    struct condition_terms *terms, struct condition *c, struct fault *f)
{
	static const char *const known[] = {"labels", "all", "categories",
	    "risk", "min_loss_fen", "min_people", "min_repeats",
	    "within_days", NULL};
	const struct json *when;

	*c = (struct condition){0};
	if (json_want(doc, map, "when", JSON_MAP, &when, f) != 0)
		return -1;
	if (when == NULL)
		return json_fault(doc, map, f, "no \"when\" here");
	if (json_only(doc, when, known, f) != 0 ||
	    read_terms(doc, when, "labels", terms, &terms->labels, &c->any,
	    &c->has_any, f) != 0 ||
	    read_terms(doc, when, "all", terms, &terms->labels, &c->all,
	    &c->has_all, f) != 0 ||
	    read_terms(doc, when, "categories", terms, &terms->categories,
	    &c->categories, &c->has_categories, f) != 0 ||
	    read_risks(doc, when, c, f) != 0 ||
	    json_want_int(doc, when, "min_loss_fen", 1, INT64_MAX,
	    &c->min_loss_fen, f) != 0 ||
	    json_want_int(doc, when, "min_people", 1, INT64_MAX,
	    &c->min_people, f) != 0 ||
	    json_want_int(doc, when, "min_repeats", 1, INT64_MAX,
	    &c->min_repeats, f) != 0 ||
	    json_want_int(doc, when, "within_days", 1, INT64_MAX,
	    &c->within_days, f) != 0)
		return -1;
	if (c->within_days != 0 && c->min_repeats == 0)
		return json_fault(doc, json_get(when, "within_days"), f,
		    "\"within_days\" says nothing without \"min_repeats\"");
	if (!c->has_any && !c->has_all && !c->has_categories &&
	    c->risks == 0 && c->min_loss_fen == 0 && c->min_people == 0 &&
	    c->min_repeats == 0)
		return json_fault(doc, when, f,
		    "\"when\" asks for nothing and would always hold");
	return 0;
}

/* --- facts ----------------------------------------------------------------- */

/* Sets the bits of the name and of everything above it: a.b.c, a.b, a. */
static void
set_covering(const struct map *names, struct sv name,
    struct condition_bits *bits)
{
	for (size_t n = name.len; n > 0; n--) {
		const unsigned *bit;

		if (n < name.len && name.p[n] != '.')
			continue;
		bit = map_get(names, (struct sv){name.p, n});
		if (bit != NULL)
			set_bit(bits, *bit);
	}
}

void
condition_look(const struct condition_terms *terms, const struct record *r,
    struct condition_facts *facts, struct str *scratch)
{
	const struct record_value *labels = record_get(r, REC_LABELS);
	const struct record_value *parties = record_get(r, REC_PARTIES);
	struct sv text;
	size_t at = 0;

	*facts = (struct condition_facts){.loss_fen = -1};
	set_covering(&terms->categories,
	    record_text(record_get(r, REC_CATEGORY), scratch), &facts->terms);
	while (record_next_text(labels, &at, &text, scratch))
		set_covering(&terms->labels, text, &facts->terms);
	text = record_text(record_get(r, REC_RISK), scratch);
	for (unsigned i = 0; risk_names[i] != NULL; i++)
		if (sv_eq(text, sv_z(risk_names[i])))
			facts->risk = i + 1;
	if (!record_int(record_get(r, REC_LOSS_FEN), &facts->loss_fen))
		facts->loss_fen = -1;
	at = 0;
	while (record_next_text(parties, &at, &text, scratch))
		facts->people++;
	if (record_get(r, REC_CALLER_NAME)->type == RECORD_STRING)
		facts->people++;
}

static bool
holds_any(const struct condition_bits *wanted,
    const struct condition_bits *set)
{
	for (size_t i = 0; i < CONDITION_TERMS / 64; i++)
		if ((wanted->words[i] & set->words[i]) != 0)
			return true;
	return false;
}

static bool
holds_all(const struct condition_bits *wanted,
    const struct condition_bits *set)
{
	for (size_t i = 0; i < CONDITION_TERMS / 64; i++)
		if ((wanted->words[i] & ~set->words[i]) != 0)
			return false;
	return true;
}

static bool
enough_repeats(const struct condition *c, const struct condition_facts *facts)
{
	int64_t repeats = facts->repeats;

	for (unsigned i = 0; c->within_days != 0 && i < facts->nages; i++)
		repeats -= facts->ages[i] > c->within_days;
	return repeats >= c->min_repeats;
}

bool
condition_holds(const struct condition *c, const struct condition_facts *facts)
{
	return (!c->has_any || holds_any(&c->any, &facts->terms)) &&
	    (!c->has_all || holds_all(&c->all, &facts->terms)) &&
	    (!c->has_categories ||
	    holds_any(&c->categories, &facts->terms)) &&
	    (c->risks == 0 || (c->risks & 1U << facts->risk) != 0) &&
	    (c->min_loss_fen == 0 || facts->loss_fen >= c->min_loss_fen) &&
	    facts->people >= c->min_people &&
	    enough_repeats(c, facts);
}
