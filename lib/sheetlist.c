/* SPDX-License-Identifier: MIT */
#include "sheetlist.h"

#include <stdlib.h>

#define SHOWN 100               /* bytes of a name, in a message */
#define MOST 50                 /* names in a message */

void
sheetlist_add(struct sheetlist *l, struct sv name, bool hidden)
{
	if (l->n == l->cap) {
		l->cap = l->cap * 2 + 8;
		l->v = mem_realloc(l->v, l->cap * sizeof(*l->v));
	}
	l->v[l->n++] = (struct sheetlist_item){arena_dup(&l->arena, name),
	    hidden};
}

static void
add_names(const struct sheetlist *l, struct str *out)
{
	for (size_t i = 0; i < l->n; i++) {
		str_addz(out, i > 0 ? ", " : "");
		if (i == MOST) {
			str_addz(out, "...");
			return;
		}
		fault_quote(out, l->v[i].name, SHOWN);
		str_addz(out, l->v[i].hidden ? " (hidden)" : "");
	}
}

ptrdiff_t
sheetlist_choose(const struct sheetlist *l, const char *wanted,
    struct str *notes, struct fault *f)
{
	struct str names = {0}, name = {0};
	size_t i = 0;

	while (i < l->n && (wanted != NULL ?
	    !sv_eq(l->v[i].name, sv_z(wanted)) : l->v[i].hidden))
		i++;
	add_names(l, &names);
	if (i == l->n && wanted != NULL)
		fault_set(f, NULL, 0, 0, "no sheet '%s' in the workbook; it "
		    "has: %s", wanted, str_z(&names));
	else if (i == l->n)
		fault_set(f, NULL, 0, 0, "workbook without a visible sheet");
	else if (l->n > 1 && wanted == NULL) {
		fault_quote(&name, l->v[i].name, SHOWN);
		str_addf(notes, "sheet '%s' of the workbook is read; it has: "
		    "%s; another one: --sheet NAME", str_z(&name),
		    str_z(&names));
	}
	str_free(&names);
	str_free(&name);
	return i < l->n ? (ptrdiff_t)i : -1;
}

void
sheetlist_free(struct sheetlist *l)
{
	free(l->v);
	arena_free(&l->arena);
}
