/* SPDX-License-Identifier: MIT */
/*
 * unzip: the parts of a zip archive as streams, with a bound on what they
 * unpack to: an archive made to swell (a zip bomb) ends in a fault.
 */
#ifndef PRECINCT_UNZIP_H
#define PRECINCT_UNZIP_H

#include "fault.h"

/* All parts together: so many times the archive's size, and this in any
 * case. Sheets pack 10 to 40 times. */
#define UNZIP_RATIO 250
#define UNZIP_ALWAYS ((uint64_t)64 << 20)

struct unzip;
struct unzip_part;

/* NULL with the fault: no archive, damaged. */
struct unzip *unzip_open(const char *path, struct fault *f);
void unzip_close(struct unzip *z);
/* NULL without a fault's text when there is no such part. */
struct unzip_part *unzip_part(struct unzip *z, const char *name,
    struct fault *f);
/* Up to cap bytes; 0 at the end, -1 with the fault. */
ptrdiff_t unzip_read(struct unzip_part *p, char *buf, size_t cap,
    struct fault *f);
/* This part will be read a second time: only then does it count for progress. */
void unzip_look_ahead(struct unzip_part *p);
void unzip_part_close(struct unzip_part *p);

#endif
