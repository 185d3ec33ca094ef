/* SPDX-License-Identifier: MIT */
#include "repeat.h"

#include "jsonout.h"
#include "map.h"

#define UNLIKE 0.05      /* texts of another story */
#define SOON (3 * 86400)        /* seconds */
#define ALIKE 0.4       /* texts that have something in common */

/* Characters 1 and 2, which for most names are surname and given name. */
#define HEAD(name) ((name) & 0xffffffff)
#define IS_LONG(name) ((name) >> 32 != 0)

/* A name of the text that may be the beginning of a longer one. */
static bool
is_doubtful(const struct repeat_sketch *s, uint64_t name)
{
	for (size_t i = 0; i < s->nnames; i++)
		if (s->names[i] != name && HEAD(s->names[i]) == HEAD(name))
			return true;
	return false;
}

static bool
is_same_name(const struct repeat_sketch *a, size_t i,
    const struct repeat_sketch *b, size_t j)
{
	bool sure = i < a->nsure || j < b->nsure;

	if (a->names[i] != b->names[j])
		return false;
	if (sure)
		return true;
	return !(a->common_names >> i & 1) && (IS_LONG(a->names[i]) ||
	    !is_doubtful(a, a->names[i]) || !is_doubtful(b, b->names[j]));
}

/* Both sides are named in it, as far as one can tell. */
static bool
names_both(const struct repeat_sketch *s)
{
	unsigned n = s->nsure;

	for (size_t i = s->nsure; i < s->nnames; i++)
		n += IS_LONG(s->names[i]) && !(s->common_names >> i & 1);
	return n >= 2;
}

/* The same name, and not two numbers that speak against it. */
static bool
is_same_caller(const struct repeat_sketch *a, const struct repeat_sketch *b)
{
	return a->has_caller && b->has_caller &&
	    a->names[0] == b->names[0] &&
	    (a->ncalled == 0 || b->ncalled == 0);
}

/* The people named in both, at most 2 are counted; points for them. */
static int
weigh_names(const struct repeat_sketch *a, const struct repeat_sketch *b,
    struct repeat_evidence *e)
{
	uint64_t first = 0;
	bool sure = false, two = false;

	for (size_t i = 0; i < a->nnames; i++)
		for (size_t j = 0; j < b->nnames; j++) {
			if (!is_same_name(a, i, b, j))
				continue;
			if (first != 0 && HEAD(a->names[i]) != HEAD(first))
				two = true;
			first = a->names[i];
			sure |= i < a->nsure || j < b->nsure;
		}
	/* two guesses from texts may be two words */
	if (two) {
		e->names = 2;
		return sure ? 3 : 2;
	}
	e->names = first != 0;
	if (first == 0 && !e->card && !e->phone)
		return names_both(a) && names_both(b) ? -1 : 0;
	/* a number and its owner's name are one fact */
	if (e->card || e->phone)
		return 0;
	return is_same_caller(a, b) ? 2 : 1;
}

/* The callers bear two names, and not of one family. */
static bool
callers_differ(const struct repeat_sketch *a, const struct repeat_sketch *b)
{
	return a->surname != 0 && b->surname != 0 && a->surname != b->surname;
}

static bool
same_phone(const struct repeat_sketch *a, const struct repeat_sketch *b)
{
	for (size_t i = 0; i < a->nphones; i++)
		for (size_t j = 0; j < b->nphones; j++)
			if (a->phones[i] == b->phones[j] &&
			    (a->shared_phones >> i & 1) == 0 &&
			    (b->shared_phones >> j & 1) == 0)
				return true;
	return false;
}

/* Mobile numbers of which one digit differs: mistyped, if it is the same
 * caller. */
static bool
is_near(uint64_t a, uint64_t b)
{
	unsigned differ = 0;

	if (a < UINT64_C(100000000000) || b < UINT64_C(100000000000))
		return false;
	for (; a != 0 && b != 0; a /= 10, b /= 10)
		differ += a % 10 != b % 10;
	return differ == 1;
}

static bool
near_phone(const struct repeat_sketch *a, const struct repeat_sketch *b)
{
	if (!a->has_caller || !b->has_caller || a->names[0] != b->names[0])
		return false;
	return is_near(a->digits, b->digits);
}

/* How much it says that two sums are the same: a sum to the yuan much, unless
 * it is a price (1998, 299), a round one little, less when many name it. */
static int
sum_points(uint32_t yuan, bool common, bool same_place)
{
	bool price = yuan % 10 == 8 || yuan % 10 == 9;

	if (common)
		return yuan % 1000 != 0 || same_place;
	if (yuan >= 1000 && yuan % 100 != 0 && !price)
		return 3;
	return 1 + (yuan % 1000 != 0 || same_place);
}

static int
weigh_sums(const struct repeat_sketch *a, const struct repeat_sketch *b,
    struct repeat_evidence *e)
{
	for (size_t i = 0; i < a->nsums; i++)
		for (size_t j = 0; j < b->nsums; j++) {
			int points = a->sums[i] != b->sums[j] ? 0 :
			    sum_points(a->sums[i],
			    (a->common_sums >> i & 1) != 0, e->place >= 2);

			if (points > e->sum)
				e->sum = (uint8_t)points;
		}
	return e->sum;
}

static bool
is_public(const struct repeat_sketch *s)
{
	return s->public_name && s->place.depth < 3 && !s->place.house;
}

static int
weigh_place(const struct repeat_sketch *a, const struct repeat_sketch *b,
    struct repeat_evidence *e)
{
	static const int points[] = {0, 0, 1, 1, 2, 3};
	unsigned depth = place_agrees(&a->place, &b->place);

	if (depth == 5 && (a->public_room || b->public_room))
		depth = 3;
	e->place = (uint8_t)depth;
	if (depth == 2 && a->place.house && !a->busy && !b->busy)
		return 3;
	if (depth > 0)
		return points[depth];
	/* what was reported at the station may have been anywhere */
	return !is_public(a) && !is_public(b) &&
	    place_differs(&a->place, &b->place) ? -1 : 0;
}

/* Both say who calls, and nothing says that it is the same matter. */
static bool
are_strangers(const struct repeat_sketch *a, const struct repeat_sketch *b,
    const struct repeat_evidence *e)
{
	if (e->names > 0 || e->phone || e->card || e->near_phone)
		return false;
	return callers_differ(a, b) || (a->has_caller && b->has_caller) ||
	    (a->ncalled > 0 && b->ncalled > 0);
}

static int
weigh_text(const struct repeat_sketch *a, const struct repeat_sketch *b,
    const struct repeat_limits *limits, struct repeat_evidence *e)
{
	double alike;

	if (!a->has_text || !b->has_text)
		return 0;
	alike = minhash_alike(&a->text, &b->text);
	if (alike < UNLIKE && are_strangers(a, b, e))
		return -1;
	if (alike < ALIKE && alike < limits->similar)
		return 0;
	e->text = (uint8_t)(alike * 100);
	if (alike < limits->similar)
		return are_strangers(a, b, e) ? 0 : 1;
	/* forms are filled in with the same words for other people */
	if (a->common_text || b->common_text)
		return 1;
	return are_strangers(a, b, e) ? 1 : 3;
}

static bool
is_within(const struct repeat_sketch *a, const struct repeat_sketch *b,
    int64_t seconds)
{
	return a->time != REPEAT_NO_TIME && b->time != REPEAT_NO_TIME &&
	    a->time - b->time <= seconds && b->time - a->time <= seconds;
}

void
repeat_weigh(const struct repeat_sketch *a, const struct repeat_sketch *b,
    const struct repeat_limits *limits, struct repeat_evidence *e)
{
	int points;

	*e = (struct repeat_evidence){0};
	e->card = a->card != 0 && a->card == b->card;
	e->phone = same_phone(a, b);
	points = weigh_names(a, b, e);
	e->category = a->category == b->category;
	e->minutes = is_within(a, b, limits->minutes);
	e->near_phone = !e->phone && near_phone(a, b);
	if (e->card || e->phone)
		points += !e->card && callers_differ(a, b) &&
		    e->names == 0 ? 2 : 3;
	else if (e->near_phone)
		points += 2;
	points += weigh_place(a, b, e);
	points += weigh_sums(a, b, e);
	points += weigh_text(a, b, limits, e);
	if (e->minutes && place_agrees(&a->place, &b->place) >= 2)
		points += 2;
	points += e->category ? 1 : (a->kin & b->kin) != 0 ? 0 : -1;
	e->again = a->again;
	points += a->again;
	e->soon = !e->minutes && is_within(a, b, SOON);
	points += e->soon;
	e->points = (int8_t)points;
}

/* --- in words -------------------------------------------------------------- */

static void
add(struct str *out, const char *word, int number)
{
	str_addz(out, out->p[out->len - 1] == '[' ? "\"" : ",\"");
	str_addz(out, word);
	if (number >= 0) {
		str_addc(out, ':');
		str_addi(out, number);
	}
	str_addc(out, '"');
}

void
repeat_put_why(struct str *out, const struct repeat_evidence *e)
{
	str_addc(out, '[');
	if (e->parent)
		add(out, "parent", -1);
	if (e->card)
		add(out, "card", -1);
	if (e->phone)
		add(out, "phone", -1);
	if (e->near_phone)
		add(out, "phone_near", -1);
	if (e->names > 0)
		add(out, "names", e->names);
	if (e->place > 0)
		add(out, "address", e->place);
	if (e->text == 100)
		add(out, "text:1.00", -1);
	else if (e->text > 0) {
		add(out, e->text < 10 ? "text:0.0" : "text:0.", -1);
		out->len--;
		str_addi(out, e->text);
		str_addc(out, '"');
	}
	if (e->sum > 0)
		add(out, "sum", -1);
	if (e->again)
		add(out, "again", -1);
	if (e->soon)
		add(out, "days", -1);
	if (e->minutes)
		add(out, "minutes", -1);
	if (e->category)
		add(out, "category", -1);
	if (e->points != 0)
		add(out, "points", e->points);
	str_addc(out, ']');
}

/* --- keys ------------------------------------------------------------------ */

static uint64_t
pair_key(uint64_t a, uint64_t b)
{
	uint64_t pair[2] = {a < b ? a : b, a < b ? b : a};

	return hash_bytes(pair, sizeof(pair), 0x7072) | 1;
}

/* The caller with everybody else named, those of the form with one another, and
 * whole names that the texts hold: whichever of them calls next time. */
static size_t
pair_keys(const struct repeat_sketch *s, uint64_t *keys, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nnames; i++)
		for (size_t j = i + 1; j < s->nnames; j++) {
			uint64_t a = s->names[i], b = s->names[j];
			bool whole = IS_LONG(a) && IS_LONG(b);

			if (HEAD(a) != HEAD(b) && (whole || i < s->nsure) &&
			    n < max)
				keys[n++] = pair_key(a, b);
		}
	return n;
}

size_t
repeat_keys(const struct repeat_sketch *s, uint64_t *keys)
{
	static const unsigned depths[] = {5, 3, 2};
	size_t n = 0;

	for (size_t i = 0; i < s->nphones; i++)
		if ((s->shared_phones >> i & 1) == 0)
			keys[n++] = hash_bytes(&s->phones[i],
			    sizeof(s->phones[i]), 0x7068) | 1;
	if (s->card != 0)
		keys[n++] = s->card;
	for (size_t i = 0; i < 3; i++) {
		keys[n] = place_key(&s->place, depths[i]);
		n += keys[n] != 0 && (depths[i] > 2 || !s->public_name);
	}
	for (size_t i = 0; i < s->nsums; i++) {
		keys[n++] = pair_key(s->sums[i], s->place.name);
		if (s->sums[i] % 1000 != 0)
			keys[n++] = pair_key(s->sums[i], s->category);
	}
	/* somebody about the same place or kind of matter */
	for (size_t i = 0; i < s->nnames && s->place.name != 0; i++)
		keys[n++] = pair_key(s->names[i], s->place.name);
	if (s->has_caller)
		keys[n++] = pair_key(s->names[0], s->category);
	n += pair_keys(s, keys + n, REPEAT_KEYS - MINHASH_BANDS - n);
	for (unsigned i = 0; s->has_text && i < MINHASH_BANDS; i++)
		keys[n++] = minhash_band(&s->text, i) | 1;
	return n;
}
