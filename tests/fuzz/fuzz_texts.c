/* SPDX-License-Identifier: MIT */
/* Any lines as the texts of a partial of fraud-stats: refused, or written again
 * as lines that read back to the same bytes. */
#include <stdlib.h>

#include "fraud_texts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fraud_ask ask = {true, 2, true};

static bool
read_all(struct fraud_texts *x, struct sv lines)
{
	struct record r = {0};
	struct fault f = {0};
	struct sv line;
	bool good = true;

	while (good && sv_split(&lines, '\n', &line)) {
		if (line.len == 0)
			continue;
		good = record_scan(&r, line, &f) == 0 &&
		    fraud_texts_read_partial(x, &r, &f) >= 0;
	}
	good = good && fraud_texts_end(x, &f) == 0;
	record_free(&r);
	fault_free(&f);
	return good;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fraud_texts *a = fraud_texts_new(&ask, NULL, NULL);
	struct fraud_texts *b = fraud_texts_new(&ask, NULL, NULL);
	struct str once = {0}, twice = {0};

	if (read_all(a, (struct sv){(const char *)data, size})) {
		fraud_texts_put_partial(&once, a);
		if (!read_all(b, str_sv(&once)))
			abort();
		fraud_texts_put_partial(&twice, b);
		if (!sv_eq(str_sv(&once), str_sv(&twice)))
			abort();
	}
	fraud_texts_free(a);
	fraud_texts_free(b);
	str_free(&once);
	str_free(&twice);
	return 0;
}
