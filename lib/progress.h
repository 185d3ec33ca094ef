/* SPDX-License-Identifier: MIT */
/*
 * progress: how far a long run has come. After two seconds one line on the
 * terminal of standard error, drawn again in place; on SIGUSR1 one status line
 * at any time, whatever standard error is.
 *
 * All is drawn in signal handlers (a timer's, SIGUSR1's; with SA_RESTART), so
 * that a reader blocked on a slow pipe answers as well as a busy worker, and
 * nothing is asked in the path of the data: who reads adds to counters once a
 * block. The line is made of blanks and carriage returns alone, no escape
 * sequence. It is taken away before a message is printed, and for good once
 * data go to the same terminal.
 */
#ifndef PRECINCT_PROGRESS_H
#define PRECINCT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* auto: on a terminal that can (TERM is set and not "dumb"), in its foreground
 * group, not with --quiet, not in a pipeline, not when records are typed in.
 * always: in a pipeline too, and as plain lines, every ten seconds, where
 * there is no such terminal. */
enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };
extern const char *const progress_whens[]; /* NULL-terminated, in that order */

/* A row for the option table of every command that reads records; prog_parse
 * takes it from there. */
#define PROGRESS_OPTION(to)                                                   \
	{"progress", 0, "WHEN", "show how far it is: auto, always, never",    \
	    PROG_CHOICE, &(to), 0, 0, progress_whens}

/* From now on SIGUSR1 is answered (unless it was ignored). name lives on. */
void progress_init(const char *name, enum progress_when when, bool quiet);
/* Reading of these files begins ("-", or none at all: standard input); their
 * sizes, where known, give the time left. Between begin and end is where the
 * line shows; pairs may be nested, the outer one counts (true). */
bool progress_begin(const char *const *paths, size_t n);
void progress_end(void);

/* Bytes read as they lie in the files; records done. From any thread. */
void progress_bytes(uint64_t n);
void progress_records(uint64_t n);
/* Work behind the reading that is counted in steps. */
void progress_step(uint64_t done, uint64_t of);

/* Around a message to standard error: takes the line away, keeps it away. */
void progress_hold(void);
void progress_release(void);
/* Data are about to be written to fd. */
void progress_data(int fd);

struct progress_figures {
	uint64_t bytes, total;  /* total 0: not known */
	uint64_t records;
	uint64_t step, steps;   /* steps 0: none */
	uint64_t ms;            /* since it began */
};

void progress_look(struct progress_figures *f);

/* Most bytes that progress_text makes. */
#define PROGRESS_TEXT 160
/* The line, at most `width` - 1 columns (all ASCII), with less in it the
 * narrower it must be; 0: nothing fits. Safe in signal handlers. */
size_t progress_text(char *to, const char *name,
    const struct progress_figures *f, size_t width);

#endif
