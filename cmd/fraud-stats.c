/* SPDX-License-Identifier: MIT */
/*
 * fraud-stats: cases of fraud by period, kind, place and person group, with
 * what was lost and stopped, the changes and the runs.
 */
#include "diag.h"
#include "filter.h"
#include "fraud_worker.h"

#include <stdlib.h>
#include <unistd.h>

static struct {
	const char *by, *since, *until, *type;
	int64_t week_start, top;
	int format, language;
	bool small_cells, partial, merge, chart, check_facets, variants, ids,
	    explain;
	int64_t cases;
	struct prog_list only, facets;
	const char *population;
	struct filter_options filter;
} opts = {.week_start = 1, .filter = FILTER_DEFAULTS};

static const char *const languages[] = {"zh", "en", NULL};

static const struct prog_option options[] = {
    {"by", 'b', "KEYS", "group by (default month,type)", PROG_TEXT,
	&opts.by, 0, 0, NULL},
    {"since", 0, "WHEN", "first day or period counted", PROG_TEXT,
	&opts.since, 0, 0, NULL},
    {"until", 0, "WHEN", "last day or period counted", PROG_TEXT,
	&opts.until, 0, 0, NULL},
    {"week-start", 0, "N", "first day of the week, 1 Monday to 7",
	PROG_NUMBER, &opts.week_start, 1, 7, NULL},
    {"type", 't', "PREFIX", "count only this kind, as \"task\"", PROG_TEXT,
	&opts.type, 0, 0, NULL},
    {"only", 0, "KEY=VALUE", "count only these, as victim=student; repeatable",
	PROG_LIST, &opts.only, 0, 0, NULL},
    {"top", 0, "N", "list the N groups with the most cases", PROG_NUMBER,
	&opts.top, 1, INT32_MAX, NULL},
    {"small-cells", 0, NULL, "hide counts below 3, for publication",
	PROG_FLAG, &opts.small_cells, 0, 0, NULL},
    {"format", 'f', "FORM", "table, csv, jsonl, md or excel", PROG_CHOICE,
	&opts.format, 0, 0, table_formats},
    {"lang", 0, "LANG", "headers and sentences: zh or en", PROG_CHOICE,
	&opts.language, 0, 0, languages},
    {"chart", 0, NULL, "draw bars, lines or a grid instead of the table",
	PROG_FLAG, &opts.chart, 0, 0, NULL},
    {"variants", 0, NULL, "tell what narratives since --since newly say",
	PROG_FLAG, &opts.variants, 0, 0, NULL},
    {"cases", 0, "N", "tell N representative cases of each type",
	PROG_NUMBER, &opts.cases, 1, 100, NULL},
    {"ids", 0, NULL, "with --cases: their case numbers, for officers",
	PROG_FLAG, &opts.ids, 0, 0, NULL},
    {"explain", 0, NULL, "write each case's groups and the words that decided",
	PROG_FLAG, &opts.explain, 0, 0, NULL},
    {"population", 0, "FILE", "cases per 10,000 people of FILE",
	PROG_TEXT, &opts.population, 0, 0, NULL},
    {"facets", 0, "FILE", "groups of a file or directory besides the shipped",
	PROG_LIST, &opts.facets, 0, 0, NULL},
    {"check-facets", 0, NULL, "check the groups and try their examples",
	PROG_FLAG, &opts.check_facets, 0, 0, NULL},
    {"partial", 0, NULL, "write a partial to be merged, no report",
	PROG_FLAG, &opts.partial, 0, 0, NULL},
    {"merge", 0, NULL, "FILEs are partials", PROG_FLAG, &opts.merge, 0, 0,
	NULL},
    FILTER_OPTIONS(opts.filter),
    {.name = NULL},
};

static const char *const examples[] = {
    "fraud-stats --by month,type incidents.jsonl",
    "fraud-stats --by community --since 2024-08 --until 2024-08 -f md in.jsonl",
    NULL};

static const struct prog prog = {"fraud-stats", "[FILE ...]",
    "Counts cases of fraud in classified incidents, with changes and losses.",
    options, examples,
    {NULL, "no case of fraud in the period", NULL}, NULL, NULL};

static struct run {
	struct count_query query;
	struct fraud_load load;
	struct fraud_ask ask;
	struct fraud_workers workers;
} run = {.query = {.subject = &count_fraud}};

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	if (fraud_worker_record(worker, r, f) != 0)
		return -1;
	if (opts.explain)
		fraud_worker_explain(&b->out, worker, r);
	return 0;
}

static int
take_partial(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	(void)b;
	return fraud_worker_partial(worker, &run.query, r, f);
}

static bool
asks_texts(void)
{
	return opts.variants || opts.cases > 0;
}

static int
report(struct fraud_worker *w, struct str *out)
{
	struct count_tally *t = &w->tally;
	struct chart_style style = chart_style_of(
	    opts.filter.output == NULL ? STDOUT_FILENO : -1,
	    opts.language == 1);
	struct fraud_report o = {
	    .chart = opts.chart ? &style : NULL,
	    .rises = true,
	    .population = &run.load.population,
	    .format = (enum table_format)opts.format,
	    .english = opts.language == 1,
	    .small_cells = opts.small_cells,
	    .top = (size_t)opts.top,
	};
	struct str note = {0};
	struct fault f = {0};
	int64_t cases = 0;
	int status = fraud_report_make(&o, t, out, &note, &cases, &f);

	if (status != 0)
		diag_fault(&f);
	else if (note.len > 0)
		diag_note("%s", note.p);
	if (status == 0 && asks_texts())
		fraud_texts_report(out, &o, w->texts, &run.query);
	if (cases == 0)
		diag_raise(DIAG_NEGATIVE);
	if (t->fates[COUNT_UNCLASSIFIED] > 0)
		diag_note("incidents without a category or unsure: %lld; run "
		    "classify-risk, or decide them",
		    (long long)t->fates[COUNT_UNCLASSIFIED]);
	str_free(&note);
	fault_free(&f);
	return status;
}

static int
load(struct fault *f)
{
	unsigned wanted = (asks_texts() ? FRAUD_LOAD_TEXTS : 0) |
	    (opts.cases > 0 ? FRAUD_LOAD_VICTIMS : 0);

	return fraud_load_query(&run.load, &run.query, &opts.facets,
	    opts.explain ? FRAUD_LOAD_ALL : wanted, f);
}

static int
check_facets(void)
{
	struct str report = {0};
	struct fault f = {0};
	size_t bad = 0;

	if (fraud_load_check(&run.load, &opts.facets, &report, &bad, &f) != 0)
		diag_fault(&f);
	else if (bad > 0)
		diag_raise(DIAG_NEGATIVE);
	else
		diag_note("all examples of the facets hold");
	diag_prepared(str_sv(&report));
	fraud_load_free(&run.load);
	str_free(&report);
	fault_free(&f);
	return diag_status();
}

/* Only now does the query of the partials say what it takes to read it. */
static int
end_partials(struct fraud_worker *w, struct fault *f)
{
	if (fraud_worker_end(w, asks_texts(), f) != 0 || load(f) != 0)
		return -1;
	w->texts->fold = run.load.fold;
	return 0;
}

static int
finish(void *context, struct str *out)
{
	struct fraud_worker *w = fraud_workers_join(&run.workers);
	struct fault f = {0};
	int status = 0;

	(void)context;
	if (opts.merge)
		status = end_partials(w, &f);
	if (status != 0)
		diag_fault(&f);
	else if (opts.explain && w->tally.fates[COUNT_COUNTED] == 0)
		diag_raise(DIAG_NEGATIVE);
	else if (opts.partial)
		fraud_worker_put_partial(out, w, asks_texts());
	else if (!opts.explain)
		status = report(w, out);
	fault_free(&f);
	return status;
}

static void
run_all(struct filter *f)
{
	run.ask = (struct fraud_ask){opts.variants, (size_t)opts.cases,
	    opts.ids};
	fraud_workers_make(&run.workers, filter_jobs(&opts.filter), &run.query,
	    &run.ask, &run.load, asks_texts() || opts.merge);
	f->workers = run.workers.pointers;
	filter_run(f);
	fraud_workers_free(&run.workers);
}

/* What does not go together; NULL: all does. */
static const char *
misuse(void)
{
	/* A partial has its question with it; another asked would lie. */
	if (opts.merge && (opts.by != NULL || opts.since != NULL ||
	    opts.until != NULL || opts.type != NULL || opts.week_start != 1 ||
	    opts.only.count > 0))
		return "--merge takes --by, --since, --until, --type, --only "
		    "and --week-start from the partials; give them with "
		    "--partial";
	if (asks_texts() && table_is_csv(opts.format))
		return "--variants and --cases are no rows of CSV; take "
		    "another --format";
	if (opts.variants && !opts.merge && opts.since == NULL)
		return "--variants compares with what was before --since; "
		    "give it";
	if (opts.explain && (opts.merge || opts.partial || opts.chart ||
	    asks_texts()))
		return "--explain writes cases, no report";
	if (opts.chart && (opts.format != TABLE_AS_TEXT || opts.partial))
		return "--chart draws for people; leave out --format and "
		    "--partial";
	return NULL;
}

static int
set_query(struct fault *f)
{
	if (count_query_set(&run.query, &count_fraud,
	    opts.by != NULL ? opts.by : "month,type", opts.since, opts.until,
	    opts.type, (unsigned)opts.week_start, f) != 0)
		return -1;
	run.query.partial = opts.partial;
	for (size_t i = 0; i < opts.only.count; i++)
		if (count_query_only(&run.query, opts.only.items[i], f) != 0)
			return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	struct filter f = {.options = &opts.filter, .record = take_record,
	    .end = finish};
	struct fault fault = {0};
	enum prog_next next = prog_parse(&prog, argc, argv, &f.files);
	const char *wrong;

	if (next != PROG_RUN)
		return diag_status();
	if (opts.check_facets)
		return check_facets();
	if ((wrong = misuse()) != NULL)
		return prog_usage(&prog, "%s", wrong);
	if (!opts.merge && set_query(&fault) != 0) {
		prog_usage(&prog, "%s", fault.text.p);
	} else if ((opts.population != NULL && population_read(
	    &run.load.population, opts.population, &fault) != 0) ||
	    (!opts.merge && load(&fault) != 0)) {
		diag_fault(&fault);
	} else {
		if (opts.merge) {
			f.record = take_partial;
			opts.filter.jobs = 1; /* groups follow their head */
		}
		run_all(&f);
	}
	count_query_free(&run.query);
	fraud_load_free(&run.load);
	fault_free(&fault);
	return diag_status();
}
