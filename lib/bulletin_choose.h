/* SPDX-License-Identifier: MIT */
/*
 * bulletin_choose: the cases of each group, and the types that it should read
 * of now.
 */
#ifndef PRECINCT_BULLETIN_CHOOSE_H
#define PRECINCT_BULLETIN_CHOOSE_H

#include "bulletin.h"
#include "casetext.h"
#include "publish.h"

#define BULLETIN_LEVEL 0.05     /* p, from which a rise is one */
#define BULLETIN_SMALL 3        /* below, a count is not told */
#define BULLETIN_PAST 12        /* windows before */
#define BULLETIN_THEMES 2       /* of one message */

struct bulletin_work {          /* of one thread */
	const struct bulletin_groups *groups;
	struct count_tally tally;
	struct publish *publish;
	struct facet_work *facets;
	struct extract extract;
	struct case_texts cases;        /* bit g of a case's mask: it is of
	                                 * group g */
	struct str text, scratch;
};

void bulletin_work_init(struct bulletin_work *w,
    const struct bulletin_groups *g, const struct count_query *q);
void bulletin_work_free(struct bulletin_work *w);
int bulletin_take(struct bulletin_work *w, const struct record *r,
    struct fault *f);
/* `from` must live as long as `into`. */
void bulletin_join(struct bulletin_work *into, struct bulletin_work *from);

struct bulletin_theme {
	struct sv type;
	int64_t now, before;    /* in this window, in the one before; -1: no
	                         * data */
	int64_t past_n, past_sum;
	double p;               /* of the rise, adjusted; -1: not tested */
	bool surging, had;      /* had: sent within repeat_days */
};

enum bulletin_silence {
	BULLETIN_SPEAKS, BULLETIN_FULL_WEEK, BULLETIN_NO_CASES,
	BULLETIN_TOO_FEW, BULLETIN_ALL_HAD
};

struct bulletin_choice {
	enum bulletin_silence silence;
	struct bulletin_theme *themes;  /* all types with cases, best first */
	size_t nthemes;
	size_t chosen[BULLETIN_THEMES], nchosen;
	int64_t cases, before, loss, with_loss; /* of all types; before: -1 */
};

/* on: the day of sending; the window is the days before it. Cases sorted. */
void bulletin_choose(const struct bulletin_work *w, size_t group, int64_t on,
    struct bulletin_choice *c);
void bulletin_choice_free(struct bulletin_choice *c);

#endif
