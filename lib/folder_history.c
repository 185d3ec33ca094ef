/* SPDX-License-Identifier: MIT */
#include "folder_parts.h"

#include "caseindex.h"
#include "datetime.h"
#include "event.h"
#include "history.h"
#include "ledger.h"
#include "src.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLE_FILES 3  /* the newest of history/ */
#define SAMPLE_BYTES ((size_t)1 << 20)

struct days {                   /* of history/ or patrols/ */
	const char **paths;     /* of dated files, in order of name */
	size_t n, cap;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, in byte order, without those that begin with a dot
 * (they are being written); in the arena. */
static const char **
list(struct folder_look *l, const char *path, size_t *n)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	const char **names = NULL;
	size_t cap = 0;

	*n = 0;
	if (dir == NULL) {
		folder_find(l, path, 0, 0, "cannot read: %s",
		    strerror(errno));
		return NULL;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (*n == cap) {
			cap = cap * 2 + 64;
			names = mem_realloc(names, cap * sizeof(*names));
		}
		names[(*n)++] = arena_dup(&l->arena,
		    sv_z(entry->d_name)).p;
	}
	closedir(dir);
	if (*n > 0)
		qsort(names, *n, sizeof(*names), by_name);
	return names;
}

/* --- names ----------------------------------------------------------------- */

static bool
is_history(struct sv name)
{
	static const char *const ends[] = {".jsonl", ".jsonl.zst",
	    ".jsonl.gz", ".ndjson", ".ndjson.zst", ".ndjson.gz", NULL};

	for (size_t i = 0; ends[i] != NULL; i++)
		if (sv_ends(name, sv_z(ends[i])))
			return true;
	return false;
}

static void
check_file(struct folder_look *l, struct days *d, const char *path,
    const char *name, const struct stat *st)
{
	int64_t from, to;

	if (sv_ends(sv_z(name), SV(CASEINDEX_SUFFIX)))
		return;
	l->check->files++;
	if (!is_history(sv_z(name))) {
		folder_find(l, path, 0, 0, "is no file of records; no command "
		    "reads it here");
	} else if (!history_name_days(name, &from, &to)) {
		if (!sv_starts(sv_z(name), SV("undated.")))
			folder_find(l, path, 0, 0, "is not named by a day "
			    "(2024-08-31.jsonl.zst): reports leave it out");
	} else if (st->st_size == 0) {
		folder_find(l, path, 0, 0, "is empty");
	} else {
		if (d->n == d->cap) {
			d->cap = d->cap * 2 + 64;
			d->paths = mem_realloc(d->paths,
			    d->cap * sizeof(*d->paths));
		}
		d->paths[d->n++] = path;
	}
}

static void
check_folder(struct folder_look *l, struct days *d, const char *path,
    unsigned depth)
{
	size_t n;
	const char **names = list(l, path, &n);

	for (size_t i = 0; i < n; i++) {
		struct str full = {0};
		const char *child;
		struct stat st;
		int64_t from, to;

		str_addf(&full, "%s/%s", path, names[i]);
		child = arena_dup(&l->arena, str_sv(&full)).p;
		str_free(&full);
		if (stat(child, &st) != 0)
			folder_find(l, child, 0, 0, "cannot read: %s",
			    strerror(errno));
		else if (!S_ISDIR(st.st_mode))
			check_file(l, d, child, names[i], &st);
		else if (depth > 1 || !history_name_days(names[i], &from,
		    &to))
			folder_find(l, child, 0, 0, "is not named by a year "
			    "or month");
		else
			check_folder(l, d, child, depth + 1);
	}
	free(names);
}

/* --- a sample of the records ----------------------------------------------- */

struct sample {
	struct record record;
	struct str scratch;
	const char *path;
	int64_t from, to;       /* days that the name tells */
	bool told;              /* of a record of another day */
};

static void
count(struct map *m, struct sv text)
{
	if (text.len > 0)
		++*(uint32_t *)map_put(m, text, NULL);
}

static void
look_at(struct folder_look *l, struct sample *s, struct sv line,
    size_t number)
{
	struct fault f = {0};
	struct sv text;
	int64_t day;

	if (sv_trim(line).len == 0)
		return;
	if (record_scan(&s->record, line, &f) != 0) {
		folder_find(l, s->path, number, f.column, "%s",
		    str_z(&f.text));
		fault_free(&f);
		return;
	}
	count(&l->communities, record_text(record_get(&s->record,
	    REC_COMMUNITY), &s->scratch));
	count(&l->units, record_text(record_get(&s->record, REC_UNIT),
	    &s->scratch));
	text = record_text(record_get(&s->record, REC_REPORTED_AT),
	    &s->scratch);
	if (text.len == 0)
		text = record_text(record_get(&s->record, REC_STARTED_AT),
		    &s->scratch);
	if (!s->told && text.len >= 10 && date_read((struct sv){text.p, 10},
	    &day) && (day < s->from || day >= s->to)) {
		folder_find(l, s->path, number, 0, "is of another day: %.10s; "
		    "put the file into inbox/ and run intake", text.p);
		s->told = true;
	}
}

static void
sample(struct folder_look *l, const char *path)
{
	struct sample s = {.path = path};
	struct fault f = {0};
	struct src *src = src_open(path, &f);
	struct str text = {0};
	struct sv rest, line;
	ptrdiff_t n = src != NULL ? 1 : -1;
	size_t number = 0;

	str_reserve(&text, SAMPLE_BYTES);
	while (n > 0 && text.len < SAMPLE_BYTES) {
		n = src_read(src, text.p + text.len, SAMPLE_BYTES - text.len,
		    &f);
		text.len += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		folder_found(l, &f);
	(void)history_name_days(strrchr(path, '/') + 1, &s.from, &s.to);
	rest = str_sv(&text);
	while (rest.len > 0 && memchr(rest.p, '\n', rest.len) != NULL) {
		(void)sv_split(&rest, '\n', &line);
		look_at(l, &s, line, ++number);
	}
	if (src != NULL)
		src_close(src);
	record_free(&s.record);
	str_free(&s.scratch);
	str_free(&text);
	fault_free(&f);
}

void
folder_check_history(struct folder_look *l)
{
	static const char *const names[] = {"history", "patrols", NULL};

	for (size_t i = 0; names[i] != NULL; i++) {
		const char *path = folder_path(l, names[i]);
		struct days d = {0};

		if (access(path, F_OK) != 0)
			continue; /* intake makes it */
		check_folder(l, &d, path, 0);
		for (size_t k = d.n > SAMPLE_FILES ? d.n - SAMPLE_FILES : 0;
		    k < d.n; k++)
			sample(l, d.paths[k]);
		free(d.paths);
	}
}

/* --- the ledger ------------------------------------------------------------ */

static int
take_event(void *context, const struct ledger_line *line, struct fault *f)
{
	struct arena *arena = context;
	struct event e;

	arena_reset(arena);
	return event_read(&e, line->record, arena, f);
}

void
folder_check_ledger(struct folder_look *l)
{
	const char *dir = folder_path(l, "ledger");
	struct arena arena = {0};
	struct ledger_walk w = {.take = take_event, .context = &arena};
	struct ledger ledger = {.fd = -1};
	struct fault f = {0};

	if (access(folder_path(l, "ledger/ledger.jsonl"), F_OK) != 0)
		return; /* no dispute yet */
	l->check->files++;
	ledger_start(&w.place);
	if (ledger_open(&ledger, dir, false, &f) != 0 ||
	    ledger_walk(&ledger, &w, &f) != 0) {
		folder_found(l, &f);
	} else if (w.torn > 0) {
		(void)ledger_fault_torn(&ledger, w.torn, &f);
		folder_found(l, &f);
	}
	ledger_close(&ledger);
	arena_free(&arena);
	fault_free(&f);
}
