/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the above first */
#include <cmocka.h>

static void
is_text(const struct progress_figures *f, size_t width, const char *wanted)
{
	char text[PROGRESS_TEXT + 1];
	size_t n = progress_text(text, "fraud-stats", f, width);

	assert_true(n < width || n == 0);
	text[n] = '\0';
	assert_string_equal(text, wanted);
}

/* The narrower, the less; never as wide as the terminal. */
static void
narrows(void **state)
{
	const struct progress_figures f = {.bytes = 1234567890,
	    .total = 5000000000, .records = 2300456, .ms = 3000};

	(void)state;
	is_text(&f, 81, "fraud-stats: 1.2 GB of 5.0 GB, 2,300,456 records, "
	    "411.5 MB/s, 0:09 left");
	is_text(&f, 60, "fraud-stats: 1.2 GB of 5.0 GB, 411.5 MB/s, 0:09 "
	    "left");
	is_text(&f, 41, "fraud-stats: 1.2 GB of 5.0 GB, 0:09 left");
	is_text(&f, 40, "1.2 GB of 5.0 GB, 0:09 left");
	is_text(&f, 20, "1.2 GB, 0:09 left");
	is_text(&f, 7, "1.2 GB");
	is_text(&f, 6, "");
	is_text(&f, 1, "");
	is_text(&f, 0, "");
}

/* Every width up to the whole line: what fits is shown, nothing wraps. */
static void
every_width(void **state)
{
	struct progress_figures f = {.bytes = UINT64_MAX, .total = 0,
	    .records = UINT64_MAX, .ms = 1};
	char text[PROGRESS_TEXT];
	size_t last = 0;

	(void)state;
	for (size_t width = 0; width < 200; width++) {
		size_t n = progress_text(text, "a-name-of-thirty-characters-so",
		    &f, width);

		assert_true(n < width || n == 0);
		assert_true(n >= last);
		last = n;
	}
	assert_true(last > 60);
}

static void
figures(void **state)
{
	(void)state;
	is_text(&(struct progress_figures){0}, 80,
	    "fraud-stats: 0 B, 0 records");
	is_text(&(struct progress_figures){.bytes = 999, .total = 2000,
	    .records = 1000, .ms = 1000}, 80,
	    "fraud-stats: 999 B of 2.0 kB, 1,000 records, 999 B/s, 0:01 left");
	/* All is read: no time is left. */
	is_text(&(struct progress_figures){.bytes = 2000, .total = 2000,
	    .ms = 4000}, 80,
	    "fraud-stats: 2.0 kB of 2.0 kB, 0 records, 500 B/s");
	is_text(&(struct progress_figures){.bytes = 1000000, .total =
	    3600000000, .ms = 10000}, 80, "fraud-stats: 1.0 MB of 3.6 GB, "
	    "0 records, 100.0 kB/s, 9:59:50 left");
	is_text(&(struct progress_figures){.bytes = 5, .step = 3, .steps =
	    12, .ms = 9}, 80, "fraud-stats: step 3 of 12");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(narrows),
		cmocka_unit_test(every_width),
		cmocka_unit_test(figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
