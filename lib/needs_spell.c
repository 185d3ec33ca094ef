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
    struct str *out, uint32_t *from, uint32_t *chars)
{
	unsigned best = 0, value;

	*from = *chars = 0;
	for (uint32_t i = 0; i < w->n; i++) {
		uint32_t n = stretch(w, forms, i, &value);

		/* The last of equals: numbers begin alike. */
		if (n > 0 && value >= best) {
			*from = i;
			*chars = n;
			best = value;
		}
	}
	if (*chars == 0 && !(w->n == 0 && w->opens && w->closes))
		return false;
	write_all(out, w, forms, *from, *chars);
	return true;
}

/* Whether c may stand for the word's character. */
static bool
is_form(const struct need_word *w, const struct forms *forms, uint32_t wanted,
    uint32_t c)
{
	if (c == wanted)
		return true;
	if ((w->how & NEEDS_WIDE) &&
	    forms_unit(forms, c) == forms_unit(forms, wanted))
		return true;
	return (w->how & NEEDS_CASELESS) && wanted < 0x80 &&
	    (c ^ wanted) == 0x20 && (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool
needs_stands(const struct need_word *w, const struct forms *forms,
    uint32_t from, uint32_t chars, struct sv text, size_t at, size_t len)
{
	size_t i = at + len, n;
	uint32_t c;

	/* The quotes that a stretch has it begins or ends with. */
	for (uint32_t k = from + chars; k < w->n; k++, i += n) {
		n = utf8_decode(sv_from(text, i), &c);
		if (n == 0 || !is_form(w, forms, w->chars[k], c))
			return false;
	}
	if (w->closes && from + chars < w->n &&
	    (i >= text.len || text.p[i] != '"'))
		return false;
	i = at;
	for (uint32_t k = from; k > 0; k--) {
		size_t before = i;

		while (before > 0 && i - before < 4 &&
		    ((unsigned char)text.p[--before] & 0xc0) == 0x80)
			;
		n = utf8_decode((struct sv){text.p + before, i - before}, &c);
		if (n == 0 || n != i - before ||
		    !is_form(w, forms, w->chars[k - 1], c))
			return false;
		i = before;
	}
	return !(w->opens && from > 0 && (i == 0 || text.p[i - 1] != '"'));
}
