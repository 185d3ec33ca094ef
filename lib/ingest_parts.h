/* SPDX-License-Identifier: MIT */
/* The inside of ingest: for ingest*.c alone. */
#ifndef PRECINCT_INGEST_PARTS_H
#define PRECINCT_INGEST_PARTS_H

#include "csvblocks.h"
#include "dedupe.h"
#include "ingest.h"
#include "mapping.h"
#include "out.h"

/* --- files (ingest_file.c) ------------------------------------------------- */

struct ingest_source {
	const struct csvfile *file;
	struct header header;
	struct mapping *mapping;
	struct str head;        /* the header's rows, raw */
	uint64_t head_line;
	uint64_t recoded;       /* rows in another encoding than the head's */
	bool head_written;      /* to the reject file */
};

/* What files are recognised by; for csvblocks as owner. */
struct ingest_files {
	const struct ingest_options *options;
	enum ingest_kind want;
	struct profile **profiles;
	size_t nprofiles;
	bool forced;
	int64_t now;
	struct ingest_source **sources;
	size_t nsources, cap;
	struct str *sketch;     /* not NULL: a profile is wanted, no data */
};

/* Reads the profiles and the moment; -1 with the fault. */
int ingest_files_init(struct ingest_files *files,
    const struct ingest_options *o, struct fault *f);
void ingest_files_free(struct ingest_files *files);
struct csvblocks_options ingest_csv_options(const struct ingest_options *o);
/* begin of struct csvblocks; the owner is a struct ingest_files. */
ptrdiff_t ingest_begin(void *files, struct csvfile *file,
    const struct csvhead *rows, size_t n, struct fault *f);
/* What is known of a file, as a note. */
void ingest_note_source(const struct ingest_source *s);

/* --- rows (ingest_rows.c) -------------------------------------------------- */

/* A row refused: where things stood before it. */
struct ingest_refusal {
	struct ingest_counts counts;
	size_t out, rejects, items, recoded;
	uint64_t line, column;
	size_t reason, reason_len; /* in ingest_worker.reasons */
};

struct ingest_item {            /* of a record in block.out, for dedupe */
	uint64_t id, content;
	uint32_t len, quality;
	bool has_quality;
};

struct ingest_worker {
	const struct ingest_options *options;
	const struct ingest *ingest;
	uint64_t limit;         /* rows that may be refused in the whole run */
	struct mapper *mapper;
	struct csvwalk walk;
	struct fault fault;
	struct str line, word;
	/* of the block at hand, read by the thread that has the turn */
	struct ingest_counts counts;
	uint64_t recoded;
	struct ingest_refusal *refusals; /* the first, or as many as matter */
	size_t nrefusals, cap;
	struct str reasons;
	struct ingest_item *items;
	size_t nitems, items_cap;
	bool ended;             /* fault tells why nothing can follow */
};

void ingest_worker_init(struct ingest_worker *w, const struct ingest *in,
    uint64_t limit);
void ingest_worker_free(struct ingest_worker *w);
/* work of struct blocks; block.more is the worker afterwards. */
void ingest_work(void *worker, struct block *b);

/* --- findings (ingest_check.c) --------------------------------------------- */

/* {"file":…,"line":…,"column":…,"code":…,"message":…} */
void ingest_add_finding(struct str *out, const char *file,
    const struct csvrow *row, const char *code, struct sv message);
/* One for each doubt of the mapper's last record; gives their number. */
uint64_t ingest_add_doubts(struct ingest_worker *w, struct str *out,
    const char *file, const struct csvrow *row);
/* Sets row->error_at to where a cell begins, as far as that is known. */
void ingest_point_at(struct csvrow *row, size_t column);

#endif
