/* SPDX-License-Identifier: MIT */
/* The worker's part of history.h: blocks unpacked and made UTF-8. */
#include "history.h"

#include "history_piece.h"
#include "pack.h"
#include "src.h"

#include <stdlib.h>

/* A small compressed file may unpack to more than it says. */
#define SMALL_LIMIT ((size_t)32 << 20)

static int
turn_utf16(struct block *b, enum enc e, size_t bom, struct str *scratch,
    struct fault *f)
{
	struct enc_stream *conversion = enc_stream_open(enc_name(e), f);
	struct str swap;

	if (conversion == NULL)
		return -1;
	str_clear(scratch);
	enc_stream_add(conversion, sv_from(str_sv(&b->in), bom), true,
	    scratch);
	enc_stream_close(conversion);
	if (scratch->len > 0 && scratch->p[scratch->len - 1] != '\n')
		str_addc(scratch, '\n');
	swap = b->in;
	b->in = *scratch;
	*scratch = swap;
	return 0;
}

/* A small compressed file, from the path in `in`. */
static int
unpack_file(struct block *b, struct str *scratch, enum enc *e,
    struct fault *f)
{
	char *path = sv_dup(str_sv(&b->in));
	int r = src_slurp(path, SMALL_LIMIT, scratch, f);
	struct str swap;
	size_t bom;

	free(path);
	swap = b->in;
	b->in = *scratch;
	*scratch = swap;
	if (b->in.len > 0 && b->in.p[b->in.len - 1] != '\n') {
		const char *last = memrchr(b->in.p, '\n', b->in.len);

		/* Of a file that broke off, its whole lines. */
		if (r == 0)
			str_addc(&b->in, '\n');
		else
			b->in.len = last != NULL ? (size_t)(last - b->in.p) + 1
						 : 0;
	}
	*e = enc_detect(str_sv(&b->in), true, &bom);
	if ((*e == ENC_UTF16LE || *e == ENC_UTF16BE) && r == 0) {
		r = turn_utf16(b, *e, bom, scratch, f);
		*e = ENC_UTF8;
	}
	return r;
}

/* Each line by itself, as files are glued together of both encodings. */
static void
decode_lines(struct block *b, enum enc e, struct str *scratch)
{
	struct sv rest = str_sv(&b->in), line, text;
	struct str one = {0}, swap;
	size_t bad;

	str_clear(scratch);
	while (rest.len > 0) {
		size_t n = (size_t)((const char *)memchr(rest.p, '\n',
		    rest.len) - rest.p);

		line = (struct sv){rest.p, n};
		if (enc_record(line, ENC_AUTO, e, &text, &one, &bad) ==
		    ENC_NAMED)
			text = line;
		str_addsv(scratch, text);
		str_addc(scratch, '\n');
		rest = sv_from(rest, n + 1);
	}
	str_free(&one);
	swap = b->in;
	b->in = *scratch;
	*scratch = swap;
}

int
history_unpack(struct block *b, const struct history *h, struct str *scratch,
    struct fault *f)
{
	enum enc e = (enum enc)b->counts[HISTORY_ENC];
	struct str swap;
	int r = 0;

	str_clear(scratch);
	if (b->counts[HISTORY_KIND] == HISTORY_FRAME) {
		r = pack_open(scratch, str_sv(&b->in),
		    b->counts[HISTORY_SIZE]);
		swap = b->in;
		b->in = *scratch;
		*scratch = swap;
		if (r != 0 || b->in.p[b->in.len - 1] != '\n') {
			str_clear(&b->in);
			return fault_set(f, b->file, 0, 0,
			    "damaged zstd data: a frame is not whole");
		}
		e = ENC_UTF8;
	} else if (b->counts[HISTORY_KIND] == HISTORY_WHOLE) {
		r = unpack_file(b, scratch, &e, f);
	} else if (b->source != NULL) {
		r = history_piece_read(b, f);
	}
	(void)h;
	if (e == ENC_GB18030)
		decode_lines(b, e, scratch);
	return r;
}

uint64_t
history_count_lines(const char *path, uint64_t bytes)
{
	struct fault f = {0};
	struct src *src = src_open(path, &f);
	struct str buf = {0};
	uint64_t lines = 0;
	ptrdiff_t n = 1;

	str_reserve(&buf, HISTORY_BLOCK);
	while (src != NULL && bytes > 0 && n > 0) {
		n = src_read(src, buf.p, bytes < HISTORY_BLOCK ? bytes
		    : HISTORY_BLOCK, &f);
		for (ptrdiff_t i = 0; i < n; i++)
			lines += buf.p[i] == '\n';
		bytes -= n > 0 ? (uint64_t)n : 0;
	}
	src_close(src);
	str_free(&buf);
	fault_free(&f);
	return lines;
}
