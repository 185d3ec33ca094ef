/* SPDX-License-Identifier: MIT */
/*
 * draft: the name under which a file lies beside its place until it is whole:
 * PATH.precinct-part, PATH.precinct-part1 and so on. Its writer holds a lock on
 * it (flock(2)), so a draft that nobody has locked was left by a writer that
 * was killed: the next one that needs the name removes it. Only our own plain
 * files are removed.
 */
#ifndef PRECINCT_DRAFT_H
#define PRECINCT_DRAFT_H

/* Creates an empty draft of path, mode 0600, locked; a file descriptor for
 * reading and writing, or -1 with errno. *name is the draft's, to be freed. */
int draft_create(const char *path, char **name);
/* Gives the file open as fd, which has no name yet (O_TMPFILE), that of a draft
 * of path, and locks it; 0 with *name to be freed, or -1 with errno. */
int draft_name(int fd, const char *path, char **name);
/* Removes the drafts of path that killed writers left. */
void draft_sweep(const char *path);

#endif
