/* SPDX-License-Identifier: MIT */
#include "xls_parts.h"

#include <stdlib.h>

#define FORMATS 4096            /* Excel stops at some 250 */

struct format {
	unsigned id;
	enum xlsx_look look;
};

struct reading {
	struct xls_globals *g;
	struct xls_records *r;
	struct format formats[FORMATS];
	size_t nformats;
	unsigned *of_cells;     /* number of the format, by cell format */
	size_t nsheets;         /* of any kind */
	struct str text;
};

static int
encrypted(struct fault *f)
{
	return fault_set(f, NULL, 0, 0, "is an encrypted Excel workbook; open "
	    "it with its password and save it without one, or as CSV UTF-8");
}

/* Code pages by the names that iconv has for them. */
static int
read_code_page(struct xls_records *r, struct fault *f)
{
	unsigned page = r->len >= 2 ? xls_u16(r->data) : 0;
	char name[16] = "CP";
	struct str text = {0};

	if (!r->old || r->page != NULL || page == 0)
		return 0;
	str_addu(&text, page);
	memcpy(name + 2, str_z(&text), text.len + 1);
	str_free(&text);
	r->page = enc_stream_open(page == 936 ? "GB18030" :
	    page == 367 ? "ASCII" : page == 10000 ? "MACINTOSH" :
	    page == 32768 ? "MACINTOSH" : page == 32769 ? "CP1252" : name, f);
	return r->page != NULL ? 0 : -1;
}

static int
read_sheet(struct reading *in, struct fault *f)
{
	struct xls_records *r = in->r;
	struct xls_globals *g = in->g;
	uint32_t offset;
	unsigned flags;

	if (r->len < 8)
		return xls_damaged(f, "the name of a sheet is cut off");
	offset = xls_u32(r->data);
	flags = xls_u16(r->data + 4);
	r->pos = 6;
	str_clear(&in->text);
	if (!xls_text(r, 1, &in->text, f))
		return f->text.len > 0 ? -1 :
		    xls_damaged(f, "the name of a sheet is cut off");
	/* Charts and macros are sheets, too. */
	if (flags >> 8 != 0)
		return 0;
	g->offsets = mem_realloc(g->offsets,
	    (g->sheets.n + 1) * sizeof(*g->offsets));
	g->offsets[g->sheets.n] = offset;
	sheetlist_add(&g->sheets, str_sv(&in->text), (flags & 3) != 0);
	return 0;
}

static int
read_format(struct reading *in, struct fault *f)
{
	struct xls_records *r = in->r;

	if (r->len < 3 || in->nformats == FORMATS)
		return 0;
	in->formats[in->nformats].id = xls_u16(r->data);
	r->pos = 2;
	str_clear(&in->text);
	if (!xls_text(r, r->old ? 1 : 2, &in->text, f))
		return f->text.len > 0 ? -1 : 0;
	in->formats[in->nformats++].look = xlsx_look_of(str_sv(&in->text));
	return 0;
}

static void
read_cell_format(struct reading *in)
{
	struct xls_globals *g = in->g;

	if (in->r->len < 4 || g->nlooks == UINT16_MAX)
		return;
	in->of_cells = mem_realloc(in->of_cells,
	    (g->nlooks + 1) * sizeof(*in->of_cells));
	in->of_cells[g->nlooks++] = xls_u16(in->r->data + 2);
}

static int
read_texts(struct reading *in, struct fault *f)
{
	struct xls_globals *g = in->g;
	struct xls_records *r = in->r;
	size_t n, cap = 0;

	if (r->len < 8 || g->ntexts > 0)
		return 0;
	n = xls_u32(r->data + 4);
	r->pos = 8;
	while (g->ntexts < n) {
		if (g->ntexts == cap) {
			cap = cap * 2 + 1024;
			g->ends = mem_realloc(g->ends,
			    cap * sizeof(*g->ends));
		}
		if (!xls_text(r, 2, &g->texts, f))
			return f->text.len > 0 ? -1 :
			    xls_damaged(f, "its texts are cut off");
		g->ends[g->ntexts++] = g->texts.len;
	}
	return 0;
}

/* Formats may stand behind the cell formats that name them. */
static void
settle_looks(struct reading *in)
{
	struct xls_globals *g = in->g;

	g->looks = mem_alloc((g->nlooks + 1) * sizeof(*g->looks));
	for (size_t i = 0; i < g->nlooks; i++) {
		size_t k = in->nformats;

		while (k > 0 && in->formats[k - 1].id != in->of_cells[i])
			k--;
		g->looks[i] = k > 0 ? in->formats[k - 1].look :
		    xlsx_look_built_in(in->of_cells[i]);
	}
}

static int
read_record(struct reading *in, struct fault *f)
{
	struct xls_records *r = in->r;

	switch (r->type) {
	case XLS_FILEPASS:
		return encrypted(f);
	case XLS_CODEPAGE:
		return read_code_page(r, f);
	case XLS_DATEMODE:
		in->g->date1904 = r->len >= 2 && xls_u16(r->data) == 1;
		return 0;
	case XLS_BOUNDSHEET:
		return read_sheet(in, f);
	case XLS_FORMAT:
		return read_format(in, f);
	case XLS_XF:
		read_cell_format(in);
		return 0;
	case XLS_SST:
		return read_texts(in, f);
	default:
		return 0;
	}
}

static int
begin(struct xls_records *r, struct fault *f)
{
	int status = xls_next(r, f);

	if (status < 0)
		return -1;
	if (status == 0 || r->type != XLS_BOF || r->len < 4 ||
	    (xls_u16(r->data) != 0x600 && xls_u16(r->data) != 0x500))
		return fault_set(f, NULL, 0, 0, "workbook (.xls) of a version "
		    "that is not read; open it in a spreadsheet and save it "
		    "as .xlsx");
	r->old = xls_u16(r->data) == 0x500;
	return 0;
}

int
xls_globals_read(struct xls_globals *g, struct xls_records *r,
    struct fault *f)
{
	struct reading *in = mem_zalloc(1, sizeof(*in));
	int status = begin(r, f);

	in->g = g;
	in->r = r;
	while (status == 0) {
		int more = xls_next(r, f);

		if (more < 0)
			status = -1;
		if (more <= 0 || r->type == XLS_EOF)
			break;
		status = read_record(in, f);
	}
	if (status == 0)
		settle_looks(in);
	str_free(&in->text);
	free(in->of_cells);
	free(in);
	return status;
}

void
xls_globals_free(struct xls_globals *g)
{
	sheetlist_free(&g->sheets);
	free(g->offsets);
	free(g->looks);
	free(g->ends);
	str_free(&g->texts);
}
