/* SPDX-License-Identifier: MIT */
/*
 * station-report: the report of a station for a day, week, month, quarter or
 * year, from the records, the patrols among them and the ledger, in any form.
 */
#include "casebook.h"
#include "diag.h"
#include "filter.h"
#include "report_book.h"
#include "report_html.h"
#include "report_text.h"
#include "src.h"
#include "station.h"

#include <stdlib.h>

enum form { FORM_TEXT, FORM_MD, FORM_HTML, FORM_XLSX, FORM_CSV, FORM_JSONL };
static const char *const forms[] = {"text", "md", "html", "xlsx", "csv",
    "jsonl", NULL};
static const char *const languages[] = {"zh", "en", NULL};

static struct {
	const char *period, *plan, *ledger, *rejects, *table, *today, *issue;
	int64_t week_start;
	int form, language;
	bool excel;
	struct filter_options filter;
} opts = {.week_start = 1, .filter = FILTER_DEFAULTS};

static const struct prog_option options[] = {
    {"period", 'p', "WHEN", "2024-W35, 2024-08, ... (default: last week)",
	PROG_TEXT, &opts.period, 0, 0, NULL},
    {"format", 'f', "FORM", "text, md, html, xlsx, csv or jsonl",
	PROG_CHOICE, &opts.form, 0, 0, forms},
    {"table", 't', "KEY", "with csv: which table", PROG_TEXT, &opts.table, 0,
	0, NULL},
    {"excel", 0, NULL, "with csv: for Excel (mark, CR LF, no formulas)",
	PROG_FLAG, &opts.excel, 0, 0, NULL},
    {"plan", 0, "FILE", "title, sections, signatures", PROG_TEXT, &opts.plan,
	0, 0, NULL},
    {"issue", 0, "TEXT", "number of this issue, for the head", PROG_TEXT,
	&opts.issue, 0, 0, NULL},
    {"ledger", 'l', "DIR", "what became of disputes", PROG_TEXT,
	&opts.ledger, 0, 0, NULL},
    {"rejects", 0, "FILE", "rows refused at import, to be counted",
	PROG_TEXT, &opts.rejects, 0, 0, NULL},
    {"today", 0, "WHEN", "date or time to go by (default: the clock)",
	PROG_TEXT, &opts.today, 0, 0, NULL},
    {"week-start", 0, "N", "first day of the week, 1 Monday to 7",
	PROG_NUMBER, &opts.week_start, 1, 7, NULL},
    {"lang", 0, "LANG", "language: zh or en", PROG_CHOICE, &opts.language, 0,
	0, languages},
    FILTER_OPTIONS(opts.filter),
    {.name = NULL},
};

static const char *const examples[] = {
    "station-report --period 2024-W35 incidents.jsonl patrols.jsonl",
    "station-report -p 2024-08 -l ledger -f html -o 8.html incidents.jsonl",
    NULL};

static const struct prog prog = {"station-report", "[FILE ...]",
    "Writes the report of a station for a week, a month or another period.",
    options, examples, {NULL, "no incident in the period", NULL}, NULL, NULL};

struct run {
	struct station_span span;
	struct station_queries queries;
	struct station_plan plan;
	struct extractor *extractor;
	struct station_work *workers;
	void **pointers;
	unsigned jobs;
	int64_t today;
};

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	(void)b;
	return station_record(worker, r, f);
}

/* --- what is not a record ------------------------------------------------- */

static int
read_period(struct run *r, struct fault *f)
{
	struct period p;
	int64_t now;

	if (casebook_now(opts.today, &now, f) != 0)
		return -1;
	r->today = (now + DATETIME_CHINA * 60) / 86400;
	p = period_previous(period_of(PERIOD_WEEK, r->today,
	    (unsigned)opts.week_start));
	if (opts.period != NULL && !period_parse(sv_z(opts.period),
	    (unsigned)opts.week_start, &p))
		return fault_set(f, NULL, 0, 0, "'%s' is no period; try "
		    "2024-W35, 2024-08, 2024-Q3, 2024 or a date",
		    opts.period);
	station_span_set(&r->span, p);
	return 0;
}

static int
read_plan(struct run *r, struct fault *f)
{
	char *shipped = prog_data_path("reports/station.json");
	const char *path = opts.plan != NULL ? opts.plan : shipped;
	int status;

	if (path == NULL)
		status = fault_set(f, NULL, 0, 0,
		    "no report plan found; give --plan FILE");
	else
		status = station_plan_read(&r->plan, path, f);
	free(shipped);
	return status;
}

/* Rows kept aside: the lines that are no markers. */
static int
count_rejects(int64_t *n, struct fault *f)
{
	struct str text = {0};
	struct sv rest, line;
	int status = 0;

	*n = opts.rejects != NULL ? 0 : -1;
	if (opts.rejects != NULL)
		status = src_slurp(opts.rejects, (size_t)1 << 30, &text, f);
	rest = str_sv(&text);
	while (status == 0 && sv_split(&rest, '\n', &line))
		*n += line.len > 0 && line.p[0] != '#';
	str_free(&text);
	return status;
}

static int
read_cases(const struct run *r, struct casebook *book,
    struct dispute_query *q, struct dispute_tally *t, struct fault *f)
{
	const struct casebook_options o = {.whole = true,
	    .keep = CASES_FLOWS};
	static const char *const units[] = {"day", "week", "month",
	    "quarter", "year"};
	struct period now = r->span.now;
	struct str name = {0};
	int status;

	period_add(&name, now);
	status = dispute_query_set(q, units[now.unit], str_z(&name),
	    str_z(&name), now.first_weekday, r->today, f);
	str_free(&name);
	if (status != 0)
		return -1;
	dispute_init(t, q);
	if (casebook_open(book, opts.ledger, &o, f) != 0)
		return -1;
	dispute_add(t, &book->cases);
	return 0;
}

/* --- the report ------------------------------------------------------------ */

static int
write_form(const struct report *r, struct str *out, struct fault *f)
{
	struct chart_style style = chart_style_of(
	    opts.filter.output == NULL ? 1 : -1, r->english);

	switch ((enum form)opts.form) {
	case FORM_TEXT:
		return report_write_text(r, &style, out, f);
	case FORM_MD:
		return report_write_md(r, out, f);
	case FORM_HTML:
		report_write_html(r, out);
		return 0;
	case FORM_XLSX:
		return report_write_book(r, out, f);
	case FORM_CSV:
		if (report_write_csv(r, sv_z(opts.table), out, f) != 0)
			return -1;
		if (opts.excel)
			table_excel(out);
		return 0;
	case FORM_JSONL:
		return report_write_jsonl(r, out, f);
	}
	return 0;
}

static int
make_report(struct run *run, struct str *out, struct fault *f)
{
	struct casebook book = {.ledger.fd = -1};
	struct dispute_query q;
	struct dispute_tally cases;
	struct station s = {.plan = &run->plan, .span = &run->span,
	    .work = &run->workers[0], .english = opts.language == 1};
	struct report report = {0};
	int status = count_rejects(&s.rejects, f);

	if (status == 0 && opts.ledger != NULL) {
		status = read_cases(run, &book, &q, &cases, f);
		s.cases = &cases;
	}
	if (status == 0) {
		station_write(&s, &report);
		if (opts.issue != NULL)
			report.issue = report_keep(&report,
			    sv_z(opts.issue));
		status = write_form(&report, out, f);
		if (station_is_empty(&s))
			diag_raise(DIAG_NEGATIVE);
	}
	report_free(&report);
	if (s.cases != NULL)
		dispute_free(&cases);
	casebook_close(&book, false);
	return status;
}

static int
finish(void *context, struct str *out)
{
	struct run *r = context;
	struct fault f = {0};
	int status;

	for (unsigned i = 1; i < r->jobs; i++)
		station_merge(&r->workers[0], &r->workers[i]);
	status = make_report(r, out, &f);
	if (status != 0)
		diag_fault(&f);
	fault_free(&f);
	return status;
}

static void
run_all(struct run *r, struct filter *f)
{
	r->jobs = filter_jobs(&opts.filter);
	r->workers = mem_zalloc(r->jobs, sizeof(*r->workers));
	r->pointers = mem_zalloc(r->jobs, sizeof(*r->pointers));
	for (unsigned i = 0; i < r->jobs; i++) {
		station_work_init(&r->workers[i], &r->span, &r->queries,
		    r->extractor, opts.language == 1);
		r->pointers[i] = &r->workers[i];
	}
	f->workers = r->pointers;
	filter_run(f);
	for (unsigned i = 0; i < r->jobs; i++)
		station_work_free(&r->workers[i]);
	free(r->workers);
	free(r->pointers);
}

int
main(int argc, char **argv)
{
	struct run run = {.extractor = NULL};
	struct filter f = {.options = &opts.filter, .record = take_record,
	    .end = finish, .context = &run};
	struct fault fault = {0};

	if (prog_parse(&prog, argc, argv, &f.files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	if ((opts.form == FORM_CSV) != (opts.table != NULL))
		return prog_usage(&prog, "--format csv and --table go "
		    "together: CSV is one table");
	if (opts.excel && opts.form != FORM_CSV)
		return prog_usage(&prog, "--excel goes with --format csv");
	if (read_period(&run, &fault) != 0 ||
	    station_queries_set(&run.queries, &run.span, &fault) != 0) {
		prog_usage(&prog, "%s", fault.text.p);
	} else if (read_plan(&run, &fault) != 0 ||
	    (run.extractor = extractor_shipped(&fault)) == NULL) {
		diag_fault(&fault);
	} else {
		run_all(&run, &f);
	}
	fault_free(&fault);
	station_plan_free(&run.plan);
	station_queries_free(&run.queries);
	extractor_free(run.extractor);
	return diag_status();
}
