/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "caseindex.h"
#include "diag.h"
#include "history_piece.h"
#include "pack.h"
#include "progress.h"
#include "src.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A compressed file of this size is unpacked by one worker at once. */
#define SMALL ((off_t)1 << 20)
#define SMALL_RAW ((size_t)16 << 20)
/* What a disk is asked for ahead of its use: files, blocks of an index. */
#define FILES_AHEAD 8
#define BLOCKS_AHEAD 32

enum { PLAIN, GZIP, ZSTD, PACKED };

struct history_open {
	int fd;                 /* -1: read by src alone */
	int packing;
	off_t size, offset;     /* of frames and indexed blocks */
	off_t passed;           /* bytes of them that progress was told of */
	uint64_t told;          /* bytes of the stream in blocks so far */
	struct caseindex *index;
	size_t block;           /* of the index */
	/* Blocks that are wanted, in order, the next at wanted_at; on their
	 * way from the disk. */
	size_t wanted[BLOCKS_AHEAD], nwanted, wanted_at;
	struct history_pieces *pieces; /* fd is theirs */
	struct src *src;
	struct str held;        /* what came after the last line feed */
	bool ended, broken, begun, passing; /* passing: over a long line */
	enum enc enc;
	struct enc_stream *conversion;
};

/* A reader of places has come to this offset: what was read and what the index
 * left out. */
static void
pass(struct history_open *o, off_t offset)
{
	if (offset > o->passed)
		progress_bytes((uint64_t)(offset - o->passed));
	o->passed = offset > o->passed ? offset : o->passed;
}

static void
complain(struct history *h, const struct fault *f)
{
	diag_format(&h->complaints, "error", str_z(&f->file), f->line,
	    f->column, "%s", str_z(&f->text));
	h->files[h->at - 1].state = HISTORY_FAILED;
}

static void
close_file(struct history *h)
{
	struct history_open *o = h->open;

	if (o == NULL)
		return;
	if (o->src == NULL)
		pass(o, o->size);
	if (o->pieces != NULL)
		history_pieces_free(o->pieces);
	else if (o->fd >= 0)
		close(o->fd);
	src_close(o->src);
	caseindex_free(o->index);
	enc_stream_close(o->conversion);
	str_free(&o->held);
	free(o);
	h->open = NULL;
}

void
history_free(struct history *h)
{
	close_file(h);
	for (size_t i = 0; i < h->nfiles; i++)
		free(h->files[i].path);
	free(h->files);
	str_free(&h->complaints);
}

void
history_progress(const struct history *h)
{
	const char **paths = mem_zalloc(h->nfiles + 1, sizeof(*paths));

	for (size_t i = 0; i < h->nfiles; i++)
		paths[i] = h->files[i].path;
	progress_begin(paths, h->nfiles);
	free(paths);
}

static int
packing_of(const char *head, size_t n)
{
	struct pack_mark mark;

	if (n >= PACK_MARK && pack_mark_read(head, &mark))
		return PACKED;
	if (n >= 3 && memcmp(head, "\x1f\x8b\x08", 3) == 0)
		return GZIP;
	if (n >= 4 && (memcmp(head, "\x28\xb5\x2f\xfd", 4) == 0 ||
	    (((unsigned char)head[0] & 0xf0) == 0x50 &&
	    memcmp(head + 1, "\x2a\x4d\x18", 3) == 0)))
		return ZSTD;
	return PLAIN;
}

/* Whether a compressed file may be unpacked in one piece. */
static bool
is_small(const struct history_open *o, struct sv head)
{
	unsigned char tail[4];
	size_t told = SIZE_MAX;

	if (o->size > SMALL)
		return false;
	if (o->packing == ZSTD)
		told = pack_told_size(head);
	else if (o->size >= 18 && history_read_at(o->fd, tail, 4, o->size - 4) == 4)
		told = tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 |
		    (size_t)tail[3] << 24;
	return told <= SMALL_RAW;
}

/* Looks whether any block of an index without addresses is wanted. */
static bool
any_block(struct history *h, const struct caseindex *index)
{
	bool wanted = index->nblocks == 0;

	for (size_t i = 0; i < index->nblocks; i++)
		wanted |= h->may(h->context, &index->blocks[i], &h->stats);
	return wanted;
}

static void
find_index(struct history *h, const char *path)
{
	struct history_open *o = h->open;
	bool stale = false;

	if (!h->use_index || h->encoding != NULL)
		return;
	o->index = caseindex_read(path, o->fd, &stale);
	h->stats.files_stale += stale;
	h->stats.files_indexed += o->index != NULL;
}

/* Opens a regular file to be read at places; false: to be read as a stream. */
static bool
open_places(struct history *h, const char *path)
{
	struct history_open *o = h->open;
	struct stat st;
	char head[64];
	ssize_t n;

	o->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (o->fd < 0 || fstat(o->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	o->size = st.st_size;
	n = history_read_at(o->fd, head, sizeof(head), 0);
	if (n < 0)
		return false;
	o->packing = packing_of(head, (size_t)n);
	find_index(h, path);
	if (o->index != NULL && o->index->layout == CASEINDEX_STREAM) {
		if (!any_block(h, o->index)) {
			h->stats.files_by_index++;
			o->ended = true;
			return true;
		}
		caseindex_free(o->index);
		o->index = NULL;
	}
	o->offset = (off_t)h->start;
	if (o->index != NULL || o->packing == PACKED)
		return true;
	if (o->packing == PLAIN && h->pieces && h->encoding == NULL &&
	    (o->pieces = history_pieces_new(o->fd, o->size)) != NULL)
		return true;
	if (o->packing == PLAIN || h->encoding != NULL ||
	    !is_small(o, (struct sv){head, (size_t)n}))
		return false;
	o->packing = -1; /* whole */
	return true;
}

static void
drop_fd(struct history_open *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
}

static int
open_stream(struct history *h, const char *path, off_t offset,
    struct fault *f)
{
	struct history_open *o = h->open;

	drop_fd(o);
	pass(o, offset);
	o->src = src_open_at(path, offset, f);
	if (o->src == NULL)
		return -1;
	src_count(o->src);
	if (h->encoding != NULL && !enc_find(h->encoding, &o->enc))
		return fault_set(f, NULL, 0, 0, "unknown encoding '%s'",
		    h->encoding);
	if (o->enc == ENC_NAMED) {
		o->conversion = enc_stream_open(h->encoding, f);
		return o->conversion == NULL ? -1 : 0;
	}
	return 0;
}

static void
foresee_files(struct history *h)
{
	if (!h->use_index || h->encoding != NULL)
		return;
	if (h->foreseen < h->at)
		h->foreseen = h->at;
	while (h->foreseen < h->nfiles &&
	    h->foreseen < h->at + FILES_AHEAD)
		caseindex_foresee(h->files[h->foreseen++].path);
}

/* Opens the next file that can be opened; false when none is left. */
static bool
open_next(struct history *h)
{
	struct fault f = {0};

	while (h->open == NULL && h->at < h->nfiles) {
		struct history_file *file = &h->files[h->at++];

		foresee_files(h);
		h->open = mem_zalloc(1, sizeof(*h->open));
		h->open->fd = -1;
		h->stats.files++;
		file->state = HISTORY_READ;
		if (strcmp(file->path, "-") != 0 && open_places(h, file->path))
			continue;
		if (open_stream(h, file->path, (off_t)h->start, &f) != 0) {
			complain(h, &f);
			close_file(h);
		}
	}
	fault_free(&f);
	return h->open != NULL;
}

/* Reads more of the stream: 1, 0 at the end, -1 with the fault. */
static int
read_stream(struct history_open *o, struct str *in, size_t block,
    struct fault *f)
{
	size_t room = block - in->len % block;
	struct str raw = {0};
	ptrdiff_t n;

	if (o->conversion == NULL) {
		str_reserve(in, room);
		n = src_read(o->src, in->p + in->len, room, f);
		if (n > 0) {
			in->len += (size_t)n;
			in->p[in->len] = '\0';
		}
	} else {
		str_reserve(&raw, room);
		n = src_read(o->src, raw.p, room, f);
		if (n >= 0)
			enc_stream_add(o->conversion, (struct sv){raw.p,
			    (size_t)n}, n == 0, in);
		str_free(&raw);
	}
	return n > 0 ? 1 : (int)n;
}

/* The encoding shows in the first block that is not ASCII alone. UTF-16 is
 * turned into UTF-8 from here on. */
static int
see_encoding(struct history_open *o, struct str *in, bool whole,
    struct fault *f)
{
	struct str raw = {0};
	size_t bom = 0;
	enum enc e;

	if (o->enc != ENC_AUTO && o->enc != ENC_ASCII)
		return 0;
	e = enc_detect(str_sv(in), whole, &bom);
	if (o->enc == ENC_ASCII && (e == ENC_UTF16LE || e == ENC_UTF16BE))
		e = ENC_UTF8;
	o->enc = e;
	if (e != ENC_UTF16LE && e != ENC_UTF16BE)
		return 0;
	o->conversion = enc_stream_open(enc_name(e), f);
	if (o->conversion == NULL)
		return -1;
	o->enc = ENC_UTF8;
	str_add(&raw, in->p + bom, in->len - bom);
	str_clear(in);
	enc_stream_add(o->conversion, str_sv(&raw), false, in);
	str_free(&raw);
	return 0;
}

/* Reads until a line feed is in and the block is full. 1, 0 at the end of the
 * stream (what is in `in` is the rest), -1. */
static int
fill(struct history *h, struct str *in, struct fault *f)
{
	struct history_open *o = h->open;
	size_t block = h->block > 0 ? h->block : HISTORY_BLOCK, seen;
	bool has_line = false;
	int r = 1;

	str_reserve(in, block + 1);
	while (r > 0) {
		seen = in->len;
		r = o->ended ? 0 : read_stream(o, in, block, f);
		o->ended = r <= 0;
		if (r < 0)
			return -1;
		if (!o->begun && (in->len >= 4096 || r == 0)) {
			o->begun = true;
			if (see_encoding(o, in, r == 0, f) != 0)
				return -1;
		}
		has_line = has_line || in->len < seen ||
		    memchr(in->p + seen, '\n', in->len - seen) != NULL;
		if (in->len >= block &&
		    (has_line || in->len > h->max_line))
			break;
	}
	if (o->begun && see_encoding(o, in, o->ended, f) != 0)
		return -1;
	return r;
}

static void
begin_block(struct history *h, struct block *b, enum history_kind kind)
{
	b->file = h->files[h->at - 1].path;
	if (strcmp(b->file, "-") == 0)
		b->file = "<stdin>";
	b->counts[HISTORY_KIND] = kind;
	b->counts[HISTORY_FILE] = h->at - 1;
	b->counts[HISTORY_ENC] = h->open->enc;
}

/* Cuts `in` after its last line; the rest is held. 1: a block, 0: none. */
static int
cut_lines(struct history *h, struct block *b)
{
	struct history_open *o = h->open;
	const char *last = memrchr(b->in.p, '\n', b->in.len);
	size_t whole = last != NULL ? (size_t)(last - b->in.p) + 1 : 0;

	begin_block(h, b, HISTORY_TEXT);
	if (o->passing) { /* the rest of a line that was too long */
		const char *first = memchr(b->in.p, '\n', b->in.len);
		size_t n = first != NULL ? (size_t)(first - b->in.p) + 1
					 : b->in.len;

		o->passing = first == NULL;
		memmove(b->in.p, b->in.p + n, b->in.len - n);
		b->in.len -= n;
		whole -= first != NULL ? n : 0;
	}
	if (o->ended && !o->broken && whole < b->in.len) {
		str_addc(&b->in, '\n');
		whole = b->in.len;
	}
	str_add(&o->held, b->in.p + whole, b->in.len - whole);
	b->in.len = whole;
	b->offset = h->start + o->told;
	b->counts[HISTORY_PLAIN] = o->packing == PLAIN &&
	    o->conversion == NULL && o->enc != ENC_GB18030;
	b->counts[HISTORY_AGAIN] = b->counts[HISTORY_PLAIN] && o->size > 0;
	o->told += whole;
	if (whole == 0 && o->held.len > h->max_line) {
		o->passing = true;
		str_clear(&o->held);
		b->counts[HISTORY_KIND] = HISTORY_LONG;
		b->counts[HISTORY_LINES] = 1;
		return 1;
	}
	return whole > 0;
}

static int
next_lines(struct history *h, struct block *b, struct fault *f)
{
	struct history_open *o = h->open;

	for (;;) {
		if (o->ended && o->held.len == 0)
			return 0;
		str_clear(&b->in);
		str_addsv(&b->in, str_sv(&o->held));
		str_clear(&o->held);
		if (fill(h, &b->in, f) < 0) {
			complain(h, f);
			o->broken = true;
			if (b->in.len == 0)
				return 0;
		}
		if (cut_lines(h, b) > 0)
			return 1;
		if (o->broken)
			return 0;
	}
}

static int
lost(struct history *h, struct fault *f, const char *what)
{
	fault_set(f, h->files[h->at - 1].path, 0, 0, "%s", what);
	complain(h, f);
	return 0;
}

/* The next frame, or the file's rest as a stream when it is none of ours. */
static int
next_frame(struct history *h, struct block *b, struct fault *f)
{
	struct history_open *o = h->open;
	const char *path = h->files[h->at - 1].path;
	char head[PACK_MARK];
	struct pack_mark m;
	ssize_t n = history_read_at(o->fd, head, sizeof(head), o->offset);

	if (n == 0)
		return 0;
	if (n < 0)
		return lost(h, f, "cannot read");
	if (n < PACK_MARK || !pack_mark_read(head, &m)) {
		if (open_stream(h, path, o->offset, f) != 0) {
			complain(h, f);
			return 0;
		}
		return next_lines(h, b, f);
	}
	begin_block(h, b, HISTORY_FRAME);
	b->counts[HISTORY_SIZE] = m.raw;
	b->counts[HISTORY_LINES] = m.lines;
	b->offset = (uint64_t)o->offset;
	str_reserve(&b->in, m.packed + 1);
	n = history_read_at(o->fd, b->in.p, m.packed, o->offset + PACK_MARK);
	if (n < 0 || (uint64_t)n < m.packed)
		return lost(h, f, "zstd data end in the middle; the file is "
		    "incomplete");
	b->in.len = m.packed;
	o->offset += PACK_MARK + (off_t)m.packed;
	pass(o, o->offset);
	return 1;
}

/* Looks for the next blocks that are wanted. One that does not follow on what
 * was read the disk is asked for now, so that it looks for several at once. */
static void
look_ahead(struct history *h)
{
	struct history_open *o = h->open;
	const struct caseindex *x = o->index;
	uint64_t end = (uint64_t)o->offset;

	o->nwanted = o->wanted_at = 0;
	while (o->block < x->nblocks && o->nwanted < BLOCKS_AHEAD) {
		const struct caseindex_block *b = &x->blocks[o->block];

		if (!h->may(h->context, b, &h->stats)) {
			o->block++;
			continue;
		}
		if (b->offset != end)
			(void)posix_fadvise(o->fd, (off_t)b->offset,
			    (off_t)b->size, POSIX_FADV_WILLNEED);
		end = b->offset + b->size;
		o->wanted[o->nwanted++] = o->block++;
	}
}

static int
next_indexed(struct history *h, struct block *b, struct fault *f)
{
	struct history_open *o = h->open;
	const struct caseindex_block *at;
	ssize_t n;

	if (o->wanted_at == o->nwanted)
		look_ahead(h);
	if (o->wanted_at == o->nwanted)
		return 0;
	at = &o->index->blocks[o->wanted[o->wanted_at++]];
	if (o->index->layout == CASEINDEX_FRAMES) {
		o->offset = (off_t)at->offset;
		if (next_frame(h, b, f) != 1)
			return 0;
	} else {
		begin_block(h, b, HISTORY_TEXT);
		b->counts[HISTORY_ENC] = ENC_UTF8;
		str_reserve(&b->in, at->size + 1);
		n = history_read_at(o->fd, b->in.p, at->size, (off_t)at->offset);
		if (n < 0 || (uint64_t)n < at->size)
			return lost(h, f, "cannot read all of it");
		b->in.len = at->size;
		o->offset = (off_t)(at->offset + at->size);
		pass(o, o->offset);
		if (b->in.p[b->in.len - 1] != '\n')
			str_addc(&b->in, '\n');
	}
	b->counts[HISTORY_LINE] = at->first_line;
	b->counts[HISTORY_LINES] = at->lines;
	return 1;
}

static int
next_piece(struct history *h, struct block *b, struct fault *f)
{
	struct history_open *o = h->open;
	off_t end;

	o->enc = ENC_UTF8;
	begin_block(h, b, HISTORY_PIECE);
	end = history_pieces_cut(o->pieces, b, o->offset,
	    h->block > 0 ? h->block : HISTORY_BLOCK, h->max_line);
	if (end < 0)
		return lost(h, f, "cannot read");
	if (end == 0)
		return 0;
	b->counts[HISTORY_PLAIN] = b->counts[HISTORY_AGAIN] = 1;
	o->offset = end;
	pass(o, end);
	return 1;
}

static int
next_of_file(struct history *h, struct block *b, struct fault *f)
{
	struct history_open *o = h->open;

	if (h->files[h->at - 1].enough)
		return 0;
	if (o->src != NULL)
		return next_lines(h, b, f);
	if (o->ended)
		return 0;
	if (o->index != NULL)
		return next_indexed(h, b, f);
	if (o->pieces != NULL)
		return next_piece(h, b, f);
	if (o->packing == PACKED)
		return next_frame(h, b, f);
	begin_block(h, b, HISTORY_WHOLE);
	str_addz(&b->in, h->files[h->at - 1].path);
	o->ended = true;
	return 1;
}

int
history_next(void *context, struct block *b, struct fault *unused)
{
	struct history *h = context;
	struct fault f = {0}; /* told through the blocks, never the caller */
	int r = 0;

	(void)unused;
	while (r == 0 && open_next(h)) {
		str_clear(&b->in);
		r = next_of_file(h, b, &f);
		if (r == 0)
			close_file(h);
	}
	fault_free(&f);
	if (r != 1)
		return 0;
	b->incomplete = h->complaints.len > 0;
	str_addsv(&b->messages, str_sv(&h->complaints));
	str_clear(&h->complaints);
	return 1;
}
