/* SPDX-License-Identifier: MIT */
/* Any lines as events: refused, or read to fields that read back to the same
 * bytes; judged and applied in any order without harm; and any bytes as a file
 * of a ledger, of which what is read is a chain. */
#include "casebook.h"
#include "dispute_report.h"
#include "jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
put_again(const struct event *e, struct str *out)
{
	str_clear(out);
	event_put(out, e);
	json_enclose(out, 0);
}

/* What was read is written, read and written again: nothing changes. */
static void
check_round(const struct event *e, struct str *first, struct str *second)
{
	struct record r = {0};
	struct arena arena = {0};
	struct fault f = {0};
	struct event again;

	if (e->kind == EVENT_NKINDS)
		return;
	put_again(e, first);
	if (record_scan(&r, str_sv(first), &f) != 0 ||
	    event_read(&again, &r, &arena, &f) != 0)
		abort();
	put_again(&again, second);
	if (!sv_eq(str_sv(first), str_sv(second)))
		abort();
	record_free(&r);
	arena_free(&arena);
	fault_free(&f);
}

static void
take_lines(struct sv text)
{
	struct cases cases;
	struct record r = {0};
	struct arena arena = {0};
	struct str first = {0}, second = {0};
	struct fault f = {0};
	struct sv line;

	cases_init(&cases, CASES_FLOWS | CASES_PLACES);
	while (sv_split(&text, '\n', &line)) {
		const char *code;
		struct event e;

		if (record_scan(&r, line, &f) != 0 ||
		    event_read(&e, &r, &arena, &f) != 0)
			continue;
		check_round(&e, &first, &second);
		if (e.kind == EVENT_NKINDS || e.at_text.len == 0)
			continue;
		(void)cases_judge(&cases, &e, &code, &f);
		cases_apply(&cases, &e, 0);
	}
	for (size_t i = 0; i < cases.count; i++)
		(void)cases_next_visit(&cases.items[i]);
	cases_free(&cases);
	record_free(&r);
	arena_free(&arena);
	str_free(&first);
	str_free(&second);
	fault_free(&f);
}

/* The lines as partials of dispute-stats: what is read reports. */
static void
take_partial(struct sv text)
{
	struct dispute_query q = {0};
	struct dispute_tally t;
	struct dispute_report o = {.format = TABLE_AS_JSONL};
	struct record r = {0};
	struct str out = {0}, note = {0};
	struct fault f = {0};
	struct sv line;
	int64_t cases;
	bool good = true;

	dispute_init(&t, &q);
	while (good && sv_split(&text, '\n', &line))
		good = record_scan(&r, line, &f) != 0 ||
		    dispute_read_partial(&t, &q, &r, &f) == 0;
	/* a log of ten thousand years by day is lawful and slow */
	if (good && t.headed && dispute_partial_end(&t, &f) == 0 &&
	    (t.first > t.last || q.today - t.first < 4000) &&
	    (!q.has_since || q.today - q.since < 4000)) {
		dispute_put_partial(&out, &t);
		if (dispute_report_make(&o, &t, &out, &note, &cases, &f) != 0)
			abort();
	}
	dispute_free(&t);
	record_free(&r);
	str_free(&out);
	str_free(&note);
	fault_free(&f);
}

static void
take_file(struct sv bytes)
{
	struct ledger l = {.fd = memfd_create("ledger", MFD_CLOEXEC)};
	struct ledger_walk w = {0};
	struct fault f = {0};

	if (l.fd < 0 || write(l.fd, bytes.p, bytes.len) !=
	    (ssize_t)bytes.len)
		abort();
	l.path = mem_strdup("memory");
	ledger_start(&w.place);
	(void)ledger_walk(&l, &w, &f);
	if (w.place.offset > bytes.len || !ledger_place_holds(&l, &w.place))
		abort();
	ledger_close(&l);
	fault_free(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};

	take_lines(text);
	take_partial(text);
	take_file(text);
	return 0;
}
