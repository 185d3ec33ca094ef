/* SPDX-License-Identifier: MIT */
/*
 * classify-risk: what kind of incident each record tells, how risky it is,
 * and which words say so.
 */
#include "chart.h"
#include "diag.h"
#include "explain.h"
#include "filter.h"
#include "found.h"
#include "judge.h"
#include "prog.h"
#include "rulecheck.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LANG_ZH, LANG_EN };

static const char *const languages[] = {"zh", "en", NULL};

static struct opts {
	struct filter_options filter;
	struct prog_list rules;
	const char *only;
	bool no_defaults, check, explain, stats, extract;
	int language;
} opts = {.filter = FILTER_DEFAULTS};

static const struct prog_option options[] = {
    {"rules", 0, "FILE", "rules of a file or directory besides the shipped",
	PROG_LIST, &opts.rules, 0, 0, NULL},
    {"no-default-rules", 0, NULL, "leave out the shipped rules", PROG_FLAG,
	&opts.no_defaults, 0, 0, NULL},
    {"check-rules", 0, NULL, "check the rules and try their examples",
	PROG_FLAG, &opts.check, 0, 0, NULL},
    {"explain", 0, NULL, "print text for people, the words marked",
	PROG_FLAG, &opts.explain, 0, 0, NULL},
    {"stats", 0, NULL, "print how often each rule hit, no records",
	PROG_FLAG, &opts.stats, 0, 0, NULL},
    {"only", 0, "PREFIX", "only records whose category begins so", PROG_TEXT,
	&opts.only, 0, 0, NULL},
    {"extract", 0, NULL, "add what the texts hold: sums, phones, platforms …",
	PROG_FLAG, &opts.extract, 0, 0, NULL},
    {"lang", 0, "LANG", "language of --explain and --stats: zh, en",
	PROG_CHOICE, &opts.language, 0, 0, languages},
    FILTER_OPTIONS(opts.filter),
    {0},
};

static const char *const examples[] = {
    "classify-risk records.jsonl >incidents.jsonl",
    "classify-risk --explain --only dispute. records.jsonl | less",
    "classify-risk --check-rules --rules station-rules.json", NULL};

static const struct prog prog = {
    .name = "classify-risk",
    .operands = "[FILE ...]",
    .summary = "Classifies incidents and judges their risk by rules.",
    .options = options,
    .examples = examples,
    .exits = {NULL, "--check-rules found faults", NULL},
};

struct worker {
	struct judge *judge;
	struct explain explain;
	struct found *found;    /* NULL without --extract */
	struct str added;
};

struct run {
	const struct ruleset *rules;
	struct worker **workers;
	unsigned jobs;
};

/* --- rules ----------------------------------------------------------------- */

static void
read_rules(struct ruleset *rs, struct ruleset_complaints *c)
{
	char *shipped = prog_data_path("rules");

	if (!opts.no_defaults && shipped == NULL)
		fault_set(ruleset_complain(c, RULESET_UNREADABLE), NULL, 0, 0,
		    "the shipped rules are not found; install precinct, set "
		    "PRECINCT_DATADIR or use --no-default-rules --rules");
	else if (!opts.no_defaults)
		ruleset_read(rs, shipped, c);
	for (size_t i = 0; i < opts.rules.count; i++)
		ruleset_read(rs, opts.rules.items[i], c);
	free(shipped);
	ruleset_finish(rs, c);
}

/* Prints the complaints; those about rules are the honest negative of a check,
 * and trouble otherwise. Gives how many are more than warnings, which only a
 * check prints. */
static size_t
report(const struct ruleset_complaints *c)
{
	size_t faults = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct ruleset_complaint *one = &c->at[i];

		if (one->severity == RULESET_WARNING) {
			if (opts.check)
				diag_fault_as("warning", &one->fault);
			continue;
		}
		faults++;
		diag_fault_as("error", &one->fault);
		diag_raise(opts.check && one->severity == RULESET_WRONG ?
		    DIAG_NEGATIVE : DIAG_TROUBLE);
	}
	return faults;
}

static void
check_rules(const struct ruleset *rs, struct ruleset_complaints *c)
{
	struct rulecheck t = rulecheck_run(rs, c);

	printf("%zu rules, %zu patterns (%zu slow), %zu examples, %zu faults\n",
	    t.rules, t.patterns, t.slow, t.examples, report(c));
	if (fflush(stdout) != 0)
		diag_error("<stdout>: cannot write");
}

static bool
is_wanted(const struct judge *j)
{
	return opts.only == NULL || sv_starts(judge_category(j),
	    sv_z(opts.only));
}

static int
classify(void *worker, const struct record *r, uint64_t line, struct block *b,
    struct fault *f)
{
	struct worker *w = worker;
	bool incident;

	(void)f;
	judge_place(w->judge, b->file, b->sequence, line);
	incident = judge_record(w->judge, r);
	if (opts.stats || (incident ? !is_wanted(w->judge) :
	    opts.explain || opts.only != NULL))
		return 0;
	if (opts.explain) {
		explain_add(&w->explain, w->judge, r, &b->out);
		return 0;
	}
	if (!incident) {
		str_addsv(&b->out, r->line);
		str_addc(&b->out, '\n');
		return 0;
	}
	str_clear(&w->added);
	judge_put(w->judge, &w->added);
	if (w->found != NULL)
		found_splice(w->found, r, judge_keys, &w->added, &b->out);
	else
		record_splice(&b->out, r, judge_keys, str_sv(&w->added));
	return 0;
}

static int
put_stats(void *context, struct str *out)
{
	const struct run *run = context;

	if (!opts.stats)
		return 0;
	str_addz(out, opts.language == LANG_EN ?
	    "rule\tkind\tgives\tcounted\tnot_counted\n" :
	    "规则\t种类\t标签\t计入\t未计入\n");
	for (size_t i = 0; i < run->rules->nrules; i++) {
		const struct rule *r = &run->rules->rules[i];
		uint64_t counted = 0, struck = 0;

		for (unsigned w = 0; w < run->jobs; w++) {
			counted += run->workers[w]->judge->counted[i];
			struck += run->workers[w]->judge->struck[i];
		}
		str_addf(out, "%s\t%s\t%s\t%llu\t%llu\n", r->id.p,
		    rule_kind_name(r->kind), r->gives.p,
		    (unsigned long long)counted, (unsigned long long)struck);
	}
	return 0;
}

/* One warning a rule whose pattern gave up, with the first record of all. */
static void
warn_of_limits(const struct run *run)
{
	for (size_t i = 0; i < run->rules->nrules; i++) {
		struct judge_limit all = {0};
		struct fault f = {0};

		for (unsigned w = 0; w < run->jobs; w++) {
			const struct judge_limit *l =
			    &run->workers[w]->judge->limits[i];

			if (l->records > 0 && (all.records == 0 ||
			    l->sequence < all.sequence)) {
				all.file = l->file;
				all.sequence = l->sequence;
				all.line = l->line;
			}
			all.records += l->records;
		}
		if (all.records == 0)
			continue;
		fault_set(&f, all.file, all.line, 0, "rule %s: a pattern "
		    "needs too many steps: not applied in %llu texts, here "
		    "first; make it simpler", run->rules->rules[i].id.p,
		    (unsigned long long)all.records);
		diag_fault_as("warning", &f);
		fault_free(&f);
	}
}

static void
run_records(const struct ruleset *rs, const struct extractor *x,
    const struct prog_list *files)
{
	struct run run = {.rules = rs, .jobs = filter_jobs(&opts.filter)};
	struct filter f = {.options = &opts.filter, .files = *files,
	    .record = classify, .end = put_stats, .context = &run};

	run.workers = mem_zalloc(run.jobs, sizeof(*run.workers));
	f.workers = mem_zalloc(run.jobs, sizeof(*f.workers));
	for (unsigned i = 0; i < run.jobs; i++) {
		struct worker *w = mem_zalloc(1, sizeof(*w));

		w->judge = judge_new(rs);
		w->found = x != NULL ? found_new(x) : NULL;
		/* Only people ask for what did not count. */
		w->judge->brief = !opts.explain && !opts.stats;
		w->explain.english = opts.language == LANG_EN;
		w->explain.bold = opts.filter.output == NULL &&
		    chart_style_of(STDOUT_FILENO, false).colour;
		f.workers[i] = run.workers[i] = w;
	}
	filter_run(&f);
	warn_of_limits(&run);
	for (unsigned i = 0; i < run.jobs; i++) {
		judge_free(run.workers[i]->judge);
		found_free(run.workers[i]->found);
		str_free(&run.workers[i]->explain.text);
		str_free(&run.workers[i]->added);
		free(run.workers[i]);
	}
	free(run.workers);
	free(f.workers);
}

int
main(int argc, char **argv)
{
	struct ruleset_complaints complaints = {0};
	struct extractor *x = NULL;
	struct prog_list files;
	struct fault f = {0};
	struct ruleset *rs;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	if (opts.check && files.count > 0)
		return prog_usage(&prog, "--check-rules reads no records; "
		    "name rule files by --rules");
	if (opts.stats && (opts.explain || opts.only != NULL))
		return prog_usage(&prog, "--stats counts over all records; it "
		    "goes with neither --explain nor --only");
	if (opts.extract && (opts.stats || opts.explain || opts.check))
		return prog_usage(&prog, "--extract is for records alone");
	rs = ruleset_new();
	read_rules(rs, &complaints);
	if (opts.check) {
		check_rules(rs, &complaints);
	} else {
		report(&complaints);
		if (opts.extract && (x = extractor_shipped(&f)) == NULL)
			diag_fault(&f);
		if (diag_status() == DIAG_DONE)
			run_records(rs, x, &files);
	}
	ruleset_complaints_free(&complaints);
	ruleset_free(rs);
	extractor_free(x);
	fault_free(&f);
	free(opts.rules.items);
	return diag_status();
}
