/* SPDX-License-Identifier: MIT */
/*
 * dispute-stats: what became of the disputes of one or more ledgers, by
 * period, kind, place, tier and person.
 */
#include "casebook.h"
#include "diag.h"
#include "dispute_report.h"
#include "out.h"
#include "prog.h"

#include <stdlib.h>

static struct {
	const char *by, *since, *until, *today, *output;
	int64_t week_start;
	int format, language;
	bool small_cells, overrides, quiet;
} opts = {.week_start = 1};

static const char *const languages[] = {"zh", "en", NULL};

static const struct prog_option options[] = {
	{"by", 'b', "KEYS", "group by (default month)", PROG_TEXT, &opts.by, 0,
	    0, NULL},
	{"since", 0, "WHEN", "first day or period counted", PROG_TEXT,
	    &opts.since, 0, 0, NULL},
	{"until", 0, "WHEN", "last day or period counted", PROG_TEXT,
	    &opts.until, 0, 0, NULL},
	{"week-start", 0, "N", "first day of the week, 1 Monday to 7",
	    PROG_NUMBER, &opts.week_start, 1, 7, NULL},
	{"today", 0, "WHEN", "day to go by (default: the clock)", PROG_TEXT,
	    &opts.today, 0, 0, NULL},
	{"overrides", 0, NULL, "how often each rule was overruled", PROG_FLAG,
	    &opts.overrides, 0, 0, NULL},
	{"small-cells", 0, NULL, "hide counts below 3, for publication",
	    PROG_FLAG, &opts.small_cells, 0, 0, NULL},
	{"format", 'f', "FORM", "table, csv, jsonl or md", PROG_CHOICE,
	    &opts.format, 0, 0, table_formats},
	{"lang", 0, "LANG", "headers and sentences: zh or en", PROG_CHOICE,
	    &opts.language, 0, 0, languages},
	{"output", 'o', "FILE", "write to FILE, which appears whole or not",
	    PROG_TEXT, &opts.output, 0, 0, NULL},
	{"quiet", 'q', NULL, "print no notes", PROG_FLAG, &opts.quiet, 0, 0,
	    NULL},
	{0}
};

static const char *const examples[] = {
	"dispute-stats --by month,category cases",
	"dispute-stats --since 2020 --until 2024 --by year cases",
	NULL
};

static const struct prog prog = {"dispute-stats", "DIR ...",
	"Counts what became of the disputes in ledgers, with the changes.",
	options, examples,
	{NULL, "no case in that time (--overrides: nothing overruled)", NULL}};

static int
read_books(struct casebook *books, const struct prog_list *dirs)
{
	struct casebook_options o = {.whole = true, .keep = CASES_FLOWS};
	struct fault f = {0};

	for (size_t i = 0; i < dirs->count; i++) {
		if (casebook_open(&books[i], dirs->items[i], &o, &f) != 0) {
			diag_fault(&f);
			fault_free(&f);
			return -1;
		}
		if (books[i].torn > 0)
			diag_warn("%s: the ledger's end is torn; see "
			    "check-ledger", dirs->items[i]);
	}
	return 0;
}

static int
count(const struct dispute_query *q, const struct casebook *books, size_t n,
    struct str *text, struct str *note, struct fault *f)
{
	const struct cases **cases = mem_zalloc(n, sizeof(*cases));
	struct dispute_report o = {.format = (enum table_format)opts.format,
	    .english = opts.language == 1, .small_cells = opts.small_cells};
	struct dispute_tally t;
	int64_t found = 0;
	int status;

	dispute_init(&t, q);
	for (size_t i = 0; i < n; i++) {
		cases[i] = &books[i].cases;
		if (!opts.overrides)
			dispute_add(&t, cases[i]);
	}
	status = opts.overrides
	    ? dispute_overrides_make(&o, q, cases, n, text, note, &found, f)
	    : dispute_report_make(&o, &t, text, note, &found, f);
	if (status == 0 && found == 0)
		diag_raise(DIAG_NEGATIVE);
	dispute_free(&t);
	free(cases);
	return status;
}

static void
run(const struct dispute_query *q, const struct prog_list *dirs)
{
	struct casebook *books = mem_zalloc(dirs->count, sizeof(*books));
	struct str text = {0}, note = {0};
	struct fault f = {0};
	struct out out;

	for (size_t i = 0; i < dirs->count; i++)
		books[i].ledger.fd = -1;
	if (read_books(books, dirs) == 0) {
		if (count(q, books, dirs->count, &text, &note, &f) == 0 &&
		    out_open(&out, opts.output, &f) == 0) {
			out_write(&out, str_sv(&text));
			(void)out_finish(&out, &f);
		}
		if (f.text.len > 0)
			diag_fault(&f);
		else if (note.len > 0)
			diag_note("%s", note.p);
	}
	for (size_t i = 0; i < dirs->count; i++)
		casebook_close(&books[i], false);
	free(books);
	str_free(&text);
	str_free(&note);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct prog_list dirs = {0};
	struct dispute_query q;
	struct fault f = {0};
	int64_t now;

	if (prog_parse(&prog, argc, argv, &dirs) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.quiet);
	if (dirs.count == 0)
		return prog_usage(&prog, "the DIR of a ledger is wanted");
	if (opts.overrides && opts.by != NULL)
		return prog_usage(&prog, "--overrides is by rule, not --by");
	if (casebook_now(opts.today, &now, &f) != 0 ||
	    dispute_query_set(&q, opts.by != NULL ? opts.by : "month",
	    opts.since, opts.until, (unsigned)opts.week_start,
	    (now + DATETIME_CHINA * 60) / 86400, &f) != 0) {
		int status = prog_usage(&prog, "%s", f.text.p);

		fault_free(&f);
		return status;
	}
	run(&q, &dirs);
	return diag_status();
}
