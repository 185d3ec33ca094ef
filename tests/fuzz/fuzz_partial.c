/* SPDX-License-Identifier: MIT */
/* Any lines as a partial of fraud-stats: refused, or written again as a
 * partial that reads back to the same bytes and makes a report. */
#include "fraud_report.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
read_all(struct count_tally *t, struct count_query *q, struct sv lines)
{
	struct record r = {0};
	struct fault f = {0};
	struct sv line;
	bool good = true;

	count_init(t, q);
	while (good && sv_split(&lines, '\n', &line)) {
		if (line.len == 0)
			continue;
		good = record_scan(&r, line, &f) == 0 &&
		    count_read_partial(t, q, &r, &f) == 0;
	}
	good = good && count_partial_end(t, &f) == 0;
	record_free(&r);
	fault_free(&f);
	return good;
}

/* A log of ten thousand years by day is lawful and slow. */
static bool
is_short(const struct count_tally *t)
{
	return t->first > t->last || t->last - t->first < 4000;
}

static void
report(const struct count_tally *t)
{
	struct fraud_report o = {.format = TABLE_AS_JSONL, .top = 3};
	struct str out = {0}, note = {0};
	struct fault f = {0};
	int64_t cases;

	if (fraud_report_make(&o, t, &out, &note, &cases, &f) != 0)
		abort();
	str_free(&out);
	str_free(&note);
	fault_free(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct count_query q = {.subject = &count_fraud};
	struct count_query q2 = {.subject = &count_fraud};
	struct count_tally t, t2;
	struct str once = {0}, twice = {0};

	if (read_all(&t, &q, (struct sv){(const char *)data, size})) {
		count_put_partial(&once, &t);
		if (!read_all(&t2, &q2, str_sv(&once)))
			abort();
		count_put_partial(&twice, &t2);
		if (!sv_eq(str_sv(&once), str_sv(&twice)))
			abort();
		if (is_short(&t))
			report(&t);
		count_free(&t2);
		count_query_free(&q2);
	}
	count_free(&t);
	count_query_free(&q);
	str_free(&once);
	str_free(&twice);
	return 0;
}
