/* SPDX-License-Identifier: MIT */
#include "forms.h"

#include "fold.h"

#include <stdlib.h>

#define PLANE 0x10000

struct forms {
	struct fold *fold;
	uint32_t start[PLANE + 1];      /* by unit, into list */
	uint16_t list[PLANE];
};

/* Control characters are written as escapes and mean line ends and tabs to a
 * pattern; what is dropped has no form. */
static bool
takes_part(const struct forms *f, uint32_t c)
{
	return c >= 0x20 && c < PLANE && !(c >= 0xd800 && c < 0xe000) &&
	    fold_unit(f->fold, c) >= 0x20;
}

struct forms *
forms_new(void)
{
	struct forms *f = mem_zalloc(1, sizeof(*f));
	uint32_t *next;

	f->fold = fold_new();
	for (uint32_t c = 0; c < PLANE; c++)
		if (takes_part(f, c))
			f->start[fold_unit(f->fold, c) + 1]++;
	for (size_t u = 0; u < PLANE; u++)
		f->start[u + 1] += f->start[u];
	next = mem_alloc(PLANE * sizeof(*next));
	memcpy(next, f->start, PLANE * sizeof(*next));
	for (uint32_t c = 0; c < PLANE; c++)
		if (takes_part(f, c))
			f->list[next[fold_unit(f->fold, c)]++] = (uint16_t)c;
	free(next);
	return f;
}

void
forms_free(struct forms *f)
{
	if (f == NULL)
		return;
	fold_free(f->fold);
	free(f);
}

size_t
forms_of(const struct forms *f, uint32_t c, const uint16_t **list)
{
	uint16_t unit;
	size_t n;

	if (!takes_part(f, c))
		return 0;
	unit = fold_unit(f->fold, c);
	*list = f->list + f->start[unit];
	n = f->start[unit + 1] - f->start[unit];
	return n > 1 ? n : 0;
}

uint32_t
forms_unit(const struct forms *f, uint32_t c)
{
	return takes_part(f, c) ? fold_unit(f->fold, c) : c;
}
