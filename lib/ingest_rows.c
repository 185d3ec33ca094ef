/* SPDX-License-Identifier: MIT */
#include "ingest_parts.h"

#include "cell.h"
#include "diag.h"
#include "reject.h"

#include <stdlib.h>

void
ingest_worker_init(struct ingest_worker *w, const struct ingest *in,
    uint64_t limit)
{
	*w = (struct ingest_worker){.options = in->options, .ingest = in,
	    .limit = limit};
	w->mapper = mapper_new(in->options->dedupe);
}

void
ingest_worker_free(struct ingest_worker *w)
{
	mapper_free(w->mapper);
	csvwalk_free(&w->walk);
	fault_free(&w->fault);
	str_free(&w->line);
	str_free(&w->word);
	str_free(&w->reasons);
	free(w->refusals);
	free(w->items);
}

/* Keeps where things stood: for the first refusal, and with a limit up to the
 * one that goes beyond it. */
static void
remember(struct ingest_worker *w, const struct block *b)
{
	struct ingest_refusal *r;

	if (w->nrefusals > 0 && (w->limit == UINT64_MAX ||
	    w->nrefusals > w->limit))
		return;
	if (w->nrefusals == w->cap) {
		w->cap = w->cap * 2 + 4;
		w->refusals = mem_realloc(w->refusals,
		    w->cap * sizeof(*w->refusals));
	}
	r = &w->refusals[w->nrefusals++];
	*r = (struct ingest_refusal){.counts = w->counts, .out = b->out.len,
	    .rejects = b->rejects.len, .items = w->nitems,
	    .recoded = w->recoded, .line = w->fault.line,
	    .column = w->fault.column, .reason = w->reasons.len,
	    .reason_len = w->fault.text.len};
	str_addsv(&w->reasons, str_sv(&w->fault.text));
}

/* Fills in the place of w->fault. */
static void
place(struct ingest_worker *w, const struct block *b, struct csvrow *row)
{
	str_clear(&w->fault.file);
	str_addz(&w->fault.file, b->file);
	w->fault.column = csvrow_column(row, &w->fault.line);
}

static void
refuse(struct ingest_worker *w, struct block *b, struct csvrow *row,
    const char *code)
{
	if (w->options->check) {
		ingest_add_finding(&b->out, b->file, row, code,
		    str_sv(&w->fault.text));
		w->counts.findings++;
	} else {
		place(w, b, row);
		remember(w, b);
		if (w->options->reject != NULL)
			reject_add(&b->rejects, row->record.raw, code,
			    &w->fault);
	}
	w->counts.rejects++;
}

/* The row could not be read at all. */
static void
refuse_unread(struct ingest_worker *w, struct block *b, struct csvrow *row)
{
	enum enc forced = w->walk.file->forced;

	if (row->error != CSV_FINE) {
		fault_set(&w->fault, NULL, 0, 0, "%s",
		    csv_error_text(row->error));
		refuse(w, b, row, csv_error_code(row->error));
		return;
	}
	if (forced == ENC_AUTO)
		fault_set(&w->fault, NULL, 0, 0, "neither UTF-8 nor GB18030; "
		    "name the encoding with -e, or mend the row");
	else
		fault_set(&w->fault, NULL, 0, 0, "not valid %s; see -e",
		    w->walk.file->converted != NULL ? w->walk.file->converted
		    : enc_name(forced));
	refuse(w, b, row, "row.encoding");
}

/* True when the row's encoding is another than what the head said. */
static bool
is_recoded(const struct csvwalk *walk, const struct csvrow *row)
{
	enum enc head = walk->file->head;

	return walk->file->forced == ENC_AUTO &&
	    ((head == ENC_UTF8 && row->used == ENC_GB18030) ||
	    (head == ENC_GB18030 && row->used == ENC_UTF8));
}

static void
keep_item(struct ingest_worker *w, size_t len,
    const struct mapping_info *info)
{
	if (w->nitems == w->items_cap) {
		w->items_cap = w->items_cap * 2 + 256;
		w->items = mem_realloc(w->items,
		    w->items_cap * sizeof(*w->items));
	}
	w->items[w->nitems++] = (struct ingest_item){info->id, info->content,
	    (uint32_t)len, (uint32_t)info->quality, info->doubtful};
}

static void
count_record(struct ingest_worker *w, struct block *b,
    const struct csvrow *row, size_t len, const struct mapping_info *info)
{
	w->counts.records++;
	w->counts.doubtful += info->doubtful;
	if (w->options->check)
		w->counts.findings += ingest_add_doubts(w, &b->out, b->file,
		    row);
	else if (w->options->dedupe)
		keep_item(w, len, info);
}

/* A record made; the receiver may refuse it. */
static void
take_record(struct ingest_worker *w, struct block *b, struct csvrow *row,
    struct str *out, size_t before, const struct mapping_info *info)
{
	const struct ingest *in = w->ingest;
	struct sv line = sv_from(str_sv(out), before);
	const char *code = "row.refused";

	line.len--; /* the line feed */
	if (in->accept == NULL ||
	    in->accept(in->context, line, &code, &w->fault) == 0) {
		count_record(w, b, row, out->len - before, info);
		return;
	}
	out->len = before;
	out->p[before] = '\0';
	row->error_at = 0;
	refuse(w, b, row, code);
}

static void
take_row(struct ingest_worker *w, struct block *b, struct csvrow *row,
    const struct mapping *mapping)
{
	bool decoded = row->used == ENC_GB18030;
	struct mapping_row cells = {row->fields, row->n, row->line,
	    cell_is_plain(decoded ? str_sv(&w->walk.decoded) :
	    row->record.body), is_recoded(&w->walk, row)};
	struct str *out = w->options->check ? &w->line : &b->out;
	struct mapping_info info;
	size_t before;

	str_clear(&w->line);
	before = out->len;
	w->recoded += cells.recoded;
	switch (mapping_row(w->mapper, mapping, &cells, out, &info,
	    &w->fault)) {
	case MAPPING_RECORD:
		take_record(w, b, row, out, before, &info);
		break;
	case MAPPING_BLANK:
		w->counts.blanks++;
		break;
	case MAPPING_TOTAL:
		w->counts.totals++;
		break;
	case MAPPING_HEADER:
		w->counts.headers++;
		break;
	case MAPPING_TITLE:
		w->counts.titles++;
		break;
	case MAPPING_BAD:
		ingest_point_at(row, info.column);
		refuse(w, b, row, info.code);
		break;
	case MAPPING_END:
		ingest_point_at(row, info.column);
		place(w, b, row);
		w->ended = true;
		w->counts.rows--;
		break;
	}
}

void
ingest_work(void *worker, struct block *b)
{
	struct ingest_worker *w = worker;
	const struct csvfile *file = csvblocks_file(b);
	const struct ingest_source *source = file->owner;
	struct csvrow row;

	w->counts = (struct ingest_counts){0};
	w->recoded = 0;
	w->nrefusals = w->nitems = 0;
	w->ended = false;
	str_clear(&w->reasons);
	b->more = w;
	csvwalk_begin(&w->walk, b);
	while (!w->ended && csvwalk_next(&w->walk, &row)) {
		if (row.marker)
			continue;
		w->counts.rows++;
		if (row.error != CSV_FINE || row.used == ENC_NAMED)
			refuse_unread(w, b, &row);
		else
			take_row(w, b, &row, source->mapping);
		/* blocks before this one may hold bad rows too: the turn has
		 * the last word on the limit */
		if (!w->options->check && w->counts.rejects > w->limit)
			return;
	}
	/* What is accepted has been done: the limit is kept to the row. */
	if (w->ingest->accept != NULL && w->limit != UINT64_MAX)
		w->limit -= w->counts.rejects;
}
