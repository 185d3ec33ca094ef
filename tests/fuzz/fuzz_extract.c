/* SPDX-License-Identifier: MIT */
/* extract: any bytes; values lie in the text and in order, those of persons
 * do not overlap, places in bytes and characters agree, and the same text
 * gives the same values when the memory was used before. */
#include <stdlib.h>

#include "extract.h"
#include "utf8.h"

static struct extractor *x;

static size_t
characters(struct sv s)
{
	size_t n = 0;

	for (;;) {
		size_t good = utf8_valid_prefix(s);

		n += utf8_count((struct sv){s.p, good});
		if (good == s.len)
			return n;
		n++;
		s = sv_from(s, good + 1);
	}
}

static void
check_values(const struct extract *e, struct sv text)
{
	size_t end = 0, last = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct extract_value *v = &e->at[i];
		struct sv before = {text.p, v->start};

		if (v->len == 0 || v->start + v->len > text.len ||
		    v->start < last || v->norm + v->norm_len > e->norms.len ||
		    v->class >= EXTRACT_NCLASSES)
			abort();
		last = v->start;
		if (characters(before) != v->first || characters((struct sv){
		    text.p + v->start, v->len}) != v->chars)
			abort();
		if ((EXTRACT_BIT(v->class) & EXTRACT_PERSONAL) == 0)
			continue;
		if (v->start < end)
			abort();
		end = v->start + v->len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	static struct extract used;
	struct extract fresh = {0};
	struct fault f = {0};

	if (size > 4096)
		return 0;
	if (x == NULL && (x = extractor_new("share/terms", &f)) == NULL)
		abort();
	extract_text(x, &used, text, EXTRACT_ALL);
	check_values(&used, text);
	extract_text(x, &fresh, text, EXTRACT_ALL);
	if (fresh.n != used.n)
		abort();
	for (size_t i = 0; i < fresh.n; i++)
		if (fresh.at[i].start != used.at[i].start ||
		    fresh.at[i].class != used.at[i].class ||
		    !sv_eq(extract_norm(&fresh, &fresh.at[i]),
		    extract_norm(&used, &used.at[i])))
			abort();
	extract_free(&fresh);
	return 0;
}
