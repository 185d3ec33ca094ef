/* SPDX-License-Identifier: MIT */
/*
 * texts: what every file of share/departments and every roster is read with:
 * texts that must be there, lists of texts, and documents of a known format.
 * The texts belong to the json document; the lists to the arena.
 */
#ifndef PRECINCT_TEXTS_H
#define PRECINCT_TEXTS_H

#include "arena.h"
#include "json.h"

struct texts {
	struct sv *items;
	size_t count;
};

/* A text that must be there and not be empty. -1 with the fault. */
int texts_need(const struct json_doc *doc, const struct json *map,
    const char *key, struct sv *text, struct fault *f);
/* A text that may be absent (empty view). */
int texts_may(const struct json_doc *doc, const struct json *map,
    const char *key, struct sv *text, struct fault *f);
/* A list of texts, none of them empty; absent: no texts. */
int texts_read(const struct json_doc *doc, const struct json *map,
    const char *key, struct arena *arena, struct texts *t, struct fault *f);
/* An object whose "format" is 1 and whose keys are known. */
int texts_format(const struct json_doc *doc, const char *const *known,
    struct fault *f);
/* The list of objects that `key` must be, with at most `max` members. */
int texts_objects(const struct json_doc *doc, const struct json *map,
    const char *key, size_t max, const struct json **list, struct fault *f);
/* The index of the text in the NULL-terminated names, or a fault that lists
 * them. */
int texts_choice(const struct json_doc *doc, const struct json *v,
    const char *const *names, unsigned *index, struct fault *f);

/* Whether `name` is `prefix` or lies below it: "dispute" and "dispute.debt"
 * cover "dispute.debt", "dispute.de" does not. */
static inline bool
texts_covers(struct sv prefix, struct sv name)
{
	return sv_starts(name, prefix) &&
	    (name.len == prefix.len || name.p[prefix.len] == '.');
}

#endif
