/* SPDX-License-Identifier: MIT */
#include "ole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER 512
#define ENTRY 128               /* of the directory */
#define ENTRIES 65536           /* more are not looked at */
#define LAST_SECTOR 0xfffffffau /* above: marks, no sectors */
#define IN_HEADER 109           /* sectors of the table that it names */
#define MINI 64                 /* bytes of a small sector */
#define MINI_LIMIT 4096         /* streams below it lie in small sectors */
#define FILE_MOST ((uint64_t)1 << 31)

/* Numbers of sectors, one after another. */
struct chain {
	uint32_t *v;
	size_t n;
};

struct ole {
	int fd;
	uint64_t size;          /* of the file */
	size_t sector;          /* bytes: 512 or 4096 */
	struct chain fat, minifat;
	struct chain mini;      /* where the small sectors lie */
	struct str directory;
};

struct ole_stream {
	struct ole *of;
	struct chain chain;
	size_t sector;          /* bytes */
	uint64_t size;
	bool small;
};

static uint32_t
u16(const char *p)
{
	return (uint32_t)(uint8_t)p[0] | (uint32_t)(uint8_t)p[1] << 8;
}

static uint32_t
u32(const char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static int
damaged(struct fault *f, const char *what)
{
	return fault_set(f, NULL, 0, 0, "damaged workbook (.xls): %s; open it "
	    "in a spreadsheet and save it again", what);
}

/* Up to n bytes of the file at an offset. */
static ptrdiff_t
read_at(const struct ole *o, uint64_t offset, char *buf, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = pread(o->fd, buf + got, n - got,
		    (off_t)(offset + got));

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		got += (size_t)k;
	}
	return (ptrdiff_t)got;
}

/* The first sector follows the header, which fills one. */
static uint64_t
place(const struct ole *o, uint32_t sector)
{
	return ((uint64_t)sector + 1) * o->sector;
}

static size_t
sectors(const struct ole *o)
{
	return (size_t)(o->size / o->sector) + 1;
}

/* The sectors from one on, at most `most`; false when the table does not hold
 * together: a loop, a number that is none. */
static bool
follow(const struct chain *table, uint32_t from, size_t most,
    struct chain *to)
{
	size_t cap = 0;

	while (from < LAST_SECTOR && to->n < most) {
		if (from >= table->n)
			return false;
		if (to->n == cap) {
			cap = cap * 2 + 64;
			to->v = mem_realloc(to->v, cap * sizeof(*to->v));
		}
		to->v[to->n++] = from;
		from = table->v[from];
	}
	return true;
}

/* --- opening --------------------------------------------------------------- */

/* The numbers in a sector behind those of the table. */
static bool
add_numbers(struct ole *o, uint32_t sector, char *buf, struct chain *table)
{
	size_t n = o->sector / 4;

	if (sector >= LAST_SECTOR ||
	    read_at(o, place(o, sector), buf, o->sector) !=
	    (ptrdiff_t)o->sector)
		return false;
	table->v = mem_realloc(table->v,
	    (table->n + n) * sizeof(*table->v));
	for (size_t i = 0; i < n; i++)
		table->v[table->n++] = u32(buf + 4 * i);
	return true;
}

/* The table of sectors: its own sectors are named in the header, and of big
 * files in sectors that hang together. */
static bool
read_table(struct ole *o, const char *header)
{
	uint32_t more = u32(header + 68);
	size_t most = sectors(o) / (o->sector / 4) + 1;
	char *buf = mem_alloc(o->sector);
	struct chain own = {0};
	bool good = true;

	for (size_t i = 0; i < IN_HEADER; i++) {
		uint32_t at = u32(header + 76 + 4 * i);

		own.v = mem_realloc(own.v, (own.n + 1) * sizeof(*own.v));
		own.v[own.n++] = at;
	}
	/* The last number of such a sector is the next one. */
	while (good && more < LAST_SECTOR && own.n < most) {
		good = add_numbers(o, more, buf, &own);
		if (good)
			more = own.v[--own.n];
	}
	for (size_t i = 0; good && i < own.n && i < most; i++)
		if (own.v[i] < LAST_SECTOR)
			good = add_numbers(o, own.v[i], buf, &o->fat);
	free(own.v);
	free(buf);
	return good;
}

static bool
read_chain(struct ole *o, const struct chain *c, struct str *to)
{
	for (size_t i = 0; i < c->n; i++) {
		str_reserve(to, o->sector);
		if (read_at(o, place(o, c->v[i]), to->p + to->len,
		    o->sector) != (ptrdiff_t)o->sector)
			return false;
		to->len += o->sector;
	}
	return true;
}

static bool
read_directory(struct ole *o, uint32_t from)
{
	struct chain c = {0};
	bool good = follow(&o->fat, from, ENTRIES * ENTRY / o->sector, &c) &&
	    read_chain(o, &c, &o->directory);

	free(c.v);
	return good && o->directory.len >= ENTRY;
}

/* Small streams lie in the stream of the root, in sectors of a table of their
 * own. */
static bool
read_small(struct ole *o, const char *header)
{
	struct chain c = {0};
	struct str table = {0};
	bool good = follow(&o->fat, u32(header + 60), sectors(o), &c) &&
	    read_chain(o, &c, &table) &&
	    follow(&o->fat, u32(o->directory.p + 116), sectors(o), &o->mini);

	if (good && table.len > 0) {
		o->minifat.v = mem_alloc(table.len);
		for (size_t i = 0; i + 4 <= table.len; i += 4)
			o->minifat.v[o->minifat.n++] = u32(table.p + i);
	}
	free(c.v);
	str_free(&table);
	return good;
}

static int
read_all(struct ole *o, struct fault *f)
{
	char header[HEADER];
	struct stat st;

	if (fstat(o->fd, &st) != 0)
		return fault_sys(f, NULL, errno, "cannot read");
	o->size = (uint64_t)st.st_size;
	if (o->size > FILE_MOST)
		return fault_set(f, NULL, 0, 0, "workbook (.xls) of more than "
		    "2 GiB");
	if (read_at(o, 0, header, HEADER) != HEADER)
		return damaged(f, "cut off in its first bytes");
	if (memcmp(header, OLE_MAGIC, 8) != 0 ||
	    (u16(header + 30) != 9 && u16(header + 30) != 12) ||
	    u16(header + 32) != 6)
		return damaged(f, "its head is no head");
	o->sector = (size_t)1 << u16(header + 30);
	if (!read_table(o, header))
		return damaged(f, "its table of sectors is cut off");
	if (!read_directory(o, u32(header + 48)))
		return damaged(f, "its directory is cut off");
	if (!read_small(o, header))
		return damaged(f, "its small streams do not hold together");
	return 0;
}

struct ole *
ole_open(const char *path, struct fault *f)
{
	struct ole *o = mem_zalloc(1, sizeof(*o));

	o->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (o->fd < 0)
		fault_sys(f, NULL, errno, "cannot open");
	else if (read_all(o, f) == 0)
		return o;
	ole_close(o);
	return NULL;
}

void
ole_close(struct ole *o)
{
	if (o == NULL)
		return;
	if (o->fd >= 0)
		close(o->fd);
	free(o->fat.v);
	free(o->minifat.v);
	free(o->mini.v);
	str_free(&o->directory);
	free(o);
}

/* --- streams --------------------------------------------------------------- */

/* Names are UTF-16 of at most 31 units and a NUL. */
static bool
is_named(const char *entry, const char *name)
{
	size_t n = strlen(name);

	if (entry[66] != 2 || u16(entry + 64) != 2 * (n + 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (entry[2 * i + 1] != '\0' ||
		    strncasecmp(entry + 2 * i, name + i, 1) != 0)
			return false;
	return true;
}

static const char *
find(const struct ole *o, const char *name)
{
	for (size_t at = 0; at + ENTRY <= o->directory.len; at += ENTRY)
		if (is_named(o->directory.p + at, name))
			return o->directory.p + at;
	return NULL;
}

bool
ole_has(const struct ole *o, const char *name)
{
	return find(o, name) != NULL;
}

struct ole_stream *
ole_stream(struct ole *o, const char *name, struct fault *f)
{
	const char *entry = find(o, name);
	struct ole_stream *s;
	size_t most;

	if (entry == NULL)
		return NULL;
	s = mem_zalloc(1, sizeof(*s));
	s->of = o;
	s->size = u32(entry + 120);
	s->small = s->size < MINI_LIMIT;
	s->sector = s->small ? MINI : o->sector;
	most = (size_t)((s->size + s->sector - 1) / s->sector);
	if (s->size <= o->size && follow(s->small ? &o->minifat : &o->fat,
	    u32(entry + 116), most, &s->chain) && s->chain.n == most)
		return s;
	damaged(f, "its sheets are cut off");
	ole_stream_close(s);
	return NULL;
}

uint64_t
ole_size(const struct ole_stream *s)
{
	return s->size;
}

/* Where in the file a sector of the stream begins; false: nowhere. */
static bool
find_sector(const struct ole_stream *s, size_t i, uint64_t *at)
{
	uint64_t inside;

	if (!s->small) {
		*at = place(s->of, s->chain.v[i]);
		return true;
	}
	inside = (uint64_t)s->chain.v[i] * MINI;
	if (inside / s->of->sector >= s->of->mini.n)
		return false;
	*at = place(s->of, s->of->mini.v[inside / s->of->sector]) +
	    inside % s->of->sector;
	return true;
}

ptrdiff_t
ole_read(struct ole_stream *s, uint64_t offset, void *buf, size_t n,
    struct fault *f)
{
	char *to = buf;
	size_t got = 0;

	if (offset >= s->size)
		return 0;
	if (n > s->size - offset)
		n = (size_t)(s->size - offset);
	while (got < n) {
		size_t from = (size_t)(offset % s->sector), k;
		uint64_t at;

		k = s->sector - from < n - got ? s->sector - from : n - got;
		if (!find_sector(s, (size_t)(offset / s->sector), &at) ||
		    read_at(s->of, at + from, to + got, k) != (ptrdiff_t)k)
			return damaged(f, "it is cut off");
		got += k;
		offset += k;
	}
	return (ptrdiff_t)got;
}

void
ole_stream_close(struct ole_stream *s)
{
	if (s == NULL)
		return;
	free(s->chain.v);
	free(s);
}
