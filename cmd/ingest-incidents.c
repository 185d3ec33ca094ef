/* SPDX-License-Identifier: MIT */
/*
 * ingest-incidents: exports of incident and patrol logs (CSV in any encoding
 * that is met in life) into records.
 */
#include "diag.h"
#include "ingest.h"
#include "out.h"
#include "prog.h"
#include "progress.h"

#include <string.h>

static struct opts {
	struct ingest_options ingest;
	const char *output, *sketch;
} opts = {.ingest = INGEST_DEFAULTS};

static const struct prog_option options[] = {
    {"profile", 'p', "NAME|FILE", "take the columns for those of a profile",
	PROG_TEXT, &opts.ingest.profile, 0, 0, NULL},
    {"print-profile", 0, "CSV", "print a profile made from a file's header",
	PROG_TEXT, &opts.sketch, 0, 0, NULL},
    {"delimiter", 'd', "CHAR", "one character, tab, auto (default: auto)",
	PROG_TEXT, &opts.ingest.delimiter, 0, 0, NULL},
    {"encoding", 'e', "NAME", "auto, utf-8, gb18030, big5, ...", PROG_TEXT,
	&opts.ingest.encoding, 0, 0, NULL},
    {"sheet", 0, "NAME", "of a workbook (default: the first visible)",
	PROG_TEXT, &opts.ingest.sheet, 0, 0, NULL},
    {"lenient", 0, NULL, "a quote inside an unquoted cell is text",
	PROG_FLAG, &opts.ingest.lenient, 0, 0, NULL},
    {"year", 0, "YEAR", "of dates without one (default: the title's)",
	PROG_NUMBER, &opts.ingest.year, 1900, 2199, NULL},
    {"now", 0, "TIME", "what is later is doubted (default: the clock)",
	PROG_TEXT, &opts.ingest.now, 0, 0, NULL},
    {"dedupe", 0, NULL, "the same record once; mark ids that conflict",
	PROG_FLAG, &opts.ingest.dedupe, 0, 0, NULL},
    {"check", 0, NULL, "print findings (JSON Lines), no records", PROG_FLAG,
	&opts.ingest.check, 0, 0, NULL},
    {"reject", 0, "FILE", "keep bad rows in FILE and go on", PROG_TEXT,
	&opts.ingest.reject, 0, 0, NULL},
    {"max-rejects", 0, "N", "with --reject: stop after N bad rows",
	PROG_NUMBER, &opts.ingest.max_rejects, 0, INT64_MAX, NULL},
    {"max-field", 0, "SIZE", "longest cell accepted (default 1M)", PROG_SIZE,
	&opts.ingest.max_field, 1024, INT64_C(1) << 30, NULL},
    {"max-record", 0, "SIZE", "longest row accepted (default 16M)",
	PROG_SIZE, &opts.ingest.max_record, 1024, INT64_C(1) << 30, NULL},
    {"output", 'o', "FILE", "write to FILE, which appears whole or not",
	PROG_TEXT, &opts.output, 0, 0, NULL},
    {"jobs", 'j', "N", "threads (default 1; 0: one a processor)",
	PROG_NUMBER, &opts.ingest.jobs, 0, 256, NULL},
    PROGRESS_OPTION(opts.ingest.progress),
    {"quiet", 'q', NULL, "print no notes", PROG_FLAG, &opts.ingest.quiet, 0,
	0, NULL},
    {.name = NULL},
};

static const char *const examples[] = {
    "ingest-incidents --reject bad.csv 接处警导出_20240831.csv >records.jsonl",
    "ingest-incidents --print-profile new.csv >our.json", NULL};

static const struct prog prog = {
    .name = "ingest-incidents",
    .operands = "[FILE ...]",
    .summary = "Turns exports of incident and patrol logs into records.",
    .options = options,
    .examples = examples,
    .exits = {NULL, "--check found something", NULL},
};

static int
write_lines(void *context, struct sv lines)
{
	struct out *out = context;

	out_write(out, lines);
	return out->error != 0 ? -1 : 0;
}

/* A reader that left gives no text and is no error of ours. */
static void
finish(struct out *out, bool whole)
{
	struct fault f = {0};

	if (out->path != NULL && !whole)
		out_abandon(out);
	else if (out_finish(out, &f) != 0 && f.text.len > 0)
		diag_fault(&f);
	fault_free(&f);
}

static int
print_profile(struct out *out)
{
	struct str profile = {0};
	struct fault f = {0};
	bool made = ingest_sketch(&opts.ingest, opts.sketch, &profile,
	    &f) == 0;

	if (made)
		out_write(out, str_sv(&profile));
	else if (f.text.len > 0)
		diag_fault(&f);
	finish(out, made);
	str_free(&profile);
	fault_free(&f);
	return diag_status();
}

static int
ingest(struct out *out, struct prog_list files)
{
	struct ingest in = {.options = &opts.ingest, .files = files,
	    .emit = write_lines, .context = out};
	bool whole = ingest_run(&in) == 0 && diag_status() != DIAG_TROUBLE;

	finish(out, whole);
	if (in.counts.findings > 0)
		diag_raise(DIAG_NEGATIVE);
	return diag_status();
}

/* What the options demand of one another. */
static const char *
contradiction(void)
{
	const struct ingest_options *o = &opts.ingest;

	if (o->reject == NULL && o->max_rejects >= 0)
		return "--max-rejects needs --reject FILE";
	if (o->check && (o->reject != NULL || o->dedupe))
		return "--check goes with neither --reject nor --dedupe";
	if (o->reject != NULL && (strcmp(o->reject, "-") == 0 ||
	    (opts.output != NULL && strcmp(o->reject, opts.output) == 0)))
		return "--reject must name another file than the output";
	return NULL;
}

int
main(int argc, char **argv)
{
	struct prog_list files;
	struct out out;
	struct fault f = {0};
	const char *wrong;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	wrong = contradiction();
	if (wrong != NULL)
		return prog_usage(&prog, "%s", wrong);
	diag_quiet(opts.ingest.quiet);
	if (out_open(&out, opts.output, &f) != 0) {
		diag_fault(&f);
		fault_free(&f);
		return diag_status();
	}
	if (opts.sketch != NULL)
		return print_profile(&out);
	return ingest(&out, files);
}
