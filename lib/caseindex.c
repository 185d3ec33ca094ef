/* SPDX-License-Identifier: MIT */
/*
 * The file of caseindex.h, little-endian: magic, checksum of all after it;
 * what is described; counts; values; blocks; their sets and filters.
 */
#include "caseindex.h"

#include "map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "PCIDX002"
#define HEAD 16                 /* magic and checksum */
#define BLOCK_SIZE 84
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

static struct sv
get_bytes(struct sv *in, uint64_t n)
{
	struct sv v = {NULL, 0};

	if (in->p == NULL || n > in->len) {
		*in = v;
		return v;
	}
	v = (struct sv){in->p, (size_t)n};
	*in = sv_from(*in, (size_t)n);
	return v;
}

static void
put_block(struct str *out, const struct caseindex_block *b)
{
	put(out, b->offset, 8);
	put(out, b->size, 8);
	put(out, b->raw, 8);
	put(out, b->first_line, 8);
	put(out, b->lines, 4);
	put(out, b->odd, 4);
	put(out, (uint64_t)b->first, 8);
	put(out, (uint64_t)b->last, 8);
	put(out, (uint64_t)b->least, 8);
	put(out, (uint64_t)b->most, 8);
	put(out, b->sets.len, 4);
	put(out, b->filter.len, 8);
}

void
caseindex_add(struct str *out, const struct caseindex *index)
{
	size_t start = out->len;
	uint64_t sum;

	str_addz(out, MAGIC);
	put(out, 0, 8);
	put(out, index->size, 8);
	put(out, index->checksum, 8);
	put(out, (uint64_t)index->seconds, 8);
	put(out, (uint64_t)index->nanoseconds, 8);
	put(out, index->layout, 4);
	put(out, index->nvalues, 4);
	put(out, index->nblocks, 8);
	for (size_t i = 0; i < index->nvalues; i++) {
		put(out, index->values[i].key == REC_CATEGORY ? 0 : 1, 1);
		put(out, index->values[i].text.len, 4);
		str_addsv(out, index->values[i].text);
	}
	for (size_t i = 0; i < index->nblocks; i++)
		put_block(out, &index->blocks[i]);
	for (size_t i = 0; i < index->nblocks; i++) {
		str_addsv(out, index->blocks[i].sets);
		str_addsv(out, index->blocks[i].filter);
	}
	sum = hash_bytes(out->p + start + HEAD, out->len - start - HEAD, 0);
	for (unsigned i = 0; i < 8; i++)
		out->p[start + 8 + i] = (char)(sum >> (8 * i));
}

static void
get_block(struct sv *in, struct caseindex_block *b)
{
	b->offset = get(in, 8);
	b->size = get(in, 8);
	b->raw = get(in, 8);
	b->first_line = get(in, 8);
	b->lines = (uint32_t)get(in, 4);
	b->odd = get(in, 4) != 0;
	b->first = (int64_t)get(in, 8);
	b->last = (int64_t)get(in, 8);
	b->least = (int64_t)get(in, 8);
	b->most = (int64_t)get(in, 8);
	b->sets.len = (size_t)get(in, 4);
	b->filter.len = (size_t)get(in, 8);
}

static bool
get_all(struct caseindex *x, struct sv in)
{
	uint64_t nblocks;

	x->size = get(&in, 8);
	x->checksum = get(&in, 8);
	x->seconds = (int64_t)get(&in, 8);
	x->nanoseconds = (int64_t)get(&in, 8);
	x->layout = (enum caseindex_layout)get(&in, 4);
	x->nvalues = (size_t)get(&in, 4);
	nblocks = get(&in, 8);
	/* Counts that the bytes cannot hold are not believed. */
	if (in.p == NULL || x->layout > CASEINDEX_STREAM ||
	    x->nvalues > in.len / 5 || nblocks > in.len / BLOCK_SIZE)
		return false;
	x->nblocks = (size_t)nblocks;
	x->values = mem_zalloc(x->nvalues + 1, sizeof(*x->values));
	x->blocks = mem_zalloc(x->nblocks + 1, sizeof(*x->blocks));
	for (size_t i = 0; i < x->nvalues; i++) {
		x->values[i].key = get(&in, 1) == 0 ? REC_CATEGORY
						    : REC_COMMUNITY;
		x->values[i].text = get_bytes(&in, get(&in, 4));
	}
	for (size_t i = 0; i < x->nblocks; i++)
		get_block(&in, &x->blocks[i]);
	for (size_t i = 0; i < x->nblocks; i++) {
		struct caseindex_block *b = &x->blocks[i];

		b->sets = get_bytes(&in, b->sets.len);
		b->filter = get_bytes(&in, b->filter.len);
	}
	return in.p != NULL && in.len == 0;
}

/* Blocks must lie in the file, one behind another. */
static bool
is_sound(const struct caseindex *x)
{
	uint64_t end = 0;

	for (size_t i = 0; i < x->nblocks; i++) {
		const struct caseindex_block *b = &x->blocks[i];

		if (b->first_line == 0)
			return false;
		if (x->layout == CASEINDEX_STREAM)
			continue;
		if (b->offset != end || b->size == 0 || b->size > x->size ||
		    b->offset > x->size - b->size)
			return false;
		end = b->offset + b->size;
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
	free(x->values);
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

bool
caseindex_checksum(int fd, uint64_t size, uint64_t *checksum)
{
	uint64_t spots = size <= 8 * SPOT ? (size + SPOT - 1) / SPOT
	    : size < 1024 * SPOT ? 4 : 16;
	char *buf = mem_alloc(SPOT);
	bool good = true;

	*checksum = size;
	for (uint64_t i = 0; good && i < spots; i++) {
		uint64_t at = size <= 8 * SPOT ? i * SPOT
		    : (size - SPOT) / (spots - 1) * i;
		size_t n = size - at < SPOT ? (size_t)(size - at) : SPOT;

		/* The last spot is the end, however it was divided. */
		if (i + 1 == spots && size > 8 * SPOT)
			at = size - SPOT;
		good = read_spot(fd, buf, n, at);
		if (good)
			*checksum = hash_bytes(buf, n, *checksum);
	}
	free(buf);
	return good;
}

static bool
slurp(const char *path, struct str *to)
{
	struct str name = {0};
	struct stat st;
	int fd;
	bool good = false;

	str_addf(&name, "%s%s", path, CASEINDEX_SUFFIX);
	fd = open(name.p, O_RDONLY | O_CLOEXEC);
	str_free(&name);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size < MAX_FILE) {
		str_reserve(to, (size_t)st.st_size);
		good = read_spot(fd, to->p, (size_t)st.st_size, 0);
		to->len = (size_t)st.st_size;
	}
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
