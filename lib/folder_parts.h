/* SPDX-License-Identifier: MIT */
/* folder_parts: what the files of the check of a station's folder share. */
#ifndef PRECINCT_FOLDER_PARTS_H
#define PRECINCT_FOLDER_PARTS_H

#include "folder.h"
#include "map.h"

/* The names that station.conf sets. */
enum folder_key {
	FOLDER_ROSTER, FOLDER_RULES, FOLDER_CALENDAR, FOLDER_PLAN,
	FOLDER_PROFILE, FOLDER_DEPARTMENTS, FOLDER_MODEL,
	FOLDER_PATHS,           /* those before it are paths */
	FOLDER_JOBS = FOLDER_PATHS, FOLDER_LANGUAGE, FOLDER_NKEYS
};

struct folder_value {
	struct sv text;         /* empty: not set */
	size_t line, column;
};

/* What is known of a folder while it is looked at. */
struct folder_look {
	struct folder_check *check;
	struct arena arena;
	struct folder_value conf[FOLDER_NKEYS];
	bool has_conf;
	/* of the newest records: community, unit -> uint32_t, how many */
	struct map communities, units;
};

/* Reports a finding; the fault is emptied. */
void folder_found(struct folder_look *l, struct fault *f);
void folder_find(struct folder_look *l, const char *file, size_t line,
    size_t column, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* "DIR/name"; of an absolute name, itself. In the arena. */
const char *folder_path(struct folder_look *l, const char *name);
/* 1-based, in characters. */
size_t folder_column(struct sv line, size_t offset);
/* The file line by line; one that cannot be read is a finding. */
void folder_lines(struct folder_look *l, const char *path,
    void (*take)(struct folder_look *l, const char *path, struct sv line,
	size_t number, void *context), void *context);

void folder_read_conf(struct folder_look *l);
void folder_check_crontab(struct folder_look *l);
/* history/ and patrols/; fills communities and units. */
void folder_check_history(struct folder_look *l);
void folder_check_ledger(struct folder_look *l);

#endif
