/* SPDX-License-Identifier: MIT */
/* roster: any document is refused with a reason, or gives people to whom cases
 * can be given until all are full, never more than they can take. */
#include <stdlib.h>

#include "assign.h"

#define CASES 200

static void
count(void *context, const struct fault *f)
{
	if (f->text.len == 0)
		abort();
	++*(size_t *)context;
}

static void
give(const struct roster *r, enum roster_list list)
{
	struct assign *a = assign_new(r);
	struct assign_choice c;

	for (int i = 0; i < CASES; i++) {
		if (!assign_next(a, list, SV("c"), SV("dispute.debt"), true,
		    i, &c))
			break;
		if ((c.person->capacity > 0 && c.open >= c.person->capacity) ||
		    roster_on_leave(c.person, i))
			abort();
	}
	assign_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct department_category debt = {.category = SV("dispute.debt")};
	struct departments known = {.categories = &debt, .ncategories = 1};
	struct fault f = {0};
	struct json_doc *doc = json_parse((struct sv){(const char *)data,
	    size}, "fuzz", &f);
	struct roster *r;
	size_t problems = 0;

	fault_free(&f);
	if (doc == NULL)
		return 0;
	r = roster_read(doc, &known, count, &problems);
	if ((r == NULL) != (problems > 0))
		abort();
	if (r != NULL) {
		give(r, ROSTER_MEDIATORS);
		give(r, ROSTER_OFFICERS);
	}
	roster_free(r);
	return 0;
}
