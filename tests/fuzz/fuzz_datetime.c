/* SPDX-License-Identifier: MIT */
/* datetime: the fast forms mean what the slow reader says, and what is
 * written reads back the same. */
#include <stdlib.h>

#include "datetime_text.h"

static bool
same(const struct datetime *a, const struct datetime *b)
{
	return a->year == b->year && a->month == b->month &&
	    a->day == b->day && a->hour == b->hour &&
	    a->minute == b->minute && a->second == b->second &&
	    a->offset == b->offset && a->has_time == b->has_time;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct datetime_context context = {.year = 2024};
	struct datetime t = {0}, u = {0};
	struct str s = {0};
	struct sv text;
	unsigned doubts = 0, again = 0;
	bool ok;

	if (size == 0)
		return 0;
	context.month_first = data[0] & 1;
	context.base1904 = data[0] & 2;
	text = (struct sv){(const char *)data + 1, size - 1};
	ok = datetime_parse(text, &context, &t, &doubts);
	if (datetime_text_parse(text, &context, &u, &again) != ok)
		abort();
	if (!ok)
		return 0;
	if (!same(&t, &u) || doubts != again)
		abort();
	if (!date_exists(t.year, t.month, t.day) || t.hour > 23 ||
	    t.minute > 59 || t.second > 59)
		abort();
	datetime_add(&s, &t);
	if (!datetime_read(str_sv(&s), &u) || (t.has_time && !same(&t, &u)))
		abort();
	u.has_time = t.has_time;
	datetime_move(&u, 0);
	datetime_move(&u, t.offset);
	if (!same(&t, &u))
		abort();
	if (!datetime_parse(str_sv(&s), &context, &u, &again) || again != 0)
		abort();
	str_free(&s);
	return 0;
}
