/* SPDX-License-Identifier: MIT */
#include "xlsx.h"

#include "arena.h"
#include "sheetlist.h"
#include "xlsx_parts.h"

#include <stdlib.h>

#define PART ((size_t)64 << 10)
#define FORMULA_MOST 1000       /* bytes of a formula that are shown */
#define ROW_MOST ((size_t)64 << 20)  /* bytes of one row */

struct relation {
	struct sv id, type, target;
};

struct xlsx {
	struct unzip *zip;
	struct arena arena;
	struct sheetlist sheets;
	struct sv *ids;         /* of each: its relationship */
	struct relation *relations;
	size_t nrelations;
	bool date1904;
	struct xlsx_strings strings;
	struct xlsx_styles styles;
	struct str *notes, part_name;
	/* the sheet */
	struct unzip_part *part;
	struct xml *xml;
	char *buf;
	bool done;
	struct grid *grid;
	bool in_row, in_cell, in_value, in_formula, has_value;
	bool phonetic;          /* in <rPh>: a reading aid, no text */
	char type;              /* of the cell: n s b e t(ext) */
	size_t style;
	struct str value, shown;
	struct str formula;     /* "=" and its text, or empty */
	uint64_t hidden_rows;   /* of those that have cells */
	bool hidden;            /* this row, until its first cell */
	bool bad_number, failed;
	struct fault *f;        /* of a row, while reading */
};

int
xlsx_parse(struct unzip *z, const char *name, const struct xml_handlers *h,
    struct fault *f)
{
	struct unzip_part *p = unzip_part(z, name, f);
	struct xml *x;
	char *buf;
	ptrdiff_t n;
	int status = 0;

	if (p == NULL)
		return f->text.len > 0 ? -1 : 1;
	x = xml_new(h, name);
	buf = mem_alloc(PART);
	do {
		n = unzip_read(p, buf, PART, f);
		if (n < 0 || xml_feed(x, (struct sv){buf, (size_t)n}, n == 0,
		    f) != 0)
			status = -1;
	} while (n > 0 && status == 0);
	free(buf);
	xml_free(x);
	unzip_part_close(p);
	return status;
}

/* --- what the workbook holds ---------------------------------------------- */

static int
on_book(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct xlsx *x = context;
	struct sv state = xml_attribute(attributes, "state");
	struct sv since1904 = xml_attribute(attributes, "date1904");

	(void)f;
	if (sv_eq(name, SV("workbookPr")))
		x->date1904 = sv_eq(since1904, SV("1")) ||
		    sv_eq(since1904, SV("true"));
	if (!sv_eq(name, SV("sheet")))
		return 0;
	x->ids = mem_realloc(x->ids, (x->sheets.n + 1) * sizeof(*x->ids));
	x->ids[x->sheets.n] = arena_dup(&x->arena,
	    xml_attribute(attributes, "id"));
	sheetlist_add(&x->sheets, xml_attribute(attributes, "name"),
	    state.len > 0 && !sv_eq(state, SV("visible")));
	return 0;
}

static int
on_relation(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct xlsx *x = context;

	(void)f;
	if (!sv_eq(name, SV("Relationship")))
		return 0;
	x->relations = mem_realloc(x->relations,
	    (x->nrelations + 1) * sizeof(*x->relations));
	x->relations[x->nrelations++] = (struct relation){
	    arena_dup(&x->arena, xml_attribute(attributes, "Id")),
	    arena_dup(&x->arena, xml_attribute(attributes, "Type")),
	    arena_dup(&x->arena, xml_attribute(attributes, "Target"))};
	return 0;
}

static void
no_end(void *context, struct sv name)
{
	(void)context;
	(void)name;
}

static void
no_text(void *context, struct sv text)
{
	(void)context;
	(void)text;
}

static int
read_relations(struct xlsx *x, const char *name, struct fault *f)
{
	const struct xml_handlers h = {on_relation, no_end, no_text, x};

	x->nrelations = 0;
	return xlsx_parse(x->zip, name, &h, f);
}

/* The relation whose type ends so (the two dialects of the standard differ
 * before that), or whose id is that. */
static const struct relation *
find_relation(const struct xlsx *x, const char *type, struct sv id)
{
	for (size_t i = 0; i < x->nrelations; i++) {
		const struct relation *r = &x->relations[i];

		if (type != NULL ? sv_ends(r->type, sv_z(type)) :
		    sv_eq(r->id, id))
			return r;
	}
	return NULL;
}

/* A target as the archive names it: "/xl/x.xml" or relative to `folder`. */
static void
part_path(struct str *out, const char *folder, struct sv target)
{
	str_clear(out);
	if (target.len > 0 && target.p[0] == '/')
		target = sv_from(target, 1);
	else
		str_addz(out, folder);
	str_addsv(out, target);
}

/* The workbook's own part, its relations and its folder. */
static int
read_book(struct xlsx *x, struct str *folder, struct fault *f)
{
	const struct xml_handlers h = {on_book, no_end, no_text, x};
	const struct relation *r;
	struct str path = {0};
	char *slash;
	int status = read_relations(x, "_rels/.rels", f);

	r = find_relation(x, "/officeDocument", SV(""));
	part_path(&path, "", r != NULL ? r->target : SV("xl/workbook.xml"));
	if (status >= 0)
		status = xlsx_parse(x->zip, str_z(&path), &h, f);
	if (status > 0)
		status = fault_set(f, NULL, 0, 0, "is a zip archive, not a "
		    "workbook (.xlsx); unpack it first, or save a document "
		    "of another program as .xlsx");
	slash = strrchr(path.p, '/');
	str_add(folder, path.p, slash != NULL ?
	    (size_t)(slash + 1 - path.p) : 0);
	if (status == 0) {
		struct str rels = {0};

		str_addf(&rels, "%s_rels/%s.rels", str_z(folder),
		    slash != NULL ? slash + 1 : path.p);
		status = read_relations(x, rels.p, f);
		str_free(&rels);
	}
	str_free(&path);
	return status < 0 ? -1 : 0;
}

/* --- the cells ------------------------------------------------------------- */

static void
begin_row(struct xlsx *x, const char *const *attributes)
{
	struct sv text = xml_attribute(attributes, "r");
	struct sv hidden = xml_attribute(attributes, "hidden");
	int64_t number;

	/* Rows left out are empty lines: line numbers are row numbers. */
	grid_begin(x->grid, sv_int(text, &number) && number >= 1 ?
	    (size_t)number - 1 : 0);
	x->hidden = sv_eq(hidden, SV("1")) || sv_eq(hidden, SV("true"));
	x->in_row = true;
}

/* The type letters are told apart by their first and last. */
static char
cell_type(struct sv t)
{
	if (sv_eq(t, SV("s")))
		return 's';
	if (sv_eq(t, SV("b")))
		return 'b';
	if (t.len == 0 || sv_eq(t, SV("n")))
		return 'n';
	return 't';     /* str, inlineStr, e, d: what stands there */
}

static void
begin_cell(struct xlsx *x, const char *const *attributes)
{
	struct sv text = xml_attribute(attributes, "r");
	size_t column = 0, row;
	int64_t style = 0;

	if (text.len > 0 && xlsx_reference(text, &column, &row))
		grid_column(x->grid, column);
	x->hidden_rows += x->hidden;
	x->hidden = false;
	x->type = cell_type(xml_attribute(attributes, "t"));
	if (!sv_int(xml_attribute(attributes, "s"), &style) || style < 0)
		style = 0;
	x->style = (size_t)style;
	str_clear(&x->value);
	str_clear(&x->formula);
	x->has_value = false;
	x->in_cell = true;
}

static int
on_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct xlsx *x = context;

	(void)f;
	if (sv_eq(name, SV("row")))
		begin_row(x, attributes);
	else if (sv_eq(name, SV("c")) && x->in_row)
		begin_cell(x, attributes);
	x->phonetic = x->phonetic || sv_eq(name, SV("rPh"));
	x->in_value = x->in_cell && !x->phonetic &&
	    (sv_eq(name, SV("v")) || sv_eq(name, SV("t")));
	x->has_value = x->has_value || x->in_value;
	x->in_formula = x->in_cell && sv_eq(name, SV("f"));
	if (x->in_formula)
		str_addc(&x->formula, '=');
	return 0;
}

static void
on_text(void *context, struct sv text)
{
	struct xlsx *x = context;

	if (x->in_value)
		str_addsv(&x->value, text);
	else if (x->in_formula && x->formula.len < FORMULA_MOST)
		str_addsv(&x->formula, text);
}

static struct sv
cell_text(struct xlsx *x)
{
	struct sv value = str_sv(&x->value), text;
	enum xlsx_look look = x->style < x->styles.n ?
	    x->styles.looks[x->style] : XLSX_NUMBER;
	int64_t number;

	str_clear(&x->shown);
	switch (x->type) {
	case 's':
		if (sv_int(sv_trim(value), &number) && number >= 0 &&
		    xlsx_strings_get(&x->strings, (size_t)number, &text))
			xlsx_add_text(&x->shown, text);
		else
			x->bad_number = true;
		break;
	case 'b':
		str_addz(&x->shown, sv_eq(value, SV("1")) ? "TRUE" : "FALSE");
		break;
	case 'n':
		if (!xlsx_add_number(&x->shown, sv_trim(value), look,
		    x->date1904))
			str_addsv(&x->shown, value);
		break;
	default:
		xlsx_add_text(&x->shown, value);
	}
	return str_sv(&x->shown);
}

/* A formula that no spreadsheet has worked out yet (programs write such)
 * stands for itself: an empty cell would hide that something is missing. */
static struct sv
shown_text(struct xlsx *x)
{
	if (x->value.len > 0)
		return cell_text(x);
	return x->has_value ? (struct sv){"", 0} : str_sv(&x->formula);
}

static void
on_end(void *context, struct sv name)
{
	struct xlsx *x = context;

	x->in_value = x->in_formula = false;
	if (sv_eq(name, SV("rPh")))
		x->phonetic = false;
	if (sv_eq(name, SV("c")) && x->in_cell) {
		grid_cell(x->grid, shown_text(x));
		x->in_cell = false;
	} else if (sv_eq(name, SV("row")) && x->in_row) {
		x->in_row = false;
		x->failed = x->failed || grid_end(x->grid, x->f) != 0;
	}
}

/* --- in all ---------------------------------------------------------------- */

static int
open_sheet(struct xlsx *x, const char *folder, const char *wanted,
    struct fault *f)
{
	const struct xml_handlers h = {on_start, on_end, on_text, x};
	ptrdiff_t sheet = sheetlist_choose(&x->sheets, wanted, x->notes, f);
	const struct relation *r;

	if (sheet < 0)
		return -1;
	r = find_relation(x, NULL, x->ids[sheet]);
	part_path(&x->part_name, folder, r != NULL ? r->target : SV(""));
	x->part = unzip_part(x->zip, str_z(&x->part_name), f);
	if (x->part == NULL)
		return f->text.len > 0 ? -1 : fault_set(f, NULL, 0, 0,
		    "damaged workbook: no %s in it", str_z(&x->part_name));
	x->xml = xml_new(&h, str_z(&x->part_name));
	x->buf = mem_alloc(PART);
	return xlsx_merges_read(x->grid, x->zip, str_z(&x->part_name), f);
}

static int
open_all(struct xlsx *x, const char *path, const char *wanted,
    struct fault *f)
{
	struct str folder = {0}, part = {0};
	const struct relation *r;
	int status = -1;

	x->zip = unzip_open(path, f);
	if (x->zip != NULL && read_book(x, &folder, f) == 0) {
		r = find_relation(x, "/sharedStrings", SV(""));
		part_path(&part, str_z(&folder), r != NULL ? r->target :
		    SV("sharedStrings.xml"));
		status = xlsx_strings_read(&x->strings, x->zip, str_z(&part),
		    f);
		r = find_relation(x, "/styles", SV(""));
		part_path(&part, str_z(&folder), r != NULL ? r->target :
		    SV("styles.xml"));
		if (status == 0)
			status = xlsx_styles_read(&x->styles, x->zip,
			    str_z(&part), f);
		if (status == 0)
			status = open_sheet(x, str_z(&folder), wanted, f);
	}
	str_free(&folder);
	str_free(&part);
	return status;
}

struct xlsx *
xlsx_open(const char *path, const char *sheet, struct grid *g,
    struct str *notes, struct fault *f)
{
	struct xlsx *x = mem_zalloc(1, sizeof(*x));

	x->grid = g;
	x->notes = notes;

	x->strings.fd = -1;
	if (open_all(x, path, sheet, f) == 0)
		return x;
	xlsx_close(x);
	return NULL;
}

int
xlsx_more(struct xlsx *x, struct fault *f)
{
	ptrdiff_t n = unzip_read(x->part, x->buf, PART, f);

	x->f = f;
	if (n < 0 || xml_feed(x->xml, (struct sv){x->buf, (size_t)n}, n == 0,
	    f) != 0 || x->failed)
		return -1;
	if (x->bad_number)
		return fault_set(f, NULL, 0, 0, "damaged workbook: row %zu "
		    "names a text that is not there", grid_row(x->grid));
	if (n == 0 && x->hidden_rows > 0)
		str_addf(x->notes, "%llu hidden rows are read too",
		    (unsigned long long)x->hidden_rows);
	return n > 0;
}

void
xlsx_close(struct xlsx *x)
{
	if (x == NULL)
		return;
	xml_free(x->xml);
	unzip_part_close(x->part);
	unzip_close(x->zip);
	xlsx_strings_free(&x->strings);
	xlsx_styles_free(&x->styles);
	sheetlist_free(&x->sheets);
	free(x->ids);
	free(x->relations);
	free(x->buf);
	str_free(&x->part_name);
	str_free(&x->value);
	str_free(&x->shown);
	str_free(&x->formula);
	arena_free(&x->arena);
	free(x);
}
