/* SPDX-License-Identifier: MIT */
#include "count.h"

#include <stdlib.h>

/* As wide as a person lives; what is beyond is no age. */
#define MAX_AGE 150

/* Ten million million yuan: beyond it a sum is a slip of the pen. */
#define MAX_FEN INT64_C(1000000000000000)

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

/* --- the query ----------------------------------------------------------- */

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
			    key_names[q->by[q->period]], key_names[key]);
		q->period = q->nby;
		q->unit = (enum period_unit)key;
	}
	q->by[q->nby++] = key;
	return 0;
}

/* A date, or a period by name: its first day, or the day after its last. */
static int
read_bound(const char *option, const char *text, unsigned week_start,
    bool end, int64_t *day, struct fault *f)
{
	struct period p;

	if (!period_parse(sv_z(text), week_start, &p))
		return fault_set(f, NULL, 0, 0,
		    "--%s: no date or period: %s; write 2024-08-31, "
		    "2024-W35, 2024-08, 2024-Q3 or 2024", option, text);
	/* What is named is taken whole, also as an end: exports that stopped
	 * at the first minute of the last day have lost many a day. */
	*day = end ? p.to : p.from;
	return 0;
}

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
	q->has_since = since != NULL;
	q->has_until = until != NULL;
	if (since != NULL && read_bound("since", since, week_start, false,
	    &q->since, f) != 0)
		return -1;
	if (until != NULL && read_bound("until", until, week_start, true,
	    &q->until, f) != 0)
		return -1;
	if (since != NULL && until != NULL && q->since >= q->until)
		return fault_set(f, NULL, 0, 0,
		    "empty period: --since %s is after --until %s",
		    since, until);
	if (type != NULL)
		set_type(q, type);
	return 0;
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
	q->only[q->nonly++].value = sv_dup(rest);
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
	size_t at = facets_find(q->facets, sv_z(key_names[key]));

	if (at == FACET_NONE)
		return fault_set(f, NULL, 0, 0,
		    "no facet \"%s\" in the files of facets",
		    key_names[key]);
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
	    key_names[key]);
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

void
count_query_free(struct count_query *q)
{
	for (size_t i = 0; i < q->nonly; i++)
		free(q->only[i].value);
	q->nonly = 0;
	str_free(&q->type);
}

/* --- one record ---------------------------------------------------------- */

void
count_init(struct count_tally *t, const struct count_query *q)
{
	*t = (struct count_tally){.query = q, .first = INT64_MAX,
	    .last = INT64_MIN};
	tally_init(&t->groups, COUNT_NSUMS, 1);
	if (q->wanted != 0)
		t->work = facet_work_new(q->facets);
}

void
count_free(struct count_tally *t)
{
	tally_free(&t->groups);
	facet_work_free(t->work);
	extract_free(&t->extract);
	str_free(&t->key);
	str_free(&t->scratch);
}

static struct sv
text_of(struct count_tally *t, const struct record *r, enum record_key key)
{
	return record_text(record_get(r, key), &t->scratch);
}

bool
count_has_doubt(const struct record *r, struct sv doubt, struct str *scratch)
{
	const struct record_value *v = record_get(r, REC_QUALITY);
	struct sv text;
	size_t at = 0;

	while (record_next_text(v, &at, &text, scratch))
		if (sv_eq(text, doubt))
			return true;
	return false;
}

/* Every report is in the local time of the station: a record of another
 * program with another offset counts to the day that it was here. */
int
count_read_when(const struct record *r, struct count_when *w,
    struct str *scratch, struct fault *f)
{
	struct sv text = record_text(record_get(r, REC_REPORTED_AT), scratch);
	struct datetime dt;

	w->known = record_get(r, REC_REPORTED_AT)->type != RECORD_ABSENT;
	if (!w->known)
		return 0;
	if (!datetime_read(text, &dt))
		return fault_set(f, NULL, 0, 0,
		    "reported_at is no RFC 3339 time: %.*s",
		    (int)(text.len < 40 ? text.len : 40), text.p);
	w->day = datetime_day(&dt);
	w->hour = dt.hour;
	if (dt.offset != DATETIME_CHINA) {
		int64_t local = datetime_epoch(&dt) + DATETIME_CHINA * 60;

		w->hour = (unsigned)((local % 86400 + 86400) % 86400 / 3600);
		w->day = (local - (int64_t)((local % 86400 + 86400) % 86400)) /
		    86400;
	}
	return 0;
}

/* The days that the input covers, for which periods are complete. A time in
 * the future is a slip of the pen, not the end of the data. */
static void
widen(struct count_tally *t, const struct record *r, int64_t day)
{
	if (day >= t->first && day <= t->last)
		return;
	if (count_has_doubt(r, SV("reported_at.future"), &t->scratch))
		return;
	if (day < t->first)
		t->first = day;
	if (day > t->last)
		t->last = day;
}

static bool
of_type(const struct count_query *q, struct sv category)
{
	struct sv want = str_sv(&q->type);

	return want.len == 0 || (sv_starts(category, want) &&
	    (category.len == want.len || category.p[want.len] == '.'));
}

/* Days before `since` serve as what is compared with, but not those of the
 * period that `since` cuts in two. */
static enum count_fate
fate_by_day(const struct count_query *q, int64_t day)
{
	if (q->has_until && day >= q->until)
		return COUNT_LATER;
	if (!q->has_since || day >= q->since)
		return COUNT_COUNTED;
	if (q->period == COUNT_NO_KEY || day >= period_of(q->unit, q->since,
	    q->week_start).from)
		return COUNT_EARLIER;
	return COUNT_BASE;
}

/* The order decides under which reason a record is counted as left out: the
 * most general one first, so that the reasons add up to the rows. */
static enum count_fate
judge(struct count_tally *t, const struct record *r, const struct count_when *w)
{
	struct sv category, prefix = sv_z(t->query->subject->prefix);

	if (!sv_eq(text_of(t, r, REC_KIND), SV("incident")))
		return COUNT_NOT_INCIDENT;
	category = text_of(t, r, REC_CATEGORY);
	/* Among all incidents those without a category count too. */
	if (category.len == 0 && prefix.len > 0)
		return COUNT_UNCLASSIFIED;
	if (!sv_starts(category, prefix) ||
	    (!t->query->invalid && sv_eq(category, SV("invalid"))))
		return COUNT_OTHER_CATEGORY;
	if (!of_type(t->query, category))
		return COUNT_OTHER_TYPE;
	if (record_get(r, REC_LINK)->type != RECORD_ABSENT)
		return COUNT_LINKED;
	if (!w->known)
		return COUNT_NO_TIME;
	if (count_has_doubt(r, SV("reported_at.future"), &t->scratch))
		return COUNT_FUTURE;
	return fate_by_day(t->query, w->day);
}

/* Logs are in order of time: nearly every record is in the period of the one
 * before it, and the calendar need not be asked. */
static int64_t
period_start(struct count_tally *t, int64_t day)
{
	if (day < t->memo.from || day >= t->memo.to)
		t->memo = period_of(t->query->unit, day,
		    t->query->week_start);
	return t->memo.from;
}

static struct sv
way_of(const struct count_tally *t, enum count_key key)
{
	int i = key == COUNT_CONTACT ? t->ways.contact
	    : key == COUNT_PLATFORM ? t->ways.platform : t->ways.payment;

	return i < 0 ? SV("") : terms_at(extractor_terms(
	    t->query->extractor), (size_t)i)->id;
}

static struct sv
value_of(struct count_tally *t, const struct record *r, enum count_key key)
{
	static const enum record_key of[COUNT_NKEYS] = {
	    [COUNT_TYPE] = REC_CATEGORY, [COUNT_COMMUNITY] = REC_COMMUNITY,
	    [COUNT_UNIT] = REC_UNIT, [COUNT_CHANNEL] = REC_CHANNEL,
	    [COUNT_SEX] = REC_CALLER_SEX,
	    [COUNT_PLACE_TYPE] = REC_PLACE_TYPE, [COUNT_JOB] = REC_CALLER_JOB,
	};
	size_t facet, group;

	if (count_key_is_way(key))
		return way_of(t, key);
	if (!count_key_is_facet(key))
		return text_of(t, r, of[key]);
	facet = t->query->facet[key - COUNT_SUBTYPE];
	group = t->found[facet].group;
	return group == FACET_NONE ? SV("")
	    : facet_group_id(t->query->facets, facet, group);
}

static bool
is_chosen(struct count_tally *t, const struct record *r)
{
	for (size_t i = 0; i < t->query->nonly; i++)
		if (!sv_eq(value_of(t, r, t->query->only[i].key),
		    sv_z(t->query->only[i].value)))
			return false;
	return true;
}

static void
add_number_key(struct count_tally *t, const struct record *r,
    const struct count_when *w, enum count_key key)
{
	int64_t n = -1;

	switch (key) {
	case COUNT_AGE:
		if (record_int(record_get(r, REC_CALLER_AGE), &n))
			n = count_age_band(n);
		break;
	case COUNT_HOUR:
		/* 00:00 of a date alone is no midnight. */
		if (w->hour != 0 ||
		    !count_has_doubt(r, SV("reported_at.no_time"), &t->scratch))
			n = w->hour;
		break;
	case COUNT_WEEKDAY:
		n = date_weekday(w->day);
		break;
	case COUNT_LOSS_BAND:
		if (record_int(record_get(r, REC_LOSS_FEN), &n))
			n = count_loss_band(n);
		break;
	default:
		n = period_start(t, w->day);
		break;
	}
	tally_key_int(&t->key, n);
}

static void
make_key(struct count_tally *t, const struct record *r, const struct count_when *w)
{
	str_clear(&t->key);
	for (size_t i = 0; i < t->query->nby; i++) {
		enum count_key key = t->query->by[i];

		if (count_key_is_text(key))
			tally_key_text(&t->key, value_of(t, r, key));
		else
			add_number_key(t, r, w, key);
	}
}

/* 1: there, 0: absent, -1: no sum. */
int
count_read_fen(const struct record *r, enum record_key key, int64_t *fen,
    struct fault *f)
{
	const struct record_value *v = record_get(r, key);

	*fen = 0;
	/* Not told is not 0: an attempt is one whose loss was put as 0. */
	if (v->type == RECORD_ABSENT)
		return 0;
	if (!record_int(v, fen) || *fen < 0 || *fen > MAX_FEN)
		return fault_set(f, NULL, 0, 0,
		    "%s is no whole number of fen from 0 to %lld",
		    record_key_name(key), (long long)MAX_FEN);
	return 1;
}

/* Only now is it certain that the record is not refused. */
static void
settle(struct count_tally *t, const struct record *r, const struct count_when *w,
    enum count_fate fate)
{
	t->fates[fate]++;
	t->fate = fate;
	t->when = *w;
	if (fate != COUNT_NOT_INCIDENT && w->known)
		widen(t, r, w->day);
}

/* Of what is before the period facets are asked only where `only` does. */
static bool
is_dated(enum count_fate fate, const struct count_query *q)
{
	return fate == COUNT_COUNTED || fate == COUNT_BASE ||
	    (q->nonly > 0 && (fate == COUNT_EARLIER || fate == COUNT_LATER));
}

int
count_record(struct count_tally *t, const struct record *r, struct fault *f)
{
	int64_t v[COUNT_NSUMS + 1] = {[COUNT_CASES] = 1};
	struct count_when w = {0};
	enum count_fate fate;
	size_t group;
	int told;

	if (count_read_when(r, &w, &t->scratch, f) != 0)
		return -1;
	fate = judge(t, r, &w);
	if (is_dated(fate, t->query)) {
		if (t->query->wanted != 0)
			facets_assign(t->work, t->query->wanted, r, t->found);
		if (t->query->ways)
			extract_ways(t->query->extractor, &t->extract,
			    text_of(t, r, REC_NARRATIVE), &t->ways);
		if (!is_chosen(t, r))
			fate = COUNT_OTHER_GROUP;
	}
	if (fate != COUNT_COUNTED && fate != COUNT_BASE) {
		settle(t, r, &w, fate);
		return 0;
	}
	told = count_read_fen(r, REC_LOSS_FEN, &v[COUNT_LOSS], f);
	if (told < 0 || count_read_fen(r, REC_STOPPED_FEN, &v[COUNT_STOPPED], f) < 0)
		return -1;
	v[COUNT_LARGEST] = v[COUNT_LOSS];
	v[COUNT_WITH_LOSS] = v[COUNT_LOSS] > 0;
	v[COUNT_NO_LOSS] = told > 0 && v[COUNT_LOSS] == 0;
	make_key(t, r, &w);
	group = tally_group(&t->groups, str_sv(&t->key));
	tally_add(&t->groups, group, v);
	if (v[COUNT_LOSS] > 0)
		tally_sample(&t->groups, group, v[COUNT_LOSS], 1);
	settle(t, r, &w, fate);
	return 0;
}

void
count_merge(struct count_tally *into, const struct count_tally *from)
{
	tally_merge(&into->groups, &from->groups);
	for (size_t i = 0; i < COUNT_NFATES; i++)
		into->fates[i] += from->fates[i];
	if (from->first < into->first)
		into->first = from->first;
	if (from->last > into->last)
		into->last = from->last;
}
