/* SPDX-License-Identifier: MIT */
/*
 * index-cases: sidecars that let grep-cases leave out what holds no answer, and
 * zstd files of which single frames can be read.
 */
#include "caseindex_build.h"
#include "diag.h"
#include "out.h"
#include "pack.h"
#include "progress.h"

#include <stdlib.h>

static struct {
	const char *output;
	bool pack, anew, stats, check;
	int progress;
	int64_t jobs, level;
} opts = {.jobs = 1, .level = 9};

static const struct prog_option options[] = {
	{"pack", 0, NULL, "write the records as zstd that can be indexed",
	    PROG_FLAG, &opts.pack, 0, 0, NULL},
	{"level", 0, "N", "with --pack: of compression (9)", PROG_NUMBER,
	    &opts.level, 1, 19, NULL},
	{"output", 'o', "FILE", "with --pack: write to FILE, whole or not",
	    PROG_TEXT, &opts.output, 0, 0, NULL},
	{"anew", 0, NULL, "make indexes even where valid ones are",
	    PROG_FLAG, &opts.anew, 0, 0, NULL},
	{"check", 0, NULL, "only say which files have no valid index",
	    PROG_FLAG, &opts.check, 0, 0, NULL},
	{"stats", 0, NULL, "say what was done, and the sizes", PROG_FLAG,
	    &opts.stats, 0, 0, NULL},
	{"jobs", 'j', "N", "threads (default 1; 0: one a processor)",
	    PROG_NUMBER, &opts.jobs, 0, 256, NULL},
	PROGRESS_OPTION(opts.progress),
	{0}
};

static const char *const examples[] = {
	"index-cases history/",
	"index-cases --pack -o 2024-08-31.jsonl.zst classified.jsonl",
	NULL
};

static const struct prog prog = {"index-cases", "FILE|FOLDER ...",
	"Writes beside each history file an index for grep-cases.", options,
	examples, {NULL, "--check found files without one", NULL}, NULL, NULL};

static bool
has_valid(const char *path)
{
	struct fault f = {0};
	bool valid = caseindex_is_valid(path, &f);

	if (f.text.len > 0)
		diag_fault(&f);
	else if (!valid)
		diag_note("%s: no valid index", path);
	if (!valid)
		diag_raise(DIAG_NEGATIVE);
	fault_free(&f);
	return valid;
}

static void
make_one(const char *path, struct caseindex_work *work)
{
	struct fault f = {0};

	switch (caseindex_make(path, work, &f)) {
	case CASEINDEX_LONG:
		diag_warn("%s: a line is longer than 1 MiB; not indexed, "
		    "grep-cases reads it whole", path);
		break;
	case CASEINDEX_CHANGED:
		diag_warn("%s: changed while it was read; not indexed, run "
		    "index-cases again", path);
		break;
	case CASEINDEX_TROUBLE:
		diag_fault(&f);
		break;
	case CASEINDEX_MADE:
	case CASEINDEX_KEPT:
		break;
	}
	fault_free(&f);
}

static void
index_all(const struct history *h)
{
	struct caseindex_work work = {.forms = forms_new(),
	    .anew = opts.anew, .jobs = opts.jobs > 0 ? (unsigned)opts.jobs
	    : prog_processors()};

	for (size_t i = 0; i < h->nfiles; i++) {
		if (opts.check)
			has_valid(h->files[i].path);
		else
			make_one(h->files[i].path, &work);
	}
	if (opts.stats)
		diag_note("files: %zu, %llu bytes, of which %llu were read; "
		    "blocks: %llu, of which %llu were known; indexes: %llu "
		    "bytes", h->nfiles, (unsigned long long)work.file_bytes,
		    (unsigned long long)work.read_bytes,
		    (unsigned long long)work.blocks,
		    (unsigned long long)work.kept_blocks,
		    (unsigned long long)work.index_bytes);
	forms_free((struct forms *)(uintptr_t)work.forms);
}

/* Whole lines up to about the size of a frame; lines of several blocks of
 * input go together. */
static void
pack_lines(struct out *out, struct str *lines, bool all)
{
	struct str frame = {0};

	if (lines->len == 0 || (!all && lines->len < PACK_RAW))
		return;
	pack_add(&frame, str_sv(lines), (int)opts.level);
	out_write(out, str_sv(&frame));
	str_clear(lines);
	str_free(&frame);
}

static void
pack_files(struct history *h)
{
	struct block b = {0};
	struct str scratch = {0}, lines = {0};
	struct fault f = {0};
	struct out out;

	if (out_open(&out, opts.output, &f) != 0) {
		diag_fault(&f);
		fault_free(&f);
		return;
	}
	while (history_next(h, &b, &f) == 1) {
		if (b.counts[HISTORY_KIND] == HISTORY_LONG)
			diag_error("%s: a line is longer than %zu bytes",
			    b.file, h->max_line);
		if (history_unpack(&b, h, &scratch, &f) != 0)
			diag_fault(&f);
		str_addsv(&lines, str_sv(&b.in));
		pack_lines(&out, &lines, false);
		diag_prepared(str_sv(&b.messages));
		if (b.incomplete)
			diag_raise(DIAG_TROUBLE);
		str_clear(&b.in);
		str_clear(&b.messages);
		memset(b.counts, 0, sizeof(b.counts));
	}
	pack_lines(&out, &lines, true);
	if (h->complaints.len > 0) {
		diag_prepared(str_sv(&h->complaints));
		diag_raise(DIAG_TROUBLE);
	}
	/* What is not all there must not take the place of what was. */
	if (diag_status() == DIAG_TROUBLE && opts.output != NULL)
		out_abandon(&out);
	else if (out_finish(&out, &f) != 0 && f.text.len > 0)
		diag_fault(&f);
	str_free(&b.in);
	str_free(&b.messages);
	str_free(&lines);
	str_free(&scratch);
	fault_free(&f);
}

int
main(int argc, char **argv)
{
	struct prog_list operands = {0};
	struct history history = {.max_line = PACK_RAW_MAX / 2};

	if (prog_parse(&prog, argc, argv, &operands) != PROG_RUN)
		return diag_status();
	if (operands.count == 0 && !opts.pack)
		return prog_usage(&prog, "files or folders are wanted");
	if (!opts.pack && opts.output != NULL)
		return prog_usage(&prog, "--output goes with --pack");
	for (size_t i = 0; i < operands.count; i++)
		history_add(&history, operands.items[i]);
	if (operands.count == 0)
		history_add(&history, "-");
	history_progress(&history);
	if (opts.pack) {
		pack_files(&history);
	} else {
		if (history.complaints.len > 0) {
			diag_prepared(str_sv(&history.complaints));
			diag_raise(DIAG_TROUBLE);
		}
		index_all(&history);
	}
	progress_end();
	history_free(&history);
	return diag_status();
}
