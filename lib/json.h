/* SPDX-License-Identifier: MIT */
/*
 * json: configuration files (rules, profiles, rosters, calendars), read whole
 * through jansson with duplicate keys refused, and values that know where they
 * stand, so that every complaint has a file, line and column. Never for
 * records: those are record.h's.
 */
#ifndef PRECINCT_JSON_H
#define PRECINCT_JSON_H

#include "fault.h"

struct json_doc;                /* owns everything read from it */
struct json;                    /* a value; lives as long as its document */

enum json_type {
	JSON_NONE,              /* no such value (json_get of an absent key) */
	JSON_TEXT, JSON_INT, JSON_REALS, JSON_BOOL, JSON_NIL, JSON_LIST,
	JSON_MAP
};

/* Reads path ("-" is standard input); the root may be any value. NULL with the
 * fault. At most 64 MiB; a byte order mark is skipped. */
struct json_doc *json_read(const char *path, struct fault *f);
/* The same from memory; name stands in faults. */
struct json_doc *json_parse(struct sv text, const char *name,
    struct fault *f);
const struct json *json_root(const struct json_doc *doc);
void json_free(struct json_doc *doc);

/* All accept NULL and answer JSON_NONE, NULL, 0 or an empty view. */
enum json_type json_type(const struct json *v);
const struct json *json_get(const struct json *map, const char *key);
size_t json_count(const struct json *v);        /* members of list or map */
const struct json *json_at(const struct json *list, size_t i);
/* i-th member of a map in order of the file. */
const struct json *json_member(const struct json *map, size_t i,
    struct sv *key);
struct sv json_sv(const struct json *v);        /* NUL-terminated */
int64_t json_int(const struct json *v, int64_t fallback);
bool json_truth(const struct json *v, bool fallback);

/* Sets the fault at the place of v (in the file at large when v is NULL) and
 * returns -1. Columns are characters. */
int json_fault(const struct json_doc *doc, const struct json *v,
    struct fault *f, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Checked access: value of key in map with the type wanted; when it is absent
 * *v is NULL and the answer is 0; another type is a fault (-1) that says what
 * is wanted. */
int json_want(const struct json_doc *doc, const struct json *map,
    const char *key, enum json_type type, const struct json **v,
    struct fault *f);
/* An integer within [least, most], true or false: *to stays as it is when the
 * key is absent. */
int json_want_int(const struct json_doc *doc, const struct json *map,
    const char *key, int64_t least, int64_t most, int64_t *to,
    struct fault *f);
int json_want_flag(const struct json_doc *doc, const struct json *map,
    const char *key, bool *to, struct fault *f);
/* Faults a value that is no map, or a map that has a key not in `known`
 * (NULL-terminated), with the nearest known key as the advice; keys that begin
 * with '_' are comments. */
int json_only(const struct json_doc *doc, const struct json *map,
    const char *const *known, struct fault *f);

/* jansson's own word on whether text is one object without duplicate keys:
 * what record.h asks about a line that is out of the ordinary. -1 with the
 * fault's text and column (a byte offset + 1). */
int json_check_object(struct sv text, struct fault *f);

#endif
