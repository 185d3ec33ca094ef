/* SPDX-License-Identifier: MIT */
#include "brood.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define JOBS_MOST 256

void *
brood_memory(size_t n, size_t size)
{
	void *p;

	if (n == 0 || size == 0)
		n = size = 1;
	if (n > SIZE_MAX / size)
		mem_die(SIZE_MAX);
	p = mmap(NULL, n * size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		mem_die(n * size);
	return p;
}

void
brood_memory_free(void *p, size_t n, size_t size)
{
	if (p != NULL)
		munmap(p, n == 0 || size == 0 ? 1 : n * size);
}

static void
run_here(const struct brood *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		b->part(b->context, i);
		if (b->done != NULL)
			b->done(b->context);
	}
}

/* Takes the next part as long as there is one, and tells of each by a byte.
 * When nobody reads any more, the parent is gone: the signal ends the child. */
static _Noreturn void
be_child(const struct brood *b, size_t n, atomic_size_t *next, int tell)
{
	(void)signal(SIGPIPE, SIG_DFL);
	for (size_t i; (i = atomic_fetch_add(next, 1)) < n;) {
		b->part(b->context, i);
		if (write(tell, "", 1) != 1)
			_exit(1);
	}
	_exit(0);
}

/* Until all children have closed their ends. */
static size_t
listen_to(const struct brood *b, int tell)
{
	char bytes[64];
	size_t told = 0;
	ssize_t got;

	while ((got = read(tell, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno != EINTR)
			break;
		for (ssize_t i = 0; i < got; i++, told++)
			if (b->done != NULL)
				b->done(b->context);
	}
	return told;
}

/* Fewer children than asked for do as well, as long as there is one. */
static unsigned
start(const struct brood *b, size_t n, atomic_size_t *next, const int tell[2],
    pid_t *children)
{
	unsigned started = 0;

	while (started < b->jobs && started < n && started < JOBS_MOST) {
		pid_t pid = fork();

		if (pid < 0)
			break;
		if (pid == 0) {
			(void)close(tell[0]);
			be_child(b, n, next, tell[1]);
		}
		children[started++] = pid;
	}
	return started;
}

static bool
await(pid_t child)
{
	int status = 0;
	pid_t pid;

	do
		pid = waitpid(child, &status, 0);
	while (pid < 0 && errno == EINTR);
	return pid == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int
brood_run(const struct brood *b, size_t n, struct fault *f)
{
	pid_t children[JOBS_MOST];
	atomic_size_t *next;
	unsigned started;
	bool well = true;
	size_t told;
	int tell[2];

	if (b->jobs <= 1 || n <= 1) {
		run_here(b, n);
		return 0;
	}
	if (pipe(tell) != 0)
		return fault_sys(f, NULL, errno, "cannot make a pipe");
	next = brood_memory(1, sizeof(*next));
	started = start(b, n, next, tell, children);
	if (started == 0)
		(void)fault_sys(f, NULL, errno, "cannot make a process");
	(void)close(tell[1]);
	told = listen_to(b, tell[0]);
	(void)close(tell[0]);
	for (unsigned i = 0; i < started; i++)
		well &= await(children[i]);
	brood_memory_free(next, 1, sizeof(*next));
	if (started == 0)
		return -1;
	if (!well || told != n)
		return fault_set(f, NULL, 0, 0, "a process came to no end "
		    "after %zu of %zu parts: killed, or out of memory; use "
		    "fewer jobs", told, n);
	return 0;
}
