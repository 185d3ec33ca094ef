/* SPDX-License-Identifier: MIT */
/* ingest_sketch: a profile made from a header; for ingest*.c alone. */
#ifndef PRECINCT_INGEST_SKETCH_H
#define PRECINCT_INGEST_SKETCH_H

#include "ingest_parts.h"

/* Appends the profile to files->sketch. -1 with the fault. */
ptrdiff_t ingest_sketch_header(struct ingest_files *files,
    const struct csvfile *file, const struct header_row *cells, size_t n,
    struct fault *f);

#endif
