/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "table.h"

static void
fill(struct table *t)
{
	size_t place = table_column(t, "place", "社区", TABLE_TEXT, TABLE_ALL);
	size_t cases = table_column(t, "cases", "起数", TABLE_COUNT, TABLE_ALL);
	size_t wan = table_column(t, NULL, "损失(万元)", TABLE_WAN,
	    TABLE_PEOPLE);
	size_t loss = table_column(t, "loss_fen", "损失(元)", TABLE_FEN,
	    TABLE_DATA);
	size_t share = table_column(t, "share", "占比", TABLE_PERCENT,
	    TABLE_ALL);
	size_t z = table_column(t, "z", "z", TABLE_HUNDREDTHS, TABLE_DATA);
	size_t part = table_column(t, "part", "未完", TABLE_FLAG, TABLE_DATA);

	table_row(t);
	table_text(t, place, SV("柳河苑|一期, \"新\""));
	table_set(t, cases, 12);
	table_set(t, wan, 3504999);
	table_set(t, loss, 3504999);
	table_set(t, share, 1000);
	table_set(t, z, -185);
	table_set(t, part, 1);
	table_row(t);
	table_text(t, place, SV("A\tB\x1b[31m"));
	table_instead(t, cases, SV("<3"));
	table_set(t, share, 5);
	table_shown(t, share, SV("约0.5%"));
}

static void
prints(const struct table *t, enum table_format format, const char *want)
{
	struct str out = {0};
	struct fault f = {0};

	assert_int_equal(table_print(t, format, SV(",\"kind\":\"k\""), &out,
	    &f), 0);
	assert_string_equal(str_z(&out), want);
	str_free(&out);
	fault_free(&f);
}

static void
test_forms(void **state)
{
	struct table t = {0};

	(void)state;
	fill(&t);
	prints(&t, TABLE_AS_CSV,
	    "社区,起数,损失(元),占比,z,未完\n"
	    "\"柳河苑|一期, \"\"新\"\"\",12,35049.99,100.0,-1.85,1\n"
	    "A\tB\x1b[31m,<3,,0.5,,\n");
	prints(&t, TABLE_AS_JSONL,
	    "{\"kind\":\"k\",\"place\":\"柳河苑|一期, \\\"新\\\"\",\"cases\":12,"
	    "\"loss_fen\":3504999,\"share\":100.0,\"z\":-1.85,\"part\":true}\n"
	    "{\"kind\":\"k\",\"place\":\"A\\tB\\u001b[31m\",\"cases\":\"<3\","
	    "\"share\":0.5}\n");
	prints(&t, TABLE_AS_MD,
	    "| 社区 | 起数 | 损失(万元) | 占比 |\n"
	    "| --- | ---: | ---: | ---: |\n"
	    "| 柳河苑\\|一期, \"新\" | 12 | 3.50 | 100.0% |\n"
	    "| A B \\[31m | \\<3 |  | 约0.5% |\n");
	table_free(&t);
}

/* The same bytes, two columns a Chinese character, whatever the locale. */
static void
test_aligned(void **state)
{
	static const char want[] =
	    "社区              起数 损失(万元)   占比\n"
	    "柳河苑|一期, \"新\"   12       3.50 100.0%\n"
	    "A B [31m            <3            约0.5%\n";
	static const char *const locales[] = {"C", "C.UTF-8", "POSIX"};
	struct table t = {0};

	(void)state;
	fill(&t);
	for (size_t i = 0; i < 3; i++) {
		locale_t l = newlocale(LC_ALL_MASK, locales[i], (locale_t)0);
		locale_t before;

		assert_true(l != (locale_t)0);
		before = uselocale(l);
		prints(&t, TABLE_AS_TEXT, want);
		assert_true(uselocale(before) == l);
		freelocale(l);
	}
	table_free(&t);
}

static void
test_empty(void **state)
{
	struct table t = {0};

	(void)state;
	table_column(&t, "a", "一", TABLE_TEXT, TABLE_ALL);
	prints(&t, TABLE_AS_CSV, "一\n");
	prints(&t, TABLE_AS_JSONL, "");
	prints(&t, TABLE_AS_MD, "| 一 |\n| --- |\n");
	prints(&t, TABLE_AS_TEXT, "一\n");
	table_free(&t);
}

static void
test_excel(void **state)
{
	struct str csv = {0};

	(void)state;
	str_addz(&csv, "a,b\n=1+2,-5\n\"=cmd|'x, y'\",+3.50\n@x,\"-a\n\"\n");
	table_excel(&csv);
	assert_string_equal(str_z(&csv), "\xef\xbb\xbf" "a,b\r\n'=1+2,-5\r\n"
	    "\"'=cmd|'x, y'\",+3.50\r\n'@x,\"'-a\n\"\r\n");
	str_free(&csv);
	str_addz(&csv, "");
	table_excel(&csv);
	assert_string_equal(str_z(&csv), "\xef\xbb\xbf");
	str_free(&csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_aligned),
	    cmocka_unit_test(test_empty),
		cmocka_unit_test(test_excel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
