/* SPDX-License-Identifier: MIT */
#include "mask_record.h"

#include "found.h"
#include "jsonout.h"
#include "utf8.h"

#include <stdlib.h>

#define PLAIN_NAME 24           /* characters of a cell that is a name alone */

enum how { KEEP, NAME, NAMES, OFFICER, PHONES, ID, ADDRESS, TEXT, EXTRA, MOVED,
	VALUES };

static const uint8_t how_of[REC_NKEYS] = {
	[REC_CALLER_NAME] = NAME, [REC_LEADER] = NAME,
	[REC_PARTIES] = NAMES, [REC_MEMBERS] = NAMES,
	[REC_OFFICER] = OFFICER, [REC_ASSIGNEE] = OFFICER,
	[REC_CALLER_PHONE] = PHONES, [REC_CALLER_ID] = ID,
	[REC_ADDRESS] = ADDRESS, [REC_CALLER_JOB] = TEXT,
	[REC_NARRATIVE] = TEXT, [REC_FEEDBACK] = TEXT, [REC_OUTCOME] = TEXT,
	[REC_TEAM] = TEXT, [REC_AREA] = TEXT, [REC_COMMUNITY] = TEXT,
	[REC_FOUND] = TEXT, [REC_DONE] = TEXT, [REC_NOTE] = TEXT,
	[REC_EXTRA] = EXTRA, [REC_WHY] = MOVED,
	[REC_FOUND_NAMES] = VALUES, [REC_FOUND_PHONES] = VALUES,
	[REC_FOUND_IDS] = VALUES, [REC_FOUND_CARDS] = VALUES,
	[REC_FOUND_PLATES] = VALUES, [REC_FOUND_EMAILS] = VALUES,
	[REC_FOUND_ACCOUNTS] = VALUES, [REC_FOUND_HOUSES] = VALUES,
	[REC_FOUND_SERVICES] = VALUES, [REC_FOUND_URLS] = VALUES,
	[REC_FOUND_AMOUNT_FEN] = VALUES, [REC_FOUND_TIMES] = VALUES,
	[REC_FOUND_PLATFORMS] = VALUES, [REC_FOUND_PAYMENT] = VALUES,
	[REC_FOUND_CONTACT] = VALUES,
};

struct change {                 /* of a field's value, in line order */
	size_t field;
	size_t at, len;         /* in values */
};

struct moves {                  /* edits of a text */
	struct mask_edit *edits;
	size_t n, cap;
};

struct mask_record {
	struct mask_record_options options;
	struct mask *mask;
	struct str values;      /* new values, as JSON */
	struct change *changes;
	size_t nchanges, cap;
	struct moves moves[REC_NKEYS];
	struct str scratch, text, key;
	/* of the record at hand */
	const struct record *r;
	mask_record_seen *seen;
	void *context;
};

struct mask_record *
mask_record_new(const struct mask_record_options *o)
{
	struct mask_record *mr = mem_zalloc(1, sizeof(*mr));

	mr->options = *o;
	mr->mask = mask_new(&o->mask);
	return mr;
}

void
mask_record_free(struct mask_record *mr)
{
	if (mr == NULL)
		return;
	mask_free(mr->mask);
	for (unsigned i = 0; i < REC_NKEYS; i++)
		free(mr->moves[i].edits);
	free(mr->changes);
	str_free(&mr->values);
	str_free(&mr->scratch);
	str_free(&mr->text);
	str_free(&mr->key);
	free(mr);
}

struct mask *
mask_record_mask(struct mask_record *mr)
{
	return mr->mask;
}

static bool
wants(const struct mask_record *mr, enum extract_class class)
{
	return (mr->mask->options.classes & EXTRACT_BIT(class)) != 0;
}

static void
tell(struct mask_record *mr, enum extract_class class, const char *p)
{
	if (mr->seen != NULL)
		mr->seen(mr->context, class, (size_t)(p - mr->r->line.p));
}

/* What the last text of mask->edits was: a string with this raw text. */
static void
tell_edits(struct mask_record *mr, const struct record_value *v)
{
	for (size_t i = 0; mr->seen != NULL && i < mr->mask->nedits; i++)
		tell(mr, mr->mask->edits[i].class, v->raw.p +
		    (v->escaped ? 0 : mr->mask->edits[i].byte));
}

/* --- one string ------------------------------------------------------------ */

/* A cell that holds a name and nothing else. */
static bool
is_plain_name(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.p[i] < 0x40 && v.p[i] != ' ' &&
		    v.p[i] != '.' && v.p[i] != '-')
			return false;
	return utf8_count(v) <= PLAIN_NAME &&
	    sv_find(v, SV("，")) == SIZE_MAX &&
	    sv_find(v, SV("（")) == SIZE_MAX && sv_find(v, SV("、")) == SIZE_MAX;
}

/* Each appends the masked value to *out and is true when it differs. */
static bool
mask_whole(struct mask_record *mr, enum extract_class class, struct sv value,
    const char *p, struct str *out)
{
	size_t from = out->len;

	if (!wants(mr, class)) {
		str_addsv(out, value);
		return false;
	}
	mask_value(mr->mask, class, value, out);
	if (sv_eq((struct sv){out->p + from, out->len - from}, value))
		return false;
	tell(mr, class, p);
	return true;
}

static bool
mask_name(struct mask_record *mr, const struct record_value *v,
    struct sv value, struct str *out)
{
	if (is_plain_name(value) || mask_is_masked(value))
		return mask_whole(mr, EXTRACT_NAME, value, v->raw.p, out);
	mask_text_under(mr->mask, SV("姓名"), value, out);
	tell_edits(mr, v);
	return mr->mask->nedits > 0;
}

/* 13800138000,02887654321 */
static bool
mask_phones(struct mask_record *mr, const struct record_value *v,
    struct sv value, struct str *out)
{
	struct sv rest = value, one;
	bool any = false, first = true;

	while (sv_split(&rest, ',', &one)) {
		if (!first)
			str_addc(out, ',');
		first = false;
		any |= mask_whole(mr, EXTRACT_PHONE, one, v->raw.p, out);
	}
	return any;
}

static void
keep_moves(struct mask_record *mr, enum record_key key)
{
	struct moves *m = &mr->moves[key];

	m->n = mr->mask->nedits;
	if (m->n > m->cap) {
		m->cap = m->n * 2;
		m->edits = mem_realloc(m->edits, m->cap * sizeof(*m->edits));
	}
	if (m->n > 0)
		memcpy(m->edits, mr->mask->edits, m->n * sizeof(*m->edits));
}

/* An id of a roster (M03) is no name. */
static bool
is_code(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.p[i] >= 0x80)
			return false;
	return true;
}

static bool
mask_string(struct mask_record *mr, enum record_key key, enum how how,
    const struct record_value *v, struct sv value, struct str *out)
{
	switch (how) {
	case NAME:
	case NAMES:
		return mask_name(mr, v, value, out);
	case OFFICER:
		if (mr->options.officers || is_code(value))
			return false;
		return mask_name(mr, v, value, out);
	case PHONES:
		return mask_phones(mr, v, value, out);
	case ID:
		return mask_whole(mr, EXTRACT_ID, value, v->raw.p, out);
	case ADDRESS:
		mask_address(mr->mask, value, out);
		break;
	default:
		mask_text(mr->mask, value, out);
	}
	tell_edits(mr, v);
	keep_moves(mr, key);
	return mr->mask->nedits > 0;
}

/* --- places ---------------------------------------------------------------- */

static enum record_key
text_key(struct sv field)
{
	return field.len == 0 ? REC_NARRATIVE : record_key_find(field);
}

/* A member of why or found_: the place moved, the value of a person masked. */
static bool
move_member(struct mask_record *mr, enum record_key key,
    const struct record_value *v, struct sv text, struct str *out)
{
	struct sv value, field;
	size_t start, len, was, from = out->len;
	enum record_key of;
	bool changed = false;

	if (!found_split(text, &value, &field, &start, &len)) {
		str_addsv(out, text);
		return false;
	}
	if (how_of[key] == VALUES)
		changed = mask_whole(mr, found_class(key), value, v->raw.p,
		    out);
	else
		str_addsv(out, value);
	was = start;
	of = text_key(field);
	if (of != REC_UNKNOWN) {
		size_t before = len;

		mask_move(mr->moves[of].edits, mr->moves[of].n, &start, &len);
		changed |= was != start || before != len;
	}
	if (!changed) {
		out->len = from;
		str_addsv(out, text);
		return false;
	}
	str_addc(out, '@');
	str_addsv(out, field);
	if (field.len > 0)
		str_addc(out, ':');
	str_addu(out, start);
	str_addc(out, '+');
	str_addu(out, len);
	return true;
}

/* --- values ---------------------------------------------------------------- */

static void
change(struct mask_record *mr, size_t field, size_t from)
{
	if (mr->nchanges == mr->cap) {
		mr->cap = mr->cap != 0 ? mr->cap * 2 : 32;
		mr->changes = mem_realloc(mr->changes,
		    mr->cap * sizeof(*mr->changes));
	}
	mr->changes[mr->nchanges++] = (struct change){field, from,
	    mr->values.len - from};
}

static bool
put_string(struct mask_record *mr, enum record_key key, enum how how,
    const struct record_value *v)
{
	struct sv value = record_text(v, &mr->scratch);

	str_clear(&mr->text);
	if (!mask_string(mr, key, how, v, value, &mr->text))
		return false;
	json_text(&mr->values, str_sv(&mr->text));
	return true;
}

static bool
put_array(struct mask_record *mr, enum record_key key, enum how how,
    const struct record_value *v)
{
	size_t at = 0, n = 0;
	struct sv text;
	bool any = false;

	str_addc(&mr->values, '[');
	while (record_next_text(v, &at, &text, &mr->scratch)) {
		str_clear(&mr->text);
		if (n++ > 0)
			str_addc(&mr->values, ',');
		if (how == MOVED || how == VALUES)
			any |= move_member(mr, key, v, text, &mr->text);
		else if (mask_string(mr, key, how, v, text, &mr->text))
			any = true;
		else {
			str_clear(&mr->text);
			str_addsv(&mr->text, text);
		}
		json_text(&mr->values, str_sv(&mr->text));
	}
	str_addc(&mr->values, ']');
	return any;
}

/* by and mediator are the ledger's; a code of the roster is no name. */
static bool
is_name_key(const struct mask_record *mr, struct sv key, struct sv value)
{
	const struct texts *t = mr->options.name_keys;

	if ((sv_eq(key, SV("by")) || sv_eq(key, SV("mediator"))) &&
	    !mr->options.officers && !is_code(value))
		return true;

	for (size_t i = 0; t != NULL && i < t->count; i++)
		if (sv_eq(t->items[i], key))
			return true;
	return false;
}

/* A string or number of a key that is not ours: the key is its heading. */
static bool
put_foreign(struct mask_record *mr, struct sv key, const struct record_value *v,
    struct sv value)
{
	str_clear(&mr->text);
	if (is_name_key(mr, key, value)) {
		if (!mask_name(mr, v, value, &mr->text))
			return false;
	} else {
		mask_text_under(mr->mask, key, value, &mr->text);
		tell_edits(mr, v);
		if (mr->mask->nedits == 0)
			return false;
	}
	json_text(&mr->values, str_sv(&mr->text));
	return true;
}

/* The bytes of the JSON string at s (with its quotes). */
static size_t
string_len(struct sv s, bool *escaped)
{
	size_t i = 1;

	*escaped = false;
	while (i < s.len && s.p[i] != '"') {
		if (s.p[i] == '\\') {
			*escaped = true;
			i++;
		}
		i++;
	}
	return i < s.len ? i + 1 : s.len;
}

static size_t
number_len(struct sv s)
{
	size_t i = 0;

	while (i < s.len && strchr("0123456789+-.eE", s.p[i]) != NULL &&
	    s.p[i] != '\0')
		i++;
	return i;
}

static size_t
blanks(struct sv s)
{
	size_t i = 0;

	while (i < s.len && strchr(" \t\r\n", s.p[i]) != NULL &&
	    s.p[i] != '\0')
		i++;
	return i;
}

/* Any JSON value, valid as record_scan found it: its strings and numbers
 * masked, each under the key before it, everything else as it is. */
static bool
put_json(struct mask_record *mr, struct sv heading, struct sv s)
{
	struct str scratch = {0};
	bool any = false;

	str_clear(&mr->key);
	str_addsv(&mr->key, heading);
	while (s.len > 0) {
		struct record_value v = {.type = RECORD_STRING};
		size_t n = 1, to;

		if (s.p[0] == '"') {
			n = string_len(s, &v.escaped);
			v.raw = (struct sv){s.p + 1, n - 2};
			to = n + blanks(sv_from(s, n));
			if (to < s.len && s.p[to] == ':') {
				str_clear(&mr->key);
				str_addsv(&mr->key, record_text(&v, &scratch));
				str_add(&mr->values, s.p, n);
			} else if (put_foreign(mr, str_sv(&mr->key), &v,
			    record_text(&v, &scratch))) {
				any = true;
			} else {
				str_add(&mr->values, s.p, n);
			}
		} else if ((n = number_len(s)) > 0) {
			v.raw = (struct sv){s.p, n};
			if (n >= 7 && put_foreign(mr, str_sv(&mr->key), &v,
			    v.raw))
				any = true;
			else
				str_add(&mr->values, s.p, n);
		} else {
			n = 1;
			str_addc(&mr->values, s.p[0]);
		}
		s = sv_from(s, n);
	}
	str_free(&scratch);
	return any;
}

/* The value's text with its quotes. */
static struct sv
whole_value(const struct record_field *f)
{
	return f->value.type == RECORD_STRING ?
	    (struct sv){f->value.raw.p - 1, f->value.raw.len + 2} :
	    f->value.raw;
}

static void
mask_field(struct mask_record *mr, size_t i)
{
	const struct record_field *f = &mr->r->fields[i];
	enum how how = f->id < REC_NKEYS ? (enum how)how_of[f->id] : EXTRA;
	size_t from = mr->values.len;
	bool changed = false;

	if (how == KEEP)
		return;
	if (how == EXTRA)
		changed = put_json(mr, f->id == REC_EXTRA ? SV("") : f->key,
		    whole_value(f));
	else if (f->value.type == RECORD_STRING)
		changed = put_string(mr, f->id, how, &f->value);
	else if (f->value.type == RECORD_ARRAY)
		changed = put_array(mr, f->id, how, &f->value);
	if (changed)
		change(mr, i, from);
	else
		mr->values.len = from;
}

/* --- the record ------------------------------------------------------------ */

/* The name that a cell begins with: 李四 of 李四(男,40岁). */
static void
know(struct mask_record *mr, struct sv cell)
{
	size_t n = 0, len;
	uint32_t c;

	while ((len = utf8_decode(sv_from(cell, n), &c)) != 0 &&
	    (c >= 0x3400 || c == 0xb7) && c < 0xff00 && c != 0x3001 &&
	    c != 0x3000)
		n += len;
	if (mask_is_masked(cell))
		return;
	if (is_plain_name(cell))
		mask_know(mr->mask, cell);
	else if (n >= 6 && n <= 12)
		mask_know(mr->mask, (struct sv){cell.p, n});
}

static void
know_names(struct mask_record *mr)
{
	mask_forget(mr->mask);
	for (unsigned key = 0; key < REC_NKEYS; key++) {
		const struct record_value *v = record_get(mr->r,
		    (enum record_key)key);
		size_t at = 0;
		struct sv text;

		if (how_of[key] != NAME && how_of[key] != NAMES &&
		    (how_of[key] != OFFICER || mr->options.officers))
			continue;
		if (v->type == RECORD_STRING)
			know(mr, record_text(v, &mr->scratch));
		while (v->type == RECORD_ARRAY && record_next_text(v, &at,
		    &text, &mr->scratch))
			know(mr, text);
	}
}

static int
by_field(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return (x->field > y->field) - (x->field < y->field);
}

static void
assemble(struct mask_record *mr, struct str *out)
{
	const struct record *r = mr->r;
	size_t at = 0;

	if (mr->nchanges > 1)
		qsort(mr->changes, mr->nchanges, sizeof(*mr->changes),
		    by_field);
	for (size_t i = 0; i < mr->nchanges; i++) {
		const struct change *c = &mr->changes[i];
		struct sv v = whole_value(&r->fields[c->field]);
		size_t start = (size_t)(v.p - r->line.p);

		str_add(out, r->line.p + at, start - at);
		str_add(out, mr->values.p + c->at, c->len);
		at = start + v.len;
	}
	str_add(out, r->line.p + at, r->line.len - at);
	str_addc(out, '\n');
}

void
mask_record_put(struct mask_record *mr, const struct record *r,
    struct str *out, mask_record_seen *seen, void *context)
{
	mr->r = r;
	mr->seen = seen;
	mr->context = context;
	mr->nchanges = 0;
	str_clear(&mr->values);
	for (unsigned i = 0; i < REC_NKEYS; i++)
		mr->moves[i].n = 0;
	know_names(mr);
	/* texts first: places in them are moved by what was done to them */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < r->nfields; i++) {
			enum record_key id = r->fields[i].id;
			bool places = id < REC_NKEYS && (how_of[id] == MOVED ||
			    how_of[id] == VALUES);

			if (places == (pass == 1))
				mask_field(mr, i);
		}
	assemble(mr, out);
}
