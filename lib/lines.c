/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include "diag.h"
#include "src.h"

#include <stdlib.h>

static const char *const only_stdin[] = {"-"};

void
lines_init(struct lines *l, const struct prog_list *files, size_t max_line)
{
	*l = (struct lines){.files = *files, .max_line = max_line};
	if (files->count == 0)
		l->files = (struct prog_list){(const char **)(uintptr_t)
		    only_stdin, 1};
	l->names = mem_zalloc(l->files.count, sizeof(*l->names));
}

static void
complain(struct lines *l, const struct fault *f)
{
	diag_format(&l->complaints, "error", str_z(&f->file), f->line,
	    f->column, "%s", str_z(&f->text));
}

static void
close_file(struct lines *l)
{
	src_close(l->src);
	l->src = NULL;
	str_clear(&l->held);
}

/* Opens the next file that can be opened; false when none is left. */
static bool
open_next(struct lines *l)
{
	struct fault f = {0};

	while (l->src == NULL && l->next_file < l->files.count) {
		size_t i = l->next_file++;

		l->src = src_open(l->files.items[i], &f);
		if (l->src == NULL) {
			complain(l, &f);
			continue;
		}
		src_count(l->src);
		l->names[i] = mem_strdup(src_name(l->src));
		l->line = 1;
		l->offset = 0;
		l->broken = false;
	}
	fault_free(&f);
	return l->src != NULL;
}

/* Reads until `in` holds a line feed and is of block size, or the file ends.
 * 1: something is there, 0: the file is at its end, -1: fault. */
static int
fill(struct lines *l, struct str *in, struct fault *f)
{
	bool has_line = false;
	ptrdiff_t n = 1;

	str_reserve(in, LINES_BLOCK + 1);
	while (n > 0 && (in->len < LINES_BLOCK || !has_line)) {
		size_t room = LINES_BLOCK - in->len % LINES_BLOCK;

		str_reserve(in, room);
		n = src_read(l->src, in->p + in->len, room, f);
		if (n > 0) {
			has_line = has_line ||
			    memchr(in->p + in->len, '\n', (size_t)n) != NULL;
			in->len += (size_t)n;
		}
		if (!has_line && in->len > l->max_line)
			return fault_set(f, src_name(l->src), l->line, 0,
			    "line longer than %zu bytes; is this a text "
			    "file?", l->max_line);
	}
	if (n < 0)
		return -1;
	return in->len > 0;
}

static void
count_lines(struct lines *l, struct sv in)
{
	l->offset += in.len;
	for (const char *p = in.p; p != NULL && in.len > 0;) {
		p = memchr(p, '\n', (size_t)(in.p + in.len - p));
		if (p != NULL) {
			l->line++;
			p++;
		}
	}
}

static void
cut_block(struct lines *l, struct block *b)
{
	const char *last = memrchr(b->in.p, '\n', b->in.len);
	size_t whole;

	if (last == NULL) { /* the file's last line, without line feed */
		str_addc(&b->in, '\n');
		whole = b->in.len;
	} else {
		whole = (size_t)(last - b->in.p) + 1;
	}
	str_clear(&l->held);
	str_add(&l->held, b->in.p + whole, b->in.len - whole);
	b->in.len = whole;
	b->file = l->names[l->next_file - 1];
	b->line = l->line;
	b->offset = l->offset;
	count_lines(l, str_sv(&b->in));
}

/* After a failed read: what came before it, in whole lines; 0 when there is
 * none. */
static int
rescue(struct lines *l, struct str *in, struct fault *f)
{
	const char *last = in->len > 0 ? memrchr(in->p, '\n', in->len) : NULL;

	complain(l, f);
	fault_free(f);
	l->broken = true;
	in->len = last != NULL ? (size_t)(last + 1 - in->p) : 0;
	return in->len > 0;
}

int
lines_next(void *context, struct block *b, struct fault *unused)
{
	struct lines *l = context;
	struct fault f = {0}; /* told through the blocks, never the caller */

	(void)unused;

	while (open_next(l)) {
		int r;

		str_clear(&b->in);
		str_addsv(&b->in, str_sv(&l->held));
		str_clear(&l->held);
		r = l->broken ? 0 : fill(l, &b->in, &f);
		if (r < 0)
			r = rescue(l, &b->in, &f);
		if (r > 0) {
			cut_block(l, b);
			b->incomplete = l->complaints.len > 0;
			str_addsv(&b->messages, str_sv(&l->complaints));
			str_clear(&l->complaints);
			return 1;
		}
		close_file(l);
	}
	return 0;
}

bool
lines_finish(struct lines *l)
{
	if (l->complaints.len == 0)
		return false;
	diag_prepared(str_sv(&l->complaints));
	diag_raise(DIAG_TROUBLE);
	str_clear(&l->complaints);
	return true;
}

void
lines_free(struct lines *l)
{
	close_file(l);
	str_free(&l->held);
	str_free(&l->complaints);
	for (size_t i = 0; l->names != NULL && i < l->files.count; i++)
		free(l->names[i]);
	free(l->names);
	l->names = NULL;
}
