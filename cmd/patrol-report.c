/* SPDX-License-Identifier: MIT */
/*
 * patrol-report: what the volunteers' patrols of a period amount to, from
 * their log (CSV) or from records.
 */
#include "diag.h"
#include "filter.h"
#include "ingest.h"
#include "patrol_report.h"
#include "peek.h"

#include <stdlib.h>

static struct {
	const char *period[4];  /* day, week, month, year */
	const char *since, *until, *profile, *encoding;
	const char *roster, *plan, *categories;
	struct prog_list incidents;
	int64_t week_start, year;
	int format, language, table;
	struct filter_options filter;
} opts = {.week_start = 1, .categories = COVERAGE_CATEGORIES,
    .filter = FILTER_DEFAULTS};

static const char *const languages[] = {"zh", "en", NULL};

#define TEXT(name, letter, arg, help, to)                                     \
	{name, letter, arg, help, PROG_TEXT, to, 0, 0, NULL}

static const struct prog_option options[] = {
    TEXT("day", 0, "DATE", "report this day", &opts.period[0]),
    TEXT("week", 0, "WEEK", "report this week: 2024-W35, or a day of it",
	&opts.period[1]),
    TEXT("month", 0, "MONTH", "report this month: 2024-08", &opts.period[2]),
    TEXT("year", 0, "YEAR", "report this year", &opts.period[3]),
    TEXT("since", 0, "WHEN", "with --until: first day or period", &opts.since),
    TEXT("until", 0, "WHEN", "with --since: last day or period", &opts.until),
    {"week-start", 0, "N", "first day of the week, 1 Monday to 7",
	PROG_NUMBER, &opts.week_start, 1, 7, NULL},
    TEXT("plan", 0, "FILE", "targets to report against (JSON)", &opts.plan),
    TEXT("roster", 0, "FILE", "volunteers (JSON): hours of each member",
	&opts.roster),
    {"incidents", 0, "FILE", "classified incidents to compare with; repeatable",
	PROG_LIST, &opts.incidents, 0, 0, NULL},
    TEXT("categories", 0, "LIST", "--incidents: categories counted, or all",
	&opts.categories),
    {"table", 't', "NAME", "one table alone, as members or places",
	PROG_CHOICE, &opts.table, 0, 0, patrol_tables},
    {"format", 'f', "FORM", "table, csv, jsonl, md or excel", PROG_CHOICE,
	&opts.format, 0, 0, table_formats},
    {"lang", 0, "LANG", "headers and sentences: zh or en", PROG_CHOICE,
	&opts.language, 0, 0, languages},
    TEXT("profile", 'p', "NAME", "CSV: profile (default: by the header)",
	&opts.profile),
    TEXT("encoding", 'e', "NAME", "CSV: encoding (default: found out)",
	&opts.encoding),
    {"date-year", 0, "YEAR", "CSV: year of dates that have none",
	PROG_NUMBER, &opts.year, 1900, 9999, NULL},
    FILTER_OPTIONS(opts.filter),
    {.name = NULL},
};

static const char *const examples[] = {
    "patrol-report --week 2024-W35 patrols.csv",
    "patrol-report --month 2024-08 -f md -o august.md patrols.jsonl", NULL};

static const struct prog prog = {"patrol-report", "[FILE ...]",
    "Reports volunteer patrols from their log or from records.",
    options, examples, {NULL, "no patrol in the period", NULL}, NULL, NULL};

struct run {
	struct patrol_query query;
	struct patrol_log *workers;
	void **pointers;
	unsigned jobs;
	struct patrol_plan *plan;
	struct volunteers *volunteers;
	struct count_query question;    /* of the incidents */
	struct incidents incidents;
	bool has_incidents;
	struct record record;   /* of a line that ingest made */
	struct fault fault;     /* a record refused: the log is given up */
	bool failed;
};

/* A table that was asked for without what it is made of. */
static const char *
misused(void)
{
	if (opts.table == PATROL_TARGETS && opts.plan == NULL)
		return "--table targets needs --plan";
	if (opts.table == PATROL_MEMBERS && opts.roster == NULL)
		return "--table members needs --roster";
	if (opts.table >= PATROL_PLACES && opts.incidents.count == 0)
		return "--table places, clock and new-places need --incidents";
	return NULL;
}

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	(void)b;
	return patrol_record(worker, r, f);
}

static int
finish(void *context, struct str *out)
{
	struct run *r = context;
	struct patrol_log *l = &r->workers[0];
	struct coverage coverage = {0};
	struct patrol_report o = {.format = (enum table_format)opts.format,
	    .english = opts.language == 1,
	    .table = (enum patrol_table)opts.table,
	    .plan = r->plan, .volunteers = r->volunteers,
	    .coverage = r->has_incidents ? &coverage : NULL,
	    .categories = opts.categories,
	    .style = {.english = opts.language == 1}};
	struct str note = {0};
	struct fault f = {0};
	int64_t from = 0, to = 0;
	int status;

	for (unsigned i = 1; i < r->jobs; i++)
		patrol_merge(l, &r->workers[i]);
	patrol_settle(l);
	if (r->volunteers != NULL)
		volunteers_count(r->volunteers, l);
	patrol_range(l, &from, &to);
	if (r->has_incidents)
		coverage_make(&coverage, l, &r->incidents, opts.categories,
		    from, to);
	status = patrol_report_make(&o, l, out, &note, &f);
	if (status != 0)
		diag_fault(&f);
	else if (note.len > 0)
		diag_note("%s", note.p);
	if (l->counted == 0)
		diag_raise(DIAG_NEGATIVE);
	coverage_free(&coverage);
	str_free(&note);
	fault_free(&f);
	return status;
}

/* Lines of records out of a patrol log, one turn at a time. */
static int
take_lines(void *context, struct sv lines)
{
	struct run *r = context;
	struct sv line;

	while (lines.len > 0 && sv_split(&lines, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (record_scan(&r->record, line, &r->fault) != 0 ||
		    patrol_record(&r->workers[0], &r->record, &r->fault) != 0) {
			r->failed = true;
			return -1;
		}
	}
	return 0;
}

static void
write_report(struct run *r)
{
	struct out out;
	struct fault f = {0};
	struct str report = {0};

	if (out_open(&out, opts.filter.output, &f) != 0) {
		diag_fault(&f);
	} else if (finish(r, &report) != 0 ||
	    (out.path != NULL && diag_status() == DIAG_TROUBLE)) {
		out_abandon(&out);
	} else {
		out_write(&out, str_sv(&report));
		if (out_finish(&out, &f) != 0 && f.text.len > 0)
			diag_fault(&f);
	}
	str_free(&report);
	fault_free(&f);
}

static void
report_log(struct run *r, const struct prog_list *files)
{
	const struct filter_options *o = &opts.filter;
	struct ingest_options io = INGEST_DEFAULTS;
	struct ingest in = {.options = &io, .files = *files,
	    .want = INGEST_PATROL, .emit = take_lines, .context = r};

	io.profile = opts.profile;
	io.encoding = opts.encoding;
	io.reject = o->reject;
	io.max_rejects = o->max_rejects;
	io.max_record = o->max_record;
	io.jobs = o->jobs;
	io.year = opts.year;
	io.quiet = o->quiet;
	diag_quiet(o->quiet);
	if (ingest_run(&in) != 0)
		return;
	if (r->failed)
		diag_fault(&r->fault);
	else
		write_report(r);
}

static void
report_records(struct run *r, const struct prog_list *files)
{
	struct filter f = {.options = &opts.filter, .files = *files,
	    .record = take_record, .end = finish, .context = r,
	    .workers = r->pointers};

	filter_run(&f);
}

/* What the log is reported against; -1 when it cannot be read. */
static int
read_others(struct run *r)
{
	if ((opts.plan != NULL && (r->plan = patrol_plan_read(
	    json_read(opts.plan, &r->fault), &r->fault)) == NULL) ||
	    (opts.roster != NULL && (r->volunteers = volunteers_read(
	    json_read(opts.roster, &r->fault), &r->fault)) == NULL)) {
		diag_fault(&r->fault);
		return -1;
	}
	if (opts.incidents.count == 0)
		return 0;
	r->has_incidents = true;
	return incidents_read(&r->incidents, &r->question, opts.incidents,
	    &opts.filter);
}

static void
start(struct run *r)
{
	r->jobs = filter_jobs(&opts.filter);
	r->workers = mem_zalloc(r->jobs, sizeof(*r->workers));
	r->pointers = mem_zalloc(r->jobs, sizeof(*r->pointers));
	for (unsigned i = 0; i < r->jobs; i++) {
		patrol_init(&r->workers[i], &r->query);
		r->pointers[i] = &r->workers[i];
	}
}

static void
stop(struct run *r)
{
	for (unsigned i = 0; i < r->jobs; i++)
		patrol_free(&r->workers[i]);
	free(r->workers);
	free(r->pointers);
	if (r->has_incidents)
		incidents_free(&r->incidents);
	count_query_free(&r->question);
	patrol_plan_free(r->plan);
	volunteers_free(r->volunteers);
	record_free(&r->record);
	fault_free(&r->fault);
}

int
main(int argc, char **argv)
{
	struct run run = {0};
	struct prog_list files;
	enum peek_kind kind;
	enum prog_next next = prog_parse(&prog, argc, argv, &files);

	if (next != PROG_RUN)
		return diag_status();
	if (patrol_query_set(&run.query, opts.period, opts.since, opts.until,
	    (unsigned)opts.week_start, &run.fault) != 0) {
		prog_usage(&prog, "%s", run.fault.text.p);
		fault_free(&run.fault);
		return diag_status();
	}
	if (misused() != NULL)
		return prog_usage(&prog, "%s", misused());
	kind = peek_files(&files);
	if (kind == PEEK_BOTH)
		return prog_usage(&prog, "patrol logs and records together; "
		    "make records of the log with ingest-incidents first");
	start(&run);
	if (read_others(&run) == 0) {
		if (kind == PEEK_RECORDS)
			report_records(&run, &files);
		else
			report_log(&run, &files);
	}
	stop(&run);
	return diag_status();
}
