/* SPDX-License-Identifier: MIT */
/*
 * enc: which encoding bytes are in, and strict conversion to UTF-8.
 *
 * The order is: byte order mark; strict UTF-8; strict GB18030; else an error.
 * Between UTF-8 and GB18030 each record is judged by itself, because daily
 * files of two systems do get concatenated. All else (UTF-16, and what the
 * user names with -e) is converted as a stream while it is read.
 */
#ifndef PRECINCT_ENC_H
#define PRECINCT_ENC_H

#include "fault.h"

enum enc_mode {
	ENC_AUTO,               /* each record: UTF-8, else GB18030 */
	ENC_ONLY_UTF8,
	ENC_ONLY_GB18030,
	ENC_STREAM              /* convert while reading; then it is UTF-8 */
};

enum enc_kind {
	ENC_ASCII,              /* same in both, says nothing */
	ENC_UTF8,
	ENC_GB18030,
	ENC_BAD
};

/* GB18030's tables, made from iconv when first needed, by any thread. */
struct enc_gb;

struct enc {
	enum enc_mode mode;
	bool gb_head;           /* ENC_AUTO: most of the head is GB18030 */
	bool noted;             /* worth a note: found, not asked for */
	size_t bom;             /* bytes of mark to skip at the start */
	char name[32];          /* for people, and for enc_stream_new */
	struct enc_gb *gb;      /* borrowed */
};

struct enc_gb *enc_gb_new(void);
void enc_gb_free(struct enc_gb *gb);

/* Decides how a file that begins with head is read. asked: NULL or "auto", or
 * any name that iconv knows. at_end: head is the whole file, so a character
 * cut off at its end is an error there. -1 with the fault when the name is
 * not known. */
int enc_choose(struct enc *e, const char *asked, struct sv head, bool at_end,
    struct enc_gb *gb, struct fault *f);

/* The record `in` as UTF-8 in *out: `in` itself, or decoded into to (which is
 * cleared first; the view lives until its next change). ENC_BAD: *bad_at is
 * the offset of the first byte that is wrong. Thread-safe. */
enum enc_kind enc_decode(const struct enc *e, struct sv in, struct str *to,
    struct sv *out, size_t *bad_at);
/* What enc_decode would find, without decoding (ENC_GB18030 is then the best
 * guess: not UTF-8). */
enum enc_kind enc_guess(const struct enc *e, struct sv in);
/* True when the last byte of `before`, an ASCII byte, is the second half of a
 * character: 0x7C is a vertical bar or the end of a GB18030 character. */
bool enc_ends_inside(const struct enc *e, struct sv before);

/* Appends `in`, GB18030, to `to`; false with *bad_at at the first wrong or
 * cut-off character, what was before it appended. */
bool enc_gb_add(struct enc_gb *gb, struct sv in, struct str *to,
    size_t *bad_at);

/* Conversion of a stream. Each undecodable byte (UTF-16: unit) becomes the
 * byte FF, which no UTF-8 has, so that just the record that holds it is
 * refused later and the ones around it are kept. */
struct enc_stream *enc_stream_new(const char *name, struct fault *f);
void enc_stream_add(struct enc_stream *s, struct sv in, bool at_end,
    struct str *to);
void enc_stream_free(struct enc_stream *s);

/* What a file is that is no delimited text, by its first bytes: "an Excel
 * workbook (.xlsx)" with what to do in *advice; NULL when it may be text. */
const char *enc_container(struct sv head, const char **advice);

#endif
