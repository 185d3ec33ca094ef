/* SPDX-License-Identifier: MIT */
/*
 * csvin against libcsv in strict mode: what libcsv takes we take, with the same
 * fields; what it refuses has a malformed record here. The raw spans are the
 * input, and input that arrives in pieces gives the same records.
 */
#include "csvin.h"

#include <csv.h>
#include <stdlib.h>

#define FIELD_END '\x1e'
#define ROW_END '\x1d'

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
on_field(void *p, size_t n, void *out)
{
	str_add(out, p, n);
	str_addc(out, FIELD_END);
}

static void
on_row(int c, void *out)
{
	(void)c;
	str_addc(out, ROW_END);
}

static bool
oracle(struct str *out, struct sv in)
{
	struct csv_parser p;
	bool good;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_space_func(&p, no_space);
	good = csv_parse(&p, in.p, in.len, on_field, on_row, out) == in.len &&
	    csv_fini(&p, on_field, on_row, out) == 0;
	csv_free(&p);
	return good;
}

/* Reads on as a block is read: *r is the record before. */
static bool
cut(struct sv rest, bool at_end, const struct csv_dialect *d,
    struct csv_record *r)
{
	return r->lines == 0 ? csv_cut_rest(rest, at_end, d, r)
			     : csv_cut(rest, at_end, d, r);
}

/* True when no record was malformed. */
static bool
ours(struct str *out, struct sv in, const struct csv_dialect *d)
{
	struct csv_fields fields = {0};
	struct csv_record r = {.lines = 1};
	bool good = true;
	size_t at = 0, bad;

	while (at < in.len) {
		if (!cut(sv_from(in, at), true, d, &r) || r.raw.len == 0)
			abort();
		at += r.raw.len;
		if (r.error != CSV_FINE || csv_split(&r, d, &fields, &bad)) {
			good = false;
			continue;
		}
		if (r.body.len == 0)
			continue; /* libcsv knows no blank lines */
		for (size_t i = 0; i < fields.n; i++)
			on_field((void *)(uintptr_t)fields.v[i].p,
			    fields.v[i].len, out);
		on_row(0, out);
	}
	if (at != in.len)
		abort();
	csv_fields_free(&fields);
	return good;
}

static void
check_pieces(struct sv in, const struct csv_dialect *d)
{
	struct csv_record whole = {.lines = 1}, before, part;

	while (in.len > 0) {
		before = whole;
		cut(in, true, d, &whole);
		for (size_t n = 1; n < in.len; n += 1 + n / 7) {
			part = before;
			if (!cut((struct sv){in.p, n}, false, d, &part))
				continue;
			if (part.raw.len != whole.raw.len ||
			    part.error != whole.error ||
			    part.error_at != whole.error_at ||
			    part.lines != whole.lines)
				abort();
		}
		in = sv_from(in, whole.raw.len);
	}
}

static bool
comparable(struct sv in)
{
	for (size_t i = 0; i < in.len; i++) {
		char c = in.p[i];

		if (c == '\0' || c == FIELD_END || c == ROW_END ||
		    (c == '\r' && (i + 1 == in.len || in.p[i + 1] != '\n')))
			return false;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_dialect d = CSV_DEFAULTS;
	struct sv in = {(const char *)data, size};
	struct str a = {0}, b = {0};

	if (size > 4096)
		return 0;
	if (comparable(in)) {
		bool want = oracle(&a, in), got = ours(&b, in, &d);

		if (want != got || (want && !sv_eq(str_sv(&a), str_sv(&b))))
			abort();
	}
	str_clear(&b);
	d.max_field = 16;
	d.max_record = 64;
	ours(&b, in, &d);
	check_pieces(in, &d);
	d.guards = true;
	check_pieces(in, &d);
	d.lenient = true;
	d.line_end = '\r';
	check_pieces(in, &d);
	str_free(&a);
	str_free(&b);
	return 0;
}
