/* SPDX-License-Identifier: MIT */
#include "csvblocks.h"

#include "csvhead.h"
#include "diag.h"
#include "src.h"

#include <stdlib.h>

#define BLOCK ((size_t)1 << 20)

static const char *const only_stdin[] = {"-"};

int
csvblocks_init(struct csvblocks *c, const struct csvblocks_options *o,
    const struct prog_list *files, struct fault *f)
{
	enum enc e;
	const char *d = o->delimiter;

	c->options = *o;
	c->files = *files;
	if (files->count == 0)
		c->files = (struct prog_list){(const char **)(uintptr_t)
		    only_stdin, 1};
	c->all = mem_zalloc(c->files.count, sizeof(struct csvfile *));
	if (o->encoding != NULL && !enc_find(o->encoding, &e))
		return fault_set(f, NULL, 0, 0, "unknown encoding '%s'; "
		    "'iconv -l' lists the known ones", o->encoding);
	if (d != NULL && strcmp(d, "auto") != 0 && strcmp(d, "tab") != 0 &&
	    (strlen(d) != 1 || d[0] == '"' || d[0] == '\n' || d[0] == '\r' ||
	    (unsigned char)d[0] >= 0x80))
		return fault_set(f, NULL, 0, 0, "'%s' is no delimiter; give "
		    "one character, 'tab' or 'auto'", d);
	return 0;
}

static void
close_file(struct csvblocks *c)
{
	src_close(c->src);
	enc_stream_close(c->stream);
	c->src = NULL;
	c->stream = NULL;
	str_clear(&c->held);
}

/* Reads once more; appends to held, converted where the file is. -1 fault. */
static int
read_more(struct csvblocks *c, struct fault *f)
{
	struct str raw = {0};
	struct str *to = c->stream != NULL ? &raw : &c->held;
	ptrdiff_t n;
	int r = 0;

	str_reserve(to, BLOCK);
	n = src_read(c->src, to->p + to->len, BLOCK, f);
	if (n > 0)
		to->len += (size_t)n;
	c->source_end = n == 0;
	if (n >= 0 && c->stream != NULL)
		r = enc_stream_add(c->stream, str_sv(&raw), n == 0, &c->held,
		    f);
	str_free(&raw);
	if (r != 0 && f->file.len == 0)
		str_addz(&f->file, src_name(c->src));
	return n < 0 ? -1 : r;
}

static int
fill(struct csvblocks *c, size_t at_least, struct fault *f)
{
	while (c->held.len < at_least && !c->source_end)
		if (read_more(c, f) != 0)
			return -1;
	return 0;
}

/* Takes n bytes off the front of held. */
static void
consume(struct csvblocks *c, size_t n)
{
	c->held.len -= n;
	memmove(c->held.p, c->held.p + n, c->held.len);
	c->offset += n;
}

/* Converts what is held from a whole other encoding. */
static int
convert(struct csvblocks *c, struct csvfile *file, const char *name,
    struct fault *f)
{
	struct str raw = c->held;
	int r;

	c->held = (struct str){0};
	c->stream = enc_stream_open(name, f);
	file->converted = true;
	file->forced = ENC_UTF8;
	r = c->stream == NULL ? -1 : enc_stream_add(c->stream, str_sv(&raw),
	    c->source_end, &c->held, f);
	str_free(&raw);
	return r;
}

static int
decide_encoding(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	enum enc asked = ENC_AUTO;
	size_t bom;

	if (c->options.encoding != NULL)
		enc_find(c->options.encoding, &asked);
	file->head = enc_detect(str_sv(&c->held), c->source_end, &bom);
	file->forced = asked;
	if (bom > 0 && asked != ENC_NAMED)
		consume(c, bom);
	if (asked == ENC_NAMED)
		return convert(c, file, c->options.encoding, f);
	if (asked == ENC_AUTO && bom > 0 && file->head != ENC_UTF8 &&
	    file->head != ENC_GB18030)
		return convert(c, file, enc_name(file->head), f);
	if (asked == ENC_UTF16LE || asked == ENC_UTF16BE ||
	    (asked == ENC_AUTO && (file->head == ENC_UTF16LE ||
	    file->head == ENC_UTF16BE)))
		return convert(c, file,
		    enc_name(asked != ENC_AUTO ? asked : file->head), f);
	return 0;
}

/* The owner's look at the first rows; takes what is no data off held. */
static int
show_head(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	struct csvhead_rows rows = {0};
	ptrdiff_t skip;

	csvhead_read(&rows, str_sv(&c->held), c->source_end, file);
	skip = c->begin(c->owner, file, rows.v, rows.n, f);
	if (skip > 0 && (size_t)skip <= rows.n) {
		c->line = rows.after[skip - 1].line;
		consume(c, rows.after[skip - 1].offset);
	}
	csvhead_free(&rows);
	if (skip < 0 && f->file.len == 0)
		str_addz(&f->file, file->name);
	return skip < 0 ? -1 : 0;
}

static int
begin_file(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	const char *what;

	c->line = 1;
	c->offset = 0;
	c->source_end = c->broken = false;
	if (fill(c, BLOCK, f) != 0)
		return -1;
	what = sniff_container(str_sv(&c->held));
	if (what != NULL)
		return fault_set(f, file->name, 0, 0, "%s", what);
	if (decide_encoding(c, file, f) != 0 ||
	    csvhead_dialect(file, &c->options, str_sv(&c->held),
		c->source_end) != 0)
		return f->file.len == 0
		    ? fault_set(f, file->name, 0, 0, "%s", str_z(&f->text))
		    : -1;
	/* See csv_cut: with the bar, decoding comes first. */
	if (file->dialect.delimiter == '|' && !file->converted &&
	    (file->forced == ENC_GB18030 || file->head == ENC_GB18030) &&
	    convert(c, file, "GB18030", f) != 0)
		return -1;
	return show_head(c, file, f);
}

/* Opens the next file that can be used; false when none is left. */
static bool
open_next(struct csvblocks *c, struct fault *f)
{
	while (c->src == NULL && c->next_file < c->files.count) {
		const char *path = c->files.items[c->next_file++];
		struct csvfile *file;

		c->src = src_open(path, f);
		if (c->src != NULL) {
			file = mem_zalloc(1, sizeof(*file));
			file->name = mem_strdup(src_name(c->src));
			c->all[c->opened++] = file;
			if (begin_file(c, file, f) == 0)
				break;
			close_file(c);
		}
		diag_fault(f);
		fault_free(f);
	}
	return c->src != NULL;
}

/* Length of the whole records in held; lines gets their physical lines. */
static size_t
whole_records(const struct csvblocks *c, const struct csv_dialect *d,
    uint64_t *lines)
{
	struct sv rest = str_sv(&c->held);
	struct csv_record r;
	size_t whole = 0;

	*lines = 0;
	while (rest.len > 0 && csv_cut(rest, c->source_end, d, &r)) {
		whole += r.raw.len;
		*lines += r.lines;
		rest = sv_from(rest, r.raw.len);
	}
	return whole;
}

/* Fills b with the next whole records of the open file: 1, 0 at its end. */
static int
cut_block(struct csvblocks *c, struct block *b, struct fault *f)
{
	struct csvfile *file = c->all[c->opened - 1];
	size_t want = BLOCK, whole;
	uint64_t lines;

	for (;;) {
		/* Where reading fails in the middle, the whole records before
		 * that still count; the fault is told behind them. */
		if (!c->broken && fill(c, want, &c->why) != 0)
			c->broken = true;
		if (c->held.len == 0 && !c->broken)
			return 0;
		whole = whole_records(c, &file->dialect, &lines);
		if (whole > 0)
			break;
		if (c->broken) {
			fault_set(f, str_z(&c->why.file), 0, 0, "%s",
			    str_z(&c->why.text));
			return -1;
		}
		want = c->held.len * 2; /* a record longer than a block */
	}
	str_addsv(&b->in, str_sv(&c->held));
	b->whole = whole;
	b->last = c->source_end;
	b->source = file;
	b->file = file->name;
	b->line = c->line;
	b->offset = c->offset;
	c->line += lines;
	consume(c, whole);
	return 1;
}

int
csvblocks_next(void *context, struct block *b, struct fault *f)
{
	struct csvblocks *c = context;

	while (open_next(c, f)) {
		int r = cut_block(c, b, f);

		if (r > 0)
			return 1;
		if (r < 0) {
			diag_fault(f);
			fault_free(f);
		}
		close_file(c);
	}
	return 0;
}

void
csvblocks_free(struct csvblocks *c)
{
	close_file(c);
	str_free(&c->held);
	fault_free(&c->why);
	for (size_t i = 0; i < c->opened; i++) {
		free(c->all[i]->name);
		free(c->all[i]);
	}
	free(c->all);
	c->all = NULL;
	c->opened = 0;
}
