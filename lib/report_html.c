/* SPDX-License-Identifier: MIT */
#include "report_html.h"

#include "report_style.h"
#include "svg.h"

#define WIDE_TABLE 5    /* columns from which a phone shows cards */

struct writer {
	const struct report *r;
	struct str *out;
	size_t numbered, charts;
};

static void
put(struct writer *w, const char *open, struct sv text, const char *close)
{
	str_addz(w->out, open);
	svg_text(w->out, text);
	str_addz(w->out, close);
}

static void
put_head(struct writer *w)
{
	const struct report *r = w->r;
	const struct sv parts[] = {r->unit, r->issue, r->date};
	bool any = false;

	str_addf(w->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'; "
	    "img-src data:\">\n<link rel=\"icon\" href=\"data:,\">\n",
	    r->english ? "en" : "zh-CN");
	put(w, "<title>", r->title, "</title>\n<style>\n");
	str_addz(w->out, report_style);
	str_addz(w->out, "</style>\n</head>\n<body>\n<main>\n<header>\n");
	put(w, "<h1>", r->title, "</h1>\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].len > 0) {
			put(w, any ? " · " : "<p>", parts[i], "");
			any = true;
		}
	str_addz(w->out, any ? "</p>\n" : "");
	if (r->span.len > 0)
		put(w, r->english ? "<p>Period: " : "<p>统计时段：", r->span,
		    "</p>\n");
	str_addz(w->out, "</header>\n");
}

static void
put_figures(struct writer *w, const struct report_block *b)
{
	str_addz(w->out, "<dl class=\"figures\">\n");
	for (size_t i = 0; i < b->nfigures; i++) {
		const struct report_figure *g = &b->figures[i];

		put(w, "<div><dt>", g->label, "</dt>");
		put(w, "<dd>", g->shown, "</dd>");
		if (g->change.len > 0)
			put(w, "<dd class=\"change\">", g->change, "</dd>");
		str_addz(w->out, "</div>\n");
	}
	str_addz(w->out, "</dl>\n");
}

static bool
is_shown(const struct table *t, size_t column)
{
	return (t->columns[column].where & TABLE_PEOPLE) != 0;
}

/* A row's first cell names the row. */
static void
put_row(struct writer *w, const struct table *t, size_t row)
{
	struct str cell = {0};
	bool first = true;

	str_addz(w->out, "<tr>");
	for (size_t i = 0; i < t->ncolumns; i++) {
		bool number = t->columns[i].kind != TABLE_TEXT;

		if (!is_shown(t, i))
			continue;
		str_clear(&cell);
		table_cell_text(t, row, i, TABLE_PEOPLE, &cell);
		if (first) {
			put(w, "<th scope=\"row\">", str_sv(&cell), "</th>");
		} else {
			str_addz(w->out, number ? "<td class=\"n\"" : "<td");
			put(w, " data-label=\"", sv_z(t->columns[i].title),
			    "\">");
			put(w, "", str_sv(&cell), "</td>");
		}
		first = false;
	}
	str_addz(w->out, "</tr>\n");
	str_free(&cell);
}

static void
put_table(struct writer *w, const struct report_block *b)
{
	const struct table *t = &b->table;
	size_t shown = 0;

	for (size_t i = 0; i < t->ncolumns; i++)
		shown += is_shown(t, i);
	str_addz(w->out,
	    shown >= WIDE_TABLE ? "<table class=\"wide\">\n" : "<table>\n");
	if (b->text.len > 0)
		put(w, "<caption>", b->text, "</caption>\n");
	str_addz(w->out, "<thead>\n<tr>");
	for (size_t i = 0; i < t->ncolumns; i++)
		if (is_shown(t, i))
			put(w, t->columns[i].kind != TABLE_TEXT ?
			    "<th scope=\"col\" class=\"n\">" :
			    "<th scope=\"col\">", sv_z(t->columns[i].title),
			    "</th>");
	str_addz(w->out, "</tr>\n</thead>\n<tbody>\n");
	for (size_t row = 0; row < t->nrows; row++)
		put_row(w, t, row);
	str_addz(w->out, "</tbody>\n</table>\n");
}

static void
put_chart(struct writer *w, const struct report_chart *c)
{
	put(w, "<figure>\n<figcaption>", c->title, "");
	if (c->unit.len > 0) {
		put(w, w->r->english ? " (" : "（", c->unit,
		    w->r->english ? ")" : "）");
	}
	str_addz(w->out, "</figcaption>\n");
	svg_chart(w->out, c, w->charts++);
	if (c->said.len > 0)
		put(w, "<p class=\"note\">", c->said, "</p>\n");
	str_addz(w->out, "</figure>\n");
}

static void
put_block(struct writer *w, const struct report_block *b)
{
	switch (b->kind) {
	case REPORT_PARAGRAPH:
		put(w, "<p>", b->text, "</p>\n");
		break;
	case REPORT_ITEM:
		put(w, "<li>", b->text, "</li>\n");
		break;
	case REPORT_NOTE:
		put(w, "<p class=\"note\">", b->text, "</p>\n");
		break;
	case REPORT_FIGURES:
		put_figures(w, b);
		break;
	case REPORT_TABLE:
		put_table(w, b);
		break;
	case REPORT_CHART:
		put_chart(w, &b->chart);
		break;
	case REPORT_BLANK:
		put(w, "<p class=\"blank\">", b->text, "</p>\n");
		for (size_t i = 1; i < b->lines; i++)
			str_addz(w->out, "<div class=\"blank\"></div>\n");
		break;
	}
}

static void
put_section(struct writer *w, const struct report_section *s)
{
	bool list = false;

	if (s->heading.len > 0) {
		str_addf(w->out, "<section aria-labelledby=\"s%zu\">\n"
		    "<h2 id=\"s%zu\">", w->numbered, w->numbered);
		report_number(w->out, w->numbered++, w->r->english);
		put(w, "", s->heading, "</h2>\n");
	} else {
		str_addz(w->out, "<div>\n");
	}
	for (size_t i = 0; i < s->nblocks; i++) {
		bool item = s->blocks[i].kind == REPORT_ITEM;

		if (item != list)
			str_addz(w->out, item ? "<ul>\n" : "</ul>\n");
		list = item;
		put_block(w, &s->blocks[i]);
	}
	str_addz(w->out, list ? "</ul>\n" : "");
	str_addz(w->out, s->heading.len > 0 ? "</section>\n" : "</div>\n");
}

static void
put_foot(struct writer *w)
{
	const struct report *r = w->r;

	if (r->nsigns > 0)
		str_addz(w->out, "<div class=\"signs\">\n");
	for (size_t i = 0; i < r->nsigns; i++)
		put(w, "<div>", r->signs[i],
		    r->english ? ": <span></span></div>\n" :
		    "：<span></span></div>\n");
	if (r->nsigns > 0)
		str_addz(w->out, "</div>\n");
	if (r->nfoot > 0)
		str_addz(w->out, "<footer>\n<ul>\n");
	for (size_t i = 0; i < r->nfoot; i++)
		put(w, "<li>", r->foot[i], "</li>\n");
	if (r->nfoot > 0)
		str_addz(w->out, "</ul>\n</footer>\n");
	str_addz(w->out, "</main>\n</body>\n</html>\n");
}

void
report_write_html(const struct report *r, struct str *out)
{
	struct writer w = {.r = r, .out = out};

	put_head(&w);
	for (size_t i = 0; i < r->nsections; i++)
		put_section(&w, &r->sections[i]);
	put_foot(&w);
}
