/* SPDX-License-Identifier: MIT */
/* Sketches of whatever records hold, and what a ledger may hold of them: no
 * text breaks the linker, and a sketch kept and read back is the same. */
#include "repeat_seal.h"
#include "repeats.h"

#include <stdlib.h>

static struct repeat_looker looker;

static void
set_up(void)
{
	if (looker.fold != NULL)
		return;
	looker.fold = fold_new();
	looker.namer = repeat_namer_new();
}

/* What was put comes back: compared as texts. */
static void
check_kept(const struct repeat_sketch *s)
{
	struct str first = {0}, second = {0};
	struct repeat_sketch back;

	repeat_seal_put(&first, s);
	(void)repeat_seal_read(&back, str_sv(&first));
	repeat_seal_put(&second, &back);
	if (!sv_eq(str_sv(&first), str_sv(&second)))
		abort();
	str_free(&first);
	str_free(&second);
}

static void
link_all(const struct repeat_sketch *list, uint32_t n)
{
	struct repeats_options o = REPEATS_DEFAULTS;
	struct repeats *r = repeats_new(&o);
	struct repeats_result result;
	size_t count;

	for (uint32_t i = 0; i < n; i++) {
		char id[2] = {(char)('a' + i), '\0'};

		repeats_see(r, &list[i]);
		repeats_add(r, &list[i], sv_z(id), i % 5 == 4 ? SV("z")
		    : SV(""));
	}
	repeats_link(r);
	(void)repeats_order(r, &count);
	if (count != n)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		repeats_result(r, i, &result);
		if (result.earlier > n || (result.of != REPEATS_NONE &&
		    result.of >= n))
			abort();
	}
	repeats_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = {(const char *)data, size}, line;
	struct repeat_sketch list[16];
	struct record record = {0};
	struct fault f = {0};
	uint32_t n = 0;

	set_up();
	while (n < 16 && rest.p != NULL && sv_split(&rest, '\n', &line)) {
		const struct record_value *v;

		if (record_scan(&record, line, &f) != 0)
			continue;
		/* labels stand for the array of a ledger */
		v = record_get(&record, REC_LABELS);
		if (v->type == RECORD_ARRAY &&
		    repeat_seal_read(&list[n], v->raw))
			check_kept(&list[n]);
		repeat_look(&looker, &record, n % 3 != 0, &list[n]);
		check_kept(&list[n++]);
	}
	link_all(list, n);
	record_free(&record);
	fault_free(&f);
	return 0;
}
