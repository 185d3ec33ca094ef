/* SPDX-License-Identifier: MIT */
/*
 * caseindex: the sidecar FILE.caseindex of a history file: where its blocks
 * are and what they hold, so that a block without an answer need not be read.
 * It is valid for one size, time of change and checksum of its file, and its
 * own checksum must be right; else it is as if it were not there.
 *
 * What a block may hold is told too widely, never too narrowly: by days of
 * reported_at, loss_fen, and a filter of the pairs of neighbouring characters
 * (Han and letters, folded), of digit strings, and of whole categories and
 * communities. A block that is soon read has a smaller filter.
 */
#ifndef PRECINCT_CASEINDEX_H
#define PRECINCT_CASEINDEX_H

#include "history.h"
#include "needs.h"
#include "query.h"

#define CASEINDEX_SUFFIX ".caseindex"
/* Numbers of fewer digits are not in the filter. */
#define CASEINDEX_DIGITS 11

enum caseindex_layout {
	CASEINDEX_PLAIN,        /* blocks are bytes of the file */
	CASEINDEX_FRAMES,       /* blocks are frames of pack.h */
	CASEINDEX_STREAM        /* blocks cannot be read alone */
};

struct caseindex_block {
	uint64_t offset, size;  /* in the file; of a frame with its mark */
	uint64_t first_line;
	uint32_t lines;
	bool odd;               /* holds what the rest does not tell of: bad
	                         * lines, times that are no RFC 3339, … */
	int64_t first, last;    /* instants of reported_at; first > last: none */
	int64_t least, most;    /* loss_fen; least > most: none */
	unsigned hashes;        /* bits of a mark in the filter */
	struct sv filter;
};

struct caseindex {
	enum caseindex_layout layout;
	struct caseindex_block *blocks;
	size_t nblocks;
	struct str bytes;       /* the file that all views point into */
	/* what it describes */
	uint64_t size, checksum;
	int64_t seconds, nanoseconds;
};

/* The index of the file open as fd; NULL: none that is valid (*stale: there is
 * one for another state of the file). */
struct caseindex *caseindex_read(const char *path, int fd, bool *stale);
void caseindex_free(struct caseindex *index);
/* Has what caseindex_read will read of the file and its index brought from the
 * disk meanwhile. */
void caseindex_foresee(const char *path);
/* From memory: NULL unless it is whole. Takes the bytes. */
struct caseindex *caseindex_parse(struct str *bytes);
/* Checksum of what a file is made of: all of a small file, of a large one its
 * beginning, its end and places between. False when it cannot be read. */
bool caseindex_checksum(int fd, uint64_t size, uint64_t *checksum);

/* The pairs and digit strings of a text, one after another, as marks: each
 * adds to the block's filter, and must be in it for a word to be. Pairs of our
 * keys are in every line and make none. */
void caseindex_marks(const struct forms *forms, const uint32_t *chars,
    size_t n, void (*each)(void *context, uint64_t mark), void *context);
/* The marks of a value of category or community: of all of it, and of its
 * beginnings that end in a point. */
void caseindex_value_marks(enum record_key key, struct sv text,
    void (*each)(void *context, uint64_t mark), void *context);
/* How many bits of a filter are for this mark, in a block of so many hashes
 * (at most CASEINDEX_HASHES), and the bits. */
#define CASEINDEX_HASHES 5
unsigned caseindex_bits(uint64_t mark, unsigned hashes);
uint32_t caseindex_bit(uint64_t mark, unsigned k, size_t bytes);

/* Appends the index as its file holds it. */
void caseindex_add(struct str *out, const struct caseindex *index);

/* Whether the block may hold what the word says. */
bool caseindex_has_word(const struct caseindex_block *b,
    const struct need_word *w, const struct forms *forms);

/* The question put to blocks. */
struct caseindex_question {
	const struct query *query;
	const struct needs *needs;
	const struct forms *forms;
};
/* For history.may; context is a struct caseindex_question. */
bool caseindex_may(void *question, const struct caseindex_block *b,
    struct history_stats *stats);

#endif
