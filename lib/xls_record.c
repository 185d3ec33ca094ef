/* SPDX-License-Identifier: MIT */
#include "xls_parts.h"

#include "utf8.h"

#define WIDE 1                  /* flags of a text: two bytes a character */
#define PHONETIC 4              /* a reading aid follows */
#define RUNS 8                  /* changes of font follow */
#define REPLACEMENT 0xfffd      /* half a pair: no character */

unsigned
xls_u16(const char *p)
{
	return (unsigned)(uint8_t)p[0] | (unsigned)(uint8_t)p[1] << 8;
}

uint32_t
xls_u32(const char *p)
{
	return xls_u16(p) | (uint32_t)xls_u16(p + 2) << 16;
}

double
xls_double(const char *p)
{
	uint64_t bits = xls_u32(p) | (uint64_t)xls_u32(p + 4) << 32;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

int
xls_damaged(struct fault *f, const char *what)
{
	return fault_set(f, NULL, 0, 0, "damaged workbook (.xls): %s; open it "
	    "in a spreadsheet and save it again", what);
}

/* --- records --------------------------------------------------------------- */

void
xls_seek(struct xls_records *r, uint64_t offset)
{
	r->next = offset;
}

/* Bytes of the stream through the ones held; -1 with the fault, 1 when the
 * stream ends before. */
static int
take(struct xls_records *r, uint64_t offset, char *to, size_t n,
    struct fault *f)
{
	while (n > 0) {
		size_t at, k;

		if (offset < r->from || offset >= r->from + r->held) {
			ptrdiff_t got = ole_read(r->stream, offset, r->bytes,
			    sizeof(r->bytes), f);

			if (got <= 0)
				return got < 0 ? -1 : 1;
			r->from = offset;
			r->held = (size_t)got;
		}
		at = (size_t)(offset - r->from);
		k = r->held - at < n ? r->held - at : n;
		memcpy(to, r->bytes + at, k);
		to += k;
		offset += k;
		n -= k;
	}
	return 0;
}

int
xls_next(struct xls_records *r, struct fault *f)
{
	char head[4];
	int status = take(r, r->next, head, 4, f);

	if (status != 0)
		return status < 0 ? -1 : 0;
	r->at = r->next;
	r->type = xls_u16(head);
	r->len = xls_u16(head + 2);
	r->pos = 0;
	status = take(r, r->at + 4, r->data, r->len, f);
	if (status > 0)
		xls_damaged(f, "a record is cut off");
	r->next = r->at + 4 + r->len;
	return status == 0 ? 1 : -1;
}

/* The record goes on in the next one, if that is its continuation. */
static bool
go_on(struct xls_records *r, struct fault *f)
{
	char head[4];

	if (take(r, r->next, head, 4, f) != 0 ||
	    xls_u16(head) != XLS_CONTINUE)
		return false;
	return xls_next(r, f) > 0;
}

/* --- text ------------------------------------------------------------------ */

/* n bytes, of this record or those that continue it; to NULL: passed over. */
static bool
take_bytes(struct xls_records *r, char *to, size_t n, struct fault *f)
{
	while (n > 0) {
		size_t k = r->len - r->pos < n ? r->len - r->pos : n;

		if (to != NULL && k > 0) {
			memcpy(to, r->data + r->pos, k);
			to += k;
		}
		r->pos += k;
		n -= k;
		if (n > 0 && !go_on(r, f))
			return false;
	}
	return true;
}

/* Characters as units of UTF-16. A continuation says anew how wide they are. */
static bool
take_units(struct xls_records *r, size_t n, bool wide, struct fault *f)
{
	for (size_t i = 0; i < n;) {
		size_t width = wide ? 2 : 1;
		char flags;

		for (; i < n && r->len - r->pos >= width; r->pos += width)
			r->units[i++] = wide ?
			    (uint16_t)xls_u16(r->data + r->pos) :
			    (uint8_t)r->data[r->pos];
		if (i == n)
			break;
		r->pos = r->len;
		if (!take_bytes(r, &flags, 1, f))
			return false;
		wide = (flags & WIDE) != 0;
	}
	return true;
}

static void
add_units(struct str *out, const uint16_t *units, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t c = units[i];

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < n &&
		    units[i + 1] >= 0xdc00 && units[i + 1] < 0xe000)
			c = 0x10000 + ((c - 0xd800) << 10) +
			    (units[++i] - 0xdc00u);
		else if (c >= 0xd800 && c < 0xe000)
			c = REPLACEMENT;
		utf8_add(out, c);
	}
}

/* BIFF5: bytes, in the code page of the workbook. */
static bool
add_page_text(struct xls_records *r, size_t n, struct str *out,
    struct fault *f)
{
	char *to = (char *)r->units;

	if (!take_bytes(r, to, n, f))
		return false;
	if (r->page != NULL)
		enc_stream_add(r->page, (struct sv){to, n}, true, out);
	else
		str_add(out, to, n);
	return true;
}

bool
xls_text(struct xls_records *r, size_t width, struct str *out,
    struct fault *f)
{
	char bytes[4] = {0};
	size_t n, behind = 0;
	char flags;

	if (!take_bytes(r, bytes, width, f))
		return false;
	n = xls_u16(bytes);
	if (r->old)
		return add_page_text(r, n, out, f);
	if (!take_bytes(r, &flags, 1, f))
		return false;
	if ((flags & RUNS) != 0) {
		if (!take_bytes(r, bytes, 2, f))
			return false;
		behind += 4 * (size_t)xls_u16(bytes);
	}
	if ((flags & PHONETIC) != 0) {
		if (!take_bytes(r, bytes, 4, f))
			return false;
		behind += xls_u32(bytes);
	}
	if (!take_units(r, n, (flags & WIDE) != 0, f))
		return false;
	add_units(out, r->units, n);
	return take_bytes(r, NULL, behind, f);
}
