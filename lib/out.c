/* SPDX-License-Identifier: MIT */
#include "out.h"

#include "draft.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PENDING ((size_t)256 << 10)
#define PIPE_SIZE (1 << 20)

/* A file in the same folder that is gone when we are killed; -1 where the file
 * system has none, or where it could not be given a name later. */
static int
open_unnamed(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = {0};
	int fd;

	if (access("/proc/self/fd", X_OK) != 0)
		return -1;
	str_add(&folder, path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
	str_addz(&folder, ".");
	fd = open(folder.p, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	str_free(&folder);
	return fd;
}

int
out_open(struct out *o, const char *path, struct fault *f)
{
	struct stat st;

	*o = (struct out){.fd = STDOUT_FILENO};
	if (path == NULL || strcmp(path, "-") == 0) {
		/* Larger pipes halve the cost of passing data on; the kernel
		 * may refuse, and other files than pipes do: no matter. */
		(void)fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_SIZE);
		return 0;
	}
	o->path = path;
	/* Nothing can be put in the place of /dev/null or a named pipe. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		return o->fd < 0 ? fault_sys(f, path, errno, "cannot create")
				 : 0;
	}
	o->fd = open_unnamed(path);
	o->unnamed = o->fd >= 0;
	if (o->unnamed)
		return 0;
	o->fd = draft_create(path, &o->temporary);
	return o->fd < 0 ? fault_sys(f, path, errno, "cannot create") : 0;
}

static void
write_all(struct out *o, struct sv data)
{
	if (data.len > 0)
		progress_data(o->fd);
	while (data.len > 0 && o->error == 0) {
		ssize_t n = write(o->fd, data.p, data.len);

		if (n >= 0)
			data = sv_from(data, (size_t)n);
		else if (errno != EINTR)
			o->error = errno;
	}
}

static void
flush(struct out *o)
{
	write_all(o, str_sv(&o->pending));
	str_clear(&o->pending);
}

void
out_write(struct out *o, struct sv data)
{
	bool large = data.len >= PENDING / 2;

	/* What is written past the pending data must not overtake it. */
	if (large || o->pending.len + data.len > PENDING)
		flush(o);
	if (large)
		write_all(o, data);
	else
		str_addsv(&o->pending, data);
}

static mode_t
default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int
install(struct out *o)
{
	struct stat st;
	mode_t mode = stat(o->path, &st) == 0 ? st.st_mode & 07777
					      : default_mode();

	if (fchmod(o->fd, mode) != 0)
		return errno;
	if (o->unnamed && draft_name(o->fd, o->path, &o->temporary) != 0)
		return errno;
	return rename(o->temporary, o->path) != 0 ? errno : 0;
}

int
out_finish(struct out *o, struct fault *f)
{
	int error;

	flush(o);
	error = o->error;
	if (error == 0 && (o->unnamed || o->temporary != NULL))
		error = install(o);
	/* close() is where NFS and quotas report; EBADF means that standard
	 * output was closed before we started, which is trouble as well. */
	if (close(o->fd) != 0 && error == 0)
		error = errno;
	if (error != 0 && o->temporary != NULL)
		unlink(o->temporary);
	free(o->temporary);
	o->temporary = NULL;
	str_free(&o->pending);
	if (error == EPIPE)
		return -1; /* the reader left: silent, as filters are */
	if (error != 0)
		return fault_sys(f, o->path != NULL ? o->path : "<stdout>",
		    error, "cannot write");
	return 0;
}

void
out_abandon(struct out *o)
{
	if (o->temporary != NULL)
		unlink(o->temporary);
	if (o->path != NULL)
		close(o->fd);
	free(o->temporary);
	o->temporary = NULL;
	str_free(&o->pending);
}
