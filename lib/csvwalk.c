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

bool
csvwalk_next(struct csvwalk *w, struct csvrow *row)
{
	const struct block *b = w->block;
	struct sv rest = sv_from(str_sv(&b->in), w->at);
	struct csv_record text;

	if (w->at >= b->whole ||
	    !csv_cut(rest, b->last, &w->file->dialect, &row->record))
		return false;
	row->line = w->line;
	row->n = 0;
	row->fields = NULL;
	row->used = ENC_UTF8;
	row->error = row->record.error;
	row->error_at = row->record.error_at;
	w->at += row->record.raw.len;
	w->line += row->record.lines;
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
	    ? memrchr(before.p, '\n', before.len) : NULL;
	struct sv in_line = before;

	*line = row->line;
	for (size_t i = 0; i < before.len; i++)
		*line += before.p[i] == '\n';
	if (last != NULL)
		in_line = sv_from(before, (size_t)(last + 1 - before.p));
	return 1 + (utf8_is_valid(in_line) ? utf8_count(in_line)
					   : in_line.len);
}
