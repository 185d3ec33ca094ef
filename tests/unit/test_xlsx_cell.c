/* SPDX-License-Identifier: MIT */
#include "xlsx_parts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
is(const char *number, enum xlsx_look look, bool date1904, const char *want)
{
	struct str out = {0};
	bool good = xlsx_add_number(&out, sv_z(number), look, date1904);

	assert_string_equal(good ? str_z(&out) : "none", want);
	str_free(&out);
}

static void
numbers(void **state)
{
	(void)state;
	is("0.30000000000000004", XLSX_NUMBER, false, "0.3");
	is("13800000001", XLSX_NUMBER, false, "13800000001");
	is("123456789012345", XLSX_NUMBER, false, "123456789012345");
	is("519999198310044603", XLSX_NUMBER, false, "5.19999198310045E+17");
	is("x", XLSX_NUMBER, false, "none");
	is("1e999", XLSX_NUMBER, false, "none");
	is("nan", XLSX_DATE, false, "none");
}

static void
dates(void **state)
{
	(void)state;
	is("45535.999988425923", XLSX_DATE_TIME, false,
	    "2024-08-31 23:59:59");
	is("45535.9999999", XLSX_DATE, false, "2024-09-01");
	is("44073", XLSX_DATE, true, "2024-08-31");
	is("0.5", XLSX_TIME, false, "12:00:00");
	is("60", XLSX_DATE, false, "60"); /* 29 February 1900 never was */
	is("59", XLSX_DATE, false, "1900-02-28");
	is("61", XLSX_DATE, false, "1900-03-01");
	/* No date at all: numbers, and no overflow. */
	is("-1.31064e+308", XLSX_DATE_TIME, false, "-1.31064000000000E+308");
	is("1e300", XLSX_TIME, true, "1.00000000000000E+300");
	is("3000001", XLSX_DATE, false, "3000001");
}

static void
looks(void **state)
{
	(void)state;
	assert_int_equal(xlsx_look_of(SV("yyyy\"年\"m\"月\"d\"日\"")),
	    XLSX_DATE);
	assert_int_equal(xlsx_look_of(SV("[h]:mm:ss")), XLSX_TIME);
	assert_int_equal(xlsx_look_of(SV("[Red]0.00E+00")), XLSX_NUMBER);
	assert_int_equal(xlsx_look_of(SV("#,##0.00\"万元\"")), XLSX_WAN);
	assert_int_equal(xlsx_look_of(SV("0!.0,\"万\"")), XLSX_NUMBER);
	assert_int_equal(xlsx_look_of(SV("0\\.0,\"万元\";0\"万\"")),
	    XLSX_NUMBER);
	assert_int_equal(xlsx_look_of(SV("0.00\"元\"")), XLSX_NUMBER);
	is("3.5", XLSX_WAN, false, "3.5万");
	is("0", XLSX_WAN, false, "0");
	assert_int_equal(xlsx_look_built_in(31), XLSX_DATE);
	assert_int_equal(xlsx_look_built_in(22), XLSX_DATE_TIME);
	assert_int_equal(xlsx_look_built_in(0), XLSX_NUMBER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(numbers),
	    cmocka_unit_test(dates), cmocka_unit_test(looks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
