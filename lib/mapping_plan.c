/* SPDX-License-Identifier: MIT */
/* The plan of mapping.h: a header compiled once a file. */
#include "fields.h"

#include "jsonout.h"
#include "money.h"
#include "narrow.h"

#include <stdlib.h>

static struct sv
kept(struct mapping *p, const struct str *s)
{
	return arena_dup(&p->arena, str_sv(s));
}

/* Columns of one key, best rank first, then in order of the file. */
static void
add_column(struct mapping *p, struct columns *c, size_t column)
{
	const struct header *h = p->header;
	size_t k = c->n++;

	if (c->at == NULL)
		c->at = arena_alloc(&p->arena,
		    h->ncolumns * sizeof(c->at[0]));
	for (; k > 0 && h->columns[c->at[k - 1]].is->rank >
	    h->columns[column].is->rank; k--)
		c->at[k] = c->at[k - 1];
	c->at[k] = (uint16_t)column;
}

static void
add_columns(struct mapping *p)
{
	const struct header *h = p->header;

	p->unmapped = arena_alloc(&p->arena, h->ncolumns + 1);
	for (size_t i = 0; i < h->ncolumns; i++) {
		const struct profile_name *is = h->columns[i].is;

		p->unmapped[i] = is == NULL;
		if (is == NULL || is->field == PROFILE_IGNORE)
			continue;
		if (is->field == PROFILE_CALL_TYPE ||
		    is->field == PROFILE_FEEDBACK_TYPE)
			add_column(p, &p->levels[is->field ==
			    PROFILE_FEEDBACK_TYPE][is->level], i);
		else
			add_column(p, &p->columns[is->field], i);
	}
}

static void
add_keys(struct mapping *p)
{
	const struct header *h = p->header;
	struct str s = {0};

	for (int f = 0; f < PROFILE_NFIELDS; f++) {
		const char *name = profile_field_name((enum profile_field)f);
		size_t n = strlen(name);

		memcpy(p->keys[f], ",\"", 2);
		memcpy(p->keys[f] + 2, name, n);
		memcpy(p->keys[f] + 2 + n, "\":", 2);
		p->key_len[f] = n + 4;
	}
	p->extra_keys = arena_alloc(&p->arena,
	    (h->ncolumns + 1) * sizeof(struct sv));
	for (size_t i = 0; i < h->ncolumns; i++) {
		str_clear(&s);
		str_addc(&s, ',');
		json_text(&s, h->columns[i].name);
		str_addc(&s, ':');
		p->extra_keys[i] = kept(p, &s);
	}
	str_clear(&s);
	str_addz(&s, ",\"src\":");
	json_text(&s, sv_z(p->context.file));
	s.p[s.len - 1] = ':';
	p->source = kept(p, &s);
	str_free(&s);
}

static void
add_words(struct cell_words *to, const struct map *from)
{
	for (size_t i = 0; i < from->count; i++)
		cell_words_add(to, from->keys[i], (struct sv){"", 0});
}

static struct cell_words *
words_of_field(const struct mapping *p, int field)
{
	const struct profile *profile = p->profile;
	struct cell_words *w;

	if (profile->empty_in[field] == NULL)
		return NULL;
	w = mem_zalloc(1, sizeof(*w));
	add_words(w, &profile->empty);
	add_words(w, profile->empty_in[field]);
	cell_words_sort(w);
	return w;
}

static struct cell_words *
codes_of_field(const struct mapping *p, int field)
{
	const struct map *codes = p->profile->codes[field];
	struct cell_words *w;

	if (codes == NULL)
		return NULL;
	w = mem_zalloc(1, sizeof(*w));
	for (size_t i = 0; i < codes->count; i++) {
		struct sv meaning;

		memcpy(&meaning, map_at(codes, i), sizeof(meaning));
		cell_words_add(w, codes->keys[i], meaning);
	}
	cell_words_sort(w);
	return w;
}

static void
add_profile_words(struct mapping *p)
{
	struct str s = {0};

	add_words(&p->empty, &p->profile->empty);
	cell_words_sort(&p->empty);
	for (int f = 0; f < PROFILE_NFIELDS; f++) {
		p->empty_in[f] = words_of_field(p, f);
		p->codes[f] = codes_of_field(p, f);
		p->constants[f] = p->profile->constants[f];
	}
	for (size_t i = 0; i < p->profile->nskip; i++) {
		str_clear(&s);
		profile_fold(&s, p->profile->skip[i], false);
		cell_words_add(&p->skip, kept(p, &s), (struct sv){"", 0});
	}
	cell_words_sort(&p->skip);
	str_free(&s);
}

/* Each separator, and its full-width twin. */
static void
add_separators(struct mapping *p)
{
	const struct profile *profile = p->profile;

	p->separators = arena_alloc(&p->arena,
	    (2 * profile->nseparators + 1) * sizeof(struct sv));
	for (size_t i = 0; i < profile->nseparators; i++) {
		struct sv s = profile->separators[i];
		char wide[3] = {'\xef', '\xbc', '\0'};

		p->separators[p->nseparators++] = s;
		if (s.len != 1 || s.p[0] < '!' || s.p[0] > '~')
			continue;
		/* U+FF01 is '!' */
		wide[1] = (char)(s.p[0] < '`' ? 0xbc : 0xbd);
		wide[2] = (char)(0x80 + (s.p[0] - 0x20) % 0x40);
		p->separators[p->nseparators++] =
		    arena_dup(&p->arena, (struct sv){wide, 3});
	}
	for (size_t i = 0; i < p->nseparators; i++)
		p->separator[(unsigned char)p->separators[i].p[0]] = true;
}

static void
add_units(struct mapping *p)
{
	for (int i = 0; i < 2; i++) {
		const struct columns *c = &p->columns[i == 0 ?
		    PROFILE_LOSS_FEN : PROFILE_STOPPED_FEN];

		p->unit_fen[i] = p->profile->unit_fen[i];
		if (c->n > 0) {
			int64_t told = money_header_unit(
			    p->header->columns[c->at[0]].shown);

			if (told != 0)
				p->unit_fen[i] = told;
		}
	}
}

struct mapping *
mapping_new(const struct header *h, const struct mapping_context *context)
{
	struct mapping *p = mem_zalloc(1, sizeof(*p));

	p->header = h;
	p->profile = h->profile;
	p->context = *context;
	p->dates = h->profile->dates;
	p->dates.year = context->year;
	add_columns(p);
	add_keys(p);
	add_profile_words(p);
	add_separators(p);
	add_units(p);
	p->derives_id = p->profile->kind == PROFILE_OUTCOMES ||
	    (p->profile->kind == PROFILE_PATROL &&
	    p->columns[PROFILE_ID].n == 0);
	return p;
}

static void
free_words(struct cell_words *w)
{
	if (w != NULL)
		cell_words_free(w);
	free(w);
}

void
mapping_free(struct mapping *p)
{
	if (p == NULL)
		return;
	for (int f = 0; f < PROFILE_NFIELDS; f++) {
		free_words(p->empty_in[f]);
		free_words(p->codes[f]);
	}
	cell_words_free(&p->empty);
	cell_words_free(&p->skip);
	arena_free(&p->arena);
	free(p);
}

bool
mapping_is_serial(const struct mapping *p)
{
	return p->profile->fill_down != 0;
}
