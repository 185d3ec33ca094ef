/* SPDX-License-Identifier: MIT */
/*
 * count: counts incidents of a subject (all, or the cases of fraud) by the
 * keys asked for. A case is one incident of the subject; calls linked to an
 * earlier one (repeat, urge, feedback, harassment) are no new case and are
 * counted apart. The time axis is reported_at, in local days of +08:00.
 *
 * Tallies merge in any order to the same figures. A partial is the same tally
 * as JSON Lines: one head, then one line a group.
 */
#ifndef PRECINCT_COUNT_H
#define PRECINCT_COUNT_H

#include "extract.h"
#include "facet.h"
#include "period.h"
#include "record.h"
#include "tally.h"

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

enum count_sum {
	COUNT_CASES, COUNT_WITH_LOSS, COUNT_NO_LOSS, COUNT_LOSS,
	COUNT_STOPPED, COUNT_NSUMS,
	COUNT_LARGEST = COUNT_NSUMS     /* the one maximum */
};

/* The day and hour of the report here; known: there is one. */
struct count_when {
	bool known;
	int64_t day;
	unsigned hour;
};

/* What became of a record. */
enum count_fate {
	COUNT_COUNTED,
	COUNT_BASE,             /* before `since`: only compared with */
	COUNT_NOT_INCIDENT, COUNT_UNCLASSIFIED,
	COUNT_OTHER_CATEGORY,   /* among all incidents: invalid calls */
	COUNT_LINKED, COUNT_OTHER_TYPE, COUNT_NO_TIME, COUNT_FUTURE,
	COUNT_EARLIER, COUNT_LATER,
	COUNT_OTHER_GROUP,      /* by `only` */
	COUNT_NFATES
};

struct count_tally {
	const struct count_query *query;
	struct tally groups;            /* keys in the order of query->by */
	int64_t fates[COUNT_NFATES];
	int64_t first, last;    /* days of the incidents read, fraud or not;
	                         * last < first: there were none */
	struct str key, scratch;
	struct facet_work *work;        /* NULL: no facet is asked for */
	struct facet_found found[FACET_MOST];   /* of the last record counted */
	struct extract extract;
	struct extract_ways ways;
	struct period memo;     /* the last record's: logs are in order */
	enum count_fate fate;           /* of the last record */
	struct count_when when;
	int64_t expected;       /* groups of a partial still to come */
	bool headed;            /* a partial's head was read */
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

void count_init(struct count_tally *t, const struct count_query *q);
void count_free(struct count_tally *t);
/* -1 with the fault: a value that no count can take (a time or sum that is
 * none). */
int count_record(struct count_tally *t, const struct record *r,
    struct fault *f);
void count_merge(struct count_tally *into, const struct count_tally *from);

int count_read_when(const struct record *r, struct count_when *w,
    struct str *scratch, struct fault *f);
/* loss_fen or stopped_fen. 1: there, 0: absent, -1: no sum. */
int count_read_fen(const struct record *r, enum record_key key, int64_t *fen,
    struct fault *f);
/* Whether `quality` holds the doubt. */
bool count_has_doubt(const struct record *r, struct sv doubt,
    struct str *scratch);

/* Bands of the loss: index to "3000-9999" (yuan) and back; -1: not told. */
#define COUNT_NLOSSES 7
int64_t count_loss_band(int64_t fen);
const char *count_loss_name(int64_t band);
/* Bands of age: index to "0-17" and back; -1: not told. */
#define COUNT_NBANDS 6
int64_t count_age_band(int64_t age);
const char *count_band_name(int64_t band);

/* A key's text in words, of facets by their titles. */
void count_add_value(struct str *out, const struct count_query *q,
    enum count_key key, struct sv text, bool english);
/* count_words.c: for people. A key's title; its text or number in words;
 * 2024年8月31日0时; how many records were read. */
const char *count_key_title(const struct count_subject *s, enum count_key key,
    bool english);
void count_add_text(struct str *out, enum count_key key, struct sv text,
    bool english);
void count_add_number(struct str *out, enum count_key key, int64_t n,
    bool english);
void count_add_moment(struct str *out, int64_t day, bool english);
int64_t count_rows_in(const struct count_tally *t);

/* count_partial.c */
void count_put_partial(struct str *out, const struct count_tally *t);
/* One line of a partial, into t; the first head fills q, which t->query points
 * to and whose subject is set; others must be equal. */
int count_read_partial(struct count_tally *t, struct count_query *q,
    const struct record *r, struct fault *f);
/* After the last line: -1 when groups are missing. */
int count_partial_end(const struct count_tally *t, struct fault *f);

#endif
