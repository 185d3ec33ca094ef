/* SPDX-License-Identifier: MIT */
#include "station.h"

#include "datetime.h"

#include <stdlib.h>

void
station_span_set(struct station_span *s, struct period now)
{
	s->now = now;
	s->before = period_previous(now);
	s->last_year = period_last_year(now);
	s->since = now.from - 7 * STATION_WEEKS;
	if (s->before.from < s->since)
		s->since = s->before.from;
	if (s->last_year.from < s->since)
		s->since = s->last_year.from;
}

static void
add_day(struct str *out, int64_t day)
{
	str_clear(out);
	date_add(out, day);
}

/* A quarter is its days; it is then compared with nothing. */
static int
set_patrols(struct patrol_query *q, const struct station_span *s,
    const char *name, struct fault *f)
{
	const char *periods[4] = {NULL, NULL, NULL, NULL};
	static const size_t which[] = {[PERIOD_DAY] = 0, [PERIOD_WEEK] = 1,
	    [PERIOD_MONTH] = 2, [PERIOD_YEAR] = 3};

	if (s->now.unit == PERIOD_QUARTER)
		return patrol_query_set(q, periods, name, name,
		    s->now.first_weekday, f);
	periods[which[s->now.unit]] = name;
	return patrol_query_set(q, periods, NULL, NULL, s->now.first_weekday,
	    f);
}

static int
set_queries(struct station_queries *q, const struct station_span *s,
    struct str *first, struct str *last, struct fault *f)
{
	static const char *const units[] = {"day", "week", "month",
	    "quarter", "year"};
	unsigned start = s->now.first_weekday;
	struct str by = {0};
	int status;

	add_day(first, s->since);
	add_day(last, s->now.to - 1);
	status = count_query_set(&q->incidents, &count_incidents, "day",
	    str_z(first), str_z(last), NULL, start, f);
	add_day(first, s->now.from);
	str_addf(&by, "%s,type", units[s->now.unit]);
	if (status == 0)
		status = count_query_set(&q->fraud, &count_fraud, str_z(&by),
		    str_z(first), str_z(last), NULL, start, f);
	if (status == 0)
		status = count_query_set(&q->months, &count_fraud, "month",
		    NULL, str_z(last), NULL, start, f);
	str_clear(&by);
	period_add(&by, s->now);
	if (status == 0)
		status = set_patrols(&q->patrols, s, str_z(&by), f);
	str_free(&by);
	return status;
}

int
station_queries_set(struct station_queries *q, const struct station_span *s,
    struct fault *f)
{
	struct str first = {0}, last = {0};
	int status;

	*q = (struct station_queries){0};
	status = set_queries(q, s, &first, &last, f);
	str_free(&first);
	str_free(&last);
	return status;
}

void
station_queries_free(struct station_queries *q)
{
	count_query_free(&q->incidents);
	count_query_free(&q->fraud);
	count_query_free(&q->months);
}

void
station_work_init(struct station_work *w, const struct station_span *s,
    const struct station_queries *q, const struct extractor *extractor,
    bool english)
{
	*w = (struct station_work){.span = s,
	    .publish = publish_new(extractor, english)};
	incidents_init(&w->incidents, &q->incidents);
	if (extractor != NULL)
		incidents_mask(&w->incidents, extractor);
	count_init(&w->fraud, &q->fraud);
	count_init(&w->months, &q->months);
	patrol_init(&w->patrols, &q->patrols);
	w->doubts.size = w->classifiers.size = w->tiers.size =
	    sizeof(int64_t);
}

void
station_work_free(struct station_work *w)
{
	incidents_free(&w->incidents);
	count_free(&w->fraud);
	count_free(&w->months);
	case_texts_free(&w->stories);
	publish_free(w->publish);
	patrol_free(&w->patrols);
	map_free(&w->doubts);
	map_free(&w->classifiers);
	map_free(&w->tiers);
	arena_free(&w->arena);
	str_free(&w->scratch);
	str_free(&w->more);
}

static void
add_one(struct map *m, struct sv text, int64_t n)
{
	*(int64_t *)map_put(m, text, NULL) += n;
}

int64_t
station_get(const struct map *m, struct sv text)
{
	const int64_t *n = map_get(m, text);

	return n != NULL ? *n : 0;
}

/* Higher score first, then the earlier one, then by id: for any order. */
static int
compare_serious(const struct station_incident *a,
    const struct station_incident *b)
{
	int c;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	c = sv_cmp(a->at, b->at);
	return c != 0 ? c : sv_cmp(a->id, b->id);
}

static void
keep_serious(struct station_work *w, const struct station_incident *one)
{
	size_t at = w->nserious;

	while (at > 0 && compare_serious(one, &w->serious[at - 1]) < 0)
		at--;
	if (at == STATION_SERIOUS_MOST)
		return;
	if (w->nserious < STATION_SERIOUS_MOST)
		w->nserious++;
	memmove(&w->serious[at + 1], &w->serious[at],
	    (w->nserious - 1 - at) * sizeof(*w->serious));
	w->serious[at] = *one;
}

static struct sv
text_of(struct station_work *w, const struct record *r, enum record_key key)
{
	return record_text(record_get(r, key), &w->scratch);
}

static struct sv
kept_text(struct station_work *w, const struct record *r,
    enum record_key key)
{
	return arena_dup(&w->arena, text_of(w, r, key));
}

/* An incident of high risk that is within the period. */
static void
take_serious(struct station_work *w, const struct record *r)
{
	struct station_incident one = {0};

	w->high++;
	record_int(record_get(r, REC_RISK_SCORE), &one.score);
	one.at = kept_text(w, r, REC_REPORTED_AT);
	one.id = kept_text(w, r, REC_ID);
	if (w->nserious == STATION_SERIOUS_MOST && compare_serious(&one,
	    &w->serious[STATION_SERIOUS_MOST - 1]) >= 0)
		return;
	one.community = kept_text(w, r, REC_COMMUNITY);
	one.category = kept_text(w, r, REC_CATEGORY);
	str_clear(&w->more);
	publish_record(w->publish, r, &w->more);
	one.narrative = arena_dup(&w->arena, str_sv(&w->more));
	keep_serious(w, &one);
}

static void
take_doubts(struct station_work *w, const struct record *r)
{
	const struct record_value *quality = record_get(r, REC_QUALITY);
	struct sv doubt;
	size_t at = 0;

	while (record_next_text(quality, &at, &doubt, &w->scratch))
		add_one(&w->doubts, doubt, 1);
}

/* What lib/count has no place for, of one record of the period. */
static void
take_rest(struct station_work *w, const struct record *r)
{
	struct sv link = text_of(w, r, REC_LINK);
	struct sv text;

	take_doubts(w, r);
	if (link.len > 0) {
		add_one(&w->doubts, SV("link"), 1);
		return;
	}
	text = text_of(w, r, REC_CATEGORY);
	if (text.len == 0 || sv_eq(text, SV("invalid"))) {
		add_one(&w->doubts,
		    text.len == 0 ? SV("unclassified") : SV("invalid"), 1);
		return;
	}
	if (sv_eq(text, SV("other")) || sv_eq(text, SV("unsure")))
		add_one(&w->doubts, SV("other"), 1);
	text = text_of(w, r, REC_CLASSIFIER);
	if (text.len > 0)
		add_one(&w->classifiers, text, 1);
	text = text_of(w, r, REC_TIER);
	if (text.len > 0)
		add_one(&w->tiers, text, 1);
	if (sv_eq(text_of(w, r, REC_RISK), SV("high")))
		take_serious(w, r);
}

/* A case of fraud of the period, to choose telling ones from. */
static void
take_story(struct station_work *w, const struct record *r)
{
	struct case_text c = {.day = w->fraud.when.day, .loss = -1};
	int64_t loss;

	if (record_int(record_get(r, REC_LOSS_FEN), &loss) && loss >= 0)
		c.loss = loss;
	c.course = c.loss > 0;
	str_clear(&w->more);
	publish_record(w->publish, r, &w->more);
	c.text = str_sv(&w->more);
	c.category = text_of(w, r, REC_CATEGORY);
	if (c.text.len > 0)
		case_texts_add(&w->stories, &c);
}

int
station_record(struct station_work *w, const struct record *r,
    struct fault *f)
{
	const struct count_when *when = &w->incidents.tally.when;
	int64_t counted = w->incidents.tally.fates[COUNT_COUNTED];

	if (incidents_record(&w->incidents, r, f) != 0 ||
	    count_record(&w->fraud, r, f) != 0 ||
	    count_record(&w->months, r, f) != 0)
		return -1;
	if (w->fraud.fate == COUNT_COUNTED)
		take_story(w, r);
	if (sv_eq(text_of(w, r, REC_KIND), SV("patrol")))
		return patrol_record(&w->patrols, r, f);
	if (!sv_eq(text_of(w, r, REC_KIND), SV("incident")))
		return 0;
	if (!when->known) {
		add_one(&w->doubts, SV("no_time"), 1);
		return 0;
	}
	if (when->day < w->span->now.from || when->day >= w->span->now.to)
		return 0;
	/* Reported in the future: lib/count leaves it out, and so do we. */
	if (w->incidents.tally.fates[COUNT_COUNTED] == counted &&
	    count_has_doubt(r, SV("reported_at.future"), &w->scratch)) {
		add_one(&w->doubts, SV("future"), 1);
		return 0;
	}
	take_rest(w, r);
	return 0;
}

static void
merge_map(struct map *into, const struct map *from)
{
	for (size_t i = 0; i < from->count; i++)
		add_one(into, from->keys[i], *(int64_t *)map_at(from, i));
}

void
station_merge(struct station_work *into, struct station_work *from)
{
	incidents_merge(&into->incidents, &from->incidents);
	count_merge(&into->fraud, &from->fraud);
	count_merge(&into->months, &from->months);
	case_texts_join(&into->stories, &from->stories);
	patrol_merge(&into->patrols, &from->patrols);
	merge_map(&into->doubts, &from->doubts);
	merge_map(&into->classifiers, &from->classifiers);
	merge_map(&into->tiers, &from->tiers);
	into->high += from->high;
	for (size_t i = 0; i < from->nserious; i++) {
		struct station_incident one = from->serious[i];

		one.at = arena_dup(&into->arena, one.at);
		one.id = arena_dup(&into->arena, one.id);
		one.community = arena_dup(&into->arena, one.community);
		one.category = arena_dup(&into->arena, one.category);
		one.narrative = arena_dup(&into->arena, one.narrative);
		keep_serious(into, &one);
	}
}
