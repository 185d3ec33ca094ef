/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "datetime.h"
#include "diag.h"
#include "jsonout.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20)
#define WINDOW ((size_t)64 << 10)
#define PREV SV(",\"prev\":\"")
#define HASH SV("\",\"hash\":\"")
#define END SV("\"}")
/* Bytes of a line behind its fields. */
#define CHAIN (9 + DIGEST_HEX + 10 + DIGEST_HEX + 2)

void
ledger_start(struct ledger_place *p)
{
	*p = (struct ledger_place){0};
	memset(p->hash, '0', sizeof(p->hash));
}

/* The name of a new file must be on the disk as well. */
static void
sync_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

static int
lock(const struct ledger *l, struct fault *f)
{
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		diag_note("%s: waiting for another writer to end", l->path);
	while (flock(l->fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return fault_sys(f, l->path, errno, "cannot lock");
	return 0;
}

int
ledger_open(struct ledger *l, const char *dir, bool writes, struct fault *f)
{
	struct str path = {0};
	struct stat st;
	int flags = writes ? O_RDWR | O_APPEND | O_CREAT : O_RDONLY;

	*l = (struct ledger){.fd = -1, .writes = writes};
	if (stat(dir, &st) != 0)
		return fault_sys(f, dir, errno, "no directory of a ledger; "
		    "make it with mkdir, if a new one is to begin");
	str_addf(&path, "%s/ledger.jsonl", dir);
	l->path = path.p;
	l->fd = open(l->path, flags | O_CLOEXEC, 0660);
	if (l->fd < 0)
		return fault_sys(f, l->path, errno, "cannot open");
	if (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fault_set(f, l->path, 0, 0, "not a file");
	if (writes && lock(l, f) != 0)
		return -1;
	if (writes && st.st_size == 0)
		sync_directory(dir);
	ledger_start(&l->end);
	l->next = l->end;
	return 0;
}

void
ledger_close(struct ledger *l)
{
	if (l->fd >= 0)
		close(l->fd); /* gives the lock back */
	free(l->path);
	str_free(&l->pending);
	*l = (struct ledger){.fd = -1};
}

int
ledger_size(const struct ledger *l, uint64_t *size, struct fault *f)
{
	struct stat st;

	if (fstat(l->fd, &st) != 0)
		return fault_sys(f, l->path, errno, "cannot read");
	*size = (uint64_t)st.st_size;
	return 0;
}

/* --- reading --------------------------------------------------------------- */

/* Fills buf up to at least `want` bytes from the offset on, as far as the file
 * goes. */
static int
fill(const struct ledger *l, struct str *buf, uint64_t offset, size_t want,
    struct fault *f)
{
	size_t step = want < CHUNK ? want : CHUNK;

	while (buf->len < want) {
		ssize_t n;

		str_reserve(buf, step);
		n = pread(l->fd, buf->p + buf->len, step,
		    (off_t)(offset + buf->len));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_sys(f, l->path, errno, "cannot read");
		if (n == 0)
			break;
		buf->len += (size_t)n;
	}
	return 0;
}

/* The two hashes at the end of a line; false when they do not stand there. */
static bool
find_chain(struct sv line, struct sv *prev, struct sv *hash)
{
	struct sv tail;

	if (line.len < CHAIN)
		return false;
	tail = sv_from(line, line.len - CHAIN);
	*prev = (struct sv){tail.p + PREV.len, DIGEST_HEX};
	*hash = (struct sv){prev->p + DIGEST_HEX + HASH.len, DIGEST_HEX};
	return sv_starts(tail, PREV) && sv_ends(tail, END) &&
	    memcmp(prev->p + DIGEST_HEX, HASH.p, HASH.len) == 0;
}

/* Where the line's own part ends: before ,"hash". */
static struct sv
hashed(struct sv line)
{
	return (struct sv){line.p, line.len - END.len - DIGEST_HEX -
	    HASH.len + 1};
}

/* Whether the line's own hash is that of its bytes. */
static bool
is_sound(struct sv line)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[DIGEST_HEX];
	struct sv prev, hash;

	if (!find_chain(line, &prev, &hash))
		return false;
	digest_bytes(hashed(line), digest);
	digest_hex(digest, hex);
	return memcmp(hex, hash.p, DIGEST_HEX) == 0;
}

static bool
has_number(struct sv line, uint64_t seq)
{
	char text[48];
	int n = snprintf(text, sizeof(text), "{\"seq\":%llu,",
	    (unsigned long long)seq);

	return sv_starts(line, (struct sv){text, (size_t)n});
}

/* The line against the place before it; moves the place behind it. */
static int
check_line(struct sv line, struct ledger_place *at, bool skip_hashes,
    struct fault *f)
{
	struct sv prev, hash;

	if (!find_chain(line, &prev, &hash))
		return fault_set(f, NULL, 0, 0, "is no event of a ledger");
	if (!skip_hashes && !is_sound(line))
		return fault_set(f, NULL, 0, 0, "is broken: its hash is not "
		    "that of its bytes, it was changed");
	if (!has_number(line, at->seq + 1) ||
	    memcmp(prev.p, at->hash, DIGEST_HEX) != 0)
		return fault_set(f, NULL, 0, 0, "is broken: it does not "
		    "follow the one before it, something was taken out, put "
		    "in or written anew");
	at->seq++;
	at->offset += line.len + 1;
	memcpy(at->hash, hash.p, DIGEST_HEX);
	return 0;
}

static int
take_line(struct ledger_walk *w, struct record *r, struct sv line,
    struct fault *f)
{
	struct ledger_line l = {line, w->place.offset, w->place.seq + 1, r};

	if (check_line(line, &w->place, w->skip_hashes, f) != 0)
		return -1;
	if (record_scan(r, line, f) != 0)
		return -1;
	return w->take != NULL ? w->take(w->context, &l, f) : 0;
}

/* Names the event that a fault is about. */
static int
locate(const struct ledger *l, uint64_t seq, struct fault *f)
{
	struct str text = f->text;

	f->text = (struct str){0};
	fault_set(f, l->path, seq, 0, "event %llu %s",
	    (unsigned long long)seq, str_z(&text));
	str_free(&text);
	return -1;
}

static int
walk(struct ledger *l, struct ledger_walk *w, struct record *r,
    struct str *buf, struct fault *f)
{
	for (;;) {
		uint64_t seq = w->place.seq + 1, before = w->place.seq;
		size_t used = 0;
		const char *end;

		if (fill(l, buf, w->place.offset, CHUNK + 1, f) != 0)
			return -1;
		while (buf->len > used && (end = memchr(buf->p + used, '\n',
		    buf->len - used)) != NULL) {
			struct sv line = {buf->p + used,
			    (size_t)(end - buf->p) - used};

			seq = w->place.seq + 1;
			if (take_line(w, r, line, f) != 0)
				return locate(l, seq, f);
			used += line.len + 1;
		}
		if (used == 0 && buf->len > LEDGER_LINE_MAX) {
			fault_set(f, NULL, 0, 0, "is longer than any event");
			return locate(l, seq, f);
		}
		progress_bytes(w->counted ? used : 0);
		progress_records(w->counted ? w->place.seq - before : 0);
		w->torn = buf->len - used;
		if (buf->len <= CHUNK)
			return 0;       /* fill came to the end */
		memmove(buf->p, buf->p + used, buf->len - used);
		buf->len -= used;
	}
}

int
ledger_walk(struct ledger *l, struct ledger_walk *w, struct fault *f)
{
	struct record r = {0};
	struct str buf = {0};
	int status;

	/* Not within the reading of records: those are what counts then. */
	w->counted = progress_begin((const char *const[]){l->path}, 1);
	progress_bytes(w->counted ? w->place.offset : 0);
	status = walk(l, w, &r, &buf, f);
	progress_end();
	record_free(&r);
	str_free(&buf);
	return status;
}

/* The line in the window; false when its end is not there. */
static bool
find_in(const struct ledger_window *w, uint64_t offset, struct sv *line)
{
	const char *p, *end;

	if (offset < w->start || offset >= w->start + w->buf.len)
		return false;
	p = w->buf.p + (offset - w->start);
	end = memchr(p, '\n', w->buf.len - (size_t)(offset - w->start));
	if (end == NULL)
		return false;
	*line = (struct sv){p, (size_t)(end - p)};
	return true;
}

bool
ledger_read_at(const struct ledger *l, struct ledger_window *w,
    uint64_t offset, struct sv *line)
{
	size_t want = WINDOW;

	while (!find_in(w, offset, line)) {
		if (want > LEDGER_LINE_MAX * 2)
			return false;
		str_clear(&w->buf);
		w->start = offset;
		if (fill(l, &w->buf, offset, want, NULL) != 0)
			return false;
		want *= 8;
	}
	return is_sound(*line);
}

bool
ledger_place_holds(const struct ledger *l, const struct ledger_place *place)
{
	char tail[DIGEST_HEX + 3];
	size_t n = sizeof(tail);

	if (place->offset == 0)
		return place->seq == 0;
	return place->offset >= CHAIN && pread(l->fd, tail, n,
	    (off_t)(place->offset - n)) == (ssize_t)n &&
	    memcmp(tail, place->hash, DIGEST_HEX) == 0 &&
	    memcmp(tail + DIGEST_HEX, "\"}\n", 3) == 0;
}

int
ledger_fault_torn(const struct ledger *l, uint64_t torn, struct fault *f)
{
	return fault_set(f, l->path, 0, 0, "the last %llu bytes are no whole "
	    "event: a writer was stopped in the middle; check-ledger --repair "
	    "moves them aside", (unsigned long long)torn);
}

/* --- writing --------------------------------------------------------------- */

void
ledger_add_time(struct str *out, int64_t epoch)
{
	int64_t local = epoch + DATETIME_CHINA * 60;
	int64_t day = local / 86400, second = local % 86400;
	struct datetime t = {.has_time = true, .offset = DATETIME_CHINA};
	unsigned month, d;

	if (second < 0) {
		day--;
		second += 86400;
	}
	date_civil(day, &t.year, &month, &d);
	t.month = (uint8_t)month;
	t.day = (uint8_t)d;
	t.hour = (uint8_t)(second / 3600);
	t.minute = (uint8_t)(second / 60 % 60);
	t.second = (uint8_t)(second % 60);
	datetime_add(out, &t);
}

void
ledger_append(struct ledger *l, struct sv fields)
{
	struct str *out = &l->pending;
	unsigned char digest[DIGEST_BYTES];
	size_t start = out->len;

	str_addf(out, "{\"seq\":%llu,\"logged_at\":\"",
	    (unsigned long long)++l->next.seq);
	ledger_add_time(out, l->now != 0 ? l->now : (int64_t)time(NULL));
	str_addc(out, '"');
	str_addsv(out, fields);
	str_addsv(out, PREV);
	str_add(out, l->next.hash, DIGEST_HEX);
	str_addc(out, '"');
	digest_bytes(sv_from(str_sv(out), start), digest);
	digest_hex(digest, l->next.hash);
	str_addsv(out, sv_from(HASH, 1));
	str_add(out, l->next.hash, DIGEST_HEX);
	str_addsv(out, END);
	str_addc(out, '\n');
	l->next.offset += out->len - start;
}

/* Writes all or takes back what was written. */
static int
write_whole(struct ledger *l, struct fault *f)
{
	struct sv rest = str_sv(&l->pending);
	int error = 0;

	while (rest.len > 0 && error == 0) {
		ssize_t n = write(l->fd, rest.p, rest.len);

		if (n > 0)
			rest = sv_from(rest, (size_t)n);
		else if (n == 0 || errno != EINTR)
			error = n == 0 ? ENOSPC : errno;
	}
	if (error == 0 && fdatasync(l->fd) != 0)
		error = errno;
	if (error == 0)
		return 0;
	if (ftruncate(l->fd, (off_t)l->end.offset) != 0)
		return fault_sys(f, l->path, error, "cannot write, nor take "
		    "back what was written; see check-ledger");
	return fault_sys(f, l->path, error, "cannot write; nothing was kept");
}

int
ledger_commit(struct ledger *l, struct fault *f)
{
	uint64_t size;
	int status;

	if (l->pending.len == 0)
		return 0;
	if (ledger_size(l, &size, f) != 0)
		return -1;
	if (size != l->end.offset)
		status = fault_set(f, l->path, 0, 0, "another program wrote "
		    "to the ledger without its lock; see check-ledger");
	else
		status = write_whole(l, f);
	if (status == 0)
		l->end = l->next;
	else
		l->next = l->end;
	str_clear(&l->pending);
	return status;
}

/* A new file for the bytes, under a name that is free. */
static int
open_aside(const struct ledger *l, uint64_t offset, struct str *path,
    struct fault *f)
{
	int fd = -1;

	for (unsigned i = 0; fd < 0 && i < 1000; i++) {
		str_clear(path);
		str_addf(path, "%s.torn-%llu", l->path,
		    (unsigned long long)offset);
		if (i > 0)
			str_addf(path, ".%u", i);
		fd = open(path->p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    0660);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		(void)fault_sys(f, path->p, errno, "cannot create");
	return fd;
}

int
ledger_cut(struct ledger *l, const struct ledger_place *place,
    char **moved_to, struct str *held, struct fault *f)
{
	struct str path = {0};
	int fd, status = 0;

	if (fill(l, held, place->offset, SIZE_MAX / 2, f) != 0)
		return -1;
	fd = open_aside(l, place->offset, &path, f);
	if (fd < 0) {
		str_free(&path);
		return -1;
	}
	if (write(fd, held->p, held->len) != (ssize_t)held->len ||
	    fsync(fd) != 0)
		status = fault_sys(f, path.p, errno, "cannot write");
	close(fd);
	if (status == 0 && (ftruncate(l->fd, (off_t)place->offset) != 0 ||
	    fsync(l->fd) != 0))
		status = fault_sys(f, l->path, errno, "cannot cut");
	if (status == 0)
		*moved_to = path.p;
	else
		str_free(&path);
	return status;
}
