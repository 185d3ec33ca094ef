/* SPDX-License-Identifier: MIT */
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const char *
temporary_directory(void)
{
	const char *dir = getenv("TMPDIR");

	return dir != NULL && dir[0] != '\0' ? dir : "/tmp";
}

int
temporary_open(struct str *path)
{
	struct str name = {0};
	int fd, error;

	str_addf(&name, "%s/precinct-XXXXXX", temporary_directory());
	fd = mkostemp(name.p, O_CLOEXEC);
	error = errno;
	if (path != NULL)
		str_addsv(path, str_sv(&name));
	else if (fd >= 0)
		unlink(name.p);
	str_free(&name);
	errno = error;
	return fd;
}
