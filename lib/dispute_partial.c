/* SPDX-License-Identifier: MIT */
/* Tallies as lines: what one station counts, the bureau merges, and no case
 * leaves the station. */
#include "dispute.h"

#include "jsonout.h"
#include "partial.h"

#include <stdlib.h>

/* Numbers of the head beside the question, in order. */
static const char *const numbers[] = {"cases", "open", "late", "later"};
#define NNUMBERS 4

/* The part of the head that must be the same in all partials. */
static void
put_query(struct str *out, const struct dispute_query *q)
{
	struct str by = {0};

	for (size_t i = 0; i < q->nby; i++)
		str_addf(&by, "%s%s", i > 0 ? "," : "",
		    dispute_key_name(q->by[i]));
	json_put_text(out, SV("by"), str_sv(&by));
	str_free(&by);
	json_put_int(out, SV("week_start"), q->week_start);
	if (q->has_since)
		partial_put_day(out, SV("since"), q->since);
	if (q->has_until) /* inclusive, as the option is */
		partial_put_day(out, SV("until"), q->until - 1);
	partial_put_day(out, SV("today"), q->today);
}

static void
put_head(struct str *out, const struct dispute_tally *t)
{
	const int64_t values[NNUMBERS] = {t->cases, t->open, t->late,
	    t->later};
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), SV("dispute-partial"));
	put_query(out, t->query);
	partial_put_span(out, t->first, t->last);
	for (size_t i = 0; i < NNUMBERS; i++)
		json_put_int(out, sv_z(numbers[i]), values[i]);
	inputs_put(out, &t->inputs);
	json_put_int(out, SV("groups"), (int64_t)tally_count(&t->groups));
	json_enclose(out, start);
	str_addc(out, '\n');
}

/* ,"group":["2024-08-01","dispute.debt"]: the period by its first day, empty
 * without one. */
static void
put_group_key(struct str *out, const void *query, struct sv key)
{
	const struct dispute_query *q = query;
	struct str part = {0};
	int64_t from = tally_next_int(&key);

	if (q->period != DISPUTE_NO_KEY)
		date_add(&part, from);
	str_addz(out, ",\"group\":[");
	json_text(out, str_sv(&part));
	for (size_t i = 0; i < q->nby; i++) {
		if (i == q->period)
			continue;
		str_addc(out, ',');
		json_text(out, tally_next_text(&key));
	}
	str_addc(out, ']');
	str_free(&part);
}

void
dispute_put_partial(struct str *out, const struct dispute_tally *t)
{
	put_head(out, t);
	partial_put_groups(out, &t->groups, "dispute-group", put_group_key,
	    t->query);
}

/* --- reading --------------------------------------------------------------- */

/* The words of the options, read as the options are. */
static int
set_query(struct dispute_query *q, const struct record *r, struct fault *f)
{
	char *by = partial_text(r, "by"), *since = partial_text(r, "since");
	char *until = partial_text(r, "until");
	int64_t week = 0, today;
	int status;

	if (by == NULL || !partial_day(r, "today", &today) ||
	    !record_int(partial_field(r, "week_start"), &week) || week < 1 ||
	    week > 7)
		status = fault_set(f, NULL, 0, 0, "head of a partial without "
		    "`by`, `today` or `week_start`; was it made by "
		    "dispute-stats --partial?");
	else
		status = dispute_query_set(q, by, since, until,
		    (unsigned)week, today, f);
	free(by);
	free(since);
	free(until);
	return status;
}

/* Compared as written: what a head says is all that was asked. */
static int
same_query(const struct dispute_query *a, const struct dispute_query *b,
    struct fault *f)
{
	struct str x = {0}, y = {0};
	int status;

	put_query(&x, a);
	put_query(&y, b);
	status = partial_same(&x, &y, f);
	str_free(&x);
	str_free(&y);
	return status;
}

/* Heads count their groups, so that a partial cut short in a transfer is not
 * taken for a quiet month. */
static int
read_head(struct dispute_tally *t, struct dispute_query *q,
    const struct record *r, struct fault *f)
{
	int64_t *const to[NNUMBERS] = {&t->cases, &t->open, &t->late,
	    &t->later};
	struct dispute_query other;
	int64_t groups = -1;

	if (dispute_partial_end(t, f) != 0 ||
	    set_query(t->headed ? &other : q, r, f) != 0 ||
	    (t->headed && same_query(q, &other, f) != 0))
		return -1;
	for (size_t i = 0; i < NNUMBERS; i++) {
		int64_t n = -1;

		if (!record_int(partial_field(r, numbers[i]), &n) || n < 0 ||
		    n > INT64_MAX / 2 - *to[i])
			return fault_set(f, NULL, 0, 0, "head of a partial "
			    "without `%s`", numbers[i]);
		*to[i] += n;
	}
	if (!record_int(partial_field(r, "groups"), &groups) || groups < 0)
		return fault_set(f, NULL, 0, 0,
		    "head of a partial without `groups`");
	if (inputs_read(&t->inputs, partial_field(r, "inputs"), f) != 0)
		return -1;
	partial_span(r, &t->first, &t->last);
	t->headed = true;
	t->expected = groups;
	return 0;
}

/* The first part is the period's day, the others are texts. */
static bool
read_key(struct dispute_tally *t, const struct record_value *list)
{
	const struct dispute_query *q = t->query;
	size_t wanted = q->nby + (q->period == DISPUTE_NO_KEY), n = 0;
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;
	bool good = true;

	str_clear(&t->key);
	while (good && record_next_text(list, &at, &text, &scratch)) {
		int64_t from = 0;

		if (n++ > 0) {
			tally_key_text(&t->key, text);
			continue;
		}
		good = q->period == DISPUTE_NO_KEY ? text.len == 0
		    : date_read(text, &from);
		tally_key_int(&t->key, from);
	}
	str_free(&scratch);
	return good && n == wanted;
}

int
dispute_read_partial(struct dispute_tally *t, struct dispute_query *q,
    const struct record *r, struct fault *f)
{
	char *kind = partial_text(r, "kind");
	bool head = kind != NULL && strcmp(kind, "dispute-partial") == 0;
	bool group = kind != NULL && strcmp(kind, "dispute-group") == 0;

	free(kind);
	if (head)
		return read_head(t, q, r, f);
	if (!group)
		return fault_set(f, NULL, 0, 0, "no line of a partial; was it "
		    "made by dispute-stats --partial?");
	if (t->expected == 0)
		return fault_set(f, NULL, 0, 0,
		    "a group that no head of a partial announces");
	if (partial_field(r, "group")->type != RECORD_ARRAY ||
	    !read_key(t, partial_field(r, "group")))
		return fault_set(f, NULL, 0, 0,
		    "a group of a partial that is damaged");
	if (partial_group(&t->groups, str_sv(&t->key), r, f) != 0)
		return -1;
	t->expected--;
	return 0;
}

int
dispute_partial_end(const struct dispute_tally *t, struct fault *f)
{
	if (t->expected == 0)
		return 0;
	return fault_set(f, NULL, 0, 0, "a partial that lacks %lld groups: it "
	    "was cut short", (long long)t->expected);
}
