/* SPDX-License-Identifier: MIT */
#include "grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void
row(struct grid *g, size_t at, const char *const *cells)
{
	struct fault f = {0};

	grid_begin(g, at);
	for (; *cells != NULL; cells++)
		grid_cell(g, sv_z(*cells));
	assert_int_equal(grid_end(g, &f), 0);
}

#define ROW(g, at, ...) row(g, at, (const char *const[]){__VA_ARGS__, NULL})

static void
gives(struct grid *g, const char *want)
{
	char buf[3];
	struct str got = {0};
	size_t n;

	while ((n = grid_take(g, buf, sizeof(buf))) > 0)
		str_add(&got, buf, n);
	assert_string_equal(str_z(&got), want);
	str_free(&got);
	grid_free(g);
}

static void
rows_and_width(void **state)
{
	struct grid *g = grid_new();

	(void)state;
	ROW(g, 0, "a", "b", "c");
	ROW(g, 2, "1");
	ROW(g, 0, "", "x,\"y\"\n");
	ROW(g, 4, "", "");
	gives(g, "a,b,c\n\n1,,\n,\"x,\"\"y\"\"\n\",\n");
}

static void
merges(void **state)
{
	struct grid *g = grid_new();

	(void)state;
	grid_merge(g, 2, 1, 2);
	grid_merge(g, 1, 0, 3);
	grid_merge(g, 0, 2, 1); /* within one row: nothing */
	ROW(g, 0, "a", "b", "c");
	ROW(g, 1, "unit", "1", "2");
	ROW(g, 2, "", "m", "3");
	ROW(g, 3, "stale", "", "4"); /* what is covered is not seen */
	ROW(g, 4, "n", "", "5");
	gives(g, "a,b,c\nunit,1,2\nunit,m,3\nunit,m,4\nn,,5\n");
}

static void
merges_over_nothing(void **state)
{
	struct grid *g = grid_new();

	(void)state;
	grid_merge(g, 0, 0, 4);
	grid_merge(g, 0, 0, 9); /* over another: the first counts */
	grid_merge(g, 0, 1, 4); /* of an empty cell */
	ROW(g, 0, "t", "", "u");
	ROW(g, 1, "", "");
	ROW(g, 3, "", "", "x");
	ROW(g, 4, "", "", "y");
	gives(g, "t,,u\n\n\nt,,x\n,,y\n");
}

static void
cells_beside_merges(void **state)
{
	struct grid *g = grid_new();
	struct fault f = {0};

	(void)state;
	grid_begin(g, 0);
	for (int i = 0; i < 3; i++) {
		grid_merge(g, 0, 0, 2);
		grid_merge(g, 0, 2, 2);
		grid_skip(g);
		grid_cell(g, i == 0 ? SV("a") : i == 1 ? SV("b") : SV("c"));
	}
	assert_int_equal(grid_end(g, &f), 0);
	grid_begin(g, 1);
	grid_skip(g);
	grid_cell(g, SV("x"));
	assert_int_equal(grid_end(g, &f), 0);
	gives(g, "a,b,c\na,x,c\n");
}

static void
limits(void **state)
{
	struct grid *g = grid_new();
	struct fault f = {0};

	(void)state;
	grid_begin(g, 0);
	grid_column(g, GRID_COLUMNS);
	grid_cell(g, SV("x"));
	assert_int_equal(grid_end(g, &f), -1);
	grid_free(g);
	g = grid_new();
	grid_begin(g, GRID_ROWS - 1);
	assert_int_equal(grid_end(g, &f), 0);
	grid_begin(g, SIZE_MAX);
	assert_int_equal(grid_end(g, &f), -1);
	grid_free(g);
	fault_free(&f);
}

/* A long value merged over many columns and rows does not fill the memory. */
static void
swelling(void **state)
{
	struct grid *g = grid_new();
	struct fault f = {0};
	char *big = mem_zalloc(1, (1 << 20) + 1);
	int status = 0;

	(void)state;
	memset(big, 'x', 1 << 20);
	for (size_t i = 0; i < 200; i++)
		grid_merge(g, i, i, 1000);
	for (size_t i = 0; i < 200 && status == 0; i++) {
		char buf[1 << 16];

		grid_begin(g, i);
		grid_column(g, i);
		grid_cell(g, sv_z(big));
		status = grid_end(g, &f);
		while (grid_take(g, buf, sizeof(buf)) > 0)
			;
	}
	assert_int_equal(status, -1);
	assert_non_null(strstr(f.text.p, "longer than 64 MiB"));
	fault_free(&f);
	free(big);
	grid_free(g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_and_width), cmocka_unit_test(merges),
	    cmocka_unit_test(merges_over_nothing),
	    cmocka_unit_test(cells_beside_merges), cmocka_unit_test(limits),
	    cmocka_unit_test(swelling)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
