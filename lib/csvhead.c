/* SPDX-License-Identifier: MIT */
#include "csvhead.h"

#include "reject.h"

#define SNIFFED ((size_t)256 << 10)

/* The beginning in UTF-8, as far as it can be decoded, for looking only. */
static struct sv
readable(const struct csvfile *file, struct sv held, struct str *scratch)
{
	size_t bad;

	if (held.len > SNIFFED)
		held.len = SNIFFED;
	if (file->forced != ENC_GB18030 && file->head != ENC_GB18030)
		return held;
	held.len = enc_gb18030_valid(held);
	enc_gb18030_add(scratch, held, &bad);
	return str_sv(scratch);
}

void
csvhead_dialect(struct csvfile *file, const struct csvblocks_options *o,
    struct sv held, bool whole)
{
	struct str scratch = {0};
	struct csv_dialect *d = &file->dialect;
	const char *asked = o->delimiter;

	*d = (struct csv_dialect){',', sniff_line_end(held), o->lenient,
	    o->max_field, o->max_record, true};
	if (asked == NULL && sv_ends(sv_z(file->name), SV(".tsv")))
		asked = "tab";
	if (asked == NULL || strcmp(asked, "auto") == 0) {
		file->delimiter_asked = asked != NULL;
		d->delimiter = sniff_delimiter(readable(file, held, &scratch),
		    whole && held.len <= SNIFFED, d);
	} else {
		d->delimiter = strcmp(asked, "tab") == 0 ? '\t' : asked[0];
	}
	str_free(&scratch);
}

static void
keep_row(struct csvhead_rows *rows, const struct csvrow *row)
{
	struct csvhead *to = &rows->v[rows->n];

	*to = (struct csvhead){.raw = row->record.raw, .line = row->line,
	    .error = row->error};
	if (row->error != CSV_FINE || row->used == ENC_NAMED)
		return;
	to->n = row->n;
	to->fields = arena_alloc(&rows->arena, row->n * sizeof(*to->fields));
	for (size_t i = 0; i < row->n; i++)
		to->fields[i] = arena_dup(&rows->arena, row->fields[i]);
}

void
csvhead_read(struct csvhead_rows *rows, struct sv held, bool whole,
    const struct csvfile *file)
{
	struct block b = {.whole = held.len, .last = whole, .line = 1,
	    .source = (void *)(uintptr_t)file};
	struct csvwalk walk = {0};
	struct csvrow row;

	b.in = (struct str){(char *)(uintptr_t)held.p, held.len, held.len};
	csvwalk_begin(&walk, &b);
	while (rows->n < CSVBLOCKS_HEAD_ROWS && csvwalk_next(&walk, &row)) {
		if (!row.marker)
			keep_row(rows, &row);
		else if (rows->n == 0)
			continue;
		rows->after[rows->n - row.marker].offset = walk.at;
		rows->after[rows->n - row.marker].line = walk.line;
		rows->n += !row.marker;
	}
	csvwalk_free(&walk);
}

void
csvhead_free(struct csvhead_rows *rows)
{
	arena_free(&rows->arena);
}
