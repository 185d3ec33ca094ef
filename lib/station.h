/* SPDX-License-Identifier: MIT */
/*
 * station: all that a station's report of a day, week, month, quarter or year
 * is made of, gathered in one pass over the incidents: what incident-stats and
 * fraud-stats count (lib/incidents, lib/count, so the figures are theirs), the
 * cases of the ledger (lib/dispute) and the patrols (lib/patrol).
 */
#ifndef PRECINCT_STATION_H
#define PRECINCT_STATION_H

#include "casetext.h"
#include "count_rows.h"
#include "dispute.h"
#include "incidents.h"
#include "patrol.h"
#include "publish.h"
#include "report.h"
#include "station_plan.h"

#define STATION_WEEKS 8         /* before the period, to compare days with */
#define STATION_SERIOUS_MOST 10 /* incidents told one by one */

struct station_span {
	struct period now, before, last_year;
	int64_t since;          /* first day whose incidents are needed */
};

/* One incident told by itself; texts are kept in the worker's arena. */
struct station_incident {
	int64_t score;
	struct sv at, id, community, category;
	struct sv narrative;    /* without persons */
};

/* What one worker gathers. */
struct station_work {
	const struct station_span *span;
	struct incidents incidents;
	struct count_tally fraud;       /* by the period's unit and type */
	struct count_tally months;      /* fraud by month, for its runs */
	struct patrol_log patrols;
	struct publish *publish;
	struct case_texts stories;      /* of fraud, without persons */
	struct map doubts, classifiers, tiers;  /* text -> int64_t */
	struct station_incident serious[STATION_SERIOUS_MOST];
	size_t nserious;
	int64_t high;           /* incidents of high risk */
	struct arena arena;
	struct str scratch, more;
};

struct station_queries {
	struct count_query incidents, fraud, months;
	struct patrol_query patrols;
};

void station_span_set(struct station_span *s, struct period now);
/* -1 with the fault. */
int station_queries_set(struct station_queries *q,
    const struct station_span *s, struct fault *f);
void station_queries_free(struct station_queries *q);

void station_work_init(struct station_work *w, const struct station_span *s,
    const struct station_queries *q, const struct extractor *extractor,
    bool english);
void station_work_free(struct station_work *w);
int station_record(struct station_work *w, const struct record *r,
    struct fault *f);
void station_merge(struct station_work *into, struct station_work *from);

/* How many of a text there are. */
int64_t station_get(const struct map *m, struct sv text);

struct station {
	const struct station_plan *plan;
	const struct station_span *span;
	struct station_work *work;      /* merged; station_write settles it */
	const struct dispute_tally *cases;      /* NULL: no ledger */
	int64_t rejects;        /* -1: not told */
	bool english;
};

/* After station_write: no incident in the period. */
bool station_is_empty(const struct station *s);
/* Fills the report. */
void station_write(struct station *s, struct report *r);

#endif
