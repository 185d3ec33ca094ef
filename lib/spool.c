/* SPDX-License-Identifier: MIT */
#include "spool.h"

#include "temporary.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define IN_MEMORY ((size_t)32 << 20)

static int
open_file(struct spool *s, struct fault *f)
{
	s->fd = temporary_open(NULL);
	if (s->fd < 0)
		return fault_sys(f, temporary_directory(), errno,
		    "cannot create a temporary file");
	return 0;
}

static int
write_all(struct spool *s, struct sv bytes, struct fault *f)
{
	while (bytes.len > 0) {
		ssize_t n = write(s->fd, bytes.p, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_sys(f, temporary_directory(), errno,
			    "cannot write a temporary file");
		bytes = sv_from(bytes, (size_t)n);
		s->written += (uint64_t)n;
	}
	return 0;
}

int
spool_add(struct spool *s, struct sv bytes, struct fault *f)
{
	if (s->fd < 0 && s->memory.len + bytes.len <= IN_MEMORY) {
		str_addsv(&s->memory, bytes);
		return 0;
	}
	if (s->fd < 0 && open_file(s, f) != 0)
		return -1;
	return write_all(s, bytes, f);
}

uint64_t
spool_size(const struct spool *s)
{
	return s->memory.len + s->written;
}

static int
read_file(struct spool *s, struct str *out, uint64_t n, struct fault *f)
{
	str_reserve(out, (size_t)n);
	while (n > 0) {
		ssize_t got = pread(s->fd, out->p + out->len, (size_t)n,
		    (off_t)(s->read - s->memory.len));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fault_sys(f, temporary_directory(), got < 0 ? errno : EIO,
			    "cannot read a temporary file");
		out->len += (size_t)got;
		s->read += (uint64_t)got;
		n -= (uint64_t)got;
	}
	out->p[out->len] = '\0';
	return 0;
}

int
spool_take(struct spool *s, struct str *out, uint64_t n, struct fault *f)
{
	uint64_t here = s->read < s->memory.len ? s->memory.len - s->read : 0;

	if (here > n)
		here = n;
	if (here > 0)
		str_add(out, s->memory.p + s->read, (size_t)here);
	s->read += here;
	return n > here ? read_file(s, out, n - here, f) : 0;
}

void
spool_free(struct spool *s)
{
	str_free(&s->memory);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct spool)SPOOL_INIT;
}
