/* SPDX-License-Identifier: MIT */
/*
 * record-outcome: what is reported back of disputes, into the ledger: from a
 * spreadsheet by profile, from records, or of one case by options.
 */
#include "diag.h"
#include "filter.h"
#include "ingest.h"
#include "jsonout.h"
#include "outcome.h"
#include "peek.h"

#include <inttypes.h>
#include <stdlib.h>

static struct {
	const char *ledger, *profile, *encoding, *departments, *calendar,
	    *today;
	const char *id, *event, *at, *by, *note, *number, *result, *tier,
	    *risk, *category, *assignee, *due;
	int64_t year;
	struct filter_options filter;
} opts = {.filter = FILTER_DEFAULTS};

#define ONE(name, arg, help, member)                                          \
	{name, 0, arg, help, PROG_TEXT, &opts.member, 0, 0, NULL}

static const struct prog_option options[] = {
	{"ledger", 'l', "DIR", "the ledger is DIR/ledger.jsonl (needed)",
	    PROG_TEXT, &opts.ledger, 0, 0, NULL},
	{"profile", 'p', "NAME|FILE", "columns of the CSV (default outcome)",
	    PROG_TEXT, &opts.profile, 0, 0, NULL},
	{"encoding", 'e', "NAME", "auto, utf-8, gb18030, ...", PROG_TEXT,
	    &opts.encoding, 0, 0, NULL},
	{"year", 0, "YEAR", "of dates without one", PROG_NUMBER, &opts.year,
	    1900, 2199, NULL},
	ONE("case", "ID", "one case, by options: its number or incident's",
	    id),
	ONE("event", "NAME", "what happened: mediated, closed, ...", event),
	ONE("at", "WHEN", "when (default: now)", at),
	ONE("by", "WHO", "who reports it", by),
	ONE("result", "NAME", "of a closing or a visit", result),
	ONE("number", "TEXT", "of the agreement", number),
	ONE("tier", "NAME", "handed or overridden to: mediator, ...", tier),
	ONE("risk", "NAME", "overridden to: low, medium, high", risk),
	ONE("category", "NAME", "overridden to: dispute.debt, ...", category),
	ONE("assignee", "ID", "assigned to", assignee),
	ONE("due", "DATE", "until when the next step is due", due),
	ONE("note", "TEXT", "reason, remarks", note),
	{"departments", 0, "DIR", "due.json and the rest of a station",
	    PROG_TEXT, &opts.departments, 0, 0, NULL},
	{"calendar", 0, "FILE", "holidays and make-up working days",
	    PROG_TEXT, &opts.calendar, 0, 0, NULL},
	{"today", 0, "WHEN", "date or time to go by (default: the clock)",
	    PROG_TEXT, &opts.today, 0, 0, NULL},
	FILTER_OPTIONS(opts.filter),
	{0}
};

static const char *const examples[] = {
	"record-outcome --ledger cases --reject bad.csv outcomes.csv",
	"record-outcome -l cases --case D17 --event mediated --by M01",
	NULL
};

static const struct prog prog = {"record-outcome", "[FILE ...]",
	"Records in the ledger what came of disputes.", options, examples,
	{NULL, NULL, NULL}, NULL, NULL};

struct run {
	struct outcomes outcomes;
	struct out out;
};

/* What was added, once it is on the disk. */
static int
hand_on(struct run *r)
{
	struct fault f = {0};
	int status = outcomes_commit(&r->outcomes, &f);

	if (status != 0)
		diag_fault(&f);
	else
		out_write(&r->out, str_sv(&r->outcomes.lines));
	str_clear(&r->outcomes.lines);
	fault_free(&f);
	return status != 0 || r->out.error != 0 ? -1 : 0;
}

static int
accept_row(void *context, struct sv line, const char **code, struct fault *f)
{
	struct run *r = context;

	return outcomes_take_line(&r->outcomes, line, code, f);
}

static int
emit_rows(void *context, struct sv lines)
{
	(void)lines;
	return hand_on(context);
}

/* What is in the ledger is told, also after trouble. */
static void
finish(struct run *r)
{
	struct fault f = {0};

	if (out_finish(&r->out, &f) != 0 && f.text.len > 0)
		diag_fault(&f);
	fault_free(&f);
}

static bool
start(struct run *r)
{
	struct fault f = {0};
	bool good = out_open(&r->out, opts.filter.output, &f) == 0;

	if (!good)
		diag_fault(&f);
	fault_free(&f);
	return good;
}

static void
take_csv(struct run *r, const struct prog_list *files)
{
	const struct filter_options *o = &opts.filter;
	struct ingest_options io = INGEST_DEFAULTS;
	struct ingest in = {.options = &io, .files = *files,
	    .want = INGEST_OUTCOME, .accept = accept_row, .emit = emit_rows,
	    .context = r};

	io.profile = opts.profile != NULL ? opts.profile : "outcome";
	io.encoding = opts.encoding;
	io.reject = o->reject;
	io.max_rejects = o->max_rejects;
	io.max_record = o->max_record;
	io.year = opts.year;
	io.now = opts.today;
	if (!start(r))
		return;
	ingest_run(&in);
	finish(r);
}

static int
take_record(void *worker, const struct record *record, uint64_t line,
    struct block *b, struct fault *f)
{
	struct run *r = worker;
	const char *code;

	(void)line;
	(void)b;
	return outcomes_take(&r->outcomes, record, &code, f);
}

static int
emit_block(void *context, struct block *b)
{
	struct run *r = context;
	struct fault f = {0};
	int status = outcomes_commit(&r->outcomes, &f);

	if (status != 0)
		diag_fault(&f);
	str_clear(&b->out);
	str_addsv(&b->out, str_sv(&r->outcomes.lines));
	str_clear(&r->outcomes.lines);
	fault_free(&f);
	return status;
}

static void
take_records(struct run *r, const struct prog_list *files)
{
	void *worker = r;
	struct filter filter = {.options = &opts.filter, .files = *files,
	    .record = take_record, .block = emit_block, .context = r,
	    .workers = &worker};

	opts.filter.jobs = 1; /* each depends on those before */
	filter_run(&filter);
}

/* The options of one case as a record. */
static void
take_options(struct run *r)
{
	const struct {
		struct sv key;
		const char *value;
	} fields[] = {{SV("case_id"), opts.id}, {SV("event"), opts.event},
	    {SV("at"), opts.at}, {SV("by"), opts.by},
	    {SV("result"), opts.result}, {SV("number"), opts.number},
	    {SV("tier"), opts.tier}, {SV("risk"), opts.risk},
	    {SV("category"), opts.category},
	    {SV("assignee"), opts.assignee}, {SV("due_on"), opts.due},
	    {SV("note"), opts.note}};
	struct str line = {0};
	struct fault f = {0};
	const char *code;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].value != NULL)
			json_put_text(&line, fields[i].key,
			    sv_z(fields[i].value));
	if (opts.at == NULL) {
		str_addz(&line, ",\"at\":\"");
		ledger_add_time(&line, r->outcomes.now);
		str_addc(&line, '"');
	}
	json_enclose(&line, 0);
	if (start(r)) {
		if (outcomes_take_line(&r->outcomes, str_sv(&line), &code,
		    &f) != 0)
			diag_fault(&f);
		else
			(void)hand_on(r);
		finish(r);
	}
	fault_free(&f);
	str_free(&line);
}

static void
tell(const struct outcomes *o)
{
	diag_note("ledger: %" PRIu64 " added, %" PRIu64 " told before",
	    o->added, o->twice);
	if (o->uncovered > 0)
		diag_warn("%" PRIu64 " due dates lie outside the calendar: "
		    "taken as Monday to Friday; bring it up to date",
		    o->uncovered);
}

static void
run(const struct routing *routing, const struct prog_list *files)
{
	struct casebook_options o = {.writes = true, .since = INT64_MAX};
	struct casebook book;
	struct run r = {0};
	struct fault f = {0};

	if (casebook_now(opts.today, &o.now, &f) != 0) {
		diag_fault(&f);
		fault_free(&f);
		return;
	}
	if (casebook_open(&book, opts.ledger, &o, &f) == 0) {
		outcomes_init(&r.outcomes, &book, routing, o.now);
		if (opts.id != NULL)
			take_options(&r);
		else if (peek_files(files) == PEEK_RECORDS)
			take_records(&r, files);
		else
			take_csv(&r, files);
		tell(&r.outcomes);
	} else {
		diag_fault(&f);
	}
	casebook_close(&book, !r.outcomes.failed);
	outcomes_free(&r.outcomes);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct prog_list files = {0};
	struct routing routing = {0};
	struct fault f = {0};

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	if (opts.ledger == NULL)
		return prog_usage(&prog, "--ledger DIR is needed");
	if ((opts.id == NULL) != (opts.event == NULL))
		return prog_usage(&prog, "--case ID and --event NAME go "
		    "together");
	if (opts.id != NULL && files.count > 0)
		return prog_usage(&prog, "FILEs or --case, not both");
	if (opts.id == NULL && peek_files(&files) == PEEK_BOTH)
		return prog_usage(&prog, "CSV and records together; give them "
		    "one after the other");
	if (routing_read_shared(&routing, opts.departments, opts.calendar,
	    &f) != 0)
		diag_fault(&f);
	else
		run(&routing, &files);
	fault_free(&f);
	routing_free(&routing);
	return diag_status();
}
