/* SPDX-License-Identifier: MIT */
/* What the fuzzers of workbooks share: a hostile file of one kind is read to
 * its end or to a refusal, which says why. */
#ifndef PRECINCT_BOOK_FUZZ_H
#define PRECINCT_BOOK_FUZZ_H

#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static inline void
book_fuzz(enum book_kind kind, const void *data, size_t size)
{
	const struct book_options o = {NULL, NULL};
	static char buf[1 << 16];
	struct fault f = {0};
	struct book *b;
	char path[32];
	ptrdiff_t n;
	int fd = memfd_create("fuzz", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	b = book_open(kind, path, &o, &f);
	if (b == NULL && f.text.len == 0)
		abort(); /* a refusal says why */
	while (b != NULL && (n = book_read(b, buf, sizeof(buf), &f)) != 0)
		if (n < 0) {
			if (f.text.len == 0)
				abort();
			break;
		}
	book_close(b);
	close(fd);
	fault_free(&f);
}

#endif
