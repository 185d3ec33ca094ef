/* SPDX-License-Identifier: MIT */
/*
 * partial: what the partials of every tally have in common. A partial is a
 * head, which says what was asked and how many groups follow, and one line a
 * group; its keys are none of precinct-record(5).
 */
#ifndef PRECINCT_PARTIAL_H
#define PRECINCT_PARTIAL_H

#include "fault.h"
#include "record.h"
#include "tally.h"

/* Appends ,"key":"2024-08-01". */
void partial_put_day(struct str *out, struct sv key, int64_t day);
/* Appends ,"first":…,"last":…; nothing when last is before first. */
void partial_put_span(struct str *out, int64_t first, int64_t last);
/* One line a group, in the order of keys: put_key appends ,"group":[…]. */
void partial_put_groups(struct str *out, const struct tally *t,
    const char *kind, void (*put_key)(struct str *out, const void *query,
    struct sv key), const void *query);

/* The value of that key; its type is RECORD_ABSENT where there is none. */
const struct record_value *partial_field(const struct record *r,
    const char *key);
/* A text, for free(); NULL when the key is none. */
char *partial_text(const struct record *r, const char *key);
bool partial_day(const struct record *r, const char *key, int64_t *day);
/* Widens [*first, *last] by what the head says, if it does. */
void partial_span(const struct record *r, int64_t *first, int64_t *last);
/* "sums", "maxima" and "samples" of the line go to that group; -1 with the
 * fault when they are damaged. */
int partial_group(struct tally *t, struct sv key, const struct record *r,
    struct fault *f);
/* What two heads ask, as they write it; -1 with the fault if they differ. */
int partial_same(const struct str *a, const struct str *b, struct fault *f);

#endif
