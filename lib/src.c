/* SPDX-License-Identifier: MIT */
#include "src.h"

#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define RAW ((size_t)256 << 10)

enum packing { PLAIN, GZIP, ZSTD };

struct src {
	int fd;
	enum packing packing;
	bool counted;           /* for progress */
	bool raw_end;           /* nothing more to read from fd */
	bool mid_member;        /* inside a gzip member or a zstd frame */
	char *name;
	char *raw;
	size_t at, end;         /* unread part of raw */
	z_stream gz;
	ZSTD_DStream *zstd;
};

static int
fill(struct src *s, struct fault *f)
{
	ssize_t n;

	if (s->raw_end)
		return 0;
	if (s->at > 0) {
		memmove(s->raw, s->raw + s->at, s->end - s->at);
		s->end -= s->at;
		s->at = 0;
	}
	do
		n = read(s->fd, s->raw + s->end, RAW - s->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_sys(f, s->name, errno, "cannot read");
	if (n == 0)
		s->raw_end = true;
	s->end += (size_t)n;
	if (s->counted)
		progress_bytes((uint64_t)n);
	return 0;
}

static bool
begins(const struct src *s, const char *magic, size_t n)
{
	return s->end - s->at >= n && memcmp(s->raw + s->at, magic, n) == 0;
}

/* Zstd frames, and skippable frames (184D2A50 to 5F), which pzstd writes. */
static bool
begins_zstd(const struct src *s)
{
	return begins(s, "\x28\xb5\x2f\xfd", 4) ||
	    (s->end - s->at >= 4 &&
		((unsigned char)s->raw[s->at] & 0xf0) == 0x50 &&
		memcmp(s->raw + s->at + 1, "\x2a\x4d\x18", 3) == 0);
}

static int
detect(struct src *s, struct fault *f)
{
	while (s->end < 4 && !s->raw_end)
		if (fill(s, f) != 0)
			return -1;
	if (begins(s, "\x1f\x8b\x08", 3)) {
		s->packing = GZIP;
		/* 16: gzip wrapping only; 15: the largest window. */
		if (inflateInit2(&s->gz, 15 + 16) != Z_OK)
			mem_die(0);
	} else if (begins_zstd(s)) {
		s->packing = ZSTD;
		s->zstd = ZSTD_createDStream();
		if (s->zstd == NULL)
			mem_die(0);
	}
	return 0;
}

struct src *
src_open_at(const char *path, off_t offset, struct fault *f)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct src *s;
	struct stat st;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fault_sys(f, path, errno, "cannot open");
		return NULL;
	}
	s = mem_zalloc(1, sizeof(*s));
	s->fd = fd;
	s->name = mem_strdup(is_stdin ? "<stdin>" : path);
	s->raw = mem_alloc(RAW);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		fault_set(f, s->name, 0, 0,
		    "is a directory; name the files in it");
		src_close(s);
		return NULL;
	}
	if (offset > 0 && lseek(fd, offset, SEEK_SET) < 0) {
		fault_sys(f, path, errno, "cannot seek");
		src_close(s);
		return NULL;
	}
	if (detect(s, f) != 0) {
		src_close(s);
		return NULL;
	}
	return s;
}

struct src *
src_open(const char *path, struct fault *f)
{
	return src_open_at(path, 0, f);
}

static ptrdiff_t
read_plain(struct src *s, char *buf, size_t cap, struct fault *f)
{
	size_t have = s->end - s->at;
	ssize_t n;

	if (have > 0) {
		have = have < cap ? have : cap;
		memcpy(buf, s->raw + s->at, have);
		s->at += have;
		return (ptrdiff_t)have;
	}
	if (s->raw_end)
		return 0;
	do
		n = read(s->fd, buf, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_sys(f, s->name, errno, "cannot read");
	s->raw_end = n == 0;
	if (s->counted)
		progress_bytes((uint64_t)n);
	return n;
}

static int
truncated(struct src *s, const char *kind, struct fault *f)
{
	return fault_set(f, s->name, 0, 0,
	    "%s data end in the middle; the file is incomplete", kind);
}

static ptrdiff_t
read_gzip(struct src *s, char *buf, size_t cap, struct fault *f)
{
	s->gz.next_out = (unsigned char *)buf;
	s->gz.avail_out = (unsigned)(cap < 1u << 30 ? cap : 1u << 30);
	size_t asked = s->gz.avail_out;

	while (s->gz.avail_out == asked) {
		int r;

		if (s->at == s->end && fill(s, f) != 0)
			return -1;
		if (s->at == s->end)
			return s->mid_member ? truncated(s, "gzip", f) : 0;
		if (!s->mid_member) {
			/* What follows a member is another, or padding. */
			if (s->raw[s->at] == '\0') {
				s->at++;
				continue;
			}
			inflateReset(&s->gz);
			s->mid_member = true;
		}
		s->gz.next_in = (unsigned char *)s->raw + s->at;
		s->gz.avail_in = (unsigned)(s->end - s->at);
		r = inflate(&s->gz, Z_NO_FLUSH);
		s->at = s->end - s->gz.avail_in;
		if (r == Z_STREAM_END)
			s->mid_member = false;
		else if (r != Z_OK && r != Z_BUF_ERROR)
			return fault_set(f, s->name, 0, 0,
			    "damaged gzip data: %s",
			    s->gz.msg != NULL ? s->gz.msg : "no detail");
	}
	return (ptrdiff_t)(asked - s->gz.avail_out);
}

static ptrdiff_t
read_zstd(struct src *s, char *buf, size_t cap, struct fault *f)
{
	ZSTD_outBuffer out = {buf, cap, 0};

	while (out.pos == 0) {
		ZSTD_inBuffer in;
		size_t r;

		if (s->at == s->end && fill(s, f) != 0)
			return -1;
		in = (ZSTD_inBuffer){s->raw + s->at, s->end - s->at, 0};
		if (in.size == 0 && !s->mid_member)
			return 0;
		r = ZSTD_decompressStream(s->zstd, &out, &in);
		if (ZSTD_isError(r))
			return fault_set(f, s->name, 0, 0,
			    "damaged zstd data: %s", ZSTD_getErrorName(r));
		s->at += in.pos;
		s->mid_member = r != 0;
		if (in.size == 0 && out.pos == 0 && s->mid_member)
			return truncated(s, "zstd", f);
	}
	return (ptrdiff_t)out.pos;
}

ptrdiff_t
src_read(struct src *s, char *buf, size_t cap, struct fault *f)
{
	if (cap == 0)
		return 0;
	switch (s->packing) {
	case PLAIN:
		return read_plain(s, buf, cap, f);
	case GZIP:
		return read_gzip(s, buf, cap, f);
	case ZSTD:
		return read_zstd(s, buf, cap, f);
	}
	return 0;
}

void
src_count(struct src *s)
{
	s->counted = true;
	progress_bytes(s->end - s->at);
}

const char *
src_name(const struct src *s)
{
	return s->name;
}

void
src_close(struct src *s)
{
	if (s == NULL)
		return;
	if (s->packing == GZIP)
		inflateEnd(&s->gz);
	ZSTD_freeDStream(s->zstd);
	if (s->fd != STDIN_FILENO)
		close(s->fd);
	free(s->name);
	free(s->raw);
	free(s);
}

int
src_slurp(const char *path, size_t max, struct str *to, struct fault *f)
{
	struct src *s = src_open(path, f);
	ptrdiff_t n = -1;
	size_t start = to->len;

	if (s == NULL)
		return -1;
	for (;;) {
		str_reserve(to, (size_t)64 << 10);
		n = src_read(s, to->p + to->len, (size_t)64 << 10, f);
		if (n <= 0)
			break;
		to->len += (size_t)n;
		if (to->len - start > max) {
			n = fault_set(f, s->name, 0, 0,
			    "larger than %zu bytes; is this the right file?",
			    max);
			break;
		}
	}
	to->p[to->len] = '\0';
	src_close(s);
	return n < 0 ? -1 : 0;
}
