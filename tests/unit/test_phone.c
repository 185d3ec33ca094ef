/* SPDX-License-Identifier: MIT */
/* phone: one number, many spellings; the numbers are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "phone.h"

struct example {
	const char *cell;
	const char *numbers;    /* joined by ',' */
	unsigned doubts;
	enum phone_kind kind;   /* of the first */
};

static const struct example examples[] = {
	{"13800138000", "13800138000", 0, PHONE_MOBILE},
	{"+8613800138000", "13800138000", 0, PHONE_MOBILE},
	{"+86 138 0013 8000", "13800138000", 0, PHONE_MOBILE},
	{"+86-138-0013-8000", "13800138000", 0, PHONE_MOBILE},
	{"008613800138000", "13800138000", 0, PHONE_MOBILE},
	{"8613800138000", "13800138000", 0, PHONE_MOBILE},
	{"(+86)13800138000", "13800138000", 0, PHONE_MOBILE},
	{"013800138000", "13800138000", 0, PHONE_MOBILE},
	{"138-0013-8000", "13800138000", 0, PHONE_MOBILE},
	{"138 0013 8000", "13800138000", 0, PHONE_MOBILE},
	{"１３８００１３８０００", "13800138000", 0, PHONE_MOBILE},
	{"13800138000.0", "13800138000", 0, PHONE_MOBILE},
	{"'13800138000", "13800138000", 0, PHONE_MOBILE},
	{"=\"13800138000\"", "13800138000", 0, PHONE_MOBILE},
	{"\t13800138000 ", "13800138000", 0, PHONE_MOBILE},
	{"电话：13800138000（母亲）", "13800138000", 0, PHONE_MOBILE},
	{"028-87654321", "02887654321", 0, PHONE_LANDLINE},
	{"(028)87654321", "02887654321", 0, PHONE_LANDLINE},
	{"028 8765 4321", "02887654321", 0, PHONE_LANDLINE},
	{"+86 28 87654321", "02887654321", 0, PHONE_LANDLINE},
	{"010-65432100", "01065432100", 0, PHONE_LANDLINE},
	{"0831-7654321", "08317654321", 0, PHONE_LANDLINE},
	{"028-87654321-801", "02887654321-801", 0, PHONE_LANDLINE},
	{"028-87654321转801", "02887654321-801", 0, PHONE_LANDLINE},
	{"87654321", "87654321", 0, PHONE_LOCAL},
	{"8765 4321", "87654321", 0, PHONE_LOCAL},
	{"110", "110", 0, PHONE_SERVICE},
	{"12345", "12345", 0, PHONE_SERVICE},
	{"96110", "96110", 0, PHONE_SERVICE},
	{"028-96110", "02896110", 0, PHONE_SERVICE},
	{"95588", "95588", 0, PHONE_SERVICE},
	{"10086", "10086", 0, PHONE_SERVICE},
	{"400-800-1234", "4008001234", 0, PHONE_SERVICE},
	{"+852 9876 5432", "0085298765432", 0, PHONE_FOREIGN},
	{"13800138000、13900139000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"13800138000/028-87654321", "13800138000,02887654321", 0,
	    PHONE_MOBILE},
	{"13800138000；13900139000，12345",
	    "13800138000,13900139000,12345", 0, PHONE_MOBILE},
	{"13800138000 13900139000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"138 0013 8000 139 0013 9000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"13800138000-13900139000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"1380013800013900139000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"张13800138000李13900139000", "13800138000,13900139000", 0,
	    PHONE_MOBILE},
	{"13800138000,13800138000", "13800138000", 0, PHONE_MOBILE},
	{"13800138000(2)", "13800138000", PHONE_FORMAT, PHONE_MOBILE},
	{"1380013800", "1380013800", PHONE_FORMAT, PHONE_ODD},
	{"138001380000", "138001380000", PHONE_FORMAT, PHONE_ODD},
	{"00000000", "00000000", PHONE_FORMAT, PHONE_ODD},
	{"12800138000", "12800138000", PHONE_FORMAT, PHONE_ODD},
	{"138****8000", "", PHONE_FORMAT, PHONE_ODD},
	{"微信报警", "", PHONE_FORMAT, PHONE_ODD},
	{"1.38E+10", "", PHONE_PRECISION, PHONE_ODD},
	{"1.38001E+10", "", PHONE_PRECISION, PHONE_ODD},
	{"1.38E+10、13900139000", "13900139000", PHONE_PRECISION,
	    PHONE_MOBILE},
	{"", "", 0, PHONE_ODD}, {"  ", "", 0, PHONE_ODD}
};

static void
test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct example *e = &examples[i];
		struct phone list[4];
		struct str s = {0};
		size_t count;
		unsigned doubts = phone_add(&s, sv_z(e->cell));

		if (strcmp(str_z(&s), e->numbers) != 0 || doubts != e->doubts)
			fail_msg("\"%s\" is \"%s\", doubts %u", e->cell,
			    str_z(&s), doubts);
		phone_parse(sv_z(e->cell), list, 4, &count);
		if (count > 0)
			assert_int_equal(list[0].kind, e->kind);
		/* what was written reads back as itself */
		if (e->doubts == 0) {
			struct str again = {0};

			assert_int_equal(phone_add(&again, str_sv(&s)), 0);
			assert_string_equal(str_z(&again), str_z(&s));
			str_free(&again);
		}
		str_free(&s);
	}
}

static void
test_limits(void **state)
{
	struct str s = {0};
	struct phone list[2];
	size_t count;

	(void)state;
	for (int i = 0; i < 30; i++)
		str_addf(&s, "138001380%02d ", i);
	assert_int_equal(phone_parse(str_sv(&s), list, 2, &count), 0);
	assert_int_equal(count, 2);
	assert_string_equal(list[1].digits, "13800138001");
	while (s.len < 2000)
		str_addz(&s, "1 ");
	assert_int_equal(phone_parse(str_sv(&s), list, 2, &count),
	    PHONE_FORMAT);
	assert_int_equal(count, 0);
	assert_int_equal(phone_kind(SV("138001380001234567890")), PHONE_ODD);
	assert_int_equal(phone_kind(SV("1380013800x")), PHONE_ODD);
	str_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_limits)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
