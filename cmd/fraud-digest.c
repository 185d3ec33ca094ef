/* SPDX-License-Identifier: MIT */
/*
 * fraud-digest: for each group chat the message that its people should read
 * now, or that there is none.
 */
#include "bulletin_write.h"
#include "diag.h"
#include "filter.h"
#include "fraud_load.h"
#include "lockfile.h"

#include <stdlib.h>

#define STALE_DAYS 4    /* a weekend and a day of grace */

static struct {
	const char *groups, *state, *on, *group, *words;
	struct prog_list facets;
	int format, language;
	bool why, preview;
	struct filter_options filter;
} opts = {.filter = FILTER_DEFAULTS};

static const char *const formats[] = {"text", "jsonl", NULL};
static const char *const languages[] = {"zh", "en", NULL};

static const struct prog_option options[] = {
    {"groups", 'g', "FILE", "the group chats (must be given)", PROG_TEXT,
	&opts.groups, 0, 0, NULL},
    {"state", 's', "FILE", "what each group has had; kept up to date",
	PROG_TEXT, &opts.state, 0, 0, NULL},
    {"on", 0, "DATE", "day of sending (default the day after the data)",
	PROG_TEXT, &opts.on, 0, 0, NULL},
    {"group", 0, "NAME", "only this group's message, nothing else", PROG_TEXT,
	&opts.group, 0, 0, NULL},
    {"preview", 0, NULL, "do not remember the messages as sent", PROG_FLAG,
	&opts.preview, 0, 0, NULL},
    {"why", 0, NULL, "say for each group why this theme was chosen",
	PROG_FLAG, &opts.why, 0, 0, NULL},
    {"words", 0, "DIR", "directory of templates instead of the shipped",
	PROG_TEXT, &opts.words, 0, 0, NULL},
    {"facets", 0, "FILE", "groups of victims besides the shipped",
	PROG_LIST, &opts.facets, 0, 0, NULL},
    {"format", 'f', "FORM", "text or jsonl", PROG_CHOICE, &opts.format, 0, 0,
	formats},
    {"lang", 0, "LANG", "language of what is said to officers: zh or en",
	PROG_CHOICE, &opts.language, 0, 0, languages},
    FILTER_OPTIONS(opts.filter),
    {.name = NULL},
};

static const char *const examples[] = {
    "fraud-digest --groups groups.json --state sent.json incidents.jsonl",
    "fraud-digest -g groups.json --preview --why incidents.jsonl", NULL};

static const struct prog prog = {"fraud-digest", "[FILE ...]",
    "Writes for each group chat the warning against fraud that it needs now.",
    options, examples, {NULL, "no group needs a message", NULL}, NULL, NULL};

static struct run {
	struct count_query query;
	struct fraud_load load;
	struct bulletin_groups groups;
	struct bulletin_words words[2]; /* zh, en; read where wanted */
	struct bulletin_work *workers;
	void **pointers;
	unsigned jobs;
	int64_t on;
	bool has_on;
	size_t messages;
} run;

static int
take_record(void *worker, const struct record *r, uint64_t line,
    struct block *b, struct fault *f)
{
	(void)line;
	(void)b;
	return bulletin_take(worker, r, f);
}

/* --- one group ----------------------------------------------------------- */

static int
write_group(struct bulletin_work *w, size_t i, struct str *out)
{
	struct bulletin_group *g = &run.groups.at[i];
	struct bulletin_choice choice;
	struct bulletin_message m = {.length = 0};
	struct str why = {0};
	struct fault f = {0};
	int status = 0;

	bulletin_choose(w, i, run.on, &choice);
	if (choice.silence == BULLETIN_SPEAKS)
		status = bulletin_write(w, &run.words[g->english],
		    run.load.fold, i, run.on, &choice, &m, &f);
	else
		bulletin_silence_words(&m.silence, w, i, &choice,
		    opts.language == 1);
	m.group = g->name;
	if (opts.why)
		bulletin_why(&why, w, i, &choice, opts.language == 1);
	if (opts.group != NULL && m.silence.len > 0)
		diag_note("%s: %s", g->name.p, m.silence.p);
	if (status != 0) {
		diag_fault(&f);
	} else {
		if (m.text.len > 0) {
			run.messages++;
			bulletin_note(&run.groups, g, run.on, m.themes,
			    m.nthemes);
			if (sv_find(str_sv(&m.text), SV("96110")) == SIZE_MAX)
				diag_warn("group \"%s\": the message does not "
				    "name 96110; see the template", g->name.p);
		}
		if (opts.format == 1)
			bulletin_put_json(out, &m, str_sv(&why));
		else
			bulletin_put_text(out, &m, str_sv(&why),
			    opts.group == NULL, opts.language == 1);
	}
	bulletin_message_free(&m);
	bulletin_choice_free(&choice);
	str_free(&why);
	fault_free(&f);
	return status;
}

static int
finish(void *context, struct str *out)
{
	struct bulletin_work *w = &run.workers[0];
	int status = 0;

	(void)context;
	for (unsigned i = 1; i < run.jobs; i++)
		bulletin_join(w, &run.workers[i]);
	case_texts_sort(&w->cases);
	if (w->tally.fates[COUNT_UNCLASSIFIED] > 0)
		diag_note("incidents without a category: %lld; run "
			  "classify-risk first",
		    (long long)w->tally.fates[COUNT_UNCLASSIFIED]);
	if (run.has_on && w->tally.first <= w->tally.last &&
	    w->tally.last < run.on - STALE_DAYS)
		diag_warn("the incidents end %lld days before --on: later ones "
		    "are not counted", (long long)(run.on - 1 -
		    w->tally.last));
	if (!run.has_on)
		run.on = w->tally.first <= w->tally.last ? w->tally.last + 1
							 : 0;
	for (size_t i = 0; i < run.groups.n; i++)
		if ((opts.group == NULL || sv_eq(run.groups.at[i].name,
			sv_z(opts.group))) && write_group(w, i, out) != 0)
			status = -1;
	if (run.messages == 0)
		diag_raise(DIAG_NEGATIVE);
	return status;
}

/* --- the run ------------------------------------------------------------- */

static int
load_words(struct fault *f)
{
	char *path = opts.words != NULL ? mem_strdup(opts.words)
					: prog_data_path("digest");
	bool wanted[2] = {false, false};
	int status = 0;

	for (size_t i = 0; i < run.groups.n; i++)
		wanted[run.groups.at[i].english] = true;
	if (path == NULL)
		status = fault_set(f, NULL, 0, 0, "no directory digest in the "
		    "shared data; set PRECINCT_DATADIR or give --words");
	for (int l = 0; l < 2 && status == 0; l++)
		if (wanted[l])
			status = bulletin_words_read(&run.words[l], path,
			    l == 1, f);
	free(path);
	return status;
}

static bool
is_group(const char *name)
{
	for (size_t i = 0; i < run.groups.n; i++)
		if (sv_eq(run.groups.at[i].name, sv_z(name)))
			return true;
	return false;
}

/* The state is opened before anything is written: a message that could not be
 * remembered would be sent again. From before it is read until it is replaced
 * no other run reads it: both would send. */
static int
prepare(struct out *state, struct lockfile *lock, struct fault *f)
{
	bool writes = opts.state != NULL && !opts.preview;

	run.has_on = opts.on != NULL;
	if (run.has_on && !date_read(sv_z(opts.on), &run.on))
		return fault_set(f, NULL, 0, 0,
		    "--on: no date: %s; write 2024-08-31", opts.on);
	if (count_query_set(&run.query, &count_fraud, "type", NULL, NULL, NULL,
	    1, f) != 0 || fraud_load_query(&run.load, &run.query,
	    &opts.facets, FRAUD_LOAD_TEXTS | FRAUD_LOAD_VICTIMS, f) != 0 || bulletin_groups_read(
	    &run.groups, opts.groups, run.load.facets, f) != 0)
		return -1;
	if (opts.group != NULL && !is_group(opts.group))
		return fault_set(f, opts.groups, 0, 0, "no group of the name "
		    "\"%s\"", opts.group);
	if (load_words(f) != 0)
		return -1;
	if (opts.state == NULL)
		return 0;
	if (writes && lockfile_take(lock, opts.state, f) != 0)
		return -1;
	if (bulletin_state_read(&run.groups, opts.state, f) != 0)
		return -1;
	return writes ? out_open(state, opts.state, f) : 0;
}

static void
run_all(struct filter *f)
{
	run.jobs = filter_jobs(&opts.filter);
	run.workers = mem_zalloc(run.jobs, sizeof(*run.workers));
	run.pointers = mem_zalloc(run.jobs, sizeof(*run.pointers));
	for (unsigned i = 0; i < run.jobs; i++) {
		bulletin_work_init(&run.workers[i], &run.groups, &run.query);
		run.pointers[i] = &run.workers[i];
	}
	f->workers = run.pointers;
	filter_run(f);
	for (unsigned i = 0; i < run.jobs; i++)
		bulletin_work_free(&run.workers[i]);
	free(run.workers);
	free(run.pointers);
}

static void
keep_state(struct out *state, struct fault *f)
{
	struct str text = {0};

	if (diag_status() == DIAG_TROUBLE) {
		out_abandon(state);
		return;
	}
	bulletin_state_put(&text, &run.groups, run.on);
	out_write(state, str_sv(&text));
	if (out_finish(state, f) != 0)
		diag_fault(f);
	str_free(&text);
}

static void
forget(void)
{
	bulletin_groups_free(&run.groups);
	bulletin_words_free(&run.words[0]);
	bulletin_words_free(&run.words[1]);
	fraud_load_free(&run.load);
	count_query_free(&run.query);
}

int
main(int argc, char **argv)
{
	struct filter f = {.options = &opts.filter, .record = take_record,
	    .end = finish};
	struct fault fault = {0};
	struct out state = {0};
	struct lockfile lock = {.fd = -1};
	enum prog_next next = prog_parse(&prog, argc, argv, &f.files);

	if (next != PROG_RUN)
		return diag_status();
	if (opts.groups == NULL)
		return prog_usage(&prog, "which groups? give --groups FILE");
	if (prepare(&state, &lock, &fault) != 0) {
		diag_fault(&fault);
	} else {
		run_all(&f);
		if (opts.state != NULL && !opts.preview)
			keep_state(&state, &fault);
	}
	lockfile_free(&lock);
	forget();
	fault_free(&fault);
	return diag_status();
}
