/* SPDX-License-Identifier: MIT */
#include "ingest_parts.h"

#include "diag.h"
#include "ingest_sketch.h"

#include <stdlib.h>
#include <time.h>

#define SHOWN_COLUMNS 12        /* of a header, in a message */
#define SHOWN_BYTES 40

struct csvblocks_options
ingest_csv_options(const struct ingest_options *o)
{
	return (struct csvblocks_options){.delimiter = o->delimiter,
	    .encoding = o->encoding, .lenient = o->lenient,
	    .sheet = o->sheet, .quiet = o->quiet,
	    .max_field = (size_t)o->max_field,
	    .max_record = (size_t)o->max_record};
}

int
ingest_files_init(struct ingest_files *files, const struct ingest_options *o,
    struct fault *f)
{
	struct datetime now;

	files->options = o;
	files->now = (int64_t)time(NULL);
	if (o->now != NULL) {
		if (!datetime_read(sv_z(o->now), &now))
			return fault_set(f, NULL, 0, 0, "not a time: '%s'; "
			    "2024-08-31T14:05:00+08:00 is wanted for --now",
			    o->now);
		files->now = datetime_epoch(&now);
	}
	files->forced = o->profile != NULL;
	if (!files->forced) {
		files->profiles = profile_read_all(&files->nprofiles, f);
		return files->profiles != NULL ? 0 : -1;
	}
	files->profiles = mem_zalloc(1, sizeof(struct profile *));
	files->profiles[0] = profile_read(o->profile, f);
	files->nprofiles = files->profiles[0] != NULL;
	return files->nprofiles == 1 ? 0 : -1;
}

static void
source_free(struct ingest_source *s)
{
	mapping_free(s->mapping);
	header_free(&s->header);
	str_free(&s->head);
	free(s);
}

void
ingest_files_free(struct ingest_files *files)
{
	for (size_t i = 0; i < files->nsources; i++)
		source_free(files->sources[i]);
	free(files->sources);
	profile_free_all(files->profiles, files->nprofiles);
}

bool
ingest_is_records(struct sv beginning)
{
	if (sv_starts(beginning, SV("\xef\xbb\xbf")))
		beginning = sv_from(beginning, 3);
	return sv_starts(sv_trim(beginning), SV("{"));
}

/* --- the header ------------------------------------------------------------ */

static void
quote_columns(struct str *to, const struct header_row *row)
{
	size_t shown = 0;

	for (size_t i = 0; i < row->n; i++) {
		struct sv cell = sv_trim(row->cells[i]);

		if (cell.len == 0)
			continue;
		if (shown == SHOWN_COLUMNS) {
			str_addz(to, ", ...");
			return;
		}
		str_addz(to, shown++ == 0 ? "'" : ", '");
		fault_quote(to, cell, SHOWN_BYTES);
		str_addc(to, '\'');
	}
}

static int
fault_no_header(const struct ingest_files *files, const struct csvfile *file,
    const struct csvhead *rows, const struct header_row *cells, size_t n,
    struct fault *f)
{
	struct str columns = {0};
	size_t at = header_guess(cells, n < HEADER_ROWS ? n : HEADER_ROWS);
	uint64_t line = rows[at].line;

	if (ingest_is_records(rows[0].raw))
		return fault_set(f, file->name, 1, 0, "records (JSON Lines), "
		    "not an export: they need no ingest-incidents");
	if (cells[at].n > HEADER_MOST)
		return fault_set(f, file->name, line, 0, "row of %zu columns: "
		    "too many for a header; at most %d", cells[at].n,
		    HEADER_MOST);
	quote_columns(&columns, &cells[at]);
	if (columns.len == 0)
		return fault_set(f, file->name, line, 0, "no text in the "
		    "first %d rows: is it an export?", HEADER_ROWS);
	fault_set(f, file->name, line, 0, files->forced ?
	    "profile '%s' knows none of these columns: %s; see --print-profile"
	    : "no profile%s knows three of these columns: %s; start one with "
	    "--print-profile, or name one with --profile",
	    files->forced ? files->profiles[0]->name : "", str_z(&columns));
	str_free(&columns);
	return -1;
}

/* A bad row among the titles hides what it swallowed. */
static int
check_rows_above(const struct header *h, const struct csvfile *file,
    const struct csvhead *rows, struct fault *f)
{
	for (size_t i = 0; i < h->row; i++)
		if (rows[i].error != CSV_FINE)
			return fault_set(f, file->name, rows[i].line, 0,
			    "bad row above the header: %s",
			    csv_error_text(rows[i].error));
	return 0;
}

static int
check_kind(const struct ingest_files *files, const struct header *h,
    const struct csvfile *file, struct fault *f)
{
	static const char *const names[] = {"incidents", "patrols",
	    "outcomes"};
	unsigned is = h->profile->kind;

	if (files->want == INGEST_ANY || is + 1 == (unsigned)files->want)
		return 0;
	return fault_set(f, file->name, 0, 0, "columns of %s (profile '%s'), "
	    "not of %s; name the right profile if they are",
	    names[is], h->profile->name, names[files->want - 1]);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void
keep_source(struct ingest_files *files, struct ingest_source *s,
    struct csvfile *file, const struct csvhead *rows)
{
	const struct header *h = &s->header;
	struct mapping_context context = {base_name(file->name),
	    (int32_t)files->options->year, files->now};

	if (context.year == 0)
		context.year = header_year(h);
	s->file = file;
	s->mapping = mapping_new(h, &context);
	s->head_line = rows[h->row].line;
	for (size_t i = 0; i < h->rows; i++)
		str_addsv(&s->head, rows[h->row + i].raw);
	if (files->nsources == files->cap) {
		files->cap = files->cap * 2 + 8;
		files->sources = mem_realloc(files->sources,
		    files->cap * sizeof(struct ingest_source *));
	}
	files->sources[files->nsources++] = s;
	file->owner = s;
}

static ptrdiff_t
begin(struct ingest_files *files, struct csvfile *file,
    const struct csvhead *rows, const struct header_row *cells, size_t n,
    struct fault *f)
{
	struct ingest_source *s;
	ptrdiff_t skip;

	if (n == 0)
		return fault_set(f, file->name, 0, 0, "empty: an export has a "
		    "header at least; was it cut off?");
	s = mem_zalloc(1, sizeof(*s));
	if (!header_find(&s->header, cells, n, files->profiles,
	    files->nprofiles, files->forced))
		fault_no_header(files, file, rows, cells, n, f);
	else if (check_rows_above(&s->header, file, rows, f) == 0 &&
	    check_kind(files, &s->header, file, f) == 0) {
		skip = (ptrdiff_t)(s->header.row + s->header.rows);
		keep_source(files, s, file, rows);
		return skip;
	}
	source_free(s);
	return -1;
}

ptrdiff_t
ingest_begin(void *context, struct csvfile *file, const struct csvhead *rows,
    size_t n, struct fault *f)
{
	struct ingest_files *files = context;
	struct header_row *cells = mem_zalloc(n + 1, sizeof(*cells));
	ptrdiff_t skip;

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct header_row){rows[i].fields, rows[i].n};
	if (files->sketch != NULL)
		skip = ingest_sketch_header(files, file, cells, n, f);
	else
		skip = begin(files, file, rows, cells, n, f);
	free(cells);
	return skip;
}

/* --- notes ----------------------------------------------------------------- */

void
ingest_note_source(const struct ingest_source *s)
{
	const struct header *h = &s->header;
	struct str text = {0};
	size_t unknown = 0;

	str_addf(&text, "%s: %s%s", s->file->name,
	    s->file->converted != NULL ? s->file->converted :
	    enc_name(s->file->forced == ENC_GB18030 ? ENC_GB18030 :
	    s->file->head), s->file->dialect.delimiter == '\t' ? ", tabs" :
	    "");
	if (s->file->dialect.delimiter != '\t' &&
	    (s->file->dialect.delimiter != ',' || s->file->delimiter_asked))
		str_addf(&text, ", delimiter '%c'",
		    s->file->dialect.delimiter);
	str_addf(&text, ", profile %s, header at line %llu, %zu of %zu columns "
	    "mapped", h->profile->name, (unsigned long long)s->head_line,
	    h->known, h->ncolumns);
	for (size_t i = 0; i < h->ncolumns; i++) {
		if (h->columns[i].is != NULL)
			continue;
		str_addz(&text, unknown++ == 0 ? "; not mapped: " : ", ");
		fault_quote(&text, h->columns[i].name, SHOWN_BYTES);
	}
	if (s->recoded > 0)
		str_addf(&text, "; %llu rows in another encoding",
		    (unsigned long long)s->recoded);
	diag_note("%s", text.p);
	str_free(&text);
}
