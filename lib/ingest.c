/* SPDX-License-Identifier: MIT */
#include "ingest_parts.h"

#include "diag.h"
#include "filter.h"
#include "progress.h"

#include <stdlib.h>

struct run {
	struct csvblocks csv;   /* first: csvblocks_next takes the run for it */
	struct ingest *ingest;
	struct ingest_files files;
	struct dedupe *dedupe;
	struct out rejects;
	uint64_t limit;
	bool begun;             /* something was written to rejects */
	bool ended;             /* by a fault */
	bool stopped;           /* quietly, by the receiver */
	struct str first;       /* the first row refused, for the summary */
};

static void
cut(struct str *s, size_t len)
{
	if (s->len > len) {
		s->len = len;
		s->p[len] = '\0';
	}
}

static void
add_counts(struct ingest_counts *to, const struct ingest_counts *c)
{
	to->rows += c->rows;
	to->records += c->records;
	to->rejects += c->rejects;
	to->totals += c->totals;
	to->headers += c->headers;
	to->titles += c->titles;
	to->blanks += c->blanks;
	to->doubtful += c->doubtful;
	to->findings += c->findings;
}

/* --- a block's turn -------------------------------------------------------- */

static void
set_first(struct run *run, const struct ingest_worker *w,
    const struct block *b)
{
	const struct ingest_refusal *r = w->refusals;

	if (run->first.len > 0 || w->nrefusals == 0)
		return;
	str_addf(&run->first, "%s:%llu:%llu: %.*s", b->file,
	    (unsigned long long)r->line, (unsigned long long)r->column,
	    (int)r->reason_len, w->reasons.p + r->reason);
}

/* More rows refused than allowed; `allowed` of this block are. What came after
 * is taken back. */
static void
end_by_refusal(struct run *run, struct ingest_worker *w, struct block *b,
    uint64_t allowed)
{
	const struct ingest_refusal *r = &w->refusals[allowed];
	struct fault f = {0};

	if (run->ingest->options->reject != NULL)
		fault_set(&f, b->file, r->line, r->column,
		    "more than %llu bad rows: %.*s",
		    (unsigned long long)run->limit, (int)r->reason_len,
		    w->reasons.p + r->reason);
	else
		fault_set(&f, b->file, r->line, r->column,
		    "%.*s; --reject FILE keeps bad rows and goes on",
		    (int)r->reason_len, w->reasons.p + r->reason);
	diag_fault(&f);
	fault_free(&f);
	cut(&b->out, r->out);
	cut(&b->rejects, r->rejects);
	w->counts = r->counts;
	w->counts.rows--;
	w->nitems = r->items;
	w->recoded = r->recoded;
	w->ended = false;
	run->ended = true;
}

static void
write_rejects(struct run *run, struct ingest_source *s, const struct block *b)
{
	struct str head = {0};

	if (b->rejects.len == 0)
		return;
	if (!run->begun)
		out_write(&run->rejects, SV("#precinct-reject 1\n"));
	run->begun = true;
	if (!s->head_written) {
		str_addz(&head, "#reject-header ");
		fault_quote(&head, sv_z(b->file), SIZE_MAX);
		str_addf(&head, ":%llu bytes=%zu\n",
		    (unsigned long long)s->head_line, s->head.len);
		str_addsv(&head, str_sv(&s->head));
		if (s->head.p[s->head.len - 1] != '\n')
			str_addc(&head, '\n');
		out_write(&run->rejects, str_sv(&head));
		str_free(&head);
	}
	s->head_written = true;
	out_write(&run->rejects, str_sv(&b->rejects));
	run->ended = run->ended || run->rejects.error != 0;
}

static void
hand_on(struct run *run, struct sv lines)
{
	if (lines.len > 0 && run->ingest->emit(run->ingest->context,
	    lines) != 0)
		run->stopped = true;
}

static void
wait_for_end(struct run *run, const struct ingest_worker *w,
    const struct block *b)
{
	struct fault f = {0};
	const char *line = b->out.p;

	for (size_t i = 0; i < w->nitems && !run->ended; i++) {
		const struct ingest_item *item = &w->items[i];
		struct dedupe_record r = {{line, item->len}, item->id,
		    item->content, item->quality, item->has_quality};
		int kept = dedupe_add(run->dedupe, &r, &f);

		line += item->len;
		run->ingest->counts.duplicates += kept == 0;
		run->ingest->counts.records -= kept == 0;
		run->ingest->counts.doubtful -= kept == 0 &&
		    item->has_quality;
		run->ended = kept < 0;
		if (kept < 0)
			diag_fault(&f);
	}
	fault_free(&f);
}

static int
emit(void *context, struct block *b)
{
	struct run *run = context;
	struct ingest_worker *w = b->more;
	struct ingest_source *s = csvblocks_file(b)->owner;
	uint64_t allowed = run->limit - run->ingest->counts.rejects;

	diag_prepared(str_sv(&b->messages));
	if (b->incomplete)
		diag_raise(DIAG_TROUBLE);
	set_first(run, w, b);
	if (!run->ingest->options->check && w->counts.rejects > allowed)
		end_by_refusal(run, w, b, allowed);
	add_counts(&run->ingest->counts, &w->counts);
	progress_records(w->counts.records);
	s->recoded += w->recoded;
	write_rejects(run, s, b);
	if (run->dedupe != NULL)
		wait_for_end(run, w, b);
	else
		hand_on(run, str_sv(&b->out));
	if (w->ended) {
		diag_fault(&w->fault);
		run->ended = true;
	}
	return run->ended || run->stopped ? -1 : 0;
}

/* --- the run --------------------------------------------------------------- */

/* A profile that fills merged cells down makes a row depend on the one before
 * it: then one thread works. */
static unsigned
jobs(const struct run *run)
{
	struct filter_options o = {.jobs = run->ingest->options->jobs};

	if (run->ingest->accept != NULL)
		return 1;
	for (size_t i = 0; i < run->files.nprofiles; i++)
		if (run->files.profiles[i]->fill_down != 0)
			return 1;
	return filter_jobs(&o);
}

static void
run_blocks(struct run *run)
{
	unsigned n = jobs(run);
	struct ingest_worker *workers = mem_zalloc(n, sizeof(*workers));
	void **pointers = mem_zalloc(n, sizeof(*pointers));
	struct blocks blocks = {.next = csvblocks_next, .work = ingest_work,
	    .emit = emit, .context = run, .workers = pointers, .jobs = n};
	struct fault f = {0};

	for (unsigned i = 0; i < n; i++) {
		ingest_worker_init(&workers[i], run->ingest, run->limit);
		pointers[i] = &workers[i];
	}
	blocks_run(&blocks, &f); /* csvblocks_next gives no fault */
	if (!run->ended && !run->stopped)
		csvblocks_finish(&run->csv);
	fault_free(&f);
	for (unsigned i = 0; i < n; i++)
		ingest_worker_free(&workers[i]);
	free(workers);
	free(pointers);
}

static int
emit_deduped(void *context, struct sv lines)
{
	struct run *run = context;

	hand_on(run, lines);
	return run->stopped ? -1 : 0;
}

static void
finish(struct run *run)
{
	struct ingest_counts *c = &run->ingest->counts;
	struct fault f = {0};

	if (run->dedupe != NULL && dedupe_finish(run->dedupe, emit_deduped,
	    run, &c->conflicts, &f) != 0) {
		diag_fault(&f);
		run->ended = true;
	}
	if (run->ingest->options->reject != NULL &&
	    out_finish(&run->rejects, &f) != 0 && f.text.len > 0) {
		diag_fault(&f);
		run->ended = true;
	}
	fault_free(&f);
}

static void
add_part(struct str *to, uint64_t n, const char *what)
{
	if (n > 0)
		str_addf(to, "%s%llu %s", to->len == 0 ? "" : ", ",
		    (unsigned long long)n, what);
}

static void
summarise(const struct run *run)
{
	const struct ingest_counts *c = &run->ingest->counts;
	uint64_t dropped = c->totals + c->headers + c->titles + c->blanks;
	struct str parts = {0}, text = {0};

	for (size_t i = 0; i < run->files.nsources; i++)
		ingest_note_source(run->files.sources[i]);
	add_part(&parts, c->totals, "totals");
	add_part(&parts, c->headers, "repeated headers");
	add_part(&parts, c->titles, "titles");
	add_part(&parts, c->blanks, "blank");
	str_addf(&text, "%llu rows read, %llu records (%llu doubtful), %llu "
	    "rejected, %llu duplicates, %llu dropped%s%s%s",
	    (unsigned long long)c->rows, (unsigned long long)c->records,
	    (unsigned long long)c->doubtful, (unsigned long long)c->rejects,
	    (unsigned long long)c->duplicates, (unsigned long long)dropped,
	    dropped > 0 ? " (" : "", str_z(&parts), dropped > 0 ? ")" : "");
	if (c->conflicts > 0)
		str_addf(&text, "; %llu records share an id and differ",
		    (unsigned long long)c->conflicts);
	if (c->rejects > 0 && run->first.len > 0)
		str_addf(&text, "; first rejected: %s", run->first.p);
	diag_note("%s", text.p);
	str_free(&parts);
	str_free(&text);
}

/* False after an error. */
static bool
open_run(struct run *run, struct fault *f)
{
	const struct ingest_options *o = run->ingest->options;
	struct csvblocks_options csv = ingest_csv_options(o);

	run->files.want = run->ingest->want;
	run->csv.begin = ingest_begin;
	run->csv.owner = &run->files;
	if (ingest_files_init(&run->files, o, f) != 0 ||
	    csvblocks_init(&run->csv, &csv, &run->ingest->files, f) != 0)
		return false;
	if (o->dedupe && !o->check && (run->dedupe = dedupe_new(f)) == NULL)
		return false;
	return o->reject == NULL || out_open(&run->rejects, o->reject, f) == 0;
}

int
ingest_run(struct ingest *in)
{
	const struct ingest_options *o = in->options;
	struct run run = {.ingest = in};
	struct fault f = {0};

	in->counts = (struct ingest_counts){0};
	run.limit = o->reject == NULL ? 0 : o->max_rejects < 0 ? UINT64_MAX :
	    (uint64_t)o->max_rejects;
	progress_begin(in->files.items, in->files.count);
	if (open_run(&run, &f)) {
		run_blocks(&run);
		finish(&run);
		in->counts.files = run.files.nsources;
		if (!run.ended && !run.stopped && in->counts.files > 0)
			summarise(&run);
	} else {
		diag_fault(&f);
		run.ended = true;
	}
	progress_end();
	fault_free(&f);
	csvblocks_free(&run.csv);
	dedupe_free(run.dedupe);
	ingest_files_free(&run.files);
	str_free(&run.first);
	return run.ended ? -1 : 0;
}
