/* SPDX-License-Identifier: MIT */
/*
 * found: the found_ keys of classify-risk --extract: values of the texts of a
 * record, each as "value@start+length" in characters of the narrative,
 * "value@feedback:start+length" of another text.
 */
#ifndef PRECINCT_FOUND_H
#define PRECINCT_FOUND_H

#include "extract.h"
#include "record.h"

struct found;                   /* of one thread */

struct found *found_new(const struct extractor *x);
void found_free(struct found *f);

/* Looks at narrative, feedback and outcome of an incident. */
void found_look(struct found *f, const struct record *r);
/* Appends the keys that have values, for record_splice. */
void found_put(const struct found *f, struct str *out);
/* The texts tell another loss than the column: a total or loss beyond doubt,
 * no sum anywhere that is the column's. */
bool found_contradicts(const struct found *f, const struct record *r);
/* Appends the line, without line end, with the doubt
 * "loss_fen.contradicts_narrative" in `quality` or not; everything else stays
 * byte for byte in its place. */
void found_doubt(const struct record *r, bool doubt, struct str *out);

/* record_splice with the found_ keys after what was added (which is used up),
 * and the doubt where the texts contradict the column. */
void found_splice(struct found *f, const struct record *r,
    const enum record_key *owned, struct str *added, struct str *out);

/* The class of a found_ key, and back. */
enum extract_class found_class(enum record_key key);
enum record_key found_key(enum extract_class class);

/* Takes "value@field:start+length" apart; *field is empty for the narrative.
 * Also reads `why`. False for another form. */
bool found_split(struct sv text, struct sv *value, struct sv *field,
    size_t *start, size_t *len);

/* All found_ keys, REC_NKEYS at the end. */
extern const enum record_key found_keys[];

#endif
