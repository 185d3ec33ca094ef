/* SPDX-License-Identifier: MIT */
/*
 * count_query: what is counted by what: the keys, the period, what is chosen,
 * and what it takes to find the values of keys that no field holds.
 */
#ifndef PRECINCT_COUNT_QUERY_H
#define PRECINCT_COUNT_QUERY_H

#include "extract.h"
#include "facet.h"
#include "period.h"

enum count_key {
	COUNT_DAY, COUNT_WEEK, COUNT_MONTH, COUNT_QUARTER, COUNT_YEAR,
	COUNT_TYPE, COUNT_COMMUNITY, COUNT_UNIT, COUNT_CHANNEL, COUNT_SEX,
	COUNT_AGE, COUNT_HOUR, COUNT_WEEKDAY, COUNT_PLACE_TYPE, COUNT_JOB,
	COUNT_SUBTYPE, COUNT_VICTIM,    /* facets, see facet.h */
	COUNT_CONTACT, COUNT_PLATFORM, COUNT_PAYMENT,   /* see extract.h */
	COUNT_LOSS_BAND,
	COUNT_NKEYS
};
#define COUNT_NFACETS (COUNT_VICTIM - COUNT_SUBTYPE + 1)
#define COUNT_MAX_KEYS 4
#define COUNT_MAX_ONLY 8
#define COUNT_NO_KEY ((size_t)-1)

/* What a command counts. */
struct count_subject {
	const char *command;    /* "fraud-stats" */
	const char *prefix;     /* what categories begin with; "": all, also
	                         * incidents without a category */
	const char *type;       /* name of COUNT_TYPE among the keys */
	const char *head, *group;       /* kinds of the lines of a partial */
	const char *chinese, *english;  /* of what: 警情, incidents */
	bool losses;            /* and what was lost and stopped */
	bool facets;            /* whether subtype to payment are known */
};
extern const struct count_subject count_fraud, count_incidents;

struct count_query {
	const struct count_subject *subject;
	enum count_key by[COUNT_MAX_KEYS];
	size_t nby;
	size_t period;          /* which of by is a period; COUNT_NO_KEY */
	enum period_unit unit;
	unsigned week_start;
	bool has_since, has_until;
	int64_t since, until;   /* days, [since, until) */
	struct str type;        /* beginning of the category, dots whole */
	bool partial;           /* for a partial: its input's fingerprint is
	                         * taken */
	bool invalid;           /* hang-ups, tests and the like count too */
	struct {
		enum count_key key;
		char *value;
	} only[COUNT_MAX_ONLY]; /* all must hold */
	size_t nonly;
	const struct facets *facets;    /* borrowed */
	size_t facet[COUNT_NFACETS];    /* of COUNT_SUBTYPE + i */
	unsigned wanted;        /* bits of the facets that are asked for */
	const struct extractor *extractor;      /* borrowed */
	bool ways;              /* contact, platform or payment is asked for */
};

/* "month,type"; since and until: a date or a period's name, whole at both
 * ends, NULL: open. type may leave out the subject's prefix; NULL: all. -1
 * with the fault's text. */
int count_query_set(struct count_query *q, const struct count_subject *subject,
    const char *by, const char *since, const char *until, const char *type,
    unsigned week_start, struct fault *f);
/* "victim=student": counts only these; before count_query_facets. */
int count_query_only(struct count_query *q, const char *only,
    struct fault *f);
/* Another facet is to be found of each record: after count_query_facets. */
int count_query_want(struct count_query *q, enum count_key key,
    struct fault *f);
/* Whether any key or `only` is of a facet, or of the ways of extract.h. */
bool count_query_has_facets(const struct count_query *q);
bool count_query_has_ways(const struct count_query *q);
/* Gives what those keys are read with (NULL where there is none of them); -1
 * when a facet, or a value of `only`, is not known. */
int count_query_facets(struct count_query *q, const struct facets *facets,
    const struct extractor *extractor, struct fault *f);
/* Whether the key of that name is among the keys. */
bool count_query_is_by(const struct count_query *q, const char *name);
void count_query_free(struct count_query *q);
/* "month", "type" … */
const char *count_key_name(const struct count_subject *s, enum count_key key);
bool count_key_is_text(enum count_key key);
static inline bool
count_key_is_facet(enum count_key key)
{
	return key == COUNT_SUBTYPE || key == COUNT_VICTIM;
}
static inline bool
count_key_is_way(enum count_key key)
{
	return key >= COUNT_CONTACT && key <= COUNT_PAYMENT;
}
enum term_kind count_way_kind(enum count_key key);

/* Bands of the loss: index to "3000-9999" (yuan) and back; -1: not told. */
#define COUNT_NLOSSES 7
int64_t count_loss_band(int64_t fen);
const char *count_loss_name(int64_t band);
/* Bands of age: index to "0-17" and back; -1: not told. */
#define COUNT_NBANDS 6
int64_t count_age_band(int64_t age);
const char *count_band_name(int64_t band);

#endif
