/* SPDX-License-Identifier: MIT */
#include "xlsx_parts.h"

#include <stdlib.h>

/* Excel stops at some 250 formats of numbers, and 64,000 of cells. */
#define FORMATS 4096
#define CELL_FORMATS 65536

struct own_format {
	int64_t id;
	enum xlsx_look look;
};

struct reading {
	struct xlsx_styles *s;
	struct own_format *own;
	size_t nown;
	bool in_cell_formats;
};

/* 0.00"万元" is a number of ten thousands. 0!.0,"万" is not: a comma behind
 * the digits divides by a thousand and a point that is put in by ten. */
static bool
says_wan(struct sv code)
{
	struct sv section = {code.p, 0};
	bool scaled = false;

	while (section.len < code.len && code.p[section.len] != ';')
		section.len++;
	for (size_t i = 0; i + 1 < section.len; i++)
		scaled = scaled || (section.p[i] == ',' &&
		    memchr("0#?", section.p[i + 1], 3) == NULL);
	return !scaled && (sv_find(section, SV("万")) != SIZE_MAX ||
	    sv_find(section, SV("萬")) != SIZE_MAX);
}

/* Letters of dates and of times, outside of quotes, escapes and brackets
 * (ECMA-376, 18.8.31). m is a month unless an hour or a second is told. */
enum xlsx_look
xlsx_look_of(struct sv code)
{
	bool date = false, time = false, month = false;

	for (size_t i = 0; i < code.len; i++) {
		char c = code.p[i] | 0x20;

		if (code.p[i] == ';')
			break;          /* the section of positive numbers */
		if (code.p[i] == '"' || code.p[i] == '[') {
			char close = code.p[i] == '"' ? '"' : ']';
			size_t from = i + 1;

			do
				i++;
			while (i < code.len && code.p[i] != close);
			/* [h]:mm is a length of time. */
			if (close == ']' && from < code.len &&
			    strchr("hms", code.p[from] | 0x20) != NULL)
				time = true;
		} else if (code.p[i] == '\\' || code.p[i] == '_' ||
		    code.p[i] == '*') {
			i++;
		} else if (c == 'g' && code.len - i >= 7 &&
		    strncasecmp(code.p + i, "general", 7) == 0) {
			return XLSX_NUMBER;
		} else if (c == 'y' || c == 'd' || c == 'e') {
			/* E+ and E- are of numbers, e alone a year. */
			if (c != 'e' || (i + 1 < code.len &&
			    code.p[i + 1] != '+' && code.p[i + 1] != '-'))
				date = true;
		} else if (c == 'h' || c == 's') {
			time = true;
		} else if (c == 'm') {
			month = true;
		}
	}
	if (month && !time)
		date = true;
	if (!date && !time)
		return says_wan(code) ? XLSX_WAN : XLSX_NUMBER;
	return date ? (time ? XLSX_DATE_TIME : XLSX_DATE) : XLSX_TIME;
}

/* 18.8.30, and those of Chinese Excel. */
enum xlsx_look
xlsx_look_built_in(int64_t id)
{
	if (id == 22)
		return XLSX_DATE_TIME;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) ||
	    (id >= 50 && id <= 54) || id == 36 || id == 57 || id == 58)
		return XLSX_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
	    (id >= 45 && id <= 47) || id == 55 || id == 56)
		return XLSX_TIME;
	return XLSX_NUMBER;
}

/* Numbers below 164 are built in. */
static enum xlsx_look
look_of_id(const struct reading *r, int64_t id)
{
	for (size_t i = r->nown; i-- > 0;)
		if (r->own[i].id == id)
			return r->own[i].look;
	return xlsx_look_built_in(id);
}

static int
on_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct reading *r = context;
	struct sv text;
	int64_t id = 0;

	(void)f;
	if (sv_eq(name, SV("cellXfs")))
		r->in_cell_formats = true;
	text = xml_attribute(attributes, "numFmtId");
	if (text.p != NULL)
		sv_int(text, &id);
	if (sv_eq(name, SV("numFmt")) && r->nown < FORMATS) {
		r->own = mem_realloc(r->own,
		    (r->nown + 1) * sizeof(*r->own));
		r->own[r->nown++] = (struct own_format){id, xlsx_look_of(
		    xml_attribute(attributes, "formatCode"))};
	} else if (r->in_cell_formats && sv_eq(name, SV("xf")) &&
	    r->s->n < CELL_FORMATS) {
		r->s->looks = mem_realloc(r->s->looks,
		    (r->s->n + 1) * sizeof(*r->s->looks));
		r->s->looks[r->s->n++] = look_of_id(r, id);
	}
	return 0;
}

static void
on_end(void *context, struct sv name)
{
	struct reading *r = context;

	if (sv_eq(name, SV("cellXfs")))
		r->in_cell_formats = false;
}

static void
on_text(void *context, struct sv text)
{
	(void)context;
	(void)text;
}

int
xlsx_styles_read(struct xlsx_styles *s, struct unzip *z, const char *name,
    struct fault *f)
{
	struct reading r = {.s = s};
	const struct xml_handlers h = {on_start, on_end, on_text, &r};
	int status;

	*s = (struct xlsx_styles){0};
	status = xlsx_parse(z, name, &h, f);
	free(r.own);
	return status < 0 ? -1 : 0;
}

void
xlsx_styles_free(struct xlsx_styles *s)
{
	free(s->looks);
}
