/* SPDX-License-Identifier: MIT */
#include "lockfile.h"

#include "diag.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

int
lockfile_take(struct lockfile *l, const char *of, struct fault *f)
{
	struct str path = {0};

	str_addf(&path, "%s.lock", of);
	*l = (struct lockfile){.fd = -1, .path = path.p};
	l->fd = open(l->path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (l->fd < 0)
		return fault_sys(f, l->path, errno, "cannot open");
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		diag_note("%s: waiting for another run to end", of);
	while (flock(l->fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return fault_sys(f, l->path, errno, "cannot lock");
	return 0;
}

void
lockfile_free(struct lockfile *l)
{
	if (l->path != NULL && l->fd >= 0)
		close(l->fd);
	free(l->path);
	*l = (struct lockfile){.fd = -1};
}
