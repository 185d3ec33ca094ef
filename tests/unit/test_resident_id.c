/* SPDX-License-Identifier: MIT */
/* resident_id: the standard's examples, and what Excel does to numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "regions.h"
#include "resident_id.h"

/* 440524 is no county today. */
#define OLD RESIDENT_ID_OLD_REGION

struct example {
	const char *cell;
	const char *text;       /* "": no number */
	unsigned doubts;
};

static void
test_parse(void **state)
{
	static const struct example examples[] = {
		/* GB 11643 itself */
		{"11010519491231002X", "11010519491231002X", 0},
		{"440524188001010014", "440524188001010014", OLD},
		{"11010519491231002x", "11010519491231002X", 0},
		{" １１０１０５１９４９１２３１００２Ｘ ",
		    "11010519491231002X", 0},
		{"\t110105194912310021", "110105194912310021",
		    RESIDENT_ID_CHECK},
		{"'440524188001010014", "440524188001010014", OLD},
		{"=\"440524188001010014\"", "440524188001010014", OLD},
		{"440524 18800101 0014", "440524188001010014", OLD},
		{"440524-18800101-0014", "440524188001010014", OLD},
		{"440524188001010014.0", "440524188001010014", OLD},
		{"440524188013010014", "440524188013010014",
		    RESIDENT_ID_CHECK | RESIDENT_ID_BIRTH | OLD},
		/* 510132, 新津县 until 2020: withdrawn, not wrong */
		{"51013219900101001X", "51013219900101001X",
		    RESIDENT_ID_CHECK | OLD},
		{"990105194912310021", "990105194912310021",
		    RESIDENT_ID_CHECK | RESIDENT_ID_REGION},
		{"110105491231002", "110105491231002", RESIDENT_ID_15},
		{"110105491331002", "110105491331002",
		    RESIDENT_ID_15 | RESIDENT_ID_BIRTH},
		/* lost for good */
		{"5.10124E+17", "", RESIDENT_ID_PRECISION},
		{"5.1E+17", "", RESIDENT_ID_PRECISION},
		{"5e17", "", RESIDENT_ID_PRECISION},
		{"510118199001010000", "", RESIDENT_ID_PRECISION},
		/* no numbers */
		{"51012419900101001", "", RESIDENT_ID_FORMAT},
		{"1101051949123100X2", "", RESIDENT_ID_FORMAT},
		{"护照E12345678", "", RESIDENT_ID_FORMAT},
		{"E12345678", "", RESIDENT_ID_FORMAT},
		{"", "", 0}, {"  ", "", 0}
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct example *e = &examples[i];
		struct resident_id id;
		bool ok = resident_id_parse(sv_z(e->cell), &id);

		if (strcmp(id.text, e->text) != 0 || id.doubts != e->doubts ||
		    ok != (e->text[0] != '\0'))
			fail_msg("\"%s\" is \"%s\", doubts %u", e->cell,
			    id.text, id.doubts);
	}
}

static void
test_meaning(void **state)
{
	struct resident_id id;

	(void)state;
	assert_true(resident_id_parse(SV("11010519491231002X"), &id));
	assert_int_equal(id.region, 110105);
	assert_int_equal(id.born, date_days(1949, 12, 31));
	assert_false(id.male);
	assert_int_equal(resident_id_age(&id, date_days(2024, 12, 30)), 74);
	assert_int_equal(resident_id_age(&id, date_days(2024, 12, 31)), 75);
	assert_int_equal(resident_id_age(&id, date_days(1949, 12, 31)), 0);
	assert_int_equal(resident_id_age(&id, date_days(1949, 12, 30)), -1);
	assert_true(resident_id_parse(SV("440524188001010014"), &id));
	assert_true(id.male);
	assert_true(resident_id_parse(SV("110105491231002"), &id));
	assert_int_equal(id.born, date_days(1949, 12, 31));
	assert_false(id.male);
	assert_true(resident_id_parse(SV("440524188013010014"), &id));
	assert_int_equal(resident_id_age(&id, 0), -1);
	assert_true(resident_id_is_valid("11010519491231002x"));
	assert_false(resident_id_is_valid("110105194912310021"));
	assert_false(resident_id_is_valid("1101051949123100 X"));
}

/* Any single wrong digit and any two neighbours swapped must show: that is
 * what MOD 11-2 is for. */
static void
test_check_digit(void **state)
{
	char id[] = "11010519491231002X";

	(void)state;
	for (size_t i = 0; i < 17; i++) {
		char right = id[i];

		for (char c = '0'; c <= '9'; c++) {
			id[i] = c;
			assert_int_equal(resident_id_check(id) == 'X',
			    c == right);
		}
		id[i] = right;
	}
	for (size_t i = 0; i < 16; i++) {
		char a = id[i], b = id[i + 1];

		id[i] = b;
		id[i + 1] = a;
		assert_int_equal(resident_id_check(id) == 'X', a == b);
		id[i] = a;
		id[i + 1] = b;
	}
}

static void
test_regions(void **state)
{
	static const struct {
		uint32_t code;
		enum region_status status;
	} cases[] = {
		{110101, REGION_CURRENT}, {510118, REGION_CURRENT},
		{659001, REGION_CURRENT}, {441900, REGION_CURRENT},
		{510132, REGION_OLD}, {510200, REGION_OLD},
		{110000, REGION_OLD}, {659999, REGION_OLD},
		{109999, REGION_UNKNOWN}, {160101, REGION_UNKNOWN},
		{999999, REGION_UNKNOWN}, {0, REGION_UNKNOWN}
	};
	unsigned counties = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (region_status(cases[i].code) != cases[i].status)
			fail_msg("%u", cases[i].code);
	for (unsigned i = 0; i < regions_count; i++) {
		assert_true(i == 0 || regions[i - 1].code < regions[i].code);
		counties += (unsigned)__builtin_popcountll(
		    regions[i].counties[0]);
		counties += (unsigned)__builtin_popcountll(
		    regions[i].counties[1]);
	}
	assert_int_equal(counties, 2978);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_check_digit),
		cmocka_unit_test(test_regions)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
