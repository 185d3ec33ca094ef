/* SPDX-License-Identifier: MIT */
/* Tallies as lines: what one machine counts, another merges. */
#include "count.h"

#include "jsonout.h"
#include "partial.h"

#include <stdlib.h>

/* --- writing ------------------------------------------------------------- */

static void
put_by(struct str *out, const struct count_query *q)
{
	struct str by = {0};

	for (size_t i = 0; i < q->nby; i++)
		str_addf(&by, "%s%s", i > 0 ? "," : "",
		    count_key_name(q->subject, q->by[i]));
	json_put_text(out, SV("by"), str_sv(&by));
	str_free(&by);
}

static void
put_only(struct str *out, const struct count_query *q)
{
	struct str text = {0};

	if (q->nonly == 0)
		return;
	str_addz(out, ",\"only\":[");
	for (size_t i = 0; i < q->nonly; i++) {
		str_clear(&text);
		str_addf(&text, "%s=%s", count_key_name(q->subject,
		    q->only[i].key), q->only[i].value);
		str_addz(out, i > 0 ? "," : "");
		json_text(out, str_sv(&text));
	}
	str_addc(out, ']');
	str_free(&text);
}

/* The part of the head that must be the same in all partials. */
static void
put_query(struct str *out, const struct count_query *q)
{
	put_by(out, q);
	json_put_int(out, SV("week_start"), q->week_start);
	if (q->has_since)
		partial_put_day(out, SV("since"), q->since);
	if (q->has_until) /* inclusive, as the option is */
		partial_put_day(out, SV("until"), q->until - 1);
	if (q->type.len > 0)
		json_put_text(out, SV("prefix"), str_sv(&q->type));
	if (q->invalid)
		json_put_bool(out, SV("invalid"), true);
	put_only(out, q);
}

static void
put_head(struct str *out, const struct count_tally *t)
{
	size_t start = out->len;

	json_put_int(out, SV("format"), 1);
	json_put_text(out, SV("kind"), sv_z(t->query->subject->head));
	put_query(out, t->query);
	partial_put_span(out, t->first, t->last);
	str_addz(out, ",\"fates\":[");
	for (size_t i = 0; i < COUNT_NFATES; i++) {
		str_addz(out, i > 0 ? "," : "");
		str_addi(out, t->fates[i]);
	}
	str_addc(out, ']');
	inputs_put(out, &t->inputs);
	json_put_int(out, SV("groups"), (int64_t)tally_count(&t->groups));
	json_enclose(out, start);
	str_addc(out, '\n');
}

/* ,"group":["2024-08-01","fraud.task"]: numbers in digits, periods by the
 * day that they begin with. */
static void
put_group_key(struct str *out, const void *query, struct sv key)
{
	const struct count_query *q = query;
	struct str part = {0};

	str_addz(out, ",\"group\":[");
	for (size_t i = 0; i < q->nby; i++) {
		str_clear(&part);
		if (count_key_is_text(q->by[i]))
			str_addsv(&part, tally_next_text(&key));
		else if (i == q->period)
			date_add(&part, tally_next_int(&key));
		else
			str_addi(&part, tally_next_int(&key));
		str_addz(out, i > 0 ? "," : "");
		json_text(out, str_sv(&part));
	}
	str_addc(out, ']');
	str_free(&part);
}

void
count_put_partial(struct str *out, const struct count_tally *t)
{
	put_head(out, t);
	partial_put_groups(out, &t->groups, t->query->subject->group,
	    put_group_key, t->query);
}

/* --- reading ------------------------------------------------------------- */

static int
set_only(struct count_query *q, const struct record *r, struct fault *f)
{
	const struct record_value *v = partial_field(r, "only");
	struct str scratch = {0};
	struct sv text;
	size_t at = 0;
	int status = 0;

	while (status == 0 && record_next_text(v, &at, &text, &scratch)) {
		char *only = sv_dup(text);

		status = count_query_only(q, only, f);
		free(only);
	}
	str_free(&scratch);
	return status;
}

/* The words of the options, read as the options are. */
static int
set_query(struct count_query *q, const struct record *r, struct fault *f)
{
	char *by = partial_text(r, "by"), *since = partial_text(r, "since");
	char *until = partial_text(r, "until"), *prefix = partial_text(r, "prefix");
	int64_t week = 0;
	int status = -1;

	if (by == NULL || !record_int(partial_field(r, "week_start"), &week) ||
	    week < 1 || week > 7)
		fault_set(f, NULL, 0, 0, "head of a partial without `by` or "
		    "`week_start`; was it made by %s --partial?",
		    q->subject->command);
	else
		status = count_query_set(q, q->subject, by, since, until,
		    prefix, (unsigned)week, f);
	q->invalid = record_bool(partial_field(r, "invalid"), false);
	if (status == 0)
		status = set_only(q, r, f);
	free(by);
	free(since);
	free(until);
	free(prefix);
	return status;
}

/* Compared as written: what a head says is all that was asked. */
static int
same_query(const struct count_query *a, const struct count_query *b,
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

static bool
read_fates(struct count_tally *t, struct sv list)
{
	int64_t n;
	size_t i = 0;
	struct sv part;

	if (list.len < 2)
		return false;
	list = (struct sv){list.p + 1, list.len - 2};
	while (sv_split(&list, ',', &part)) {
		if (i == COUNT_NFATES || !sv_int(sv_trim(part), &n) || n < 0)
			return false;
		t->fates[i++] += n;
	}
	return i == COUNT_NFATES;
}

/* Heads count their groups, so that a partial cut short in a transfer is not
 * taken for a quiet month. */
static int
read_head(struct count_tally *t, struct count_query *q,
    const struct record *r, struct fault *f)
{
	struct count_query other = {.subject = q->subject};
	int64_t groups = -1;
	int status;

	if (t->expected > 0)
		return count_partial_end(t, f);
	status = set_query(t->headed ? &other : q, r, f);
	if (status == 0 && t->headed)
		status = same_query(q, &other, f);
	count_query_free(&other);
	if (status != 0)
		return -1;
	if (!record_int(partial_field(r, "groups"), &groups) || groups < 0 ||
	    partial_field(r, "fates")->type != RECORD_ARRAY ||
	    !read_fates(t, partial_field(r, "fates")->raw))
		return fault_set(f, NULL, 0, 0,
		    "head of a partial without `groups` or `fates`; was it "
		    "made by this version?");
	if (inputs_read(&t->inputs, partial_field(r, "inputs"), f) != 0)
		return -1;
	partial_span(r, &t->first, &t->last);
	t->headed = true;
	t->expected = groups;
	return 0;
}

static bool
read_key_part(struct count_tally *t, size_t i, struct sv text)
{
	int64_t n;

	if (count_key_is_text(t->query->by[i])) {
		tally_key_text(&t->key, text);
		return true;
	}
	if (i == t->query->period ? !date_read(text, &n) : !sv_int(text, &n))
		return false;
	tally_key_int(&t->key, n);
	return true;
}

static int
read_group(struct count_tally *t, const struct record *r, struct fault *f)
{
	const struct record_value *v = partial_field(r, "group");
	struct sv text;
	size_t at = 0, n = 0;
	bool good = v->type == RECORD_ARRAY;

	if (t->expected == 0)
		return fault_set(f, NULL, 0, 0,
		    "a group that no head of a partial announces");
	str_clear(&t->key);
	while (good && record_next_text(v, &at, &text, &t->scratch))
		good = n < t->query->nby && read_key_part(t, n++, text);
	if (!good || n != t->query->nby)
		return fault_set(f, NULL, 0, 0,
		    "a group of a partial that is damaged");
	if (partial_group(&t->groups, str_sv(&t->key), r, f) != 0)
		return -1;
	t->expected--;
	return 0;
}

int
count_read_partial(struct count_tally *t, struct count_query *q,
    const struct record *r, struct fault *f)
{
	struct sv kind = record_text(record_get(r, REC_KIND), &t->scratch);

	if (sv_eq(kind, sv_z(q->subject->head)))
		return read_head(t, q, r, f);
	if (sv_eq(kind, sv_z(q->subject->group)))
		return read_group(t, r, f);
	return fault_set(f, NULL, 0, 0,
	    "no partial of %s: kind is \"%.*s\"; leave out --merge to "
	    "count records", q->subject->command, (int)(kind.len < 40 ? kind.len : 40),
	    kind.len > 0 ? kind.p : "");
}

int
count_partial_end(const struct count_tally *t, struct fault *f)
{
	if (!t->headed)
		return fault_set(f, NULL, 0, 0, "no partial in the input");
	if (t->expected == 0)
		return 0;
	return fault_set(f, NULL, 0, 0,
	    "a partial ends early: %lld of its groups are missing",
	    (long long)t->expected);
}
