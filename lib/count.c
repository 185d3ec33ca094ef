/* SPDX-License-Identifier: MIT */
#include "count.h"

/* Ten million million yuan: beyond it a sum is a slip of the pen. */
#define MAX_FEN INT64_C(1000000000000000)

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
	inputs_free(&t->inputs);
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
judge(struct count_tally *t, const struct record *r,
    const struct count_when *w)
{
	struct sv category, prefix = sv_z(t->query->subject->prefix);

	if (!sv_eq(text_of(t, r, REC_KIND), SV("incident")))
		return COUNT_NOT_INCIDENT;
	category = text_of(t, r, REC_CATEGORY);
	/* Among all incidents those without a category count too; what was
	 * left to a person has none until that person decides. */
	if (prefix.len > 0 && (category.len == 0 ||
	    sv_eq(category, SV("unsure"))))
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
make_key(struct count_tally *t, const struct record *r,
    const struct count_when *w)
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
settle(struct count_tally *t, const struct record *r,
    const struct count_when *w, enum count_fate fate)
{
	if (t->query->partial)
		inputs_take(&t->inputs, r->line);
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
	inputs_join(&into->inputs, &from->inputs);
	for (size_t i = 0; i < COUNT_NFATES; i++)
		into->fates[i] += from->fates[i];
	if (from->first < into->first)
		into->first = from->first;
	if (from->last > into->last)
		into->last = from->last;
}
