/* SPDX-License-Identifier: MIT */
#include "casetext.h"

#include "datetime.h"
#include "jsonout.h"

#include <stdlib.h>

static struct case_text *
new_case(struct case_texts *t)
{
	if (t->n == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 64;
		t->at = mem_realloc(t->at, t->cap * sizeof(*t->at));
	}
	return &t->at[t->n++];
}

void
case_texts_add(struct case_texts *t, const struct case_text *c)
{
	struct case_text *to = new_case(t);

	*to = *c;
	to->text = arena_dup(&t->arena, c->text);
	to->category = arena_dup(&t->arena, c->category);
	to->victim = arena_dup(&t->arena, c->victim);
	to->why = arena_dup(&t->arena, c->why);
	to->id = arena_dup(&t->arena, c->id);
}

void
case_texts_join(struct case_texts *into, struct case_texts *from)
{
	for (size_t i = 0; i < from->n; i++)
		*new_case(into) = from->at[i];
	from->n = 0;
}

static int
compare(const void *a, const void *b)
{
	const struct case_text *x = a, *y = b;
	int order = sv_cmp(x->category, y->category);

	if (order == 0 && x->day != y->day)
		order = x->day > y->day ? -1 : 1;
	if (order == 0)
		order = sv_cmp(x->text, y->text);
	if (order == 0)
		order = sv_cmp(x->id, y->id);
	if (order == 0)
		order = (x->loss > y->loss) - (x->loss < y->loss);
	return order;
}

void
case_texts_sort(struct case_texts *t)
{
	if (t->n > 0)
		qsort(t->at, t->n, sizeof(*t->at), compare);
}

void
case_texts_free(struct case_texts *t)
{
	arena_free(&t->arena);
	free(t->at);
	*t = (struct case_texts){0};
}

/* --- partials ------------------------------------------------------------ */

void
case_text_put(struct str *out, const struct case_text *c)
{
	size_t start = out->len;
	struct str day = {0};

	date_add(&day, c->day);
	json_put_text(out, SV("kind"), SV(CASETEXT_KIND));
	json_put_text(out, SV("id"), c->id);
	json_put_text(out, SV("category"), c->category);
	json_put_text(out, SV("victim"), c->victim);
	json_put_text(out, SV("why"), c->why);
	json_put_text(out, SV("day"), str_sv(&day));
	json_put_int(out, SV("loss"), c->loss);
	json_put_int(out, SV("course"), c->course);
	json_put_text(out, SV("text"), c->text);
	json_enclose(out, start);
	str_addc(out, '\n');
	str_free(&day);
}

int
case_text_read(struct case_texts *t, const struct record *r, struct fault *f)
{
	struct str text[5] = {{0}};
	struct case_text c = {.loss = -2};
	int64_t course = -1;
	bool dated = false;

	for (size_t i = 0; i < r->nfields; i++) {
		struct sv key = r->fields[i].key;
		const struct record_value *v = &r->fields[i].value;

		if (sv_eq(key, SV("id")))
			c.id = record_text(v, &text[0]);
		else if (sv_eq(key, SV("category")))
			c.category = record_text(v, &text[1]);
		else if (sv_eq(key, SV("victim")))
			c.victim = record_text(v, &text[2]);
		else if (sv_eq(key, SV("why")))
			c.why = record_text(v, &text[4]);
		else if (sv_eq(key, SV("text")))
			c.text = record_text(v, &text[3]);
		else if (sv_eq(key, SV("day")))
			dated = date_read(v->raw, &c.day);
		else if (sv_eq(key, SV("loss")))
			record_int(v, &c.loss);
		else if (sv_eq(key, SV("course")))
			record_int(v, &course);
	}
	c.course = (unsigned)course;
	if (dated && c.loss >= -1 && course >= 0 && course <= 3)
		case_texts_add(t, &c);
	else
		dated = false;
	for (size_t i = 0; i < 5; i++)
		str_free(&text[i]);
	return dated ? 0 : fault_set(f, NULL, 0, 0,
	    "a text of a partial that is damaged");
}
