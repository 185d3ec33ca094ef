/* SPDX-License-Identifier: MIT */
/*
 * labelled: texts with what they truly are: the key of a record that a person
 * filled in, or a table of two columns.
 */
#ifndef PRECINCT_LABELLED_H
#define PRECINCT_LABELLED_H

#include "record.h"

/* The key that holds the label: one of the record ("label"), or, where the
 * record has none of that name, one within extra; "extra.NAME" is there
 * alone. */
struct labelled_key {
	struct sv name;         /* without "extra." */
	bool extra_only;
};

struct labelled_scratch {
	struct record extra;
	struct str text;
};

struct labelled_key labelled_key_of(const char *name);
/* The text there, without blanks around it; empty when there is none. A view
 * of the record or of the scratch. */
struct sv labelled_value(const struct labelled_key *k, const struct record *r,
    struct labelled_scratch *s);
void labelled_scratch_free(struct labelled_scratch *s);

/*
 * Reads comma-separated rows of a text and its label, in UTF-8 or GB18030. A
 * first row that names the columns ("text" and "label", or 文本 and 类别) says
 * which is which, and may stand among others; else the first two columns are
 * taken in this order. Rows without one of them are passed on as they are.
 * -1 with the fault.
 */
int labelled_table(const char *path, void (*take)(void *context,
    struct sv text, struct sv label), void *context, struct fault *f);

#endif
