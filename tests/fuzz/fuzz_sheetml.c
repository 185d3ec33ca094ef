/* SPDX-License-Identifier: MIT */
/* A hostile Excel 2003 XML workbook. */
#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
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
	b = book_open(BOOK_XML, path, &o, &f);
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
	return 0;
}
