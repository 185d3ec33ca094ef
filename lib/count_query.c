/* SPDX-License-Identifier: MIT */
/* What is asked: keys, bounds, what is chosen, what it takes to read them. */
#include "count_query.h"

#include <stdlib.h>

/* As wide as a person lives; what is beyond is no age. */
#define MAX_AGE 150

const struct count_subject count_fraud = {"fraud-stats", "fraud.", "type",
    "fraud-partial", "fraud-partial-group", "电信网络诈骗警情",
    "cases of fraud", true, true};
const struct count_subject count_incidents = {"incident-stats", "",
    "category", "incident-partial", "incident-partial-group", "警情",
    "incidents", false, false};

static const char *const key_names[COUNT_NKEYS] = {"day", "week", "month",
    "quarter", "year", NULL, "community", "unit", "channel", "sex", "age",
    "hour", "weekday", "place_type", "job", "subtype", "victim", "contact",
    "platform", "payment", "loss"};

/* The platform's figures are by such bands; 60 is where the Law on the
 * Protection of the Rights of the Elderly begins, 18 adulthood. */
static const struct {
	int64_t from;
	const char *name;
} bands[COUNT_NBANDS] = {{0, "0-17"}, {18, "18-25"}, {26, "26-35"},
    {36, "36-45"}, {46, "46-59"}, {60, "60+"}};

const char *
count_key_name(const struct count_subject *s, enum count_key key)
{
	return key == COUNT_TYPE ? s->type : key_names[key];
}

bool
count_key_is_text(enum count_key key)
{
	switch (key) {
	case COUNT_TYPE:
	case COUNT_COMMUNITY:
	case COUNT_UNIT:
	case COUNT_CHANNEL:
	case COUNT_SEX:
	case COUNT_PLACE_TYPE:
	case COUNT_JOB:
	case COUNT_SUBTYPE:
	case COUNT_VICTIM:
	case COUNT_CONTACT:
	case COUNT_PLATFORM:
	case COUNT_PAYMENT:
		return true;
	default:
		return false;
	}
}

int64_t
count_age_band(int64_t age)
{
	int64_t band = COUNT_NBANDS - 1;

	if (age < 0 || age > MAX_AGE)
		return -1;
	while (age < bands[band].from)
		band--;
	return band;
}

const char *
count_band_name(int64_t band)
{
	return band >= 0 && band < COUNT_NBANDS ? bands[band].name : NULL;
}

/* Where the sums begin that the Interpretation on Fraud (Supreme People's Court
 * and Procuratorate, 2011, art. 1; on telecom fraud 2016, II.1) calls large
 * (3,000), huge (30,000) and especially huge (500,000), and two between. */
static const struct {
	int64_t from;           /* fen */
	const char *name;
} losses[COUNT_NLOSSES] = {{0, "0"}, {1, "1-2999"}, {300000, "3000-9999"},
    {1000000, "10000-29999"}, {3000000, "30000-99999"},
    {10000000, "100000-499999"}, {50000000, "500000+"}};

int64_t
count_loss_band(int64_t fen)
{
	int64_t band = COUNT_NLOSSES - 1;

	if (fen < 0)
		return -1;
	while (fen < losses[band].from)
		band--;
	return band;
}

const char *
count_loss_name(int64_t band)
{
	return band >= 0 && band < COUNT_NLOSSES ? losses[band].name : NULL;
}

static enum count_key
find_key(const struct count_subject *s, struct sv name)
{
	enum count_key key = COUNT_DAY;

	while (key < COUNT_NKEYS &&
	    (!sv_eq(name, sv_z(count_key_name(s, key))) ||
		(key >= COUNT_SUBTYPE && key <= COUNT_PAYMENT &&
		    !s->facets)))
		key++;
	return key;
}

static int
unknown_key(const struct count_query *q, struct sv name, const char *what,
    struct fault *f)
{
	return fault_set(f, NULL, 0, 0,
	    "unknown key to %s by: %.*s; known are day, week, month, quarter, "
	    "year, %s, community, unit, channel, sex, age, hour, weekday, "
	    "place_type, job%s and loss", what, (int)name.len, name.p,
	    q->subject->type, !q->subject->facets ? "" :
	    ", subtype, victim, contact, platform, payment");
}

static int
add_key(struct count_query *q, struct sv name, struct fault *f)
{
	enum count_key key = find_key(q->subject, name);

	if (key == COUNT_NKEYS)
		return unknown_key(q, name, "group", f);
	if (q->nby == COUNT_MAX_KEYS)
		return fault_set(f, NULL, 0, 0,
		    "too many keys to group by: at most %d", COUNT_MAX_KEYS);
	for (size_t i = 0; i < q->nby; i++)
		if (q->by[i] == key)
			return fault_set(f, NULL, 0, 0,
			    "key to group by given twice: %s",
			    count_key_name(q->subject, key));
	if (key <= COUNT_YEAR) {
		if (q->period != COUNT_NO_KEY)
			return fault_set(f, NULL, 0, 0,
			    "two periods to group by: %s and %s; give one",
			    count_key_name(q->subject,
				q->by[q->period]), count_key_name(q->subject, key));
		q->period = q->nby;
		q->unit = (enum period_unit)key;
	}
	q->by[q->nby++] = key;
	return 0;
}

/* A date, or a period by name: its first day, or the day after its last. */
static void
set_type(struct count_query *q, const char *type)
{
	struct sv t = sv_z(type), prefix = sv_z(q->subject->prefix);

	if (prefix.len > 0 && !sv_starts(t, (struct sv){prefix.p,
	    prefix.len - 1}))
		str_addsv(&q->type, prefix);
	str_addsv(&q->type, t);
	while (q->type.len > 0 && q->type.p[q->type.len - 1] == '.')
		q->type.len--;
	str_addc(&q->type, '\0');
	q->type.len--;
}

int
count_query_set(struct count_query *q, const struct count_subject *subject,
    const char *by, const char *since, const char *until, const char *type,
    unsigned week_start, struct fault *f)
{
	struct sv rest = sv_z(by), name;

	*q = (struct count_query){.subject = subject,
	    .period = COUNT_NO_KEY, .week_start = week_start};
	while (sv_split(&rest, ',', &name))
		if (add_key(q, sv_trim(name), f) != 0)
			return -1;
	if (period_bounds(since, until, week_start, &q->has_since,
	    &q->has_until, &q->since, &q->until, f) != 0)
		return -1;
	if (type != NULL)
		set_type(q, type);
	return 0;
}

/* Kinds without their prefix as in --type, sexes as they are printed. */
static char *
only_value(const struct count_query *q, enum count_key key, struct sv value)
{
	struct sv prefix = sv_z(q->subject->prefix);
	struct str whole = {0};

	if (key == COUNT_SEX && sv_eq(value, SV("男")))
		value = SV("male");
	else if (key == COUNT_SEX && sv_eq(value, SV("女")))
		value = SV("female");
	if (key == COUNT_TYPE && value.len > 0 && !sv_starts(value, prefix))
		str_addsv(&whole, prefix);
	str_addsv(&whole, value);
	return whole.p != NULL ? whole.p : sv_dup(value);
}

int
count_query_only(struct count_query *q, const char *only, struct fault *f)
{
	struct sv rest = sv_z(only), name;
	enum count_key key;

	sv_split(&rest, '=', &name);
	key = find_key(q->subject, name);
	if (rest.p == NULL)
		return fault_set(f, NULL, 0, 0,
		    "--only wants KEY=VALUE, as victim=student, not %s", only);
	if (key == COUNT_NKEYS)
		return unknown_key(q, name, "choose", f);
	if (!count_key_is_text(key))
		return fault_set(f, NULL, 0, 0, "--only chooses by keys of "
		    "words; %s is none", count_key_name(q->subject, key));
	if (q->nonly == COUNT_MAX_ONLY)
		return fault_set(f, NULL, 0, 0, "too many --only: at most %d",
		    COUNT_MAX_ONLY);
	q->only[q->nonly].key = key;
	q->only[q->nonly++].value = only_value(q, key, rest);
	return 0;
}

static bool
asks_for(const struct count_query *q, bool (*is)(enum count_key))
{
	for (size_t i = 0; i < q->nby; i++)
		if (is(q->by[i]))
			return true;
	for (size_t i = 0; i < q->nonly; i++)
		if (is(q->only[i].key))
			return true;
	return false;
}

bool
count_query_has_facets(const struct count_query *q)
{
	return asks_for(q, count_key_is_facet);
}

bool
count_query_has_ways(const struct count_query *q)
{
	return asks_for(q, count_key_is_way);
}

enum term_kind
count_way_kind(enum count_key key)
{
	return key == COUNT_CONTACT ? TERM_CONTACT
	    : key == COUNT_PLATFORM ? TERM_PLATFORM : TERM_PAYMENT;
}

int
count_query_want(struct count_query *q, enum count_key key, struct fault *f)
{
	size_t at = facets_find(q->facets, sv_z(count_key_name(q->subject, key)));

	if (at == FACET_NONE)
		return fault_set(f, NULL, 0, 0,
		    "no facet \"%s\" in the files of facets",
		    count_key_name(q->subject, key));
	q->facet[key - COUNT_SUBTYPE] = at;
	q->wanted |= 1U << at;
	return 0;
}

/* A value misspelt would be an honest-looking 0. */
static int
check_only(const struct count_query *q, enum count_key key, struct sv value,
    struct fault *f)
{
	bool known = true;

	if (count_key_is_facet(key))
		known = facet_group_find(q->facets,
		    q->facet[key - COUNT_SUBTYPE], value) != FACET_NONE;
	else if (count_key_is_way(key))
		known = terms_find(extractor_terms(q->extractor),
		    count_way_kind(key), value) >= 0;
	return known || value.len == 0 ? 0 : fault_set(f, NULL, 0, 0,
	    "no group \"%.*s\" of \"%s\"", (int)value.len, value.p,
	    count_key_name(q->subject, key));
}

int
count_query_facets(struct count_query *q, const struct facets *facets,
    const struct extractor *extractor, struct fault *f)
{
	q->facets = facets;
	q->extractor = extractor;
	q->ways = extractor != NULL && count_query_has_ways(q);
	for (size_t i = 0; i < q->nby; i++)
		if (count_key_is_facet(q->by[i]) &&
		    count_query_want(q, q->by[i], f) != 0)
			return -1;
	for (size_t i = 0; i < q->nonly; i++)
		if ((count_key_is_facet(q->only[i].key) &&
			count_query_want(q, q->only[i].key, f) != 0) ||
		    check_only(q, q->only[i].key, sv_z(q->only[i].value),
			f) != 0)
			return -1;
	return 0;
}

bool
count_query_is_by(const struct count_query *q, const char *name)
{
	for (size_t i = 0; i < q->nby; i++)
		if (strcmp(count_key_name(q->subject, q->by[i]), name) == 0)
			return true;
	return false;
}

void
count_query_free(struct count_query *q)
{
	for (size_t i = 0; i < q->nonly; i++)
		free(q->only[i].value);
	q->nonly = 0;
	str_free(&q->type);
}
