/* SPDX-License-Identifier: MIT */
#include "folder_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What scripts/intake, daily-brief and weekly-report take from it. */
static const char *const names[] = {"ROSTER", "RULES", "CALENDAR", "PLAN",
    "PROFILE", "DEPARTMENTS", "MODEL", "JOBS", "LANGUAGE"};

static size_t
name_length(struct sv line)
{
	size_t n = 0;

	while (n < line.len && ((line.p[n] >= 'A' && line.p[n] <= 'Z') ||
	    (line.p[n] >= 'a' && line.p[n] <= 'z') || line.p[n] == '_' ||
	    (n > 0 && line.p[n] >= '0' && line.p[n] <= '9')))
		n++;
	return n;
}

/* The value at the line's beginning and what is behind it; false: it has no
 * end, or the shell would make something else of it. */
static bool
take_value(struct sv line, struct sv *value, struct sv *rest)
{
	char quote = line.len > 0 ? line.p[0] : '\0';
	size_t n = 0, skip = quote == '"' || quote == '\'';

	line = sv_from(line, skip);
	while (n < line.len && (skip ? line.p[n] != quote
				     : line.p[n] != ' ' && line.p[n] != '\t'))
		if (strchr("$`\\\"'", line.p[n++]) != NULL)
			return false;
	if (skip && n == line.len)
		return false;
	*value = (struct sv){line.p, n};
	*rest = sv_from(line, n + skip);
	return true;
}

static int
key_of(struct sv name)
{
	for (int i = 0; i < FOLDER_NKEYS; i++)
		if (sv_eq(name, sv_z(names[i])))
			return i;
	return -1;
}

static void
check_value(struct folder_look *l, const char *path, int key)
{
	const struct folder_value *v = &l->conf[key];
	int64_t n;

	if (v->text.len == 0)
		return;
	if (key < FOLDER_PATHS && (key != FOLDER_PROFILE ||
	    memchr(v->text.p, '/', v->text.len) != NULL ||
	    sv_ends(v->text, SV(".json")))) {
		if (access(folder_path(l, v->text.p), R_OK) != 0)
			folder_find(l, path, v->line, v->column,
			    "%s names %s, which cannot be read: %s",
			    names[key], v->text.p, strerror(errno));
	} else if (key == FOLDER_JOBS &&
	    (!sv_int(v->text, &n) || n < 0 || n > 256)) {
		folder_find(l, path, v->line, v->column,
		    "JOBS is no number from 0 to 256: %s", v->text.p);
	} else if (key == FOLDER_LANGUAGE && !sv_eq(v->text, SV("zh")) &&
	    !sv_eq(v->text, SV("en"))) {
		folder_find(l, path, v->line, v->column,
		    "LANGUAGE is zh or en, not '%s'", v->text.p);
	}
}

static void
take_line(struct folder_look *l, const char *path, struct sv whole,
    size_t number, void *context)
{
	struct sv line = sv_trim(whole), value, rest;
	size_t n = name_length(line), at;
	int key;

	(void)context;
	if (line.len == 0 || line.p[0] == '#')
		return;
	at = folder_column(whole, (size_t)(line.p - whole.p));
	if (n == 0 || n == line.len || line.p[n] != '=') {
		folder_find(l, path, number, at, "is no NAME=value; no blank "
		    "stands before or after the '='");
		return;
	}
	key = key_of((struct sv){line.p, n});
	if (key < 0) {
		folder_find(l, path, number, at, "unknown name '%.*s'; known "
		    "are ROSTER, RULES, CALENDAR, PLAN, PROFILE, DEPARTMENTS, "
		    "MODEL, JOBS, LANGUAGE", (int)n, line.p);
		return;
	}
	at = folder_column(whole, (size_t)(line.p - whole.p) + n + 1);
	if (!take_value(sv_from(line, n + 1), &value, &rest) ||
	    (rest.len > 0 && rest.p[0] != ' ' && rest.p[0] != '\t') ||
	    (sv_trim(rest).len > 0 && sv_trim(rest).p[0] != '#')) {
		folder_find(l, path, number, at, "is no plain value; put it "
		    "in quotes, without $, ` and \\");
		return;
	}
	l->conf[key] = (struct folder_value){
	    .text = arena_dup(&l->arena, value), .line = number, .column = at};
	check_value(l, path, key);
}

void
folder_read_conf(struct folder_look *l)
{
	const char *path = folder_path(l, FOLDER_CONF);

	/* Without it the scripts take what is shipped. */
	l->has_conf = access(path, F_OK) == 0;
	if (l->has_conf)
		folder_lines(l, path, take_line, NULL);
}
