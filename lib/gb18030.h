/* SPDX-License-Identifier: MIT */
/*
 * gb18030: decoding through tables that are built once, from iconv, when the
 * first byte of GB18030 is met. enc_gb18030_valid and enc_gb18030_add, declared
 * in enc.h, are defined here.
 */
#ifndef PRECINCT_GB18030_H
#define PRECINCT_GB18030_H

#include "str.h"

/* Character of a two-byte code, of a four-byte code; 0: not assigned. */
uint32_t gb18030_two(unsigned char lead, unsigned char trail);
uint32_t gb18030_four(const unsigned char code[4]);

#endif
