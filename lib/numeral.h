/* SPDX-License-Identifier: MIT */
/*
 * numeral: Chinese numerals as written in narratives, addresses and receipts:
 * 三十二, 两百, 一万零五, 廿三, 叁仟, 二〇二四 (digit by digit), 三万五
 * (= 35000, the last digit stands one place below the unit before it). Of a
 * range told by two digits (五六, 三四百, 十二三) the lower one is the value.
 */
#ifndef PRECINCT_NUMERAL_H
#define PRECINCT_NUMERAL_H

#include "str.h"

/* Value 0 to 9 of the character that s begins with (零〇一二两三 … 壹贰 …),
 * -1 when it is none; *len gets its length in bytes. ASCII digits count. */
int numeral_digit(struct sv s, size_t *len);
/* 10, 100, 1000, 10000, 100000000 for 十百千万亿 and 拾佰仟萬億, 0 when s
 * begins with none of them. */
int64_t numeral_unit(struct sv s, size_t *len);
/* Reads the longest whole number that s begins with: ASCII digits, or Chinese
 * numerals. Gives its length in bytes, 0 when there is none or it is above
 * 10^15 (*value is then unchanged). */
size_t numeral_read(struct sv s, int64_t *value);

#endif
