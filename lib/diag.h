/* SPDX-License-Identifier: MIT */
/*
 * diag: messages to standard error, and the exit status that they entail.
 * Printing an error sets the status, so no error can be printed and then
 * forgotten. Each message is one write; control bytes are shown as \xNN.
 *
 * Grammar: prog: file:line:column: what is wrong: detail; what to do
 */
#ifndef PRECINCT_DIAG_H
#define PRECINCT_DIAG_H

#include "fault.h"

enum diag_status {
	DIAG_DONE = 0,          /* done */
	DIAG_NEGATIVE = 1,      /* the honest negative: no match, check failed */
	DIAG_TROUBLE = 2        /* usage, I/O, unreadable or rejected input */
};

void diag_init(const char *prog);
const char *diag_prog(void);
/* Silences notes (not warnings or errors): the -q of every command. */
void diag_quiet(bool quiet);

void diag_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void diag_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void diag_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints the fault as an error with its place. */
void diag_fault(const struct fault *f);
void diag_fault_as(const char *severity, const struct fault *f);
/* Prints text that a worker prepared with diag_format, whole lines. */
void diag_prepared(struct sv lines);
/* Appends a message line to out instead of printing it; severity is
 * "error", "warning", "note". Does not set the status. Thread-safe. */
void diag_format(struct str *out, const char *severity, const char *file,
    uint64_t line, uint64_t column, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* The worst status so far. */
int diag_status(void);
/* Raises the status to at least `status`. */
void diag_raise(enum diag_status status);

#endif
