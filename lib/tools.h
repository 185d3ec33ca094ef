/* SPDX-License-Identifier: MIT */
/* tools: the commands of precinct, a line each, in the order of a day's work. */
#ifndef PRECINCT_TOOLS_H
#define PRECINCT_TOOLS_H

#include "str.h"

struct tool {
	const char *name;
	const char *does;       /* as the NAME line of its man page */
	const char *does_zh;
};

/* Ends with name NULL. precinct itself is not among them. */
extern const struct tool tools[];

/* NULL when there is no such tool. */
const struct tool *tools_find(const char *name);
/* The list for people. */
void tools_put(struct str *out, bool english);

#endif
