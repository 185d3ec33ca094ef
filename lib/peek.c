/* SPDX-License-Identifier: MIT */
#include "peek.h"

#include "ingest.h"
#include "src.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLE 4096

enum sample { SAMPLE_NONE, SAMPLE_RECORDS, SAMPLE_OTHER };

static enum sample
sample_file(const char *path)
{
	char bytes[SAMPLE];
	struct fault f = {0};
	struct src *src = src_open(path, &f);
	ptrdiff_t n = 0;
	size_t len = 0;

	while (src != NULL && len < sizeof(bytes)) {
		n = src_read(src, bytes + len, sizeof(bytes) - len, &f);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	if (src != NULL)
		src_close(src);
	fault_free(&f);
	if (len == 0)
		return SAMPLE_NONE;
	return ingest_is_records((struct sv){bytes, len}) ? SAMPLE_RECORDS
							  : SAMPLE_OTHER;
}

/* tee(2) copies what waits in a pipe and leaves it there; it sleeps until
 * there is something. */
static enum sample
sample_pipe(int fd)
{
	int copy[2];
	char path[64];
	enum sample s = SAMPLE_NONE;

	if (pipe2(copy, O_CLOEXEC) != 0)
		return SAMPLE_OTHER;
	if (tee(fd, copy[1], SAMPLE, 0) > 0) {
		close(copy[1]);
		copy[1] = -1;
		/* Through src, for it may be compressed. */
		snprintf(path, sizeof(path), "/proc/self/fd/%d", copy[0]);
		s = sample_file(path);
	}
	close(copy[0]);
	if (copy[1] >= 0)
		close(copy[1]);
	return s;
}

static enum sample
sample_stdin(void)
{
	struct stat st;

	if (fstat(STDIN_FILENO, &st) != 0)
		return SAMPLE_NONE;
	if (S_ISFIFO(st.st_mode))
		return sample_pipe(STDIN_FILENO);
	/* Opened anew, the file has a position of its own. */
	return S_ISREG(st.st_mode) ? sample_file("/proc/self/fd/0")
				   : SAMPLE_OTHER;
}

static enum sample
sample_path(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st) != 0 || !S_ISFIFO(st.st_mode))
		return sample_file(path);
	/* Stays open: a writer must not find its named pipe without a reader
	 * before the file is opened again to be read. */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 ? sample_pipe(fd) : SAMPLE_NONE;
}

enum peek_kind
peek_files(const struct prog_list *files)
{
	bool records = false, other = false;
	size_t n = files->count > 0 ? files->count : 1;

	for (size_t i = 0; i < n; i++) {
		const char *path = files->count > 0 ? files->items[i] : "-";
		enum sample s = strcmp(path, "-") == 0 ? sample_stdin()
						       : sample_path(path);

		records = records || s == SAMPLE_RECORDS;
		other = other || s == SAMPLE_OTHER;
	}
	if (records && other)
		return PEEK_BOTH;
	return other ? PEEK_OTHER : PEEK_RECORDS;
}
