/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include "jsonout.h"

#include <stdlib.h>

#define DERIVED "x0000000000000000"

struct mapper *
mapper_new(bool hashes)
{
	struct mapper *m = mem_zalloc(1, sizeof(*m));

	m->hashes = hashes;
	return m;
}

void
mapper_free(struct mapper *m)
{
	if (m == NULL)
		return;
	free(m->keep);
	str_free(&m->narrative);
	str_free(&m->feedback);
	str_free(&m->scratch);
	str_free(&m->scratch2);
	str_free(&m->types[0]);
	str_free(&m->types[1]);
	str_free(&m->tmp);
	str_free(&m->until);
	for (int f = 0; f < PROFILE_NFIELDS; f++)
		str_free(&m->fill[f]);
	free(m);
}

/* --- rows that are no data ------------------------------------------------- */

/* 共128条, 共计 128 起: 共N条 among the words to skip. */
static bool
skips_count(const struct mapping *p, struct str *folded)
{
	struct sv none;
	size_t to = 0;

	for (size_t i = 0; i < folded->len; i++) {
		bool digit = folded->p[i] >= '0' && folded->p[i] <= '9';

		if (digit && to > 0 && folded->p[to - 1] == 'n')
			continue;
		folded->p[to++] = digit ? 'n' : folded->p[i];
	}
	folded->len = to;
	return cell_words_find(&p->skip, str_sv(folded), &none);
}

static bool
begins_with_word(const struct mapping *p, struct sv folded)
{
	for (size_t i = 0; i < p->skip.n; i++)
		if (sv_starts(folded, p->skip.words[i]))
			return true;
	return false;
}

/* The words come first in their cell and fill it, or a colon follows: 合计,
 * 制表人：张三. In a cell that is alone in its row anything may follow. */
static bool
is_total(const struct mapping *p, struct sv cell, bool alone,
    struct str *folded)
{
	struct sv none, word;
	const char *colon;

	if (cell.len > 128)
		return false;
	str_clear(folded);
	profile_fold(folded, cell, false);
	colon = memchr(str_z(folded), ':', folded->len);
	word = str_sv(folded);
	if (cell_words_find(&p->skip, word, &none) ||
	    (alone && begins_with_word(p, word)))
		return true;
	if (colon != NULL) {
		word.len = (size_t)(colon - folded->p);
		if (cell_words_find(&p->skip, word, &none))
			return true;
		word.len++;
		if (cell_words_find(&p->skip, word, &none))
			return true;
	}
	return skips_count(p, folded);
}

struct row_shape {
	size_t filled;
	struct sv first;        /* the first filled cell */
	size_t first_at;
	bool has_text;          /* a narrative is there */
};

static struct row_shape
shape_of(struct mapper *m)
{
	const struct columns *text = &m->p->columns[PROFILE_NARRATIVE];
	struct row_shape s = {.first = {"", 0}};

	for (size_t i = 0; i < m->row->n; i++) {
		struct sv cell = cell_clean(m->row->cells[i], m->row->plain,
		    &m->tmp);

		if (cell.len == 0)
			continue;
		if (s.filled++ == 0) {
			str_clear(&m->scratch);
			str_addsv(&m->scratch, cell);
			s.first = str_sv(&m->scratch);
			s.first_at = i;
		}
		for (size_t k = 0; k < text->n; k++)
			s.has_text = s.has_text || (text->at[k] == i &&
			    s.filled > 1);
	}
	return s;
}

static enum mapping_result
refuse(struct mapping_info *info, const char *code, size_t column)
{
	info->code = code;
	info->column = column;
	return MAPPING_BAD;
}

static bool
is_ignored(const struct mapping *p, size_t column)
{
	const struct header *h = p->header;

	return column < h->ncolumns && h->columns[column].is != NULL &&
	    h->columns[column].is->field == PROFILE_IGNORE;
}

/* For rows without a time, which data rarely are: what they are instead. */
static enum mapping_result
odd_row(struct mapper *m, struct mapping_info *info, struct fault *f)
{
	const struct mapping *p = m->p;
	struct row_shape s = shape_of(m);
	struct str quoted = {0};
	enum mapping_result result = MAPPING_RECORD;

	if (s.filled == 0)
		return MAPPING_BLANK;
	if (!s.has_text &&
	    is_total(p, s.first, s.filled == 1, &m->tmp))
		return MAPPING_TOTAL;
	switch (header_like(p->header, m->row->cells, m->row->n, &m->tmp)) {
	case HEADER_SAME:
		return MAPPING_HEADER;
	case HEADER_TITLE:
		return MAPPING_TITLE;
	case HEADER_OTHER:
		fault_set(f, NULL, 0, 0, "another header in the middle: what "
		    "follows has other columns; split the file here");
		refuse(info, "header.differs", s.first_at);
		return MAPPING_END;
	case HEADER_NO:
		break;
	}
	/* the numbers of rows that were left for later */
	if (s.filled == 1 && sv_digits(s.first) == s.first.len &&
	    is_ignored(p, s.first_at))
		return MAPPING_BLANK;
	if (s.filled == 1 && p->header->known > 1) {
		fault_quote(&quoted, s.first, 60);
		fault_set(f, NULL, 0, 0, "only one cell of the row says "
		    "anything: '%s'; if it is no record, add its beginning to "
		    "\"skip\" of the profile", quoted.p);
		result = refuse(info, "row.alone", s.first_at);
	}
	str_free(&quoted);
	return result;
}

/* Fewer cells than columns, or filled ones beyond them. */
static bool
is_ragged(const struct mapper *m, struct mapping_info *info, struct fault *f)
{
	size_t want = m->p->header->ncolumns, n = m->row->n;

	while (n > want && sv_trim(m->row->cells[n - 1]).len == 0)
		n--;
	if (n == want)
		return false;
	fault_set(f, NULL, 0, 0, "row of %zu cells under a header of %zu: a "
	    "separator or a quote is wrong in this row or before it",
	    m->row->n, want);
	refuse(info, "row.columns", n > want ? want : n > 0 ? n - 1 : 0);
	return true;
}

/* --- the line -------------------------------------------------------------- */

/* The number of the record, cleared of what Excel does to numbers. False when
 * there is none. */
static bool
put_id(struct mapper *m)
{
	const struct columns *c = &m->p->columns[PROFILE_ID];
	const char *key = profile_field_name(PROFILE_ID);
	char buf[128];

	for (size_t i = 0; i < c->n; i++) {
		struct sv s = cell_number(fields_cell(m, c->at[i]), buf,
		    sizeof(buf));

		if (s.p == NULL)
			s = cell_clean(fields_cell(m, c->at[i]), false,
			    &m->scratch);
		/* a guard of Excel's before letters: 'J5101 */
		if (s.len > 1 && s.p[0] == '\'')
			s = sv_from(s, 1);
		if (fields_is_empty(m, PROFILE_ID, s))
			continue;
		if (cell_is_scientific(s)) {
			fields_doubt(m, key, "precision_lost", c->at[i]);
			m->keep[c->at[i]] = 1;
			continue;
		}
		fields_put_text(m, PROFILE_ID, s);
		for (i++; i < c->n; i++)
			m->keep[c->at[i]] = 1;
		return true;
	}
	if (!m->p->derives_id)
		fields_doubt(m, key, "missing", c->n > 0 ? c->at[0] :
		    SIZE_MAX);
	return false;
}

static void
put_quality(struct mapper *m)
{
	for (size_t i = 0; i < m->ndoubts; i++) {
		str_addz(m->out, i == 0 ? ",\"quality\":[\"" : ",\"");
		str_addz(m->out, m->doubts[i].key);
		str_addc(m->out, '.');
		str_addz(m->out, m->doubts[i].word);
		str_addc(m->out, '"');
	}
	if (m->ndoubts > 0)
		str_addc(m->out, ']');
}

static void
put_extra(struct mapper *m)
{
	size_t start = 0;

	for (size_t i = 0; i < m->p->header->ncolumns; i++) {
		struct sv cell;

		if (!m->keep[i])
			continue;
		cell = fields_cell(m, i);
		if (cell.len == 0)
			continue;
		if (start == 0) {
			str_addz(m->out, ",\"extra\":");
			start = m->out->len;
		}
		str_addsv(m->out, m->p->extra_keys[i]);
		json_text(m->out, cell);
	}
	if (start != 0)
		json_enclose(m->out, start);
}

static void
put_hex(char *to, uint64_t v)
{
	for (int i = 15; i >= 0; i--, v >>= 4)
		to[i] = "0123456789abcdef"[v & 15];
}

static const struct sv kinds[] = {
    {"{\"format\":1,\"kind\":\"incident\"", 29},
    {"{\"format\":1,\"kind\":\"patrol\"", 27},
    {"{\"format\":1,\"kind\":\"outcome\"", 28},
};

static void
put_record(struct mapper *m, const struct when *when,
    struct mapping_info *info)
{
	struct str *out = m->out;
	size_t start = out->len, id_at, id_end, source, rest;
	enum profile_kind kind = m->p->profile->kind;
	bool given, derived;

	str_addsv(out, kinds[kind]);
	id_at = out->len + sizeof(",\"id\":\"") - 1;
	given = put_id(m);
	/* An outcome is known by what it says, not by a number. */
	derived = !given && kind != PROFILE_OUTCOMES;
	if (derived)
		fields_put_text(m, PROFILE_ID, SV(DERIVED));
	id_end = out->len - 1;
	if (kind == PROFILE_PATROL)
		fields_patrol(m, when);
	else if (kind == PROFILE_OUTCOMES)
		fields_outcome(m, when);
	else
		fields_incident(m, when);
	source = out->len;
	str_addsv(out, m->p->source);
	str_addu(out, m->row->line);
	str_addc(out, '"');
	info->quality = out->len - start;
	if (m->damaged)
		fields_doubt(m, "text", "damaged", SIZE_MAX);
	if (m->row->recoded)
		fields_doubt(m, "row", "encoding", SIZE_MAX);
	put_quality(m);
	info->doubtful = m->ndoubts > 0;
	rest = out->len;
	put_extra(m);
	if (!given || m->hashes)
		info->content = hash_bytes(out->p + start, source - start,
		    hash_bytes(out->p + rest, out->len - rest, 0));
	if (derived)
		put_hex(out->p + id_at + 1, info->content);
	if (m->hashes)
		info->id = given || derived ? hash_bytes(out->p + id_at,
		    id_end - id_at, 0) : info->content;
	if (m->hashes && kind == PROFILE_OUTCOMES)
		info->id = info->content; /* many of one incident */
	str_addsv(out, SV("}\n"));
}

static void
begin_row(struct mapper *m, const struct mapping *p,
    const struct mapping_row *row, struct str *out)
{
	size_t n = p->header->ncolumns;

	m->p = p;
	m->row = row;
	m->out = out;
	m->ndoubts = 0;
	m->damaged = false;
	if (m->keep_cap < n + 1) {
		m->keep = mem_realloc(m->keep, n + 1);
		m->keep_cap = n + 1;
	}
	memcpy(m->keep, p->unmapped, n);
}

enum mapping_result
mapping_row(struct mapper *m, const struct mapping *p,
    const struct mapping_row *row, struct str *out, struct mapping_info *info,
    struct fault *f)
{
	static const struct {
		enum profile_field time, date;
	} whens[] = {{PROFILE_REPORTED_AT, PROFILE_REPORTED_DATE},
	    {PROFILE_STARTED_AT, PROFILE_PATROL_DATE},
	    {PROFILE_AT, PROFILE_NFIELDS}};
	enum profile_kind kind = p->profile->kind;
	struct when when;

	begin_row(m, p, row, out);
	fields_when(m, whens[kind].time, whens[kind].date, 0, &when);
	if (!when.known) {
		enum mapping_result odd = odd_row(m, info, f);

		if (odd != MAPPING_RECORD)
			return odd;
	}
	if (row->n != p->header->ncolumns && is_ragged(m, info, f))
		return MAPPING_BAD;
	put_record(m, &when, info);
	return MAPPING_RECORD;
}

bool
mapper_doubt(const struct mapper *m, size_t i, struct str *word,
    size_t *column)
{
	if (i >= m->ndoubts)
		return false;
	str_addz(word, m->doubts[i].key);
	str_addc(word, '.');
	str_addz(word, m->doubts[i].word);
	*column = m->doubts[i].column;
	return true;
}
