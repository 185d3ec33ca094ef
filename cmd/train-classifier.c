/* SPDX-License-Identifier: MIT */
/*
 * train-classifier: a model for classify-risk out of a station's own labelled
 * records, tried on those that were kept apart.
 */
#include "diag.h"
#include "filter.h"
#include "labelled.h"
#include "train_report.h"

#include <stdio.h>
#include <stdlib.h>

enum { FORM_TEXT, FORM_JSON };
enum { LANG_ZH, LANG_EN };

static const char *const languages[] = {"zh", "en", NULL};
static const char *const forms[] = {"text", "json", NULL};

static struct opts {
	struct filter_options filter;
	const char *label, *group, *fields, *model;
	int64_t folds, max_size, sure, cost, jobs;
	int format, language;
	bool csv;
} opts = {.filter = FILTER_DEFAULTS, .label = "label", .fields = "narrative",
    .folds = 5, .max_size = 8 << 20, .sure = 60, .cost = 200, .jobs = 1};

static const struct prog_option options[] = {
    {"model", 'm', "FILE", "write the model to FILE", PROG_TEXT, &opts.model,
	0, 0, NULL},
    {"label", 0, "KEY", "key with the true class (default label)", PROG_TEXT,
	&opts.label, 0, 0, NULL},
    {"group", 0, "KEY", "keep records of equal KEY in one fold", PROG_TEXT,
	&opts.group, 0, 0, NULL},
    {"fields", 0, "KEYS", "texts to learn from (default narrative)",
	PROG_TEXT, &opts.fields, 0, 0, NULL},
    {"csv", 0, NULL, "FILEs are tables of two columns: text, label",
	PROG_FLAG, &opts.csv, 0, 0, NULL},
    {"folds", 0, "N", "parts of the cross-validation (default 5)",
	PROG_NUMBER, &opts.folds, 2, TRAIN_FOLDS_MOST, NULL},
    {"cost", 0, "N", "hundredths that an error costs (default 200)",
	PROG_NUMBER, &opts.cost, 1, 100000, NULL},
    {"sure", 0, "N", "unsure below N in 100 right (default 60)",
	PROG_NUMBER, &opts.sure, 0, 99, NULL},
    {"max-size", 0, "SIZE", "largest model file (default 8M)", PROG_SIZE,
	&opts.max_size, (int64_t)MODEL_SMALLEST, (int64_t)MODEL_LARGEST,
	NULL},
    {"format", 'f', "FORM", "of the report: text or json", PROG_CHOICE,
	&opts.format, 0, 0, forms},
    {"lang", 0, "LANG", "language of the report: zh, en", PROG_CHOICE,
	&opts.language, 0, 0, languages},
    {"jobs", 'j', "N", "processes (default 1; 0: one a processor)",
	PROG_NUMBER, &opts.jobs, 0, 256, NULL},
    {"output", 'o', "FILE", "write the report to FILE", PROG_TEXT,
	&opts.filter.output, 0, 0, NULL},
    {"reject", 0, "FILE", "keep bad lines in FILE and go on", PROG_TEXT,
	&opts.filter.reject, 0, 0, NULL},
    {"max-rejects", 0, "N", "with --reject: stop at more than N", PROG_NUMBER,
	&opts.filter.max_rejects, 0, INT64_MAX, NULL},
    {"max-record", 0, "SIZE", "longest line accepted (default 16M)",
	PROG_SIZE, &opts.filter.max_record, 1024, INT32_MAX, NULL},
    PROGRESS_OPTION(opts.filter.progress),
    {"quiet", 'q', NULL, "print no notes", PROG_FLAG, &opts.filter.quiet, 0,
	0, NULL},
    {0},
};

static const char *const examples[] = {
    "train-classifier --model station.model labelled.jsonl",
    "train-classifier --label extra.复核类别 --group case_id -m m in.jsonl",
    NULL};

static const struct prog prog = {
    .name = "train-classifier",
    .operands = "[FILE ...]",
    .summary = "Learns from labelled records to classify others.",
    .options = options,
    .examples = examples,
    .exits = {NULL, NULL, NULL},
};

struct run {
	struct corpus *corpus;
	struct labelled_key label, group;
	struct labelled_scratch label_scratch, group_scratch;
	struct str texts[MODEL_NPARTS];
	uint64_t unlabelled, empty;
};

/* --- reading --------------------------------------------------------------- */

static void
add(struct run *run, const struct sv texts[MODEL_NPARTS], struct sv label,
    struct sv group)
{
	bool any = false;

	for (unsigned i = 0; i < MODEL_NPARTS; i++)
		any |= (run->corpus->parts >> i & 1) && texts[i].len > 0;
	if (label.len == 0)
		run->unlabelled++;
	else if (!any)
		run->empty++;
	else
		corpus_add(run->corpus, texts, label, group);
}

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	struct run *run = worker;
	struct sv label = labelled_value(&run->label, r,
	    &run->label_scratch), texts[MODEL_NPARTS], group = SV("");

	(void)line;
	(void)b;
	if (!model_is_name(label) && label.len > 0)
		return fault_set(f, NULL, 0, 0, "no name of a class: the "
		    "label is longer than %d bytes or has control characters",
		    MODEL_NAME);
	for (unsigned i = 0; i < MODEL_NPARTS; i++)
		texts[i] = record_text(record_get(r, model_keys[i]),
		    &run->texts[i]);
	if (opts.group != NULL)
		group = labelled_value(&run->group, r, &run->group_scratch);
	add(run, texts, label, group);
	return 0;
}

static void
take_row(void *context, struct sv text, struct sv label)
{
	struct run *run = context;
	struct sv texts[MODEL_NPARTS] = {text, SV(""), SV("")};

	if (!model_is_name(label))
		label = SV("");
	add(run, texts, label, SV(""));
}

/* --- teaching -------------------------------------------------------------- */

static void
show_progress(void *context, unsigned done, unsigned steps)
{
	(void)context;
	progress_step(done, steps);
}

/* The model is written before the report: a report tells of a model that is
 * there. */
static int
tell(const struct run *run, struct train_result *r, struct str *out)
{
	struct fault f = {0};
	size_t size = 0;
	int status = model_save(r->model, opts.model, &size, &f);

	if (status == 0 && opts.format == FORM_JSON)
		train_report_json(r, size, out);
	else if (status == 0)
		status = train_report_text(r, size,
		    opts.language == LANG_EN, out, &f);
	if (status != 0)
		diag_fault(&f);
	fault_free(&f);
	if (run->unlabelled + run->empty > 0)
		diag_note("%llu records without a label, %llu without text: "
		    "not learned from", (unsigned long long)run->unlabelled,
		    (unsigned long long)run->empty);
	if (r->fewest < (size_t)opts.folds * 2)
		diag_warn("the smallest class has %zu texts: its figures say "
		    "little; label more of it", r->fewest);
	return status;
}

static int
teach(void *context, struct str *out)
{
	struct run *run = context;
	struct train_options o = {.folds = (unsigned)opts.folds,
	    .jobs = opts.jobs > 0 ? (unsigned)opts.jobs : prog_processors(),
	    .cost = (double)opts.cost / 100,
	    .max_size =
	    (size_t)opts.max_size, .sure = opts.sure,
	    .progress = show_progress};
	struct train_result r;
	struct fault f = {0};
	int status;

	if (diag_status() != DIAG_DONE)
		return -1; /* what could not be read is missing */
	corpus_index(run->corpus);
	status = train_model(run->corpus, &o, &r, &f);
	if (status != 0)
		diag_fault(&f);
	else
		status = tell(run, &r, out);
	train_result_free(&r);
	fault_free(&f);
	return status;
}

/* --- running --------------------------------------------------------------- */

static void
run_records(struct run *run, const struct prog_list *files)
{
	void *workers[] = {run};
	struct filter f = {.options = &opts.filter, .files = *files,
	    .record = take_record, .end = teach, .context = run,
	    .workers = workers};

	filter_run(&f);
}

static void
run_tables(struct run *run, const struct prog_list *files)
{
	struct fault f = {0};
	struct str text = {0};
	struct out out;
	int status = 0;

	progress_begin(files->items, files->count);
	for (size_t i = 0; i < files->count && status == 0; i++)
		status = labelled_table(files->items[i], take_row, run, &f);
	if (files->count == 0)
		status = labelled_table("-", take_row, run, &f);
	if (status == 0)
		status = out_open(&out, opts.filter.output, &f);
	if (status == 0 && teach(run, &text) != 0) {
		out_abandon(&out);
	} else if (status == 0) {
		out_write(&out, str_sv(&text));
		status = out_finish(&out, &f);
	}
	progress_end();
	if (status != 0 && f.text.len > 0)
		diag_fault(&f);
	str_free(&text);
	fault_free(&f);
}

static const char *
wrong_usage(unsigned parts)
{
	if (opts.model == NULL)
		return "--model FILE is needed";
	if (parts == 0)
		return "--fields takes narrative, feedback, outcome";
	if (opts.csv && (opts.group != NULL || opts.filter.reject != NULL ||
	    parts != MODEL_NARRATIVE_ONLY))
		return "--csv goes without --group, --fields and --reject";
	return NULL;
}

int
main(int argc, char **argv)
{
	struct run run = {0};
	struct prog_list files;
	const char *wrong;
	unsigned parts;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	parts = model_parts(sv_z(opts.fields));
	wrong = wrong_usage(parts);
	if (wrong != NULL)
		return prog_usage(&prog, "%s", wrong);
	run.corpus = corpus_new(parts);
	run.label = labelled_key_of(opts.label);
	if (opts.group != NULL)
		run.group = labelled_key_of(opts.group);
	if (opts.csv)
		run_tables(&run, &files);
	else
		run_records(&run, &files);
	corpus_free(run.corpus);
	labelled_scratch_free(&run.label_scratch);
	labelled_scratch_free(&run.group_scratch);
	for (unsigned i = 0; i < MODEL_NPARTS; i++)
		str_free(&run.texts[i]);
	return diag_status();
}
