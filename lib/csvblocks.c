/* SPDX-License-Identifier: MIT */
#include "csvblocks.h"

#include "book.h"
#include "csvhead.h"
#include "diag.h"
#include "sniff.h"
#include "src.h"
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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
complain(struct csvblocks *c, struct fault *f)
{
	diag_format(&c->complaints, "error", str_z(&f->file), f->line,
	    f->column, "%s", str_z(&f->text));
	c->failed = true;
	fault_free(f);
}

/* What the workbook says by now: no error. */
static void
note_book(struct csvblocks *c)
{
	struct sv notes = c->book != NULL ? book_notes(c->book) :
	    (struct sv){"", 0};

	if (notes.len > 0 && !c->options.quiet)
		diag_format(&c->complaints, "note",
		    c->all[c->opened - 1]->name, 0, 0, "%.*s",
		    (int)notes.len, notes.p);
}

static void
close_file(struct csvblocks *c)
{
	note_book(c);
	src_close(c->src);
	enc_stream_close(c->stream);
	book_close(c->book);
	c->book = NULL;
	c->src = NULL;
	c->stream = NULL;
	str_clear(&c->held);
}

/* Reads once more; appends to held, converted where the file is. False: reading
 * failed, and so will it from now on. */
static bool
read_more(struct csvblocks *c)
{
	struct str raw = {0};
	struct str *to = c->stream != NULL ? &raw : &c->held;
	ptrdiff_t n;

	str_reserve(to, BLOCK);
	n = c->book != NULL ? book_read(c->book, to->p + to->len, BLOCK,
	    &c->why) : src_read(c->src, to->p + to->len, BLOCK, &c->why);
	if (n > 0)
		to->len += (size_t)n;
	c->source_end = n == 0;
	c->broken = n < 0;
	if (c->broken && c->why.file.len == 0)
		str_addz(&c->why.file, c->all[c->opened - 1]->name);
	if (c->stream != NULL)
		enc_stream_add(c->stream, str_sv(&raw), n == 0, &c->held);
	str_free(&raw);
	return n >= 0;
}

static void
fill(struct csvblocks *c, size_t at_least)
{
	while (c->held.len < at_least && !c->source_end && !c->broken)
		if (!read_more(c))
			return;
}

/* What a file is judged by: never more than the first BLOCK, though held may
 * have more. How much a read gives must not change the judgement. */
static struct sv
head(const struct csvblocks *c, bool *whole)
{
	*whole = c->source_end && c->held.len <= BLOCK;
	return (struct sv){c->held.p,
	    c->held.len < BLOCK ? c->held.len : BLOCK};
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

	c->stream = enc_stream_open(name, f);
	if (c->stream == NULL)
		return -1;
	c->held = (struct str){0};
	file->converted = name;
	file->forced = ENC_UTF8;
	enc_stream_add(c->stream, str_sv(&raw), c->source_end, &c->held);
	str_free(&raw);
	fill(c, BLOCK);
	return 0;
}

static int
decide_encoding(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	enum enc asked = ENC_AUTO, wide;
	size_t bom;
	bool whole;
	struct sv text = head(c, &whole);

	if (c->options.encoding != NULL)
		enc_find(c->options.encoding, &asked);
	file->head = enc_detect(text, whole, &bom);
	file->forced = asked;
	if (asked == ENC_NAMED)
		return convert(c, file, c->options.encoding, f);
	if (bom > 0) {
		consume(c, bom);
		fill(c, BLOCK);
	}
	wide = asked != ENC_AUTO ? asked : file->head;
	if (wide == ENC_UTF16LE || wide == ENC_UTF16BE)
		return convert(c, file, enc_name(wide), f);
	return 0;
}

/* The owner's look at the first rows; takes what is no data off held. */
static int
show_head(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	struct csvhead_rows rows = {0};
	ptrdiff_t skip;
	bool whole;
	struct sv text = head(c, &whole);

	csvhead_read(&rows, text, whole, file);
	skip = c->begin(c->owner, file, rows.v, rows.n, f);
	if (skip > 0 && (size_t)skip <= rows.n) {
		c->line = rows.after[skip - 1].line;
		consume(c, rows.after[skip - 1].offset);
	}
	csvhead_free(&rows);
	return skip < 0 ? -1 : 0;
}

/* A workbook must be sought in: what comes from a pipe, or is packed, goes to
 * a temporary file first. */
static int
spool(struct csvblocks *c, struct str *path, struct fault *f)
{
	int fd = temporary_open(path);
	bool good = true;

	if (fd < 0)
		return fault_sys(f, NULL, errno,
		    "cannot make a temporary file");
	while (good && c->held.len > 0) {
		ssize_t n = write(fd, c->held.p, c->held.len);

		good = n > 0;
		if (good)
			consume(c, (size_t)n);
		if (c->held.len == 0)
			fill(c, 1);
	}
	close(fd);
	if (good && !c->broken)
		return 0;
	unlink(path->p);
	return good ? -1 : fault_sys(f, NULL, errno,
	    "cannot write a temporary file");
}

/* A file that holds the very bytes can be sought in as it lies: it is none that
 * was packed once more, no pipe, and not standard input. */
static bool
lies_open(const char *path, struct sv head)
{
	char bytes[8];
	size_t n = head.len < sizeof(bytes) ? head.len : sizeof(bytes);
	struct stat st;
	int fd;
	bool same;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	same = fd >= 0 && pread(fd, bytes, n, 0) == (ssize_t)n &&
	    memcmp(bytes, head.p, n) == 0;
	if (fd >= 0)
		close(fd);
	return same;
}

/* From here on the bytes of the file are those of a sheet, as CSV. */
static int
open_book(struct csvblocks *c, struct csvfile *file, enum book_kind kind,
    struct fault *f)
{
	const struct book_options o = {c->options.sheet, c->options.encoding};
	struct str path = {0};

	if (lies_open(file->name, str_sv(&c->held))) {
		c->book = book_open(kind, file->name, &o, f);
	} else if (spool(c, &path, f) == 0) {
		c->book = book_open(kind, path.p, &o, f);
		unlink(path.p);
	}
	str_free(&path);
	if (c->book == NULL)
		return -1;
	note_book(c);
	file->converted = book_name(kind);
	file->forced = ENC_UTF8;
	file->head = ENC_UTF8;
	str_clear(&c->held);
	c->offset = 0;
	c->source_end = false;
	fill(c, BLOCK);
	return c->broken && c->held.len == 0 ? -1 : 0;
}

static int
begin_file(struct csvblocks *c, struct csvfile *file, struct fault *f)
{
	enum book_kind kind;
	const char *what;
	struct sv text;
	bool whole;

	c->line = 1;
	c->offset = 0;
	c->source_end = c->broken = c->midline = false;
	fill(c, BLOCK);
	if (c->broken && c->held.len == 0)
		return -1; /* `why` says it all */
	kind = book_sniff(head(c, &whole));
	if (kind != BOOK_NONE) {
		if (open_book(c, file, kind, f) != 0)
			return -1;
	} else {
		what = sniff_container(head(c, &whole));
		if (what != NULL)
			return fault_set(f, NULL, 0, 0, "%s", what);
		if (decide_encoding(c, file, f) != 0)
			return -1;
	}
	text = head(c, &whole);
	/* A workbook's CSV is ours: nothing is asked or guessed. */
	if (kind != BOOK_NONE)
		file->dialect = (struct csv_dialect){',', '\n', false,
		    c->options.max_field, c->options.max_record, true};
	else
		csvhead_dialect(file, &c->options, text, whole);
	/* See csv_cut: with the bar, decoding comes first. */
	if (file->dialect.delimiter == '|' && file->converted == NULL &&
	    (file->forced == ENC_GB18030 || file->head == ENC_GB18030) &&
	    convert(c, file, "GB18030", f) != 0)
		return -1;
	return show_head(c, file, f);
}

/* Opens the next file that can be used; false when none is left. */
static bool
open_next(struct csvblocks *c)
{
	struct fault f = {0};

	while (c->src == NULL && c->next_file < c->files.count) {
		const char *path = c->files.items[c->next_file++];
		struct csvfile *file;

		c->src = src_open(path, &f);
		if (c->src == NULL) {
			complain(c, &f);
			continue;
		}
		src_count(c->src);
		file = mem_zalloc(1, sizeof(*file));
		file->name = mem_strdup(src_name(c->src));
		c->all[c->opened++] = file;
		if (begin_file(c, file, &f) == 0)
			break;
		if (f.text.len > 0 && f.file.len == 0)
			str_addz(&f.file, file->name);
		if (f.text.len > 0)
			complain(c, &f);
		if (c->broken)
			complain(c, &c->why);
		close_file(c);
	}
	return c->src != NULL;
}

/* Length of the whole records in held; lines gets their physical lines, midline
 * whether they end within a line. */
static size_t
whole_records(const struct csvblocks *c, const struct csv_dialect *d,
    uint64_t *lines, bool *midline)
{
	struct sv rest = str_sv(&c->held);
	struct csv_record r;
	size_t whole = 0;

	*lines = 0;
	*midline = c->midline;
	while (rest.len > 0 && (*midline
	    ? csv_cut_rest(rest, c->source_end, d, &r)
	    : csv_cut(rest, c->source_end, d, &r))) {
		whole += r.raw.len;
		*lines += r.lines;
		*midline = r.lines == 0;
		rest = sv_from(rest, r.raw.len);
	}
	return whole;
}

/* Fills b with the next whole records of the open file: 1, 0 at its end. Where
 * reading fails in the middle, the whole records before that still count; the
 * fault is told behind them. */
static int
cut_block(struct csvblocks *c, struct block *b)
{
	struct csvfile *file = c->all[c->opened - 1];
	size_t want = BLOCK, whole;
	uint64_t lines;
	bool midline;

	for (;;) {
		fill(c, want);
		whole = whole_records(c, &file->dialect, &lines, &midline);
		if (whole > 0)
			break;
		if (c->broken)
			complain(c, &c->why);
		if (c->broken || c->held.len == 0)
			return 0;
		want = c->held.len * 2; /* a record longer than a block */
	}
	str_addsv(&b->in, str_sv(&c->held));
	b->whole = whole;
	b->last = c->source_end;
	b->midline = c->midline;
	b->source = file;
	b->file = file->name;
	b->line = c->line;
	b->offset = c->offset;
	c->line += lines;
	c->midline = midline;
	consume(c, whole);
	return 1;
}

int
csvblocks_next(void *context, struct block *b, struct fault *unused)
{
	struct csvblocks *c = context;

	(void)unused;
	while (open_next(c)) {
		if (cut_block(c, b)) {
			b->incomplete = c->failed;
			c->failed = false;
			str_addsv(&b->messages, str_sv(&c->complaints));
			str_clear(&c->complaints);
			return 1;
		}
		close_file(c);
	}
	return 0;
}

bool
csvblocks_finish(struct csvblocks *c)
{
	bool failed = c->failed;

	diag_prepared(str_sv(&c->complaints));
	if (failed)
		diag_raise(DIAG_TROUBLE);
	str_clear(&c->complaints);
	c->failed = false;
	return failed;
}

void
csvblocks_free(struct csvblocks *c)
{
	close_file(c);
	str_free(&c->held);
	str_free(&c->complaints);
	fault_free(&c->why);
	for (size_t i = 0; i < c->opened; i++) {
		free(c->all[i]->name);
		free(c->all[i]);
	}
	free(c->all);
	c->all = NULL;
	c->opened = 0;
}
