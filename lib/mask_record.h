/* SPDX-License-Identifier: MIT */
/*
 * mask_record: records without the persons in them. Keys of
 * precinct-record(5) that hold a person are masked whole; texts, and the
 * keys of other programs, by what is in them. Names that the record itself
 * tells (caller, parties, members) go wherever they stand in its texts.
 *
 * Places in masked texts move: `why` and `found_` are rewritten to lead to
 * the same words, or to the mask that stands for them.
 */
#ifndef PRECINCT_MASK_RECORD_H
#define PRECINCT_MASK_RECORD_H

#include "mask.h"
#include "record.h"

struct mask_record;             /* of one thread */

/* Something unmasked: its class and the byte of the line where it, or the
 * value that holds it, begins. */
typedef void mask_record_seen(void *context, enum extract_class class,
    size_t byte);

struct mask_record_options {
	struct mask_options mask;
	bool officers;          /* officer, assignee: keep */
	/* Keys, besides those of ours, whose whole value is a name. */
	const struct texts *name_keys;
};

struct mask_record *mask_record_new(const struct mask_record_options *o);
void mask_record_free(struct mask_record *mr);

/* Appends the record, masked, with its line end. With `seen`, which may be
 * NULL, each value that was masked is told. */
void mask_record_put(struct mask_record *mr, const struct record *r,
    struct str *out, mask_record_seen *seen, void *context);
/* The text masker of it, for plain lines. */
struct mask *mask_record_mask(struct mask_record *mr);

#endif
