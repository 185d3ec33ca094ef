/* SPDX-License-Identifier: MIT */
#include "ingest_sketch.h"

#include "jsonout.h"

static void
add_list(struct str *to, const struct header *h, int field, int level)
{
	size_t n = 0;

	str_addc(to, '[');
	for (size_t i = 0; i < h->ncolumns; i++) {
		const struct header_column *c = &h->columns[i];

		if (c->is == NULL || c->is->field != field ||
		    (level >= 0 && c->is->level != level))
			continue;
		if (n++ > 0)
			str_addz(to, ", ");
		json_text(to, c->shown);
	}
	str_addc(to, ']');
}

static void
add_levels(struct str *to, const struct header *h, int field)
{
	int levels = 0;

	for (size_t i = 0; i < h->ncolumns; i++) {
		const struct profile_name *is = h->columns[i].is;

		if (is != NULL && is->field == field && is->level >= levels)
			levels = is->level + 1;
	}
	str_addc(to, '[');
	for (int i = 0; i < levels; i++) {
		if (i > 0)
			str_addz(to, ", ");
		add_list(to, h, field, i);
	}
	str_addc(to, ']');
}

static bool
has_field(const struct header *h, int field)
{
	for (size_t i = 0; i < h->ncolumns; i++)
		if (h->columns[i].is != NULL && h->columns[i].is->field ==
		    field)
			return true;
	return false;
}

static void
add_columns(struct str *to, const struct header *h)
{
	size_t n = 0;

	str_addz(to, "  \"columns\": {");
	for (int f = 0; f < PROFILE_NFIELDS; f++) {
		if (!has_field(h, f))
			continue;
		str_addf(to, "%s\n    \"%s\": ", n++ == 0 ? "" : ",",
		    profile_field_name((enum profile_field)f));
		if (f == PROFILE_CALL_TYPE || f == PROFILE_FEEDBACK_TYPE)
			add_levels(to, h, f);
		else
			add_list(to, h, f, -1);
	}
	str_addz(to, "\n  },\n");
}

static void
add_name(struct str *to, struct sv name, size_t *n)
{
	if (name.len == 0)
		return;
	str_addz(to, (*n)++ == 0 ? "" : ", ");
	json_text(to, name);
}

static void
add_known(struct str *to, const struct header *h)
{
	size_t n = 0;

	add_columns(to, h);
	str_addz(to, "  \"_not_mapped\": [");
	for (size_t i = 0; i < h->ncolumns; i++)
		if (h->columns[i].is == NULL)
			add_name(to, h->columns[i].shown, &n);
	str_addz(to, "]\n}\n");
}

/* Nothing is known: places to fill in, and what to fill them with. */
static void
add_guess(struct str *to, const struct header_row *row)
{
	size_t n = 0;

	str_addz(to, "  \"columns\": {\n    \"id\": [],\n    "
	    "\"reported_at\": [],\n    \"narrative\": []\n  },\n"
	    "  \"_not_mapped\": [");
	for (size_t i = 0; i < row->n; i++)
		add_name(to, sv_trim(row->cells[i]), &n);
	str_addz(to, "]\n}\n");
}

ptrdiff_t
ingest_sketch_header(struct ingest_files *files, const struct csvfile *file,
    const struct header_row *cells, size_t n, struct fault *f)
{
	struct str *to = files->sketch;
	struct header h;
	bool known;

	if (n == 0)
		return fault_set(f, file->name, 0, 0,
		    "empty: there is no header to make a profile of");
	known = header_find(&h, cells, n, files->profiles, files->nprofiles,
	    files->forced);
	str_addz(to, "{\n  \"format\": 1,\n  \"name\": \"new\",\n");
	str_addf(to, "  \"kind\": \"%s\",\n",
	    profile_kinds[known ? h.profile->kind : PROFILE_INCIDENT]);
	str_addz(to, "  \"title\": ");
	json_text(to, sv_z(file->name));
	str_addz(to, ",\n  \"extends\": ");
	json_text(to, sv_z(known ? h.profile->name : "standard"));
	str_addz(to, ",\n");
	if (known)
		add_known(to, &h);
	else
		add_guess(to, &cells[header_guess(cells, n)]);
	header_free(&h);
	return (ptrdiff_t)n;
}

int
ingest_sketch(const struct ingest_options *o, const char *path,
    struct str *profile, struct fault *f)
{
	struct ingest_files files = {.sketch = profile};
	struct csvblocks_options csv = ingest_csv_options(o);
	struct prog_list list = {&path, 1};
	struct csvblocks c = {.begin = ingest_begin, .owner = &files};
	struct block b = {0};
	size_t before = profile->len;
	int result = ingest_files_init(&files, o, f);

	if (result == 0)
		result = csvblocks_init(&c, &csv, &list, f);
	if (result == 0) {
		/* faults of the file are told by csvblocks */
		csvblocks_next(&c, &b, f);
		csvblocks_finish(&c);
		result = profile->len > before ? 0 : -1;
	}
	csvblocks_free(&c);
	str_free(&b.in);
	str_free(&b.messages);
	ingest_files_free(&files);
	return result;
}
