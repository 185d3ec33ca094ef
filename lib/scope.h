/* SPDX-License-Identifier: MIT */
/*
 * scope: whether words of a folded text are denied or only heard of, by what
 * stands before them in the same clause: 未受伤, 没有持刀, 否认动手; 听说.
 * 无故殴打 and 不仅打人 are no denials.
 */
#ifndef PRECINCT_SCOPE_H
#define PRECINCT_SCOPE_H

#include "fold.h"

#define SCOPE_NEGATION 6        /* characters looked back */
#define SCOPE_HEARSAY 8

/* The hit begins at unit `at` of the folded text of n units. */
bool scope_negated(const uint16_t *text, size_t n, size_t at);
bool scope_hearsay(const uint16_t *text, size_t n, size_t at);

#endif
