/* SPDX-License-Identifier: MIT */
/* csvin: records, fields, faults, and that cutting the input anywhere changes
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "csvin.h"

static const struct csv_dialect rfc = CSV_DEFAULTS;

/* Every record as "field|field" or "!code@offset", one a line; checks that the
 * raw spans are the input. */
static void
walk(struct str *out, struct sv in, const struct csv_dialect *d)
{
	struct csv_fields fields = {0};
	struct csv_record r = {.lines = 1};
	size_t at = 0, bad;

	while (at < in.len) {
		assert_true(r.lines > 0 ? csv_cut(sv_from(in, at), true, d, &r)
		    : csv_cut_rest(sv_from(in, at), true, d, &r));
		assert_ptr_equal(r.raw.p, in.p + at);
		assert_true(r.raw.len > 0);
		at += r.raw.len;
		if (r.error == CSV_FINE)
			r.error = csv_split(&r, d, &fields, &bad);
		if (r.error != CSV_FINE) {
			str_addf(out, "!%s\n", csv_error_code(r.error) + 4);
			continue;
		}
		for (size_t i = 0; i < fields.n; i++) {
			str_addz(out, i > 0 ? "|" : "");
			str_addsv(out, fields.v[i]);
		}
		str_addc(out, '\n');
	}
	assert_int_equal(at, in.len);
	csv_fields_free(&fields);
}

static void
expect(const char *in, const char *want)
{
	struct str out = {0};

	walk(&out, sv_z(in), &rfc);
	assert_string_equal(str_z(&out), want);
	str_free(&out);
}

static void
test_records(void **state)
{
	(void)state;
	expect("a,b\nc,d\n", "a|b\nc|d\n");
	expect("a,b\r\nc,d", "a|b\nc|d\n");
	expect("a,,\n,\n\n", "a||\n|\n\n");
	expect("\"a\",\"b\"\"c\"\n", "a|b\"c\n");
	expect("\"a,b\",\"c\r\nd\"\r\ne,f\r\n", "a,b|c\r\nd\ne|f\n");
	expect("\"\",x", "|x\n");
	expect("\"\"\"\"", "\"\n");
	expect("\"\"\"a\"\"\",\"b\"\"\"", "\"a\"|b\"\n");
	expect(" a , b \n", " a | b \n");
	expect("派,出\n所,\"，\"\n", "派|出\n所|，\n");
	expect("a\rb,c\n", "a\rb|c\n");
}

static void
test_faults_cost_one_line(void **state)
{
	(void)state;
	expect("a,b\n1,5\" pipe\nc,d\n", "a|b\n!stray_quote\nc|d\n");
	expect("a,b\n\"x\"y,1\nc,d\n", "a|b\n!after_quote\nc|d\n");
	expect("a,b\n\"x,1\nc,d\n", "a|b\n!unclosed_quote\nc|d\n");
	expect("a,b\n1,\"x\nc,d\ne,\"f\"\n",
	    "a|b\n!after_quote\nc|d\ne|f\n");
	expect("1, \"x\"\n2,y\n", "!stray_quote\n2|y\n");
	expect("\"x\"\r1\n2\n", "!after_quote\n2\n");
}

static void
test_nul_and_limits(void **state)
{
	struct csv_dialect d = rfc;
	struct str out = {0};

	(void)state;
	walk(&out, (struct sv){"a,b\0c\nd,e\n", 10}, &rfc);
	assert_string_equal(out.p, "!nul\nd|e\n");
	str_clear(&out);
	d.max_field = 3;
	walk(&out, SV("abcd,e\nabc,d\n\"abc\",x\n\"abcd\",x\n"), &d);
	assert_string_equal(out.p,
	    "!long_field\nabc|d\nabc|x\n!unclosed_quote\n");
	str_clear(&out);
	d.max_field = d.max_record = 8;
	walk(&out, SV("12345678\n123456789\nx\n"), &d);
	assert_string_equal(out.p,
	    "12345678\n!long_record\n!long_record\nx\n");
	/* The end of a line too long must not pass for a row of its own. */
	str_clear(&out);
	walk(&out, SV("a,zzzzzz1,2\n3,4\n\"zzzzzz,1,22222222,5,6\n7,8"), &d);
	assert_string_equal(out.p, "!long_record\n!long_record\n3|4\n"
	    "!long_record\n!long_record\n!long_record\n7|8\n");
	str_free(&out);
}

/* A field of 64 MiB, closed or not, costs its own line and no memory. */
static void
test_huge_field(void **state)
{
	struct str in = {0}, out = {0};

	(void)state;
	str_addz(&in, "a,b\n1,\"");
	str_reserve(&in, (size_t)64 << 20);
	memset(in.p + in.len, 'z', (size_t)64 << 20);
	in.len += (size_t)64 << 20;
	str_addz(&in, "\",x\nc,d\n");
	walk(&out, str_sv(&in), &rfc);
	assert_string_equal(out.p, "a|b\n!long_record\n!long_record\n"
	    "!long_record\n!long_record\n!long_record\nc|d\n");
	str_free(&in);
	str_free(&out);
}

static void
test_too_many_columns(void **state)
{
	static const char *const heads[] = {"", "\"\""};
	struct csv_fields fields = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct str in = {0};
		struct csv_record r;
		size_t bad;

		str_addz(&in, heads[i]);
		for (int n = 1; n < CSV_MAX_COLUMNS; n++)
			str_addc(&in, ',');
		assert_true(csv_cut(str_sv(&in), true, &rfc, &r));
		assert_int_equal(csv_split(&r, &rfc, &fields, &bad), CSV_FINE);
		assert_int_equal(fields.n, CSV_MAX_COLUMNS);
		str_addc(&in, ',');
		assert_true(csv_cut(str_sv(&in), true, &rfc, &r));
		assert_int_equal(csv_split(&r, &rfc, &fields, &bad),
		    CSV_COLUMNS);
		str_free(&in);
	}
	csv_fields_free(&fields);
}

static void
test_lenient(void **state)
{
	struct csv_dialect d = rfc;
	struct csv_record r;
	struct str out = {0};

	(void)state;
	d.lenient = true;
	walk(&out, SV("5\" pipe,\"a\"\nx,y\n"), &d);
	assert_string_equal(out.p, "5\" pipe|a\nx|y\n");
	str_clear(&out);
	/* A cell that is all line ends: up to the bound it is a cell. */
	str_addz(&out, "\"");
	for (int i = 0; i <= CSV_LENIENT_LINES; i++)
		str_addc(&out, '\n');
	str_addz(&out, "\"\nx\n");
	assert_true(csv_cut(str_sv(&out), true, &d, &r));
	assert_int_equal(r.error, CSV_LONG_RECORD);
	assert_int_equal(r.raw.len, 2);
	assert_true(csv_cut(str_sv(&out), true, &rfc, &r));
	assert_int_equal(r.error, CSV_FINE);
	assert_int_equal(r.raw.len, out.len - 2);
	str_free(&out);
}

/* ="510…" keeps a number from Excel: no quoting, and no stray quote. */
static void
test_guards(void **state)
{
	struct csv_dialect d = rfc;
	struct str out = {0};

	(void)state;
	d.guards = true;
	walk(&out, SV("=\"0510\",\"a\",=\"1\"\nx,5\"\n=\"a,b\"\n"), &d);
	assert_string_equal(out.p, "=\"0510\"|a|=\"1\"\n!stray_quote\n"
	    "!stray_quote\n");
	str_free(&out);
}

static void
test_old_mac(void **state)
{
	struct csv_dialect d = rfc;
	struct str out = {0};

	(void)state;
	d.line_end = '\r';
	walk(&out, SV("a,\"b\rc\"\rd,e\r"), &d);
	assert_string_equal(out.p, "a|b\rc\nd|e\n");
	str_free(&out);
}

/* However little has arrived, csv_cut either asks for more or says what it
 * says with everything at hand. */
static void
test_cut_anywhere(void **state)
{
	static const char *const inputs[] = {
	    "a,\"b\"\"c\"\r\nd,\"e\r\nf\"\r\n1,5\"x\n\"q\"z\ng,h",
	    "\"never closed,1\na,b\n\"x\",\"y\"\"\",z\r\n",
	    "\"a\"\"\"\"b\",\r\n,,\n\"\"\n\"\"x\n",
	};
	struct csv_record whole, part;

	(void)state;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		struct sv in = sv_z(inputs[i]);

		while (in.len > 0) {
			assert_true(csv_cut(in, true, &rfc, &whole));
			for (size_t n = 1; n <= in.len; n++) {
				struct sv some = {in.p, n};

				if (!csv_cut(some, false, &rfc, &part))
					continue;
				assert_int_equal(part.raw.len, whole.raw.len);
				assert_int_equal(part.error, whole.error);
				assert_int_equal(part.error_at,
				    whole.error_at);
				assert_int_equal(part.lines, whole.lines);
			}
			in = sv_from(in, whole.raw.len);
		}
	}
}

static void
test_many_fields(void **state)
{
	struct str in = {0}, want = {0}, out = {0};

	(void)state;
	for (int i = 0; i < 3000; i++) {
		str_addf(&in, "%s%d", i > 0 ? "," : "", i);
		str_addf(&want, "%s%d", i > 0 ? "|" : "", i);
	}
	str_addc(&want, '\n');
	walk(&out, str_sv(&in), &rfc);
	assert_string_equal(out.p, want.p);
	str_free(&in);
	str_free(&want);
	str_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_faults_cost_one_line),
	    cmocka_unit_test(test_nul_and_limits),
	    cmocka_unit_test(test_huge_field),
	    cmocka_unit_test(test_too_many_columns),
	    cmocka_unit_test(test_lenient),
	    cmocka_unit_test(test_guards),
	    cmocka_unit_test(test_old_mac),
	    cmocka_unit_test(test_cut_anywhere),
	    cmocka_unit_test(test_many_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
