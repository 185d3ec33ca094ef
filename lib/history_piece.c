/* SPDX-License-Identifier: MIT */
#include "history_piece.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST ((off_t)1 << 20)  /* bytes of a file worth it */
/* Of as much a stream sees the encoding first (src.c). */
#define SAMPLE ((size_t)256 << 10)
#define STEP ((size_t)4 << 10)  /* read on to the end of a line */

struct history_pieces {
	int fd;
	_Atomic unsigned users; /* pieces not yet read, and who cuts them */
};

ssize_t
history_read_at(int fd, void *to, size_t n, off_t offset)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, (char *)to + done, n - done,
		    offset + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

struct history_pieces *
history_pieces_new(int fd, off_t size)
{
	struct history_pieces *p;
	char *sample;
	ssize_t n;
	size_t bom;
	bool fits;

	if (size < LEAST)
		return NULL;
	sample = mem_alloc(SAMPLE);
	n = history_read_at(fd, sample, SAMPLE, 0);
	fits = n == (ssize_t)SAMPLE && enc_detect((struct sv){sample, SAMPLE},
	    false, &bom) == ENC_UTF8;
	free(sample);
	if (!fits)
		return NULL;
	p = mem_zalloc(1, sizeof(*p));
	p->fd = fd;
	p->users = 1;
	return p;
}

void
history_pieces_free(struct history_pieces *p)
{
	if (p == NULL || --p->users > 0)
		return;
	close(p->fd);
	free(p);
}

/* The end of the line that goes on at `from`; 0: none up to `limit`, or the
 * file's end; -1. */
static off_t
line_end(int fd, off_t from, off_t limit)
{
	char bytes[STEP];

	for (; from < limit; from += (off_t)STEP) {
		ssize_t n = history_read_at(fd, bytes, STEP, from);
		const char *feed = n <= 0 ? NULL : memchr(bytes, '\n',
		    (size_t)n);

		if (feed != NULL)
			return from + (feed - bytes) + 1;
		if (n < 0)
			return -1;
	}
	return 0;
}

off_t
history_pieces_cut(struct history_pieces *p, struct block *b, off_t offset,
    size_t size, size_t max_line)
{
	off_t most = (off_t)(max_line > size ? max_line : size), end, next;
	struct stat st;

	/* Asked at every piece: the file may grow meanwhile. */
	if (fstat(p->fd, &st) != 0 || st.st_size <= offset)
		return 0;
	end = next = st.st_size;
	if ((off_t)size < st.st_size - offset) {
		end = offset + (off_t)size;
		next = line_end(p->fd, end - 1, end - 1 + most);
		if (next == 0 && st.st_size - end > most) {
			b->counts[HISTORY_KIND] = HISTORY_PIECE_LONG;
			next = line_end(p->fd, end + most, st.st_size);
		} else {
			end = next == 0 ? st.st_size : next;
		}
		next = next == 0 ? st.st_size : next;
	}
	if (next < 0)
		return -1;
	p->users++;
	b->source = p;
	b->offset = (uint64_t)offset;
	b->counts[HISTORY_SIZE] = (uint64_t)(end - offset);
	return next;
}

int
history_piece_read(struct block *b, struct fault *f)
{
	struct history_pieces *p = b->source;
	size_t size = b->counts[HISTORY_SIZE];
	const char *last;
	ssize_t n;

	str_reserve(&b->in, size + 1);
	n = history_read_at(p->fd, b->in.p, size, (off_t)b->offset);
	if (n < 0)
		fault_sys(f, b->file, errno, "cannot read");
	history_pieces_free(p);
	b->source = NULL;
	b->in.len = n > 0 ? (size_t)n : 0;
	b->in.p[b->in.len] = '\0';
	if (b->counts[HISTORY_KIND] == HISTORY_PIECE_LONG) {
		last = memrchr(b->in.p, '\n', b->in.len);
		b->in.len = last != NULL ? (size_t)(last - b->in.p) + 1 : 0;
	} else if (b->in.len > 0 && b->in.p[b->in.len - 1] != '\n') {
		str_addc(&b->in, '\n');
	}
	return n < 0 ? -1 : 0;
}
