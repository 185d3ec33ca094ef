/* SPDX-License-Identifier: MIT */
/*
 * exemplar: of many cases the few that tell most: near the centre of all of
 * them, recent, with a known course of events, and different from each other
 * (maximal marginal relevance: Carbonell and Goldstein, SIGIR 1998), by the
 * character n-grams of their texts.
 */
#ifndef PRECINCT_EXEMPLAR_H
#define PRECINCT_EXEMPLAR_H

#include "casetext.h"
#include "fold.h"

#define EXEMPLAR_MOST 500       /* of many cases only so many of the newest */

/* Indices of at most k cases of the n (newest first) into chosen; gives how
 * many. Texts under 20 characters tell nothing and are left out, and one
 * that is nearly the same as one chosen is not told again. */
size_t exemplar_choose(const struct fold *fold, const struct case_text *cases,
    size_t n, size_t k, size_t *chosen);

#endif
