/* SPDX-License-Identifier: MIT */
/* caseindex: the file of an index, whose checksum is made right here so that
 * what is behind it is reached. What is read is written as it was. */
#include <stdlib.h>

#include "caseindex.h"
#include "map.h"

static struct forms *forms;
static struct query query;
static struct needs needs;

static void
set_up(void)
{
	struct fault f = {0};

	forms = forms_new();
	query_init(&query, forms);
	if (query_parse(&query, SV("category = fraud.* and loss > 3 and "
	    "reported in 2024-08 and narrative ~ /转账|13800000000/"), 0,
	    &f) != 0)
		abort();
	query_finish(&query);
	query_needs(&query, &needs);
	fault_free(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {0}, again = {0};
	struct history_stats stats = {0};
	struct caseindex_question question;
	struct caseindex *x;

	if (forms == NULL)
		set_up();
	question = (struct caseindex_question){&query, &needs, forms};
	str_addz(&bytes, "PCIDX003");
	str_add(&bytes, "\0\0\0\0\0\0\0\0", 8);
	str_add(&bytes, data, size);
	if (size > 0) {
		uint64_t sum = hash_bytes(data, size, 0);

		for (unsigned i = 0; i < 8; i++)
			bytes.p[8 + i] = (char)(sum >> (8 * i));
	}
	x = caseindex_parse(&bytes);
	for (size_t i = 0; x != NULL && i < x->nblocks; i++)
		caseindex_may(&question, &x->blocks[i], &stats);
	if (x != NULL) {
		caseindex_add(&again, x);
		if (again.len != x->bytes.len)
			abort();
	}
	caseindex_free(x);
	str_free(&again);
	str_free(&bytes);
	return 0;
}
