/* SPDX-License-Identifier: MIT */
#include "mask_text.h"

#include "diag.h"
#include "src.h"

#include <stdlib.h>

#define PIECE ((size_t)1 << 20)
/* No end of a sentence in so many bytes: any line end must do. */
#define PIECE_MAX ((size_t)16 << 20)

struct work {
	struct mask *mask;
	struct out *out;        /* NULL: check */
	const char *name;
	uint64_t line;
	struct str masked;
};

/* Whether the line that ends at byte i ends a sentence. */
static bool
ends_sentence(struct sv s, size_t i)
{
	static const char *const ends[] = {"。", "！", "？", "；", "”", "）",
	    "】", ".", "!", "?", ";", "\"", ")", "]", "}", "\n", NULL};
	struct sv before;

	while (i > 0 && (s.p[i - 1] == ' ' || s.p[i - 1] == '\r' ||
	    s.p[i - 1] == '\t'))
		i--;
	if (i == 0)
		return true;
	before = (struct sv){s.p, i};
	for (size_t k = 0; ends[k] != NULL; k++)
		if (sv_ends(before, sv_z(ends[k])))
			return true;
	return false;
}

static size_t
last_line(struct sv buf)
{
	size_t i = buf.len;

	while (i > 0 && buf.p[i - 1] != '\n')
		i--;
	return i;
}

size_t
mask_text_cut(struct sv buf)
{
	size_t i = last_line(buf);

	while (i > 0 && !ends_sentence(buf, i - 1))
		i = last_line((struct sv){buf.p, i - 1});
	return i;
}

/* Line and column (bytes) of each edit. */
static void
tell(struct work *w, struct sv text)
{
	struct str messages = {0};
	size_t at = 0, start = 0;
	uint64_t line = w->line;

	for (size_t i = 0; i < w->mask->nedits; i++) {
		const struct mask_edit *e = &w->mask->edits[i];

		for (; at < e->byte; at++)
			if (text.p[at] == '\n') {
				line++;
				start = at + 1;
			}
		diag_format(&messages, "unmasked", w->name, line,
		    e->byte - start + 1, "%s", extract_class_name(e->class));
	}
	if (w->mask->nedits > 0) {
		diag_prepared(str_sv(&messages));
		diag_raise(DIAG_NEGATIVE);
	}
	str_free(&messages);
}

static void
put_piece(struct work *w, struct sv text)
{
	str_clear(&w->masked);
	mask_text(w->mask, text, &w->masked);
	if (w->out != NULL)
		out_write(w->out, str_sv(&w->masked));
	else
		tell(w, text);
	for (size_t i = 0; i < text.len; i++)
		w->line += text.p[i] == '\n';
}

/* The bytes to mask now, of a full buffer; 0: read on. */
static size_t
cut(struct sv buf)
{
	size_t n = mask_text_cut(buf);

	if (n > 0 || buf.len < PIECE_MAX)
		return n;
	n = last_line(buf);
	if (n > 0)
		return n;
	n = buf.len;
	while (n > buf.len - 4 && ((unsigned char)buf.p[n - 1] & 0xc0) == 0x80)
		n--;
	return n - 1 > 0 ? n - 1 : buf.len;
}

/* Buffers are filled to sizes that depend on the text alone. */
static int
mask_file(struct work *w, struct src *src, struct fault *f)
{
	struct str buf = {0};
	size_t want = PIECE;
	ptrdiff_t got;

	do {
		size_t n;

		str_reserve(&buf, want - buf.len);
		got = src_read(src, buf.p + buf.len, want - buf.len, f);
		if (got > 0)
			buf.len += (size_t)got;
		if (got <= 0 || buf.len < want)
			continue;
		n = cut(str_sv(&buf));
		put_piece(w, (struct sv){buf.p, n});
		memmove(buf.p, buf.p + n, buf.len - n);
		buf.len -= n;
		want = n > 0 && buf.len < PIECE ? PIECE : buf.len + PIECE;
	} while (got > 0 && (w->out == NULL || w->out->error == 0));
	if (got == 0 && buf.len > 0)
		put_piece(w, str_sv(&buf));
	str_free(&buf);
	return got < 0 ? -1 : 0;
}

static void
mask_files(struct work *w, const struct prog_list *files)
{
	static const char *const standard[] = {"-"};
	size_t n = files->count > 0 ? files->count : 1;

	for (size_t i = 0; i < n; i++) {
		struct fault f = {0};
		struct src *src = src_open(files->count > 0 ?
		    files->items[i] : standard[0], &f);

		if (src != NULL) {
			src_count(src);
			w->name = src_name(src);
			w->line = 1;
		}
		if (src == NULL || mask_file(w, src, &f) != 0)
			diag_fault(&f);
		if (src != NULL)
			src_close(src);
		fault_free(&f);
	}
}

void
mask_text_run(const struct mask_options *o, const struct filter_options *fo,
    const struct prog_list *files, bool check)
{
	struct work w = {.mask = mask_new(o)};
	struct fault f = {0};
	struct out out;

	if (!check && out_open(&out, fo->output, &f) != 0) {
		diag_fault(&f);
		goto done;
	}
	w.out = check ? NULL : &out;
	mask_files(&w, files);
	if (check)
		goto done;
	if (out.path != NULL && diag_status() == DIAG_TROUBLE)
		out_abandon(&out);
	else if (out_finish(&out, &f) != 0 && f.text.len > 0)
		diag_fault(&f);
done:
	mask_free(w.mask);
	str_free(&w.masked);
	fault_free(&f);
}
