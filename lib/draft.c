/* SPDX-License-Identifier: MIT */
#include "draft.h"

#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many may write to one place at once, or have been killed doing so by
 * others whose files are not ours to remove. */
#define DRAFTS 1000
/* More than a few left at once takes more killing than is worth looking for. */
#define SWEPT 8

static void
draft_path(struct str *name, const char *path, unsigned i)
{
	str_clear(name);
	str_addf(name, "%s.precinct-part", path);
	if (i > 0)
		str_addf(name, "%u", i);
}

/* Is name still the file open as fd, with no other name beside it? */
static bool
is_still(int fd, const char *name)
{
	struct stat open_file, named;

	return fstat(fd, &open_file) == 0 && lstat(name, &named) == 0 &&
	    open_file.st_dev == named.st_dev &&
	    open_file.st_ino == named.st_ino && open_file.st_nlink == 1;
}

/* Removes name if it is ours and nobody writes to it. */
static bool
remove_left(const char *name)
{
	int fd = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool removed;

	if (fd < 0)
		return false;
	removed = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    is_still(fd, name) && unlink(name) == 0;
	close(fd);
	return removed;
}

/* One try: a new file's descriptor, or -1. */
static int
create(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	/* Between open and flock a sweeper may have taken it for a left one.
	 * A file system without locks has no sweepers either. */
	if ((flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
	    is_still(fd, name))
		return fd;
	close(fd);
	errno = EEXIST;
	return -1;
}

/* One try to give fd the name; 0 or -1. */
static int
name_it(int fd, const char *name)
{
	struct str from = {0};
	int r;

	str_addf(&from, "/proc/self/fd/%d", fd);
	r = linkat(AT_FDCWD, from.p, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
	str_free(&from);
	return r;
}

/* One try at a name: for a new file, or for the one open as fd. */
static int
try_name(int fd, const char *name)
{
	return fd < 0 ? create(name) : name_it(fd, name);
}

/* The first draft's name that can be had. */
static int
take_name(int fd, const char *path, char **name)
{
	struct str draft = {0};
	int r = -1, error = EEXIST;

	for (unsigned i = 0; r < 0 && error == EEXIST && i < DRAFTS; i++) {
		draft_path(&draft, path, i);
		r = try_name(fd, draft.p);
		error = errno;
		if (r < 0 && error == EEXIST && i < SWEPT &&
		    remove_left(draft.p)) {
			r = try_name(fd, draft.p);
			error = errno;
		}
	}
	if (r >= 0) {
		*name = draft.p;
	} else {
		str_free(&draft);
		errno = error;
	}
	return r;
}

int
draft_create(const char *path, char **name)
{
	return take_name(-1, path, name);
}

int
draft_name(int fd, const char *path, char **name)
{
	/* Locked before it can be seen. */
	(void)flock(fd, LOCK_EX | LOCK_NB);
	return take_name(fd, path, name);
}

void
draft_sweep(const char *path)
{
	struct str draft = {0};

	for (unsigned i = 0; i < SWEPT; i++) {
		draft_path(&draft, path, i);
		remove_left(draft.p);
	}
	str_free(&draft);
}
