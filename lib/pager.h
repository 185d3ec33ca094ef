/* SPDX-License-Identifier: MIT */
/* pager: standard output to people through $PAGER (less -R). */
#ifndef PRECINCT_PAGER_H
#define PRECINCT_PAGER_H

#include <sys/types.h>

/* Starts a pager when standard output is a terminal, and puts its pipe in the
 * place of standard output. 0: none was started. */
pid_t pager_start(void);
/* Waits for it, after standard output was closed. */
void pager_wait(pid_t pager);

#endif
