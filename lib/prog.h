/* SPDX-License-Identifier: MIT */
/*
 * prog: one option table a command, from which the options are parsed, --help
 * is printed, and the man page and the completions are checked.
 *
 * Every command also has -h --help and -V --version; prog_parse handles both.
 */
#ifndef PRECINCT_PROG_H
#define PRECINCT_PROG_H

#include "str.h"

enum prog_type {
	PROG_FLAG,      /* bool *: no argument, sets true */
	PROG_TEXT,      /* const char **: the argument */
	PROG_LIST,      /* struct prog_list *: may be given several times */
	PROG_NUMBER,    /* int64_t *: integer in [min, max] */
	PROG_SIZE,      /* int64_t *: bytes in [min, max], suffix K, M, G */
	PROG_CHOICE     /* int *: index into `choices` */
};

struct prog_list {
	const char **items;
	size_t count;
};

struct prog_option {
	const char *name;       /* long name, without dashes */
	char letter;            /* short name, or 0 */
	const char *arg;        /* name of the argument in help, or NULL */
	const char *help;       /* one line, lower case, no full stop */
	enum prog_type type;
	void *to;
	int64_t min, max;       /* PROG_NUMBER, PROG_SIZE */
	const char *const *choices; /* PROG_CHOICE: NULL-terminated */
};

struct prog {
	const char *name;
	const char *operands;   /* as in the synopsis: "[FILE ...]" */
	const char *summary;    /* one sentence */
	const struct prog_option *options; /* ends with name NULL */
	const char *const *examples;       /* NULL-terminated command lines */
	const char *exits[3];   /* what status 0, 1 and 2 mean; NULL: unused */
	/* Letters of options that mean what they mean in another program, whose
	 * name is known_from: --help only names them. NULL: none. */
	const char *known_from;
	const char *known;
};

enum prog_next {
	PROG_RUN,       /* go on */
	PROG_DONE,      /* help or version was printed: return diag_status() */
	PROG_USAGE      /* wrong usage was reported: return diag_status() */
};

/* Parses argv (options may stand among operands, "--" ends them; argv is
 * reordered); gives the operands in *operands. Calls diag_init. */
enum prog_next prog_parse(const struct prog *p, int argc, char **argv,
    struct prog_list *operands);
/* Reports wrong usage found after parsing: "prog: text" and the try line;
 * gives DIAG_TROUBLE. */
int prog_usage(const struct prog *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Path of a file of the share/ data ("rules", "profiles/x.json"). With
 * $PRECINCT_DATADIR set, there and nowhere else; a program in the build
 * directory of a source tree takes that tree's share/; an installed one looks
 * beside itself (../share/precinct), then in the directory given when it was
 * built. The caller frees; NULL when no such file exists. */
char *prog_data_path(const char *relative);
/* Number of processors this process may use, at least 1. */
unsigned prog_processors(void);

#endif
