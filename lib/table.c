/* SPDX-License-Identifier: MIT */
#include "table.h"

#include "change.h"
#include "jsonout.h"
#include "utf8.h"
#include "wrap.h"

#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>

enum cell_state { CELL_ABSENT, CELL_NUMBER, CELL_TEXT, CELL_RAW };

struct table_cell {
	enum cell_state state;
	enum table_kind kind;   /* CELL_NUMBER */
	int64_t number;
	struct sv text;  /* CELL_TEXT, CELL_RAW */
	struct sv shown; /* for people instead; p NULL: as it is */
};

const char *const table_formats[] = {"table", "csv", "jsonl", "md", "excel", NULL};

size_t
table_column(struct table *t, const char *key, const char *title,
    enum table_kind kind, unsigned where)
{
	if (t->ncolumns == TABLE_COLUMNS || t->nrows > 0)
		abort(); /* a mistake of the program, not of its input */
	t->columns[t->ncolumns] =
	    (struct table_column){key, title, kind, where};
	return t->ncolumns++;
}

void
table_row(struct table *t)
{
	if (t->nrows == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 16;
		t->cells = mem_realloc(
		    t->cells, t->cap * t->ncolumns * sizeof(*t->cells));
	}
	memset(&t->cells[t->nrows * t->ncolumns], 0,
	    t->ncolumns * sizeof(*t->cells));
	t->nrows++;
}

static struct table_cell *
last_row_cell(const struct table *t, size_t column)
{
	return &t->cells[(t->nrows - 1) * t->ncolumns + column];
}

void
table_set_as(struct table *t, size_t column, enum table_kind kind,
    int64_t value)
{
	struct table_cell *c = last_row_cell(t, column);

	c->state = CELL_NUMBER;
	c->kind = kind;
	c->number = value;
}

void
table_set(struct table *t, size_t column, int64_t value)
{
	table_set_as(t, column, t->columns[column].kind, value);
}

void
table_text(struct table *t, size_t column, struct sv text)
{
	struct table_cell *c = last_row_cell(t, column);

	c->state = CELL_TEXT;
	c->text = arena_dup(&t->arena, text);
}

void
table_number(struct table *t, size_t column, struct sv text)
{
	table_text(t, column, text);
	last_row_cell(t, column)->state = CELL_RAW;
}

void
table_shown(struct table *t, size_t column, struct sv text)
{
	last_row_cell(t, column)->shown = arena_dup(&t->arena, text);
}

/* One text everywhere: a hidden count must not show in another form. */
void
table_instead(struct table *t, size_t column, struct sv text)
{
	struct table_cell *c = last_row_cell(t, column);

	table_text(t, column, text);
	c->shown = c->text;
}

/* 10,000 yuan are 10^6 fen: hundredths of them, half away from zero. */
static int64_t
wan_hundredths(int64_t fen)
{
	int64_t rest = fen % 10000;

	return fen / 10000 + (rest >= 5000) - (rest <= -5000);
}

static void
add_number(struct str *out, enum table_kind kind, int64_t n, unsigned where)
{
	switch (kind) {
	case TABLE_TEXT:
	case TABLE_COUNT:
		str_addi(out, n);
		break;
	case TABLE_SIGNED:
		change_add_fixed(out, n, 0, where == TABLE_PEOPLE);
		break;
	case TABLE_FEN:
		change_add_fixed(out, n, where == TABLE_JSON ? 0 : 2, false);
		break;
	case TABLE_WAN:
		change_add_fixed(out, wan_hundredths(n), 2, false);
		break;
	case TABLE_TENTHS:
	case TABLE_PERCENT:
		change_add_fixed(out, n, 1, false);
		if (kind == TABLE_PERCENT && where == TABLE_PEOPLE)
			str_addc(out, '%');
		break;
	case TABLE_HUNDREDTHS:
	case TABLE_MILLIONTHS:
		change_add_fixed(out, n, kind == TABLE_HUNDREDTHS ? 2 : 6,
		    false);
		break;
	case TABLE_FLAG:
		if (where == TABLE_JSON)
			str_addz(out, n != 0 ? "true" : "false");
		else
			str_addi(out, n != 0);
		break;
	}
}

/* The cell's characters in that form, "" when absent. */
static void
add_cell(struct str *out, const struct table_cell *c, unsigned where)
{
	if (where == TABLE_PEOPLE && c->shown.p != NULL)
		str_addsv(out, c->shown);
	else if (c->state == CELL_TEXT || c->state == CELL_RAW)
		str_addsv(out, c->text);
	else if (c->state == CELL_NUMBER)
		add_number(out, c->kind, c->number, where);
}

/* --- aligned: libsmartcols ----------------------------------------------- */

void
table_cell_text(const struct table *t, size_t row, size_t column,
    unsigned where, struct str *out)
{
	add_cell(out, &t->cells[row * t->ncolumns + column], where);
}

bool
table_cell_number(const struct table *t, size_t row, size_t column,
    enum table_kind *kind, int64_t *number)
{
	const struct table_cell *c = &t->cells[row * t->ncolumns + column];

	if (c->state != CELL_NUMBER || c->shown.p != NULL)
		return false;
	*kind = c->kind;
	*number = c->number;
	return true;
}

static bool
add_scols_columns(struct libscols_table *tb, const struct table *t)
{
	for (size_t i = 0; i < t->ncolumns; i++) {
		int flags =
		    t->columns[i].kind == TABLE_TEXT ? 0 : SCOLS_FL_RIGHT;

		if ((t->columns[i].where & TABLE_PEOPLE) != 0 &&
		    scols_table_new_column(tb, t->columns[i].title, 0, flags) ==
			NULL)
			return false;
	}
	return true;
}

/* Control bytes would drive the terminal or break the line. */
static void
tame(struct str *s)
{
	struct str plain = {0};

	wrap_clean(&plain, str_sv(s));
	str_clear(s);
	str_addsv(s, str_sv(&plain));
	str_free(&plain);
}

static bool
add_scols_row(struct libscols_table *tb, const struct table *t, size_t row,
    struct str *text)
{
	struct libscols_line *line = scols_table_new_line(tb, NULL);
	size_t at = 0;

	for (size_t i = 0; line != NULL && i < t->ncolumns; i++) {
		if ((t->columns[i].where & TABLE_PEOPLE) == 0)
			continue;
		str_clear(text);
		add_cell(text, &t->cells[row * t->ncolumns + i],
		    TABLE_PEOPLE);
		tame(text);
		if (scols_line_set_data(line, at++, str_z(text)) != 0)
			return false;
	}
	return line != NULL;
}

static char *
scols_text(const struct table *t)
{
	struct libscols_table *tb = scols_new_table();
	struct str text = {0};
	char *data = NULL;
	bool good = tb != NULL && add_scols_columns(tb, t);

	for (size_t i = 0; good && i < t->nrows; i++)
		good = add_scols_row(tb, t, i, &text);
	/* Never cut to the width of a terminal that happens to be there. */
	if (good)
		good =
		    scols_table_set_termforce(tb, SCOLS_TERMFORCE_NEVER) == 0 &&
		    scols_table_enable_noencoding(tb, 1) == 0 &&
		    scols_print_table_to_string(tb, &data) == 0;
	str_free(&text);
	scols_unref_table(tb);
	return good ? data : NULL;
}

/* Drops the blanks that fill the last column of each line. */
static void
add_trimmed(struct str *out, struct sv lines)
{
	struct sv line;

	while (sv_split(&lines, '\n', &line)) {
		if (line.len == 0 && lines.p == NULL)
			break;
		while (line.len > 0 && line.p[line.len - 1] == ' ')
			line.len--;
		str_addsv(out, line);
		str_addc(out, '\n');
	}
}

/* libsmartcols prints nothing at all for a table without rows. */
static void
add_titles(struct str *out, const struct table *t)
{
	bool first = true;

	for (size_t i = 0; i < t->ncolumns; i++) {
		if ((t->columns[i].where & TABLE_PEOPLE) == 0)
			continue;
		str_addf(out, "%s%s", first ? "" : " ", t->columns[i].title);
		first = false;
	}
	str_addc(out, '\n');
}

static int
print_aligned(const struct table *t, struct str *out, struct fault *f)
{
	locale_t utf8, before;
	char *data;

	if (t->nrows == 0) {
		add_titles(out, t);
		return 0;
	}
	/* libsmartcols measures by the locale and escapes Chinese under C
	 * (measured); this one exists wherever glibc or musl does. */
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (utf8 == (locale_t)0)
		return fault_sys(
		    f, NULL, errno, "cannot use the locale C.UTF-8");
	before = uselocale(utf8);
	data = scols_text(t);
	uselocale(before);
	freelocale(utf8);
	if (data == NULL)
		return fault_set(f, NULL, 0, 0, "cannot lay out the table");
	add_trimmed(out, sv_z(data));
	free(data);
	return 0;
}

/* --- CSV, Markdown, JSON Lines ------------------------------------------- */

/* RFC 4180; blanks at the ends are quoted too, for readers that trim. */
static void
add_csv(struct str *out, struct sv text)
{
	if (text.len == 0 ||
	    (strpbrk(text.p, ",\"\r\n") == NULL && text.p[0] != ' ' &&
		text.p[text.len - 1] != ' ')) {
		str_addsv(out, text);
		return;
	}
	str_addc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, text.p[i]);
	}
	str_addc(out, '"');
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* What Markdown would take for itself, and "<" for HTML. An underscore within
 * a word is only that. */
static void
add_md(struct str *out, struct sv text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];
		bool plain = c == '_' && i > 0 && i + 1 < text.len &&
		    is_alnum(text.p[i - 1]) && is_alnum(text.p[i + 1]);

		if (!plain && strchr("\\`*_[]<>|&", c) != NULL)
			str_addc(out, '\\');
		str_addc(out, c);
	}
}

static void
begin_cell(struct str *out, unsigned where, bool first)
{
	if (where == TABLE_CSV)
		str_addz(out, first ? "" : ",");
	else
		str_addz(out, first ? "| " : " | ");
}

/* row SIZE_MAX: the header. */
static void
add_line(struct str *out, const struct table *t, size_t row, unsigned where)
{
	struct str text = {0};
	bool first = true;

	for (size_t i = 0; i < t->ncolumns; i++) {
		if ((t->columns[i].where & where) == 0)
			continue;
		str_clear(&text);
		str_addz(&text, "");
		if (row == SIZE_MAX)
			str_addz(&text, t->columns[i].title);
		else
			add_cell(&text, &t->cells[row * t->ncolumns + i], where);
		begin_cell(out, where, first);
		first = false;
		if (where == TABLE_CSV) {
			add_csv(out, str_sv(&text));
		} else {
			tame(&text);
			add_md(out, str_sv(&text));
		}
	}
	str_addz(out, where == TABLE_CSV ? "\n" : " |\n");
	str_free(&text);
}

static void
print_lines(const struct table *t, unsigned where, struct str *out)
{
	add_line(out, t, SIZE_MAX, where);
	if (where == TABLE_PEOPLE) {
		for (size_t i = 0; i < t->ncolumns; i++)
			if ((t->columns[i].where & where) != 0)
				str_addz(out, t->columns[i].kind == TABLE_TEXT
						  ? "| --- "
						  : "| ---: ");
		str_addz(out, "|\n");
	}
	for (size_t i = 0; i < t->nrows; i++)
		add_line(out, t, i, where);
}

static void
print_objects(const struct table *t, struct sv lead, struct str *out)
{
	struct str number = {0};

	for (size_t row = 0; row < t->nrows; row++) {
		size_t start = out->len;

		str_addsv(out, lead);
		for (size_t i = 0; i < t->ncolumns; i++) {
			const struct table_column *col = &t->columns[i];
			const struct table_cell *c =
			    &t->cells[row * t->ncolumns + i];

			if ((col->where & TABLE_JSON) == 0 ||
			    c->state == CELL_ABSENT)
				continue;
			str_clear(&number);
			add_cell(&number, c, TABLE_JSON);
			if (c->state == CELL_TEXT)
				json_put_text(out, sv_z(col->key), c->text);
			else
				json_put_raw(
				    out, sv_z(col->key), str_sv(&number));
		}
		json_enclose(out, start);
		str_addc(out, '\n');
	}
	str_free(&number);
}

/* The byte order mark stands once, before the first of several tables. */
static void
print_excel(const struct table *t, struct str *out)
{
	struct str csv = {0};

	print_lines(t, TABLE_CSV, &csv);
	table_excel(&csv);
	str_addsv(out, sv_from(str_sv(&csv), out->len > 0 ? 3 : 0));
	str_free(&csv);
}

int
table_print(const struct table *t, enum table_format format, struct sv lead,
    struct str *out, struct fault *f)
{
	switch (format) {
	case TABLE_AS_TEXT:
		return print_aligned(t, out, f);
	case TABLE_AS_CSV:
		print_lines(t, TABLE_CSV, out);
		break;
	case TABLE_AS_EXCEL:
		print_excel(t, out);
		break;
	case TABLE_AS_MD:
		print_lines(t, TABLE_PEOPLE, out);
		break;
	case TABLE_AS_JSONL:
		print_objects(t, lead, out);
		break;
	}
	return 0;
}

void
table_free(struct table *t)
{
	free(t->cells);
	arena_free(&t->arena);
	*t = (struct table){0};
}
