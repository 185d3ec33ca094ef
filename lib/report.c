/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "change.h"

#include <stdlib.h>

void
report_free(struct report *r)
{
	for (size_t i = 0; i < r->nsections; i++) {
		struct report_section *s = &r->sections[i];

		for (size_t k = 0; k < s->nblocks; k++) {
			table_free(&s->blocks[k].table);
			free(s->blocks[k].figures);
		}
		free(s->blocks);
	}
	free(r->sections);
	free(r->foot);
	free(r->signs);
	arena_free(&r->arena);
	*r = (struct report){0};
}

struct sv
report_keep(struct report *r, struct sv text)
{
	return arena_dup(&r->arena, text);
}

void
report_section(struct report *r, struct sv key, struct sv heading)
{
	if (r->nsections == r->cap) {
		r->cap = r->cap != 0 ? r->cap * 2 : 8;
		r->sections =
		    mem_realloc(r->sections, r->cap * sizeof(*r->sections));
	}
	r->sections[r->nsections++] = (struct report_section){
	    .key = report_keep(r, key), .heading = report_keep(r, heading)};
}

/* What is added before the first section has one without a heading. */
static struct report_section *
last_section(struct report *r)
{
	if (r->nsections == 0)
		report_section(r, SV("head"), SV(""));
	return &r->sections[r->nsections - 1];
}

static struct report_block *
add_block(struct report *r, enum report_kind kind, struct sv text)
{
	struct report_section *s = last_section(r);

	if (s->nblocks == s->cap) {
		s->cap = s->cap != 0 ? s->cap * 2 : 8;
		s->blocks = mem_realloc(s->blocks, s->cap * sizeof(*s->blocks));
	}
	s->blocks[s->nblocks] = (struct report_block){
	    .kind = kind, .text = report_keep(r, text)};
	return &s->blocks[s->nblocks++];
}

void
report_paragraph(struct report *r, struct sv text)
{
	add_block(r, REPORT_PARAGRAPH, text);
}

void
report_item(struct report *r, struct sv text)
{
	add_block(r, REPORT_ITEM, text);
}

void
report_note(struct report *r, struct sv text)
{
	add_block(r, REPORT_NOTE, text);
}

void
report_figure(struct report *r, const struct report_figure *figure)
{
	struct report_section *s = last_section(r);
	struct report_block *b = s->nblocks > 0 ?
	    &s->blocks[s->nblocks - 1] : NULL;
	struct report_figure copy = *figure;

	if (b == NULL || b->kind != REPORT_FIGURES)
		b = add_block(r, REPORT_FIGURES, SV(""));
	copy.key = report_keep(r, figure->key);
	copy.label = report_keep(r, figure->label);
	copy.shown = report_keep(r, figure->shown);
	copy.change = report_keep(r, figure->change);
	b->figures = mem_realloc(
	    b->figures, (b->nfigures + 1) * sizeof(*b->figures));
	b->figures[b->nfigures++] = copy;
}

struct table *
report_table(struct report *r, struct sv key, struct sv caption)
{
	struct report_block *b = add_block(r, REPORT_TABLE, caption);

	b->key = report_keep(r, key);
	return &b->table;
}

static struct sv *
keep_labels(struct report *r, const struct sv *labels, size_t n)
{
	struct sv *copy = arena_alloc(&r->arena, (n + 1) * sizeof(*copy));

	for (size_t i = 0; i < n; i++)
		copy[i] = report_keep(r, labels[i]);
	return copy;
}

static void *
keep_bytes(struct report *r, const void *p, size_t n)
{
	void *copy = arena_alloc(&r->arena, n + 1);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

void
report_chart(struct report *r, const struct report_chart *chart)
{
	struct report_block *b = add_block(r, REPORT_CHART, SV(""));
	struct report_chart c = *chart;
	size_t cells = c.kind == REPORT_HEAT ? c.n * c.nrows : c.n;

	c.title = report_keep(r, chart->title);
	c.said = report_keep(r, chart->said);
	c.unit = report_keep(r, chart->unit);
	c.labels = keep_labels(r, chart->labels, c.n);
	c.rows = keep_labels(r, chart->rows, c.nrows);
	c.values = keep_bytes(r, chart->values, cells * sizeof(*c.values));
	if (chart->pale != NULL)
		c.pale = keep_bytes(r, chart->pale, c.n * sizeof(*c.pale));
	b->chart = c;
}

void
report_blank(struct report *r, struct sv text, size_t lines)
{
	add_block(r, REPORT_BLANK, text)->lines = lines;
}

static void
add_text(struct report *r, struct sv **list, size_t *n, struct sv text)
{
	*list = mem_realloc(*list, (*n + 1) * sizeof(**list));
	(*list)[(*n)++] = report_keep(r, text);
}

void
report_foot(struct report *r, struct sv text)
{
	add_text(r, &r->foot, &r->nfoot, text);
}

void
report_sign(struct report *r, struct sv who)
{
	add_text(r, &r->signs, &r->nsigns, who);
}

void
report_value(struct str *out, int64_t value, unsigned digits)
{
	change_add_fixed(out, value, digits, false);
}

/* 一 to 九十九, as official papers number their sections (GB/T 9704-2012,
 * 7.3.3: 一、 (一) 1. (1)). */
void
report_number(struct str *out, size_t section, bool english)
{
	static const char *const digits[] = {"", "一", "二", "三", "四", "五",
	    "六", "七", "八", "九"};
	size_t n = section + 1;

	if (english || n > 99) {
		str_addu(out, n);
		str_addz(out, english ? ". " : "、");
		return;
	}
	if (n >= 20)
		str_addz(out, digits[n / 10]);
	if (n >= 10)
		str_addz(out, "十");
	str_addz(out, digits[n % 10]);
	str_addz(out, "、");
}
