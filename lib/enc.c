/* SPDX-License-Identifier: MIT */
#include "enc.h"

#include "gb18030.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>

static const struct {
	const char *name;
	enum enc e;
} names[] = {
    {"auto", ENC_AUTO}, {"utf-8", ENC_UTF8}, {"utf8", ENC_UTF8},
    {"gb18030", ENC_GB18030}, {"gbk", ENC_GB18030}, {"gb2312", ENC_GB18030},
    {"cp936", ENC_GB18030}, {"utf-16le", ENC_UTF16LE},
    {"utf-16be", ENC_UTF16BE},
};

bool
enc_find(const char *name, enum enc *e)
{
	iconv_t known;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(names[i].name, name) == 0) {
			*e = names[i].e;
			return true;
		}
	}
	known = iconv_open("UTF-8", name);
	if (known == (iconv_t)-1)
		return false;
	iconv_close(known);
	*e = ENC_NAMED;
	return true;
}

const char *
enc_name(enum enc e)
{
	switch (e) {
	case ENC_AUTO: return "auto";
	case ENC_ASCII: return "ASCII";
	case ENC_UTF8: return "UTF-8";
	case ENC_GB18030: return "GB18030";
	case ENC_UTF16LE: return "UTF-16LE";
	case ENC_UTF16BE: return "UTF-16BE";
	case ENC_NAMED: return "another encoding";
	}
	return "";
}

static bool
begins(struct sv s, const char *mark, size_t n)
{
	return s.len >= n && memcmp(s.p, mark, n) == 0;
}

/* Text in UTF-16 has its commas, digits and line ends with a NUL beside them,
 * nearly always on the same side (一 and 开 have one on the other), at least one
 * of 16 characters. A few NULs in text of bytes are damage, for each row to
 * answer for. */
static enum enc
detect_utf16(struct sv head)
{
	size_t n = head.len < 4096 ? head.len : 4096, nuls[2] = {0, 0};

	for (size_t i = 0; i < n; i++)
		nuls[i % 2] += head.p[i] == '\0';
	if (nuls[1] >= 2 && nuls[1] * 32 >= n && nuls[0] * 4 <= nuls[1])
		return ENC_UTF16LE;
	if (nuls[0] >= 2 && nuls[0] * 32 >= n && nuls[1] * 4 <= nuls[0])
		return ENC_UTF16BE;
	return ENC_AUTO;
}

static bool
is_ascii(struct sv s)
{
	size_t i = 0;

	for (; s.len - i >= 8; i += 8) {
		uint64_t w;

		memcpy(&w, s.p + i, 8);
		if ((w & 0x8080808080808080ull) != 0)
			return false;
	}
	for (; i < s.len; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* Valid UTF-8 without ASCII's help: a character of three bytes or more. */
static bool
has_long_character(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] >= 0xe0)
			return true;
	return false;
}

/* The first line that can only be the one or the other decides. */
static enum enc
detect_by_line(struct sv head, bool whole)
{
	enum enc weak = ENC_ASCII;
	struct sv line, rest = head;

	while (sv_split(&rest, '\n', &line)) {
		bool cut = rest.p == NULL && !whole;
		size_t valid;

		if (is_ascii(line))
			continue;
		valid = utf8_valid_prefix(line);
		if (valid == line.len || (cut && line.len - valid < 4)) {
			if (has_long_character(line))
				return ENC_UTF8;
			weak = ENC_UTF8;
			continue;
		}
		valid = enc_gb18030_valid(line);
		if (valid == line.len || (cut && line.len - valid < 4))
			return ENC_GB18030;
	}
	return weak;
}

enum enc
enc_detect(struct sv head, bool whole, size_t *bom)
{
	enum enc wide;

	*bom = 0;
	if (begins(head, "\xef\xbb\xbf", 3)) {
		*bom = 3;
		return ENC_UTF8;
	}
	if (begins(head, "\xff\xfe", 2) || begins(head, "\xfe\xff", 2)) {
		*bom = 2;
		return head.p[0] == '\xff' ? ENC_UTF16LE : ENC_UTF16BE;
	}
	if (begins(head, "\x84\x31\x95\x33", 4)) {
		*bom = 4;
		return ENC_GB18030;
	}
	wide = detect_utf16(head);
	return wide != ENC_AUTO ? wide : detect_by_line(head, whole);
}

static enum enc
as_gb18030(struct sv raw, struct sv *text, struct str *scratch, size_t *bad)
{
	str_clear(scratch);
	if (!enc_gb18030_add(scratch, raw, bad))
		return ENC_NAMED;
	*text = str_sv(scratch);
	return ENC_GB18030;
}

enum enc
enc_record(struct sv raw, enum enc forced, enum enc head, struct sv *text,
    struct str *scratch, size_t *bad)
{
	size_t valid, bad_gb;

	*text = raw;
	if (is_ascii(raw))
		return ENC_ASCII;
	if (forced == ENC_GB18030)
		return as_gb18030(raw, text, scratch, bad);
	valid = utf8_valid_prefix(raw);
	if (valid == raw.len && (forced == ENC_UTF8 || head != ENC_GB18030 ||
	    has_long_character(raw)))
		return ENC_UTF8;
	if (forced == ENC_UTF8) {
		*bad = valid;
		return ENC_NAMED;
	}
	if (as_gb18030(raw, text, scratch, &bad_gb) == ENC_GB18030)
		return ENC_GB18030;
	if (valid == raw.len) {
		*text = raw;
		return ENC_UTF8;
	}
	*bad = head == ENC_GB18030 ? bad_gb : valid;
	return ENC_NAMED;
}

/* --- streams -------------------------------------------------------------- */

struct enc_stream {
	iconv_t cd;
	size_t unit;            /* bytes to pass over where one is wrong */
	struct str held;        /* an unfinished character */
};

/* Codes of fixed units stay in step only when a whole unit is passed over. */
static size_t
unit_of(const char *name)
{
	if (strncasecmp(name, "utf-16", 6) == 0 ||
	    strncasecmp(name, "utf16", 5) == 0 ||
	    strncasecmp(name, "ucs-2", 5) == 0 ||
	    strncasecmp(name, "ucs2", 4) == 0)
		return 2;
	if (strncasecmp(name, "utf-32", 6) == 0 ||
	    strncasecmp(name, "utf32", 5) == 0 ||
	    strncasecmp(name, "ucs-4", 5) == 0 ||
	    strncasecmp(name, "ucs4", 4) == 0)
		return 4;
	return 1;
}

struct enc_stream *
enc_stream_open(const char *name, struct fault *f)
{
	struct enc_stream *s;
	iconv_t cd = iconv_open("UTF-8", name);

	if (cd == (iconv_t)-1) {
		fault_set(f, NULL, 0, 0, "unknown encoding '%s'; 'iconv -l' "
		    "lists the known ones", name);
		return NULL;
	}
	s = mem_zalloc(1, sizeof(*s));
	s->cd = cd;
	s->unit = unit_of(name);
	return s;
}

/* Some converters keep a character back to see what follows. */
static void
flush(struct enc_stream *s, struct str *out)
{
	size_t room = 16;
	char *to;

	str_reserve(out, room);
	to = out->p + out->len;
	iconv(s->cd, NULL, NULL, &to, &room);
	out->len = (size_t)(to - out->p);
	out->p[out->len] = '\0';
}

void
enc_stream_add(struct enc_stream *s, struct sv in, bool last, struct str *out)
{
	char *from;
	size_t left;

	str_addsv(&s->held, in);
	from = s->held.p;
	left = s->held.len;
	while (left > 0) {
		char *to;
		size_t room, r, n;

		str_reserve(out, left * 2 + 64);
		to = out->p + out->len;
		room = out->cap - out->len - 1;
		r = iconv(s->cd, &from, &left, &to, &room);
		out->len = (size_t)(to - out->p);
		if (r != (size_t)-1 || errno == E2BIG)
			continue;
		/* EINVAL: the character goes on in the next piece. */
		if (errno == EINVAL && !last)
			break;
		str_addc(out, '\xff');
		n = left < s->unit ? left : s->unit;
		from += n;
		left -= n;
	}
	if (last)
		flush(s, out);
	if (left > 0)
		memmove(s->held.p, from, left);
	s->held.len = left;
}

void
enc_stream_close(struct enc_stream *s)
{
	if (s == NULL)
		return;
	iconv_close(s->cd);
	str_free(&s->held);
	free(s);
}
