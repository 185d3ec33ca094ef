/* SPDX-License-Identifier: MIT */
/*
 * forms: the characters that stand for one another because they fold to the
 * same unit (fold.h): full-width and half-width, upper and lower case,
 * traditional and simplified. A search widens its pattern by them, so that the
 * text need not be folded.
 */
#ifndef PRECINCT_FORMS_H
#define PRECINCT_FORMS_H

#include "str.h"

struct forms;                   /* read-only once made */

struct forms *forms_new(void);
void forms_free(struct forms *f);
/* How many characters c may be written as, itself among them, in ascending
 * order in *list; 0 when c stands for itself alone (control characters, what
 * folding drops, what lies beyond the basic plane). */
size_t forms_of(const struct forms *f, uint32_t c, const uint16_t **list);
/* What they all fold to; c itself when it stands alone. */
uint32_t forms_unit(const struct forms *f, uint32_t c);

#endif
