/* SPDX-License-Identifier: MIT */
#include "grep_run.h"

#include "grep_tell.h"
#include "diag.h"
#include "progress.h"

#include <stdlib.h>

static const char *
file_name(const struct grep_run *run)
{
	const char *path = run->history.files[run->file].path;

	return strcmp(path, "-") == 0 ? "(standard input)" : path;
}

/* What is told of a file when nothing more of it comes. */
static void
finish_file(struct grep_run *run)
{
	struct str line = {0};
	bool failed = run->history.files[run->file].state == HISTORY_FAILED;

	if (run->print == GREP_COUNT && !(failed && run->of_file == 0)) {
		if (run->names)
			str_addf(&line, "%s:", file_name(run));
		str_addu(&line, run->of_file);
		str_addc(&line, '\n');
	} else if ((run->print == GREP_FILES_WITH && run->of_file > 0) ||
	    (run->print == GREP_FILES_WITHOUT && run->of_file == 0 &&
	    !failed)) {
		str_addf(&line, "%s\n", file_name(run));
		run->answers += run->print == GREP_FILES_WITHOUT;
	}
	out_write(&run->out, str_sv(&line));
	str_free(&line);
	run->file++;
	run->of_file = 0;
	run->next_line = 1;
}

static void
add_prefix(const struct grep_run *run, struct str *out, uint64_t line,
    char sign)
{
	if (run->names)
		str_addf(out, "%s%c", file_name(run), sign);
	if (run->numbers) {
		str_addu(out, line);
		str_addc(out, sign);
	}
}

/* One answer's output, to where it goes. -1 stops. */
static int
deliver(void *context, struct sv text)
{
	struct grep_run *run = context;

	if (run->head >= 0 && run->answers >= (uint64_t)run->head)
		return -1;
	run->answers++;
	if (run->table == NULL) {
		out_write(&run->out, text);
		return 0;
	}
	if (run->table->nrows == GREP_TABLE_ROWS) {
		fault_set(&run->fault, NULL, 0, 0, "more than %d rows for a "
		    "table; use --format csv or jsonl, or --head N",
		    GREP_TABLE_ROWS);
		return -1;
	}
	grep_tell_row(run->table, text);
	return 0;
}

/* Counts an answer by its cells. */
static int
count_group(struct grep_run *run, struct sv cells)
{
	uint64_t *count = map_put(run->groups, cells, NULL);

	(*count)++;
	run->answers++;
	if (run->groups->count <= GREP_GROUPS_MAX)
		return 0;
	return fault_set(&run->fault, NULL, 0, 0, "more than %d groups; "
	    "count by something coarser", GREP_GROUPS_MAX);
}

/* A frame: its key and its text. */
static int
deliver_frame(struct grep_run *run, struct sv frame)
{
	struct sv key, text;

	grep_tell_unframe(frame, &key, &text);
	if (run->groups != NULL)
		return count_group(run, text);
	if (run->sorter == NULL)
		return deliver(run, text);
	run->answers++; /* for the status; counted anew when they are given */
	return sorter_add(run->sorter, key, text, &run->fault);
}

static int
deliver_hit(struct grep_run *run, const struct grep_hit *hit,
    struct sv text, uint64_t base)
{
	struct str line = {0};
	struct sv rest = text;

	if (run->framed)
		return deliver_frame(run, text);
	if (!run->names && !run->numbers)
		return deliver(run, text);
	while (rest.len > 0) {
		const char *feed = memchr(rest.p, '\n', rest.len);
		size_t n = feed != NULL ? (size_t)(feed - rest.p) + 1
					: rest.len;

		add_prefix(run, &line, base + hit->line, ':');
		str_add(&line, rest.p, n);
		rest = sv_from(rest, n);
	}
	if (deliver(run, str_sv(&line)) != 0) {
		str_free(&line);
		return -1;
	}
	str_free(&line);
	return 0;
}

/* A line around an answer, told as the answers are. */
static void
print_context(struct grep_run *run, struct sv line, uint64_t number)
{
	struct str text = {0};
	struct block b = {0};
	struct grep_worker *w = run->context_worker;

	add_prefix(run, &text, number, '-');
	if (run->grep.tell == NULL) {
		str_addsv(&text, line);
		str_addc(&text, '\n');
	} else if (record_scan(&w->record, line, NULL) == 0) {
		run->grep.tell(w, &w->record, &b);
		str_addsv(&text, str_sv(&b.out));
		str_free(&b.out);
	} else {
		str_clear(&text);
	}
	out_write(&run->out, str_sv(&text));
	str_free(&text);
}

static void
print_before(struct grep_run *run)
{
	for (size_t i = 0; i < run->ring_n; i++) {
		size_t k = (run->ring_at + i) % (size_t)run->before;

		print_context(run, str_sv(&run->ring[k]), run->ring_lines[k]);
	}
	run->ring_at = run->ring_n = 0;
}

static void
remember(struct grep_run *run, struct sv line, uint64_t number)
{
	size_t k;

	if (run->before == 0)
		return;
	k = (run->ring_at + run->ring_n) % (size_t)run->before;
	if (run->ring_n == (size_t)run->before)
		run->ring_at = (run->ring_at + 1) % (size_t)run->before;
	else
		run->ring_n++;
	str_clear(&run->ring[k]);
	str_addsv(&run->ring[k], line);
	run->ring_lines[k] = number;
}

/* What is before and after an answer is so by the order of the files: where
 * that is not the order of time, say so, once. Times are compared as they are
 * written, in one form. */
static void
watch_order(struct grep_run *run, const struct block *b, struct sv line,
    uint64_t number)
{
	static const char key[] = "\"reported_at\":\"";
	const char *at = memmem(line.p, line.len, key, sizeof(key) - 1);
	const char *time = at != NULL ? at + sizeof(key) - 1 : NULL;

	if (run->disordered || time == NULL ||
	    (size_t)(line.p + line.len - time) < sizeof(run->last_time) - 1)
		return;
	if (memcmp(time, run->last_time, sizeof(run->last_time) - 1) < 0) {
		run->disordered = true;
		diag_note("%s:%llu: reported earlier than the record before "
		    "it: what is shown around answers is by the order of the "
		    "file", b->file, (unsigned long long)number);
	}
	memcpy(run->last_time, time, sizeof(run->last_time) - 1);
}

/* With context every line of the block is passed by. -1: enough. */
static int
walk_lines(struct grep_run *run, const struct block *b, size_t allowed,
    uint64_t base)
{
	const struct grep_worker *w = b->more;
	struct sv rest = str_sv(&b->in);
	size_t hit = 0, out = 0;

	for (uint64_t number = 0; rest.len > 0; number++) {
		const char *feed = memchr(rest.p, '\n', rest.len);
		size_t n = feed != NULL ? (size_t)(feed - rest.p) : rest.len;
		struct sv line = {rest.p, n};

		rest = sv_from(rest, n + (feed != NULL));
		watch_order(run, b, line, base + number);
		if (hit < w->nhits && w->hits[hit].line == number) {
			const struct grep_hit *h = &w->hits[hit++];

			if (hit > allowed)
				return run->owed > 0 ? 0 : -1;
			print_before(run);
			if (deliver_hit(run, h, (struct sv){b->out.p + out,
			    h->out_end - out}, base) != 0)
				return -1;
			out = h->out_end;
			run->owed = run->after;
		} else if (sv_trim(line).len > 0 && run->owed > 0) {
			run->owed--;
			print_context(run, line, base + number);
		} else if (sv_trim(line).len > 0) {
			remember(run, line, base + number);
		}
	}
	return 0;
}

static int
print_hits(struct grep_run *run, const struct block *b, size_t allowed,
    uint64_t base)
{
	const struct grep_worker *w = b->more;
	size_t out = 0;

	if (run->before > 0 || run->after > 0)
		return walk_lines(run, b, allowed, base);
	if (!run->framed && !run->names && !run->numbers && run->head < 0) {
		run->answers += allowed;
		if (allowed > 0)
			out_write(&run->out, (struct sv){b->out.p,
			    w->hits[allowed - 1].out_end});
		return 0;
	}
	for (size_t i = 0; i < allowed; i++) {
		const struct grep_hit *h = &w->hits[i];

		if (deliver_hit(run, h, (struct sv){b->out.p + out,
		    h->out_end - out}, base) != 0)
			return -1;
		out = h->out_end;
	}
	return 0;
}

static void
print_messages(struct grep_run *run, const struct block *b, uint64_t base)
{
	const struct grep_worker *w = b->more;
	struct str text = {0};

	str_addsv(&text, str_sv(&b->messages));
	for (size_t i = 0; i < w->ntroubles; i++) {
		const struct grep_trouble *t = &w->troubles[i];

		diag_format(&text, "error", b->file, t->line == UINT64_MAX
		    ? 0 : base + t->line, t->column, "%.*s", (int)t->len,
		    w->reasons.p + t->at);
	}
	if (text.len > 0) {
		run->trouble = true;
		diag_prepared(str_sv(&text));
	}
	str_free(&text);
}

/* How many of the block's answers count, by -m. */
static size_t
allowed_hits(const struct grep_run *run, const struct grep_worker *w)
{
	uint64_t left;

	if (run->max < 0)
		return w->nhits;
	left = (uint64_t)run->max - run->of_file;
	return w->nhits < left ? w->nhits : (size_t)left;
}

/* The number of the block's first line; where it was not counted and nobody
 * asks, any. */
static uint64_t
first_line(const struct grep_run *run, const struct block *b)
{
	const struct grep_worker *w = b->more;

	if (b->counts[HISTORY_LINE] != 0)
		return b->counts[HISTORY_LINE];
	if (!run->grep.count_lines && b->counts[HISTORY_AGAIN] &&
	    w->ntroubles > 0)
		return 1 + history_count_lines(b->file, b->offset);
	return run->next_line;
}

static int
emit(void *context, struct block *b)
{
	struct grep_run *run = context;
	const struct grep_worker *w = b->more;
	struct history_file *file = &run->history.files[
	    b->counts[HISTORY_FILE]];
	size_t allowed;
	uint64_t base;
	int r = 0;

	while (run->file < b->counts[HISTORY_FILE])
		finish_file(run);
	base = first_line(run, b);
	run->next_line = base + b->counts[HISTORY_LINES];
	progress_records(b->counts[HISTORY_LINES]);
	/* Another thread may have read on before that was known. */
	if (!file->enough)
		print_messages(run, b, base);
	allowed = allowed_hits(run, w);
	if (run->print == GREP_LINES || run->print == GREP_GROUPS)
		r = print_hits(run, b, allowed, base);
	else if (run->print != GREP_FILES_WITHOUT)
		run->answers += allowed;
	run->of_file += allowed;
	if ((run->max >= 0 && run->of_file >= (uint64_t)run->max &&
	    run->owed == 0) || (run->of_file > 0 &&
	    (run->print == GREP_FILES_WITH ||
	    run->print == GREP_FILES_WITHOUT)))
		file->enough = true;
	if (run->print == GREP_QUIET && run->answers > 0)
		r = -1;
	run->stopped = r != 0 || run->out.error != 0 || (run->head >= 0 &&
	    run->sorter == NULL && run->owed == 0 &&
	    run->print == GREP_LINES && run->answers >= (uint64_t)run->head);
	return run->stopped ? -1 : 0;
}

/* What is told when all is searched. */
static void
finish(struct grep_run *run)
{
	while (!run->stopped && run->file < run->history.nfiles)
		finish_file(run);
	if (run->history.complaints.len > 0) {
		diag_prepared(str_sv(&run->history.complaints));
		run->trouble = true;
	}
	if (run->sorter != NULL && run->fault.text.len == 0) {
		run->answers = 0;
		sorter_give(run->sorter, deliver, run, &run->fault);
	}
}

int
grep_run(struct grep_run *run, struct grep_worker *workers, unsigned jobs)
{
	void **pointers = mem_zalloc(jobs, sizeof(*pointers));
	struct blocks blocks = {.next = history_next, .work = grep_work,
	    .emit = emit, .context = run, .workers = pointers, .jobs = jobs};

	for (unsigned i = 0; i < jobs; i++)
		pointers[i] = &workers[i];
	if (run->before > 0) {
		run->ring = mem_zalloc((size_t)run->before,
		    sizeof(*run->ring));
		run->ring_lines = mem_zalloc((size_t)run->before,
		    sizeof(*run->ring_lines));
	}
	run->next_line = 1;
	history_progress(&run->history);
	if (run->head != 0 && run->max != 0)
		blocks_run(&blocks, NULL);
	finish(run);
	progress_end();
	free(pointers);
	return run->fault.text.len > 0 ? -1 : 0;
}

void
grep_run_free(struct grep_run *run)
{
	for (int64_t i = 0; run->ring != NULL && i < run->before; i++)
		str_free(&run->ring[i]);
	free(run->ring);
	free(run->ring_lines);
	sorter_free(run->sorter);
	history_free(&run->history);
	grep_free(&run->grep);
	fault_free(&run->fault);
}
