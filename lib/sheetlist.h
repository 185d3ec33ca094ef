/* SPDX-License-Identifier: MIT */
/* sheetlist: the sheets of a workbook, and which one is read. */
#ifndef PRECINCT_SHEETLIST_H
#define PRECINCT_SHEETLIST_H

#include "arena.h"
#include "fault.h"

struct sheetlist {
	struct sheetlist_item {
		struct sv name;
		bool hidden;
	} *v;
	size_t n, cap;
	struct arena arena;
};

void sheetlist_add(struct sheetlist *l, struct sv name, bool hidden);
/* The number of the sheet of that name (NULL: the first visible one); notes
 * gets which of several it is. -1 with the fault, which tells those that are
 * there. */
ptrdiff_t sheetlist_choose(const struct sheetlist *l, const char *wanted,
    struct str *notes, struct fault *f);
void sheetlist_free(struct sheetlist *l);

#endif
