/* SPDX-License-Identifier: MIT */
#include "report_text.h"

#include "jsonout.h"
#include "utf8.h"
#include "wrap.h"

#include <stdlib.h>

struct writer {
	const struct report *r;
	const struct chart_style *style; /* NULL: Markdown */
	unsigned width;
	struct str *out;
	struct str scratch;
	size_t numbered;        /* sections with a heading so far */
};

static struct sv
clean(struct str *scratch, struct sv text)
{
	str_clear(scratch);
	wrap_clean(scratch, text);
	return str_sv(scratch);
}

/* Characters that mean something to Markdown stand as themselves. */
static void
add_escaped(struct str *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\\`*_[]<>|&#~", text.p[i]) != NULL)
			str_addc(out, '\\');
		str_addc(out, text.p[i]);
	}
}

static void
put_text(struct writer *w, struct sv text)
{
	struct sv plain = clean(&w->scratch, text);

	if (w->style == NULL)
		add_escaped(w->out, plain);
	else
		str_addsv(w->out, plain);
}

/* --- the head ------------------------------------------------------------ */

static void
head_line(struct writer *w, struct sv text, const char *mark)
{
	if (text.len == 0)
		return;
	if (w->style != NULL) {
		wrap_middle(w->out, clean(&w->scratch, text), w->width);
		return;
	}
	str_addz(w->out, mark);
	put_text(w, text);
	str_addz(w->out, mark[0] == '#' ? "\n\n" : "  \n");
}

static void
put_head(struct writer *w)
{
	const struct report *r = w->r;
	struct str line = {0};
	const struct sv parts[] = {r->unit, r->issue, r->date};

	head_line(w, r->title, "# ");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].len > 0 && line.len > 0)
			str_addz(&line, r->english ? "  " : "　");
		str_addsv(&line, parts[i]);
	}
	head_line(w, str_sv(&line), "");
	str_clear(&line);
	if (r->span.len > 0) {
		str_addz(&line, r->english ? "Period: " : "统计时段：");
		str_addsv(&line, r->span);
		head_line(w, str_sv(&line), "");
	}
	str_free(&line);
	str_addc(w->out, '\n');
}

/* --- blocks -------------------------------------------------------------- */

static void
put_paragraph(struct writer *w, struct sv text)
{
	bool english = w->r->english;

	if (w->style != NULL) {
		wrap_text(w->out, clean(&w->scratch, text), w->width,
		    english ? 0 : 4, 0);
		return;
	}
	put_text(w, text);
	str_addc(w->out, '\n');
}

static void
put_marked(struct writer *w, struct sv text, const char *mark)
{
	struct str line = {0};

	if (w->style != NULL) {
		str_addz(&line, mark);
		wrap_clean(&line, text);
		wrap_text(w->out, str_sv(&line), w->width, 2, 4);
	} else {
		str_addz(w->out, mark[0] == '*' ? "> " : "- ");
		put_text(w, text);
		str_addc(w->out, '\n');
	}
	str_free(&line);
}

static void
put_figures(struct writer *w, const struct report_block *b)
{
	size_t widest = 0;

	for (size_t i = 0; i < b->nfigures; i++)
		if (utf8_width(b->figures[i].label) > widest)
			widest = utf8_width(b->figures[i].label);
	for (size_t i = 0; i < b->nfigures; i++) {
		const struct report_figure *g = &b->figures[i];

		if (w->style != NULL) {
			str_addz(w->out, "  ");
			chart_label(w->out, clean(&w->scratch, g->label),
			    (unsigned)widest);
			str_addz(w->out, "  ");
		} else {
			str_addz(w->out, "- ");
			put_text(w, g->label);
			str_addz(w->out, w->r->english ? ": " : "：");
			str_addz(w->out, "**");
		}
		put_text(w, g->shown);
		if (w->style == NULL)
			str_addz(w->out, "**");
		if (g->change.len > 0) {
			str_addz(w->out, w->r->english ? " (" : "（");
			put_text(w, g->change);
			str_addz(w->out, w->r->english ? ")" : "）");
		}
		str_addc(w->out, '\n');
	}
}

static int
put_table(struct writer *w, const struct report_block *b, struct fault *f)
{
	if (b->text.len > 0) {
		put_text(w, b->text);
		str_addz(w->out, w->style != NULL ? "\n" : "\n\n");
	}
	return table_print(&b->table, w->style != NULL ? TABLE_AS_TEXT :
	    TABLE_AS_MD, SV(""), w->out, f);
}

static void
draw_points(struct writer *w, const struct report_chart *c,
    const struct chart_style *style)
{
	struct chart_point *points = mem_zalloc(c->n + 1, sizeof(*points));
	struct str shown = {0};
	size_t *ends = mem_zalloc(c->n + 1, sizeof(*ends));

	for (size_t i = 0; i < c->n; i++) {
		report_value(&shown, c->values[i], c->digits);
		ends[i] = shown.len;
	}
	for (size_t i = 0; i < c->n; i++) {
		size_t from = i > 0 ? ends[i - 1] : 0;

		points[i] = (struct chart_point){c->labels[i], c->values[i],
		    {shown.p + from, ends[i] - from},
		    c->pale != NULL && c->pale[i]};
	}
	if (c->kind == REPORT_BARS)
		chart_bars(w->out, style, points, c->n);
	else
		chart_series(w->out, style, points, c->n, 6);
	str_free(&shown);
	free(ends);
	free(points);
}

static void
put_chart(struct writer *w, const struct report_chart *c)
{
	static const struct chart_style plain = {.width = CHART_WIDTH};
	const struct chart_style *style =
	    w->style != NULL ? w->style : &plain;

	put_text(w, c->title);
	if (c->unit.len > 0) {
		str_addz(w->out, w->r->english ? " (" : "（");
		put_text(w, c->unit);
		str_addz(w->out, w->r->english ? ")" : "）");
	}
	str_addz(w->out, w->style != NULL ? "\n" : "\n\n```\n");
	if (c->kind == REPORT_HEAT)
		chart_heat(w->out, style, c->values, c->rows, c->nrows,
		    c->labels, c->n, 3);
	else
		draw_points(w, c, style);
	if (w->style == NULL)
		str_addz(w->out, "```\n");
	if (c->said.len > 0)
		put_marked(w, c->said, "* ");
}

static void
put_blank(struct writer *w, const struct report_block *b)
{
	put_text(w, b->text);
	str_addc(w->out, '\n');
	for (size_t i = 0; i < b->lines; i++)
		str_addz(w->out, w->style != NULL ?
		    "\n" : "\n\\_\\_\\_\\_\\_\\_\\_\\_\n");
}

static int
put_block(struct writer *w, const struct report_block *b, struct fault *f)
{
	switch (b->kind) {
	case REPORT_PARAGRAPH:
		put_paragraph(w, b->text);
		break;
	case REPORT_ITEM:
		put_marked(w, b->text, "- ");
		break;
	case REPORT_NOTE:
		put_marked(w, b->text, "* ");
		break;
	case REPORT_FIGURES:
		put_figures(w, b);
		break;
	case REPORT_TABLE:
		return put_table(w, b, f);
	case REPORT_CHART:
		put_chart(w, &b->chart);
		break;
	case REPORT_BLANK:
		put_blank(w, b);
		break;
	}
	return 0;
}

static int
put_section(struct writer *w, const struct report_section *s, struct fault *f)
{
	if (s->heading.len > 0) {
		if (w->style == NULL)
			str_addz(w->out, "## ");
		report_number(w->out, w->numbered++, w->r->english);
		put_text(w, s->heading);
		str_addz(w->out, "\n\n");
	}
	for (size_t i = 0; i < s->nblocks; i++) {
		bool list = s->blocks[i].kind == REPORT_ITEM &&
		    i + 1 < s->nblocks &&
		    s->blocks[i + 1].kind == REPORT_ITEM;

		if (put_block(w, &s->blocks[i], f) != 0)
			return -1;
		if (!list)
			str_addc(w->out, '\n');
	}
	return 0;
}

static void
put_foot(struct writer *w)
{
	const struct report *r = w->r;

	for (size_t i = 0; i < r->nsigns; i++) {
		put_text(w, r->signs[i]);
		str_addz(w->out, r->english ? ": " : "：");
		str_addz(w->out, w->style != NULL ? "______________\n" :
		    "\\_\\_\\_\\_\\_\\_\\_\\_\n\n");
	}
	if (r->nfoot == 0)
		return;
	if (w->style != NULL) {
		for (unsigned i = 0; i < 20 && i < w->width; i++)
			str_addz(w->out, "-");
		str_addc(w->out, '\n');
	} else {
		str_addz(w->out, "---\n\n");
	}
	for (size_t i = 0; i < r->nfoot; i++)
		put_marked(w, r->foot[i], "- ");
}

static int
write_prose(struct writer *w, struct fault *f)
{
	int status = 0;

	put_head(w);
	for (size_t i = 0; i < w->r->nsections && status == 0; i++)
		status = put_section(w, &w->r->sections[i], f);
	if (status == 0)
		put_foot(w);
	str_free(&w->scratch);
	return status;
}

int
report_write_text(const struct report *r, const struct chart_style *style,
    struct str *out, struct fault *f)
{
	struct writer w = {.r = r, .style = style, .out = out,
	    .width = style->width != 0 ? style->width : CHART_WIDTH};

	return write_prose(&w, f);
}

int
report_write_md(const struct report *r, struct str *out, struct fault *f)
{
	struct writer w = {.r = r, .out = out, .width = CHART_WIDTH};

	return write_prose(&w, f);
}

/* --- the tables alone ---------------------------------------------------- */

static void
put_figure_lines(const struct report_section *s, const struct report_block *b,
    struct str *out)
{
	for (size_t i = 0; i < b->nfigures; i++) {
		const struct report_figure *g = &b->figures[i];
		size_t start = out->len;

		json_put_text(out, SV("section"), s->key);
		json_put_text(out, SV("table"), SV("figures"));
		json_put_text(out, SV("key"), g->key);
		json_put_text(out, SV("label"), g->label);
		json_put_int(out, SV("value"), g->value);
		json_put_text(out, SV("shown"), g->shown);
		if (g->change.len > 0)
			json_put_text(out, SV("change"), g->change);
		json_enclose(out, start);
		str_addc(out, '\n');
	}
}

int
report_write_jsonl(const struct report *r, struct str *out, struct fault *f)
{
	struct str lead = {0};
	int status = 0;

	for (size_t i = 0; i < r->nsections; i++) {
		const struct report_section *s = &r->sections[i];

		for (size_t k = 0; k < s->nblocks && status == 0; k++) {
			const struct report_block *b = &s->blocks[k];

			if (b->kind == REPORT_FIGURES)
				put_figure_lines(s, b, out);
			if (b->kind != REPORT_TABLE)
				continue;
			str_clear(&lead);
			json_put_text(&lead, SV("section"), s->key);
			json_put_text(&lead, SV("table"), b->key);
			status = table_print(&b->table, TABLE_AS_JSONL,
			    str_sv(&lead), out, f);
		}
	}
	str_free(&lead);
	return status;
}

int
report_write_csv(const struct report *r, struct sv key, struct str *out,
    struct fault *f)
{
	struct str keys = {0};

	for (size_t i = 0; i < r->nsections; i++)
		for (size_t k = 0; k < r->sections[i].nblocks; k++) {
			const struct report_block *b =
			    &r->sections[i].blocks[k];

			if (b->kind != REPORT_TABLE)
				continue;
			if (sv_eq(b->key, key)) {
				str_free(&keys);
				return table_print(
				    &b->table, TABLE_AS_CSV, SV(""), out, f);
			}
			str_addz(&keys, keys.len > 0 ? ", " : "");
			str_addsv(&keys, b->key);
		}
	fault_set(f, NULL, 0, 0, "no table '%.*s' in this report; it has: %s",
	    (int)key.len, key.p != NULL ? key.p : "", str_z(&keys));
	str_free(&keys);
	return -1;
}
