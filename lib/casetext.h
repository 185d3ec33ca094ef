/* SPDX-License-Identifier: MIT */
/*
 * casetext: the cases of a period with their narratives fit to be shown
 * (publish.h): what variants and representative cases are chosen from. Parts
 * of the input may be collected by any number of threads, programs or
 * machines and joined in any order: sorted, they are the same.
 */
#ifndef PRECINCT_CASETEXT_H
#define PRECINCT_CASETEXT_H

#include "arena.h"
#include "record.h"

struct case_text {
	struct sv text, category, victim, why, id;  /* why: the victim's
	                         * group */
	int64_t day, loss;      /* loss in fen; -1: not told */
	unsigned course;        /* how much is known of what happened, 0-3 */
	uint64_t mask;          /* the collector's; not in partials */
};

struct case_texts {             /* the zero value is empty */
	struct arena arena;
	struct case_text *at;
	size_t n, cap;
};

/* Copies what the views show. */
void case_texts_add(struct case_texts *t, const struct case_text *c);
/* Moves the cases; `from` is left empty and must live as long as `into`. */
void case_texts_join(struct case_texts *into, struct case_texts *from);
/* By category, newest first, text, id. */
void case_texts_sort(struct case_texts *t);
void case_texts_free(struct case_texts *t);

/* One line of a partial, of this kind; reads what was written. */
#define CASETEXT_KIND "fraud-partial-text"
void case_text_put(struct str *out, const struct case_text *c);
int case_text_read(struct case_texts *t, const struct record *r,
    struct fault *f);

#endif
