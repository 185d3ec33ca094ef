/* SPDX-License-Identifier: MIT */
#include "xls.h"

#include "xls_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS 65536
#define CELLS ((size_t)ROWS * 256)
#define AT_ONCE 256             /* rows made at a time */

struct place {
	uint32_t key;           /* row << 16 | column */
	uint64_t at;            /* of its record */
};

struct xls {
	struct ole *ole;
	struct xls_records *records;
	struct xls_globals globals;
	struct grid *grid;
	struct str *notes;
	struct place *places;   /* of the cells: not every writer sorts them */
	size_t nplaces, cap, next;
	bool unsorted;
	uint8_t hidden[ROWS / 8];
	uint64_t hidden_rows;
	struct str text;
};

/* --- what the sheet holds -------------------------------------------------- */

static int
add_place(struct xls *x, struct fault *f)
{
	const struct xls_records *r = x->records;
	uint32_t key;

	if (r->len < 6)
		return xls_damaged(f, "a cell is cut off");
	if (x->nplaces == CELLS)
		return xls_damaged(f, "it has more cells than a sheet");
	key = (uint32_t)xls_u16(r->data) << 16 | xls_u16(r->data + 2);
	if (x->nplaces == x->cap) {
		x->cap = x->cap * 2 + 1024;
		x->places = mem_realloc(x->places,
		    x->cap * sizeof(*x->places));
	}
	x->unsorted = x->unsorted || (x->nplaces > 0 &&
	    key < x->places[x->nplaces - 1].key);
	x->places[x->nplaces++] = (struct place){key, r->at};
	return 0;
}

static void
add_merges(struct xls *x)
{
	const struct xls_records *r = x->records;
	size_t n = r->len >= 2 ? xls_u16(r->data) : 0;

	for (size_t i = 0; i < n && 2 + 8 * (i + 1) <= r->len; i++) {
		const char *p = r->data + 2 + 8 * i;

		if (xls_u16(p + 2) > xls_u16(p))
			grid_merge(x->grid, xls_u16(p), xls_u16(p + 4),
			    xls_u16(p + 2) - xls_u16(p) + 1);
	}
}

static int
look_at(struct xls *x, struct fault *f)
{
	const struct xls_records *r = x->records;
	unsigned row;

	switch (r->type) {
	case XLS_FILEPASS:
		return xls_damaged(f, "a sheet alone is encrypted");
	case XLS_MERGES:
		add_merges(x);
		return 0;
	case XLS_ROW:
		row = r->len >= 16 ? xls_u16(r->data) : 0;
		if (r->len >= 16 && (xls_u16(r->data + 12) & 0x20) != 0)
			x->hidden[row / 8] |= (uint8_t)(1 << row % 8);
		return 0;
	case XLS_NUMBER:
	case XLS_RK:
	case XLS_MULRK:
	case XLS_LABELSST:
	case XLS_LABEL:
	case XLS_RSTRING:
	case XLS_BOOLERR:
	case XLS_FORMULA:
		return add_place(x, f);
	default:
		return 0;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Charts in a sheet have a beginning and an end of their own. */
static int
look_over(struct xls *x, uint64_t offset, struct fault *f)
{
	unsigned depth = 0;
	int status;

	xls_seek(x->records, offset);
	do {
		status = xls_next(x->records, f);
		if (status <= 0)
			return status < 0 ? -1 : xls_damaged(f,
			    "its sheet is cut off");
		if (x->records->type == XLS_BOF)
			depth++;
		else if (depth == 0)
			return xls_damaged(f, "its sheet is not where it "
			    "should be");
		else if (x->records->type == XLS_EOF)
			depth--;
		else if (depth == 1 && look_at(x, f) != 0)
			return -1;
	} while (depth > 0);
	if (x->unsorted)
		qsort(x->places, x->nplaces, sizeof(*x->places), by_place);
	return 0;
}

/* --- cells ----------------------------------------------------------------- */

static void
add_number(struct xls *x, double value, unsigned format)
{
	const struct xls_globals *g = &x->globals;
	char shown[40];

	snprintf(shown, sizeof(shown), "%.17g", value);
	str_clear(&x->text);
	if (!xlsx_add_number(&x->text, sv_z(shown), format < g->nlooks ?
	    g->looks[format] : XLSX_NUMBER, g->date1904))
		str_addz(&x->text, shown);
	grid_cell(x->grid, str_sv(&x->text));
}

/* 30 bits of a number: the upper ones of a double, or a whole number; it may
 * be a hundred times too big (MS-XLS 2.5.218). */
static double
short_number(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & ~3u) << 32;
	double value;

	memcpy(&value, &bits, sizeof(value));
	if ((rk & 2) != 0)
		value = (rk >> 31) != 0 ?
		    -(double)(((~rk) >> 2) + 1) : (double)(rk >> 2);
	return (rk & 1) != 0 ? value / 100 : value;
}

static void
add_flag(struct xls *x, unsigned value, bool error)
{
	static const struct {
		unsigned code;
		const char *text;
	} errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0f, "#VALUE!"},
	    {0x17, "#REF!"}, {0x1d, "#NAME?"}, {0x24, "#NUM!"},
	    {0x2a, "#N/A"}};
	const char *text = error ? "#N/A" : value != 0 ? "TRUE" : "FALSE";

	for (size_t i = 0; error && i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i].code == value)
			text = errors[i].text;
	grid_cell(x->grid, sv_z(text));
}

static int
add_text(struct xls *x, size_t at, struct fault *f)
{
	x->records->pos = at;
	str_clear(&x->text);
	if (!xls_text(x->records, 2, &x->text, f))
		return f->text.len > 0 ? -1 :
		    xls_damaged(f, "a text is cut off");
	grid_cell(x->grid, str_sv(&x->text));
	return 0;
}

static int
add_shared(struct xls *x, struct fault *f)
{
	const struct xls_globals *g = &x->globals;
	size_t i = x->records->len >= 10 ? xls_u32(x->records->data + 6) :
	    SIZE_MAX, from;

	if (i >= g->ntexts)
		return fault_set(f, NULL, 0, 0, "damaged workbook (.xls): row "
		    "%zu names a text that is not there", grid_row(x->grid));
	from = i > 0 ? g->ends[i - 1] : 0;
	grid_cell(x->grid, (struct sv){str_z(&g->texts) + from,
	    g->ends[i] - from});
	return 0;
}

/* What a formula gave when the workbook was saved; a text follows it, behind
 * formulas that several cells share. */
static int
add_result(struct xls *x, unsigned format, struct fault *f)
{
	struct xls_records *r = x->records;
	const char *value = r->data + 6;
	int status = 1;

	if (r->len < 14)
		return xls_damaged(f, "a formula is cut off");
	if (xls_u16(value + 6) != 0xffff) {
		add_number(x, xls_double(value), format);
	} else if (value[0] == 1 || value[0] == 2) {
		add_flag(x, (uint8_t)value[2], value[0] == 2);
	} else if (value[0] == 0) {
		for (unsigned i = 0; i < 3 && status > 0; i++) {
			status = xls_next(r, f);
			if (status > 0 && r->type == XLS_STRING)
				return add_text(x, 0, f);
		}
	}
	return status < 0 ? -1 : 0;
}

static int
add_numbers(struct xls *x)
{
	const struct xls_records *r = x->records;

	for (size_t at = 4; at + 6 + 2 <= r->len; at += 6)
		add_number(x, short_number(xls_u32(r->data + at + 2)),
		    xls_u16(r->data + at));
	return 0;
}

/* The record was seen before: it has six bytes at least. */
static int
add_cell(struct xls *x, struct fault *f)
{
	struct xls_records *r = x->records;
	unsigned format = xls_u16(r->data + 4);

	if ((r->type == XLS_NUMBER && r->len < 14) ||
	    (r->type == XLS_RK && r->len < 10) ||
	    (r->type == XLS_BOOLERR && r->len < 8))
		return xls_damaged(f, "a cell is cut off");
	switch (r->type) {
	case XLS_NUMBER:
		add_number(x, xls_double(r->data + 6), format);
		return 0;
	case XLS_RK:
		add_number(x, short_number(xls_u32(r->data + 6)), format);
		return 0;
	case XLS_MULRK:
		return add_numbers(x);
	case XLS_LABELSST:
		return add_shared(x, f);
	case XLS_BOOLERR:
		add_flag(x, (uint8_t)r->data[6], r->data[7] != 0);
		return 0;
	case XLS_FORMULA:
		return add_result(x, format, f);
	default:
		return add_text(x, 6, f);
	}
}

static int
add_row(struct xls *x, struct fault *f)
{
	uint32_t row = x->places[x->next].key >> 16, last = UINT32_MAX;

	grid_begin(x->grid, row);
	for (; x->next < x->nplaces && x->places[x->next].key >> 16 == row;
	    x->next++) {
		const struct place *p = &x->places[x->next];

		if (p->key == last)
			continue; /* the same cell twice */
		last = p->key;
		grid_column(x->grid, p->key & 0xffff);
		xls_seek(x->records, p->at);
		if (xls_next(x->records, f) <= 0 || add_cell(x, f) != 0)
			return -1;
	}
	x->hidden_rows += x->hidden[row / 8] >> row % 8 & 1;
	return grid_end(x->grid, f);
}

/* --- in all ---------------------------------------------------------------- */

static int
open_sheet(struct xls *x, const char *wanted, struct fault *f)
{
	ptrdiff_t sheet;

	if (xls_globals_read(&x->globals, x->records, f) != 0)
		return -1;
	sheet = sheetlist_choose(&x->globals.sheets, wanted, x->notes, f);
	return sheet < 0 ? -1 : look_over(x, x->globals.offsets[sheet], f);
}

static int
open_all(struct xls *x, const char *path, const char *wanted,
    struct fault *f)
{
	x->ole = ole_open(path, f);
	if (x->ole == NULL)
		return -1;
	if (ole_has(x->ole, "EncryptedPackage"))
		return fault_set(f, NULL, 0, 0, "is an encrypted Excel "
		    "workbook; open it with its password and save it without "
		    "one, or as CSV UTF-8");
	x->records->stream = ole_stream(x->ole, "Workbook", f);
	if (x->records->stream == NULL && f->text.len == 0)
		x->records->stream = ole_stream(x->ole, "Book", f);
	if (x->records->stream == NULL)
		return f->text.len > 0 ? -1 : fault_set(f, NULL, 0, 0,
		    "is an old Office file (Word or another), not a workbook; "
		    "export the list as CSV");
	return open_sheet(x, wanted, f);
}

struct xls *
xls_open(const char *path, const char *sheet, struct grid *g,
    struct str *notes, struct fault *f)
{
	struct xls *x = mem_zalloc(1, sizeof(*x));

	x->records = mem_zalloc(1, sizeof(*x->records));
	x->grid = g;
	x->notes = notes;
	if (open_all(x, path, sheet, f) == 0)
		return x;
	xls_close(x);
	return NULL;
}

int
xls_more(struct xls *x, struct fault *f)
{
	for (unsigned i = 0; i < AT_ONCE && x->next < x->nplaces; i++)
		if (add_row(x, f) != 0)
			return -1;
	if (x->next < x->nplaces)
		return 1;
	if (x->hidden_rows > 0)
		str_addf(x->notes, "%llu hidden rows are read too",
		    (unsigned long long)x->hidden_rows);
	x->hidden_rows = 0;
	return 0;
}

void
xls_close(struct xls *x)
{
	if (x == NULL)
		return;
	ole_stream_close(x->records->stream);
	ole_close(x->ole);
	enc_stream_close(x->records->page);
	free(x->records);
	xls_globals_free(&x->globals);
	free(x->places);
	str_free(&x->text);
	free(x);
}
