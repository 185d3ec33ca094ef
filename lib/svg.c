/* SPDX-License-Identifier: MIT */
#include "svg.h"

#include "utf8.h"
#include "wrap.h"

#include <stdio.h>

/* User units; the page scales them to its width. At 400 for a phone's 390
 * pixels the letters are about as large as the text around them. */
#define WIDE 400
#define LETTER 12       /* height of a letter; a Han character is as wide */

void
svg_text(struct str *out, struct sv text)
{
	struct str plain = {0};

	wrap_clean(&plain, text);
	for (size_t i = 0; i < plain.len; i++)
		switch (plain.p[i]) {
		case '&':
			str_addz(out, "&amp;");
			break;
		case '<':
			str_addz(out, "&lt;");
			break;
		case '>':
			str_addz(out, "&gt;");
			break;
		case '"':
			str_addz(out, "&quot;");
			break;
		default:
			str_addc(out, plain.p[i]);
		}
	str_free(&plain);
}

/* The text, cut with … where it is wider than `room` units. */
static void
add_fitting(struct str *out, struct sv text, unsigned room)
{
	size_t most = room * 2 / LETTER, at = 0, used = 0;
	uint32_t c;

	if (utf8_width(text) <= most) {
		svg_text(out, text);
		return;
	}
	while (at < text.len) {
		size_t n = utf8_decode(sv_from(text, at), &c);

		if (n == 0 || used + utf8_width_of(c) + 2 > most)
			break;
		used += utf8_width_of(c);
		at += n;
	}
	svg_text(out, (struct sv){text.p, at});
	str_addz(out, "…");
}

static void
begin(struct str *out, const struct report_chart *c, size_t id, unsigned high)
{
	str_addf(out, "<svg viewBox=\"0 0 %d %u\" role=\"img\" "
	    "aria-labelledby=\"t%zu d%zu\">\n<title id=\"t%zu\">", WIDE, high,
	    id, id, id);
	svg_text(out, c->title);
	str_addf(out, "</title>\n<desc id=\"d%zu\">", id);
	svg_text(out, c->said.len > 0 ? c->said : c->title);
	str_addz(out, "</desc>\n");
}

/* anchor: "start", "middle", "end". */
static void
put_text(struct str *out, unsigned x, unsigned y, const char *anchor,
    const char *class, struct sv text, unsigned room)
{
	str_addf(out, "<text x=\"%u\" y=\"%u\" text-anchor=\"%s\"", x, y,
	    anchor);
	if (class != NULL)
		str_addf(out, " class=\"%s\"", class);
	str_addc(out, '>');
	add_fitting(out, text, room);
	str_addz(out, "</text>\n");
}

static void
put_rect(struct str *out, const char *class, unsigned x, unsigned y,
    unsigned w, unsigned h)
{
	str_addf(out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" "
	    "height=\"%u\"/>\n", class, x, y, w, h);
}

static int64_t
largest(const int64_t *values, size_t n)
{
	int64_t most = 1;

	for (size_t i = 0; i < n; i++)
		if (values[i] > most)
			most = values[i];
	return most;
}

static unsigned
scaled(int64_t value, int64_t most, unsigned room)
{
	return value > 0 ?
	    (unsigned)((double)value / (double)most * room + 0.5) : 0;
}

static void
value_text(struct str *s, const struct report_chart *c, size_t i)
{
	str_clear(s);
	if (c->values[i] < 0)
		str_addz(s, "–");
	else
		report_value(s, c->values[i], c->digits);
}

/* Label and figure on one line, the bar below it: labels of any length have
 * room, on a phone too. */
static void
put_bars(struct str *out, const struct report_chart *c, size_t id)
{
	int64_t most = largest(c->values, c->n);
	struct str shown = {0};

	begin(out, c, id, (unsigned)c->n * 34 + 4);
	for (size_t i = 0; i < c->n; i++) {
		unsigned y = (unsigned)i * 34;
		bool pale = c->pale != NULL && c->pale[i];

		value_text(&shown, c, i);
		put_text(out, 0, y + 13, "start", NULL, c->labels[i],
		    WIDE - 80);
		put_text(out, WIDE, y + 13, "end", NULL, str_sv(&shown), 80);
		put_rect(out, "axis", 0, y + 19, WIDE, 9);
		put_rect(out, pale ? "pale" : "bar", 0, y + 19,
		    scaled(c->values[i], most, WIDE), 9);
	}
	str_addz(out, "</svg>\n");
	str_free(&shown);
}

/* Which labels stand below the columns: as many as have room. */
static size_t
label_step(const struct report_chart *c)
{
	size_t widest = 1, fit;

	for (size_t i = 0; i < c->n; i++)
		if (utf8_width(c->labels[i]) > widest)
			widest = utf8_width(c->labels[i]);
	fit = WIDE / (widest * LETTER / 2 + 8);
	return fit == 0 ? c->n : (c->n + fit - 1) / fit;
}

static void
put_series(struct str *out, const struct report_chart *c, size_t id)
{
	enum { TOP = 18, HIGH = 120, BASE = TOP + HIGH };
	int64_t most = largest(c->values, c->n);
	size_t step = label_step(c);
	struct str shown = {0};
	unsigned n = (unsigned)c->n;

	begin(out, c, id, BASE + 22);
	put_rect(out, "axis", 0, BASE, WIDE, 1);
	for (unsigned i = 0; i < n; i++) {
		unsigned left = i * WIDE / n, right = (i + 1) * WIDE / n;
		unsigned gap = right - left > 6 ? 2 : right - left > 2 ? 1 : 0;
		unsigned h = scaled(c->values[i], most, HIGH);
		unsigned middle = (left + right) / 2;
		bool first = i == 0, last = i + 1 == n;

		put_rect(out, c->pale != NULL && c->pale[i] ? "pale" : "bar",
		    left + gap, BASE - h, right - left - 2 * gap, h);
		value_text(&shown, c, i);
		if (shown.len * LETTER / 2 <= right - left)
			put_text(out, middle, BASE - h - 4, "middle", NULL,
			    str_sv(&shown), right - left + LETTER);
		if (i % step == 0 && (!last || step == 1 || n == 1))
			put_text(out, first ? 0 : middle, BASE + 15,
			    first ? "start" : "middle", NULL, c->labels[i],
			    WIDE);
	}
	str_addz(out, "</svg>\n");
	str_free(&shown);
}

/* Hours as rows where there are more columns than a phone has room for. */
static void
put_heat(struct str *out, const struct report_chart *c, size_t id)
{
	enum { LEFT = 64, TOP = 20, HIGH = 20 };
	bool turned = c->n > 12;
	size_t columns = turned ? c->nrows : c->n;
	size_t rows = turned ? c->n : c->nrows;
	const struct sv *over = turned ? c->rows : c->labels;
	const struct sv *beside = turned ? c->labels : c->rows;
	unsigned wide = (WIDE - LEFT) / (unsigned)(columns + (columns == 0));
	int64_t most = largest(c->values, c->n * c->nrows);
	struct str shown = {0};
	char class[8];

	begin(out, c, id, TOP + (unsigned)rows * HIGH + 4);
	for (size_t k = 0; k < columns; k++)
		put_text(out, LEFT + (unsigned)k * wide + wide / 2, 13,
		    "middle", NULL, over[k], wide + 8);
	for (size_t i = 0; i < rows; i++) {
		unsigned y = TOP + (unsigned)i * HIGH;

		put_text(out, LEFT - 6, y + 14, "end", NULL, beside[i],
		    LEFT - 6);
		for (size_t k = 0; k < columns; k++) {
			size_t at = turned ? k * c->n + i : i * c->n + k;
			unsigned x = LEFT + (unsigned)k * wide;
			unsigned shade = c->values[at] <= 0 ? 0 :
			    1 + (unsigned)((double)(c->values[at] - 1) /
			    (double)most * 4);

			snprintf(class, sizeof(class), "h%u", shade);
			put_rect(out, class, x, y, wide - 1, HIGH - 1);
			value_text(&shown, c, at);
			snprintf(class, sizeof(class), "v%u", shade);
			if (c->values[at] > 0)
				put_text(out, x + wide / 2, y + 14, "middle",
				    class, str_sv(&shown), wide + LETTER);
		}
	}
	str_addz(out, "</svg>\n");
	str_free(&shown);
}

void
svg_chart(struct str *out, const struct report_chart *c, size_t id)
{
	if (c->n == 0)
		return;
	switch (c->kind) {
	case REPORT_BARS:
		put_bars(out, c, id);
		break;
	case REPORT_SERIES:
		put_series(out, c, id);
		break;
	case REPORT_HEAT:
		put_heat(out, c, id);
		break;
	}
}
