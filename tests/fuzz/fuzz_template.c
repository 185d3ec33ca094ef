/* SPDX-License-Identifier: MIT */
/* template: any text is refused with its place, or fills without touching what
 * is no tag; a text without tags comes out as it went in. */
#include <stdlib.h>

#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"a", "b", "cases", NULL};
	struct sv text = {(const char *)data, size};
	struct sv values[3] = {SV("{{a}}"), SV(""), SV("12")};
	struct fault f = {0};
	struct template *t = template_parse(text, "fuzz", known, &f);
	struct str out = {0};

	if (t == NULL && f.text.len == 0)
		abort();
	if (t != NULL) {
		template_fill(t, values, &out);
		if (sv_find(text, SV("{{")) == SIZE_MAX &&
		    sv_find(text, SV("\r")) == SIZE_MAX &&
		    !sv_starts(text, SV("\xef\xbb\xbf")) &&
		    !sv_eq(text, str_sv(&out)))
			abort();
	}
	template_free(t);
	str_free(&out);
	fault_free(&f);
	return 0;
}
