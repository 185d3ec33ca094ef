/* SPDX-License-Identifier: MIT */
/* Any lines as a partial of incident-stats: refused, or written again as a
 * partial that reads back to the same bytes and makes every report. */
#include "incident_report.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
read_all(struct incidents *t, struct count_query *q, struct sv lines)
{
	struct record r = {0};
	struct fault f = {0};
	struct sv line;
	bool good = true;

	incidents_init(t, q);
	while (good && sv_split(&lines, '\n', &line)) {
		if (line.len == 0)
			continue;
		good = record_scan(&r, line, &f) == 0 &&
		    incidents_read_partial(t, q, &r, &f) == 0;
	}
	good = good && incidents_partial_end(t, &f) == 0;
	if (good)
		incidents_settle(t);
	record_free(&r);
	fault_free(&f);
	return good;
}

static void
report(const struct incidents *t, enum incident_what what,
    enum table_format format)
{
	struct incident_report o = {.what = what, .day = INT64_MAX,
	    .from = t->tally.first <= t->tally.last ? t->tally.last - 20 : 0,
	    .to = INT64_MAX, .format = format,
	    .top = 3, .hot = 5, .unusual = {8, 0.05, UNUSUAL_HOLM, true}};
	struct str out = {0}, note = {0};
	struct fault f = {0};
	bool found;

	if (incident_report_make(&o, t, &out, &note, &found, &f) != 0)
		abort();
	str_free(&out);
	str_free(&note);
	fault_free(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct count_query q = {.subject = &count_incidents};
	struct count_query q2 = {.subject = &count_incidents};
	struct incidents t, t2;
	struct str once = {0}, twice = {0};

	if (read_all(&t, &q, (struct sv){(const char *)data, size})) {
		incidents_put_partial(&once, &t);
		if (!read_all(&t2, &q2, str_sv(&once)))
			abort();
		incidents_put_partial(&twice, &t2);
		if (!sv_eq(str_sv(&once), str_sv(&twice)))
			abort();
		report(&t, INCIDENT_BRIEF, TABLE_AS_TEXT);
		report(&t, INCIDENT_DAY, TABLE_AS_MD);
		report(&t, INCIDENT_UNUSUAL, TABLE_AS_JSONL);
		incidents_free(&t2);
		count_query_free(&q2);
	}
	incidents_free(&t);
	count_query_free(&q);
	str_free(&once);
	str_free(&twice);
	return 0;
}
