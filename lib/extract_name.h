/* SPDX-License-Identifier: MIT */
/* extract_name: the names of people among the units of a scan. */
#ifndef PRECINCT_EXTRACT_NAME_H
#define PRECINCT_EXTRACT_NAME_H

#include "extract_parts.h"

#define NAME_NEVER (-100)

/* Words at which a name begins or ends. */
#define NAME_WORDS (LIST_BIT(TERM_LABELS) | LIST_BIT(TERM_ROLES) |            \
	LIST_BIT(TERM_LINKS) | LIST_BIT(TERM_AFTER) |                         \
	LIST_BIT(TERM_PHONE_CUES) | LIST_BIT(TERM_ID_CUES) |                  \
	LIST_BIT(TERM_CARD_CUES) | LIST_BIT(TERM_ACCOUNT_CUES))

enum name_where {               /* what stands before */
	NAME_FREE,              /* the rest of something */
	NAME_CLEAN,             /* the end of a word */
	NAME_CLAUSE,            /* a clause begins */
	NAME_LINK,              /* 与, 被: a name may follow */
	NAME_ROLE,              /* 报警人 */
	NAME_LABEL              /* 姓名: */
};

/* Units of the surname at i: 2, 1, or 0. */
size_t name_surname(const struct scan *s, size_t i);
/* The end of 某, 某某, 某甲, XX after a surname that ends at i; or i. */
size_t name_blanked(const struct scan *s, size_t i);
/* No character of a given name. */
bool name_no_given(const struct scan *s, size_t i);
/* 0 to 3: how surely a name ends before unit i. */
int name_boundary(const struct scan *s, size_t i);
/* The end of the name that begins at i, or i. */
size_t name_end(const struct scan *s, size_t i, enum name_where where);

#endif
