/* SPDX-License-Identifier: MIT */
/* bulletin: any document as a file of groups is refused with its place, or is
 * one whose state, written, holds every message of it. */
#include <stdlib.h>

#include "bulletin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const facet = "{\"format\":1,\"facet\":\"victim\","
    "\"title\":\"x\",\"groups\":[{\"id\":\"student\",\"title\":\"x\","
    "\"evidence\":[{\"job\":[\"学生\"]}]}]}";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facets *fs = facets_new();
	struct bulletin_groups g;
	struct fault f = {0};
	struct str state = {0};

	if (facets_parse(fs, sv_z(facet), "facet", NULL) != 0)
		abort();
	if (bulletin_groups_parse(&g, (struct sv){(const char *)data, size},
	    "fuzz", fs, &f) != 0) {
		if (f.text.len == 0)
			abort();
	} else {
		struct json_doc *doc;

		bulletin_state_put(&state, &g, 0);
		doc = json_parse(str_sv(&state), "state", &f);
		if (doc == NULL)
			abort();
		json_free(doc);
		for (size_t i = 0; i < g.n; i++)
			for (size_t k = 0; k < g.at[i].nsent; k++)
				if (!bulletin_had(&g.at[i],
				    g.at[i].sent[k].theme,
				    g.at[i].sent[k].on, 1))
					abort();
	}
	bulletin_groups_free(&g);
	facets_free(fs);
	str_free(&state);
	fault_free(&f);
	return 0;
}
