/* SPDX-License-Identifier: MIT */
/* The files of history.h: operands and folders. */
#include "history.h"

#include "diag.h"
#include "period.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 40            /* folders in folders; links may go round */

static bool
is_history_name(struct sv name)
{
	struct sv endings[] = {SV(".gz"), SV(".zst")};

	if (name.len > 0 && name.p[0] == '.')
		return false;
	for (size_t i = 0; i < 2; i++)
		if (sv_ends(name, endings[i])) {
			name.len -= endings[i].len;
			break;
		}
	return sv_ends(name, SV(".jsonl")) || sv_ends(name, SV(".ndjson"));
}

bool
history_name_days(const char *name, int64_t *from, int64_t *to)
{
	struct sv stem = {name, strcspn(name, ".")};
	char dashed[11];
	struct period p;

	if (stem.len == 8 && sv_digits(stem) == 8) {
		memcpy(dashed, name, 4);
		memcpy(dashed + 5, name + 4, 2);
		memcpy(dashed + 8, name + 6, 2);
		dashed[4] = dashed[7] = '-';
		stem = (struct sv){dashed, 10};
	}
	if (!period_parse(stem, 1, &p))
		return false;
	*from = p.from;
	*to = p.to;
	return true;
}

/* Whether the name says that nothing in it can be wanted. */
static bool
is_excluded(struct history *h, const char *name)
{
	int64_t from, to;

	return h->has_span && history_name_days(name, &from, &to) &&
	    (to <= h->first_day || from > h->last_day);
}

static void
add_file(struct history *h, const char *path)
{
	if (h->nfiles == h->cap) {
		h->cap = h->cap * 2 + 16;
		h->files = mem_realloc(h->files, h->cap * sizeof(*h->files));
	}
	h->files[h->nfiles++] = (struct history_file){
	    .path = mem_strdup(path)};
}

static void
complain(struct history *h, const char *path, int error, const char *what)
{
	diag_format(&h->complaints, "error", path, 0, 0, "%s: %s", what,
	    strerror(error));
}

static void add_folder(struct history *h, const char *path, unsigned depth);

/* The kind of an entry as the folder itself tells it; asked of the file where
 * it does not (links, some file systems). */
static unsigned char
entry_type(struct history *h, const char *path, const char *name,
    unsigned char type)
{
	struct stat st;

	if (type == DT_REG || type == DT_DIR)
		return type;
	if (stat(path, &st) != 0) {
		if (is_history_name(sv_z(name)))
			complain(h, path, errno, "cannot open");
		return DT_UNKNOWN;
	}
	return S_ISDIR(st.st_mode) ? DT_DIR : DT_REG;
}

/* entry: its type, then its name. */
static void
add_entry(struct history *h, const char *folder, const char *entry,
    unsigned depth)
{
	struct str path = {0};
	const char *name = entry + 1;
	unsigned char type = (unsigned char)entry[0];

	if (name[0] == '.' || (type == DT_REG &&
	    !is_history_name(sv_z(name))))
		return;
	str_addf(&path, "%s%s%s", folder,
	    folder[strlen(folder) - 1] == '/' ? "" : "/", name);
	type = entry_type(h, path.p, name, type);
	if (type == DT_DIR || (type == DT_REG && is_history_name(sv_z(name)))) {
		if (is_excluded(h, name))
			h->stats.files_by_name++;
		else if (type == DT_DIR)
			add_folder(h, path.p, depth + 1);
		else
			add_file(h, path.p);
	}
	str_free(&path);
}

/* strcmp, not the locale: the same order everywhere. */
static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a + 1, *(char *const *)b + 1);
}

static void
add_folder(struct history *h, const char *path, unsigned depth)
{
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	struct dirent *entry;
	char **names = NULL;
	size_t n = 0, cap = 0;

	if (dir == NULL) {
		complain(h, path, depth < DEPTH_MAX ? errno : ELOOP,
		    "cannot open");
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (n == cap) {
			cap = cap * 2 + 64;
			names = mem_realloc(names, cap * sizeof(*names));
		}
		names[n] = mem_alloc(strlen(entry->d_name) + 2);
		names[n][0] = (char)entry->d_type;
		memcpy(names[n++] + 1, entry->d_name,
		    strlen(entry->d_name) + 1);
	}
	closedir(dir);
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 0; i < n; i++) {
		add_entry(h, path, names[i], depth);
		free(names[i]);
	}
	free(names);
}

void
history_add(struct history *h, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		add_folder(h, path, 0);
	else
		add_file(h, path);
}
