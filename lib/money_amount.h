/* SPDX-License-Identifier: MIT */
/*
 * money_amount: one sum at a place of a text, for money.c and money_find.c.
 * Text may be full-width or not.
 */
#ifndef PRECINCT_MONEY_AMOUNT_H
#define PRECINCT_MONEY_AMOUNT_H

#include "money.h"

struct money_amount {
	int64_t fen, fen_max;
	unsigned flags;         /* enum money_flag, of words in and after it */
	bool unit;              /* names one: 元, 块, 万, 5千 */
	bool beyond;            /* above 2^63 - 1 fen: fen is meaningless */
	bool foreign;           /* 美元, 港币 … follow */
};

/*
 * Reads the sum (or range of sums) that s begins with; unit_fen is what one of
 * a bare number is worth. Gives the bytes read, 0 when s begins with no
 * number. Words before it (约, ¥) are the caller's.
 */
size_t money_amount_read(struct sv s, int64_t unit_fen,
    struct money_amount *a);
/* 约, 近, 不到, 至少 …, of the words that s ends with: their flags, and their
 * length in bytes. Also takes off ¥, 人民币, 现金 (MONEY_NO_UNIT is never
 * set; *sign says that a currency was named). */
unsigned money_amount_before(struct sv s, size_t *len, bool *sign);

#endif
