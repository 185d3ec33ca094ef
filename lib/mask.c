/* SPDX-License-Identifier: MIT */
#include "mask_parts.h"
#include "utf8.h"

#include <stdlib.h>

#define NAME_MAX_BYTES 60       /* of a name known from the record */

struct span {
	size_t start, len;      /* bytes */
	enum extract_class class;
	size_t value;           /* index into found; SIZE_MAX: a known name */
};

struct mask_names {
	struct str text;        /* known names, one after another */
	struct name {
		size_t at, len;
	} *at;
	size_t n, cap;
	struct span *spans;
	size_t nspans, spans_cap;
};

struct mask *
mask_new(const struct mask_options *options)
{
	struct mask *m = mem_zalloc(1, sizeof(*m));

	m->options = *options;
	if (m->options.classes == 0)
		m->options.classes = EXTRACT_PERSONAL;
	m->names = mem_zalloc(1, sizeof(*m->names));
	return m;
}

void
mask_free(struct mask *m)
{
	if (m == NULL)
		return;
	extract_free(&m->found);
	str_free(&m->names->text);
	free(m->names->at);
	free(m->names->spans);
	free(m->names);
	free(m->edits);
	str_free(&m->scratch);
	free(m);
}

/* --- names of the record --------------------------------------------------- */

void
mask_know(struct mask *m, struct sv name)
{
	struct mask_names *names = m->names;

	name = sv_trim(name);
	if (name.len > NAME_MAX_BYTES || utf8_count(name) < 2 ||
	    mask_is_masked(name) || mask_is_nobody(name))
		return;
	/* letters alone are known by their words: "li" is in "client" */
	if ((unsigned char)name.p[0] < 0x80 && name.len < 4)
		return;
	for (size_t i = 0; i < names->n; i++)
		if (sv_eq((struct sv){names->text.p + names->at[i].at,
		    names->at[i].len}, name))
			return;
	if (names->n == names->cap) {
		names->cap = names->cap != 0 ? names->cap * 2 : 8;
		names->at = mem_realloc(names->at,
		    names->cap * sizeof(*names->at));
	}
	names->at[names->n++] = (struct name){names->text.len, name.len};
	str_addsv(&names->text, name);
}

void
mask_forget(struct mask *m)
{
	m->names->n = 0;
	str_clear(&m->names->text);
}

/* --- what to replace ------------------------------------------------------- */

static void
add_span(struct mask_names *n, struct span s)
{
	if (n->nspans == n->spans_cap) {
		n->spans_cap = n->spans_cap != 0 ? n->spans_cap * 2 : 32;
		n->spans = mem_realloc(n->spans,
		    n->spans_cap * sizeof(*n->spans));
	}
	n->spans[n->nspans++] = s;
}

static void
find_known(struct mask *m, struct sv text)
{
	for (size_t i = 0; i < m->names->n; i++) {
		const struct name *k = &m->names->at[i];
		struct sv name = {m->names->text.p + k->at, k->len};
		size_t at = 0, next;

		while ((next = sv_find(sv_from(text, at), name)) != SIZE_MAX) {
			add_span(m->names, (struct span){at + next, name.len,
			    EXTRACT_NAME, SIZE_MAX});
			at += next + name.len;
		}
	}
}

/* By start; of equal ones what the record knows, then the longest. */
static int
by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if ((x->value == SIZE_MAX) != (y->value == SIZE_MAX))
		return x->value == SIZE_MAX ? -1 : 1;
	return x->len == y->len ? 0 : x->len > y->len ? -1 : 1;
}

static void
find_spans(struct mask *m, struct sv text)
{
	struct mask_names *n = m->names;
	size_t kept = 0, end = 0;

	n->nspans = 0;
	if ((m->options.classes & EXTRACT_BIT(EXTRACT_NAME)) != 0)
		find_known(m, text);
	extract_text(m->options.extractor, &m->found, text,
	    m->options.classes);
	for (size_t i = 0; i < m->found.n; i++) {
		const struct extract_value *v = &m->found.at[i];

		add_span(n, (struct span){v->start, v->len, v->class, i});
	}
	if (n->nspans > 1)
		qsort(n->spans, n->nspans, sizeof(*n->spans), by_place);
	for (size_t i = 0; i < n->nspans; i++) {
		struct span *s = &n->spans[i];

		if (s->start < end || mask_in_mark(text, s->start) ||
		    mask_is_masked((struct sv){text.p + s->start, s->len}))
			continue;
		end = s->start + s->len;
		n->spans[kept++] = *s;
	}
	n->nspans = kept;
}

/* A house number alone is that of many houses: what stands before it makes
 * the pseudonym one of a place. */
static struct sv
house_norm(struct mask *m, struct sv text, const struct span *s)
{
	size_t from = s->start;

	for (int i = 0; i < 3 && from > 0; i++) {
		do
			from--;
		while (from > 0 &&
		    ((unsigned char)text.p[from] & 0xc0) == 0x80);
	}
	str_clear(&m->scratch);
	str_add(&m->scratch, text.p + from, s->start - from);
	str_addsv(&m->scratch, extract_norm(&m->found,
	    &m->found.at[s->value]));
	return str_sv(&m->scratch);
}

static void
put_span(struct mask *m, struct sv text, const struct span *s,
    struct str *out)
{
	struct sv value = {text.p + s->start, s->len};

	if (s->value == SIZE_MAX)
		mask_value(m, EXTRACT_NAME, value, out);
	else if (s->class == EXTRACT_HOUSE &&
	    m->options.as == MASK_PSEUDONYM)
		mask_put(m, s->class, house_norm(m, text, s), out);
	else
		mask_put(m, s->class, extract_norm(&m->found,
		    &m->found.at[s->value]), out);
}

static void
add_edit(struct mask *m, struct mask_edit e)
{
	if (m->nedits == m->edits_cap) {
		m->edits_cap = m->edits_cap != 0 ? m->edits_cap * 2 : 16;
		m->edits = mem_realloc(m->edits,
		    m->edits_cap * sizeof(*m->edits));
	}
	m->edits[m->nedits++] = e;
}

/* Characters as extract counts them: a byte that is not UTF-8 is one. */
static size_t
count(struct sv s)
{
	size_t n = 0;

	for (;;) {
		size_t good = utf8_valid_prefix(s);

		n += utf8_count((struct sv){s.p, good});
		if (good == s.len)
			return n;
		n++;
		s = sv_from(s, good + 1);
	}
}

/* The text from byte `from` on, of which what stands before is a heading. */
static void
mask_from(struct mask *m, struct sv text, size_t start, struct str *out)
{
	size_t byte = start, at = 0, new_at = 0;

	m->nedits = 0;
	find_spans(m, text);
	for (size_t i = 0; i < m->names->nspans; i++) {
		const struct span *s = &m->names->spans[i];
		struct sv before = {text.p + byte, s->start - byte};
		struct mask_edit e = {.class = s->class};
		size_t from;

		if (s->start < start)
			continue;
		str_addsv(out, before);
		from = out->len;
		put_span(m, text, s, out);
		e.byte = s->start - start;
		e.at = at + count(before);
		e.len = count((struct sv){text.p + s->start, s->len});
		e.new_at = new_at + (e.at - at);
		e.new_len = utf8_count((struct sv){out->p + from,
		    out->len - from});
		add_edit(m, e);
		at = e.at + e.len;
		new_at = e.new_at + e.new_len;
		byte = s->start + s->len;
	}
	if (byte < text.len)
		str_add(out, text.p + byte, text.len - byte);
}

void
mask_text(struct mask *m, struct sv text, struct str *out)
{
	mask_from(m, text, 0, out);
}

void
mask_text_under(struct mask *m, struct sv heading, struct sv text,
    struct str *out)
{
	struct str both = {0};

	str_addsv(&both, heading);
	str_addc(&both, ':');
	str_addsv(&both, text);
	mask_from(m, str_sv(&both), heading.len + 1, out);
	str_free(&both);
}

/* --- addresses, places ----------------------------------------------------- */

void
mask_address(struct mask *m, struct sv address, struct str *out)
{
	size_t from = out->len, i;

	mask_text(m, address, out);
	if (m->options.as != MASK_PARTIAL)
		return;
	for (i = 0; i < m->nedits && m->edits[i].class != EXTRACT_HOUSE; i++)
		;
	if (i == m->nedits)
		return;
	out->len = from + utf8_offset((struct sv){out->p + from,
	    out->len - from}, m->edits[i].new_at);
	if (out->len == from)
		str_addz(out, "**");
	out->p[out->len] = '\0';
}

static size_t
moved(const struct mask_edit *edits, size_t n, size_t pos, bool end)
{
	ptrdiff_t shift = 0;

	for (size_t i = 0; i < n; i++) {
		const struct mask_edit *e = &edits[i];

		if (pos < e->at + (end ? 1 : 0))
			break;
		if (pos < e->at + e->len + (end ? 1 : 0) && e->len > 0)
			return end ? e->new_at + e->new_len : e->new_at;
		shift = (ptrdiff_t)(e->new_at + e->new_len) -
		    (ptrdiff_t)(e->at + e->len);
	}
	return (size_t)((ptrdiff_t)pos + shift);
}

void
mask_move(const struct mask_edit *edits, size_t n, size_t *start, size_t *len)
{
	size_t from = moved(edits, n, *start, false);
	size_t end = *len > 0 ? moved(edits, n, *start + *len, true) : from;

	*start = from;
	*len = end > from ? end - from : 0;
}
