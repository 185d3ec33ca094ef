/* SPDX-License-Identifier: MIT */
#include "report_book.h"

#include "temporary.h"
#include "utf8.h"
#include "wrap.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define SHEET_NAME 31   /* characters of a sheet's name at most */
#define TEXT_COLUMNS 7  /* a paragraph runs over so many columns */
#define CHART_ROWS 16

enum look {
	LOOK_TITLE, LOOK_HEADING, LOOK_TEXT, LOOK_NOTE, LOOK_HEAD, LOOK_CELL,
	LOOK_BLANK, LOOK_COUNT, LOOK_SIGNED, LOOK_MONEY, LOOK_TENTHS,
	LOOK_PERCENT, LOOK_HUNDREDTHS, LOOK_N
};

struct book {
	const struct report *r;
	lxw_workbook *workbook;
	lxw_worksheet *sheet;
	lxw_format *looks[LOOK_N];
	lxw_row_t row;          /* the next free one */
	struct str text, name;
};

static const char *const number_formats[LOOK_N] = {
	[LOOK_COUNT] = "#,##0", [LOOK_SIGNED] = "+#,##0;-#,##0;0",
	[LOOK_MONEY] = "#,##0.00", [LOOK_TENTHS] = "#,##0.0",
	[LOOK_PERCENT] = "0.0%", [LOOK_HUNDREDTHS] = "#,##0.00",
};

static void
make_looks(struct book *b)
{
	for (int i = 0; i < LOOK_N; i++) {
		lxw_format *look = workbook_add_format(b->workbook);

		b->looks[i] = look;
		format_set_align(look, LXW_ALIGN_VERTICAL_TOP);
		if (number_formats[i] != NULL)
			format_set_num_format(look, number_formats[i]);
		if (i >= LOOK_HEAD)
			format_set_border(look, LXW_BORDER_THIN);
		if (i == LOOK_TEXT || i == LOOK_NOTE || i == LOOK_CELL ||
		    i == LOOK_HEAD || i == LOOK_BLANK)
			format_set_text_wrap(look);
	}
	format_set_bold(b->looks[LOOK_TITLE]);
	format_set_font_size(b->looks[LOOK_TITLE], 16);
	format_set_bold(b->looks[LOOK_HEADING]);
	format_set_font_size(b->looks[LOOK_HEADING], 13);
	format_set_bold(b->looks[LOOK_HEAD]);
	format_set_bg_color(b->looks[LOOK_HEAD], 0xE8EDF2);
	format_set_font_color(b->looks[LOOK_NOTE], 0x57606A);
	format_set_font_size(b->looks[LOOK_NOTE], 9);
}

/* Cleaned, and cut to what a cell holds. */
static const char *
cell_text(struct book *b, struct sv text)
{
	str_clear(&b->text);
	wrap_clean(&b->text, text);
	if (utf8_count(str_sv(&b->text)) > REPORT_BOOK_CELL) {
		b->text.len = utf8_offset(
		    str_sv(&b->text), REPORT_BOOK_CELL - 1);
		str_addz(&b->text, "…");
	}
	return str_z(&b->text);
}

static void
put_text(struct book *b, lxw_row_t row, lxw_col_t column, struct sv text,
    enum look look)
{
	worksheet_write_string(b->sheet, row, column, cell_text(b, text),
	    b->looks[look]);
}

/* A line over the width of the sheet, as high as its text needs. */
static void
put_line(struct book *b, struct sv text, enum look look)
{
	size_t lines = 1 + utf8_width(text) / (TEXT_COLUMNS * 13);

	if (text.len == 0)
		return;
	worksheet_merge_range(b->sheet, b->row, 0, b->row, TEXT_COLUMNS - 1,
	    cell_text(b, text), b->looks[look]);
	if (lines > 1 && look != LOOK_TITLE)
		worksheet_set_row(b->sheet, b->row,
		    15.0 * (double)(lines < 27 ? lines : 27), NULL);
	b->row++;
}

static void
put_number(struct book *b, lxw_row_t row, lxw_col_t column,
    enum table_kind kind, int64_t n)
{
	static const struct { enum look look; double unit; } kinds[] = {
		[TABLE_TEXT] = {LOOK_COUNT, 1}, [TABLE_COUNT] = {LOOK_COUNT, 1},
		[TABLE_SIGNED] = {LOOK_SIGNED, 1},
		[TABLE_FEN] = {LOOK_MONEY, 100},
		[TABLE_WAN] = {LOOK_HUNDREDTHS, 1000000},
		[TABLE_TENTHS] = {LOOK_TENTHS, 10},
		[TABLE_PERCENT] = {LOOK_PERCENT, 1000},
		[TABLE_HUNDREDTHS] = {LOOK_HUNDREDTHS, 100},
		[TABLE_FLAG] = {LOOK_COUNT, 1},
	};

	worksheet_write_number(b->sheet, row, column,
	    (double)n / kinds[kind].unit, b->looks[kinds[kind].look]);
}

/* --- blocks -------------------------------------------------------------- */

static void
put_figures(struct book *b, const struct report_block *block)
{
	for (size_t i = 0; i < block->nfigures; i++) {
		const struct report_figure *g = &block->figures[i];

		put_text(b, b->row, 0, g->label, LOOK_CELL);
		put_number(b, b->row, 1, g->kind, g->value);
		put_text(b, b->row, 2, g->shown, LOOK_CELL);
		put_text(b, b->row, 3, g->change, LOOK_CELL);
		b->row++;
	}
}

static void
put_cell(struct book *b, const struct table *t, size_t row, size_t i,
    lxw_col_t column)
{
	struct str shown = {0};
	enum table_kind kind;
	int64_t n;

	if (table_cell_number(t, row, i, &kind, &n)) {
		put_number(b, b->row, column, kind, n);
		return;
	}
	table_cell_text(t, row, i, TABLE_PEOPLE, &shown);
	put_text(b, b->row, column, str_sv(&shown), LOOK_CELL);
	str_free(&shown);
}

static void
put_table(struct book *b, const struct report_block *block)
{
	const struct table *t = &block->table;
	lxw_col_t column = 0;

	put_line(b, block->text, LOOK_HEADING);
	for (size_t i = 0; i < t->ncolumns; i++)
		if ((t->columns[i].where & TABLE_PEOPLE) != 0)
			put_text(b, b->row, column++,
			    sv_z(t->columns[i].title), LOOK_HEAD);
	b->row++;
	for (size_t row = 0; row < t->nrows; row++, b->row++) {
		column = 0;
		for (size_t i = 0; i < t->ncolumns; i++)
			if ((t->columns[i].where & TABLE_PEOPLE) != 0)
				put_cell(b, t, row, i, column++);
	}
}

/* The figures of a chart as cells: labels down the first column. */
static lxw_row_t
put_chart_figures(struct book *b, const struct report_chart *c)
{
	lxw_row_t first = b->row + 1;
	size_t series = c->kind == REPORT_HEAT ? c->nrows : 1;
	enum table_kind kind = c->digits == 2 ? TABLE_HUNDREDTHS :
	    c->digits == 1 ? TABLE_TENTHS : TABLE_COUNT;

	put_text(b, b->row, 0, SV(""), LOOK_HEAD);
	for (size_t k = 0; k < series; k++)
		put_text(b, b->row, (lxw_col_t)(k + 1),
		    c->kind == REPORT_HEAT ? c->rows[k] : c->unit, LOOK_HEAD);
	for (size_t i = 0; i < c->n; i++) {
		b->row++;
		put_text(b, b->row, 0, c->labels[i], LOOK_CELL);
		for (size_t k = 0; k < series; k++)
			if (c->values[k * c->n + i] >= 0)
				put_number(b, b->row, (lxw_col_t)(k + 1),
				    kind, c->values[k * c->n + i]);
	}
	b->row++;
	return first;
}

static void
shade(struct book *b, lxw_row_t first, const struct report_chart *c)
{
	lxw_conditional_format scale = {
		.type = LXW_CONDITIONAL_2_COLOR_SCALE,
		.min_color = 0xF1F4F7, .max_color = 0x3B79B3};

	worksheet_conditional_format_range(b->sheet, first, 1,
	    first + (lxw_row_t)c->n - 1, (lxw_col_t)c->nrows, &scale);
}

static void
draw(struct book *b, lxw_row_t first, const struct report_chart *c)
{
	lxw_chart *chart = workbook_add_chart(b->workbook,
	    c->kind == REPORT_BARS ? LXW_CHART_BAR : LXW_CHART_COLUMN);
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	lxw_row_t last = first + (lxw_row_t)c->n - 1;
	lxw_chart_options place = {.description = NULL};

	chart_series_set_categories(series, str_z(&b->name), first, 0, last,
	    0);
	chart_series_set_values(series, str_z(&b->name), first, 1, last, 1);
	chart_title_set_name(chart, cell_text(b, c->title));
	chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	if (c->kind == REPORT_BARS)     /* the first bar on top */
		chart_axis_set_reverse(chart->x_axis);
	worksheet_insert_chart_opt(b->sheet, b->row, 0, chart, &place);
	b->row += CHART_ROWS;
}

static void
put_chart(struct book *b, const struct report_chart *c)
{
	lxw_row_t first;

	put_line(b, c->title, LOOK_HEADING);
	if (c->n == 0)
		return;
	first = put_chart_figures(b, c);
	if (c->kind == REPORT_HEAT)
		shade(b, first, c);
	else
		draw(b, first, c);
	put_line(b, c->said, LOOK_NOTE);
}

static void
put_block(struct book *b, const struct report_block *block)
{
	switch (block->kind) {
	case REPORT_PARAGRAPH:
	case REPORT_ITEM:
		put_line(b, block->text, LOOK_TEXT);
		break;
	case REPORT_NOTE:
		put_line(b, block->text, LOOK_NOTE);
		break;
	case REPORT_FIGURES:
		put_figures(b, block);
		break;
	case REPORT_TABLE:
		put_table(b, block);
		break;
	case REPORT_CHART:
		put_chart(b, &block->chart);
		break;
	case REPORT_BLANK:
		put_line(b, block->text, LOOK_BLANK);
		for (size_t i = 0; i < block->lines; i++, b->row++)
			put_text(b, b->row, 0, SV(""), LOOK_TEXT);
		break;
	}
	b->row++;
}

/* --- sheets -------------------------------------------------------------- */

/* A name that Excel takes: no []:*?/\ and no ' at an end, short, not given
 * twice (by its number). */
static void
make_name(struct book *b, struct sv heading, size_t number)
{
	struct str plain = {0};
	size_t most;

	str_clear(&b->name);
	wrap_clean(&plain, heading);
	for (size_t i = 0; i < plain.len; i++)
		if (strchr("[]:*?/\\'", plain.p[i]) != NULL)
			plain.p[i] = ' ';
	str_addu(&b->name, number);
	str_addc(&b->name, ' ');
	most = utf8_offset(str_sv(&plain), SHEET_NAME / 2 - 3);
	str_add(&b->name, plain.p, most);
	b->name.len = sv_trim(str_sv(&b->name)).len;
	str_addz(&b->name, "");
	if (b->name.p != NULL)
		b->name.p[b->name.len] = '\0';
	str_free(&plain);
}

static void
begin_sheet(struct book *b, struct sv heading, size_t number)
{
	make_name(b, heading, number);
	b->sheet = workbook_add_worksheet(b->workbook, str_z(&b->name));
	b->row = 0;
	worksheet_set_column(b->sheet, 0, 0, 22, NULL);
	worksheet_set_column(b->sheet, 1, 25, 12, NULL);
	worksheet_set_paper(b->sheet, 9);       /* A4 */
	worksheet_fit_to_pages(b->sheet, 1, 0);
}

static void
put_head(struct book *b)
{
	const struct report *r = b->r;

	begin_sheet(b, r->english ? SV("Report") : SV("报告"), 0);
	put_line(b, r->title, LOOK_TITLE);
	put_line(b, r->unit, LOOK_TEXT);
	put_line(b, r->issue, LOOK_TEXT);
	put_line(b, r->date, LOOK_TEXT);
	put_line(b, r->span, LOOK_TEXT);
	b->row++;
	for (size_t i = 0; i < r->nsigns; i++)
		put_line(b, r->signs[i], LOOK_TEXT);
	for (size_t i = 0; i < r->nfoot; i++)
		put_line(b, r->foot[i], LOOK_NOTE);
}

static void
fill(struct book *b)
{
	lxw_doc_properties properties = {
		.created = 946684800}; /* 2000: the same bytes on any day */

	workbook_set_properties(b->workbook, &properties);
	make_looks(b);
	put_head(b);
	for (size_t i = 0; i < b->r->nsections; i++) {
		const struct report_section *s = &b->r->sections[i];

		begin_sheet(b, s->heading, i + 1);
		put_line(b, s->heading, LOOK_TITLE);
		b->row += s->heading.len > 0;
		for (size_t k = 0; k < s->nblocks; k++)
			put_block(b, &s->blocks[k]);
	}
}

static int
read_back(const char *path, struct str *out, struct fault *f)
{
	FILE *file = fopen(path, "rbe");
	char part[1 << 16];
	size_t n;

	if (file == NULL)
		return fault_sys(f, path, errno, "cannot read the workbook");
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		str_add(out, part, n);
	fclose(file);
	return 0;
}

int
report_write_book(const struct report *r, struct str *out, struct fault *f)
{
	struct str path = {0};
	struct book b = {.r = r};
	lxw_error error;
	int status, fd = temporary_open(&path);

	if (fd < 0) {
		status = fault_sys(f, path.p, errno,
		    "cannot make a temporary file");
		str_free(&path);
		return status;
	}
	close(fd);
	b.workbook = workbook_new(path.p);
	fill(&b);
	error = workbook_close(b.workbook);
	status = error == LXW_NO_ERROR ? read_back(path.p, out, f) :
	    fault_set(f, path.p, 0, 0, "cannot write the workbook: %s",
		lxw_strerror(error));
	unlink(path.p);
	str_free(&b.text);
	str_free(&b.name);
	str_free(&path);
	return status;
}
