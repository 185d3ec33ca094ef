/* SPDX-License-Identifier: MIT */
#include "template.h"

#include "utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_IF, PIECE_UNLESS, PIECE_END };

struct piece {
	enum piece_kind kind;
	struct sv text;         /* PIECE_TEXT */
	size_t name;            /* index into known */
	size_t end;             /* PIECE_IF, PIECE_UNLESS: the piece that ends
	                         * it */
	size_t line, column;
};

struct template {
	struct str text;
	const char *const *known;
	struct piece *pieces;
	size_t n, cap;
};

struct parser {
	struct template *t;
	const char *name;
	struct fault *f;
	struct sv rest;
	size_t open[TEMPLATE_DEEP], depth;
};

static void
place(const struct parser *p, const char *at, size_t *line, size_t *column)
{
	const char *s = p->t->text.p, *start = s;

	*line = 1;
	for (; s < at; s++)
		if (*s == '\n') {
			(*line)++;
			start = s + 1;
		}
	*column = utf8_count((struct sv){start, (size_t)(at - start)}) + 1;
}

static int
fault_at(const struct parser *p, const char *at, const char *before,
    struct sv detail, const char *after)
{
	struct str quoted = {0};
	size_t line, column;
	int status;

	place(p, at, &line, &column);
	fault_quote(&quoted, detail, 40);
	status = fault_set(p->f, p->name, line, column, "%s%s%s", before,
	    str_z(&quoted), after);
	str_free(&quoted);
	return status;
}

static struct piece *
add(struct template *t, enum piece_kind kind)
{
	if (t->n == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 32;
		t->pieces = mem_realloc(t->pieces,
		    t->cap * sizeof(*t->pieces));
	}
	t->pieces[t->n] = (struct piece){.kind = kind};
	return &t->pieces[t->n++];
}

static size_t
find_name(const struct template *t, struct sv name)
{
	size_t i = 0;

	while (t->known[i] != NULL && !sv_eq(name, sv_z(t->known[i])))
		i++;
	return t->known[i] != NULL ? i : SIZE_MAX;
}

/* The nearest thing to help: all that are known. */
static int
unknown(const struct parser *p, const char *at, struct sv name)
{
	struct str what = {0};
	int status;

	str_addz(&what, "\"; known are ");
	for (size_t i = 0; p->t->known[i] != NULL; i++)
		str_addf(&what, "%s%s", i > 0 ? ", " : "", p->t->known[i]);
	status = fault_at(p, at, "unknown placeholder \"", name, what.p);
	str_free(&what);
	return status;
}

/* --- tags ---------------------------------------------------------------- */

static int
close_section(struct parser *p, const char *at, size_t name, struct sv text)
{
	struct template *t = p->t;
	size_t open;

	if (p->depth == 0)
		return fault_at(p, at, "{{/", text, "}} ends no section");
	open = p->open[--p->depth];
	if (t->pieces[open].name != name)
		return fault_at(p, at, "{{/", text,
		    "}} ends another section than the last one begun");
	t->pieces[open].end = t->n;
	add(t, PIECE_END);
	return 0;
}

static int
open_section(struct parser *p, const char *at, size_t name, bool unless)
{
	struct piece *piece;

	if (p->depth == TEMPLATE_DEEP)
		return fault_at(p, at, "sections too deep", SV(""), "");
	p->open[p->depth++] = p->t->n;
	piece = add(p->t, unless ? PIECE_UNLESS : PIECE_IF);
	piece->name = name;
	place(p, at, &piece->line, &piece->column);
	return 0;
}

static int
take_tag(struct parser *p, const char *at, struct sv inside)
{
	char mark = inside.len > 0 ? inside.p[0] : '\0';
	struct sv text = inside;
	size_t name;

	if (mark == '!')
		return 0;
	if (mark == '#' || mark == '^' || mark == '/')
		text = sv_from(inside, 1);
	text = sv_trim(text);
	name = find_name(p->t, text);
	if (name == SIZE_MAX)
		return unknown(p, at, text);
	if (mark == '/')
		return close_section(p, at, name, text);
	if (mark == '#' || mark == '^')
		return open_section(p, at, name, mark == '^');
	add(p->t, PIECE_VALUE)->name = name;
	return 0;
}

/* Whether a line has nothing but tags of sections and remarks; blanks. */
static bool
is_bare(struct sv line)
{
	bool any = false;

	line = sv_trim(line);
	while (line.len > 0) {
		size_t end = sv_find(line, SV("}}"));

		if (!sv_starts(line, SV("{{")) || line.len < 3 ||
		    strchr("#^/!", line.p[2]) == NULL || end == SIZE_MAX)
			return false;
		any = true;
		line = sv_trim(sv_from(line, end + 2));
	}
	return any;
}

/* Lines of tags alone add neither their blanks nor their end. */
static int
take_line(struct parser *p, struct sv line)
{
	bool bare = is_bare(line);

	while (line.len > 0) {
		size_t at = sv_find(line, SV("{{")), end;

		if (at == SIZE_MAX)
			at = line.len;
		if (at > 0 && !bare)
			add(p->t, PIECE_TEXT)->text =
			    (struct sv){line.p, at};
		line = sv_from(line, at);
		if (line.len == 0)
			return 0;
		end = sv_find(line, SV("}}"));
		if (end == SIZE_MAX)
			return fault_at(p, line.p, "a tag without end: ",
			    (struct sv){line.p, line.len -
				(line.p[line.len - 1] == '\n')},
			    "; write }} on its line");
		if (take_tag(p, line.p, (struct sv){line.p + 2, end - 2}) != 0)
			return -1;
		line = sv_from(line, end + 2);
	}
	return 0;
}

static int
parse(struct parser *p)
{
	while (p->rest.len > 0) {
		size_t n = sv_find(p->rest, SV("\n"));

		n = n == SIZE_MAX ? p->rest.len : n + 1;
		if (take_line(p, (struct sv){p->rest.p, n}) != 0)
			return -1;
		p->rest = sv_from(p->rest, n);
	}
	if (p->depth > 0) {
		const struct piece *open = &p->t->pieces[p->open[p->depth -
		    1]];

		return fault_set(p->f, p->name, open->line, open->column,
		    "a section without end: write {{/%s}}",
		    p->t->known[open->name]);
	}
	return 0;
}

struct template *
template_parse(struct sv text, const char *name, const char *const *known,
    struct fault *f)
{
	struct template *t = mem_zalloc(1, sizeof(*t));
	struct parser p = {.t = t, .name = name, .f = f};

	if (sv_starts(text, SV("\xef\xbb\xbf")))
		text = sv_from(text, 3);
	str_addz(&t->text, "");
	/* Editors under Windows end lines in CR LF. */
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] != '\r' || i + 1 == text.len ||
		    text.p[i + 1] != '\n')
			str_addc(&t->text, text.p[i]);
	t->known = known;
	p.rest = str_sv(&t->text);
	if (!utf8_is_valid(p.rest) || text.len > TEMPLATE_MAX)
		fault_set(f, name, 0, 0, text.len > TEMPLATE_MAX
		    ? "template too long" : "template is not UTF-8");
	else if (parse(&p) == 0)
		return t;
	template_free(t);
	return NULL;
}

struct template *
template_read(const char *path, const char *const *known, struct fault *f)
{
	struct template *t = NULL;
	struct str text = {0};
	FILE *file = fopen(path, "rb");
	char buffer[4096];
	size_t n;

	if (file == NULL) {
		fault_sys(f, path, errno, "cannot open");
		return NULL;
	}
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0 &&
	    text.len <= TEMPLATE_MAX)
		str_add(&text, buffer, n);
	if (ferror(file))
		fault_sys(f, path, errno, "cannot read");
	else
		t = template_parse(str_sv(&text), path, known, f);
	fclose(file);
	str_free(&text);
	return t;
}

void
template_free(struct template *t)
{
	if (t == NULL)
		return;
	str_free(&t->text);
	free(t->pieces);
	free(t);
}

/* --- filling ------------------------------------------------------------- */

void
template_fill(const struct template *t, const struct sv *values,
    struct str *out)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct piece *p = &t->pieces[i];

		switch (p->kind) {
		case PIECE_TEXT:
			str_addsv(out, p->text);
			break;
		case PIECE_VALUE:
			str_addsv(out, values[p->name]);
			break;
		case PIECE_IF:
		case PIECE_UNLESS:
			if ((values[p->name].len > 0) !=
			    (p->kind == PIECE_IF))
				i = p->end;
			break;
		case PIECE_END:
			break;
		}
	}
}

bool
template_uses(const struct template *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->pieces[i].kind == PIECE_VALUE &&
		    strcmp(t->known[t->pieces[i].name], name) == 0)
			return true;
	return false;
}
