/* SPDX-License-Identifier: MIT */
/*
 * address: an address taken apart, and a key under which the spellings of one
 * place are equal: 花源街道柳河苑3栋2单元501 and 柳河苑小区三幢2-501室 are
 * both "|柳河苑|3|2|501".
 */
#ifndef PRECINCT_ADDRESS_H
#define PRECINCT_ADDRESS_H

#include "str.h"

/* Parts as views of `folded`; numbers in ASCII digits; empty when not told. */
struct address {
	struct str folded;      /* the text narrowed, numerals made digits */
	/* Set by the caller (or empty): the town whose name may stand before
	 * an address without 街道 or 镇 behind it, 花源学源路88号. */
	struct sv town;
	struct sv community;    /* 柳河苑社区, 白云村: with its ending */
	struct sv road;         /* 学源路 */
	struct sv number;       /* 88, 88-3 (88号附3号) */
	struct sv place;        /* 柳河苑: without 小区, 社区; else empty */
	struct sv building, unit, room; /* 3, 2, 501 */
};

/* Reuses a's memory (zero value at first); views last until the next call.
 * False when nothing was recognised. */
bool address_parse(struct address *a, struct sv text);
void address_free(struct address *a);
/* The town that a police station is of: 花源 for 新津区公安分局花源派出所;
 * else empty. */
struct sv address_town(struct sv unit);
/* Appends community|place|building|unit|room. Place is the name of the place,
 * with road and number before it unless a building is told. community (the
 * record's), when not empty, stands for the one in the text: texts leave it
 * out as often as not, so keys are only compared under one community. */
void address_key(struct str *out, const struct address *a,
    struct sv community);
/* How exact: 0 nothing, 1 community or road only (too coarse to link by), 2
 * place or house number, 3 building, 4 unit, 5 room. */
unsigned address_depth(const struct address *a);

#endif
