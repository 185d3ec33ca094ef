/* SPDX-License-Identifier: MIT */
#include "pager.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void
become_pager(const char *command, const int *ends)
{
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	/* R: colours; F: no waiting for what fits a screen; X: it stays. */
	setenv("LESS", "FRX", 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

pid_t
pager_start(void)
{
	const char *command = getenv("PAGER"), *term = getenv("TERM");
	int ends[2];
	pid_t pid;

	if (!isatty(STDOUT_FILENO) || (command != NULL &&
	    (command[0] == '\0' || strcmp(command, "cat") == 0)))
		return 0;
	if (term != NULL && strcmp(term, "dumb") == 0)
		return 0;
	if (pipe(ends) != 0)
		return 0;
	pid = fork();
	if (pid == 0)
		become_pager(command != NULL ? command : "less", ends);
	if (pid > 0)
		dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	return pid > 0 ? pid : 0;
}

void
pager_wait(pid_t pager)
{
	int status;

	while (pager > 0 && waitpid(pager, &status, 0) < 0 && errno == EINTR)
		;
}
