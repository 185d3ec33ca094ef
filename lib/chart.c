/* SPDX-License-Identifier: MIT */
#include "chart.h"

#include "utf8.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LABEL_MOST 28   /* columns of a label, where a bar needs room */
#define BAR_LEAST 10
#define CELL 2          /* columns of a cell of the grid */

/* A bar's end in eighths of a column, a column's top in eighths of a line. */
static const char *const ends[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
static const char *const tops[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇",
    "█"};
static const char *const shades[] = {"·", "░", "▒", "▓", "█"};
#define NSHADES 5

/* One hue, so that who sees no colours loses nothing. */
static const char *const hues[NSHADES] = {"\033[90m", "\033[38;5;187m",
    "\033[38;5;179m", "\033[38;5;172m", "\033[38;5;160m"};
#define HUE_BAR "\033[36m"
#define HUE_PALE "\033[90m"
#define HUE_END "\033[0m"

struct chart_style
chart_style_of(int fd, bool english)
{
	struct chart_style s = {CHART_WIDTH, false, english};
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
	struct winsize size;

	if (!isatty(fd))
		return s;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		s.width = size.ws_col;
	s.colour = (none == NULL || none[0] == '\0') && term != NULL &&
	    term[0] != '\0' && strcmp(term, "dumb") != 0;
	return s;
}

static unsigned
width_of(const struct chart_style *style)
{
	return style->width != 0 ? style->width : CHART_WIDTH;
}

static void
hue(struct str *out, const struct chart_style *style, const char *code)
{
	if (style->colour)
		str_addz(out, code);
}

static void
blanks(struct str *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_addc(out, ' ');
}

/* No blank at the end of a line: such lines break in mail and in chats. */
static void
end_line(struct str *out)
{
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		out->len--;
	str_addc(out, '\n');
}

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Appends at most `width` columns; gives how many. Input never drives a
 * terminal: control characters are shown as "?". */
static unsigned
add_safe(struct str *out, struct sv text, unsigned width)
{
	unsigned used = 0;
	size_t at = 0;
	uint32_t c;

	while (at < text.len) {
		size_t n = utf8_decode(sv_from(text, at), &c);
		unsigned w = n == 0 || is_control(c) ? 1 : utf8_width_of(c);

		if (n == 0 || used + w > width)
			break;
		used += w;
		if (is_control(c))
			str_addc(out, '?');
		else
			str_add(out, text.p + at, n);
		at += n;
	}
	return used;
}

static unsigned
columns_of(struct sv text)
{
	struct str scratch = {0};
	unsigned width = add_safe(&scratch, text, UINT32_MAX);

	str_free(&scratch);
	return width;
}

void
chart_label(struct str *out, struct sv text, unsigned width)
{
	unsigned used;

	if (width == 0)
		return;
	if (columns_of(text) <= width) {
		used = add_safe(out, text, width);
	} else {
		used = add_safe(out, text, width - 1) + 1;
		str_addz(out, "…");
	}
	blanks(out, width - used);
}

/* --- bars ---------------------------------------------------------------- */

static int64_t
largest(const struct chart_point *points, size_t n)
{
	int64_t most = 0;

	for (size_t i = 0; i < n; i++)
		if (points[i].value > most)
			most = points[i].value;
	return most;
}

/* value of `most` as parts of `whole`, half up; something is never nothing. */
static uint64_t
parts_of(int64_t value, int64_t most, uint64_t whole)
{
	double exact;
	uint64_t parts;

	if (value <= 0 || most <= 0)
		return 0;
	exact = (double)value / (double)most * (double)whole;
	parts = (uint64_t)(exact + 0.5);
	if (parts > whole)
		parts = whole;
	return parts > 0 ? parts : 1;
}

static void
figure(struct str *out, const struct chart_point *p)
{
	if (p->shown.len > 0)
		str_addsv(out, p->shown);
	else if (p->value >= 0)
		str_addi(out, p->value);
	else
		str_addc(out, '-');
}

static unsigned
label_width(const struct sv *label, size_t n, size_t stride, unsigned most)
{
	unsigned width = 0;

	for (size_t i = 0; i < n; i++) {
		const struct sv *l = (const struct sv *)(const void *)(
		    (const char *)label + i * stride);
		unsigned w = columns_of(*l);

		if (w > width)
			width = w > most ? most : w;
	}
	return width;
}

static void
bar(struct str *out, const struct chart_style *style,
    const struct chart_point *p, int64_t most, unsigned room)
{
	uint64_t eighths = parts_of(p->value, most, (uint64_t)room * 8);

	hue(out, style, p->pale ? HUE_PALE : HUE_BAR);
	for (uint64_t i = 0; i < eighths / 8; i++)
		str_addz(out, p->pale ? "▒" : "█");
	/* Shades have no eighths. */
	if (p->pale)
		str_addz(out, eighths % 8 >= 4 || eighths < 8 ? "▒" : "");
	else
		str_addz(out, ends[eighths % 8]);
	hue(out, style, HUE_END);
}

void
chart_bars(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n)
{
	int64_t most = largest(points, n);
	unsigned width = width_of(style), figures = 0, labels, room;
	struct str text = {0};

	if (n == 0)
		return;
	labels = label_width(&points->label, n, sizeof(*points), LABEL_MOST);
	for (size_t i = 0; i < n; i++) {
		str_clear(&text);
		figure(&text, &points[i]);
		if (columns_of(str_sv(&text)) > figures)
			figures = columns_of(str_sv(&text));
	}
	room = width > labels + figures + 2 + BAR_LEAST
	    ? width - labels - figures - 2 : BAR_LEAST;
	for (size_t i = 0; i < n; i++) {
		chart_label(out, points[i].label, labels);
		str_addc(out, ' ');
		if (points[i].value > 0) {
			bar(out, style, &points[i], most, room);
			str_addc(out, ' ');
		}
		figure(out, &points[i]);
		end_line(out);
	}
	str_free(&text);
}

/* --- series -------------------------------------------------------------- */

static void
column(struct str *out, const struct chart_style *style,
    const struct chart_point *p, uint64_t eighths, unsigned line, unsigned wide)
{
	uint64_t under = (uint64_t)line * 8;
	uint64_t here = eighths <= under ? 0 : eighths - under;
	const char *block = tops[here > 8 ? 8 : here];

	if (p->pale && here > 0)
		block = here >= 4 || line == 0 ? "▒" : " ";
	hue(out, style, p->pale ? HUE_PALE : HUE_BAR);
	for (unsigned i = 0; i < wide; i++)
		str_addz(out, p->value < 0 && line == 0 ? "·" : block);
	hue(out, style, HUE_END);
}

/* First and last label at the ends of the axis. */
static void
under_axis(struct str *out, const struct chart_point *points, size_t n,
    unsigned left, size_t columns)
{
	unsigned first = columns_of(points[0].label);
	unsigned last = columns_of(points[n - 1].label);

	blanks(out, left);
	add_safe(out, points[0].label, first);
	if (n > 1) {
		blanks(out, columns > first + last ? columns - first - last
						   : 1);
		add_safe(out, points[n - 1].label, last);
	}
	end_line(out);
}

static void
axis(struct str *out, unsigned left, size_t columns)
{
	blanks(out, left - 1);
	str_addz(out, "└");
	for (size_t i = 0; i < columns; i++)
		str_addz(out, "─");
	str_addc(out, '\n');
}

static void
left_out(struct str *out, const struct chart_style *style, size_t n)
{
	if (n > 0)
		str_addf(out, style->english
		    ? "(%zu earlier ones do not fit)\n"
		    : "（更早的%zu期画不下）\n", n);
}

void
chart_series(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n, unsigned rows)
{
	unsigned left, wide, room;
	size_t skipped = 0;
	struct str top = {0};
	int64_t most;

	if (n == 0)
		return;
	most = largest(points, n);
	str_addi(&top, most);
	left = (unsigned)top.len + 2;
	room = width_of(style) > left + 8 ? width_of(style) - left : 8;
	if (n > room) {
		skipped = n - room;
		points += skipped;
		n = room;
		most = largest(points, n);
		str_clear(&top);
		str_addi(&top, most);
	}
	wide = (unsigned)(room / n);
	wide = wide > 6 ? 6 : wide;
	rows = rows < 2 ? 2 : rows;
	for (unsigned line = rows; line-- > 0;) {
		size_t digits = line + 1 == rows ? top.len : 0;

		blanks(out, left - 2 - digits);
		str_add(out, top.p, digits);
		str_addz(out, line + 1 == rows ? " ┤" : " │");
		for (size_t i = 0; i < n; i++) {
			column(out, style, &points[i], parts_of(
			    points[i].value, most, (uint64_t)rows * 8), line,
			    wide > 2 ? wide - 1 : wide);
			blanks(out, wide > 2 ? 1 : 0);
		}
		end_line(out);
	}
	axis(out, left, n * wide);
	under_axis(out, points, n, left, n * wide);
	left_out(out, style, skipped);
	str_free(&top);
}

void
chart_spark(struct str *out, const struct chart_style *style,
    const struct chart_point *points, size_t n)
{
	int64_t most = largest(points, n);

	for (size_t i = 0; i < n; i++) {
		uint64_t eighths = parts_of(points[i].value, most, 8);

		hue(out, style, points[i].pale ? HUE_PALE : HUE_BAR);
		str_addz(out, points[i].value < 0 ? "·" :
		    points[i].pale && eighths > 0 ? "▒" : tops[eighths]);
		hue(out, style, HUE_END);
	}
}

void
chart_sparks(struct str *out, const struct chart_style *style,
    const struct sv *labels, size_t nseries, const struct chart_point *points,
    size_t n)
{
	unsigned width = label_width(labels, nseries, sizeof(*labels),
	    LABEL_MOST);
	unsigned rest = width + 26;
	size_t room = width_of(style) > rest + 8 ? width_of(style) - rest : 8;
	size_t skip = n > room ? n - room : 0;

	for (size_t s = 0; n > 0 && s < nseries; s++) {
		const struct chart_point *p = points + s * n + skip;

		chart_label(out, labels[s], width);
		str_addc(out, ' ');
		chart_spark(out, style, p, n - skip);
		str_addf(out, style->english ? " most %lld, last "
					     : " 最高%lld 末期",
		    (long long)largest(p, n - skip));
		figure(out, &points[s * n + n - 1]);
		end_line(out);
	}
	left_out(out, style, skip);
}

/* --- the grid ------------------------------------------------------------ */

/* The least count of each shade: quarters of the largest. */
static void
bounds(int64_t most, int64_t *least)
{
	least[0] = 0;
	for (int i = 1; i < NSHADES; i++)
		least[i] = (most * (i - 1)) / (NSHADES - 1) + 1;
}

static void
heat_head(struct str *out, const struct sv *columns, size_t n, unsigned left,
    size_t every)
{
	blanks(out, left + 1);
	for (size_t i = 0; i < n; i += every) {
		size_t cells = n - i < every ? n - i : every;

		chart_label(out, columns[i], (unsigned)(cells * CELL));
	}
	end_line(out);
}

static void
heat_cell(struct str *out, const struct chart_style *style, int64_t value,
    const int64_t *least)
{
	int shade = 0;

	if (value < 0) {
		str_addz(out, "? ");
		return;
	}
	while (shade + 1 < NSHADES && value >= least[shade + 1])
		shade++;
	hue(out, style, hues[shade]);
	str_addz(out, shades[shade]);
	str_addz(out, shade == 0 ? " " : shades[shade]);
	hue(out, style, HUE_END);
}

static void
legend(struct str *out, const struct chart_style *style, const int64_t *least,
    int64_t most, unsigned left)
{
	blanks(out, left + 1);
	str_addz(out, "· 0");
	for (int i = 1; i < NSHADES; i++) {
		int64_t to = i + 1 < NSHADES ? least[i + 1] - 1 : most;

		if (to < least[i])
			continue;
		str_addz(out, "  ");
		hue(out, style, hues[i]);
		str_addf(out, "%s%s", shades[i], shades[i]);
		hue(out, style, HUE_END);
		str_addf(out, " %lld", (long long)least[i]);
		if (to > least[i])
			str_addf(out, "-%lld", (long long)to);
	}
	str_addc(out, '\n');
}

void
chart_heat(struct str *out, const struct chart_style *style,
    const int64_t *cells, const struct sv *rows, size_t nrows,
    const struct sv *columns, size_t ncolumns, size_t every)
{
	unsigned left = label_width(rows, nrows, sizeof(*rows), LABEL_MOST);
	int64_t most = 0, least[NSHADES];

	for (size_t i = 0; i < nrows * ncolumns; i++)
		if (cells[i] > most)
			most = cells[i];
	bounds(most, least);
	heat_head(out, columns, ncolumns, left, every != 0 ? every : 1);
	for (size_t r = 0; r < nrows; r++) {
		chart_label(out, rows[r], left);
		str_addc(out, ' ');
		for (size_t c = 0; c < ncolumns; c++)
			heat_cell(out, style, cells[r * ncolumns + c], least);
		end_line(out);
	}
	legend(out, style, least, most, left);
}
