/* SPDX-License-Identifier: MIT */
#include "sorter.h"

#include "temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* An item in bytes: lengths of key and text, key, text. */
struct head {
	uint32_t key, text;
};

struct item {
	size_t at;              /* of its head in bytes */
	uint64_t number;        /* order of arrival */
};

struct run {
	off_t at, end;          /* unread part in the file */
	struct str current;     /* the item at its head; empty: used up */
};

struct sorter {
	size_t memory;
	struct str bytes;
	struct item *items;
	size_t n, cap;
	FILE *file;
	off_t written;
	struct run *runs;
	size_t nruns;
};

struct sorter *
sorter_new(size_t memory)
{
	struct sorter *s = mem_zalloc(1, sizeof(*s));

	s->memory = memory;
	return s;
}

void
sorter_free(struct sorter *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->nruns; i++)
		str_free(&s->runs[i].current);
	free(s->runs);
	free(s->items);
	str_free(&s->bytes);
	if (s->file != NULL)
		fclose(s->file);
	free(s);
}

static struct head
head_of(const char *p)
{
	struct head h;

	memcpy(&h, p, sizeof(h));
	return h;
}

static struct sv
key_of(const char *p)
{
	return (struct sv){p + sizeof(struct head), head_of(p).key};
}

static struct sv
text_of(const char *p)
{
	struct head h = head_of(p);

	return (struct sv){p + sizeof(h) + h.key, h.text};
}

static int
compare(const void *a, const void *b, void *bytes)
{
	const struct item *x = a, *y = b;
	int r = sv_cmp(key_of((const char *)bytes + x->at),
	    key_of((const char *)bytes + y->at));

	if (r != 0)
		return r;
	return x->number < y->number ? -1 : 1;
}

static void
sort_items(struct sorter *s)
{
	if (s->n > 1)
		qsort_r(s->items, s->n, sizeof(*s->items), compare,
		    s->bytes.p);
}

static int
trouble(struct fault *f)
{
	return fault_sys(f, NULL, errno, "cannot use a temporary file to "
	    "sort; set TMPDIR or narrow the question");
}

static int
open_file(struct sorter *s, struct fault *f)
{
	int fd = temporary_open(NULL);

	if (fd >= 0)
		s->file = fdopen(fd, "w+");
	return s->file == NULL ? trouble(f) : 0;
}

static int
write_run(struct sorter *s, struct fault *f)
{
	struct run *run;

	if (s->file == NULL && open_file(s, f) != 0)
		return -1;
	sort_items(s);
	s->runs = mem_realloc(s->runs, (s->nruns + 1) * sizeof(*s->runs));
	run = &s->runs[s->nruns++];
	*run = (struct run){.at = s->written};
	for (size_t i = 0; i < s->n; i++) {
		const char *p = s->bytes.p + s->items[i].at;
		struct head h = head_of(p);
		size_t size = sizeof(h) + h.key + h.text;

		if (fwrite(p, 1, size, s->file) != size)
			return trouble(f);
		s->written += (off_t)size;
	}
	run->end = s->written;
	s->n = 0;
	str_clear(&s->bytes);
	return 0;
}

int
sorter_add(struct sorter *s, struct sv key, struct sv text, struct fault *f)
{
	struct head h = {(uint32_t)key.len, (uint32_t)text.len};

	if (s->bytes.len + s->n * sizeof(*s->items) > s->memory &&
	    write_run(s, f) != 0)
		return -1;
	if (s->n == s->cap) {
		s->cap = s->cap * 2 + 256;
		s->items = mem_realloc(s->items, s->cap * sizeof(*s->items));
	}
	s->items[s->n] = (struct item){s->bytes.len, s->n};
	s->n++;
	str_add(&s->bytes, &h, sizeof(h));
	str_addsv(&s->bytes, key);
	str_addsv(&s->bytes, text);
	return 0;
}

/* Reads the run's next item into its current. */
static int
read_item(struct sorter *s, struct run *run, struct fault *f)
{
	struct head h;
	size_t rest;

	str_clear(&run->current);
	if (run->at == run->end)
		return 0;
	if (fseeko(s->file, run->at, SEEK_SET) != 0 ||
	    fread(&h, sizeof(h), 1, s->file) != 1)
		return trouble(f);
	rest = (size_t)h.key + h.text;
	str_add(&run->current, &h, sizeof(h));
	str_reserve(&run->current, rest);
	if (fread(run->current.p + sizeof(h), 1, rest, s->file) != rest)
		return trouble(f);
	run->current.len += rest;
	run->at += (off_t)(sizeof(h) + rest);
	return 0;
}

/* Of equal keys the earlier run's is first. */
static struct run *
least_run(struct sorter *s)
{
	struct run *least = NULL;

	for (size_t i = 0; i < s->nruns; i++) {
		struct run *run = &s->runs[i];

		if (run->current.len > 0 && (least == NULL ||
		    sv_cmp(key_of(run->current.p),
		    key_of(least->current.p)) < 0))
			least = run;
	}
	return least;
}

static int
merge(struct sorter *s, int (*give)(void *, struct sv), void *context,
    struct fault *f)
{
	struct run *run;

	if (write_run(s, f) != 0)
		return -1;
	if (fflush(s->file) != 0)
		return trouble(f);
	for (size_t i = 0; i < s->nruns; i++)
		if (read_item(s, &s->runs[i], f) != 0)
			return -1;
	while ((run = least_run(s)) != NULL) {
		if (give(context, text_of(run->current.p)) != 0)
			return 0;
		if (read_item(s, run, f) != 0)
			return -1;
	}
	return 0;
}

int
sorter_give(struct sorter *s, int (*give)(void *context, struct sv text),
    void *context, struct fault *f)
{
	if (s->nruns > 0)
		return merge(s, give, context, f);
	sort_items(s);
	for (size_t i = 0; i < s->n; i++)
		if (give(context, text_of(s->bytes.p + s->items[i].at)) != 0)
			break;
	return 0;
}
