/* SPDX-License-Identifier: MIT */
#include "caseindex_build.h"

#include "datetime.h"
#include "diag.h"
#include "draft.h"
#include "out.h"
#include "pack.h"
#include "progress.h"
#include "reject.h"
#include "utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_INDEXED ((size_t)1 << 20)
/* Bits of the filter for a mark: as many as are worth it for a block of which
 * a large file has many, so that few are read in vain. A small file is soon
 * read: its index must be small beside it. */
#define BITS_A_MARK 8.0
#define BITS_LEAST 2.5
#define SHARE 0.075             /* of the packed block */
#define PACKED 10               /* a tenth is left when lines are packed */

/* What a thread makes of a block; emit takes it over. */
struct worker {
	const struct history *history;
	const struct forms *forms;
	struct record record;
	struct fault fault;
	struct str scratch, text;
	uint64_t *marks;        /* a set: open addressing, 0 is free */
	size_t nmarks, slots;
	uint32_t *chars;
	size_t chars_cap;
	struct caseindex_block block;
	size_t packed;          /* bytes of the block, packed, about */
	bool failed, too_long;
};

struct build {
	struct history history; /* first: history_next takes this for it */
	struct caseindex index;
	struct arena arena;     /* of filters */
	uint64_t next_line;
	size_t cap;
	uint64_t file_size;
	bool failed, too_long, has_frames, has_plain, has_other;
	struct fault fault;
};

static void
grow_marks(struct worker *w)
{
	uint64_t *old = w->marks;
	size_t n = w->slots;

	w->slots = n > 0 ? n * 2 : (size_t)1 << 14;
	w->marks = mem_zalloc(w->slots, sizeof(*w->marks));
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)old[i] & (w->slots - 1);

		if (old[i] == 0)
			continue;
		while (w->marks[at] != 0)
			at = (at + 1) & (w->slots - 1);
		w->marks[at] = old[i];
	}
	free(old);
}

static void
add_mark(void *context, uint64_t mark)
{
	struct worker *w = context;
	size_t at;

	mark += mark == 0;
	if (w->nmarks * 2 >= w->slots)
		grow_marks(w);
	at = (size_t)mark & (w->slots - 1);
	while (w->marks[at] != 0 && w->marks[at] != mark)
		at = (at + 1) & (w->slots - 1);
	w->nmarks += w->marks[at] == 0;
	w->marks[at] = mark;
}

/* The character an escape stands for; what is around it is JSON already
 * checked. Surrogates are taken together. */
static size_t
unescape(struct sv s, uint32_t *c)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *name = s.len > 1 ? strchr(names, s.p[1]) : NULL;
	uint32_t low = 0;

	*c = s.len > 1 ? (unsigned char)s.p[1] : '\\';
	if (name != NULL && *name != '\0')
		*c = (unsigned char)values[name - names];
	if (s.len < 6 || s.p[1] != 'u')
		return s.len < 2 ? s.len : 2;
	*c = (uint32_t)strtoul((char[5]){s.p[2], s.p[3], s.p[4], s.p[5], 0},
	    NULL, 16);
	if (*c < 0xd800 || *c > 0xdbff || s.len < 12)
		return 6;
	low = (uint32_t)strtoul((char[5]){s.p[8], s.p[9], s.p[10], s.p[11],
	    0}, NULL, 16);
	*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

/* All the characters of the line, keys and signs too: more than its texts
 * hold, never less. */
static void
mark_line(struct worker *w, struct sv line)
{
	size_t n = 0;

	if (w->chars_cap < line.len) {
		w->chars_cap = line.len * 2;
		free(w->chars);
		w->chars = mem_alloc(w->chars_cap * sizeof(*w->chars));
	}
	while (line.len > 0) {
		size_t used = line.p[0] == '\\' ? unescape(line,
		    &w->chars[n]) : utf8_decode(line, &w->chars[n]);

		line = sv_from(line, used > 0 ? used : 1);
		n++;
	}
	caseindex_marks(w->forms, w->chars, n, add_mark, w);
}

static void
note_value(struct worker *w, enum record_key key)
{
	const struct record_value *v = record_get(&w->record, key);

	/* A list is asked for its members; it is too rare to tell of. */
	if (v->type == RECORD_ARRAY)
		w->block.odd = true;
	if (v->type == RECORD_STRING)
		caseindex_value_marks(key, record_text(v, &w->text), add_mark,
		    w);
}

static void
note_line(struct worker *w, struct sv line)
{
	struct caseindex_block *b = &w->block;
	const struct record_value *at;
	struct datetime t;
	int64_t n;

	if (sv_starts(line, SV("\xef\xbb\xbf")))
		line = sv_from(line, 3);
	if (line.len == 0 || (line.p[0] != '{' && (sv_trim(line).len == 0 ||
	    reject_is_marker(line))))
		return;
	if (line.len > LINE_MAX_INDEXED)
		w->too_long = true;
	if (record_scan(&w->record, line, &w->fault) != 0) {
		b->odd = true;
		return;
	}
	at = record_get(&w->record, REC_REPORTED_AT);
	if (datetime_read(record_text(at, &w->text), &t)) {
		if (!t.has_time)
			t.offset = DATETIME_CHINA;
		n = datetime_epoch(&t);
		b->first = n < b->first ? n : b->first;
		b->last = n > b->last ? n : b->last;
	}
	if (record_int(record_get(&w->record, REC_LOSS_FEN), &n)) {
		b->least = n < b->least ? n : b->least;
		b->most = n > b->most ? n : b->most;
	}
	note_value(w, REC_CATEGORY);
	note_value(w, REC_COMMUNITY);
	mark_line(w, line);
}

static size_t
filter_size(struct worker *w)
{
	double marks = (double)w->nmarks, bits = (double)w->packed * 8 * SHARE;

	if (bits > marks * BITS_A_MARK)
		bits = marks * BITS_A_MARK;
	if (bits < marks * BITS_LEAST)
		bits = marks * BITS_LEAST;
	/* Half of the bits are set then: ln 2 hashes for each bit of a mark,
	 * of which digits have some more. */
	w->block.hashes = (unsigned)(0.62 * bits / (marks + 1) + 0.5);
	if (w->block.hashes < 1)
		w->block.hashes = 1;
	if (w->block.hashes > CASEINDEX_HASHES)
		w->block.hashes = CASEINDEX_HASHES;
	return (size_t)(bits / 8) + (w->nmarks > 0);
}

/* The filter into the block's out. */
static void
make_filter(struct worker *w, struct str *out)
{
	size_t bytes = filter_size(w);

	str_clear(out);
	str_reserve(out, bytes + 1);
	memset(out->p, 0, bytes + 1);
	out->len = bytes;
	for (size_t i = 0; i < w->slots; i++) {
		unsigned n = w->marks[i] == 0 ? 0
		    : caseindex_bits(w->marks[i], w->block.hashes);

		for (unsigned k = 0; k < n; k++) {
			uint32_t bit = caseindex_bit(w->marks[i], k, bytes);

			out->p[bit / 8] = (char)((unsigned char)
			    out->p[bit / 8] | 1u << (bit % 8));
		}
	}
}

static void
begin(struct worker *w, struct block *b)
{
	w->block = (struct caseindex_block){.first = INT64_MAX,
	    .last = INT64_MIN, .least = INT64_MAX, .most = INT64_MIN};
	w->failed = w->too_long = false;
	w->nmarks = 0;
	if (w->slots > 0)
		memset(w->marks, 0, w->slots * sizeof(*w->marks));
	b->more = w;
}

static void
work(void *worker, struct block *b)
{
	struct worker *w = worker;
	struct sv rest;

	begin(w, b);
	w->block.offset = b->offset;
	w->block.size = b->in.len;
	if (b->counts[HISTORY_KIND] == HISTORY_LONG) {
		w->too_long = true;
		return;
	}
	if (history_unpack(b, w->history, &w->scratch, &w->fault) != 0) {
		w->failed = true;
		return;
	}
	rest = str_sv(&b->in);
	w->packed = b->counts[HISTORY_KIND] == HISTORY_FRAME
	    ? (size_t)w->block.size : rest.len / PACKED;
	while (rest.len > 0) {
		const char *feed = memchr(rest.p, '\n', rest.len);
		size_t n = feed != NULL ? (size_t)(feed - rest.p) : rest.len;

		note_line(w, (struct sv){rest.p, n});
		rest = sv_from(rest, n + (feed != NULL));
		w->block.lines++;
	}
	make_filter(w, &b->out);
}

static struct caseindex_block *
new_block(struct build *build)
{
	struct caseindex *x = &build->index;

	if (x->nblocks == build->cap) {
		build->cap = build->cap * 2 + 64;
		x->blocks = mem_realloc(x->blocks,
		    build->cap * sizeof(*x->blocks));
	}
	return &x->blocks[x->nblocks++];
}

static int
emit(void *context, struct block *b)
{
	struct build *build = context;
	struct worker *w = b->more;
	struct caseindex_block *to;

	build->too_long |= w->too_long;
	if (b->incomplete || w->failed) {
		build->failed = true;
		if (w->failed)
			fault_set(&build->fault, NULL, 0, 0, "%s",
			    str_z(&w->fault.text));
		return -1;
	}
	if (build->too_long)
		return -1;
	to = new_block(build);
	*to = w->block;
	if (b->counts[HISTORY_KIND] == HISTORY_FRAME) {
		build->has_frames = true;
		to->size += PACK_MARK;
	} else if (b->counts[HISTORY_PLAIN]) {
		build->has_plain = true;
		/* A line end may have been added to the last line. */
		if (to->offset + to->size > build->file_size)
			to->size = build->file_size - to->offset;
	} else {
		build->has_other = true;
	}
	to->first_line = build->next_line;
	build->next_line += to->lines;
	progress_records(to->lines);
	to->filter = arena_dup(&build->arena, str_sv(&b->out));
	return 0;
}

static void
run_blocks(struct build *build, const struct caseindex_work *work_)
{
	struct worker *workers = mem_zalloc(work_->jobs, sizeof(*workers));
	void **pointers = mem_zalloc(work_->jobs, sizeof(*pointers));
	struct blocks blocks = {.next = history_next, .work = work,
	    .emit = emit, .context = build, .workers = pointers,
	    .jobs = work_->jobs};

	for (unsigned i = 0; i < work_->jobs; i++) {
		workers[i].history = &build->history;
		workers[i].forms = work_->forms;
		pointers[i] = &workers[i];
	}
	blocks_run(&blocks, NULL);
	for (unsigned i = 0; i < work_->jobs; i++) {
		struct worker *w = &workers[i];

		record_free(&w->record);
		fault_free(&w->fault);
		str_free(&w->scratch);
		str_free(&w->text);
		free(w->marks);
		free(w->chars);
	}
	free(workers);
	free(pointers);
}

/* Takes over what an older index tells of the file's beginning: all blocks but
 * the last, which may have grown. */
static void
take_old(struct build *build, const struct caseindex *old,
    struct caseindex_work *work_)
{
	struct caseindex *x = &build->index;

	for (size_t i = 0; i + 1 < old->nblocks; i++) {
		struct caseindex_block *to = new_block(build);

		*to = old->blocks[i];
		to->filter = arena_dup(&build->arena, to->filter);
		work_->kept_blocks++;
	}
	if (old->nblocks > 0) {
		const struct caseindex_block *last =
		    &old->blocks[old->nblocks - 1];

		build->history.start = last->offset;
		build->next_line = last->first_line;
	}
	if (x->nblocks > 0) {
		build->has_plain = old->layout == CASEINDEX_PLAIN;
		build->has_frames = old->layout == CASEINDEX_FRAMES;
	}
}

/* The index there is: valid, or of the file's beginning; else NULL. */
static struct caseindex *
find_old(const char *path, int fd, const struct stat *st, bool *valid)
{
	struct str name = {0}, bytes = {0};
	struct caseindex *old;
	bool stale;
	uint64_t sum;
	int index_fd;
	struct stat index_st;
	ssize_t n;

	old = caseindex_read(path, fd, &stale);
	*valid = old != NULL;
	if (old != NULL || !stale)
		return old;
	str_addf(&name, "%s%s", path, CASEINDEX_SUFFIX);
	index_fd = open(name.p, O_RDONLY | O_CLOEXEC);
	str_free(&name);
	if (index_fd >= 0 && fstat(index_fd, &index_st) == 0) {
		str_reserve(&bytes, (size_t)index_st.st_size);
		n = read(index_fd, bytes.p, (size_t)index_st.st_size);
		bytes.len = n > 0 ? (size_t)n : 0;
		old = caseindex_parse(&bytes);
	}
	if (index_fd >= 0)
		close(index_fd);
	str_free(&bytes);
	if (old != NULL && (old->layout == CASEINDEX_STREAM ||
	    old->size >= (uint64_t)st->st_size ||
	    !caseindex_checksum(fd, old->size, &sum) ||
	    sum != old->checksum)) {
		caseindex_free(old);
		old = NULL;
	}
	return old;
}

static enum caseindex_done
write_index(struct build *build, const char *path, struct caseindex_work *w,
    struct fault *f)
{
	struct str bytes = {0}, name = {0};
	struct out out;
	enum caseindex_done done = CASEINDEX_MADE;

	build->index.layout = build->has_other || (build->has_frames &&
	    build->has_plain) ? CASEINDEX_STREAM : build->has_frames
	    ? CASEINDEX_FRAMES : CASEINDEX_PLAIN;
	caseindex_add(&bytes, &build->index);
	str_addf(&name, "%s%s", path, CASEINDEX_SUFFIX);
	if (out_open(&out, name.p, f) != 0) {
		done = CASEINDEX_TROUBLE;
	} else {
		out_write(&out, str_sv(&bytes));
		if (out_finish(&out, f) != 0)
			done = CASEINDEX_TROUBLE;
	}
	w->blocks += build->index.nblocks;
	w->index_bytes += bytes.len;
	str_free(&name);
	str_free(&bytes);
	return done;
}

/* What killed runs left half done goes, even if the index is whole. */
static void
sweep(const char *path)
{
	struct str name = {0};

	str_addf(&name, "%s%s", path, CASEINDEX_SUFFIX);
	draft_sweep(name.p);
	str_free(&name);
}

static bool
same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Reads what is not known yet; before and after it must be the same file. */
static enum caseindex_done
make_anew(const char *path, int fd, const struct stat *st,
    struct caseindex_work *w, const struct caseindex *old, struct fault *f)
{
	struct build build = {.next_line = 1};
	struct caseindex *x = &build.index;
	struct stat now;
	enum caseindex_done done;

	build.file_size = x->size = (uint64_t)st->st_size;
	x->seconds = st->st_mtim.tv_sec;
	x->nanoseconds = st->st_mtim.tv_nsec;
	build.history.max_line = LINE_MAX_INDEXED;
	history_add(&build.history, path);
	if (old != NULL)
		take_old(&build, old, w);
	run_blocks(&build, w);
	w->read_bytes += x->size - build.history.start;
	if (build.failed || build.history.complaints.len > 0) {
		fault_set(f, path, 0, 0, "cannot be read to its end, "
		    "not indexed%s%s", build.fault.text.len > 0 ? ": " : "",
		    str_z(&build.fault.text));
		done = CASEINDEX_TROUBLE;
	} else if (build.too_long)
		done = CASEINDEX_LONG;
	else if (!caseindex_checksum(fd, x->size, &x->checksum) ||
	    fstat(fd, &now) != 0 || !same_state(st, &now))
		done = CASEINDEX_CHANGED;
	else
		done = write_index(&build, path, w, f);
	history_free(&build.history);
	arena_free(&build.arena);
	fault_free(&build.fault);
	free(x->blocks);
	return done;
}

enum caseindex_done
caseindex_make(const char *path, struct caseindex_work *w, struct fault *f)
{
	struct caseindex *old = NULL;
	enum caseindex_done done = CASEINDEX_KEPT;
	struct stat st;
	bool valid = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		fault_sys(f, path, fd < 0 ? errno : EINVAL, "cannot open");
		return CASEINDEX_TROUBLE;
	}
	w->file_bytes += (uint64_t)st.st_size;
	if (!w->anew)
		old = find_old(path, fd, &st, &valid);
	if (valid) {
		progress_bytes((uint64_t)st.st_size);
		w->blocks += old->nblocks;
		w->kept_blocks += old->nblocks;
		w->index_bytes += old->bytes.len;
	} else {
		done = make_anew(path, fd, &st, w, old, f);
	}
	sweep(path);
	caseindex_free(old);
	close(fd);
	return done;
}

bool
caseindex_is_valid(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct caseindex *x;
	bool stale;

	if (fd < 0) {
		fault_sys(f, path, errno, "cannot open");
		return false;
	}
	x = caseindex_read(path, fd, &stale);
	close(fd);
	caseindex_free(x);
	return x != NULL;
}
