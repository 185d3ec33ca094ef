/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include "diag.h"
#include "reject.h"
#include "utf8.h"

#include <stdlib.h>

#define MAX_JOBS 8      /* of --jobs 0: more threads than that only wait */

/* A bad line of a block; its reason is a part of worker.reasons, its entry
 * begins at an offset of block.rejects. */
struct refusal {
	uint64_t line, column;
	struct {
		size_t at, len;
	} reason;
	size_t entry;
};

struct worker {
	const struct filter *filter;
	void *user;
	struct record record;
	struct fault fault;
	uint64_t limit;         /* bad lines allowed in the whole run */
	/* of the block at hand, read by emit */
	bool valid;             /* all of it is UTF-8 */
	uint64_t records, rejects;
	struct refusal *list;   /* as many as may matter, at least the first */
	size_t count, cap;
	struct str reasons;
};

struct run {
	struct lines lines;     /* first: lines_next takes the run for it */
	struct filter *filter;
	uint64_t limit;
	struct out out, rejects;
	struct fault first;     /* the first bad line */
	bool incomplete;        /* a file could not be read */
	bool ended;             /* by a bad line */
	bool stopped;           /* before the last block */
};

unsigned
filter_jobs(const struct filter_options *o)
{
	unsigned processors;

	if (o->jobs > 0)
		return (unsigned)o->jobs;
	processors = prog_processors();
	return processors < MAX_JOBS ? processors : MAX_JOBS;
}

/* Keeps what emit may have to tell: the first bad line, and with a limit those
 * up to the one that goes beyond it. */
static void
remember(struct worker *w, size_t entry)
{
	struct refusal *refusal;
	struct sv reason = str_sv(&w->fault.text);

	if (w->count > 0 && (w->limit == UINT64_MAX || w->count > w->limit))
		return;
	if (w->count == w->cap) {
		w->cap = w->cap * 2 + 4;
		w->list = mem_realloc(w->list, w->cap * sizeof(*w->list));
	}
	refusal = &w->list[w->count++];
	*refusal = (struct refusal){w->fault.line, w->fault.column,
	    {w->reasons.len, reason.len}, entry};
	str_addsv(&w->reasons, reason);
}

static void
refuse(struct worker *w, struct block *b, struct sv line, uint64_t number,
    const char *code)
{
	str_clear(&w->fault.file);
	str_addz(&w->fault.file, b->file);
	w->fault.line = number;
	remember(w, b->rejects.len);
	w->rejects++;
	if (w->filter->options->reject != NULL)
		reject_add(&b->rejects, line, code, &w->fault);
}

/* Takes back what was appended after s had len bytes. */
static void
cut(struct str *s, size_t len)
{
	if (s->len > len) {
		s->len = len;
		s->p[len] = '\0';
	}
}

/* A record of another format would be read wrongly: see precinct-record(5).
 * One that tells none is another program's, taken by its keys. */
static bool
is_known(struct worker *w, struct sv line)
{
	const struct record_value *v = record_get(&w->record, REC_FORMAT);
	int64_t format;

	if (v->type == RECORD_ABSENT || !record_int(v, &format) || format == 1)
		return true;
	fault_set(&w->fault, NULL, 0, (size_t)(v->raw.p - line.p) + 1,
	    "record of format %lld; this program reads format 1: use a newer "
	    "precinct", (long long)format);
	return false;
}

/* NULL when the record was taken, else the code of the refusal. */
static const char *
try_record(struct worker *w, struct block *b, struct sv line, uint64_t number)
{
	const struct filter *f = w->filter;
	uint64_t max = (uint64_t)f->options->max_record;
	size_t out = b->out.len, messages = b->messages.len;
	int r;

	if (line.len > max) {
		fault_set(&w->fault, NULL, 0, 0, "line longer than %llu "
		    "bytes; see --max-record", (unsigned long long)max);
		return "record.long";
	}
	r = w->valid ? record_scan_valid(&w->record, line, &w->fault)
		     : record_scan(&w->record, line, &w->fault);
	if (r != 0)
		return "record.syntax";
	if (!is_known(w, line))
		return "record.format";
	w->fault.column = 0;
	if (f->record(w->user, &w->record, number, b, &w->fault) == 0)
		return NULL;
	cut(&b->out, out);
	cut(&b->messages, messages);
	return "record.refused";
}

/* Blank lines and the markers of a reject file. */
static bool
is_skipped(struct sv line)
{
	if (line.len > 0 && line.p[0] == '{')
		return false;
	return sv_trim(line).len == 0 || reject_is_marker(line);
}

/* Stops early only beyond the limit: the blocks before this one may hold bad
 * lines too, so that emit has the last word. */
static void
work(void *worker, struct block *b)
{
	struct worker *w = worker;
	struct sv rest = str_sv(&b->in), bom = SV("\xef\xbb\xbf");

	w->records = w->rejects = w->count = 0;
	str_clear(&w->reasons);
	b->frame = w;
	w->valid = utf8_is_valid(rest);
	/* Editors on Windows write a mark; it is no part of the record. */
	if (b->offset == 0 && sv_starts(rest, bom))
		rest = sv_from(rest, bom.len);
	for (uint64_t number = b->line; rest.len > 0; number++) {
		const char *feed = memchr(rest.p, '\n', rest.len);
		struct sv line = {rest.p, feed != NULL
		    ? (size_t)(feed - rest.p) : rest.len};
		const char *code;

		rest = sv_from(rest, line.len + (feed != NULL));
		if (is_skipped(line))
			continue;
		w->records++;
		code = try_record(w, b, line, number);
		if (code == NULL)
			continue;
		refuse(w, b, line, number, code);
		if (w->rejects > w->limit)
			return;
	}
}

static void
set_fault(struct fault *f, const struct worker *w, const struct block *b,
    size_t i, const char *before)
{
	const struct refusal *r = &w->list[i];

	fault_set(f, b->file, r->line, r->column, "%s%.*s", before,
	    (int)r->reason.len, str_z(&w->reasons) + r->reason.at);
}

/* More bad lines than allowed; `allowed` of this block are. */
static void
end_by_bad_line(struct run *run, const struct worker *w, struct block *b,
    uint64_t allowed)
{
	struct str before = {0};
	struct fault f = {0};

	if (run->filter->options->reject != NULL)
		str_addf(&before, "more than %llu bad lines: ",
		    (unsigned long long)run->limit);
	set_fault(&f, w, b, (size_t)allowed, str_z(&before));
	diag_fault(&f);
	cut(&b->rejects, w->list[allowed].entry);
	run->ended = true;
	fault_free(&f);
	str_free(&before);
}

static void
count_block(struct run *run, const struct worker *w, const struct block *b)
{
	struct filter *f = run->filter;
	uint64_t allowed = run->limit - f->rejects;

	if (f->rejects == 0 && w->rejects > 0)
		set_fault(&run->first, w, b, 0, "");
	f->records += w->records;
	progress_records(w->records);
	f->rejects += w->rejects < allowed ? w->rejects : allowed;
}

static void
print_messages(struct run *run, const struct block *b)
{
	if (b->incomplete) {
		run->incomplete = true;
		diag_raise(DIAG_TROUBLE);
	}
	for (size_t i = 0; i < b->messages.len; i++)
		run->filter->reported += b->messages.p[i] == '\n';
	diag_prepared(str_sv(&b->messages));
}

static void
write_rejects(struct run *run, const struct block *b, bool first)
{
	if (b->rejects.len == 0)
		return;
	if (first)
		out_write(&run->rejects, SV("#precinct-reject 1\n"));
	out_write(&run->rejects, str_sv(&b->rejects));
}

/* Messages come before the bad line that ends the run: they are about lines
 * above it. */
static int
emit(void *context, struct block *b)
{
	struct run *run = context;
	struct filter *f = run->filter;
	const struct worker *w = b->frame;
	uint64_t before = f->rejects, allowed = run->limit - before;
	bool stop = f->block != NULL && f->block(f->context, b) != 0;

	count_block(run, w, b);
	print_messages(run, b);
	out_write(&run->out, str_sv(&b->out));
	if (w->rejects > allowed)
		end_by_bad_line(run, w, b, allowed);
	write_rejects(run, b, before == 0);
	run->stopped = stop || run->ended || run->out.error != 0 ||
	    run->rejects.error != 0;
	return run->stopped ? -1 : 0;
}

static void
run_blocks(struct run *run, unsigned jobs)
{
	struct worker *workers = mem_zalloc(jobs, sizeof(*workers));
	void **pointers = mem_zalloc(jobs, sizeof(*pointers));
	struct blocks blocks = {.next = lines_next, .work = work,
	    .emit = emit, .context = run, .workers = pointers, .jobs = jobs};
	struct filter *f = run->filter;

	for (unsigned i = 0; i < jobs; i++) {
		workers[i] = (struct worker){.filter = f, .limit = run->limit,
		    .user = f->workers != NULL ? f->workers[i] : NULL};
		pointers[i] = &workers[i];
	}
	blocks_run(&blocks, NULL);
	for (unsigned i = 0; i < jobs; i++) {
		record_free(&workers[i].record);
		fault_free(&workers[i].fault);
		free(workers[i].list);
		str_free(&workers[i].reasons);
	}
	free(workers);
	free(pointers);
}

/* A reader that left (EPIPE) gives no text and is no error of ours. */
static void
finish(struct out *o)
{
	struct fault f = {0};

	if (out_finish(o, &f) != 0 && f.text.len > 0)
		diag_fault(&f);
	fault_free(&f);
}

static void
note_rejects(const struct run *run)
{
	const struct filter *f = run->filter;
	struct str place = {0};

	if (f->rejects == 0)
		return;
	str_addf(&place, "%s:%llu:", str_z(&run->first.file),
	    (unsigned long long)run->first.line);
	if (run->first.column != 0)
		str_addf(&place, "%llu:",
		    (unsigned long long)run->first.column);
	diag_note("%llu records read, %llu rejected (first: %s %s)",
	    (unsigned long long)f->records, (unsigned long long)f->rejects,
	    place.p, str_z(&run->first.text));
	str_free(&place);
}

/* What the options demand of one another; false after an error. */
static bool
check_options(const struct filter_options *o)
{
	if (o->reject == NULL && o->max_rejects >= 0) {
		diag_error("--max-rejects needs --reject FILE");
		return false;
	}
	if (o->reject != NULL && (strcmp(o->reject, "-") == 0 ||
	    (o->output != NULL && strcmp(o->reject, o->output) == 0))) {
		diag_error("--reject must name another file than the output");
		return false;
	}
	return true;
}

static bool
open_outputs(struct run *run)
{
	const struct filter_options *o = run->filter->options;
	struct fault f = {0};
	bool opened = out_open(&run->out, o->output, &f) == 0;

	if (opened && o->reject != NULL &&
	    out_open(&run->rejects, o->reject, &f) != 0) {
		out_abandon(&run->out);
		opened = false;
	}
	if (!opened)
		diag_fault(&f);
	fault_free(&f);
	return opened;
}

static void
close_outputs(struct run *run)
{
	struct filter *f = run->filter;
	struct str sums = {0};

	/* After a stop it is chance how far the reader had come. */
	if (!run->stopped && lines_finish(&run->lines))
		run->incomplete = true;
	if (f->drain != NULL && f->drain(f->context, &run->out) != 0)
		run->ended = true;
	if (!run->ended && f->end != NULL)
		run->ended = f->end(f->context, &sums) != 0;
	if (!run->ended)
		out_write(&run->out, str_sv(&sums));
	str_free(&sums);
	if (run->out.path != NULL && (run->ended || run->incomplete))
		out_abandon(&run->out);
	else
		finish(&run->out);
	if (f->options->reject != NULL) {
		finish(&run->rejects);
		note_rejects(run);
	}
}

void
filter_run(struct filter *f)
{
	const struct filter_options *o = f->options;
	struct run run = {.filter = f};

	diag_quiet(o->quiet);
	if (!check_options(o) || !open_outputs(&run))
		return;
	run.limit = o->reject == NULL ? 0
	    : o->max_rejects < 0 ? UINT64_MAX : (uint64_t)o->max_rejects;
	lines_init(&run.lines, &f->files, (size_t)o->max_record);
	progress_begin(run.lines.files.items, run.lines.files.count);
	run_blocks(&run, filter_jobs(o));
	close_outputs(&run);
	progress_end();
	lines_free(&run.lines);
	fault_free(&run.first);
}
