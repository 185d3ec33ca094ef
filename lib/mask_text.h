/* SPDX-License-Identifier: MIT */
/*
 * mask_text: plain text files without the persons in them. Numbers and names
 * broken over a line are found; files are read in pieces that end where no
 * value can be cut in two, so memory is bounded and the result does not
 * depend on how the bytes arrive.
 */
#ifndef PRECINCT_MASK_TEXT_H
#define PRECINCT_MASK_TEXT_H

#include "filter.h"
#include "mask.h"

/* Masks the files to the output of the options, or, to check, says where
 * something is unmasked (DIAG_NEGATIVE). Reports every fault. */
void mask_text_run(const struct mask_options *o,
    const struct filter_options *out, const struct prog_list *files,
    bool check);

/* Bytes of buf that may be masked by themselves: up to the last line end
 * after the end of a sentence or before an empty line; 0 when there is none.
 * Exposed for tests. */
size_t mask_text_cut(struct sv buf);

#endif
