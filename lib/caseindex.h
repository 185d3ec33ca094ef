/* SPDX-License-Identifier: MIT */
/*
 * caseindex: the sidecar FILE.caseindex of a history file: where its blocks
 * are and what they hold, so that a block without an answer need not be read.
 * It is valid for one size, time of change and checksum of its file, and its
 * own checksum must be right; else it is as if it were not there.
 *
 * What a block may hold is told too widely, never too narrowly: by days of
 * reported_at, loss_fen, category, community, and a filter of the pairs of
 * neighbouring characters (Han and letters, folded) and of digit strings.
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
	uint64_t raw;           /* bytes of lines */
	uint64_t first_line;
	uint32_t lines;
	bool odd;               /* holds what the rest does not tell of: bad
	                         * lines, times that are no RFC 3339, … */
	int64_t first, last;    /* instants of reported_at; first > last: none */
	int64_t least, most;    /* loss_fen; least > most: none */
	struct sv sets;         /* a bit for each of the values it has */
	struct sv filter;
};

struct caseindex_value {
	enum record_key key;    /* REC_CATEGORY, REC_COMMUNITY */
	struct sv text;
};

struct caseindex {
	enum caseindex_layout layout;
	struct caseindex_block *blocks;
	size_t nblocks;
	struct caseindex_value *values;
	size_t nvalues;
	struct str bytes;       /* the file that all views point into */
	/* what it describes */
	uint64_t size, checksum;
	int64_t seconds, nanoseconds;
};

/* The index of the file open as fd; NULL: none that is valid (*stale: there is
 * one for another state of the file). */
struct caseindex *caseindex_read(const char *path, int fd, bool *stale);
void caseindex_free(struct caseindex *index);
/* From memory: NULL unless it is whole. Takes the bytes. */
struct caseindex *caseindex_parse(struct str *bytes);
/* Checksum of what a file is made of: all of a small file, of a large one its
 * beginning, its end and places between. False when it cannot be read. */
bool caseindex_checksum(int fd, uint64_t size, uint64_t *checksum);

/* The pairs and digit strings of a text, one after another (as numbers that
 * caseindex_in_filter knows): each adds to the block's filter, and must be in
 * it for a word to be. */
void caseindex_marks(const struct forms *forms, const uint32_t *chars,
    size_t n, void (*each)(void *context, uint64_t mark), void *context);
/* The bits of a mark in a filter of so many bytes, for each of CASEINDEX_K. */
#define CASEINDEX_K 5
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
bool caseindex_may(void *question, const struct caseindex *index,
    const struct caseindex_block *b, struct history_stats *stats);

#endif
