/* SPDX-License-Identifier: MIT */
/* temporary: files for what does not fit memory, in TMPDIR or /tmp. */
#ifndef PRECINCT_TEMPORARY_H
#define PRECINCT_TEMPORARY_H

#include "str.h"

/* A new file, read and written by its descriptor; -1 with errno. path NULL: it
 * has no name, and is gone when it is closed. Else its name is appended, also
 * when it could not be made, and the caller unlinks it. */
int temporary_open(struct str *path);
/* Where such files are made. */
const char *temporary_directory(void);

#endif
