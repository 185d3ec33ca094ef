/* SPDX-License-Identifier: MIT */
#include "grid.h"

#include <stdlib.h>

#define WIDTH_ROWS 100          /* by which the width is judged */

struct merge {
	size_t row, column, last;
	struct str value;
};

struct cell {
	size_t column, at, len; /* in text */
};

struct grid {
	struct str csv;         /* whole rows, not yet handed out */
	size_t given;
	size_t rows;            /* lines made */
	size_t blank;           /* the last of them, empty: not in csv yet */
	size_t width;           /* columns: rows are filled up to it */
	/* the row in the making */
	size_t column;          /* of the next cell */
	struct cell *cells;     /* by column */
	size_t ncells, cap;
	struct str text;
	/* merges: [0, nactive) lie in this row, by column; the others by row,
	 * from `next` on */
	struct merge **active;
	size_t nactive, active_cap;
	size_t held;            /* bytes of their values */
	bool too_long;          /* the row, or what is held */
	struct merge *merges;
	size_t nmerges, merges_cap, next;
	bool unsorted;
};

struct grid *
grid_new(void)
{
	return mem_zalloc(1, sizeof(struct grid));
}

void
grid_unmerge(struct grid *g)
{
	for (size_t i = 0; i < g->nactive; i++) {
		str_free(&g->active[i]->value);
		free(g->active[i]);
	}
	g->nactive = g->held = 0;
	g->next = g->nmerges = 0;
}

void
grid_free(struct grid *g)
{
	if (g == NULL)
		return;
	grid_unmerge(g);
	free(g->active);
	free(g->merges);
	free(g->cells);
	str_free(&g->csv);
	str_free(&g->text);
	free(g);
}

size_t
grid_row(const struct grid *g)
{
	return g->rows + 1;
}

/* --- merges ---------------------------------------------------------------- */

void
grid_merge(struct grid *g, size_t row, size_t column, size_t rows)
{
	if (rows < 2 || row >= GRID_ROWS || column >= GRID_COLUMNS ||
	    row < g->rows)
		return;
	if (g->nmerges == g->merges_cap) {
		g->merges_cap = g->merges_cap * 2 + 16;
		g->merges = mem_realloc(g->merges,
		    g->merges_cap * sizeof(*g->merges));
	}
	if (rows > GRID_ROWS - row)
		rows = GRID_ROWS - row;
	g->merges[g->nmerges++] = (struct merge){.row = row,
	    .column = column, .last = row + rows - 1};
	g->unsorted = true;
}

void
grid_merge_here(struct grid *g, size_t columns, size_t rows)
{
	grid_merge(g, g->rows, g->column + columns, rows);
}

static int
by_row(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* Where among the active ones (by column) that column is, or would be. */
static size_t
find_active(const struct grid *g, size_t column)
{
	size_t low = 0, high = g->nactive;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->active[middle]->column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Merges that lie over one another are none of a sheet: the first counts. */
static void
activate(struct grid *g, const struct merge *m)
{
	size_t at = find_active(g, m->column);

	if (at < g->nactive && g->active[at]->column == m->column)
		return;
	if (g->nactive == g->active_cap) {
		g->active_cap = g->active_cap * 2 + 8;
		g->active = mem_realloc(g->active,
		    g->active_cap * sizeof(struct merge *));
	}
	memmove(&g->active[at + 1], &g->active[at],
	    (g->nactive - at) * sizeof(struct merge *));
	g->active[at] = mem_alloc(sizeof(*m));
	*g->active[at] = *m;
	g->nactive++;
}

static void
begin_merges(struct grid *g)
{
	size_t kept = 0;

	for (size_t i = 0; i < g->nactive; i++) {
		if (g->active[i]->last >= g->rows) {
			g->active[kept++] = g->active[i];
			continue;
		}
		g->held -= g->active[i]->value.len;
		str_free(&g->active[i]->value);
		free(g->active[i]);
	}
	g->nactive = kept;
	if (g->unsorted && g->nmerges > g->next)
		qsort(g->merges + g->next, g->nmerges - g->next,
		    sizeof(*g->merges), by_row);
	g->unsorted = false;
	for (; g->next < g->nmerges && g->merges[g->next].row <= g->rows;
	    g->next++)
		if (g->merges[g->next].last >= g->rows)
			activate(g, &g->merges[g->next]);
	if (g->next == g->nmerges)
		g->next = g->nmerges = 0;
}

/* --- the row in the making ------------------------------------------------- */

void
grid_begin(struct grid *g, size_t row)
{
	if (row > GRID_ROWS)
		row = GRID_ROWS; /* which grid_end refuses */
	if (row > g->rows) {
		g->blank += row - g->rows;
		g->rows = row;
	}
	g->column = 0;
	g->ncells = 0;
	str_clear(&g->text);
	if (g->nactive > 0 || g->nmerges > 0)
		begin_merges(g);
}

void
grid_column(struct grid *g, size_t column)
{
	if (column > g->column)
		g->column = column;
}

void
grid_skip(struct grid *g)
{
	size_t at = find_active(g, g->column);

	for (; at < g->nactive && g->active[at]->column == g->column &&
	    g->active[at]->row < g->rows; at++)
		g->column++;
}

void
grid_cell(struct grid *g, struct sv text)
{
	if (text.len > 0 && g->column < GRID_COLUMNS &&
	    g->text.len <= GRID_ROW_MOST) {
		if (g->ncells == g->cap) {
			g->cap = g->cap * 2 + 16;
			g->cells = mem_realloc(g->cells,
			    g->cap * sizeof(*g->cells));
		}
		g->cells[g->ncells++] = (struct cell){g->column, g->text.len,
		    text.len};
		str_addsv(&g->text, text);
	}
	g->column++;
}

/* --- the row as CSV -------------------------------------------------------- */

static void
add_cell(struct str *csv, struct sv text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len && !quoted; i++)
		quoted = text.p[i] == ',' || text.p[i] == '"' ||
		    text.p[i] == '\n' || text.p[i] == '\r';
	if (!quoted) {
		str_addsv(csv, text);
		return;
	}
	str_addc(csv, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			str_addc(csv, '"');
		str_addc(csv, text.p[i]);
	}
	str_addc(csv, '"');
}

static void
add_commas(struct str *csv, size_t from, size_t to)
{
	for (; from < to; from++)
		str_addc(csv, ',');
}

/* The value that a merge shows in this row; in its first row it takes it. */
static struct sv
merged(struct grid *g, struct merge *m, struct sv own)
{
	if (m->row == g->rows - 1) {
		g->held += own.len;
		g->too_long = g->too_long || g->held > GRID_ROW_MOST;
		str_clear(&m->value);
		str_addsv(&m->value, own);
		return own;
	}
	return str_sv(&m->value);
}

static void
add_row(struct grid *g)
{
	size_t column = 0, m = 0, c = 0, from = g->csv.len;

	while ((c < g->ncells || m < g->nactive) && !g->too_long) {
		size_t over = m < g->nactive ? g->active[m]->column : SIZE_MAX;
		size_t own = c < g->ncells ? g->cells[c].column : SIZE_MAX;
		size_t at = over < own ? over : own;
		struct sv text = {"", 0};

		if (own == at) {
			text = sv_from(str_sv(&g->text), g->cells[c].at);
			text.len = g->cells[c++].len;
		}
		if (over == at)
			text = merged(g, g->active[m++], text);
		add_commas(&g->csv, column, at);
		add_cell(&g->csv, text);
		column = at;
		g->too_long = g->too_long || g->csv.len - from > 2 * GRID_ROW_MOST;
	}
	if (g->width > 0)
		add_commas(&g->csv, column, g->width - 1);
}

int
grid_end(struct grid *g, struct fault *f)
{
	if (g->column > GRID_COLUMNS)
		return fault_set(f, NULL, 0, 0, "row %zu of the workbook has "
		    "more than %d columns", g->rows + 1, GRID_COLUMNS);
	if (g->rows >= GRID_ROWS)
		return fault_set(f, NULL, 0, 0, "workbook of more than %d "
		    "rows", GRID_ROWS);
	/* Empty cells at the end of a row are not in the file; in CSV they
	 * are. One stray cell far below does not widen the rows after it. */
	if (g->rows < WIDTH_ROWS && g->column > g->width)
		g->width = g->column;
	if (g->nmerges > 0)
		begin_merges(g);
	g->too_long = g->text.len > GRID_ROW_MOST;
	g->rows++;
	if (g->ncells == 0) {
		g->blank++;
		return 0;
	}
	for (; g->blank > 0; g->blank--)
		str_addc(&g->csv, '\n');
	add_row(g);
	if (g->too_long)
		return fault_set(f, NULL, 0, 0, "row %zu of the workbook is "
		    "longer than 64 MiB", g->rows);
	str_addc(&g->csv, '\n');
	return 0;
}

size_t
grid_ready(const struct grid *g)
{
	return g->csv.len - g->given;
}

size_t
grid_take(struct grid *g, char *buf, size_t cap)
{
	size_t n = grid_ready(g) < cap ? grid_ready(g) : cap;

	if (n > 0)
		memcpy(buf, g->csv.p + g->given, n);
	g->given += n;
	if (g->given == g->csv.len) {
		str_clear(&g->csv);
		g->given = 0;
	}
	return n;
}
