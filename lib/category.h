/* SPDX-License-Identifier: MIT */
/*
 * category: what people call the dotted names of precinct-record(5). The
 * fraud classes are worded as the anti-fraud platform of the police words
 * them.
 */
#ifndef PRECINCT_CATEGORY_H
#define PRECINCT_CATEGORY_H

#include "str.h"

/* The title of a category or of what stands before its dot ("crime"); the name
 * itself when it is not known. */
struct sv category_title(struct sv name, bool english);

#endif
