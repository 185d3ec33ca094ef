/* SPDX-License-Identifier: MIT */
#include "xlsx_parts.h"

#include "temporary.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define HELD ((size_t)1 << 20)  /* bytes written at once */

struct reading {
	struct xlsx_strings *s;
	struct fault *f;
	bool in_text;           /* in <t>, but not of <rPh> (readings) */
	unsigned phonetic;
	bool failed;            /* the temporary file could not be written */
	int error;
};

/* What is held goes to the file. */
static void
spill(struct reading *r)
{
	struct xlsx_strings *s = r->s;
	size_t at = 0;

	if (s->fd < 0)
		s->fd = temporary_open(NULL);
	while (s->fd >= 0 && at < s->held.len) {
		ssize_t n = write(s->fd, s->held.p + at, s->held.len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		at += (size_t)n;
	}
	if (at < s->held.len) {
		r->failed = true;
		r->error = errno;
	}
	s->filed += at;
	str_clear(&s->held);
}

static int
on_start(void *context, struct sv name, const char *const *attributes,
    struct fault *f)
{
	struct reading *r = context;

	(void)attributes;
	if (r->failed)
		return fault_sys(f, NULL, r->error,
		    "cannot write a temporary file");
	if (sv_eq(name, SV("rPh")))
		r->phonetic++;
	r->in_text = sv_eq(name, SV("t")) && r->phonetic == 0;
	return 0;
}

static void
on_end(void *context, struct sv name)
{
	struct reading *r = context;
	struct xlsx_strings *s = r->s;

	r->in_text = false;
	if (sv_eq(name, SV("rPh")) && r->phonetic > 0)
		r->phonetic--;
	if (!sv_eq(name, SV("si")))
		return;
	if (s->n == s->cap) {
		s->cap = s->cap != 0 ? s->cap * 2 : 1024;
		s->ends = mem_realloc(s->ends, s->cap * sizeof(*s->ends));
	}
	if (s->fd < 0 && s->first.len < XLSX_STRINGS_MEMORY) {
		s->ends[s->n++] = s->first.len;
		return;
	}
	s->ends[s->n++] = s->first.len + s->filed + s->held.len;
	if (s->held.len > HELD)
		spill(r);
}

static void
on_text(void *context, struct sv text)
{
	struct reading *r = context;

	struct xlsx_strings *s = r->s;

	if (r->in_text)
		str_addsv(s->fd < 0 && s->first.len < XLSX_STRINGS_MEMORY &&
		    s->held.len == 0 ? &s->first : &s->held, text);
}

int
xlsx_strings_read(struct xlsx_strings *s, struct unzip *z, const char *name,
    struct fault *f)
{
	struct reading r = {.s = s, .f = f};
	const struct xml_handlers h = {on_start, on_end, on_text, &r};

	*s = (struct xlsx_strings){.fd = -1};
	if (xlsx_parse(z, name, &h, f) < 0)
		return -1;
	if (s->held.len > 0)
		spill(&r);
	if (r.failed)
		return fault_sys(f, NULL, r.error,
		    "cannot write a temporary file");
	return 0;
}

/* The block of the file that holds the offset. */
static bool
block_at(struct xlsx_strings *s, uint64_t offset, struct sv *bytes)
{
	uint64_t number = offset / XLSX_BLOCK;
	size_t slot = number % XLSX_BLOCKS;
	ssize_t n;

	if (s->blocks[slot].number != number + 1) {
		if (s->blocks[slot].bytes == NULL)
			s->blocks[slot].bytes = mem_alloc(XLSX_BLOCK);
		do
			n = pread(s->fd, s->blocks[slot].bytes, XLSX_BLOCK,
			    (off_t)(number * XLSX_BLOCK));
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return false;
		s->blocks[slot].number = number + 1;
		s->blocks[slot].len = (size_t)n;
	}
	*bytes = (struct sv){s->blocks[slot].bytes, s->blocks[slot].len};
	*bytes = sv_from(*bytes, offset % XLSX_BLOCK < bytes->len ?
	    offset % XLSX_BLOCK : bytes->len);
	return bytes->len > 0;
}

/* A text of which some or all lies in the file. */
static bool
gather(struct xlsx_strings *s, uint64_t from, uint64_t end, struct sv *text)
{
	struct sv bytes;

	if (from >= s->first.len &&
	    block_at(s, from - s->first.len, &bytes) &&
	    bytes.len >= end - from) {
		*text = (struct sv){bytes.p, (size_t)(end - from)};
		return true;
	}
	str_clear(&s->text);
	if (from < s->first.len) {
		str_add(&s->text, s->first.p + from,
		    s->first.len - (size_t)from);
		from = s->first.len;
	}
	while (from < end) {
		if (!block_at(s, from - s->first.len, &bytes))
			return false;
		if (bytes.len > end - from)
			bytes.len = (size_t)(end - from);
		str_addsv(&s->text, bytes);
		from += bytes.len;
	}
	*text = str_sv(&s->text);
	return true;
}

bool
xlsx_strings_get(struct xlsx_strings *s, size_t number, struct sv *text)
{
	uint64_t from, end;

	if (number >= s->n)
		return false;
	from = number > 0 ? s->ends[number - 1] : 0;
	end = s->ends[number];
	*text = (struct sv){"", 0};
	if (end == from)
		return true;
	if (end > s->first.len)
		return gather(s, from, end, text);
	*text = (struct sv){s->first.p + from, (size_t)(end - from)};
	return true;
}

void
xlsx_strings_free(struct xlsx_strings *s)
{
	free(s->ends);
	str_free(&s->held);
	str_free(&s->first);
	str_free(&s->text);
	for (size_t i = 0; i < XLSX_BLOCKS; i++)
		free(s->blocks[i].bytes);
	if (s->fd >= 0)
		close(s->fd);
}
