/* SPDX-License-Identifier: MIT */
#include "sheetml.h"

#include "map.h"
#include "sheetlist.h"
#include "textin.h"
#include "xlsx_parts.h"

#include <stdlib.h>

#define PART "Excel 2003 XML"

struct sheetml {
	struct textin *text;
	struct xml *xml;
	struct grid *grid;
	struct str *notes;
	/* known after the first reading */
	struct sheetlist sheets;
	struct map looks;       /* style -> enum xlsx_look, one byte */
	bool date1904;
	/* while reading */
	struct str style;       /* whose format comes */
	ptrdiff_t chosen, sheet;        /* numbers of sheets */
	size_t next_row;        /* from 0 */
	bool in_row, in_cell, in_data;
	bool hidden;            /* the row, until its first cell */
	bool aside;             /* in a comment or a reading aid */
	uint8_t look;
	char type;              /* of the data: N S D B E */
	size_t across;          /* columns more that the cell fills */
	struct str value, shown;
	uint64_t hidden_rows;
	bool failed;
	struct fault *f;        /* of a row */
};

/* A count in an attribute; 0 when there is none. */
static size_t
count(const char *const *attributes, const char *name, size_t most)
{
	int64_t n;

	if (!sv_int(xml_attribute(attributes, name), &n) || n < 0)
		return 0;
	return (uint64_t)n < most ? (size_t)n : most;
}

/* --- the first reading: styles, and which sheets there are ----------------- */

/* Formats have names, too. */
static enum xlsx_look
look_of(struct sv format)
{
	static const char *const numbers[] = {"General Number", "Fixed",
	    "Standard", "Scientific", "Percent", "Currency",
	    "Euro Currency", "Yes/No", "True/False", "On/Off"};

	if (sv_eq(format, SV("General Date")))
		return XLSX_DATE_TIME;
	if (sv_ends(format, SV(" Date")))
		return XLSX_DATE;
	if (sv_ends(format, SV(" Time")))
		return XLSX_TIME;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (sv_eq(format, sv_z(numbers[i])))
			return XLSX_NUMBER;
	return xlsx_look_of(format);
}

static int
on_survey_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct sheetml *s = context;
	struct sv format = xml_attribute(attributes, "Format");

	(void)f;
	str_clear(&s->value);
	if (sv_eq(name, SV("Style"))) {
		str_clear(&s->style);
		str_addsv(&s->style, xml_attribute(attributes, "ID"));
	} else if (sv_eq(name, SV("NumberFormat")) && format.len > 0) {
		*(uint8_t *)map_put(&s->looks, str_sv(&s->style), NULL) =
		    (uint8_t)look_of(format);
	} else if (sv_eq(name, SV("Worksheet"))) {
		sheetlist_add(&s->sheets, xml_attribute(attributes, "Name"),
		    false);
	} else if (sv_eq(name, SV("Date1904"))) {
		s->date1904 = true;
	}
	s->in_data = sv_eq(name, SV("Visible"));
	return 0;
}

static void
on_survey_end(void *context, struct sv name)
{
	struct sheetml *s = context;

	s->in_data = false;
	if (sv_eq(name, SV("Visible")) && s->sheets.n > 0 &&
	    sv_starts(sv_trim(str_sv(&s->value)), SV("Sheet")) &&
	    !sv_eq(sv_trim(str_sv(&s->value)), SV("SheetVisible")))
		s->sheets.v[s->sheets.n - 1].hidden = true;
}

static void
on_text(void *context, struct sv text)
{
	struct sheetml *s = context;

	/* The grid refuses what is longer. */
	if (s->in_data && !s->aside && s->value.len <= GRID_ROW_MOST)
		str_addsv(&s->value, text);
}

static int
feed(struct sheetml *s, struct fault *f)
{
	struct sv text = {"", 0};
	int status = textin_read(s->text, &text, f);

	s->f = f;
	if (status < 0 || xml_feed(s->xml, text, status == 0, f) != 0 ||
	    s->failed)
		return -1;
	return status;
}

static int
survey(struct sheetml *s, struct fault *f)
{
	const struct xml_handlers h = {on_survey_start, on_survey_end,
	    on_text, s};
	int status;

	s->xml = xml_new_utf8(&h, PART);
	do
		status = feed(s, f);
	while (status > 0);
	xml_free(s->xml);
	s->xml = NULL;
	s->in_data = false;
	if (status == 0 && s->sheets.n == 0)
		return fault_set(f, NULL, 0, 0, "Excel 2003 XML without a "
		    "sheet; was it cut off?");
	return status;
}

/* --- the second one: cells ------------------------------------------------- */

static void
begin_row(struct sheetml *s, const char *const *attributes)
{
	size_t index = count(attributes, "Index", GRID_ROWS + 1);

	grid_begin(s->grid, index > 0 ? index - 1 : s->next_row);
	s->next_row = grid_row(s->grid) +
	    count(attributes, "Span", GRID_ROWS);
	s->hidden = sv_eq(xml_attribute(attributes, "Hidden"), SV("1"));
	s->in_row = true;
}

static void
begin_cell(struct sheetml *s, const char *const *attributes)
{
	size_t index = count(attributes, "Index", GRID_COLUMNS + 1);
	struct sv style = xml_attribute(attributes, "StyleID");
	const uint8_t *look = style.p != NULL ? map_get(&s->looks, style) :
	    NULL;

	if (index > 0)
		grid_column(s->grid, index - 1);
	s->across = count(attributes, "MergeAcross", GRID_COLUMNS);
	grid_merge_here(s->grid, 0, count(attributes, "MergeDown",
	    GRID_ROWS) + 1);
	s->hidden_rows += s->hidden;
	s->hidden = false;
	s->look = look != NULL ? *look : XLSX_NUMBER;
	s->type = 'S';
	s->in_cell = true;
	str_clear(&s->value);
}

static void
begin_data(struct sheetml *s, const char *const *attributes)
{
	struct sv type = xml_attribute(attributes, "Type");

	s->type = type.len > 0 ? type.p[0] : 'S';
	s->in_data = true;
}

static int
on_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct sheetml *s = context;

	(void)f;
	if (sv_eq(name, SV("Worksheet"))) {
		s->sheet++;
		return 0;
	}
	if (s->sheet != s->chosen)
		return 0;
	if (sv_eq(name, SV("Row")) && !s->in_row)
		begin_row(s, attributes);
	else if (sv_eq(name, SV("Cell")) && s->in_row && !s->in_cell)
		begin_cell(s, attributes);
	else if (sv_eq(name, SV("Comment")) || sv_eq(name,
	    SV("PhoneticText")))
		s->aside = true;
	else if (sv_eq(name, SV("Data")) && s->in_cell && !s->aside)
		begin_data(s, attributes);
	return 0;
}

/* 2024-08-31T14:05:00.000; a time alone is one of the day before the first. */
static void
add_datetime(struct sheetml *s, struct sv value)
{
	struct sv date = {value.p, 10}, time = sv_from(value, 11);

	if (time.len > 8)
		time.len = 8;
	if (s->look == XLSX_TIME && (sv_starts(date, SV("1899-12-3")) ||
	    sv_starts(date, SV("1904-01-01")))) {
		str_addsv(&s->shown, time);
		return;
	}
	str_addsv(&s->shown, date);
	if (s->look == XLSX_DATE && sv_eq(time, SV("00:00:00")))
		return;
	str_addc(&s->shown, ' ');
	str_addsv(&s->shown, time);
}

static void
add_cell(struct sheetml *s)
{
	struct sv value = str_sv(&s->value), trimmed = sv_trim(value);

	str_clear(&s->shown);
	if (s->type == 'D' && trimmed.len >= 19 && trimmed.p[10] == 'T')
		add_datetime(s, trimmed);
	else if (s->type == 'B' && trimmed.len == 1)
		str_addz(&s->shown, trimmed.p[0] == '1' ? "TRUE" : "FALSE");
	else if (s->type != 'N' || !xlsx_add_number(&s->shown, trimmed,
	    s->look, s->date1904))
		str_addsv(&s->shown, value);
	grid_cell(s->grid, str_sv(&s->shown));
	for (; s->across > 0; s->across--)
		grid_cell(s->grid, (struct sv){"", 0});
}

static void
on_end(void *context, struct sv name)
{
	struct sheetml *s = context;

	if (sv_eq(name, SV("Comment")) || sv_eq(name, SV("PhoneticText"))) {
		s->aside = false;
	} else if (s->aside) {
		return;
	} else if (sv_eq(name, SV("Data"))) {
		s->in_data = false;
	} else if (sv_eq(name, SV("Cell")) && s->in_cell) {
		add_cell(s);
		s->in_cell = s->in_data = false;
	} else if (sv_eq(name, SV("Row")) && s->in_row && !s->in_cell) {
		s->failed = s->failed || grid_end(s->grid, s->f) != 0;
		s->in_row = false;
	}
}

/* --- in all ---------------------------------------------------------------- */

static int
open_all(struct sheetml *s, const char *path, const char *sheet,
    const char *encoding, struct fault *f)
{
	const struct xml_handlers h = {on_start, on_end, on_text, s};

	s->text = textin_open(path, encoding, f);
	if (s->text == NULL || survey(s, f) != 0)
		return -1;
	textin_close(s->text);
	s->chosen = sheetlist_choose(&s->sheets, sheet, s->notes, f);
	s->text = s->chosen >= 0 ? textin_open(path, encoding, f) : NULL;
	s->sheet = -1;
	s->xml = xml_new_utf8(&h, PART);
	return s->text != NULL ? 0 : -1;
}

struct sheetml *
sheetml_open(const char *path, const char *sheet, const char *encoding,
    struct grid *g, struct str *notes, struct fault *f)
{
	struct sheetml *s = mem_zalloc(1, sizeof(*s));

	s->grid = g;
	s->notes = notes;
	s->looks.size = 1;
	if (open_all(s, path, sheet, encoding, f) == 0)
		return s;
	sheetml_close(s);
	return NULL;
}

int
sheetml_more(struct sheetml *s, struct fault *f)
{
	int status = feed(s, f);

	if (status == 0 && s->hidden_rows > 0)
		str_addf(s->notes, "%llu hidden rows are read too",
		    (unsigned long long)s->hidden_rows);
	return status;
}

void
sheetml_close(struct sheetml *s)
{
	if (s == NULL)
		return;
	textin_close(s->text);
	xml_free(s->xml);
	sheetlist_free(&s->sheets);
	map_free(&s->looks);
	str_free(&s->style);
	str_free(&s->value);
	str_free(&s->shown);
	free(s);
}
