/* SPDX-License-Identifier: MIT */
/* The spellings of needs.h: what the bytes of a word may be. */
#include "needs.h"

#include "utf8.h"

#include <stdlib.h>

#define SPELLINGS 64            /* of one word */
#define STRETCH 4               /* characters looked for */
#define FORMS 64

/* What a character may be written as. */
static size_t
spell(const struct forms *forms, uint32_t c, unsigned how, uint32_t *to)
{
	const uint16_t *list;
	size_t n = (how & NEEDS_WIDE) ? forms_of(forms, c, &list) : 0;

	if (n > FORMS)
		return 0;
	for (size_t i = 0; i < n; i++)
		to[i] = list[i];
	if (n > 0)
		return n;
	to[0] = c;
	if ((how & NEEDS_CASELESS) && c < 0x80 &&
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
		to[1] = c ^ 0x20;
		return 2;
	}
	return 1;
}

/* The stretch from `from` on that says most with few spellings: how many
 * characters, and in *value how much. */
static uint32_t
stretch(const struct need_word *w, const struct forms *forms, uint32_t from,
    unsigned *value)
{
	uint32_t to[FORMS], n = 0;
	size_t count = 1;

	*value = 0;
	while (n < STRETCH && from + n < w->n) {
		uint32_t c = w->chars[from + n];
		size_t k = spell(forms, c, w->how, to);

		if (k == 0 || count * k > SPELLINGS)
			break;
		count *= k;
		*value += c >= 0x80 ? 12 : 6;
		n++;
	}
	for (size_t k = count; k > 1; k >>= 1)
		(*value)--;
	*value += from == 0 && w->opens ? 2 : 0;
	*value += from + n == w->n && w->closes ? 2 : 0;
	return n;
}

static void
write_all(struct str *out, const struct need_word *w,
    const struct forms *forms, uint32_t from, uint32_t n)
{
	size_t counts[STRETCH], choice[STRETCH] = {0};
	uint32_t to[STRETCH][FORMS], i;

	for (i = 0; i < n; i++)
		counts[i] = spell(forms, w->chars[from + i], w->how, to[i]);
	do {
		if (from == 0 && w->opens)
			str_addc(out, '"');
		for (i = 0; i < n; i++)
			utf8_add(out, to[i][choice[i]]);
		if (from + n == w->n && w->closes)
			str_addc(out, '"');
		str_addc(out, '\0');
		for (i = 0; i < n && ++choice[i] == counts[i]; i++)
			choice[i] = 0;
	} while (i < n);
}

bool
needs_spellings(const struct need_word *w, const struct forms *forms,
    struct str *out)
{
	uint32_t best = 0, best_n = 0;
	unsigned best_value = 0, value;

	for (uint32_t i = 0; i < w->n; i++) {
		uint32_t n = stretch(w, forms, i, &value);

		if (n > 0 && value > best_value) {
			best = i;
			best_n = n;
			best_value = value;
		}
	}
	if (best_n == 0 && !(w->n == 0 && w->opens && w->closes))
		return false;
	write_all(out, w, forms, best, best_n);
	return true;
}
