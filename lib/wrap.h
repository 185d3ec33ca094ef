/* SPDX-License-Identifier: MIT */
/*
 * wrap: text broken into lines of so many columns, Chinese and Latin mixed.
 *
 * A line breaks between Han characters and at blanks, never before a closing
 * or after an opening punctuation mark (GB/T 15834-2011, 5.1: marks that may
 * not begin or end a line); a word longer than a line is cut.
 */
#ifndef PRECINCT_WRAP_H
#define PRECINCT_WRAP_H

#include "str.h"

/* Appends the lines, each with its LF. `first` and `rest` are blanks put in
 * front of the first and the other lines; they count. */
void wrap_text(struct str *out, struct sv text, unsigned width, unsigned first,
    unsigned rest);
/* One line in the middle of `width` columns; longer ones are wrapped. */
void wrap_middle(struct str *out, struct sv text, unsigned width);
/* Appends text fit to be shown: control characters become blanks, marks that
 * turn the direction of writing (UAX #9) go, damaged bytes become U+FFFD. */
void wrap_clean(struct str *out, struct sv text);

#endif
