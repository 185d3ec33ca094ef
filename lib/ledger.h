/* SPDX-License-Identifier: MIT */
/*
 * ledger: the file of precinct-ledger(5): lines that are only ever appended,
 * each bound to the one before by its hash. What lines mean is event.h's.
 *
 *	{"seq":7,"logged_at":"…",FIELDS,"prev":"64 hex","hash":"64 hex"}
 *
 * hash: BLAKE2b-256 of the line's bytes before ,"hash"; prev: the hash of the
 * line before (64 zeros for the first). A writer holds a lock from opening to
 * closing. What ledger_commit has returned 0 for is on the disk.
 */
#ifndef PRECINCT_LEDGER_H
#define PRECINCT_LEDGER_H

#include "digest.h"
#include "record.h"

#define LEDGER_LINE_MAX ((size_t)1 << 20)

/* A place in the chain, between two events. */
struct ledger_place {
	uint64_t offset;        /* bytes before it */
	uint64_t seq;           /* events before it */
	char hash[DIGEST_HEX];  /* of the event before it */
};

struct ledger {
	char *path;
	int fd;
	bool writes;
	int64_t now;            /* logged_at; 0: the clock */
	struct ledger_place end;        /* of what is on the disk */
	struct ledger_place next;       /* behind what is pending */
	struct str pending;
};

/* DIR/ledger.jsonl. The directory must be there; for writing the file is made,
 * and locked: another writer is waited for. */
int ledger_open(struct ledger *l, const char *dir, bool writes,
    struct fault *f);
/* Drops what is pending; gives the lock back. */
void ledger_close(struct ledger *l);
void ledger_start(struct ledger_place *p);
/* Seconds of the epoch as RFC 3339 at +08:00. */
void ledger_add_time(struct str *out, int64_t epoch);
/* Bytes in the file now; -1 with the fault. */
int ledger_size(const struct ledger *l, uint64_t *size, struct fault *f);

struct ledger_line {
	struct sv line;         /* without line feed */
	uint64_t offset, seq;
	const struct record *record;    /* the line scanned */
};

struct ledger_walk {
	/* 0, or -1 with the fault's text to end the walk. */
	int (*take)(void *context, const struct ledger_line *line,
	    struct fault *f);
	void *context;
	bool counted;           /* by ledger_walk: for progress */
	bool skip_hashes;       /* only the form and the numbers are checked */
	struct ledger_place place;      /* in: where to begin; out: behind
	                                 * the last good event */
	uint64_t torn;          /* out: bytes of a last line without its end */
};

/* Reads to the end of the file. -1 with the fault when an event is broken
 * (file, line and text tell which). Torn bytes at the end are no fault. */
int ledger_walk(struct ledger *l, struct ledger_walk *w, struct fault *f);
/* Events whose offsets are known, ascending: read through a window. False when
 * no whole event with its own hash is there. */
struct ledger_window {
	struct str buf;
	uint64_t start;
};
bool ledger_read_at(const struct ledger *l, struct ledger_window *w,
    uint64_t offset, struct sv *line);
/* Whether a line ends at the place and has its hash. */
bool ledger_place_holds(const struct ledger *l,
    const struct ledger_place *place);
/* The fault of a writer that finds torn bytes. */
int ledger_fault_torn(const struct ledger *l, uint64_t torn,
    struct fault *f);

/* Adds an event to what is pending: fields as json_put makes them. Its number
 * is l->next.seq afterwards, its offset what l->next.offset was before. */
void ledger_append(struct ledger *l, struct sv fields);
/* One write, then fdatasync. -1 with the fault: nothing of it is in the file,
 * unless the fault says so, and nothing is pending. */
int ledger_commit(struct ledger *l, struct fault *f);
/* Moves what lies behind `place` to a file beside the ledger (*moved_to, freed
 * by the caller; *held: the bytes). */
int ledger_cut(struct ledger *l, const struct ledger_place *place,
    char **moved_to, struct str *held, struct fault *f);

#endif
