/* SPDX-License-Identifier: MIT */
/*
 * mask-identities: records and texts without the persons in them, or, with
 * --check, where persons still stand.
 */
#include "diag.h"
#include "filter.h"
#include "mask_record.h"
#include "mask_text.h"

#include <stdlib.h>

static const char *const forms[] = {"class", "partial", "pseudonym", NULL};
static const char *const langs[] = {"zh", "en", NULL};

static struct opts {
	struct filter_options filter;
	const char *key, *make_key, *keep, *only, *name_keys;
	bool text, check, keep_officers;
	int as, lang;
} opts = {.filter = FILTER_DEFAULTS, .as = MASK_PARTIAL};

static const struct prog_option options[] = {
	{"as", 0, "FORM", "class, partial (default), pseudonym", PROG_CHOICE,
	    &opts.as, 0, 0, forms},
	{"key", 'k', "FILE", "key file of the pseudonyms", PROG_TEXT,
	    &opts.key, 0, 0, NULL},
	{"make-key", 0, "FILE", "make a key file and do nothing else",
	    PROG_TEXT, &opts.make_key, 0, 0, NULL},
	{"only", 0, "LIST", "mask these classes only", PROG_TEXT, &opts.only,
	    0, 0, NULL},
	{"keep", 0, "LIST", "leave these classes as they are", PROG_TEXT,
	    &opts.keep, 0, 0, NULL},
	{"keep-officers", 0, NULL, "leave the keys officer and assignee",
	    PROG_FLAG, &opts.keep_officers, 0, 0, NULL},
	{"name-keys", 0, "LIST", "keys of your own that hold names",
	    PROG_TEXT, &opts.name_keys, 0, 0, NULL},
	{"text", 0, NULL, "the input is plain text, not records", PROG_FLAG,
	    &opts.text, 0, 0, NULL},
	{"check", 0, NULL, "print nothing; say where something is unmasked",
	    PROG_FLAG, &opts.check, 0, 0, NULL},
	{"lang", 0, "LANG", "language of the classes: zh, en (default zh)",
	    PROG_CHOICE, &opts.lang, 0, 0, langs},
	FILTER_OPTIONS(opts.filter),
	{0}
};

static const char *const examples[] = {
	"mask-identities incidents.jsonl >masked.jsonl",
	"mask-identities --as pseudonym --key station.key incidents.jsonl",
	"mask-identities --check masked.jsonl",
	NULL
};

static const struct prog prog = {"mask-identities", "[FILE ...]",
	"Takes names, numbers, plates and house numbers of persons out.",
	options, examples, {NULL, "--check found something unmasked", NULL},
	NULL, NULL};

/* --- options --------------------------------------------------------------- */

/* The bits of "phone,id". */
static int
read_classes(const char *list, unsigned *classes)
{
	struct sv rest = sv_z(list), one;

	while (sv_split(&rest, ',', &one)) {
		enum extract_class c = extract_class_find(one);

		if (c >= EXTRACT_AMOUNT)
			return prog_usage(&prog, "no class of this name: "
			    "'%.*s'; use name, phone, id, card, plate, email, "
			    "account, house, service or url", (int)one.len,
			    one.p);
		*classes |= EXTRACT_BIT(c);
	}
	return DIAG_DONE;
}

static int
choose(struct mask_record_options *o)
{
	unsigned kept = 0, only = 0;

	if (opts.keep != NULL && opts.only != NULL)
		return prog_usage(&prog, "--keep and --only exclude each "
		    "other");
	if (opts.keep != NULL && read_classes(opts.keep, &kept) != DIAG_DONE)
		return DIAG_TROUBLE;
	if (opts.only != NULL && read_classes(opts.only, &only) != DIAG_DONE)
		return DIAG_TROUBLE;
	o->mask.classes = opts.only != NULL ? only : EXTRACT_PERSONAL & ~kept;
	if (o->mask.classes == 0)
		return prog_usage(&prog, "nothing is left to mask");
	o->officers = opts.keep_officers;
	return DIAG_DONE;
}

static int
check_options(const struct prog_list *files)
{
	if (opts.make_key != NULL && (files->count > 0 || opts.check))
		return prog_usage(&prog, "--make-key reads nothing");
	if (opts.check && opts.filter.output != NULL)
		return prog_usage(&prog, "--check has no output");
	if (opts.text && (opts.filter.reject != NULL ||
	    opts.name_keys != NULL || opts.keep_officers ||
	    opts.filter.jobs != 1 ||
	    opts.filter.max_record != (int64_t)LINES_MAX_DEFAULT))
		return prog_usage(&prog, "--text has no records; leave out "
		    "--reject, --max-record, --jobs, --name-keys and "
		    "--keep-officers");
	if (opts.as == MASK_PSEUDONYM && opts.key == NULL && !opts.check)
		return prog_usage(&prog, "pseudonyms need --key FILE; make "
		    "one with --make-key FILE");
	if (opts.as != MASK_PSEUDONYM && opts.key != NULL)
		return prog_usage(&prog, "--key is for --as pseudonym");
	return DIAG_DONE;
}

/* --- records --------------------------------------------------------------- */

struct worker {
	struct mask_record *masker;
	struct str dropped;
	struct block *block;
	uint64_t line;
};

static void
tell(void *context, enum extract_class class, size_t byte)
{
	struct worker *w = context;

	diag_format(&w->block->messages, "unmasked", w->block->file, w->line,
	    byte + 1, "%s", extract_class_name(class));
	w->block->counts[0]++;
}

static int
mask(void *worker, const struct record *r, uint64_t line, struct block *b,
    struct fault *f)
{
	struct worker *w = worker;

	(void)f;
	w->block = b;
	w->line = line;
	if (!opts.check) {
		mask_record_put(w->masker, r, &b->out, NULL, NULL);
		return 0;
	}
	str_clear(&w->dropped);
	mask_record_put(w->masker, r, &w->dropped, tell, w);
	return 0;
}

static int
raise_found(void *context, struct block *b)
{
	(void)context;
	if (b->counts[0] > 0)
		diag_raise(DIAG_NEGATIVE);
	return 0;
}

static void
run_records(const struct mask_record_options *o, const struct prog_list *files)
{
	unsigned jobs = filter_jobs(&opts.filter);
	struct worker *workers = mem_zalloc(jobs, sizeof(*workers));
	void **pointers = mem_zalloc(jobs, sizeof(*pointers));
	struct filter f = {.options = &opts.filter, .files = *files,
	    .record = mask, .block = raise_found, .workers = pointers};

	for (unsigned i = 0; i < jobs; i++) {
		workers[i].masker = mask_record_new(o);
		pointers[i] = &workers[i];
	}
	filter_run(&f);
	for (unsigned i = 0; i < jobs; i++) {
		mask_record_free(workers[i].masker);
		str_free(&workers[i].dropped);
	}
	free(workers);
	free(pointers);
}

/* --- main ------------------------------------------------------------------ */

static struct texts
read_name_keys(void)
{
	struct sv rest = sv_z(opts.name_keys != NULL ? opts.name_keys : ""),
	    one;
	struct texts t = {0};

	while (opts.name_keys != NULL && sv_split(&rest, ',', &one)) {
		t.items = mem_realloc(t.items,
		    (t.count + 1) * sizeof(*t.items));
		t.items[t.count++] = one;
	}
	return t;
}

static void
run(struct mask_record_options *o, const struct prog_list *files)
{
	struct extractor *x = NULL;
	struct mask_key *key = NULL;
	struct fault f = {0};

	if ((x = extractor_shipped(&f)) == NULL ||
	    (opts.key != NULL && (key = mask_key_read(opts.key, &f)) == NULL))
		diag_fault(&f);
	o->mask.extractor = x;
	o->mask.key = key;
	/* a check needs no key: what is masked is the same in every form */
	if (opts.check)
		o->mask.as = MASK_CLASS;
	if (diag_status() == DIAG_DONE && opts.text)
		mask_text_run(&o->mask, &opts.filter, files, opts.check);
	else if (diag_status() == DIAG_DONE)
		run_records(o, files);
	mask_key_free(key);
	extractor_free(x);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct mask_record_options o = {0};
	struct prog_list files;
	struct fault f = {0};
	struct texts keys;

	if (prog_parse(&prog, argc, argv, &files) != PROG_RUN)
		return diag_status();
	diag_quiet(opts.filter.quiet);
	if (check_options(&files) != DIAG_DONE || choose(&o) != DIAG_DONE)
		return diag_status();
	if (opts.make_key != NULL) {
		if (mask_key_make(opts.make_key, &f) != 0)
			diag_fault(&f);
		fault_free(&f);
		return diag_status();
	}
	o.mask.as = (enum mask_as)opts.as;
	o.mask.english = opts.lang == 1;
	keys = read_name_keys();
	o.name_keys = &keys;
	run(&o, &files);
	free(keys.items);
	return diag_status();
}
