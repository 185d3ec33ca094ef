/* SPDX-License-Identifier: MIT */
/*
 * dispute-stats: what became of the disputes of one or more ledgers, by
 * period, kind, place, tier and person.
 */
#include "casebook.h"
#include "diag.h"
#include "dispute_report.h"
#include "filter.h"

#include <stdlib.h>

static struct {
	const char *by, *since, *until, *today;
	int64_t week_start;
	int format, language;
	bool small_cells, overrides, partial, merge;
	struct filter_options filter;
} opts = {.week_start = 1, .filter = FILTER_DEFAULTS};

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
	{"format", 'f', "FORM", "table, csv, jsonl, md or excel", PROG_CHOICE,
	    &opts.format, 0, 0, table_formats},
	{"lang", 0, "LANG", "headers and sentences: zh or en", PROG_CHOICE,
	    &opts.language, 0, 0, languages},
	{"partial", 0, NULL, "write a partial to be merged, no report",
	    PROG_FLAG, &opts.partial, 0, 0, NULL},
	{"merge", 0, NULL, "FILEs of partials instead of DIRs", PROG_FLAG,
	    &opts.merge, 0, 0, NULL},
	FILTER_OPTIONS(opts.filter),
	{0}
};

static const char *const examples[] = {
	"dispute-stats --by month,category cases",
	"dispute-stats --since 2020 --until 2024 --by year cases",
	NULL
};

static const struct prog prog = {"dispute-stats", "DIR ... | --merge [FILE ...]",
	"Counts what became of the disputes in ledgers, with the changes.",
	options, examples, {NULL, "no case then (--overrides: nothing overruled)",
	NULL}, NULL, NULL};

/* A ledger is known by its first event: at whatever time it is counted, it is
 * the same cases. Only partials need to know; one without events counts
 * nothing. */
static int
note_book(struct dispute_tally *t, const struct casebook *b, const char *dir)
{
	struct ledger_window w = {0};
	struct sv line;
	bool twice = opts.partial && ledger_read_at(&b->ledger, &w, 0,
	    &line) && !inputs_add(&t->inputs, line);

	if (twice)
		diag_error("%s: a ledger given twice; give each once", dir);
	str_free(&w.buf);
	return twice ? -1 : 0;
}

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

static const struct dispute_report *
look(struct dispute_report *o)
{
	*o = (struct dispute_report){
	    .format = (enum table_format)opts.format,
	    .english = opts.language == 1, .small_cells = opts.small_cells};
	return o;
}

/* The report of a tally, or the tally itself. */
static int
report(const struct dispute_tally *t, struct str *text)
{
	struct dispute_report o;
	struct str note = {0};
	struct fault f = {0};
	int64_t found = 1;
	int status = 0;

	if (opts.partial)
		dispute_put_partial(text, t);
	else
		status = dispute_report_make(look(&o), t, text, &note, &found,
		    &f);
	if (status != 0)
		diag_fault(&f);
	else if (note.len > 0)
		diag_note("%s", note.p);
	if (found == 0)
		diag_raise(DIAG_NEGATIVE);
	str_free(&note);
	fault_free(&f);
	return status;
}

static int
report_overrides(const struct dispute_query *q,
    const struct casebook *books, size_t n, struct str *text)
{
	const struct cases **cases = mem_zalloc(n, sizeof(*cases));
	struct dispute_report o;
	struct str note = {0};
	struct fault f = {0};
	int64_t found = 0;
	int status;

	for (size_t i = 0; i < n; i++)
		cases[i] = &books[i].cases;
	status = dispute_overrides_make(look(&o), q, cases, n, text, &note,
	    &found, &f);
	if (status != 0)
		diag_fault(&f);
	else if (note.len > 0)
		diag_note("%s", note.p);
	if (found == 0)
		diag_raise(DIAG_NEGATIVE);
	free(cases);
	str_free(&note);
	fault_free(&f);
	return status;
}

static void
print(const struct str *text)
{
	struct fault f = {0};
	struct out out;

	if (out_open(&out, opts.filter.output, &f) == 0) {
		out_write(&out, str_sv(text));
		(void)out_finish(&out, &f);
	}
	if (f.text.len > 0)
		diag_fault(&f);
	fault_free(&f);
}

static void
count_books(const struct dispute_query *q, const struct prog_list *dirs)
{
	struct casebook *books = mem_zalloc(dirs->count, sizeof(*books));
	struct dispute_tally t;
	struct str text = {0};
	int status;

	dispute_init(&t, q);
	for (size_t i = 0; i < dirs->count; i++)
		books[i].ledger.fd = -1;
	status = read_books(books, dirs);
	for (size_t i = 0; status == 0 && i < dirs->count; i++) {
		dispute_add(&t, &books[i].cases);
		status = note_book(&t, &books[i], dirs->items[i]);
	}
	if (status == 0 && opts.overrides)
		status = report_overrides(q, books, dirs->count, &text);
	else if (status == 0)
		status = report(&t, &text);
	if (status == 0)
		print(&text);
	for (size_t i = 0; i < dirs->count; i++)
		casebook_close(&books[i], false);
	free(books);
	dispute_free(&t);
	str_free(&text);
}

/* --- partials -------------------------------------------------------------- */

struct merge {
	struct dispute_query query;
	struct dispute_tally tally;
};

static int
take_partial(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct merge *m = worker;

	(void)line;
	(void)b;
	return dispute_read_partial(&m->tally, &m->query, r, f);
}

static int
finish_merge(void *context, struct str *out)
{
	struct merge *m = context;
	struct fault f = {0};
	int status = dispute_partial_end(&m->tally, &f);

	if (status == 0 && !m->tally.headed)
		status = fault_set(&f, NULL, 0, 0, "no partial was read");
	if (status != 0)
		diag_fault(&f);
	else
		status = report(&m->tally, out);
	fault_free(&f);
	return status;
}

static void
merge(const struct prog_list *files)
{
	struct merge m = {0};
	void *worker = &m;
	struct filter filter = {.options = &opts.filter, .files = *files,
	    .record = take_partial, .end = finish_merge, .context = &m,
	    .workers = &worker};

	opts.filter.jobs = 1; /* groups follow their head */
	dispute_init(&m.tally, &m.query);
	filter_run(&filter);
	dispute_free(&m.tally);
}

/* What the options demand of one another; NULL: nothing wrong. */
static const char *
contradiction(const struct prog_list *operands)
{
	if (opts.merge && (opts.by != NULL || opts.since != NULL ||
	    opts.until != NULL || opts.today != NULL ||
	    opts.week_start != 1))
		return "--merge takes --by, --since, --until, --today and "
		    "--week-start from the partials; give them with "
		    "--partial";
	if (opts.overrides && (opts.by != NULL || opts.partial || opts.merge))
		return "--overrides is by rule: no --by, --partial, --merge";
	if (!opts.merge && operands->count == 0)
		return "the DIR of a ledger is wanted";
	return NULL;
}

int
main(int argc, char **argv)
{
	struct prog_list operands = {0};
	const char *wrong;
	struct dispute_query q;
	struct fault f = {0};
	int64_t now;

	if (prog_parse(&prog, argc, argv, &operands) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	wrong = contradiction(&operands);
	if (wrong != NULL)
		return prog_usage(&prog, "%s", wrong);
	if (opts.merge) {
		merge(&operands);
		return diag_status();
	}
	if (casebook_now(opts.today, &now, &f) != 0 ||
	    dispute_query_set(&q, opts.by != NULL ? opts.by : "month",
	    opts.since, opts.until, (unsigned)opts.week_start,
	    (now + DATETIME_CHINA * 60) / 86400, &f) != 0) {
		int status = prog_usage(&prog, "%s", f.text.p);

		fault_free(&f);
		return status;
	}
	count_books(&q, &operands);
	return diag_status();
}
