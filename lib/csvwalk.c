/* SPDX-License-Identifier: MIT */
/* The walk over the records of a block; its contract is in csvblocks.h. */
#include "csvblocks.h"

#include "reject.h"
#include "utf8.h"

void
csvwalk_begin(struct csvwalk *w, const struct block *b)
{
	const struct csvfile *file = csvblocks_file(b);

	w->block = b;
	w->file = file;
	w->at = 0;
	w->line = b->line;
	w->midline = b->midline;
	/* In a file of GB18030 even valid UTF-8 is looked at row by row. */
	w->all_utf8 = file->forced != ENC_GB18030 &&
	    (file->forced == ENC_UTF8 || file->head != ENC_GB18030) &&
	    utf8_is_valid((struct sv){b->in.p, b->whole});
}

/* Decodes the record where that is needed. False: no encoding fits. */
static bool
decode(struct csvwalk *w, struct csvrow *row, struct csv_record *text)
{
	size_t bad = 0;

	*text = row->record;
	row->used = ENC_UTF8;
	if (w->all_utf8)
		return true;
	row->used = enc_record(row->record.body, w->file->forced,
	    w->file->head, &text->body, &w->decoded, &bad);
	row->error_at = bad;
	return row->used != ENC_NAMED;
}

/* The next record and its line. The rest of a line that is too long was
 * refused with its beginning: it is no row, here nor in a reject file. */
static bool
cut(struct csvwalk *w, struct csv_record *r, uint64_t *line)
{
	const struct block *b = w->block;
	const struct csv_dialect *d = &w->file->dialect;
	bool is_rest;

	do {
		struct sv rest = sv_from(str_sv(&b->in), w->at);

		is_rest = w->midline;
		if (w->at >= b->whole || !(is_rest
		    ? csv_cut_rest(rest, b->last, d, r)
		    : csv_cut(rest, b->last, d, r)))
			return false;
		*line = w->line;
		w->at += r->raw.len;
		w->line += r->lines;
		w->midline = r->lines == 0;
	} while (is_rest);
	return true;
}

bool
csvwalk_next(struct csvwalk *w, struct csvrow *row)
{
	struct csv_record text;

	if (!cut(w, &row->record, &row->line))
		return false;
	row->line_end = w->file->dialect.line_end;
	row->n = 0;
	row->fields = NULL;
	row->used = ENC_UTF8;
	row->error = row->record.error;
	row->error_at = row->record.error_at;
	row->marker = row->record.raw.p[0] == '#' &&
	    reject_is_marker(row->record.body);
	if (row->marker || row->error != CSV_FINE || !decode(w, row, &text))
		return true;
	row->error = csv_split(&text, &w->file->dialect, &w->fields,
	    &row->error_at);
	if (row->error == CSV_FINE) {
		row->fields = w->fields.v;
		row->n = w->fields.n;
	} else if (row->used != ENC_UTF8) {
		row->error_at = 0; /* an offset of the decoded text */
	}
	return true;
}

void
csvwalk_free(struct csvwalk *w)
{
	csv_fields_free(&w->fields);
	str_free(&w->decoded);
}

uint64_t
csvrow_column(const struct csvrow *row, uint64_t *line)
{
	struct sv before = {row->record.raw.p, row->error_at};
	const char *last = before.len != 0
	    ? memrchr(before.p, row->line_end, before.len) : NULL;
	struct sv in_line = before;

	*line = row->line;
	for (size_t i = 0; i < before.len; i++)
		*line += before.p[i] == row->line_end;
	if (last != NULL)
		in_line = sv_from(before, (size_t)(last + 1 - before.p));
	return 1 + (utf8_is_valid(in_line) ? utf8_count(in_line)
					   : in_line.len);
}
