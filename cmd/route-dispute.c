/* SPDX-License-Identifier: MIT */
/*
 * route-dispute: the legal gate, then the tier, the departments, the due date
 * and the person for each dispute. It proposes; a person decides.
 */
#include "diag.h"
#include "duelist.h"
#include "filter.h"
#include "router_hold.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const langs[] = {"zh", "en", NULL};

static struct {
	struct filter_options filter;
	const char *roster, *departments, *calendar, *ledger, *today;
	bool only, check_roster, explain, due, no_link;
	int64_t window, similar;
	int lang, format;
} opts = {.filter = FILTER_DEFAULTS, .window = 180, .similar = 80};

static const struct prog_option options[] = {
	{"roster", 'r', "FILE", "assign to the people of FILE", PROG_TEXT,
	    &opts.roster, 0, 0, NULL},
	{"departments", 0, "DIR",
	    "gate, tiers, due, departments .json of a station", PROG_TEXT,
	    &opts.departments, 0, 0, NULL},
	{"calendar", 0, "FILE", "holidays and make-up working days",
	    PROG_TEXT, &opts.calendar, 0, 0, NULL},
	{"ledger", 'l', "DIR", "remember cases and loads in DIR/ledger.jsonl",
	    PROG_TEXT, &opts.ledger, 0, 0, NULL},
	{"due", 0, NULL, "list what is due in the ledger, read no records",
	    PROG_FLAG, &opts.due, 0, 0, NULL},
	{"format", 'f', "FORM", "of --due: table, csv, jsonl, md, excel",
	    PROG_CHOICE, &opts.format, 0, 0, table_formats},
	{"today", 0, "WHEN", "date or time to go by (default: the clock)",
	    PROG_TEXT, &opts.today, 0, 0, NULL},
	{"window", 0, "DAYS", "days after which a report is of a new dispute",
	    PROG_NUMBER, &opts.window, 1, 3660, NULL},
	{"similar", 0, "PERCENT", "of their words, that narratives are alike",
	    PROG_NUMBER, &opts.similar, 50, 100, NULL},
	{"no-link", 0, NULL, "take only parent_id for a repeat",
	    PROG_FLAG, &opts.no_link, 0, 0, NULL},
	{"only", 0, NULL, "leave out what is no dispute", PROG_FLAG,
	    &opts.only, 0, 0, NULL},
	{"explain", 0, NULL, "print text for a person, not records",
	    PROG_FLAG, &opts.explain, 0, 0, NULL},
	{"lang", 0, "LANG", "language of --explain and --due: zh, en",
	    PROG_CHOICE, &opts.lang, 0, 0, langs},
	{"check-roster", 0, NULL, "check the roster and do nothing else",
	    PROG_FLAG, &opts.check_roster, 0, 0, NULL},
	FILTER_OPTIONS(opts.filter),
	{0}
};

static const char *const examples[] = {
	"route-dispute --roster roster.json classified.jsonl >routed.jsonl",
	"route-dispute -r roster.json --ledger cases classified.jsonl",
	NULL
};

static const struct prog prog = {"route-dispute", "[FILE ...]",
	"Proposes for each dispute who takes it on, and until when.", options,
	examples, {NULL, "roster problems, or something overdue", NULL},
	NULL, NULL};

static int
read_routing(struct routing *routing)
{
	struct fault f = {0};
	int r = routing_read_shared(routing, opts.departments, opts.calendar,
	    &f);

	if (r != 0)
		diag_fault(&f);
	else if (routing->no_calendar && !opts.check_roster && !opts.due)
		diag_warn("no calendar found: working days are Monday to "
		    "Friday; give --calendar FILE");
	fault_free(&f);
	return r;
}

static void
report_problem(void *context, const struct fault *f)
{
	(void)context;
	diag_fault_as("error", f);
	diag_raise(opts.check_roster ? DIAG_NEGATIVE : DIAG_TROUBLE);
}

static int
read_roster(const struct routing *routing, struct roster **roster)
{
	struct fault f = {0};
	struct json_doc *doc;

	*roster = NULL;
	if (opts.roster == NULL)
		return 0;
	doc = json_read(opts.roster, &f);
	if (doc == NULL)
		diag_fault(&f);
	else
		*roster = roster_read(doc, &routing->departments,
		    report_problem, NULL);
	fault_free(&f);
	return *roster != NULL ? 0 : -1;
}

static const char *
plural(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

/* The end hook of the filter: nothing to add, but all is counted now. */
static int
tell(void *context, struct str *out)
{
	const struct router *router = context;
	const struct router_counts *c = &router->counts;

	(void)out;
	diag_note("disputes: %" PRIu64 " to mediators, %" PRIu64
	    " to officers, %" PRIu64 " joint, %" PRIu64 " to case handling",
	    c->tiers[TIER_MEDIATOR], c->tiers[TIER_OFFICER],
	    c->tiers[TIER_JOINT], c->tiers[TIER_CASE]);
	router_hold_tell(router);
	if (opts.roster == NULL)
		diag_note("nobody is assigned without a roster; give "
		    "--roster FILE");
	if (c->none_free > 0)
		diag_warn("%" PRIu64 " %s nobody to take %s: all are full or "
		    "on leave; see assign.none_free in route_why",
		    c->none_free, plural(c->none_free, "dispute has",
		    "disputes have"), plural(c->none_free, "it", "them"));
	if (c->no_id > 0)
		diag_warn("%" PRIu64 " %s no id, so no case_id", c->no_id,
		    plural(c->no_id, "dispute has", "disputes have"));
	if (c->uncovered > 0 && !router->routing->no_calendar)
		diag_warn("%" PRIu64 " due %s outside the years of the "
		    "calendar: taken as Monday to Friday; bring the calendar "
		    "up to date", c->uncovered,
		    plural(c->uncovered, "date lies", "dates lie"));
	router_tell_left_out(c);
	return 0;
}

/* What became of the ledger, last. */
static void
tell_book(const struct router_counts *c)
{
	diag_note("ledger: %" PRIu64 " opened, %" PRIu64 " joined to open "
	    "cases, %" PRIu64 " known", c->opened, c->joined,
	    c->known);
	if (c->differ > 0)
		diag_warn("%" PRIu64 " %s otherwise than when the case was "
		    "opened (time or narrative); see ledger.differs in "
		    "route_why", c->differ, plural(c->differ,
		    "incident is told", "incidents are told"));
}

static void
run(const struct routing *routing, const struct roster *roster,
    struct casebook *book, struct sv now, const struct prog_list *files)
{
	unsigned jobs = filter_jobs(&opts.filter);
	struct router_worker *workers = mem_zalloc(jobs, sizeof(*workers));
	void **pointers = mem_zalloc(jobs, sizeof(*pointers));
	struct router router;
	struct filter filter = {.options = &opts.filter, .files = *files,
	    .record = router_record, .block = router_block,
	    .drain = router_drain, .end = tell, .context = &router,
	    .workers = pointers};

	router_init(&router, routing);
	router.assign = roster != NULL ? assign_new(roster) : NULL;
	router.hold = opts.no_link ? NULL : router_hold_new(opts.window,
	    (double)opts.similar / 100);
	router.only = opts.only;
	router.explain = opts.explain;
	router.english = opts.lang == 1;
	for (unsigned i = 0; i < jobs; i++) {
		router_worker_init(&workers[i], &router);
		pointers[i] = &workers[i];
	}
	if (router_book_init(&router, book, now))
		filter_run(&filter);
	if (book != NULL) {
		tell_book(&router.counts);
		casebook_close(book, !router.failed);
	}
	for (unsigned i = 0; i < jobs; i++)
		router_worker_free(&workers[i]);
	assign_free(router.assign);
	router_free(&router);
	free(workers);
	free(pointers);
}

/* --due */
static void
list_due(const struct roster *roster)
{
	struct casebook_options o = {0};
	struct casebook book = {.ledger = {.fd = -1}};
	struct duelist d = {.cases = &book.cases, .roster = roster,
	    .format = (enum table_format)opts.format,
	    .english = opts.lang == 1};
	struct str text = {0}, note = {0};
	struct fault f = {0};
	struct out out;

	if (casebook_now(opts.today, &o.now, &f) == 0) {
		d.today = (o.now + DATETIME_CHINA * 60) / 86400;
		o.since = d.today - DUELIST_LAPSE;
	}
	if (f.text.len == 0 &&
	    casebook_open(&book, opts.ledger, &o, &f) == 0 &&
	    duelist_make(&d, &text, &note, &f) == 0 &&
	    out_open(&out, opts.filter.output, &f) == 0) {
		out_write(&out, str_sv(&text));
		(void)out_finish(&out, &f);
		if (note.len > 0)
			diag_note("%s", note.p);
	}
	if (f.text.len > 0)
		diag_fault(&f);
	if (book.torn > 0)
		diag_warn("the ledger's end is torn; see check-ledger");
	if (d.counts[DUELIST_OVERDUE] > 0)
		diag_raise(DIAG_NEGATIVE);
	casebook_close(&book, false);
	str_free(&text);
	str_free(&note);
	fault_free(&f);
}

static void
run_with_book(const struct routing *routing, const struct roster *roster,
    const struct prog_list *files)
{
	struct casebook_options o = {.writes = true};
	struct casebook book;
	struct str now = {0};
	struct fault f = {0};

	if (casebook_now(opts.today, &o.now, &f) != 0) {
		diag_fault(&f);
	} else {
		ledger_add_time(&now, o.now);
		o.since = (o.now + 8 * 3600) / 86400 - opts.window - 20;
		if (casebook_open(&book, opts.ledger, &o, &f) == 0) {
			run(routing, roster, &book, str_sv(&now), files);
		} else {
			diag_fault(&f);
			casebook_close(&book, false);
		}
	}
	str_free(&now);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct prog_list files = {0};
	struct routing routing = {0};
	struct roster *roster = NULL;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	if (opts.check_roster && opts.roster == NULL)
		prog_usage(&prog, "--check-roster wants --roster FILE");
	else if (opts.due && opts.ledger == NULL)
		prog_usage(&prog, "--due wants --ledger DIR");
	else if (opts.due && files.count > 0)
		prog_usage(&prog, "--due reads the ledger, no FILEs");
	else if (read_routing(&routing) != 0 ||
	    read_roster(&routing, &roster) != 0 || opts.check_roster)
		;
	else if (opts.due)
		list_due(roster);
	else if (opts.ledger != NULL)
		run_with_book(&routing, roster, &files);
	else
		run(&routing, roster, NULL, SV(""), &files);
	roster_free(roster);
	routing_free(&routing);
	return diag_status();
}
