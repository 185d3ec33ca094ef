/* SPDX-License-Identifier: MIT */
/*
 * classify-risk: what kind of incident each record tells, how risky it is,
 * and which words say so.
 */
#include "chart.h"
#include "classify.h"
#include "diag.h"
#include "rulecheck.h"
#include "score_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LANG_ZH, LANG_EN };
enum { FORM_TEXT, FORM_JSON };

static const char *const languages[] = {"zh", "en", NULL};
static const char *const forms[] = {"text", "json", NULL};

static struct opts {
	struct filter_options filter;
	struct prog_list rules, same;
	const char *only, *model, *evaluate, *review;
	int64_t review_count;
	bool no_defaults, check, explain, stats, extract, as_is;
	int language, format;
} opts = {.filter = FILTER_DEFAULTS, .review_count = 200};

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
    {"model", 'm', "FILE", "a model of train-classifier besides the rules",
	PROG_TEXT, &opts.model, 0, 0, NULL},
    {"review", 0, "FILE", "write what a person should look at to FILE",
	PROG_TEXT, &opts.review, 0, 0, NULL},
    {"review-count", 0, "N", "records in that file (default 200)",
	PROG_NUMBER, &opts.review_count, 1, 1000000, NULL},
    {"evaluate", 0, "KEY", "print how well it agrees with the label in KEY",
	PROG_TEXT, &opts.evaluate, 0, 0, NULL},
    {"same", 0, "A=B", "with --evaluate: class A counts as B", PROG_LIST,
	&opts.same, 0, 0, NULL},
    {"as-is", 0, NULL, "with --evaluate: of the category that is there",
	PROG_FLAG, &opts.as_is, 0, 0, NULL},
    {"format", 'f', "FORM", "of --evaluate: text or json", PROG_CHOICE,
	&opts.format, 0, 0, forms},
    {"lang", 0, "LANG", "language of text for people: zh, en",
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
    .summary = "Classifies incidents and judges their risk by rules and a model.",
    .options = options,
    .examples = examples,
    .exits = {NULL, "--check-rules found faults", NULL},
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

/* --- records --------------------------------------------------------------- */

static int
save_review(struct classify *c)
{
	struct review all = {0};
	struct fault f = {0};
	struct out out;
	int r = out_open(&out, opts.review, &f);

	classify_review(c, &all);
	if (r == 0) {
		for (size_t i = 0; i < all.n; i++)
			out_write(&out, str_sv(&all.items[i].record));
		r = out_finish(&out, &f);
	}
	if (r != 0)
		diag_fault(&f);
	review_free(&all);
	fault_free(&f);
	return r;
}

static int
put_score(const struct classify *c, struct str *out)
{
	struct score sum = {0};
	struct fault f = {0};
	int r = 0;

	for (size_t i = 0; i < opts.same.count; i++) {
		struct sv rest = sv_z(opts.same.items[i]), a;

		(void)sv_split(&rest, '=', &a);
		score_same(&sum, a, rest);
	}
	classify_score(c, &sum);
	if (opts.format == FORM_JSON)
		score_report_json(&sum, out);
	else
		r = score_report_text(&sum, opts.language == LANG_EN, out,
		    &f);
	if (r != 0)
		diag_fault(&f);
	score_free(&sum);
	fault_free(&f);
	return r;
}

static int
finish(void *context, struct str *out)
{
	struct classify *c = context;

	if (opts.stats)
		classify_put_stats(c, out);
	if (opts.evaluate != NULL && put_score(c, out) != 0)
		return -1;
	return opts.review != NULL ? save_review(c) : 0;
}

static void
run_records(const struct ruleset *rs, const struct model *m,
    const struct extractor *x, const struct prog_list *files)
{
	struct labelled_key key = labelled_key_of(opts.evaluate != NULL ?
	    opts.evaluate : "");
	struct classify c = {.rules = rs, .model = m, .extractor = x,
	    .only = opts.only, .explain = opts.explain, .stats = opts.stats,
	    .english = opts.language == LANG_EN,
	    .bold = opts.filter.output == NULL &&
		chart_style_of(STDOUT_FILENO, false).colour,
	    .evaluate = opts.evaluate != NULL ? &key : NULL,
	    .as_is = opts.as_is, .jobs = filter_jobs(&opts.filter),
	    .review = opts.review != NULL ? (size_t)opts.review_count : 0};
	struct filter f = {.options = &opts.filter, .files = *files,
	    .record = classify_record, .end = finish, .context = &c};

	classify_begin(&c);
	f.workers = c.workers;
	filter_run(&f);
	classify_warn(&c);
	classify_end(&c);
}

/* What is wrong with the options taken together, or NULL. */
static const char *
wrong_usage(const struct prog_list *files)
{
	bool records = !opts.stats && !opts.explain && !opts.check &&
	    opts.evaluate == NULL;

	if (opts.check && files->count > 0)
		return "--check-rules reads no records; name rule files by "
		    "--rules";
	if ((opts.stats || opts.evaluate != NULL) && (opts.explain ||
	    opts.only != NULL || (opts.stats && opts.evaluate != NULL)))
		return "--stats and --evaluate count over all records; they "
		    "go with neither --explain nor --only";
	if (opts.extract && !records)
		return "--extract is for records alone";
	if (opts.review != NULL && (!records || opts.model == NULL))
		return "--review is for records, with --model";
	if (opts.evaluate == NULL && (opts.as_is || opts.same.count > 0))
		return "--as-is and --same are for --evaluate";
	for (size_t i = 0; i < opts.same.count; i++)
		if (strchr(opts.same.items[i], '=') == NULL)
			return "--same wants A=B";
	return NULL;
}

static void
run_all(const struct ruleset *rs, const struct prog_list *files)
{
	struct extractor *x = NULL;
	struct model *m = NULL;
	struct fault f = {0};

	if ((opts.extract && (x = extractor_shipped(&f)) == NULL) ||
	    (opts.model != NULL && (m = model_read(opts.model, &f)) == NULL))
		diag_fault(&f);
	if (diag_status() == DIAG_DONE)
		run_records(rs, m, x, files);
	model_free(m);
	extractor_free(x);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct ruleset_complaints complaints = {0};
	struct prog_list files;
	const char *wrong;
	struct ruleset *rs;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	wrong = wrong_usage(&files);
	if (wrong != NULL)
		return prog_usage(&prog, "%s", wrong);
	rs = ruleset_new();
	read_rules(rs, &complaints);
	if (opts.check) {
		check_rules(rs, &complaints);
	} else {
		report(&complaints);
		run_all(rs, &files);
	}
	ruleset_complaints_free(&complaints);
	ruleset_free(rs);
	free(opts.rules.items);
	free(opts.same.items);
	return diag_status();
}
