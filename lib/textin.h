/* SPDX-License-Identifier: MIT */
/*
 * textin: a file of marked-up text (XML, HTML) as UTF-8. Its encoding: the one
 * asked for, a byte order mark, what the bytes can be alone (UTF-8, GB18030),
 * and where they are not of these, the one that the file itself declares.
 */
#ifndef PRECINCT_TEXTIN_H
#define PRECINCT_TEXTIN_H

#include "fault.h"

struct textin;

/* encoding: NULL or "auto", or a name. NULL with the fault. */
struct textin *textin_open(const char *path, const char *encoding,
    struct fault *f);
/* The next piece, valid UTF-8, until the next call: 1; 0 at the end, -1 with
 * the fault: cannot be read, bytes that are no text. */
int textin_read(struct textin *t, struct sv *text, struct fault *f);
void textin_close(struct textin *t);

#endif
