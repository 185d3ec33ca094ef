/* SPDX-License-Identifier: MIT */
/* money: what is read can be written and read again; a narrative's loss does
 * not depend on where in the vectors it stands. */
#include <stdlib.h>

#include "money.h"

static void
whole_cell(struct sv text, int64_t unit)
{
	struct money m, again;
	struct str s = {0};
	enum money_status status = money_parse(text, unit, &m);

	if (status != MONEY_OK) {
		if (m.fen != 0 || m.flags != 0)
			abort();
		return;
	}
	if (m.fen < 0 || m.fen_max < m.fen)
		abort();
	money_add(&s, m.fen);
	if (money_parse(str_sv(&s), MONEY_YUAN, &again) != MONEY_OK ||
	    again.fen != m.fen || again.fen_max != m.fen)
		abort();
	str_clear(&s);
	money_title(&s, m.fen, m.fen % 2 == 0);
	str_free(&s);
}

static void
narrative(struct sv text)
{
	struct money_found a, b;
	bool found = money_find(text, &a);
	struct str s = {0};

	if (found && (a.len == 0 || a.start + a.len > text.len ||
	    a.money.fen <= 0 || a.money.fen_max < a.money.fen))
		abort();
	for (size_t shift = 3; shift <= 21; shift += 9) {
		str_clear(&s);
		while (s.len < shift)
			str_addz(&s, "。");
		str_addsv(&s, text);
		if (money_find(str_sv(&s), &b) != found)
			abort();
		if (found && (a.money.fen != b.money.fen ||
		    a.money.flags != b.money.flags || a.cue != b.cue ||
		    a.start + shift != b.start || a.len != b.len))
			abort();
	}
	str_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};

	/* views of nothing and exact ends: a copy without slack shows reads
	 * beyond */
	whole_cell(text, MONEY_YUAN);
	whole_cell(text, MONEY_WAN);
	money_header_unit(text);
	narrative(text);
	return 0;
}
