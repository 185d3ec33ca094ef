/* SPDX-License-Identifier: MIT */
/*
 * reject: the file of input that was refused, byte for byte, with the reason.
 *
 *	#precinct-reject 1
 *	#reject FILE:LINE:COLUMN bytes=N CODE: reason
 *	N bytes exactly as they were read
 *	(a line feed if the N bytes did not end with one)
 *
 * ingest-incidents and every record filter read such a file back: lines that
 * begin with "#reject " or "#precinct-reject " are skipped there, so that a
 * person mends the rows in an editor and feeds the file in again. For CSV the
 * header line of each source file comes first, marked "#reject-header".
 */
#ifndef PRECINCT_REJECT_H
#define PRECINCT_REJECT_H

#include "fault.h"
#include "out.h"

/* Appends one entry to `to`. code: short, dotted, stable ("row.columns"). */
void reject_add(struct str *to, struct sv raw, const char *code,
    const struct fault *why);
/* True for a line that is this file's own and no data. */
bool reject_is_marker(struct sv line);

#endif
