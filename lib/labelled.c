/* SPDX-License-Identifier: MIT */
#include "labelled.h"

#include "csvin.h"
#include "enc.h"
#include "src.h"

#define TABLE_MOST ((size_t)1 << 30)

/* --- records --------------------------------------------------------------- */

struct labelled_key
labelled_key_of(const char *name)
{
	struct sv all = sv_z(name), prefix = SV("extra.");
	bool extra = sv_starts(all, prefix);

	return (struct labelled_key){extra ? sv_from(all, prefix.len) : all,
	    extra};
}

static const struct record_value *
find(const struct record *r, struct sv name)
{
	for (size_t i = 0; i < r->nfields; i++)
		if (sv_eq(r->fields[i].key, name))
			return &r->fields[i].value;
	return NULL;
}

struct sv
labelled_value(const struct labelled_key *k, const struct record *r,
    struct labelled_scratch *s)
{
	const struct record_value *v = k->extra_only ? NULL :
	    find(r, k->name);
	const struct record_value *extra = record_get(r, REC_EXTRA);

	if (v == NULL && extra->type == RECORD_OBJECT &&
	    record_scan_valid(&s->extra, extra->raw, NULL) == 0)
		v = find(&s->extra, k->name);
	if (v == NULL)
		return SV("");
	return sv_trim(record_text(v, &s->text));
}

void
labelled_scratch_free(struct labelled_scratch *s)
{
	record_free(&s->extra);
	str_free(&s->text);
}

/* --- tables ---------------------------------------------------------------- */

struct table {
	size_t text, label;     /* columns */
	bool begun;
	void (*take)(void *context, struct sv text, struct sv label);
	void *context;
};

static bool
is_named(struct sv cell, const char *english, const char *chinese)
{
	return sv_eq(sv_trim(cell), sv_z(english)) ||
	    sv_eq(sv_trim(cell), sv_z(chinese));
}

/* Whether the row names the columns. */
static bool
take_header(struct table *t, const struct csv_fields *fields)
{
	size_t text = SIZE_MAX, label = SIZE_MAX;

	for (size_t i = 0; i < fields->n; i++) {
		if (is_named(fields->v[i], "text", "文本"))
			text = i;
		if (is_named(fields->v[i], "label", "类别"))
			label = i;
	}
	if (text == SIZE_MAX || label == SIZE_MAX)
		return false;
	t->text = text;
	t->label = label;
	return true;
}

static void
take_row(struct table *t, const struct csv_fields *fields)
{
	struct sv none = SV("");

	if (!t->begun) {
		t->begun = true;
		if (take_header(t, fields))
			return;
	}
	t->take(t->context,
	    t->text < fields->n ? fields->v[t->text] : none,
	    t->label < fields->n ? sv_trim(fields->v[t->label]) : none);
}

static int
read_rows(struct table *t, struct sv rest, enum enc head, const char *path,
    struct fault *f)
{
	struct csv_dialect dialect = CSV_DEFAULTS;
	struct csv_fields fields = {0};
	struct str decoded = {0};
	struct csv_record r;
	uint64_t line = 1;
	int status = 0;

	for (; rest.len > 0 && status == 0; rest = sv_from(rest, r.raw.len)) {
		enum csv_error error;
		size_t at;

		(void)csv_cut(rest, true, &dialect, &r);
		error = r.error;
		if (error == CSV_FINE && enc_record(r.body, ENC_AUTO, head,
		    &r.body, &decoded, &at) == ENC_NAMED)
			status = fault_set(f, path, line, at + 1,
			    "neither UTF-8 nor GB18030; convert it with iconv");
		else if (error == CSV_FINE)
			error = csv_split(&r, &dialect, &fields, &at);
		if (error != CSV_FINE)
			status = fault_set(f, path, line, 0, "%s",
			    csv_error_text(error));
		else if (status == 0 && sv_trim(r.body).len > 0)
			take_row(t, &fields);
		line += r.lines;
	}
	csv_fields_free(&fields);
	str_free(&decoded);
	return status;
}

int
labelled_table(const char *path, void (*take)(void *context,
    struct sv text, struct sv label), void *context, struct fault *f)
{
	struct table t = {0, 1, false, take, context};
	struct str bytes = {0};
	size_t bom = 0;
	int status = src_slurp(path, TABLE_MOST, &bytes, f);

	if (status == 0 && bytes.len > 0) {
		enum enc head = enc_detect(str_sv(&bytes), true, &bom);

		if (head == ENC_UTF16LE || head == ENC_UTF16BE)
			status = fault_set(f, path, 0, 0, "a table in UTF-16; "
			    "convert it with iconv");
		else
			status = read_rows(&t, sv_from(str_sv(&bytes), bom),
			    head, path, f);
	}
	str_free(&bytes);
	return status;
}
