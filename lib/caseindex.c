/* SPDX-License-Identifier: MIT */
/*
 * The file of caseindex.h: magic, checksum of all after it; what is described;
 * blocks; their filters. Numbers are little-endian, most of them in groups of
 * seven bits, the lowest first.
 */
#include "caseindex.h"

#include "map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "PCIDX003"
#define HEAD 16                 /* magic and checksum */
#define BLOCK_LEAST 6           /* bytes that tell of a block, or more */
#define MAX_FILE ((off_t)1 << 30)
#define SPOT ((size_t)16 << 10)

static void
put(struct str *out, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		str_addc(out, (char)(value >> (8 * i)));
}

/* What is left to read; short: p is NULL from then on. */
static uint64_t
get(struct sv *in, unsigned bytes)
{
	uint64_t value = 0;

	if (in->p == NULL || in->len < bytes) {
		*in = (struct sv){NULL, 0};
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)(unsigned char)in->p[i] << (8 * i);
	*in = sv_from(*in, bytes);
	return value;
}

static void
put_number(struct str *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		str_addc(out, (char)(value | 0x80));
	str_addc(out, (char)value);
}

/* What could be written shorter is not ours. */
static uint64_t
get_number(struct sv *in)
{
	uint64_t value = 0;

	for (unsigned shift = 0; in->len > 0 && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)in->p[0];

		value |= (uint64_t)(c & 0x7f) << shift;
		*in = sv_from(*in, 1);
		if (c < 0x80 && (c > 0 || shift == 0) &&
		    (shift < 63 || c == 1))
			return value;
		if (c < 0x80)
			break;
	}
	*in = (struct sv){NULL, 0};
	return 0;
}

/* Small negative numbers are as short as small positive ones. */
static void
put_signed(struct str *out, int64_t value)
{
	put_number(out, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

static int64_t
get_signed(struct sv *in)
{
	uint64_t value = get_number(in);

	return (int64_t)(value >> 1 ^ ((value & 1) != 0 ? UINT64_MAX : 0));
}

/* A range, from > to: none. */
static void
put_range(struct str *out, int64_t from, int64_t to)
{
	put_number(out, from <= to);
	if (from > to)
		return;
	put_signed(out, from);
	put_number(out, (uint64_t)to - (uint64_t)from);
}

static void
get_range(struct sv *in, int64_t *from, int64_t *to)
{
	uint64_t there = get_number(in), more;

	*from = INT64_MAX;
	*to = INT64_MIN;
	if (there == 0)
		return;
	*from = get_signed(in);
	more = get_number(in);
	/* Beyond the largest number: not ours. */
	if (there != 1 || more > (uint64_t)INT64_MAX - (uint64_t)*from)
		*in = (struct sv){NULL, 0};
	else
		*to = (int64_t)((uint64_t)*from + more);
}

static void
put_block(struct str *out, const struct caseindex_block *b)
{
	put_number(out, b->size);
	put_number(out, b->lines);
	put_number(out, b->hashes << 1 | b->odd);
	put_range(out, b->first, b->last);
	put_range(out, b->least, b->most);
	put_number(out, b->filter.len);
}

void
caseindex_add(struct str *out, const struct caseindex *index)
{
	size_t start = out->len;
	uint64_t sum;

	str_addz(out, MAGIC);
	put(out, 0, 8);
	put_number(out, index->size);
	put(out, index->checksum, 8);
	put_signed(out, index->seconds);
	put_signed(out, index->nanoseconds);
	put_number(out, index->layout);
	put_number(out, index->nblocks);
	for (size_t i = 0; i < index->nblocks; i++)
		put_block(out, &index->blocks[i]);
	for (size_t i = 0; i < index->nblocks; i++)
		str_addsv(out, index->blocks[i].filter);
	sum = hash_bytes(out->p + start + HEAD, out->len - start - HEAD, 0);
	for (unsigned i = 0; i < 8; i++)
		out->p[start + 8 + i] = (char)(sum >> (8 * i));
}

/* The block behind the one before. */
static void
get_block(struct sv *in, struct caseindex_block *b,
    const struct caseindex_block *before)
{
	uint64_t lines, flags;

	b->offset = before != NULL ? before->offset + before->size : 0;
	b->first_line = before != NULL ? before->first_line + before->lines
				       : 1;
	b->size = get_number(in);
	lines = get_number(in);
	flags = get_number(in);
	get_range(in, &b->first, &b->last);
	get_range(in, &b->least, &b->most);
	b->filter.len = (size_t)get_number(in);
	if (lines > UINT32_MAX || flags >> 1 > CASEINDEX_HASHES)
		*in = (struct sv){NULL, 0};
	b->lines = (uint32_t)lines;
	b->hashes = (unsigned)(flags >> 1);
	b->odd = (flags & 1) != 0;
}

static bool
get_filters(struct caseindex *x, struct sv in)
{
	for (size_t i = 0; i < x->nblocks; i++) {
		struct caseindex_block *b = &x->blocks[i];

		if (b->filter.len > in.len)
			return false;
		b->filter.p = in.p;
		in = sv_from(in, b->filter.len);
	}
	return in.len == 0;
}

static bool
get_all(struct caseindex *x, struct sv in)
{
	uint64_t layout, nblocks;

	x->size = get_number(&in);
	x->checksum = get(&in, 8);
	x->seconds = get_signed(&in);
	x->nanoseconds = get_signed(&in);
	layout = get_number(&in);
	nblocks = get_number(&in);
	/* Counts that the bytes cannot hold are not believed. */
	if (in.p == NULL || layout > CASEINDEX_STREAM ||
	    nblocks > in.len / BLOCK_LEAST)
		return false;
	x->layout = (enum caseindex_layout)layout;
	x->nblocks = (size_t)nblocks;
	x->blocks = mem_zalloc(x->nblocks + 1, sizeof(*x->blocks));
	for (size_t i = 0; in.p != NULL && i < x->nblocks; i++)
		get_block(&in, &x->blocks[i], i > 0 ? &x->blocks[i - 1]
						    : NULL);
	return in.p != NULL && get_filters(x, in);
}

/* Blocks must lie in the file. */
static bool
is_sound(const struct caseindex *x)
{
	uint64_t end = 0;

	for (size_t i = 0; x->layout != CASEINDEX_STREAM && i < x->nblocks;
	    i++) {
		const struct caseindex_block *b = &x->blocks[i];

		if (b->size == 0 || b->size > x->size - end)
			return false;
		end += b->size;
	}
	return x->layout == CASEINDEX_STREAM || end == x->size;
}

struct caseindex *
caseindex_parse(struct str *bytes)
{
	struct caseindex *x = mem_zalloc(1, sizeof(*x));
	struct sv in;

	x->bytes = *bytes;
	*bytes = (struct str){0};
	in = str_sv(&x->bytes);
	if (in.len > HEAD && sv_starts(in, SV(MAGIC))) {
		struct sv sum = {in.p + 8, 8};

		in = sv_from(in, HEAD);
		if (get(&sum, 8) == hash_bytes(in.p, in.len, 0) &&
		    get_all(x, in) && is_sound(x))
			return x;
	}
	caseindex_free(x);
	return NULL;
}

void
caseindex_free(struct caseindex *x)
{
	if (x == NULL)
		return;
	free(x->blocks);
	str_free(&x->bytes);
	free(x);
}

static bool
read_spot(int fd, char *to, size_t n, uint64_t offset)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, to + done, n - done,
		    (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

/* The i-th of the spots that tell a file of this size; SIZE_MAX: no more. */
static uint64_t
spot_of(uint64_t size, uint64_t i)
{
	uint64_t spots = size < 1024 * SPOT ? 4 : 16;

	if (size <= 8 * SPOT)
		return i * SPOT < size ? i * SPOT : SIZE_MAX;
	if (i >= spots)
		return SIZE_MAX;
	/* The last is the end, however it is divided. */
	return i + 1 == spots ? size - SPOT : (size - SPOT) / (spots - 1) * i;
}

bool
caseindex_checksum(int fd, uint64_t size, uint64_t *checksum)
{
	char *buf = mem_alloc(SPOT);
	bool good = true;
	uint64_t at;

	*checksum = size;
	for (uint64_t i = 0; good && (at = spot_of(size, i)) != SIZE_MAX;
	    i++) {
		size_t n = size - at < SPOT ? (size_t)(size - at) : SPOT;

		good = read_spot(fd, buf, n, at);
		if (good)
			*checksum = hash_bytes(buf, n, *checksum);
	}
	free(buf);
	return good;
}

static int
open_index(const char *path, struct stat *st)
{
	struct str name = {0};
	int fd;

	str_addf(&name, "%s%s", path, CASEINDEX_SUFFIX);
	fd = open(name.p, O_RDONLY | O_CLOEXEC);
	str_free(&name);
	if (fd >= 0 && fstat(fd, st) == 0 && S_ISREG(st->st_mode) &&
	    st->st_size > 0 && st->st_size < MAX_FILE)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The spots lie far apart: a disk is asked for all of them at once. */
static void
foresee_spots(int fd)
{
	struct stat st;
	uint64_t at;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return;
	for (uint64_t i = 0; (at = spot_of((uint64_t)st.st_size, i)) !=
	    SIZE_MAX; i++)
		(void)posix_fadvise(fd, (off_t)at, SPOT, POSIX_FADV_WILLNEED);
}

void
caseindex_foresee(const char *path)
{
	struct stat st;
	int fd = open_index(path, &st);

	if (fd < 0)
		return;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED);
	close(fd);
	/* A pipe must not be opened twice. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return;
	foresee_spots(fd);
	close(fd);
}

/* Room for a large index: touching it for the first time, a small page at a
 * time, takes longer than reading it. */
static void
make_room(struct str *to, size_t n)
{
	const uintptr_t page = (uintptr_t)2 << 20;
	uintptr_t from, end;

	str_reserve(to, n);
	from = ((uintptr_t)to->p + page - 1) / page * page;
	end = ((uintptr_t)to->p + n) / page * page;
	if (from < end)
		(void)madvise(to->p + (from - (uintptr_t)to->p), end - from,
		    MADV_HUGEPAGE);
}

static bool
slurp(const char *path, struct str *to)
{
	struct stat st;
	int fd = open_index(path, &st);
	bool good;

	if (fd < 0)
		return false;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED);
	make_room(to, (size_t)st.st_size);
	good = read_spot(fd, to->p, (size_t)st.st_size, 0);
	to->len = (size_t)st.st_size;
	close(fd);
	return good;
}

struct caseindex *
caseindex_read(const char *path, int fd, bool *stale)
{
	struct str bytes = {0};
	struct caseindex *x = NULL;
	struct stat st;
	uint64_t sum;

	*stale = false;
	if (slurp(path, &bytes)) {
		*stale = true;
		x = caseindex_parse(&bytes);
	}
	str_free(&bytes);
	if (x == NULL)
		return NULL;
	if (fstat(fd, &st) == 0 && (uint64_t)st.st_size == x->size &&
	    (int64_t)st.st_mtim.tv_sec == x->seconds &&
	    (int64_t)st.st_mtim.tv_nsec == x->nanoseconds &&
	    caseindex_checksum(fd, x->size, &sum) && sum == x->checksum) {
		*stale = false;
		return x;
	}
	caseindex_free(x);
	return NULL;
}
