/* SPDX-License-Identifier: MIT */
/*
 * libcsv is not in the path of the data: it says neither where it failed nor
 * lets us go on behind the fault, and looks at every byte in turn. It is the
 * oracle that this reader is fuzzed against.
 */
#include "csvin.h"

#include <stdlib.h>

#define GUARD_MAX 256   /* bytes of ="…" */

static const char *
find(const char *from, const char *end, char c)
{
	return from < end ? memchr(from, c, (size_t)(end - from)) : NULL;
}

/* The record is bad: it is its first line, whatever its quotes pretend. */
static bool
malformed(struct csv_record *r, struct sv rest, const struct csv_dialect *d,
    enum csv_error error, const char *at)
{
	const char *eol = find(rest.p, rest.p + rest.len, d->line_end);
	size_t n = eol != NULL ? (size_t)(eol - rest.p) + 1 : rest.len;

	/* One byte more than may be: kept and read again, a piece is refused
	 * again, and never passes for a shorter row. */
	if (n > d->max_record + 1) {
		n = d->max_record + 1;
		error = CSV_LONG_RECORD;
		at = rest.p;
	}
	r->raw = r->body = (struct sv){rest.p, n};
	r->lines = (eol != NULL && n == (size_t)(eol - rest.p) + 1) ||
	    n == rest.len;
	r->error = error;
	r->error_at = (size_t)(at - rest.p);
	if (r->error_at >= n)
		r->error_at = 0;
	return true;
}

/* eol is the record's line end, or NULL at the end of the input. */
static bool
complete(struct csv_record *r, struct sv rest, const struct csv_dialect *d,
    const char *eol)
{
	size_t n = eol != NULL ? (size_t)(eol - rest.p) : rest.len;

	if (n > d->max_record)
		return malformed(r, rest, d, CSV_LONG_RECORD, rest.p);
	r->body = (struct sv){rest.p, n};
	r->raw = (struct sv){rest.p, n + (eol != NULL)};
	if (d->line_end == '\n' && n > 0 && rest.p[n - 1] == '\r')
		r->body.len--;
	r->error = CSV_FINE;
	r->error_at = 0;
	r->lines++;
	return true;
}

enum after { AFTER_DELIMITER, AFTER_END, AFTER_MORE, AFTER_WRONG };

/* What follows a closing quote: p is the byte behind it. */
static enum after
behind_quote(const char *p, const char *end, bool at_end,
    const struct csv_dialect *d)
{
	if (p == end)
		return at_end ? AFTER_END : AFTER_MORE;
	if (*p == d->delimiter)
		return AFTER_DELIMITER;
	if (*p == d->line_end)
		return AFTER_END;
	if (*p != '\r' || d->line_end != '\n')
		return AFTER_WRONG;
	if (p + 1 == end)
		return at_end ? AFTER_END : AFTER_MORE;
	return p[1] == '\n' ? AFTER_END : AFTER_WRONG;
}

/* The closing quote of the field whose contents begin at p; NULL when there is
 * none within the limit or in what is here. *more: the answer needs more
 * input. */
static const char *
closing_quote(const char *p, const char *end, bool at_end,
    const struct csv_dialect *d, bool *more)
{
	const char *limit = p + d->max_field + 1, *q = p;

	*more = false;
	for (;;) {
		q = find(q, end < limit ? end : limit, '"');
		if (q == NULL) {
			*more = !at_end && end < limit;
			return NULL;
		}
		if (q + 1 == end) {
			*more = !at_end;
			return at_end ? q : NULL;
		}
		if (q[1] != '"')
			return q;
		q += 2;
	}
}

/* The quote belongs to a field that begins with =" and was not opened by a
 * quote; no delimiter stands between. */
static bool
in_guard(const char *quote, const char *begin, const struct csv_dialect *d)
{
	const char *p = quote;

	while (p > begin && p[-1] != d->delimiter && quote - p < GUARD_MAX)
		p--;
	return quote - p < GUARD_MAX && p < quote && p[0] == '=' &&
	    p[1] == '"';
}

static uint64_t
count_ends(const char *p, const char *end, char c)
{
	uint64_t n = 0;

	while ((p = find(p, end, c)) != NULL) {
		n++;
		p++;
	}
	return n;
}

/* The slow half of csv_cut: the first line holds a quote. */
static bool
cut_quoted(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r, const char *quote)
{
	const char *end = rest.p + rest.len, *at = rest.p;
	const char *eol = find(at, end, d->line_end);

	r->quoted = true;
	for (;;) {
		bool opens = quote == rest.p || quote[-1] == d->delimiter;
		const char *close;
		enum after after;
		bool more;

		if (!opens && !d->lenient &&
		    !(d->guards && in_guard(quote, rest.p, d)))
			return malformed(r, rest, d, CSV_STRAY_QUOTE, quote);
		if (!opens) {
			at = quote + 1;
		} else {
			close = closing_quote(quote + 1, end, at_end, d, &more);
			if (more)
				return false;
			if (close == NULL)
				return malformed(r, rest, d, CSV_UNCLOSED,
				    quote);
			after = behind_quote(close + 1, end, at_end, d);
			if (after == AFTER_MORE)
				return false;
			if (after == AFTER_WRONG)
				return malformed(r, rest, d, CSV_AFTER_QUOTE,
				    close + 1);
			at = close + 1;
			if (eol != NULL && eol < at) {
				r->lines += count_ends(quote, at, d->line_end);
				eol = find(at, end, d->line_end);
			}
			if (d->lenient && r->lines > CSV_LENIENT_LINES)
				return malformed(r, rest, d, CSV_LONG_RECORD,
				    rest.p);
		}
		quote = find(at, eol != NULL ? eol : end, '"');
		if (quote != NULL)
			continue;
		if (eol == NULL && !at_end)
			return false;
		return complete(r, rest, d, eol);
	}
}

static bool
cut(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r)
{
	const char *end = rest.p + rest.len;
	const char *eol = find(rest.p, end, d->line_end);
	const char *quote;

	/* What a bad record costs is its first line: it must be here whole. */
	if (eol == NULL && !at_end)
		return false;
	quote = find(rest.p, eol != NULL ? eol : end, '"');
	return quote != NULL ? cut_quoted(rest, at_end, d, r, quote)
			     : complete(r, rest, d, eol);
}

bool
csv_cut(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r)
{
	/* The longest record and its CR LF. What lies behind is not looked at,
	 * so that the answer is the same whether it has arrived or not. */
	size_t window = d->max_record + 2;

	r->quoted = false;
	r->lines = 0;
	if (rest.len <= window)
		return cut(rest, at_end, d, r);
	if (cut((struct sv){rest.p, window}, false, d, r))
		return true;
	r->quoted = false;
	r->lines = 0;
	return malformed(r, rest, d, CSV_LONG_RECORD, rest.p);
}

bool
csv_cut_rest(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r)
{
	bool here = at_end || rest.len > d->max_record + 1 ||
	    find(rest.p, rest.p + rest.len, d->line_end) != NULL;

	r->quoted = false;
	return here && malformed(r, rest, d, CSV_LONG_RECORD, rest.p);
}

/* --- fields --------------------------------------------------------------- */

static void
reserve_marks(struct csv_fields *f, size_t n)
{
	if (f->at_cap - n > 64)
		return;
	f->at_cap = f->at_cap * 2 + 256;
	f->at = mem_realloc(f->at, f->at_cap * sizeof(*f->at));
}

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t
equal16(const char *p, __m128i c)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128((const void *)p), c));
}

static inline uint64_t
equal64(const char *p, char c)
{
	__m128i v = _mm_set1_epi8(c);

	return equal16(p, v) | equal16(p + 16, v) << 16 |
	    equal16(p + 32, v) << 32 | equal16(p + 48, v) << 48;
}
#else
static inline uint64_t
equal64(const char *p, char c)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i++)
		bits |= (uint64_t)(p[i] == c) << i;
	return bits;
}
#endif

/* Offsets of the bytes c of s into f->at; their number. Gives up when there are
 * more than a record may have. */
static size_t
mark(struct csv_fields *f, struct sv s, char c)
{
	size_t n = 0, i = 0;
	char tail[64] = {0};

	for (; i < s.len && n < CSV_MAX_COLUMNS; i += 64) {
		const char *p = s.p + i;
		uint64_t bits;

		if (s.len - i < 64) {
			memcpy(tail, p, s.len - i);
			p = tail;
		}
		reserve_marks(f, n);
		for (bits = equal64(p, c); bits != 0; bits &= bits - 1)
			f->at[n++] = (uint32_t)(i +
			    (size_t)__builtin_ctzll(bits));
	}
	/* In the padding of the tail only NUL could match. */
	while (n > 0 && f->at[n - 1] >= s.len)
		n--;
	return n;
}

static void
reserve_fields(struct csv_fields *f, size_t n)
{
	if (n <= f->cap)
		return;
	f->cap = n + n / 2 + 32;
	f->v = mem_realloc(f->v, f->cap * sizeof(*f->v));
}

static enum csv_error
split_plain(struct sv body, const struct csv_dialect *d, struct csv_fields *f)
{
	size_t n = mark(f, body, d->delimiter), from = 0;

	if (n >= CSV_MAX_COLUMNS)
		return CSV_COLUMNS;
	reserve_fields(f, n + 1);
	for (size_t i = 0; i < n; i++) {
		f->v[i] = (struct sv){body.p + from, f->at[i] - from};
		from = f->at[i] + 1;
	}
	f->v[n] = (struct sv){body.p + from, body.len - from};
	f->n = n + 1;
	return CSV_FINE;
}

/* Contents of a quoted field, p behind the opening quote; *p is left behind
 * the closing one. Doubled quotes become one in scratch, which has room for
 * the whole body. */
static struct sv
unquote(const char **p, const char *end, struct str *scratch)
{
	const char *from = *p, *q = find(from, end, '"');
	size_t start = scratch->len;

	if (q == NULL)
		q = end;
	if (q + 1 >= end || q[1] != '"') {
		*p = q < end ? q + 1 : end;
		return (struct sv){from, (size_t)(q - from)};
	}
	while (q != NULL && q + 1 < end && q[1] == '"') {
		str_add(scratch, from, (size_t)(q - from) + 1);
		from = q + 2;
		q = find(from, end, '"');
	}
	if (q == NULL)
		q = end;
	str_add(scratch, from, (size_t)(q - from));
	*p = q < end ? q + 1 : end;
	return (struct sv){scratch->p + start, scratch->len - start};
}

static enum csv_error
split_quoted(struct sv body, const struct csv_dialect *d,
    struct csv_fields *f)
{
	const char *p = body.p, *end = body.p + body.len;

	str_clear(&f->scratch);
	str_reserve(&f->scratch, body.len); /* so that views stay */
	for (;;) {
		const char *stop;

		if (f->n == CSV_MAX_COLUMNS)
			return CSV_COLUMNS;
		reserve_fields(f, f->n + 1);
		if (p < end && *p == '"') {
			p++;
			f->v[f->n++] = unquote(&p, end, &f->scratch);
			stop = p < end ? p : NULL;
		} else {
			stop = find(p, end, d->delimiter);
			f->v[f->n++] = (struct sv){p,
			    (size_t)((stop != NULL ? stop : end) - p)};
		}
		if (stop == NULL)
			return CSV_FINE;
		p = stop + 1;
	}
}

enum csv_error
csv_split(const struct csv_record *r, const struct csv_dialect *d,
    struct csv_fields *f, size_t *error_at)
{
	enum csv_error error;
	const char *nul;

	f->n = 0;
	*error_at = 0;
	nul = find(r->body.p, r->body.p + r->body.len, '\0');
	if (nul != NULL) {
		*error_at = (size_t)(nul - r->body.p);
		return CSV_NUL;
	}
	error = r->quoted ? split_quoted(r->body, d, f)
			  : split_plain(r->body, d, f);
	if (error != CSV_FINE || r->body.len <= d->max_field)
		return error;
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].len > d->max_field)
			return CSV_LONG_FIELD;
	return CSV_FINE;
}

void
csv_fields_free(struct csv_fields *f)
{
	free(f->v);
	free(f->at);
	str_free(&f->scratch);
	*f = (struct csv_fields){0};
}

static const struct {
	const char *code, *text;
} errors[] = {
    [CSV_FINE] = {"row.fine", "nothing is wrong"},
    [CSV_STRAY_QUOTE] = {"row.stray_quote",
	"quote inside an unquoted field; double it and quote the field"},
    [CSV_AFTER_QUOTE] = {"row.after_quote",
	"text behind a closing quote; double the quotes inside the field"},
    [CSV_UNCLOSED] = {"row.unclosed_quote",
	"quoted field is never closed, or is too long; close it or raise "
	"--max-field"},
    [CSV_NUL] = {"row.nul", "NUL byte: not text; export the file again"},
    [CSV_LONG_FIELD] = {"row.long_field",
	"field is too long; raise --max-field if it is right"},
    [CSV_LONG_RECORD] = {"row.long_record",
	"record is too long; raise --max-record if it is right"},
    [CSV_COLUMNS] = {"row.many_columns",
	"more columns than a worksheet has; is the delimiter right?"},
};

const char *
csv_error_code(enum csv_error error)
{
	return errors[error].code;
}

const char *
csv_error_text(enum csv_error error)
{
	return errors[error].text;
}
