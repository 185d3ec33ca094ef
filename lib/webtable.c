/* SPDX-License-Identifier: MIT */
#include "webtable.h"

#include "html.h"
#include "textin.h"

#include <stdlib.h>

#define SPAN_COLUMNS 1000       /* HTML 4.9.11: more count as so many */
#define SPAN_ROWS 65534

struct webtable {
	struct textin *text;
	struct html *html;
	struct grid *grid;
	struct str *notes;
	bool in_row, in_cell;
	bool in_heading;        /* outside of cells: a caption, h1 to h6 */
	size_t columns;         /* that the cell fills */
	struct str value;
	bool blank;             /* a blank is due before the next letter */
	size_t rows, tables;    /* tables: of those that have rows */
	bool counted;           /* this table is */
	uint64_t hidden_rows;
	bool failed;
	struct fault *f;        /* of a row */
};

static bool
is_one_of(struct sv name, const char *words)
{
	struct sv rest = sv_z(words), word;

	while (sv_split(&rest, ' ', &word))
		if (sv_eq(word, name))
			return true;
	return false;
}

static size_t
span(const char *const *attributes, const char *name, size_t most)
{
	int64_t n;

	if (!sv_int(sv_trim(html_attribute(attributes, name)), &n) || n < 1)
		return 1;
	return (uint64_t)n < most ? (size_t)n : most;
}

/* --- rows ------------------------------------------------------------------ */

static void
end_cell(struct webtable *w)
{
	if (!w->in_cell)
		return;
	grid_cell(w->grid, sv_trim(str_sv(&w->value)));
	for (; w->columns > 1; w->columns--)
		grid_cell(w->grid, (struct sv){"", 0});
	w->in_cell = false;
}

static void
end_row(struct webtable *w)
{
	end_cell(w);
	if (w->in_row && grid_end(w->grid, w->f) != 0)
		w->failed = true;
	w->in_row = false;
}

static void
begin_row(struct webtable *w, const char *const *attributes)
{
	struct sv style = html_attribute(attributes, "style");

	end_row(w);
	grid_begin(w->grid, 0);
	w->in_row = true;
	w->rows++;
	w->tables += !w->counted;
	w->counted = true;
	w->hidden_rows += sv_find(style, SV("display:none")) != SIZE_MAX ||
	    sv_find(style, SV("display: none")) != SIZE_MAX;
}

/* A cell over columns and rows keeps all its columns from the rows below. */
static void
begin_cell(struct webtable *w, const char *const *attributes)
{
	static const char *const none[] = {NULL};
	size_t rows = span(attributes, "rowspan", SPAN_ROWS);

	if (!w->in_row)
		begin_row(w, none);
	end_cell(w);
	w->columns = span(attributes, "colspan", SPAN_COLUMNS);
	grid_skip(w->grid);
	for (size_t i = 0; i < w->columns; i++)
		grid_merge_here(w->grid, i, rows);
	w->in_cell = true;
	w->in_heading = false;
	w->blank = false;
	str_clear(&w->value);
}

static void
begin_heading(struct webtable *w)
{
	if (w->in_cell)
		return;
	end_row(w);
	w->in_heading = true;
	w->blank = false;
	str_clear(&w->value);
}

static void
end_heading(struct webtable *w)
{
	struct sv text = sv_trim(str_sv(&w->value));

	if (!w->in_heading)
		return;
	w->in_heading = false;
	if (text.len == 0)
		return;
	grid_begin(w->grid, 0);
	grid_cell(w->grid, text);
	if (grid_end(w->grid, w->f) != 0)
		w->failed = true;
}

static void
between_tables(struct webtable *w)
{
	end_heading(w);
	end_row(w);
	grid_unmerge(w->grid);
	w->counted = false;
}

/* --- what the page says ---------------------------------------------------- */

static void
line_end(struct webtable *w)
{
	if (w->value.len > 0 && w->value.p[w->value.len - 1] != '\n')
		str_addc(&w->value, '\n');
	w->blank = false;
}

static void
on_start(void *context, struct sv name, const char *const *attributes)
{
	struct webtable *w = context;

	if (is_one_of(name, "table"))
		between_tables(w);
	else if (is_one_of(name, "tr"))
		begin_row(w, attributes);
	else if (is_one_of(name, "td th"))
		begin_cell(w, attributes);
	else if (is_one_of(name, "caption h1 h2 h3 h4 h5 h6"))
		begin_heading(w);
	else if (is_one_of(name, "br p div li"))
		line_end(w);
}

static void
on_end(void *context, struct sv name)
{
	struct webtable *w = context;

	if (is_one_of(name, "table"))
		between_tables(w);
	else if (is_one_of(name, "tr"))
		end_row(w);
	else if (is_one_of(name, "td th"))
		end_cell(w);
	else if (is_one_of(name, "caption h1 h2 h3 h4 h5 h6"))
		end_heading(w);
	else if (is_one_of(name, "p div li"))
		line_end(w);
}

/* Blanks, tabs and line ends in a row are one blank; a no-break space is one,
 * however many stand there. */
static void
on_text(void *context, struct sv text)
{
	struct webtable *w = context;

	/* The grid refuses what is longer. */
	if ((!w->in_cell && !w->in_heading) ||
	    w->value.len > GRID_ROW_MOST)
		return;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			w->blank = w->value.len > 0 &&
			    w->value.p[w->value.len - 1] != '\n';
			continue;
		}
		if (w->blank)
			str_addc(&w->value, ' ');
		w->blank = false;
		if (c == '\xc2' && i + 1 < text.len &&
		    text.p[i + 1] == '\xa0') {
			c = ' ';
			i++;
		}
		str_addc(&w->value, c);
	}
}

/* --- in all ---------------------------------------------------------------- */

struct webtable *
webtable_open(const char *path, const char *encoding, struct grid *g,
    struct str *notes, struct fault *f)
{
	struct webtable *w = mem_zalloc(1, sizeof(*w));
	const struct html_handlers h = {on_start, on_end, on_text, w};

	w->grid = g;
	w->notes = notes;
	w->html = html_new(&h);
	w->text = textin_open(path, encoding, f);
	if (w->text != NULL)
		return w;
	webtable_close(w);
	return NULL;
}

static int
finish(struct webtable *w, struct fault *f)
{
	between_tables(w);
	if (w->failed)
		return -1;
	if (w->rows == 0)
		return fault_set(f, NULL, 0, 0, "is a web page (HTML) without "
		    "a table; export the list as CSV");
	if (w->tables > 1)
		str_addf(w->notes, "%zu tables of the page are read, one "
		    "after another%s", w->tables, w->hidden_rows > 0 ? "; " :
		    "");
	if (w->hidden_rows > 0)
		str_addf(w->notes, "%llu hidden rows are read too",
		    (unsigned long long)w->hidden_rows);
	return 0;
}

int
webtable_more(struct webtable *w, struct fault *f)
{
	struct sv text = {"", 0};
	int status = textin_read(w->text, &text, f);

	w->f = f;
	if (status < 0 || html_feed(w->html, text, status == 0, f) != 0 ||
	    w->failed)
		return -1;
	return status > 0 ? 1 : finish(w, f);
}

void
webtable_close(struct webtable *w)
{
	if (w == NULL)
		return;
	html_free(w->html);
	textin_close(w->text);
	str_free(&w->value);
	free(w);
}
