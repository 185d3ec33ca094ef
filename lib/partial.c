/* SPDX-License-Identifier: MIT */
#include "partial.h"

#include "datetime.h"
#include "jsonout.h"

#include <stdlib.h>

void
partial_put_day(struct str *out, struct sv key, int64_t day)
{
	struct str s = {0};

	date_add(&s, day);
	json_put_text(out, key, str_sv(&s));
	str_free(&s);
}

void
partial_put_span(struct str *out, int64_t first, int64_t last)
{
	if (first > last)
		return;
	partial_put_day(out, SV("first"), first);
	partial_put_day(out, SV("last"), last);
}

void
partial_put_groups(struct str *out, const struct tally *t, const char *kind,
    void (*put_key)(struct str *out, const void *query, struct sv key),
    const void *query)
{
	struct tally_samples samples;
	size_t *order = tally_sorted(t);

	tally_samples(t, &samples);
	for (size_t i = 0; i < tally_count(t); i++) {
		size_t start = out->len;

		json_put_text(out, SV("kind"), sv_z(kind));
		put_key(out, query, tally_key(t, order[i]));
		tally_put_group(out, t, &samples, order[i]);
		json_enclose(out, start);
		str_addc(out, '\n');
	}
	tally_samples_free(&samples);
	free(order);
}

const struct record_value *
partial_field(const struct record *r, const char *key)
{
	static const struct record_value absent = {{NULL, 0}, RECORD_ABSENT,
	    false};
	struct sv wanted = sv_z(key);

	for (size_t i = 0; i < r->nfields; i++)
		if (sv_eq(r->fields[i].key, wanted))
			return &r->fields[i].value;
	return &absent;
}

char *
partial_text(const struct record *r, const char *key)
{
	const struct record_value *v = partial_field(r, key);
	struct str scratch = {0};
	char *text = NULL;

	if (v->type == RECORD_STRING)
		text = sv_dup(record_text(v, &scratch));
	str_free(&scratch);
	return text;
}

bool
partial_day(const struct record *r, const char *key, int64_t *day)
{
	char *text = partial_text(r, key);
	bool good = text != NULL && date_read(sv_z(text), day);

	free(text);
	return good;
}

void
partial_span(const struct record *r, int64_t *first, int64_t *last)
{
	int64_t from, to;

	if (!partial_day(r, "first", &from) || !partial_day(r, "last", &to))
		return;
	*first = from < *first ? from : *first;
	*last = to > *last ? to : *last;
}

int
partial_group(struct tally *t, struct sv key, const struct record *r,
    struct fault *f)
{
	if (tally_read_group(t, key, partial_field(r, "sums")->raw,
	    partial_field(r, "maxima")->raw, partial_field(r, "samples")->raw))
		return 0;
	return fault_set(f, NULL, 0, 0,
	    "a group of a partial that is damaged");
}

int
partial_same(const struct str *a, const struct str *b, struct fault *f)
{
	if (sv_eq(str_sv(a), str_sv(b)))
		return 0;
	return fault_set(f, NULL, 0, 0, "partials of different questions: %s "
	    "and %s; make them with the same options", a->p + 1, b->p + 1);
}
