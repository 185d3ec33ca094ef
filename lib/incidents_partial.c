/* SPDX-License-Identifier: MIT */
/* Facts as lines: one head, then one line a day of what is aside, and one line
 * a fact. */
#include "incidents.h"

#include "jsonout.h"
#include "partial.h"

#define KIND_HEAD "incident-facts"
#define KIND_FACT "incident-fact"
#define KIND_ASIDE "incident-aside"

static void
put_fact(struct str *out, const struct incidents *t,
    const struct incidents_fact *fact)
{
	struct sv texts[INCIDENTS_NNAMES];
	struct str day = {0};

	for (size_t k = 0; k < INCIDENTS_NNAMES; k++)
		texts[k] = incidents_text(t, k, fact->names[k]);
	date_add(&day, fact->day);
	json_put_text(out, SV("kind"), SV(KIND_FACT));
	json_put_text(out, SV("day"), str_sv(&day));
	json_put_int(out, SV("hour"), fact->hour);
	json_put_texts(out, SV("texts"), texts, INCIDENTS_NNAMES);
	json_put_int(out, SV("count"), fact->count);
	str_free(&day);
}

/* The key of what is aside is its day. */
static void
put_aside_key(struct str *out, const void *query, struct sv key)
{
	(void)query;
	partial_put_day(out, SV("day"), tally_next_int(&key));
}

void
incidents_put_partial(struct str *out, const struct incidents *t)
{
	size_t start;

	count_put_partial(out, &t->tally);
	start = out->len;
	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV(KIND_HEAD));
	json_put_int(out, SV("facts"), (int64_t)(t->nfacts +
	    tally_count(&t->aside)));
	json_enclose(out, start);
	str_addc(out, '\n');
	partial_put_groups(out, &t->aside, KIND_ASIDE, put_aside_key, NULL);
	for (size_t i = 0; i < t->nfacts; i++) {
		start = out->len;
		put_fact(out, t, &t->facts[i]);
		json_enclose(out, start);
		str_addc(out, '\n');
	}
}

static bool
read_texts(struct incidents *t, const struct record *r, struct sv *texts)
{
	const struct record_value *v = partial_field(r, "texts");
	size_t at = 0, n = 0, ends[INCIDENTS_NNAMES];
	struct sv text;

	/* Unescaped texts share t->scratch: they are copied one by one. */
	str_clear(&t->key);
	str_reserve(&t->key, 1);
	while (record_next_text(v, &at, &text, &t->scratch)) {
		if (n == INCIDENTS_NNAMES)
			return false;
		str_addsv(&t->key, text);
		ends[n++] = t->key.len;
	}
	for (size_t i = 0; i < n; i++) {
		size_t from = i > 0 ? ends[i - 1] : 0;

		texts[i] = (struct sv){t->key.p + from, ends[i] - from};
	}
	return v->type == RECORD_ARRAY && n == INCIDENTS_NNAMES;
}

static int
read_fact(struct incidents *t, const struct record *r, struct fault *f)
{
	struct sv texts[INCIDENTS_NNAMES];
	int64_t day, hour, count;

	if (t->expected == 0)
		return fault_set(f, NULL, 0, 0,
		    "a fact that no head of a partial announces");
	if (!date_read(record_text(partial_field(r, "day"), &t->scratch), &day) ||
	    !record_int(partial_field(r, "hour"), &hour) || hour < -1 ||
	    hour > 23 || !record_int(partial_field(r, "count"), &count) ||
	    count < 1 || count > INT32_MAX || !read_texts(t, r, texts))
		return fault_set(f, NULL, 0, 0,
		    "a fact of a partial that is damaged");
	incidents_add(t, day, hour, texts, count);
	t->expected--;
	return 0;
}

static int
read_aside(struct incidents *t, const struct record *r, struct fault *f)
{
	int64_t day;

	if (t->expected == 0)
		return fault_set(f, NULL, 0, 0,
		    "a fact that no head of a partial announces");
	if (!date_read(record_text(partial_field(r, "day"), &t->scratch), &day))
		return fault_set(f, NULL, 0, 0,
		    "a fact of a partial that is damaged");
	str_clear(&t->key);
	tally_key_int(&t->key, day);
	if (partial_group(&t->aside, str_sv(&t->key), r, f) != 0)
		return -1;
	t->expected--;
	return 0;
}

static int
missing(const struct incidents *t, struct fault *f)
{
	return fault_set(f, NULL, 0, 0,
	    "a partial ends early: %lld of its facts are missing",
	    (long long)t->expected);
}

int
incidents_read_partial(struct incidents *t, struct count_query *q,
    const struct record *r, struct fault *f)
{
	struct sv kind = record_text(record_get(r, REC_KIND), &t->scratch);
	int64_t facts;

	if (sv_eq(kind, SV(KIND_FACT)))
		return read_fact(t, r, f);
	if (sv_eq(kind, SV(KIND_ASIDE)))
		return read_aside(t, r, f);
	if (!sv_eq(kind, SV(KIND_HEAD)))
		return count_read_partial(&t->tally, q, r, f);
	if (t->expected > 0)
		return missing(t, f);
	if (!record_int(partial_field(r, "facts"), &facts) || facts < 0)
		return fault_set(f, NULL, 0, 0,
		    "head of a partial without `facts`; was it made by this "
		    "version?");
	t->headed = true;
	t->expected = facts;
	return 0;
}

/* The facts must be the incidents that the head counted: partials with facts
 * and such without do not go together. */
int
incidents_partial_end(const struct incidents *t, struct fault *f)
{
	int64_t sum = incidents_sum(t->facts, t->nfacts);

	if (count_partial_end(&t->tally, f) != 0)
		return -1;
	if (t->expected > 0)
		return missing(t, f);
	if (t->headed && sum != t->tally.fates[COUNT_COUNTED])
		return fault_set(f, NULL, 0, 0,
		    "partials that do not go together: %lld incidents "
		    "counted, facts of %lld; make all of them with --by, or "
		    "none",
		    (long long)t->tally.fates[COUNT_COUNTED], (long long)sum);
	return 0;
}
