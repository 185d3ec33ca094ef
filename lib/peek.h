/* SPDX-License-Identifier: MIT */
/*
 * peek: whether input files are records (JSON Lines) or something else, by
 * their first byte and without reading them off: also of standard input, where
 * it is a file or a pipe.
 */
#ifndef PRECINCT_PEEK_H
#define PRECINCT_PEEK_H

#include "prog.h"

enum peek_kind {
	PEEK_OTHER,             /* CSV */
	PEEK_RECORDS,           /* also where nothing is there to see */
	PEEK_BOTH               /* some of each */
};

/* An empty list is standard input. Files that are empty or cannot be opened
 * count for neither kind: who reads them reports it. */
enum peek_kind peek_files(const struct prog_list *files);

#endif
