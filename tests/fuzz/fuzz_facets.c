/* SPDX-License-Identifier: MIT */
/* facet: any document is refused with a reason, or sorts records into groups
 * that it has, with reasons within the text. */
#include <stdlib.h>

#include "facet.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const records[] = {
    "{\"caller_age\":17,\"caller_job\":\"学生\",\"narrative\":\"在宿舍微信\"}",
    "{\"category\":\"fraud.task\",\"narrative\":\"漢(hàn)字 退 休金，没有\"}",
    "{}",
};

static void
try_record(const struct facets *fs, struct facet_work *w, const char *line)
{
	struct facet_found found[FACET_MOST];
	struct record r = {0};
	struct str why = {0};

	if (record_scan(&r, sv_z(line), NULL) != 0)
		abort();
	facets_assign(w, (1U << facets_count(fs)) - 1, &r, found);
	for (size_t i = 0; i < facets_count(fs); i++) {
		if (found[i].group == FACET_NONE)
			continue;
		if (found[i].group >= facet_groups(fs, i) ||
		    found[i].start + found[i].length > 30)
			abort();
		facet_why(&why, fs, i, &found[i]);
	}
	str_free(&why);
	record_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facets *fs = facets_new();
	struct fault f = {0};
	struct str report = {0};

	if (facets_parse(fs, (struct sv){(const char *)data, size}, "fuzz",
	    &f) != 0) {
		if (f.text.len == 0)
			abort();
	} else {
		struct facet_work *w;

		facets_build(fs);
		w = facet_work_new(fs);
		for (size_t i = 0; i < 3; i++)
			try_record(fs, w, records[i]);
		(void)facets_check(fs, &report);
		facet_work_free(w);
	}
	str_free(&report);
	fault_free(&f);
	facets_free(fs);
	return 0;
}
