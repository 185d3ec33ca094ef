/* SPDX-License-Identifier: MIT */
/*
 * casebook: a ledger and the state of its cases, together: what commands use.
 *
 * A snapshot beside the ledger (DIR/ledger.snapshot) lists where the events of
 * the cases stand that are open or were touched lately, so that a daily run
 * reads those and what came since. It is a cache: bound by checksum to the
 * ledger, left alone when damaged or stale, made anew by writers.
 */
#ifndef PRECINCT_CASEBOOK_H
#define PRECINCT_CASEBOOK_H

#include "cases.h"
#include "ledger.h"

/* Cases that ended and were not touched for so long may be left out. */
#define CASEBOOK_DAYS 400
/* A writer makes the snapshot anew after so many events. */
#define CASEBOOK_EVENTS 1000

struct casebook {
	struct ledger ledger;
	struct cases cases;
	char *snapshot;         /* path */
	uint64_t *old;          /* hashes of ids left out, sorted */
	size_t nold;
	bool partial;           /* some are */
	int64_t cutoff;         /* day: later cases are all here */
	uint64_t base;          /* events that the snapshot covers */
	uint64_t torn;          /* bytes at the end that are no event */
	struct str fields;
};

struct casebook_options {
	bool writes;            /* take the lock */
	bool whole;             /* every case, whatever its age */
	int64_t since;          /* cases touched since this day are needed;
	                         * older ones may be left out */
	unsigned keep;          /* of cases.h */
	int64_t now;            /* logged_at; 0: the clock */
};

/* A date or an RFC 3339 time as seconds of the epoch; NULL: the clock. */
int casebook_now(const char *text, int64_t *now, struct fault *f);
/* -1 with the fault; *b is then to be closed too. A writer refuses torn bytes
 * at the end; for a reader b->torn tells of them. */
int casebook_open(struct casebook *b, const char *dir,
    const struct casebook_options *o, struct fault *f);
/* Drops what is not committed; a writer that went well (`well`) makes the
 * snapshot anew when that is due. */
void casebook_close(struct casebook *b, bool well);
void casebook_make_snapshot(struct casebook *b);

/* Index of the case, or CASES_NONE. Reads the whole ledger where the case may
 * be among those left out: indices found before are then void. -1 with the
 * fault. */
int casebook_find(struct casebook *b, struct sv case_id, uint32_t *at,
    struct fault *f);
/* The same for an incident: index into cases.reports. */
int casebook_find_incident(struct casebook *b, struct sv id, uint32_t *at,
    struct fault *f);

/* Appends the event and applies it; on the disk after casebook_commit. The
 * event's texts need not live on. */
void casebook_add(struct casebook *b, const struct event *e);
static inline int
casebook_commit(struct casebook *b, struct fault *f)
{
	return ledger_commit(&b->ledger, f);
}

#endif
