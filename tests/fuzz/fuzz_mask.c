/* SPDX-License-Identifier: MIT */
/* mask: any bytes as text, in three forms: valid text stays valid, what is
 * not masked stays byte for byte, edits tell where everything went; any line
 * as a record: what comes out is a record with the same keys. */
#include <stdlib.h>

#include "mask_record.h"
#include "utf8.h"

static struct extractor *x;

static void
check_edits(const struct mask *m, struct sv text, struct sv out)
{
	size_t at = 0, to = 0;

	for (size_t i = 0; i < m->nedits; i++) {
		const struct mask_edit *e = &m->edits[i];

		if (e->at < at || e->new_at < to || e->len == 0 ||
		    e->at - at != e->new_at - to)
			abort();
		at = e->at + e->len;
		to = e->new_at + e->new_len;
	}
	if (utf8_is_valid(text) && (!utf8_is_valid(out) ||
	    utf8_count(text) - at != utf8_count(out) - to))
		abort();
	if (m->nedits == 0 && !sv_eq(text, out))
		abort();
}

static void
text_of(struct sv text, enum mask_as as)
{
	struct mask_options o = {.extractor = x, .as = as};
	struct mask *m = mask_new(&o);
	struct str out = {0};

	mask_text(m, text, &out);
	check_edits(m, text, str_sv(&out));
	str_clear(&out);
	mask_address(m, text, &out);
	for (unsigned c = 0; c < EXTRACT_NCLASSES; c++)
		mask_value(m, (enum extract_class)c, text, &out);
	mask_know(m, text);
	mask_text(m, text, &out);
	str_free(&out);
	mask_free(m);
}

static void
seen(void *context, enum extract_class class, size_t byte)
{
	if (class >= EXTRACT_NCLASSES || byte >= *(size_t *)context)
		abort();
}

static void
record_of(struct sv line)
{
	struct mask_record_options o = {.mask = {.extractor = x,
	    .as = MASK_CLASS}};
	struct record r = {0}, masked = {0};
	struct mask_record *mr;
	struct str out = {0};

	if (memchr(line.p, '\n', line.len) != NULL ||
	    record_scan(&r, line, NULL) != 0) {
		record_free(&r);
		return;
	}
	mr = mask_record_new(&o);
	mask_record_put(mr, &r, &out, seen, &line.len);
	if (record_scan(&masked, (struct sv){out.p, out.len - 1}, NULL) != 0 ||
	    masked.nfields != r.nfields)
		abort();
	for (size_t i = 0; i < r.nfields; i++)
		if (!sv_eq(r.fields[i].key, masked.fields[i].key))
			abort();
	mask_record_free(mr);
	str_free(&out);
	record_free(&r);
	record_free(&masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct fault f = {0};

	if (size == 0 || size > 4096)
		return 0;
	if (x == NULL && (x = extractor_new("share/terms", &f)) == NULL)
		abort();
	text_of(text, MASK_CLASS);
	text_of(text, MASK_PARTIAL);
	record_of(text);
	return 0;
}
