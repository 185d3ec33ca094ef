/* SPDX-License-Identifier: MIT */
/* publish: whatever a narrative holds, the story made of it is UTF-8 of one
 * line, without long numbers, and stays so however it is shortened. */
#include <stdlib.h>

#include "prog.h"
#include "publish.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(struct sv text)
{
	size_t digits = 0;

	if (text.len > 0 && !utf8_is_valid(text))
		abort();
	for (size_t i = 0; i < text.len; i++) {
		digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1
							      : 0;
		if (digits >= 7 || text.p[i] == '\n')
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct extractor *extractor;
	struct sv text = {(const char *)data, size};
	struct str out = {0}, story = {0}, shorter = {0};
	struct publish *p;

	if (extractor == NULL) {
		char *path = prog_data_path("terms");

		extractor = path != NULL ? extractor_new(path, NULL) : NULL;
		free(path);
		if (extractor == NULL)
			abort();
	}
	if (size == 0 || !utf8_is_valid(text))
		return 0;
	p = publish_new(extractor, size % 2 == 1);
	publish_text(p, text, &out);
	check(str_sv(&out));
	publish_tell(&story, publish_lead(str_sv(&out)), SV("X"));
	check(str_sv(&story));
	for (size_t most = 0; most < 60; most += 13) {
		str_clear(&shorter);
		if (publish_shorten(&shorter, str_sv(&story), most, 2) &&
		    utf8_count(str_sv(&shorter)) > most)
			abort();
		check(str_sv(&shorter));
	}
	(void)publish_is_clean(str_sv(&out));
	publish_free(p);
	str_free(&out);
	str_free(&story);
	str_free(&shorter);
	return 0;
}
