/* SPDX-License-Identifier: MIT */
#include "casebook.h"

#include "out.h"
#include "src.h"

#include <stdlib.h>
#include <time.h>

#define MAGIC UINT64_C(0x31504e534e435250)      /* "PRCNSNP1" */
#define SNAPSHOT_MAX ((size_t)1 << 31)

/* The head of a snapshot; u64 offsets of events and hashes of ids follow, then
 * the digest of all before it. Written and read by one machine: its order of
 * bytes is part of the magic. */
struct head {
	uint64_t magic, offset, seq, nplaces, nold;
	int64_t cutoff;
	char hash[DIGEST_HEX];
};

/* --- applying -------------------------------------------------------------- */

struct applying {
	struct casebook *b;
	struct arena arena;
	struct record record;
};

static int
apply(struct applying *a, const struct record *r, uint64_t offset,
    struct fault *f)
{
	struct event e;

	arena_reset(&a->arena);
	if (event_read(&e, r, &a->arena, f) != 0)
		return -1;
	if (e.kind == EVENT_NKINDS || e.at_text.len == 0 ||
	    e.case_id.len == 0)
		return fault_set(f, NULL, 0, 0,
		    "lacks event, case_id or at");
	cases_apply(&a->b->cases, &e, offset);
	return 0;
}

static int
take(void *context, const struct ledger_line *line, struct fault *f)
{
	return apply(context, line->record, line->offset, f);
}

static int
walk_from(struct casebook *b, const struct ledger_place *place,
    struct fault *f)
{
	struct applying a = {.b = b};
	struct ledger_walk w = {.take = take, .context = &a,
	    .place = *place};
	int status = ledger_walk(&b->ledger, &w, f);

	arena_free(&a.arena);
	b->torn = w.torn;
	b->ledger.end = b->ledger.next = w.place;
	return status;
}

static int
load_all(struct casebook *b, struct fault *f)
{
	unsigned keep = b->cases.keep;
	struct ledger_place start;

	cases_free(&b->cases);
	cases_init(&b->cases, keep);
	b->partial = false;
	b->base = 0;
	ledger_start(&start);
	return walk_from(b, &start, f);
}

/* --- the snapshot ---------------------------------------------------------- */

static bool
is_sound(const struct str *s, const struct head *h)
{
	unsigned char digest[DIGEST_BYTES];
	size_t body = s->len - DIGEST_BYTES;

	if (h->magic != MAGIC || h->nplaces > SNAPSHOT_MAX / 8 ||
	    h->nold > SNAPSHOT_MAX / 8 ||
	    body != sizeof(*h) + (h->nplaces + h->nold) * 8)
		return false;
	digest_bytes((struct sv){s->p, body}, digest);
	return memcmp(digest, s->p + body, DIGEST_BYTES) == 0;
}

/* Applies the events listed; false when one is not there as it was. */
static bool
apply_listed(struct casebook *b, const uint64_t *places, uint64_t n)
{
	struct applying a = {.b = b};
	struct ledger_window w = {0};
	struct sv line;
	bool good = true;

	for (uint64_t i = 0; i < n && good; i++)
		good = ledger_read_at(&b->ledger, &w, places[i], &line) &&
		    record_scan(&a.record, line, NULL) == 0 &&
		    apply(&a, &a.record, places[i], NULL) == 0;
	record_free(&a.record);
	arena_free(&a.arena);
	str_free(&w.buf);
	return good;
}

/* True when the state as of the snapshot was loaded. */
static bool
load_snapshot(struct casebook *b, const struct casebook_options *o,
    struct ledger_place *place)
{
	struct str s = {0};
	struct fault f = {0};
	struct head h;
	uint64_t *all = NULL, size;
	bool good = src_slurp(b->snapshot, SNAPSHOT_MAX, &s, &f) == 0 &&
	    s.len >= sizeof(h) + DIGEST_BYTES;

	if (good) {
		memcpy(&h, s.p, sizeof(h));
		good = is_sound(&s, &h) && o->since >= h.cutoff &&
		    ledger_size(&b->ledger, &size, &f) == 0 &&
		    h.offset <= size;
	}
	if (good) {
		*place = (struct ledger_place){h.offset, h.seq, {0}};
		memcpy(place->hash, h.hash, sizeof(h.hash));
		all = mem_alloc((h.nplaces + h.nold + 1) * 8);
		memcpy(all, s.p + sizeof(h), (h.nplaces + h.nold) * 8);
		good = ledger_place_holds(&b->ledger, place) &&
		    apply_listed(b, all, h.nplaces);
	}
	if (good) {
		b->nold = h.nold;
		b->old = mem_alloc((h.nold + 1) * 8);
		memcpy(b->old, all + h.nplaces, h.nold * 8);
		b->partial = h.nold > 0;
		b->cutoff = h.cutoff;
		b->base = h.seq;
	}
	free(all);
	str_free(&s);
	fault_free(&f);
	return good;
}

static uint64_t
id_hash(struct sv id)
{
	return hash_bytes(id.p, id.len, MAGIC);
}

static int
compare_hashes(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
may_be_old(const struct casebook *b, struct sv id)
{
	uint64_t hash = id_hash(id);

	return b->partial && bsearch(&hash, b->old, b->nold, sizeof(hash),
	    compare_hashes) != NULL;
}

/* The ids of the cases that the next reader may leave out. */
static uint64_t *
list_old(struct casebook *b, int64_t cutoff, size_t *n)
{
	struct cases *c = &b->cases;
	uint64_t *old = mem_alloc((b->nold + c->count + c->nreports + 1) *
	    sizeof(*old));

	*n = b->partial ? b->nold : 0;
	if (*n > 0)
		memcpy(old, b->old, *n * sizeof(*old));
	for (size_t i = 0; i < c->count; i++) {
		struct case_state_of *s = &c->items[i];

		s->hidden = s->state != CASE_OPEN && s->last_day < cutoff;
		if (s->hidden)
			old[(*n)++] = id_hash(s->id);
	}
	for (size_t i = 0; i < c->nreports; i++)
		if (c->items[c->reports[i].cas].hidden)
			old[(*n)++] = id_hash(c->reports[i].id);
	qsort(old, *n, sizeof(*old), compare_hashes);
	return old;
}

static void
write_snapshot(struct casebook *b, const struct head *h, const uint64_t *old)
{
	struct str s = {0};
	struct out out;
	struct fault f = {0};
	unsigned char digest[DIGEST_BYTES];

	str_add(&s, h, sizeof(*h));
	for (size_t i = 0; i < b->cases.nplaces; i++) {
		const struct case_place *p = &b->cases.places[i];

		if (!b->cases.items[p->cas].hidden)
			str_add(&s, &p->offset, sizeof(p->offset));
	}
	str_add(&s, old, h->nold * sizeof(*old));
	digest_bytes(str_sv(&s), digest);
	str_add(&s, digest, sizeof(digest));
	/* A cache: when it cannot be written, the old one stays or none. */
	if (out_open(&out, b->snapshot, &f) == 0) {
		out_write(&out, str_sv(&s));
		(void)out_finish(&out, &f);
	}
	str_free(&s);
	fault_free(&f);
}

void
casebook_make_snapshot(struct casebook *b)
{
	struct head h = {.magic = MAGIC, .offset = b->ledger.end.offset,
	    .seq = b->ledger.end.seq,
	    .cutoff = b->cases.newest - CASEBOOK_DAYS};
	uint64_t *old;
	size_t nold;

	if (b->cases.nplaces == 0 || b->ledger.pending.len > 0)
		return;
	/* What an older snapshot left out stays out. */
	if (b->partial && h.cutoff < b->cutoff)
		h.cutoff = b->cutoff;
	memcpy(h.hash, b->ledger.end.hash, sizeof(h.hash));
	old = list_old(b, h.cutoff, &nold);
	h.nold = nold;
	for (size_t i = 0; i < b->cases.nplaces; i++)
		h.nplaces += !b->cases.items[b->cases.places[i].cas].hidden;
	write_snapshot(b, &h, old);
	free(old);
}

/* --- opening, finding, adding ---------------------------------------------- */

int
casebook_now(const char *text, int64_t *now, struct fault *f)
{
	struct datetime t;

	*now = (int64_t)time(NULL);
	if (text == NULL)
		return 0;
	if (!datetime_read(sv_z(text), &t))
		return fault_set(f, NULL, 0, 0, "no date and no time: '%s'; "
		    "2024-08-31 or 2024-08-31T14:05:00+08:00 is wanted",
		    text);
	if (!t.has_time)
		t.offset = DATETIME_CHINA;
	*now = datetime_epoch(&t);
	return 0;
}

int
casebook_open(struct casebook *b, const char *dir,
    const struct casebook_options *o, struct fault *f)
{
	struct str path = {0};
	struct ledger_place place;
	int status;

	*b = (struct casebook){.ledger = {.fd = -1}};
	cases_init(&b->cases, o->keep | (o->writes ? CASES_PLACES : 0));
	str_addf(&path, "%s/ledger.snapshot", dir);
	b->snapshot = path.p;
	if (ledger_open(&b->ledger, dir, o->writes, f) != 0)
		return -1;
	b->ledger.now = o->now;
	if (!o->whole && load_snapshot(b, o, &place))
		status = walk_from(b, &place, f);
	else
		status = load_all(b, f);
	/* Events of cases that were left out: all must be read. */
	if (status == 0 && b->partial && b->cases.strange > 0)
		status = load_all(b, f);
	if (status == 0 && o->writes && b->torn > 0)
		status = ledger_fault_torn(&b->ledger, b->torn, f);
	return status;
}

void
casebook_close(struct casebook *b, bool well)
{
	if (well && b->ledger.writes &&
	    b->ledger.end.seq >= b->base + CASEBOOK_EVENTS)
		casebook_make_snapshot(b);
	ledger_close(&b->ledger);
	cases_free(&b->cases);
	free(b->snapshot);
	free(b->old);
	str_free(&b->fields);
}

/* The state with every case; what is pending goes to the disk first, for it
 * is read back from there. */
static int
load_rest(struct casebook *b, struct fault *f)
{
	if (casebook_commit(b, f) != 0)
		return -1;
	return load_all(b, f);
}

int
casebook_find(struct casebook *b, struct sv case_id, uint32_t *at,
    struct fault *f)
{
	*at = cases_find(&b->cases, case_id);
	if (*at != CASES_NONE || !may_be_old(b, case_id))
		return 0;
	if (load_rest(b, f) != 0)
		return -1;
	*at = cases_find(&b->cases, case_id);
	return 0;
}

int
casebook_find_incident(struct casebook *b, struct sv id, uint32_t *at,
    struct fault *f)
{
	*at = cases_find_incident(&b->cases, id);
	if (*at != CASES_NONE || !may_be_old(b, id))
		return 0;
	if (load_rest(b, f) != 0)
		return -1;
	*at = cases_find_incident(&b->cases, id);
	return 0;
}

void
casebook_add(struct casebook *b, const struct event *e)
{
	uint64_t offset = b->ledger.next.offset;

	str_clear(&b->fields);
	event_put(&b->fields, e);
	ledger_append(&b->ledger, str_sv(&b->fields));
	cases_apply(&b->cases, e, offset);
}
