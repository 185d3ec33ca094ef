/* SPDX-License-Identifier: MIT */
/*
 * incident-stats: the analysis of a day's incidents, what is unusual on each
 * day of a span, or counts by any keys.
 */
#include "diag.h"
#include "filter.h"
#include "fraud_report.h"
#include "incident_report.h"

#include <stdlib.h>
#include <unistd.h>

static struct {
	const char *day, *by, *since, *until, *category, *level;
	int64_t weeks, week_start, top, hot;
	int format, language, correction;
	bool brief, unusual, cross, invalid, unmasked, chart, small_cells;
	bool partial, merge;
	struct filter_options filter;
} opts = {.weeks = 8, .week_start = 1, .hot = 5, .filter = FILTER_DEFAULTS};

static const char *const languages[] = {"zh", "en", NULL};

#define FLAG(name, help, to) {name, 0, NULL, help, PROG_FLAG, to, 0, 0, NULL}
#define TEXT(name, letter, arg, help, to)                                     \
	{name, letter, arg, help, PROG_TEXT, to, 0, 0, NULL}

static const struct prog_option options[] = {
    TEXT("day", 'd', "DATE", "the day (default: the last of the data)",
	&opts.day),
    {"weeks", 'w', "N", "weeks before it to compare with (default 8)",
	PROG_NUMBER, &opts.weeks, 3, 520, NULL},
    FLAG("brief", "one screen, with bars", &opts.brief),
    FLAG("unusual", "list unusual counts of --since to --until",
	&opts.unusual),
    TEXT("by", 'b', "KEYS", "count by keys instead, as month,category",
	&opts.by),
    TEXT("since", 0, "WHEN", "first day or period (--by, --unusual)",
	&opts.since),
    TEXT("until", 0, "WHEN", "last day or period (--by, --unusual)",
	&opts.until),
    {"week-start", 0, "N", "first day of the week, 1 Monday to 7",
	PROG_NUMBER, &opts.week_start, 1, 7, NULL},
    {"category", 'c', "PREFIX", "only this category, as \"dispute\"",
	PROG_TEXT, &opts.category, 0, 0, NULL},
    FLAG("invalid", "count invalid calls too", &opts.invalid),
    TEXT("level", 0, "P", "level of the test (default 0.05)", &opts.level),
    {"correction", 0, "HOW", "for many counts: holm, bh, bonferroni",
	PROG_CHOICE, &opts.correction, 0, 0, unusual_corrections},
    FLAG("cross", "test each category in each community too", &opts.cross),
    {"top", 0, "N", "rows of a table (--by: groups)", PROG_NUMBER, &opts.top,
	1, INT32_MAX, NULL},
    {"hot", 0, "PERCENT", "concentration in the top places (default 5)",
	PROG_NUMBER, &opts.hot, 1, 100, NULL},
    FLAG("unmasked", "show repeat addresses in full", &opts.unmasked),
    FLAG("small-cells", "--by: hide counts below 3", &opts.small_cells),
    FLAG("chart", "--by: draw instead of the table", &opts.chart),
    {"format", 'f', "FORM", "table, csv, jsonl, md or excel", PROG_CHOICE,
	&opts.format, 0, 0, table_formats},
    {"lang", 0, "LANG", "headers and sentences: zh or en", PROG_CHOICE,
	&opts.language, 0, 0, languages},
    FLAG("partial", "write a partial to be merged, no report", &opts.partial),
    FLAG("merge", "FILEs are partials", &opts.merge),
    FILTER_OPTIONS(opts.filter),
    {.name = NULL},
};

static const char *const examples[] = {
    "incident-stats --day 2024-08-31 --brief history.jsonl",
    "incident-stats --unusual --since 2024-08 history.jsonl", NULL};

static const struct prog prog = {"incident-stats", "[FILE ...]",
    "Analyses the incidents of a day, or counts incidents by keys.",
    options, examples,
    {NULL, "no incident, or with --unusual nothing unusual", NULL}, NULL, NULL};

static struct run {
	struct count_query query;
	struct incidents_crew crew;
	int64_t day;            /* INT64_MAX: the last one */
	int64_t from, to;       /* --unusual: days [from, to) */
	double level;
} run = {.query = {.subject = &count_incidents}, .day = INT64_MAX,
    .from = INT64_MIN, .to = INT64_MAX, .level = 0.05};

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct incidents *t = worker;

	(void)line;
	(void)b;
	return opts.by != NULL ? count_record(&t->tally, r, f)
			       : incidents_record(t, r, f);
}

static int
take_partial(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	(void)b;
	return incidents_read_partial(worker, &run.query, r, f);
}

static int
report_counts(struct count_tally *t, struct str *out, struct str *note,
    bool *found, struct fault *f)
{
	struct chart_style style = chart_style_of(
	    opts.filter.output == NULL ? STDOUT_FILENO : -1,
	    opts.language == 1);
	struct fraud_report o = {
	    .chart = opts.chart ? &style : NULL,
	    .format = (enum table_format)opts.format,
	    .english = opts.language == 1,
	    .small_cells = opts.small_cells,
	    .top = (size_t)opts.top,
	};
	int64_t cases = 0;
	int status = fraud_report_make(&o, t, out, note, &cases, f);

	*found = cases > 0;
	return status;
}

static struct incident_report
asked(void)
{
	struct incident_report o = {
	    .what = opts.unusual ? INCIDENT_UNUSUAL
		: opts.brief ? INCIDENT_BRIEF : INCIDENT_DAY,
	    .day = run.day,
	    .from = run.from, .to = run.to,
	    .format = (enum table_format)opts.format,
	    .english = opts.language == 1,
	    .unmasked = opts.unmasked,
	    .top = opts.top != 0 ? (size_t)opts.top : 10,
	    .hot = opts.hot,
	    .unusual = {opts.weeks, run.level,
		(enum unusual_correction)opts.correction, opts.cross},
	    .style = {.english = opts.language == 1},
	};

	if (opts.filter.output == NULL && opts.format == TABLE_AS_TEXT)
		o.style.colour = chart_style_of(STDOUT_FILENO, false).colour;
	return o;
}

static int
write_all(struct incidents *t, struct str *out, struct fault *f)
{
	bool counts = opts.by != NULL || (opts.merge && !t->headed);
	struct incident_report o = asked();
	bool found = false;
	struct str note = {0};
	int status;

	if (opts.merge && incidents_partial_end(t, f) != 0)
		return -1;
	if (opts.partial && counts)
		count_put_partial(out, &t->tally);
	else if (opts.partial)
		incidents_put_partial(out, t);
	if (opts.partial)
		return 0;
	status = counts ? report_counts(&t->tally, out, &note, &found, f)
			: incident_report_make(&o, t, out, &note, &found, f);
	if (!found)
		diag_raise(DIAG_NEGATIVE);
	if (status == 0 && note.len > 0)
		diag_note("%s", note.p);
	str_free(&note);
	return status;
}

static int
finish(void *context, struct str *out)
{
	struct incidents *t = incidents_crew_join(&run.crew);
	struct fault f = {0};
	int status;

	(void)context;
	status = write_all(t, out, &f);
	if (status != 0)
		diag_fault(&f);
	fault_free(&f);
	return status;
}

static void
run_all(struct filter *f)
{
	struct incident_report o = asked();
	struct fault fault = {0};
	unsigned jobs = filter_jobs(&opts.filter);

	if (incidents_crew_make(&run.crew, &run.query, jobs, !opts.unmasked,
	    &fault) != 0) {
		diag_fault(&fault);
		fault_free(&fault);
		return;
	}
	for (unsigned i = 0; i < jobs && !opts.partial; i++)
		incident_look_at(&run.crew.workers[i], &o);
	f->workers = run.crew.pointers;
	filter_run(f);
	incidents_crew_free(&run.crew);
}

/* What does not go together, in words. */
static const char *
misused(void)
{
	bool days = opts.by == NULL && !opts.unusual;

	if ((opts.by != NULL) + opts.unusual + (opts.day != NULL) > 1 ||
	    (opts.brief && !days))
		return "--by, --unusual, --day or --brief: give one";
	if (days && !opts.merge && (opts.since != NULL || opts.until != NULL))
		return "--since and --until go with --by or --unusual";
	if (opts.by == NULL && !opts.merge && (opts.small_cells || opts.chart))
		return "--small-cells and --chart go with --by";
	if (opts.brief && opts.format != TABLE_AS_TEXT)
		return "--brief is text alone; leave out --format";
	if (opts.merge && (opts.by != NULL || opts.category != NULL ||
	    opts.invalid || opts.week_start != 1 ||
	    (!opts.unusual && (opts.since != NULL || opts.until != NULL))))
		return "--merge takes --by, --since, --until, --category, "
		       "--invalid and --week-start from the partials; give "
		       "them with --partial";
	return NULL;
}

static int
set_query(struct fault *f)
{
	bool counts = opts.by != NULL;
	unsigned week_start = (unsigned)opts.week_start;
	int status;

	if (opts.day != NULL && !date_read(sv_z(opts.day), &run.day))
		return fault_set(f, NULL, 0, 0,
		    "--day: no date: %s; write 2024-08-31", opts.day);
	if (opts.level != NULL && !unusual_read_level(opts.level, &run.level))
		return fault_set(f, NULL, 0, 0,
		    "--level: no number between 0 and 1: %s", opts.level);
	if (opts.unusual && !period_span(opts.since, opts.until, week_start,
	    &run.from, &run.to))
		return fault_set(f, NULL, 0, 0,
		    "--since and --until: write 2024-08-31, 2024-W35 or "
		    "2024-08, the later one second");
	if (opts.merge)
		return 0;
	/* A day needs the weeks before it: nothing is left out by time. */
	status = count_query_set(&run.query, &count_incidents,
	    counts ? opts.by : "day", counts ? opts.since : NULL,
	    counts ? opts.until : NULL, opts.category, week_start, f);
	run.query.invalid = opts.invalid;
	run.query.partial = opts.partial;
	return status;
}

int
main(int argc, char **argv)
{
	struct filter f = {.options = &opts.filter, .record = take_record,
	    .end = finish};
	struct fault fault = {0};
	enum prog_next next = prog_parse(&prog, argc, argv, &f.files);
	const char *wrong = next == PROG_RUN ? misused() : NULL;

	if (next != PROG_RUN)
		return diag_status();
	if (wrong != NULL)
		return prog_usage(&prog, "%s", wrong);
	if (set_query(&fault) != 0) {
		int status = prog_usage(&prog, "%s", fault.text.p);

		fault_free(&fault);
		count_query_free(&run.query);
		return status;
	}
	if (opts.merge) {
		f.record = take_partial;
		opts.filter.jobs = 1; /* groups follow their head */
	}
	run_all(&f);
	count_query_free(&run.query);
	return diag_status();
}
