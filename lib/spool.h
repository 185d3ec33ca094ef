/* SPDX-License-Identifier: MIT */
/*
 * spool: bytes that wait: written one after another, then read back from the
 * beginning. What goes beyond some MiB lies in a file without a name in
 * $TMPDIR.
 */
#ifndef PRECINCT_SPOOL_H
#define PRECINCT_SPOOL_H

#include "fault.h"

struct spool {
	struct str memory;
	int fd;                 /* behind what is in memory; -1: none yet */
	uint64_t written;       /* bytes of the file */
	uint64_t read;          /* bytes read back */
};

#define SPOOL_INIT {.fd = -1}

/* -1 with the fault when there is no room. */
int spool_add(struct spool *s, struct sv bytes, struct fault *f);
uint64_t spool_size(const struct spool *s);
/* Appends the next n bytes of what was written to `out`; they must be there.
 * -1 with the fault. Nothing may be added after the first call. */
int spool_take(struct spool *s, struct str *out, uint64_t n,
    struct fault *f);
void spool_free(struct spool *s);

#endif
