/* SPDX-License-Identifier: MIT */
/* wording: the same told in other words, as another call-taker would. */
#ifndef PRECINCT_WORDING_H
#define PRECINCT_WORDING_H

#include "scene.h"

/* Appends text with some words changed, sentences left out or added, and a
 * slip of the pen; `share` of a hundred places where it could differ do. */
void wording_add(struct str *out, struct sv text, unsigned share,
    struct dice *d);
/* Appends that it is not the first time, in one of many ways, or nothing. */
void wording_again(struct str *out, struct dice *d);

#endif
