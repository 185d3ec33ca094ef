/* SPDX-License-Identifier: MIT */
/* grep_main: the options of grep-cases, checked and carried out. */
#ifndef PRECINCT_GREP_MAIN_H
#define PRECINCT_GREP_MAIN_H

#include "grep_ask.h"
#include "progress.h"

/* -1: not given (max, head, alike, format). */
struct grep_options {
	struct prog_list patterns, pattern_files;
	bool fixed, caseless, word, whole, invert, exact;
	const char *synonyms, *fields_in, *like, *today;
	struct grep_ask ask;
	int64_t alike;
	bool count, with, without, only, quiet, numbers, names, no_names;
	int64_t max, after, before, context, head;
	bool pretty, unmask, no_pager, all_files, no_index, stats;
	int color, lang, format, progress;
	const char *count_by, *fields, *sort, *output, *encoding;
	int64_t max_record, jobs;
};

/* Appends the line of the incident with id o->like, as it lies in the files;
 * -1 when there is none. */
int grep_lookup(const struct prog_list *files, const struct grep_options *o,
    const struct forms *forms, struct str *line);

/* Reports what cannot go together (-1), and fills in what was not given. */
int grep_check_options(const struct prog *prog, struct grep_options *o);

/* Gives the exit status. */
int grep_main(const struct prog *prog, struct grep_options *o,
    const struct prog_list *operands);

#endif
