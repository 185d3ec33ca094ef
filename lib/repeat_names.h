/* SPDX-License-Identifier: MIT */
/* repeat_names: names of people as numbers, for comparing (repeat.h). */
#ifndef PRECINCT_REPEAT_NAMES_H
#define PRECINCT_REPEAT_NAMES_H

#include "fold.h"

/* The lists of characters, as tables; read-only once made. */
struct repeat_namer;

struct repeat_namer *repeat_namer_new(void);
void repeat_namer_free(struct repeat_namer *m);

/* The name in folded units (a cell; what is no name around it is left off):
 * its up to four units in one number. 0 when it is no whole name: 张先生, 张某,
 * 匿名. *surname gets the first unit whenever there is one. */
uint64_t repeat_name(const struct repeat_namer *m, const uint16_t *units,
    size_t n, uint16_t *surname);
/* What may be names in a text: after a surname one or two characters that
 * names are made of. At most max; each once; gives how many. */
size_t repeat_names_find(const struct repeat_namer *m, const uint16_t *units,
    size_t n, uint64_t *names, size_t max);

#endif
