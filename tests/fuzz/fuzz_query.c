/* SPDX-License-Identifier: MIT */
/* query: an expression and a record. What meets the expression holds a word of
 * every clause that is said to be needed, in raw bytes as in an index. */
#include <stdlib.h>

#include "caseindex.h"
#include "finder.h"
#include "query.h"
#include "utf8.h"

static struct forms *forms;

struct chars {
	uint32_t *at;
	size_t n;
};

#define HASHES 4

static unsigned char filter[4096];

static void
add_mark(void *context, uint64_t mark)
{
	(void)context;
	for (unsigned k = 0; k < caseindex_bits(mark, HASHES); k++) {
		uint32_t bit = caseindex_bit(mark, k, sizeof(filter));

		filter[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
}

/* The characters of a line without escapes, as an index marks them. */
static void
mark_line(struct sv line)
{
	uint32_t *chars = mem_alloc((line.len + 1) * sizeof(*chars));
	size_t n = 0;

	memset(filter, 0, sizeof(filter));
	while (line.len > 0) {
		size_t used = utf8_decode(line, &chars[n]);

		line = sv_from(line, used > 0 ? used : 1);
		n++;
	}
	caseindex_marks(forms, chars, n, add_mark, NULL);
	free(chars);
}

static void
check_needs(const struct query *q, struct sv line)
{
	struct needs n = {0};
	struct caseindex_block b = {.hashes = HASHES,
	    .filter = {(const char *)filter, sizeof(filter)}};
	bool plain = memchr(line.p, '\\', line.len) == NULL;

	query_needs(q, &n);
	mark_line(line);
	for (size_t i = 0; i < n.n; i++) {
		const struct need_clause *c = &n.clauses[i];
		struct finder *f = finder_new(c, forms);
		bool some = !plain;

		if (f != NULL && finder_next(f, line, 0) == line.len)
			abort();
		for (size_t k = 0; k < c->n; k++)
			some |= caseindex_has_word(&b, &c->words[k], forms);
		if (!some)
			abort();
		finder_free(f);
	}
	needs_free(&n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = {(const char *)data, size}, expression, line;
	struct query q;
	struct query_scratch s = {0};
	struct record r = {0};
	struct fault f = {0};
	struct str shown = {0};

	if (forms == NULL)
		forms = forms_new();
	if (size == 0 || !sv_split(&rest, '\n', &expression) ||
	    rest.p == NULL || !sv_split(&rest, '\n', &line))
		return 0;
	query_init(&q, forms);
	if (query_parse(&q, expression, 20000, &f) != 0) {
		if (f.text.len == 0 || f.column > expression.len + 1)
			abort();
		query_show_fault(&shown, expression, f.column);
	} else if (record_scan(&r, line, &f) == 0) {
		query_finish(&q);
		if (query_holds(&q, &r, &s) && !s.limit)
			check_needs(&q, line);
	}
	str_free(&shown);
	query_scratch_free(&s);
	record_free(&r);
	query_free(&q);
	fault_free(&f);
	return 0;
}
