/* SPDX-License-Identifier: MIT */
#include "dedupe.h"

#include "temporary.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Tables grow one at a time, so that growing never doubles all memory. */
#define TABLES 256
#define PIECE ((size_t)256 << 10)
#define HAS_QUALITY (UINT32_C(1) << 31)

struct slot {
	uint64_t id;            /* 0: free */
	uint64_t content;       /* lowest bit: another content has this id */
};

struct table {
	struct slot *slots;
	size_t cap, n;          /* cap: a power of two, or 0 */
};

struct waiting {                /* before each line in the file */
	uint64_t id;
	uint32_t len, quality;
};

struct dedupe {
	struct table tables[TABLES];
	int fd;
	struct str pending;
};

struct dedupe *
dedupe_new(struct fault *f)
{
	struct dedupe *d;
	int fd = temporary_open(NULL);

	if (fd < 0) {
		fault_sys(f, temporary_directory(), errno,
		    "cannot create a temporary file");
		return NULL;
	}
	d = mem_zalloc(1, sizeof(*d));
	d->fd = fd;
	return d;
}

void
dedupe_free(struct dedupe *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < TABLES; i++)
		free(d->tables[i].slots);
	str_free(&d->pending);
	close(d->fd);
	free(d);
}

/* --- the tables ------------------------------------------------------------ */

static struct table *
table_of(struct dedupe *d, uint64_t id)
{
	return &d->tables[id >> 56];
}

static void
insert(struct table *t, struct slot s)
{
	size_t i = (size_t)s.id & (t->cap - 1);

	while (t->slots[i].id != 0)
		i = (i + 1) & (t->cap - 1);
	t->slots[i] = s;
	t->n++;
}

static void
make_room(struct table *t)
{
	struct table old = *t;

	if (t->n < t->cap / 8 * 7)
		return;
	t->cap = old.cap == 0 ? 8 : old.cap * 2;
	t->slots = mem_zalloc(t->cap, sizeof(struct slot));
	t->n = 0;
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].id != 0)
			insert(t, old.slots[i]);
	free(old.slots);
}

/* True when id and content are new; marks the id's others when only the
 * content is. */
static bool
remember(struct dedupe *d, uint64_t id, uint64_t content)
{
	struct table *t = table_of(d, id);
	struct slot s = {id, content & ~UINT64_C(1)};

	make_room(t);
	for (size_t i = (size_t)id & (t->cap - 1); t->slots[i].id != 0;
	    i = (i + 1) & (t->cap - 1)) {
		struct slot *other = &t->slots[i];

		if (other->id != id)
			continue;
		if ((other->content & ~UINT64_C(1)) == s.content)
			return false;
		other->content |= 1;
		s.content |= 1;
	}
	insert(t, s);
	return true;
}

static bool
conflicts_with(struct dedupe *d, uint64_t id)
{
	const struct table *t = table_of(d, id);

	for (size_t i = (size_t)id & (t->cap - 1); t->slots[i].id != 0;
	    i = (i + 1) & (t->cap - 1))
		if (t->slots[i].id == id && (t->slots[i].content & 1))
			return true;
	return false;
}

/* --- the file -------------------------------------------------------------- */

static int
flush(struct dedupe *d, struct fault *f)
{
	size_t at = 0;

	while (at < d->pending.len) {
		ssize_t n = write(d->fd, d->pending.p + at,
		    d->pending.len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_sys(f, NULL, errno, "cannot write the "
			    "temporary file of --dedupe (see TMPDIR)");
		at += (size_t)n;
	}
	str_clear(&d->pending);
	return 0;
}

int
dedupe_add(struct dedupe *d, const struct dedupe_record *r, struct fault *f)
{
	struct waiting w = {r->id | (r->id == 0), (uint32_t)r->line.len,
	    (uint32_t)r->quality | (r->has_quality ? HAS_QUALITY : 0)};

	if (r->line.len >= HAS_QUALITY)
		return fault_set(f, NULL, 0, 0, "record of %zu bytes: too "
		    "long for --dedupe", r->line.len);
	if (!remember(d, w.id, r->content))
		return 0;
	str_add(&d->pending, &w, sizeof(w));
	str_addsv(&d->pending, r->line);
	if (d->pending.len >= PIECE && flush(d, f) != 0)
		return -1;
	return 1;
}

/* At least want bytes into buf, fewer only at the end. */
static int
fill(struct dedupe *d, struct str *buf, size_t want, struct fault *f)
{
	while (buf->len < want) {
		size_t ask = want - buf->len > PIECE ? want - buf->len : PIECE;
		ssize_t n;

		str_reserve(buf, ask);
		n = read(d->fd, buf->p + buf->len, ask);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_sys(f, NULL, errno,
			    "cannot read the temporary file of --dedupe");
		if (n == 0)
			break;
		buf->len += (size_t)n;
	}
	return 0;
}

static void
add_line(struct str *out, struct sv line, uint32_t quality, bool conflict)
{
	size_t at = quality & ~HAS_QUALITY;

	if (!conflict) {
		str_addsv(out, line);
		return;
	}
	str_add(out, line.p, at);
	str_addsv(out, SV(",\"quality\":[\"id.conflict\""));
	if (quality & HAS_QUALITY) {
		str_addc(out, ',');
		at += sizeof(",\"quality\":[") - 1;
	} else {
		str_addc(out, ']');
	}
	str_addsv(out, sv_from(line, at));
}

struct second_pass {
	struct dedupe *d;
	struct str in, out;
	size_t at;              /* in `in` */
	uint64_t conflicts;
};

/* Lines until a piece is full; 1: more may come, 0: the end. */
static int
next_piece(struct second_pass *p, struct fault *f)
{
	str_clear(&p->out);
	while (p->out.len < PIECE) {
		struct waiting w;
		size_t left = p->in.len - p->at;
		bool conflict;

		if (left < sizeof(w) || (memcpy(&w, p->in.p + p->at,
		    sizeof(w)), left < sizeof(w) + w.len)) {
			size_t want = left < sizeof(w) ? sizeof(w) :
			    sizeof(w) + w.len;

			memmove(p->in.p, p->in.p + p->at, left);
			p->in.len = left;
			p->at = 0;
			if (fill(p->d, &p->in, want, f) != 0)
				return -1;
			if (p->in.len < want)
				return 0;
			continue;
		}
		conflict = conflicts_with(p->d, w.id);
		p->conflicts += conflict;
		add_line(&p->out, (struct sv){p->in.p + p->at + sizeof(w),
		    w.len}, w.quality, conflict);
		p->at += sizeof(w) + w.len;
	}
	return 1;
}

int
dedupe_finish(struct dedupe *d,
    int (*emit)(void *context, struct sv lines), void *context,
    uint64_t *conflicts, struct fault *f)
{
	struct second_pass p = {.d = d};
	int more;

	*conflicts = 0;
	if (flush(d, f) != 0)
		return -1;
	if (lseek(d->fd, 0, SEEK_SET) != 0)
		return fault_sys(f, NULL, errno,
		    "cannot read the temporary file of --dedupe");
	str_reserve(&p.in, PIECE);
	do {
		more = next_piece(&p, f);
		if (more >= 0 && p.out.len > 0 &&
		    emit(context, str_sv(&p.out)) != 0)
			break;
	} while (more > 0);
	*conflicts = p.conflicts;
	str_free(&p.in);
	str_free(&p.out);
	return more < 0 ? -1 : 0;
}
