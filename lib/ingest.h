/* SPDX-License-Identifier: MIT */
/*
 * ingest: CSV exports in, lines of precinct-record(5) out, in the order of the
 * files, the same bytes for any number of threads. What ingest-incidents is
 * made of; patrol-report reads patrol logs through it.
 *
 * Every row is accounted for: rows = records + rejects + duplicates + dropped
 * (totals, repeated headers, titles, blank lines).
 */
#ifndef PRECINCT_INGEST_H
#define PRECINCT_INGEST_H

#include "fault.h"
#include "prog.h"

enum ingest_kind {
	INGEST_ANY, INGEST_INCIDENT, INGEST_PATROL, INGEST_OUTCOME
};

struct ingest_options {
	const char *profile;    /* name or file; NULL: found by the header */
	const char *delimiter;  /* "auto", "tab" or one character; NULL: auto */
	const char *encoding;   /* "auto", "utf-8", "gb18030", …; NULL: auto */
	const char *reject;     /* NULL: the first bad row ends the run */
	int64_t max_rejects;    /* with reject: more are a fault; -1 no bound */
	int64_t max_field, max_record; /* bytes */
	int64_t jobs;           /* 0: as many as processors, at most 8 */
	int64_t year;           /* of dates without one; 0: the title's */
	const char *now;        /* RFC 3339; NULL: the clock */
	const char *sheet;      /* of a workbook; NULL: the first visible */
	bool lenient;           /* a quote inside an unquoted cell is data */
	bool dedupe;            /* once only; conflicts flagged */
	bool check;             /* findings instead of records */
	bool quiet;
	int progress;           /* prog_parse takes it from here */
};

#define INGEST_DEFAULTS                                                       \
	{.max_rejects = -1, .jobs = 1, .max_field = INT64_C(1) << 20,         \
	    .max_record = INT64_C(16) << 20}

struct ingest_counts {
	uint64_t files, rows, records, rejects, duplicates, conflicts;
	uint64_t totals, headers, titles, blanks; /* dropped */
	uint64_t doubtful;      /* records with quality */
	uint64_t findings;      /* with check */
};

struct ingest {
	const struct ingest_options *options;
	struct prog_list files; /* empty: standard input */
	enum ingest_kind want;  /* a file of another kind is a fault */
	/* Has the last word on each record, in order, one at a time (then one
	 * thread works): 0, or -1 with the fault's text and a code, and its
	 * row is refused. May be NULL. */
	int (*accept)(void *context, struct sv line, const char **code,
	    struct fault *f);
	/* Whole lines, in order, in whatever thread has the turn (never two
	 * at once). 0, or -1 to stop quietly. */
	int (*emit)(void *context, struct sv lines);
	void *context;
	struct ingest_counts counts;    /* filled by ingest_run */
};

/* Runs to the end. Reports faults, and the summary unless quiet, through diag
 * (whose status then tells). -1 when a fault ended the run early; what came
 * before it was emitted. */
int ingest_run(struct ingest *in);
/* Appends a profile made from the header of path: known columns mapped, the
 * others listed, as a start to edit. -1 with the fault. */
int ingest_sketch(const struct ingest_options *o, const char *path,
    struct str *profile, struct fault *f);
/* True when the beginning of a stream looks like records, not CSV. */
bool ingest_is_records(struct sv beginning);

#endif
