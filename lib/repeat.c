/* SPDX-License-Identifier: MIT */
#include "repeat.h"

#include "datetime.h"
#include "jsonout.h"
#include "map.h"
#include "phone.h"
#include "repeat_names.h"

#define UNITS 2000      /* of a text that are looked at */

/* --- what an incident is about --------------------------------------------- */

/* Matters of one kind in the eyes of different call-takers; bits that two
 * categories share make neither foreign to the other. */
enum { HOME = 1, NEXT_DOOR = 2, MONEY = 4, TRADE = 8, LAND = 16, ROAD = 32,
	HEALTH = 64, SCHOOL = 128, ANY = 255 };

static const struct {
	const char *category;
	uint16_t kin;
	bool belongs;           /* though no dispute, it may be a report of
	                         * one */
} kinds[] = {
	{"dispute.family", HOME, false},
	{"dispute.romance", HOME, false},
	{"dispute.neighbour", NEXT_DOOR, false},
	{"dispute.property", NEXT_DOOR, false},
	{"dispute.labour", MONEY, false},
	{"dispute.debt", MONEY, false},
	{"dispute.consumer", TRADE, false},
	{"dispute.land", LAND, false},
	{"dispute.traffic", ROAD, false},
	{"dispute.medical", HEALTH, false},
	{"dispute.school", SCHOOL, false},
	{"dispute.other", ANY, false},
	{"crime.assault", ANY, true},
	{"crime.damage", ANY, true},
	{"safety.suicide", ANY, true},
	{"help.noise", NEXT_DOOR, true},
	{"help.complaint", ANY, true},
	{"other", ANY, true},
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

bool
repeat_may_belong(struct sv category)
{
	for (size_t i = 0; i < NKINDS; i++)
		if (sv_eq(category, sv_z(kinds[i].category)))
			return kinds[i].belongs;
	return false;
}

static void
look_category(struct repeat_sketch *s, struct sv category)
{
	s->category = (uint32_t)hash_bytes(category.p, category.len, 0);
	s->kin = 0;
	for (size_t i = 0; i < NKINDS; i++)
		if (sv_eq(category, sv_z(kinds[i].category)))
			s->kin = kinds[i].kin;
}

/* --- telephones ------------------------------------------------------------ */

static void
add_phone(struct repeat_sketch *s, struct sv digits)
{
	enum phone_kind kind = phone_kind(digits);
	bool alike = true;
	uint64_t number = 1;    /* that zeros in front count */

	if (kind == PHONE_SERVICE || digits.len < 7 ||
	    s->nphones == REPEAT_PHONES)
		return;
	/* the area code is given or not */
	if (kind == PHONE_LANDLINE && digits.len > 8)
		digits = sv_from(digits, digits.len - (digits.len > 11 ||
		    sv_starts(digits, SV("02")) || sv_starts(digits,
		    SV("010")) ? 8 : 7));
	/* 00000000, 11111111: a field that had to be filled */
	for (size_t i = 1; i < digits.len; i++)
		alike &= digits.p[i] == digits.p[0];
	if (alike)
		return;
	for (size_t i = 0; i < digits.len && i < 18; i++)
		if (digits.p[i] >= '0' && digits.p[i] <= '9')
			number = number * 10 + (uint64_t)(digits.p[i] - '0');
	for (size_t i = 0; i < s->nphones; i++)
		if (s->phones[i] == number)
			return;
	s->phones[s->nphones++] = number;
}

static void
look_caller_phone(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	struct sv rest = record_text(record_get(r, REC_CALLER_PHONE),
	    &l->scratch), part;

	while (rest.p != NULL && sv_split(&rest, ',', &part))
		add_phone(s, part);
	s->ncalled = s->nphones;
	s->digits = s->nphones > 0 ? s->phones[0] : 0;
}

/* Mobile numbers that a text names: those of the other side. */
static void
look_text_phones(struct repeat_sketch *s, const uint16_t *units, size_t n)
{
	char digits[11];

	for (size_t i = 0, run = 0; i <= n; i++) {
		if (i < n && units[i] >= '0' && units[i] <= '9') {
			if (run < sizeof(digits))
				digits[run] = (char)units[i];
			run++;
			continue;
		}
		if (run == sizeof(digits) && phone_kind((struct sv){digits,
		    run}) == PHONE_MOBILE)
			add_phone(s, (struct sv){digits, run});
		run = 0;
	}
}

/* --- sums ------------------------------------------------------------------ */

static void
add_sum(struct repeat_sketch *s, uint64_t yuan)
{
	if (yuan < 100 || yuan > UINT32_MAX || s->nsums == REPEAT_SUMS)
		return;
	for (size_t i = 0; i < s->nsums; i++)
		if (s->sums[i] == yuan)
			return;
	s->sums[s->nsums++] = (uint32_t)yuan;
}

/* Thousandths, 4.35 as 4350, of the number that begins at units[*at], which is
 * moved behind it; 0 when it is longer than sums are. */
static uint64_t
read_number(const uint16_t *units, size_t n, size_t *at)
{
	uint64_t value = 0;
	unsigned digits = 0, decimals = 0;
	bool point = false;

	for (; *at < n; (*at)++) {
		uint16_t u = units[*at];

		if (u == ',' && !point && digits > 0)
			continue;
		if (u == '.' && !point) {
			point = true;
			continue;
		}
		if (u < '0' || u > '9')
			break;
		digits++;
		if (point && decimals == 3)
			continue;
		decimals += point;
		value = value < UINT32_MAX ? value * 10 + (uint64_t)(u - '0')
		    : value;
	}
	for (; decimals < 3; decimals++)
		value *= 10;
	return digits <= 10 ? value : 0;
}

/* Sums of money in digits: 23455元, 4.3万, 5千元, 800块. */
static void
look_sums(struct repeat_sketch *s, const uint16_t *units, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t value, unit = 0;

		if (units[i] < '0' || units[i] > '9')
			continue;
		value = read_number(units, n, &i);
		if (i < n && units[i] == 0x5143) /* 元 */
			unit = 1;
		else if (i < n && units[i] == 0x5757) /* 块 */
			unit = 1;
		else if (i < n && units[i] == 0x5343) /* 千 */
			unit = 1000;
		else if (i < n && units[i] == 0x4e07) /* 万 */
			unit = 10000;
		add_sum(s, value * unit / 1000);
	}
}

/* --- names ----------------------------------------------------------------- */

static void
fold_value(struct repeat_looker *l, struct sv text)
{
	fold_text(l->fold, &l->folded, text.p != NULL ? text : SV(""));
}

static void
add_name(struct repeat_sketch *s, uint64_t name)
{
	for (size_t i = 0; i < s->nnames; i++)
		if (s->names[i] == name)
			return;
	if (name != 0 && s->nnames < REPEAT_NAMES)
		s->names[s->nnames++] = name;
}

static void
look_caller(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	fold_value(l, record_text(record_get(r, REC_CALLER_NAME),
	    &l->scratch));
	add_name(s, repeat_name(l->namer, l->folded.units, l->folded.n,
	    &s->surname));
	s->has_caller = s->nnames > 0;
}

static void
look_parties(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	const struct record_value *v = record_get(r, REC_PARTIES);
	struct sv text;
	uint16_t surname;
	size_t at = 0;

	while (record_next_text(v, &at, &text, &l->scratch)) {
		fold_value(l, text);
		add_name(s, repeat_name(l->namer, l->folded.units,
		    l->folded.n, &surname));
	}
	s->nsure = s->nnames;
}

static void
look_text(struct repeat_looker *l, const struct record *r,
    enum record_key key, struct repeat_sketch *s)
{
	uint64_t found[REPEAT_NAMES];
	size_t n, count;

	fold_value(l, record_text(record_get(r, key), &l->scratch));
	n = l->folded.n < UNITS ? l->folded.n : UNITS;
	look_text_phones(s, l->folded.units, n);
	look_sums(s, l->folded.units, n);
	count = repeat_names_find(l->namer, l->folded.units, n, found,
	    REPEAT_NAMES);
	for (size_t i = 0; i < count; i++)
		add_name(s, found[i]);
	if (key == REC_NARRATIVE)
		s->has_text = minhash_set(&s->text, l->folded.units, n);
}

/* --- not the first time ---------------------------------------------------- */

/* Words that point back to an earlier call or visit of the police. */
static bool
points_back(struct sv text)
{
	static const char *const words[] = {"再次", "又一次", "二次", "第二次",
	    "第三次", "上次", "上回", "报过警", "报过案", "来处理过", "来过派出所",
	    "派出所来过", "民警来过", "派出所处理过"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sv_find(text, sv_z(words[i])) != SIZE_MAX)
			return true;
	return false;
}

/* --- the sketch ------------------------------------------------------------ */

void
repeat_looker_free(struct repeat_looker *l)
{
	folded_free(&l->folded);
	address_free(&l->address);
	str_free(&l->scratch);
	str_free(&l->community);
	str_free(&l->town);
}

static void
look_place(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	struct sv community = record_text(record_get(r, REC_COMMUNITY),
	    &l->community);

	l->address.town = address_town(record_text(record_get(r, REC_UNIT),
	    &l->town));
	place_of(&s->place, &l->address, record_text(record_get(r,
	    REC_ADDRESS), &l->scratch), community);
}

static void
look_time(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	struct datetime t;

	s->time = datetime_read(record_text(record_get(r, REC_REPORTED_AT),
	    &l->scratch), &t) ? datetime_epoch(&t) : REPEAT_NO_TIME;
}

void
repeat_glance(struct repeat_looker *l, const struct record *r,
    struct repeat_sketch *s)
{
	memset(s, 0, sizeof(*s));
	look_time(l, r, s);
	look_caller_phone(l, r, s);
	look_caller(l, r, s);
	look_place(l, r, s);
}

void
repeat_look(struct repeat_looker *l, const struct record *r, bool dispute,
    struct repeat_sketch *s)
{
	struct sv card;

	repeat_glance(l, r, s);
	s->dispute = dispute;
	look_category(s, record_text(record_get(r, REC_CATEGORY),
	    &l->scratch));
	card = record_text(record_get(r, REC_CALLER_ID), &l->scratch);
	if (card.len >= 15)
		s->card = hash_bytes(card.p, card.len, 0x6964) | 1;
	s->again = points_back(record_text(record_get(r, REC_NARRATIVE),
	    &l->scratch));
	look_parties(l, r, s);
	look_text(l, r, REC_NARRATIVE, s);
	look_text(l, r, REC_FEEDBACK, s);
	look_text(l, r, REC_OUTCOME, s);
}
