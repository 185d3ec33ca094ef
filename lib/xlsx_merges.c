/* SPDX-License-Identifier: MIT */
#include "xlsx_parts.h"

#include <stdlib.h>

#define PART ((size_t)64 << 10)
#define TAG 64                  /* "<prefix:mergeCells", at most */
#define MERGES 1000000          /* more are not looked at */

struct reading {
	struct grid *grid;
	size_t n;
	bool ended;
};

static int
on_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct reading *r = context;
	struct sv ref = xml_attribute(attributes, "ref"), first;
	size_t left, right, top, bottom;

	(void)f;
	if (!sv_eq(name, SV("mergeCell")) || !sv_split(&ref, ':', &first) ||
	    !xlsx_reference(first, &left, &top) ||
	    !xlsx_reference(ref, &right, &bottom) || bottom < top)
		return 0;
	if (r->n++ < MERGES)
		grid_merge(r->grid, top, left, bottom - top + 1);
	return 0;
}

static void
on_end(void *context, struct sv name)
{
	struct reading *r = context;

	r->ended = r->ended || sv_eq(name, SV("mergeCells"));
}

static void
on_text(void *context, struct sv text)
{
	(void)context;
	(void)text;
}

/* Where the tag begins, or SIZE_MAX. Text cannot hold it: its < is &lt;. */
static size_t
find_tag(struct sv bytes)
{
	size_t at = sv_find(bytes, SV("mergeCells")), back = at;

	if (at == SIZE_MAX)
		return at;
	while (back > 0 && at - back < TAG && bytes.p[back - 1] != '<')
		back--;
	return back > 0 && bytes.p[back - 1] == '<' ? back - 1 : SIZE_MAX;
}

/* The merges stand behind the rows, which are only looked over for them: the
 * part is unpacked twice, but parsed once. What is wrong with the sheet is
 * told when its rows are read. */
static int
look_over(struct unzip_part *p, struct xml *x, struct reading *r, char *buf,
    struct fault *f)
{
	struct fault unused = {0};
	size_t held = 0, at;
	bool found = false;
	ptrdiff_t n;

	while (!r->ended && (n = unzip_read(p, buf + held, PART, f)) != 0) {
		struct sv bytes = {buf, held + (size_t)n};

		if (n < 0)
			return -1;
		at = found ? 0 : find_tag(bytes);
		found = at != SIZE_MAX;
		if (found && xml_feed(x, sv_from(bytes, at), false,
		    &unused) != 0)
			break;
		held = found ? 0 : bytes.len < TAG ? bytes.len : TAG;
		memmove(buf, buf + bytes.len - held, held);
	}
	fault_free(&unused);
	return 0;
}

int
xlsx_merges_read(struct grid *g, struct unzip *z, const char *name,
    struct fault *f)
{
	struct reading r = {.grid = g};
	const struct xml_handlers h = {on_start, on_end, on_text, &r};
	struct unzip_part *p = unzip_part(z, name, f);
	struct xml *x;
	char *buf;
	int status;

	if (p == NULL)
		return f->text.len > 0 ? -1 : 0;
	unzip_look_ahead(p);
	x = xml_new(&h, name);
	buf = mem_alloc(PART + TAG);
	status = look_over(p, x, &r, buf, f);
	free(buf);
	xml_free(x);
	unzip_part_close(p);
	return status;
}
