/* SPDX-License-Identifier: MIT */
/*
 * enc: text encodings of exports, strictly: never a replacement character.
 *
 * The chain: BOM (UTF-8, UTF-16LE, UTF-16BE, GB18030) -> UTF-8 -> GB18030. A
 * guess from statistics is not made: on Chinese exports it is wrong as often
 * as right, the chain is not. UTF-8 and GB18030 are told apart record by
 * record, for files are glued together from both.
 */
#ifndef PRECINCT_ENC_H
#define PRECINCT_ENC_H

#include "fault.h"

enum enc {
	ENC_AUTO,
	ENC_ASCII,              /* nothing but ASCII seen: says nothing */
	ENC_UTF8,
	ENC_GB18030,
	ENC_UTF16LE, ENC_UTF16BE,
	ENC_NAMED               /* another one that iconv knows */
};

/* "auto", "utf-8", "gb18030" (and "gbk", "gb2312", which it contains),
 * "utf-16le", "utf-16be" in any case; any other name that iconv knows is
 * ENC_NAMED. False: not known. */
bool enc_find(const char *name, enum enc *e);
const char *enc_name(enum enc e);

/* What the head of a file (the whole file if whole) says: a BOM (its length in
 * *bom), NULs at every other byte, invalid UTF-8 that is valid GB18030. */
enum enc enc_detect(struct sv head, bool whole, size_t *bom);

/* Length of the longest valid beginning as GB18030 (GB 18030-2005 as glibc
 * maps it). */
size_t enc_gb18030_valid(struct sv s);
/* Appends s, decoded, as UTF-8. False (and *bad, an offset in s) when it is
 * not valid; what was appended is then taken back. */
bool enc_gb18030_add(struct str *out, struct sv s, size_t *bad);

/*
 * One record in UTF-8: *text is raw itself, or in scratch (overwritten).
 * forced: ENC_AUTO, ENC_UTF8, ENC_GB18030. head: what enc_detect said of the
 * file. In a file of GB18030, a record whose UTF-8 reading has characters of
 * two bytes only is taken for GB18030: short words can be both.
 * Gives the encoding used; ENC_NAMED when none fits, with *bad an offset.
 */
enum enc enc_record(struct sv raw, enum enc forced, enum enc head,
    struct sv *text, struct str *scratch, size_t *bad);

/* Conversion of a stream of another encoding to UTF-8. */
struct enc_stream;
/* NULL with the fault when iconv does not know name. */
struct enc_stream *enc_stream_open(const char *name, struct fault *f);
/* Converts in and appends; keeps an unfinished character for the next call.
 * last: the stream ends here. Bytes that are no character become the byte FF,
 * which no UTF-8 has: so the record that holds them is refused when it is
 * checked, and the ones around it are kept. */
void enc_stream_add(struct enc_stream *s, struct sv in, bool last,
    struct str *out);
void enc_stream_close(struct enc_stream *s);

#endif
