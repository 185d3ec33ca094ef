/* SPDX-License-Identifier: MIT */
/*
 * fault: what went wrong and where, filled in by library code and printed by
 * a command (diag_fault). The zero value is "no fault". Text follows the
 * grammar "what is wrong: detail; what to do": lower case, no full stop.
 */
#ifndef PRECINCT_FAULT_H
#define PRECINCT_FAULT_H

#include "str.h"

struct fault {
	struct str file;        /* empty: not about a file */
	uint64_t line, column;  /* 1-based, physical lines; 0: not known */
	struct str text;
};

/* Sets the fault (replacing what was there) and returns -1, so that a
 * function may end with `return fault_set(...)`. file may be NULL. f may be
 * NULL: nothing is set. */
int fault_set(struct fault *f, const char *file, uint64_t line,
    uint64_t column, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* The same for a failed system call: appends ": " and the text of `error`. */
int fault_sys(struct fault *f, const char *file, int error, const char *what);
void fault_free(struct fault *f);

/* Appends s to out with control bytes and invalid UTF-8 as \xNN, cut after
 * about `max` bytes with "...": input never drives a terminal. */
void fault_quote(struct str *out, struct sv s, size_t max);

#endif
